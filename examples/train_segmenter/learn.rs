//! Logistic regression on the gaps between words, by stochastic gradient descent with a step size for each weight (AdaGrad:
//! Duchi, Hazan and Singer 2011) over averaged weights.
//!
//! Floating point is used with additions, multiplications, divisions and square roots alone, which IEEE 754 defines to the
//! last bit: every machine learns the same weights. What is kept of them are integers.
//!
//! What was tried, sentences F1 on EWT dev and GUM dev, and the mean on EWT over this and five parts of its train set, each
//! left out in turn:
//!
//! (The first six rows with a bias of 36, before the last rules were written.)
//!
//! | table | file | EWT dev | GUM dev | EWT, mean |
//! |---|---|---|---|---|
//! | 2^18 weights | 262 kB | 89.5 | 96.7 | 89.6 |
//! | 2^17 weights | 131 kB | 88.5 | 96.7 | 89.0 |
//! | 2^16 weights | 66 kB | 88.3 | 96.5 | 88.8 |
//! | 2^14 weights | 16 kB | 88.3 | 95.7 | 87.7 |
//! | 2^18, only properties seen twice | 262 kB | 88.5 | 97.0 | 88.9 |
//! | 2^18, half the step size | 262 kB | 90.1 | 96.8 | 89.9 |
//! | as it is now: the same, bias 24 | 262 kB | 89.7 | 96.8 | 89.6 |

use tidings::annotate::boundaries::{PROPERTIES, Properties, walk};
use tidings::annotate::{Document, segment};
use tidings::codebook::SegmentRules;
use tidings::model::segmenter::{TABLE, Weights};

use crate::treebank::{Treebank, paragraphs};

/// How often all gaps are gone through; the weights behind the second half of these passes are averaged.
const PASSES: usize = 10;
/// The first step of a weight.
const STEP: f64 = 0.05;
/// How strongly weights are drawn to zero.
const DECAY: f64 = 1e-5;
/// Errors below are too small to learn from.
const SMALL: f64 = 1e-3;
/// Steps of an integer weight in one unit of log odds.
const SCALE: f64 = 48.0;
/// Half a unit of log odds towards an end: a missed end spoils two sentences that are often long.
const BIAS: i32 = 24;

/// The white space between two words.
pub struct Gap {
    properties: Properties,
    /// Whether a sentence ends there.
    pub end: bool,
}

/// All gaps of a treebank that the rules leave open.
pub fn gaps(treebank: &Treebank, rules: &SegmentRules) -> Vec<Gap> {
    let mut document = Document::default();
    segment(&treebank.article.text, &treebank.article.paragraphs, rules, &mut document);
    let mut gaps = Vec::new();
    for range in paragraphs(&document) {
        let tokens = &document.tokens[range];
        let ask = |at: usize, properties: &Properties| {
            let end = treebank.ends.contains(&tokens[at - 1].span.end);
            gaps.push(Gap { properties: *properties, end });
            end
        };
        walk(&treebank.article.text, tokens, rules, ask, |_| {});
    }
    gaps
}

/// Learns weights and gives their file.
pub fn train(gaps: &[Gap]) -> Vec<u8> {
    let mut learner = Learner { weights: vec![0.0; TABLE], squares: vec![1e-6; TABLE] };
    let mut sums = vec![0.0; TABLE];
    let mut order: Vec<usize> = (0..gaps.len()).collect();
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    for pass in 0..PASSES {
        for at in (1..order.len()).rev() {
            order.swap(at, dice.below(at + 1));
        }
        order.iter().for_each(|at| learner.learn(&gaps[*at]));
        if pass >= PASSES / 2 {
            sums.iter_mut().zip(&learner.weights).for_each(|(sum, weight)| *sum += weight);
        }
    }
    let scale = SCALE / (PASSES - PASSES / 2) as f64;
    let table: Vec<i8> = sums.iter().map(|sum| (sum * scale).round().clamp(-127.0, 127.0) as i8).collect();
    Weights::write(&table, BIAS)
}

struct Learner {
    weights: Vec<f64>,
    /// Of each weight, the sum of the squares of its slopes.
    squares: Vec<f64>,
}

impl Learner {
    fn learn(&mut self, gap: &Gap) {
        let active: [usize; PROPERTIES] = gap.properties.map(|property| property as usize % TABLE);
        let score: f64 = active.iter().map(|at| self.weights[*at]).sum();
        let error = f64::from(u8::from(gap.end)) - chance(score);
        if error.abs() < SMALL {
            return;
        }
        for at in active {
            let slope = error - DECAY * self.weights[at];
            self.squares[at] += slope * slope;
            self.weights[at] += STEP * slope / self.squares[at].sqrt();
        }
    }
}

/// 1 / (1 + e^-x) without the machine's own exponential, whose last bits differ from library to library.
fn chance(x: f64) -> f64 {
    let mut power = 1.0 + x.abs().min(30.0) / 1024.0;
    for _ in 0..10 {
        power *= power;
    }
    if x < 0.0 { 1.0 / (1.0 + power) } else { power / (1.0 + power) }
}

/// A small generator of numbers (xorshift: Marsaglia 2003), so that the order of the gaps is the same everywhere.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }
}
