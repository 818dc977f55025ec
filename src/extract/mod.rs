//! From [`Document`] to [`Findings`]: who is mentioned, who said what, who did what to whom, all as spans and
//! indexes within one article. Knows the lexicon (surface, kind, form, country), nothing of other articles or ids.

pub mod coreference;
pub mod dates;
pub mod events;
mod findings;
pub mod mentions;
mod parties;
mod rules;
pub mod sanctions;
pub mod statements;
mod trace;
mod watch;
#[cfg(test)]
pub(crate) mod worked;

pub use findings::*;
pub use rules::{link_confidence, rule_meaning};
pub(crate) use trace::clauses;
pub use trace::{Answer, Clause, CueTrace, Outcome, Reference, Trace, trace};

use crate::annotate::Document;
use crate::codebook::Codebook;
use crate::ingest::Article;
use crate::model::weights::WeightsError;
use coreference::{Chooser, Reading, Resolved};
use mentions::Mentions;
use statements::ranking::Judge;
use watch::{Nobody, Watch, Watched};

/// What extraction has learned.
#[derive(Debug, Clone, Copy)]
pub struct Models<'m> {
    /// Decides which words are statements.
    pub judge: &'m Judge<'m>,
    /// Decides whom pronouns and descriptions stand for.
    pub chooser: &'m Chooser<'m>,
}

impl Models<'static> {
    /// The models inside the program.
    ///
    /// # Errors
    /// When the program was built with models that don't fit it.
    pub fn embedded() -> Result<Self, WeightsError> {
        mentions::names::embedded()?;
        Ok(Self { judge: Judge::embedded()?, chooser: Chooser::embedded()? })
    }
}

impl Findings {
    fn keep(&mut self, mentions: Mentions) {
        (self.mentions, self.chains, self.places) = (mentions.mentions, mentions.chains, mentions.places);
    }

    fn take_mentions(&mut self) -> Mentions {
        let (mentions, chains) = (std::mem::take(&mut self.mentions), std::mem::take(&mut self.chains));
        Mentions { mentions, chains, places: std::mem::take(&mut self.places) }
    }
}

/// Reads one article. The order is fixed: each step stands on those before it.
pub fn extract(article: &Article, document: &Document, codebook: &Codebook, models: Models<'_>) -> Findings {
    extract_watched(article, document, codebook, models, &mut Nobody)
}

/// As [`extract`], while somebody looks on.
fn extract_watched(article: &Article, document: &Document, codebook: &Codebook, models: Models<'_>, watch: &mut dyn Watch) -> Findings {
    let mut findings = speech(article, document, codebook, models, watch);
    let mut mentions = findings.take_mentions();
    let chains_before = events::add_governments(&mut mentions, &codebook.lexicon);
    findings.events = events::find_watched(article, document, &mentions, &findings.statements, &codebook.events, &codebook.lexicon, watch);
    let told = (&findings.statements[..], &findings.events[..]);
    findings.sanctions = sanctions::find_watched(article, document, &mentions, told, &codebook.sanctions, &codebook.lexicon, watch);
    findings.keep(mentions);
    events::drop_unused(&mut findings, chains_before);
    parties::give_mentions(&mut findings, document);
    findings
}

/// Mentions, chains and statements. Statements are found among names alone; the pronouns among their speakers and within
/// them are tied afterwards.
fn speech(article: &Article, document: &Document, codebook: &Codebook, models: Models<'_>, watch: &mut dyn Watch) -> Findings {
    let names = mentions::find(article, document, &codebook.lexicon, &codebook.names);
    let (mut names, resolved) = references(article, document, codebook, names, &mut Watched { chooser: models.chooser, watch });
    let mut statements = statements::find_watched(article, document, &names, &codebook.cues, models.judge, watch);
    statements::let_states_speak(&mut statements, &mut names, &article.text, document, &codebook.lexicon);
    let mut others = coreference::mentions(&resolved, document);
    statements::date(&mut statements, article, document, &codebook.events.dates);
    coreference::carry_on(&mut others, &resolved, &statements, document, &codebook.cues);
    coreference::link_speakers(&mut statements, &others);
    others.append(&mut coreference::first_person(&resolved, &statements, &names.chains, document));
    let mut findings = Findings { statements, ..Findings::default() };
    findings.keep(names);
    parties::add_mentions(&mut findings, others);
    findings
}

/// Whom pronouns and descriptions stand for. Where pronouns show that a name is a person's, everything is read once more
/// with that person.
fn references(
    article: &Article,
    document: &Document,
    codebook: &Codebook,
    names: Mentions,
    judge: &mut impl coreference::Judge,
) -> (Mentions, Resolved) {
    let mut read = |names: &Mentions| {
        let (rules, lexicon) = (&codebook.reference, &codebook.lexicon);
        let reading = Reading { text: &article.text, document, mentions: &names.mentions, chains: &names.chains, rules, lexicon };
        let resolved = coreference::resolve_with(&reading, judge);
        let persons = coreference::introduce(&resolved, &reading, &codebook.names);
        (resolved, persons)
    };
    let (resolved, (persons, named)) = read(&names);
    if persons.is_empty() {
        return (names, resolved);
    }
    let mut findings = Findings::default();
    findings.keep(names);
    findings.chains.extend(persons);
    parties::add_mentions(&mut findings, named);
    let names = findings.take_mentions();
    let (resolved, _) = read(&names);
    (names, resolved)
}
