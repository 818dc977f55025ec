//! Learning of sequence models.

use super::step_feature;
use crate::model::linear::{Feature, Learner, Linear};

/// Rows of the table of steps, as a power of two.
const STEP_BITS: u32 = 10;
/// Slopes below are too small to learn from.
const SMALL: f32 = 1e-3;

/// Learns a [`Sequence`](super::Sequence) from sentences, one after another.
///
/// For each word the marks that may be right are given as bits. Where these are several, their probabilities are
/// learned from as they stand (Tsuboi and others 2008): so a text may tell where names are and leave open of what kind.
#[derive(Debug, Clone)]
pub struct SequenceLearner {
    marks: Learner,
    steps: Learner,
    classes: usize,
}

/// Probabilities over all rows of marks of a sentence.
struct Chances {
    /// By word and mark.
    marks: Vec<f32>,
    /// By the word before (the start first), the mark before and the mark.
    steps: Vec<f32>,
}

impl SequenceLearner {
    /// Of a model of so many marks with `2^bits` rows; `rate` is the length of steps.
    pub fn new(classes: usize, bits: u32, rate: f32) -> Self {
        Self { marks: Learner::new(classes, bits, rate), steps: Learner::new(classes, STEP_BITS, rate), classes }
    }

    /// Each step takes this share of a weight away.
    pub fn decay(&mut self, share: f32) {
        self.marks.decay = share;
    }

    /// Learns from one sentence: the features of its words and the marks that may be right. `weight` is what it counts.
    pub fn learn(&mut self, features: &[impl AsRef<[Feature]>], right: &[u32], weight: f32) {
        let classes = self.classes;
        let (own, steps) = self.powers(features);
        let all = vec![u32::MAX; right.len()];
        let (free, held) = (self.chances(&own, &steps, &all), self.chances(&own, &steps, right));
        let mut slopes = vec![0.0; classes];
        let mut step_slopes = vec![0.0; classes * (classes + 1)];
        for (at, word) in features.iter().enumerate() {
            let range = at * classes..(at + 1) * classes;
            for ((slope, free), held) in slopes.iter_mut().zip(&free.marks[range.clone()]).zip(&held.marks[range]) {
                *slope = weight * (free - held);
                *slope = if slope.abs() < SMALL { 0.0 } else { *slope };
            }
            self.marks.step(word.as_ref(), &slopes);
            for (n, slope) in step_slopes.iter_mut().enumerate() {
                *slope += weight * (free.steps[at * classes * (classes + 1) + n] - held.steps[at * classes * (classes + 1) + n]);
            }
        }
        for row in 0..=classes {
            self.steps.step(&[step_feature(row.checked_sub(1))], &step_slopes[row * classes..(row + 1) * classes]);
        }
    }

    /// The scores of words and of steps.
    fn powers(&self, features: &[impl AsRef<[Feature]>]) -> (Vec<f32>, Vec<f32>) {
        let (mut own, mut steps, mut scores) = (Vec::new(), Vec::new(), Vec::new());
        for word in features {
            self.marks.scores(word.as_ref(), &mut scores);
            own.extend_from_slice(&scores);
        }
        for row in 0..=self.classes {
            self.steps.scores(&[step_feature(row.checked_sub(1))], &mut scores);
            steps.extend_from_slice(&scores);
        }
        (own, steps)
    }

    /// Goes through the sentence forwards and backwards. In `steps` the start is row 0.
    fn chances(&self, own: &[f32], steps: &[f32], may: &[u32]) -> Chances {
        let classes = self.classes;
        let words = may.len();
        let power = |at: usize, mark: usize| {
            if may[at] >> mark & 1 == 0 {
                return 0.0;
            }
            let row = &own[at * classes..(at + 1) * classes];
            (row[mark] - row.iter().copied().fold(f32::NEG_INFINITY, f32::max)).max(-60.0).exp()
        };
        let powers: Vec<f32> =
            (0..words).flat_map(|at| (0..classes).map(move |mark| (at, mark))).map(|(at, mark)| power(at, mark)).collect();
        let leads: Vec<f32> = steps.iter().map(|step| step.exp()).collect();
        let lead = |before: usize, mark: usize| leads[(before + 1) * classes + mark];
        let (mut ahead, mut behind) = (vec![0.0; words * classes], vec![1.0; words * classes]);
        for at in 0..words {
            for mark in 0..classes {
                let come = |b: usize| ahead[(at - 1) * classes + b] * lead(b, mark);
                let come = if at == 0 { leads[mark] } else { (0..classes).map(come).sum() };
                ahead[at * classes + mark] = come * powers[at * classes + mark];
            }
            level(&mut ahead[at * classes..(at + 1) * classes]);
        }
        for at in (0..words.saturating_sub(1)).rev() {
            for mark in 0..classes {
                let go = |b: usize| behind[(at + 1) * classes + b] * powers[(at + 1) * classes + b] * lead(mark, b);
                behind[at * classes + mark] = (0..classes).map(go).sum();
            }
            level(&mut behind[at * classes..(at + 1) * classes]);
        }
        let mut chances = Chances { marks: vec![0.0; words * classes], steps: vec![0.0; words * classes * (classes + 1)] };
        for at in 0..words {
            let marks = &mut chances.marks[at * classes..(at + 1) * classes];
            (0..classes).for_each(|mark| marks[mark] = ahead[at * classes + mark] * behind[at * classes + mark]);
            level(marks);
            let pairs = &mut chances.steps[at * classes * (classes + 1)..(at + 1) * classes * (classes + 1)];
            if at == 0 {
                pairs[..classes].copy_from_slice(marks);
                continue;
            }
            for before in 0..classes {
                for mark in 0..classes {
                    let here = at * classes + mark;
                    pairs[(before + 1) * classes + mark] =
                        ahead[(at - 1) * classes + before] * lead(before, mark) * powers[here] * behind[here];
                }
            }
            level(pairs);
        }
        chances
    }

    /// Which of the marks that may be right the learner takes to be so where it is sure enough; the others stay open.
    /// `none` is what the chance of mark 0 counts where there are others.
    pub fn guess(&self, features: &[impl AsRef<[Feature]>], right: &[u32], none: f32, sure: f32) -> Vec<u32> {
        let (own, steps) = self.powers(features);
        let chances = self.chances(&own, &steps, right);
        let decide = |(may, marks): (&u32, &[f32])| {
            let weighed: Vec<f32> = marks.iter().enumerate().map(|(mark, p)| if mark == 0 { p * none } else { *p }).collect();
            let sum: f32 = weighed.iter().sum();
            weighed.iter().position(|p| *p > sure * sum).filter(|_| may.count_ones() > 1).map_or(*may, |mark| 1 << mark)
        };
        right.iter().zip(chances.marks.chunks(self.classes)).map(decide).collect()
    }

    /// The mean of several states of a learner.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn mean(states: &[Self]) -> Self {
        let part = |of: fn(&Self) -> &Learner| Learner::mean(&states.iter().map(|state| of(state).clone()).collect::<Vec<_>>());
        Self { marks: part(|state| &state.marks), steps: part(|state| &state.steps), classes: states[0].classes }
    }

    /// The models of words and of steps, with these names, in whole numbers.
    pub fn finish(&self, names: [&str; 2]) -> [Linear<'static>; 2] {
        [self.marks.finish(names[0]), self.steps.finish(names[1])]
    }
}

/// Makes the numbers sum up to one.
fn level(numbers: &mut [f32]) {
    let sum: f32 = numbers.iter().sum();
    if sum > 0.0 {
        numbers.iter_mut().for_each(|number| *number /= sum);
    }
}
