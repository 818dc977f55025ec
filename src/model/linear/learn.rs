//! Learning of linear models.

use super::{Feature, Linear};

/// The unit of a whole-numbered weight: 1/32.
const SCALE: f32 = 32.0;
/// What keeps the first steps from being too long.
const START: f32 = 1e-2;

/// Learns a [`Linear`] from examples, one after another: the same examples in the same order give the same model.
#[derive(Debug, Clone)]
pub struct Learner {
    classes: usize,
    bits: u32,
    rate: f32,
    weights: Vec<f32>,
    /// Sums of squared slopes.
    squares: Vec<f32>,
    bias: Vec<f32>,
    bias_squares: Vec<f32>,
    /// Each step takes this share of a weight away.
    pub decay: f32,
    scores: Vec<f32>,
}

impl Learner {
    /// Of a model of so many classes with `2^bits` rows; `rate` is the length of steps.
    pub fn new(classes: usize, bits: u32, rate: f32) -> Self {
        let size = classes << bits;
        let (weights, squares) = (vec![0.0; size], vec![START; size]);
        let (bias, bias_squares) = (vec![0.0; classes], vec![START; classes]);
        Self { classes, bits, rate, weights, squares, bias, bias_squares, decay: 0.0, scores: Vec::new() }
    }

    /// The scores of all classes, in units that a soft-max takes.
    pub fn scores(&self, features: &[Feature], scores: &mut Vec<f32>) {
        scores.clear();
        scores.extend_from_slice(&self.bias);
        for feature in features {
            let row = feature.row(self.bits) * self.classes;
            for (score, weight) in scores.iter_mut().zip(&self.weights[row..]) {
                *score += weight;
            }
        }
    }

    /// The score of a model of one class.
    pub fn score(&self, features: &[Feature]) -> f32 {
        self.bias[0] + features.iter().map(|feature| self.weights[feature.row(self.bits) * self.classes]).sum::<f32>()
    }

    /// Steps against the slope of the loss by the score of each class.
    pub fn step(&mut self, features: &[Feature], slopes: &[f32]) {
        for (class, slope) in slopes.iter().enumerate().filter(|(_, slope)| **slope != 0.0) {
            self.bias_squares[class] += slope * slope;
            self.bias[class] -= self.rate * slope / self.bias_squares[class].sqrt();
            for feature in features {
                let at = feature.row(self.bits) * self.classes + class;
                let slope = slope + self.decay * self.weights[at];
                self.squares[at] += slope * slope;
                self.weights[at] -= self.rate * slope / self.squares[at].sqrt();
            }
        }
    }

    /// Learns that an example is of a class; gives the probability that the class had before.
    pub fn learn_class(&mut self, features: &[Feature], class: usize) -> f32 {
        let mut scores = std::mem::take(&mut self.scores);
        self.scores(features, &mut scores);
        soft_max(&mut scores);
        let probability = scores[class];
        scores[class] -= 1.0;
        self.step(features, &scores);
        self.scores = scores;
        probability
    }

    /// Learns whether something is so, for a model of one class; gives the probability before. `weight` is what the
    /// example counts.
    pub fn learn_binary(&mut self, features: &[Feature], right: bool, weight: f32) -> f32 {
        let probability = 1.0 / (1.0 + (-self.score(features)).exp());
        self.step(features, &[weight * (probability - f32::from(u8::from(right)))]);
        probability
    }

    /// Learns which of several candidates is right, for a model of one class; of several right ones any is as good.
    /// Gives the probability of the right ones before.
    pub fn learn_choice(&mut self, candidates: &[&[Feature]], right: &[bool]) -> f32 {
        let mut all: Vec<f32> = candidates.iter().map(|features| self.score(features)).collect();
        soft_max(&mut all);
        let sum: f32 = all.iter().zip(right).filter(|(_, right)| **right).map(|(p, _)| p).sum();
        if sum <= 0.0 {
            return sum;
        }
        for ((features, p), right) in candidates.iter().zip(&all).zip(right) {
            let slope = if *right { p - p / sum } else { *p };
            self.step(features, &[slope]);
        }
        sum
    }

    /// The mean of several states of a learner, which errs less than each of them.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn mean(states: &[Self]) -> Self {
        let mut mean = states[0].clone();
        let share = 1.0 / states.len() as f32;
        let level = |into: &mut [f32], of: fn(&Self) -> &[f32]| {
            into.iter_mut().enumerate().for_each(|(n, value)| *value = states.iter().map(|state| of(state)[n]).sum::<f32>() * share);
        };
        level(&mut mean.weights, |state| &state.weights);
        level(&mut mean.bias, |state| &state.bias);
        mean
    }

    /// The model in whole numbers of 1/32.
    pub fn finish(&self, name: &str) -> Linear<'static> {
        let table: Vec<i8> = self.weights.iter().map(|w| (w * SCALE).round().clamp(-127.0, 127.0) as i8).collect();
        let bias = self.bias.iter().map(|b| (b * SCALE).round() as i32).collect();
        Linear::new(name, self.bits, &table, bias)
    }
}

/// Turns scores into probabilities.
fn soft_max(scores: &mut [f32]) {
    let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    scores.iter_mut().for_each(|score| *score = (*score - most).exp());
    let sum: f32 = scores.iter().sum();
    scores.iter_mut().for_each(|score| *score /= sum);
}
