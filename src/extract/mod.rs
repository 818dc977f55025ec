//! From [`Document`](crate::annotate::Document) to [`Findings`]: who is mentioned, who said what, who did what to whom, all as spans and
//! indexes within one article. Knows the lexicon (surface, kind, form, country), nothing of other articles or ids.

mod clauses;
pub mod dates;
pub mod events;
mod findings;
pub mod mentions;
pub mod sanctions;
pub mod statements;
#[cfg(test)]
pub(crate) mod worked;

pub use findings::*;
