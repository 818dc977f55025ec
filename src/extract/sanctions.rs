//! Sanctions: clauses in which somebody decides, ends or announces a measure against somebody.

use super::clauses::{self, Clause, Context, Modality};
use super::{Chain, Event, EventIx, Mention, Sanction, Statement, StatementIx};
use crate::annotate::Document;
use crate::codebook::SanctionRules;
use crate::ingest::Article;

/// The sanctions of an article, by the start of the evidence: one a sender, target and measure.
pub(super) fn find_among(
    article: &Article,
    document: &Document,
    (mentions, chains): (&[Mention], &[Chain]),
    (statements, events): (&[Statement], &[Event]),
    rules: &SanctionRules,
) -> Vec<Sanction> {
    let published_on = article.meta.published_on;
    let context = Context { text: &article.text, document, mentions, chains, published_on, dates: &rules.dates };
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
        Modality::Hypothetical if clause.pattern.status == "imposed" => "considered",
        _ => return Vec::new(),
    };
    let measures: Vec<u16> = clause.pattern.measure.map_or_else(|| clause.measures.clone(), |m| vec![m]);
    let mut found = Vec::new();
    for (sender, target) in clause.sources.iter().flat_map(|s| clause.targets.iter().map(move |t| (*s, *t))) {
        if unsure || sender.1 == target.1 {
            continue;
        }
        let event = events.iter().position(|e| {
            let party = |side: &[super::Party], chain| side.iter().any(|p| p.chain == Some(chain));
            e.event_type == "SANCTION" && party(&e.sources, sender.1) && party(&e.targets, target.1)
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
