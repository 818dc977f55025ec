//! From [`Document`](crate::annotate::Document) to [`Findings`]: who is mentioned, who said what, who did what to whom, all as spans and
//! indexes within one article. Knows the lexicon (surface, kind, form, country), nothing of other articles or ids.

mod findings;
pub mod mentions;
pub mod statements;

pub use findings::*;
