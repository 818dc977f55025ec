//! Sanctions: clauses in which somebody decides, ends or announces a measure against somebody.

use super::clauses::{self, Clause, Context, Modality};
use super::mentions::Mentions;
use super::{Event, EventIx, Sanction, Statement, StatementIx};
use crate::annotate::Document;
use crate::codebook::{Lexicon, SanctionRules};
use crate::ingest::Article;

/// The sanctions of an article, by the start of the evidence: one a sender, target and measure.
pub fn find(
    article: &Article,
    document: &Document,
    mentions: &Mentions,
    (statements, events): (&[Statement], &[Event]),
    rules: &SanctionRules,
    lexicon: &Lexicon,
) -> Vec<Sanction> {
    let Mentions { mentions, chains } = mentions;
    let published_on = article.meta.published_on;
    let context = Context { text: &article.text, document, mentions, chains, published_on, dates: &rules.dates, lexicon };
    let mut sanctions: Vec<Sanction> = Vec::new();
    for (sentence, clause) in clauses::find(&context, &rules.patterns) {
        for sanction in rows(&context, (statements, events), rules, sentence, &clause) {
            let again = |s: &Sanction| {
                (s.sender.chain, s.target.chain, &s.measure, &s.status)
                    == (sanction.sender.chain, sanction.target.chain, &sanction.measure, &sanction.status)
            };
            if !sanctions.iter().any(again) {
                sanctions.push(sanction);
            }
        }
    }
    sanctions.sort_by_key(|s| (s.evidence, s.trigger_start));
    sanctions
}

/// The rows of one clause: every sender with every target and measure.
fn rows(
    context: &Context<'_>,
    (statements, events): (&[Statement], &[Event]),
    rules: &SanctionRules,
    sentence: usize,
    clause: &Clause<'_>,
) -> Vec<Sanction> {
    let statement = statements.iter().position(|s| s.content.iter().any(|span| span.contains(clause.trigger)));
    let told = statement.map(|n| &statements[n]);
    let unsure = told.is_none() && (clause.quoted || clause.ascribed) || told.is_some_and(|s| s.negated || s.hedged);
    let status = match clause.modality {
        Modality::Plain => clause.pattern.status.as_str(),
        Modality::Resolved if clause.pattern.status == "imposed" => "agreed",
        Modality::Hypothetical if clause.pattern.status == "imposed" => "considered",
        _ => return Vec::new(),
    };
    let measures: Vec<u16> = clause.pattern.measure.map_or_else(|| clause.measures.clone(), |m| vec![m]);
    let mut found = Vec::new();
    for (sender, target) in clause.sources.iter().flat_map(|s| clause.targets.iter().map(move |t| (*s, *t))) {
        if unsure || sender.same(&target) || sender.chain.is_none() || target.chain.is_none() {
            continue;
        }
        let event = events.iter().position(|e| {
            let party = |side: &[super::Party], chain| side.iter().any(|p| p.chain == chain);
            e.event_type == "SANCTION" && party(&e.sources, sender.chain) && party(&e.targets, target.chain)
        });
        found.extend(measures.iter().filter_map(|m| rules.measures.get(*m as usize)).map(|measure| Sanction {
            event: event.map(|n| EventIx(n as u32)),
            statement: statement.map(|n| StatementIx(n as u32)),
            section: context.document.sentences[sentence].section,
            sentence: sentence as u32,
            sender: clauses::party(context.mentions, sender),
            target: clauses::party(context.mentions, target),
            proposer: None,
            measure: measure.clone(),
            status: status.to_owned(),
            reason: None,
            condition: None,
            decided: clause.occurred.clone(),
            effective: None,
            expires: None,
            evidence: clause.span,
            trigger_start: clause.trigger.start,
            rule: clause.pattern.rule.clone(),
        }));
    }
    found
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::codebook::EventRules;
    use crate::extract::events;
    use crate::extract::worked::worked;
    use crate::schema::SchemaFiles;

    static RULES: LazyLock<(EventRules, SanctionRules)> = LazyLock::new(|| {
        let files = SchemaFiles::embedded();
        (EventRules::load(&files).unwrap(), SanctionRules::load(&files).unwrap())
    });

    /// Every sanction as `status measure sender > target`, its day, and whether it has an event.
    fn read(text: &str) -> Vec<String> {
        let w = worked(text);
        let (mentions, lexicon) = (w.all_mentions(), Lexicon::default());
        let events = events::find(&w.article, &w.document, &mentions, &[], &RULES.0, &lexicon);
        let found = find(&w.article, &w.document, &mentions, (&[], &events), &RULES.1, &lexicon);
        let words = |p: &crate::extract::Party| p.span.unwrap().of(&w.article.text).to_owned();
        let line = |s: &Sanction| {
            let day = s.decided.as_ref().map_or(String::new(), |d| format!(" {}", d.text));
            let event = if s.event.is_some() { " event" } else { "" };
            format!("{} {} {} > {}{day}{event}", s.status, s.measure, words(&s.sender), words(&s.target))
        };
        found.iter().map(line).collect()
    }

    #[test]
    fn every_pattern_finds_its_example_and_leaves_its_counter() {
        let mut wrong = Vec::new();
        for pattern in &RULES.1.patterns.patterns {
            if read(&pattern.example).is_empty() {
                wrong.push(format!("{} misses: {}", pattern.rule, pattern.example));
            }
            if !read(&pattern.counter).is_empty() {
                wrong.push(format!("{} wrongly reads: {} as {:?}", pattern.rule, pattern.counter, read(&pattern.counter)));
            }
        }
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }

    #[test]
    fn every_measure_is_a_row() {
        assert_eq!(
            read("[Norland] imposed travel bans and an asset freeze on [Jon Abel|person] on Friday."),
            ["imposed travel_ban Norland > Jon Abel 2020-04-10 event", "imposed asset_freeze Norland > Jon Abel 2020-04-10 event",]
        );
    }

    #[test]
    fn the_status_is_the_measures_own() {
        assert_eq!(read("[Norland] lifted its arms embargo on [Sudmark]."), ["lifted arms_embargo Norland > Sudmark"]);
        assert_eq!(read("[Norland] may impose sanctions on [Sudmark]."), ["considered unspecified Norland > Sudmark event"]);
        assert_eq!(read("[Norland] did not impose sanctions on [Sudmark]."), Vec::<String>::new());
        assert_eq!(read("[Norland] imposed sanctions on [Sudmark], officials said."), Vec::<String>::new());
    }
}
