//! From [`Document`] to [`Findings`]: who is mentioned, who said what, who did what to whom, all as spans and
//! indexes within one article. Knows the lexicon (surface, kind, form, country), nothing of other articles or ids.

pub mod dates;
pub mod events;
mod findings;
pub mod mentions;
mod parties;
pub mod sanctions;
pub mod statements;
#[cfg(test)]
pub(crate) mod worked;

pub use findings::*;

use crate::annotate::Document;
use crate::codebook::Codebook;
use crate::ingest::Article;
use mentions::Mentions;

/// Reads one article. The order is fixed: each step stands on those before it.
pub fn extract(article: &Article, document: &Document, codebook: &Codebook) -> Findings {
    let mut mentions = mentions::find(article, document, &codebook.lexicon, &codebook.names);
    let statements = statements::find(article, document, &mentions, &codebook.cues);
    let chains_before = events::add_governments(&mut mentions, &codebook.lexicon);
    let events = events::find(article, document, &mentions, &statements, &codebook.events, &codebook.lexicon);
    let sanctions = sanctions::find(article, document, &mentions, (&statements, &events), &codebook.sanctions, &codebook.lexicon);
    let Mentions { mentions, chains } = mentions;
    let mut findings = Findings { mentions, chains, statements, events, sanctions };
    events::drop_unused(&mut findings, chains_before);
    parties::give_mentions(&mut findings, document);
    findings
}
