//! From what the models decided to statements.

use std::ops::Range;

use super::ranking::{Evidence, Judge, Proposal, Reader, settle};
use super::speakers::Speaker;
use super::view::{CueAt, View};
use super::{Found, Frames, Statement};
use crate::codebook::WordKinds as W;
use crate::extract::StatementIx;
use crate::extract::watch::Watch;
use crate::ud::Relation;

/// The statements that the models make of what the rules found and of all other words.
pub(super) fn judged<'a>(
    view: View<'a>,
    found: Vec<Found>,
    judge: &Judge<'_>,
    watch: &mut dyn Watch,
) -> (View<'a>, Vec<(Statement, Option<Evidence>)>) {
    let mut reader = Reader::of(view, &found);
    let cueless = found.iter().filter(|found| found.statement.cue.is_none());
    let mut statements: Vec<(Statement, Option<Evidence>)> = cueless.map(|found| (found.statement.clone(), None)).collect();
    let alone = statements.len();
    let mut first = 0;
    while first < reader.sentences() {
        let paragraph = reader.view.document.sentences[first].paragraph;
        let length = reader.view.document.sentences[first..].iter().take_while(|s| s.paragraph == paragraph).count();
        let mut proposals = Vec::new();
        for sentence in first..first + length {
            if reader.enter(sentence) {
                judge.proposals(&reader, &mut proposals, watch);
            }
        }
        drop_hedges(&reader, &mut proposals);
        proposals.retain(|proposal| proposal.is_quoted() || reader.view.reports(proposal.cue()));
        let base = statements.len();
        for (proposal, parent) in settle(proposals) {
            let sentence = reader.view.sentence_of(proposal.cue());
            reader.enter(sentence);
            let (mut statement, evidence) = statement(&reader, &proposal, judge, &found, watch);
            let quoted =
                parent.is_none().then(|| statements[..alone].iter().position(|(around, _)| holds_cue(around, &statement))).flatten();
            if let Some(around) = quoted {
                keep_within(&mut statement, &statements[around].0);
            }
            statement.parent = parent.map(|parent| base + parent).or(quoted).map(|parent| StatementIx(parent as u32));
            // Nested statements are in no gold that confidence could be learned from.
            let outer = statement.parent.is_none();
            statement.confidence = outer.then(|| judge.confidence(evidence));
            statements.push((statement, Some(evidence).filter(|_| outer)));
        }
        first += length;
    }
    (reader.view, statements)
}

/// Whether the cue of a statement stands within the words of another one.
fn holds_cue(around: &Statement, inner: &Statement) -> bool {
    inner.cue.is_some_and(|cue| around.content.iter().any(|content| content.contains(cue)))
}

/// Cuts what goes on behind the quotation that a statement stands in.
fn keep_within(statement: &mut Statement, around: &Statement) {
    for content in &mut statement.content {
        if let Some(outer) = around.content.iter().find(|outer| outer.start <= content.start && content.start < outer.end) {
            content.end = content.end.min(outer.end);
        }
    }
}

/// "appeared to confirm": the narrator's hedge about a cue is none itself.
fn drop_hedges(reader: &Reader<'_>, proposals: &mut Vec<Proposal>) {
    let cues: Vec<usize> = proposals.iter().map(Proposal::cue).collect();
    proposals.retain(|proposal| {
        let hedge = reader.view.is(proposal.cue(), W::HEDGE_TO);
        !(hedge && cues.iter().any(|cue| reader.view.head(*cue) == Some(proposal.cue())))
    });
}

/// By the start of cue or content, with the parents' new places.
pub(super) fn sorted(statements: Vec<(Statement, Option<Evidence>)>) -> Vec<(Statement, Option<Evidence>)> {
    let mut order: Vec<usize> = (0..statements.len()).collect();
    let start = |s: &Statement| (s.cue.unwrap_or(s.content[0]).start, s.content[0].start);
    order.sort_by_key(|n| start(&statements[*n].0));
    let mut place = vec![0u32; order.len()];
    for (new, old) in order.iter().enumerate() {
        place[*old] = new as u32;
    }
    let moved = |n: &usize| {
        let (mut statement, evidence) = statements[*n].clone();
        statement.parent = statement.parent.map(|parent| StatementIx(place[parent.0 as usize]));
        (statement, evidence)
    };
    order.iter().map(moved).collect()
}

