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
use crate::model::weights::WeightsError;
use mentions::Mentions;
use statements::ranking::Judge;

/// What extraction has learned.
#[derive(Debug, Clone, Copy)]
pub struct Models<'m> {
    /// Decides which words are statements.
    pub judge: &'m Judge<'m>,
}

impl Models<'static> {
    /// The models inside the program.
    ///
    /// # Errors
    /// When the program was built with models that don't fit it.
    pub fn embedded() -> Result<Self, WeightsError> {
        mentions::names::embedded()?;
        Ok(Self { judge: Judge::embedded()? })
    }
}

/// Reads one article. The order is fixed: each step stands on those before it.
pub fn extract(article: &Article, document: &Document, codebook: &Codebook, models: Models<'_>) -> Findings {
    let mut mentions = mentions::find(article, document, &codebook.lexicon, &codebook.names);
    let statements = statements::find(article, document, &mentions, &codebook.cues, models.judge);
    let chains_before = events::add_governments(&mut mentions, &codebook.lexicon);
    let events = events::find(article, document, &mentions, &statements, &codebook.events, &codebook.lexicon);
    let sanctions = sanctions::find(article, document, &mentions, (&statements, &events), &codebook.sanctions, &codebook.lexicon);
    let Mentions { mentions, chains, places } = mentions;
    let mut findings = Findings { mentions, chains, places, statements, events, sanctions };
    events::drop_unused(&mut findings, chains_before);
    parties::give_mentions(&mut findings, document);
    findings
}
