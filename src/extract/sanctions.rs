//! Sanctions: clauses in which somebody decides, ends or announces a measure against somebody.

use super::dates;
use super::events::{self, Context, Hit, Mood, Scene};
use super::mentions::Mentions;
use super::watch::{Nobody, Watch};
use super::{Event, EventIx, Party, Sanction, Statement, StatementIx};
use crate::annotate::Document;
use crate::codebook::{Lexicon, SanctionRules};
use crate::ingest::Article;
use crate::text::Span;
use crate::ud::Relation;

/// The sanctions of an article, by the start of the evidence: one a sender, target and measure.
pub fn find(
    article: &Article,
    document: &Document,
    mentions: &Mentions,
    (statements, events): (&[Statement], &[Event]),
    rules: &SanctionRules,
    lexicon: &Lexicon,
) -> Vec<Sanction> {
    find_watched(article, document, mentions, (statements, events), rules, lexicon, &mut Nobody)
}

/// As [`find`], while somebody looks on.
pub(super) fn find_watched(
    article: &Article,
    document: &Document,
    mentions: &Mentions,
    (statements, events): (&[Statement], &[Event]),
    rules: &SanctionRules,
    lexicon: &Lexicon,
    watch: &mut dyn Watch,
) -> Vec<Sanction> {
    let context = Context::new((article, document), mentions, statements, &rules.dates, lexicon);
    let mut sanctions: Vec<Sanction> = Vec::new();
    events::for_each_scene(&context, &rules.patterns, |scene| {
        watch.scene(scene);
        for hit in scene.hits() {
            for sanction in rows(scene, (statements, events), rules, &hit) {
                let again = |s: &Sanction| {
                    (s.sender.chain, s.target.chain, &s.measure, &s.status)
                        == (sanction.sender.chain, sanction.target.chain, &sanction.measure, &sanction.status)
                };
                if !sanctions.iter().any(again) {
                    sanctions.push(sanction);
                }
            }
        }
    });
    sanctions.sort_by_key(|s| (s.evidence, s.trigger_start));
    sanctions
}

/// The rows of one clause: every sender with every target and measure.
fn rows(scene: &Scene<'_>, (statements, events): (&[Statement], &[Event]), rules: &SanctionRules, hit: &Hit<'_>) -> Vec<Sanction> {
    let mood = scene.mood(hit.at, &hit.used);
    let trigger = events::trigger(scene, hit);
    let Some(status) = status(hit.pattern.status.as_str(), mood) else { return Vec::new() };
    let statement = statements.iter().position(|s| s.content.iter().any(|span| span.contains(trigger)));
    if statement.is_some_and(|n| statements[n].negated) {
        return Vec::new();
    }
    let decided = dates::find(scene.context.text, scene.tokens, scene.context.published_on, scene.context.dates);
    let measures = hit.pattern.measure.map_or_else(|| named(scene, hit), |m| vec![m]);
    let proposer = mood.requested.then(|| proposer(scene, hit)).flatten();
    let parties = |side: &[_]| side.iter().cloned().map(events::Who::party).filter(|p| p.chain.is_some()).collect::<Vec<Party>>();
    let (senders, targets) = (parties(&hit.sources), parties(&hit.targets));
    let mut found = Vec::new();
    for (sender, target) in senders.iter().flat_map(|s| targets.iter().map(move |t| (s, t))) {
        let party = |side: &[Party], chain| side.iter().any(|p| p.chain == chain);
        let demand = |e: &Event| {
            let by = proposer.as_ref().is_some_and(|p| party(&e.sources, p.chain));
            e.event_type == "REQUEST" && e.sentence == scene.number as u32 && by
        };
        let event = events.iter().position(|e| {
            matches!(e.event_type.as_str(), "SANCTION" | "CONCEDE" | "THREATEN" | "REQUEST")
                && (e.trigger.overlaps(trigger) || party(&e.sources, sender.chain) && party(&e.targets, target.chain))
                || demand(e)
        });
        found.extend(measures.iter().filter_map(|m| rules.measures.get(*m as usize)).map(|measure| Sanction {
            event: event.map(|n| EventIx(n as u32)),
            statement: statement.map(|n| StatementIx(n as u32)),
            section: scene.context.document.sentences[scene.number].section,
            sentence: scene.number as u32,
            sender: sender.clone(),
            target: target.clone(),
            proposer: proposer.clone(),
            measure: measure.clone(),
            status: status.to_owned(),
            reason: because(scene, hit.at),
            condition: clause(scene, hit.at, scene.grammar().condition),
            decided: events::occurred(scene, hit.at, &decided),
            effective: None,
            expires: None,
            evidence: evidence(scene, hit),
            trigger_start: trigger.start,
            rule: hit.pattern.rule.clone(),
        }));
    }
    found
}

