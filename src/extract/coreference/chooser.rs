//! The models at work: which candidate a phrase stands for.

use std::sync::OnceLock;

use super::resolver::{Judge, Question};
use crate::codebook::Gender;
use crate::model::linear::{self, Linear};
use crate::model::weights::WeightsError;

static EMBEDDED: &[u8] = include_bytes!("../../../models/coreference.bin");

/// The models of the file, in its order: for pronouns, for descriptions.
pub const MODELS: [&str; 2] = ["coreference-pronouns-1", "coreference-descriptions-1"];

/// How much better than "none of them" a candidate must be, in 1/32. "He" nearly always stands for somebody whom the
/// article has named; a description that stands for nobody is no loss.
const PERSON: i32 = -64;
const PLURAL: i32 = -16;
const THING: i32 = 0;
const DESCRIPTION: i32 = 24;

/// Answers by what was learned.
#[derive(Debug)]
pub struct Chooser<'m> {
    pronouns: Linear<'m>,
    descriptions: Linear<'m>,
}

impl Chooser<'static> {
    /// The models inside the program.
    ///
    /// # Errors
    /// When the program was built with models that don't fit it.
    pub fn embedded() -> Result<&'static Self, WeightsError> {
        static CHOOSER: OnceLock<Result<Chooser<'static>, WeightsError>> = OnceLock::new();
        CHOOSER.get_or_init(|| Chooser::read(EMBEDDED)).as_ref().map_err(Clone::clone)
    }
}

impl<'m> Chooser<'m> {
    /// Reads a file of models.
    ///
    /// # Errors
    /// When it is of another version, damaged, or holds other models.
    pub fn read(file: &'m [u8]) -> Result<Self, WeightsError> {
        let mut models = linear::read(file, &MODELS)?.into_iter();
        match (models.next(), models.next()) {
            (Some(pronouns), Some(descriptions)) => Ok(Self { pronouns, descriptions }),
            _ => Err(WeightsError::Unfit("a model is missing".to_owned())),
        }
    }
}

impl Judge for &Chooser<'_> {
    fn choose(&mut self, question: &Question<'_>) -> Option<usize> {
        let traits = question.phrases[question.phrase as usize].traits;
        let (model, least) = match (question.pronoun, traits.gender) {
            (false, _) => (&self.descriptions, DESCRIPTION),
            (true, Gender::Male | Gender::Female) => (&self.pronouns, PERSON),
            (true, Gender::Neuter) => (&self.pronouns, THING),
            (true, Gender::Open) => (&self.pronouns, PLURAL),
        };
        let score = |answer: usize| model.score(question.features.of(answer));
        // the nearest of equals
        let best = (1..question.features.len()).map(|n| (score(n), std::cmp::Reverse(n))).max()?;
        (best.0 > score(0) + least).then(|| best.1.0 - 1)
    }
}
