//! The models at work: which candidate a phrase stands for.

use std::sync::OnceLock;

use super::resolver::{Judge, Question};
use crate::codebook::Gender;
use crate::model::linear::{self, Linear};
use crate::model::weights::{Embedded, WeightsError};

static EMBEDDED: Embedded = Embedded::new(include_bytes!("../../../models/coreference.bin"));

/// The models of the file, in its order: for pronouns, for descriptions.
pub const MODELS: [&str; 2] = ["coreference-pronouns-1", "coreference-descriptions-1"];

/// How much better than "none of them" a candidate must be, in 1/32. "He" nearly always stands for somebody whom the
/// article speaks of; "it" may stand for nothing.
const PERSON: i32 = -64;
const PLURAL: i32 = -64;
const THING: i32 = -16;
/// How much better an actor is for a pronoun than what has no name: articles speak of few actors and of many things.
const ACTOR: i32 = 64;
/// The same for "they", which stands for people without a name as often.
const ACTORS: i32 = 32;
/// How much worse he is for a description: one that stands for nobody is no loss.
const DESCRIBED_ACTOR: i32 = -24;

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
        CHOOSER.get_or_init(|| Chooser::read(EMBEDDED.file()?)).as_ref().map_err(Clone::clone)
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

impl Chooser<'_> {
    /// What speaks for an answer (0: none of them, then the candidates), and how much better than none a candidate must be.
    pub fn weigh<'q>(&'q self, question: &'q Question<'_>) -> (impl Fn(usize) -> i32 + 'q, i32) {
        let gender = question.phrases[question.phrase as usize].traits.gender;
        let (model, least, actor) = match (question.pronoun, gender) {
            (false, _) => (&self.descriptions, 0, DESCRIBED_ACTOR),
            (true, Gender::Male | Gender::Female) => (&self.pronouns, PERSON, ACTOR),
            (true, Gender::Neuter) => (&self.pronouns, THING, ACTOR),
            (true, Gender::Open) => (&self.pronouns, PLURAL, ACTORS),
        };
        let score = move |answer: usize| {
            let entity = question.candidates.get(answer.wrapping_sub(1)).map(|c| &question.entities[c.entity as usize]);
            let known = entity.is_some_and(|entity| entity.chain.is_some());
            model.score(question.features.of(answer)) + if known { actor } else { 0 }
        };
        (score, least)
    }
}

impl Judge for &Chooser<'_> {
    fn choose(&mut self, question: &Question<'_>) -> Option<usize> {
        let (score, least) = self.weigh(question);
        // the nearest of equals
        let best = (1..question.features.len()).map(|n| (score(n), std::cmp::Reverse(n))).max()?;
        (best.0 > score(0) + least).then(|| best.1.0 - 1)
    }
}