/// What the measure's status is, where the clause tells it of a decision, a threat, a demand or a thought.
fn status(own: &str, mood: Mood) -> Option<&str> {
    let imposed = own == "imposed";
    Some(match mood {
        Mood { denied: true, .. } => return None,
        Mood { negated: true, .. } if imposed => "rejected",
        Mood { negated: true, .. } => return None,
        Mood { decided: true, .. } if imposed => "agreed",
        Mood { threatened: true, .. } if imposed => "threatened",
        Mood { requested: true, .. } if imposed => "proposed",
        Mood { possible: true, .. } => "considered",
        Mood { spoken: true, .. } | Mood { future: true, .. } if imposed => "threatened",
        Mood { spoken: true, .. } | Mood { future: true, .. } => "considered",
        _ => own,
    })
}

/// The measures that the clause names: in the words of its trigger, else of what that does it to.
fn named(scene: &Scene<'_>, hit: &Hit<'_>) -> Vec<u16> {
    let mut found: Vec<u16> = Vec::new();
    let mut roots: Vec<usize> = hit.used.clone();
    roots.extend(hit.used.iter().flat_map(|at| scene.tree.children(*at)).filter(|c| scene.relation(*c) == Relation::Conj));
    for range in
        roots.into_iter().map(|root| scene.tree.phrase(root, |c| matches!(scene.relation(c), Relation::AclRelcl | Relation::Advcl)))
    {
        let mut at = range.start;
        while at < range.end {
            let here = |words: &Vec<crate::codebook::Word>| scene.words[at..range.end].starts_with(words);
            match scene.set.measures.iter().find(|(words, _)| here(words)) {
                Some((words, measure)) => {
                    if !found.contains(measure) {
                        found.push(*measure);
                    }
                    at += words.len();
                }
                None => at += 1,
            }
        }
    }
    if found.len() > 1 {
        found.retain(|m| !scene.set.measures.iter().any(|(words, of)| of == m && words.len() == 1 && scene.set.general == Some(*m)));
    }
    if found.is_empty() { scene.set.general.into_iter().collect() } else { found }
}

/// Who demands it: the subject of the verb of demanding above.
fn proposer(scene: &Scene<'_>, hit: &Hit<'_>) -> Option<Party> {
    let mut at = hit.at;
    while let Some(head) = scene.tree.head(at) {
        if scene.is(head, scene.grammar().requested_by) {
            let who = scene.parties(scene.agent(head)?, true).into_iter().next()?;
            return Some(who.party()).filter(|p| hit.sources.iter().all(|s| s.chain != p.chain));
        }
        at = head;
    }
    None
}

/// "for jailing critics", "over the raid", "after".
fn because(scene: &Scene<'_>, at: usize) -> Option<Span> {
    clause(scene, at, scene.grammar().ground)
}

/// The phrase or clause behind a word of this class.
fn clause(scene: &Scene<'_>, at: usize, class: crate::codebook::ListId) -> Option<Span> {
    let tops = [Some(at), scene.tree.head(at)];
    let opened = |c: &usize| *c > at && scene.tree.children(*c).any(|w| w < *c && scene.is(w, class));
    let root = tops.into_iter().flatten().flat_map(|top| scene.tree.children(top).filter(opened).collect::<Vec<_>>()).next()?;
    let range = scene.tree.phrase(root, |_| false);
    let opener = range.clone().find(|w| scene.is(*w, class)).map_or(range.start, |w| w + 1);
    (opener < range.end).then(|| Span { start: scene.tokens[opener].span.start, end: scene.tokens[range.end - 1].span.end })
}

/// From the first of trigger and parties to the last.
fn evidence(scene: &Scene<'_>, hit: &Hit<'_>) -> Span {
    let mut span = events::trigger(scene, hit);
    for who in hit.sources.iter().chain(&hit.targets) {
        span = Span { start: span.start.min(who.span.start), end: span.end.max(who.span.end) };
    }
    span
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
            read("[Ruritania] has imposed travel bans and asset freezes on [Jon Abel|person] on Friday."),
            ["imposed travel_ban Ruritania > Jon Abel 2020-04-10 event", "imposed asset_freeze Ruritania > Jon Abel 2020-04-10 event",]
        );
    }

    #[test]
    fn the_status_is_the_measures_own() {
        assert_eq!(read("[Ruritania] has lifted the trade embargo on [Arvonia]."), ["lifted trade_restriction Ruritania > Arvonia event"]);
        assert_eq!(read("[Ruritania] may impose sanctions on [Arvonia]."), ["considered unspecified Ruritania > Arvonia event"]);
        assert_eq!(read("[Ruritania] did not impose sanctions on [Arvonia]."), ["rejected unspecified Ruritania > Arvonia event"]);
        assert_eq!(
            read("[Ruritania] urged [Moldavia] to impose sanctions on [Arvonia]."),
            ["proposed unspecified Moldavia > Arvonia event"]
        );
    }
}
