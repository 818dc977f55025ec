//! Following the gradients: Adam (Kingma and Ba 2015), with a mean of the late weights as the result.

use crate::net::Net;
use crate::tape::Gradients;

const MOMENTUM: f32 = 0.9;
const SPREAD: f32 = 0.98;
/// Gradients longer than this are cut to it.
const LONGEST: f32 = 5.0;
/// Every so many steps the weights go into the mean.
const MEAN_EVERY: usize = 10;

/// How far training is, and what it remembers of gradients.
pub struct Adam {
    rate: f32,
    step: usize,
    steps: usize,
    dense: Moments,
    rows: Moments,
    mean: (Vec<f32>, Vec<f32>),
}

struct Moments {
    first: Vec<f32>,
    second: Vec<f32>,
}

impl Moments {
    fn new(len: usize) -> Self {
        Self { first: vec![0.0; len], second: vec![0.0; len] }
    }

    fn step(&mut self, at: usize, values: &mut [f32], gradient: &[f32], scale: f32, [rate, first, second]: [f32; 3]) {
        let moments = self.first[at..].iter_mut().zip(&mut self.second[at..]);
        for ((value, gradient), (m, v)) in values.iter_mut().zip(gradient).zip(moments) {
            let gradient = gradient * scale;
            *m = MOMENTUM * *m + (1.0 - MOMENTUM) * gradient;
            *v = SPREAD * *v + (1.0 - SPREAD) * gradient * gradient;
            *value -= rate * (*m / first) / ((*v / second).sqrt() + 1e-8);
        }
    }
}

impl Adam {
    pub fn new(net: &Net, rate: f32, steps: usize) -> Self {
        Self {
            rate,
            step: 0,
            steps,
            dense: Moments::new(net.dense.values.len()),
            rows: Moments::new(net.embeddings.len()),
            mean: (net.dense.values.clone(), net.embeddings.clone()),
        }
    }

    /// One step along gradients, which are sums over `words` words.
    pub fn step(&mut self, net: &mut Net, gradients: &Gradients, words: usize) {
        self.step += 1;
        let scale = 4.0 / words as f32;
        let length = gradients.dense.iter().map(|x| x * x).sum::<f32>().sqrt() * scale;
        let scale = if length > LONGEST { scale * LONGEST / length } else { scale };
        let (step, steps) = (self.step as f32, self.steps as f32);
        let rate = self.rate * (1.0 - step / (steps + 1.0)).max(0.01) * (step / 500.0).min(1.0);
        let rates = [rate, 1.0 - power(MOMENTUM, self.step), 1.0 - power(SPREAD, self.step)];
        self.dense.step(0, &mut net.dense.values, &gradients.dense, scale, rates);
        let width = net.plan.sizes.width;
        for (row, gradient) in &gradients.rows {
            let at = *row as usize * width;
            self.rows.step(at, &mut net.embeddings[at..at + width], gradient, scale, rates);
        }
        if self.step.is_multiple_of(MEAN_EVERY) {
            let share = (MEAN_EVERY as f32 / (0.05 * steps)).min(0.2);
            for (mean, values) in [(&mut self.mean.0, &net.dense.values), (&mut self.mean.1, &net.embeddings)] {
                mean.iter_mut().zip(values).for_each(|(mean, value)| *mean += share * (value - *mean));
            }
        }
    }

    /// The net with the mean weights.
    pub fn mean(&self, net: &Net) -> Net {
        let mut mean = net.clone();
        mean.dense.values.clone_from(&self.mean.0);
        mean.embeddings.clone_from(&self.mean.1);
        mean
    }
}

/// `base` to a whole power: the system's own function may differ between machines.
fn power(base: f32, exponent: usize) -> f32 {
    let (mut result, mut square, mut rest) = (1.0, base, exponent);
    while rest > 0 {
        if rest % 2 == 1 {
            result *= square;
        }
        square *= square;
        rest /= 2;
    }
    result
}
