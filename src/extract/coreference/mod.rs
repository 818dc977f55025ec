//! Whom pronouns and descriptions stand for, within one article.
//!
//! Every noun phrase is a [`Phrase`]; phrases that stand for the same are an [`Entity`], which may be an actor or a place
//! of the article. A pronoun or description is compared with the entities before it; a linear model says which it stands
//! for, or that it stands for none of them. It has learned that from the chains of the GUM corpus, see
//! `models/coreference.md`.

mod entities;
mod features;
mod phrases;
mod resolver;
mod traits;

pub use entities::Entity;
pub use features::Features;
pub use phrases::{Phrase, PhraseForm};
pub use resolver::{Candidate, Judge, Question, Resolved, resolve_with};
pub use traits::{Fit, Number, Sort, Traits};

use crate::annotate::Document;
use crate::codebook::{Gender, Lexicon, ReferenceRules};
use crate::extract::{Chain, Mention};
use crate::model::linear::Linear;

/// An article with its names, as coreference reads it.
#[derive(Debug, Clone, Copy)]
pub struct Reading<'a> {
    /// The text that all spans count in.
    pub text: &'a str,
    /// Sentences and trees.
    pub document: &'a Document,
    /// By start, then longest first.
    pub mentions: &'a [Mention],
    /// Who they stand for.
    pub chains: &'a [Chain],
    /// Pronouns and nouns.
    pub rules: &'a ReferenceRules,
    /// Countries of places.
    pub lexicon: &'a Lexicon,
}

/// The names of the models: for pronouns, for descriptions.
pub const MODELS: [&str; 2] = ["coreference-pronouns-1", "coreference-descriptions-1"];

/// How much better than "none of them" a candidate must be for a description to stand for it, in the models' units.
const MARGIN: i32 = 24;

/// Answers by the models.
#[derive(Debug)]
pub struct Chooser<'m> {
    models: &'m [Linear<'m>],
}

impl<'m> Chooser<'m> {
    /// By the models of [`MODELS`].
    pub fn new(models: &'m [Linear<'m>]) -> Self {
        Self { models }
    }
}

impl Judge for Chooser<'_> {
    fn choose(&mut self, question: &Question<'_>) -> Option<usize> {
        let model = &self.models[usize::from(!question.pronoun)];
        let score = |answer: usize| model.score(question.features.of(answer));
        let gender = question.phrases[question.phrase as usize].traits.gender;
        let margin = match (question.pronoun, gender) {
            (false, _) => MARGIN,
            (true, Gender::Male | Gender::Female) => -std::env::var("BOLD").map_or(0, |b| b.parse::<i32>().unwrap()),
            (true, _) => -std::env::var("BOLD2").map_or(0, |b| b.parse::<i32>().unwrap()),
        };
        let nobody = score(0) + margin;
        // the nearest of equals
        let best = (1..question.features.len()).map(|n| (score(n), std::cmp::Reverse(n))).max()?;
        (best.0 > nobody).then(|| best.1.0 - 1)
    }
}
