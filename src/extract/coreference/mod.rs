//! Whom pronouns and descriptions stand for, within one article.
//!
//! Every noun phrase is a [`Phrase`]; phrases that stand for the same are an [`Entity`], which may be an actor or a place
//! of the article. A pronoun or description is compared with the entities before it; a linear model says which it stands
//! for, or that it stands for none of them. It has learned that from the chains of the GUM corpus, see
//! `models/coreference.md`.

mod chooser;
mod entities;
mod features;
mod persons;
mod phrases;
mod resolver;
mod rows;
mod speakers;
mod traits;

pub use chooser::{Chooser, MODELS};
pub use entities::Entity;
pub use features::Features;
pub(super) use persons::introduce;
pub use phrases::{Phrase, PhraseForm};
pub use resolver::{Candidate, Judge, Question, Resolved, resolve_with};
pub(super) use rows::{carry_on, first_person, link_speakers, mentions};
pub use traits::{Fit, Number, Sort, Traits};

use crate::annotate::Document;
use crate::codebook::{Lexicon, ReferenceRules};
use crate::extract::{Chain, Mention};

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
