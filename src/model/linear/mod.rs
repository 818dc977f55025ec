//! Linear models over hashed features, for decisions that are learned: one weight for each feature and class, in whole
//! numbers, so that every machine decides alike.
//!
//! A [`Linear`] scores; a [`Learner`] learns one from examples with a step size of its own for each weight (AdaGrad,
//! Duchi, Hazan and Singer 2011) and hands it over in whole numbers. What a feature is, the room says that asks.

mod learn;

pub use learn::Learner;

use std::borrow::Cow;

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::{xxh3_64, xxh3_64_with_seed};

use super::weights::{WeightsError, open_sealed, seal};

/// Opens a file of models; the last byte is the version of the form.
const MAGIC: &[u8; 8] = b"TIDLIN\0\x01";

/// One feature of what is to be decided, as a hash.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Feature(u64);

impl Feature {
    /// A kind of feature; every kind has a number of its own within a model.
    pub const fn kind(number: u64) -> Self {
        Self(mix(number.wrapping_add(1), 0x9E37_79B9_7F4A_7C15))
    }

    /// The feature together with a number.
    #[must_use]
    pub const fn with(self, number: u64) -> Self {
        Self(mix(self.0 ^ number, 0xA24B_AED4_963E_E407))
    }

    /// The feature together with a text.
    #[must_use]
    pub fn with_text(self, text: &str) -> Self {
        Self(xxh3_64_with_seed(text.as_bytes(), self.0))
    }

    /// The row of the feature in a table of 2 to the `bits` rows.
    fn row(self, bits: u32) -> usize {
        (mix(self.0, 0x9FB2_1C65_1E98_DF25) >> (64 - bits)) as usize
    }
}

/// The halves of a product, folded: every bit of `a` reaches every bit of the result.
const fn mix(a: u64, b: u64) -> u64 {
    let product = (a as u128).wrapping_mul(b as u128);
    let folded = (product as u64) ^ (product >> 64) as u64;
    folded ^ (a >> 29) ^ a.rotate_left(17)
}

/// Weights of hashed features for one or more classes.
///
/// Of the 2 to the `bits` rows only those that hold a weight are kept: a bit for each row says which.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Linear<'a> {
    /// What the model decides and which features it knows: a name that is compared when it is loaded.
    #[serde(borrow)]
    name: Cow<'a, str>,
    classes: u32,
    bits: u32,
    /// One bit for each row, 64 to a word, little endian: whether it has weights.
    #[serde(borrow)]
    kept: Cow<'a, [u8]>,
    /// For each 64 rows, the number of kept rows before them.
    before: Vec<u32>,
    /// The weights of the kept rows, `classes` bytes (i8) each.
    #[serde(borrow)]
    weights: Cow<'a, [u8]>,
    /// Added for each class.
    bias: Vec<i32>,
}

impl<'a> Linear<'a> {
    /// From a table of `2^bits` rows of one weight for each class.
    ///
    /// # Panics
    /// When the table is of another size.
    fn new(name: &str, bits: u32, table: &[i8], bias: Vec<i32>) -> Linear<'static> {
        let classes = bias.len();
        assert_eq!(table.len(), classes << bits, "one weight for each row and class");
        let (mut kept, mut before, mut weights) = (vec![0u8; (1 << bits) / 8], Vec::new(), Vec::new());
        for (row, values) in table.chunks_exact(classes).enumerate() {
            if row % 64 == 0 {
                before.push((weights.len() / classes) as u32);
            }
            if values.iter().any(|weight| *weight != 0) {
                kept[row / 8] |= 1 << (row % 8);
                weights.extend(values.iter().map(|weight| weight.cast_unsigned()));
            }
        }
        let (name, kept, weights) = (name.to_owned().into(), kept.into(), weights.into());
        Linear { name, classes: classes as u32, bits, kept, before, weights, bias }
    }

    /// Number of classes.
    pub fn classes(&self) -> usize {
        self.classes as usize
    }

    /// Sets `scores` to the bias of each class.
    pub fn start(&self, scores: &mut Vec<i32>) {
        scores.clear();
        scores.extend_from_slice(&self.bias);
    }

    /// Adds the weights of a feature to `scores`, one for each class.
    pub fn add(&self, feature: Feature, scores: &mut [i32]) {
        let Some(row) = self.place(feature) else { return };
        let classes = self.classes();
        for (score, weight) in scores.iter_mut().zip(&self.weights[row * classes..]) {
            *score += i32::from(weight.cast_signed());
        }
    }

    /// The score of a model of one class.
    pub fn score(&self, features: &[Feature]) -> i32 {
        let weight = |row: usize| i32::from(self.weights[row * self.classes()].cast_signed());
        self.bias[0] + features.iter().filter_map(|feature| self.place(*feature)).map(weight).sum::<i32>()
    }

    /// Where among the kept rows a feature stands.
    fn place(&self, feature: Feature) -> Option<usize> {
        let row = feature.row(self.bits);
        let block = row / 64 * 8;
        let word = u64::from_le_bytes(self.kept[block..block + 8].try_into().ok()?);
        let bit = row % 64;
        (word >> bit & 1 == 1).then(|| self.before[row / 64] as usize + (word & ((1 << bit) - 1)).count_ones() as usize)
    }

    /// Whether all parts fit one another, so that no look-up can fail.
    fn is_sound(&self) -> bool {
        let rows = || self.kept.chunks_exact(8).map(|w| w.iter().map(|b| b.count_ones()).sum::<u32>());
        let mut sum = 0;
        let counted = rows().zip(&self.before).all(|(n, before)| {
            let right = *before == sum;
            sum += n;
            right
        });
        (6..=24).contains(&self.bits)
            && self.classes > 0
            && self.bias.len() == self.classes()
            && self.bias.iter().all(|bias| bias.unsigned_abs() < 1 << 24)
            && self.kept.len() == (1usize << self.bits) / 8
            && self.before.len() == self.kept.len() / 8
            && counted
            && self.weights.len() == sum as usize * self.classes()
    }
}