fn statement(reader: &Reader<'_>, proposal: &Proposal, judge: &Judge<'_>, found: &[Found], watch: &mut dyn Watch) -> (Statement, Evidence) {
    let view = &reader.view;
    let (source, lead) = judge.source(reader, proposal, watch);
    let ruled = reader.row_of(proposal);
    let evidence = proposal.evidence(ruled.is_some(), source.is_some(), lead);
    let mut statement = match ruled {
        Some(row) => found[row].statement.clone(),
        None => bare_statement(view, proposal),
    };
    let same = ruled.is_some() && reader.is_speaker(proposal, source.as_ref().map(|source| source.head));
    if !same {
        let speaker = source.and_then(|source| speaker(view, proposal, source.head, source.phrase));
        statement.speaker_basis = speaker.as_ref().map_or("none", |speaker| speaker.basis).to_owned();
        statement.speakers = speaker.map_or_else(Vec::new, |speaker| speaker.parties);
    }
    (statement, evidence)
}

/// A statement of which only cue and content are known.
fn bare_statement(view: &View<'_>, proposal: &Proposal) -> Statement {
    let cue = proposal.cue();
    let infinitive = view.has_infinitive(cue);
    let fits = |listed: &CueAt<'_>| view.cues.cue(listed.form).frames.any(Frames::TO.with(Frames::OBJECT_TO)) == infinitive;
    let listed = view.quoted_cues_at(cue).max_by_key(|listed| (listed.end, fits(listed)));
    let words = listed.as_ref().map_or_else(|| with_particle(view, cue), |listed| listed.first..listed.end);
    let content = proposal.ranges();
    let holds = |range: &Range<usize>| content.iter().any(|c| c.start < range.end && range.start < c.end);
    let words = if holds(&words) { cue..cue + 1 } else { words };
    let entry = listed.as_ref().map(|listed: &CueAt<'_>| view.cues.cue(listed.form));
    let takes_object = entry.is_some_and(|e| e.frames.any(Frames::ADDRESSEE.with(Frames::ADDRESSEE_THAT).with(Frames::OBJECT_TO)));
    let tail = view.tail(words.end, takes_object && content[0].start > cue);
    let spans: Vec<_> = content.iter().map(|range| view.span(range.start, range.end - 1)).collect();
    let spoken = |span| spans.iter().any(|content| content.overlaps(span));
    let mut statement = view.bare(cue, spans.clone(), "learned");
    statement.kind = kind(view, cue, content).to_owned();
    statement.act = entry.map_or("other", |entry| entry.act.as_str()).to_owned();
    (statement.hedged, statement.negated) = (view.has_modifier(cue, W::HEDGE), view.has_modifier(cue, W::NEGATION));
    statement.cue = Some(view.span(words.start, words.end - 1));
    statement.addressees = tail.addressees.into_iter().filter(|a| !a.span.is_some_and(spoken)).collect();
    statement.venue = tail.venue.filter(|venue| !spoken(*venue));
    statement
}

/// A verb with the particle right behind it.
fn with_particle(view: &View<'_>, cue: usize) -> Range<usize> {
    let particle = cue + 1 < view.end_of(cue) && view.tokens[cue + 1].relation == Relation::CompoundPrt;
    cue..cue + 1 + usize::from(particle)
}

/// Whether contents are quoted, in part or wholly; what is reported within a quotation is no quotation of its own.
fn kind(view: &View<'_>, cue: usize, content: &[Range<usize>]) -> &'static str {
    let outer = view.quotation_at(cue);
    let quotation = |t: usize| view.quotation_at(t).filter(|n| Some(*n) != outer);
    let whole = |range: &Range<usize>| quotation(range.start).is_some() && quotation(range.start) == quotation(range.end - 1);
    if content.iter().all(whole) {
        "direct"
    } else if content.iter().any(|range| range.clone().any(|t| quotation(t).is_some())) {
        "mixed"
    } else {
        "indirect"
    }
}

/// The speakers of a noun phrase, with the words that the model saw where the rules would take what is said along.
fn speaker(view: &View<'_>, proposal: &Proposal, head: usize, phrase: Range<usize>) -> Option<Speaker> {
    let content: Vec<_> = proposal.ranges().iter().map(|range| view.span(range.start, range.end - 1)).collect();
    let spoken = |speaker: &Speaker| speaker.parties.iter().any(|p| p.span.is_some_and(|s| content.iter().any(|c| c.overlaps(s))));
    if view.told_by_relative(head).is_some() {
        return Some(view.speaker(vec![view.party(head, head)], "pronoun", head, head));
    }
    let whole = view.speaker_at(head).filter(|speaker| !spoken(speaker));
    whole.or_else(|| Some(view.speaker(vec![view.party(phrase.start, phrase.end - 1)], "generic", phrase.start, phrase.end - 1)))
}