/// Writes models into one file.
pub fn write(models: &[Linear<'_>]) -> Vec<u8> {
    seal(MAGIC, &models)
}

/// Reads the models of a file, which must be those named, in this order.
///
/// # Errors
/// When it is of another version, damaged, or holds other models.
pub fn read<'a>(file: &'a [u8], names: &[&str]) -> Result<Vec<Linear<'a>>, WeightsError> {
    let models: Vec<Linear<'a>> = open_sealed(MAGIC, file)?;
    if models.len() != names.len() {
        return Err(WeightsError::Unfit(format!("{} models where {} are needed", models.len(), names.len())));
    }
    for (model, name) in models.iter().zip(names) {
        if model.name != *name || !model.is_sound() {
            return Err(WeightsError::Unfit(format!("`{}` where `{name}` is needed", model.name)));
        }
    }
    Ok(models)
}

/// The hash of a text, for [`Feature::with`].
pub fn hash(text: &str) -> u64 {
    xxh3_64(text.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learned() -> Linear<'static> {
        let mut learner = Learner::new(2, 10, 0.5);
        for _ in 0..20 {
            learner.learn_class(&[Feature::kind(0).with(7), Feature::kind(1).with_text("rain")], 0);
            learner.learn_class(&[Feature::kind(0).with(8), Feature::kind(1).with_text("rain")], 1);
        }
        learner.finish("weather")
    }

    fn scores(model: &Linear<'_>, number: u64) -> Vec<i32> {
        let mut scores = Vec::new();
        model.start(&mut scores);
        model.add(Feature::kind(0).with(number), &mut scores);
        scores
    }

    #[test]
    fn what_was_learned_is_written_and_read() {
        let file = write(&[learned()]);
        let read = read(&file, &["weather"]).unwrap().remove(0);
        assert_eq!(read, learned());
        let (seven, eight) = (scores(&read, 7), scores(&read, 8));
        assert!(seven[0] > seven[1] && eight[1] > eight[0], "{seven:?} {eight:?}");
    }

    #[test]
    fn a_model_for_another_task_is_refused() {
        let mut file = write(&[learned()]);
        assert!(matches!(read(&file, &["tides"]), Err(WeightsError::Unfit(_))));
        assert!(matches!(read(&file, &[]), Err(WeightsError::Unfit(_))));
        let last = file.len() - 1;
        file[last] ^= 1;
        assert_eq!(read(&file, &["weather"]).unwrap_err(), WeightsError::Damaged);
    }

    #[test]
    fn a_ranking_prefers_what_was_right() {
        let mut learner = Learner::new(1, 10, 0.5);
        let (near, far) = ([Feature::kind(0).with(1)], [Feature::kind(0).with(9)]);
        for _ in 0..20 {
            learner.learn_choice(&[&near[..], &far[..]], &[true, false]);
        }
        let model = learner.finish("rank");
        assert!(model.score(&near) > model.score(&far));
    }
}
