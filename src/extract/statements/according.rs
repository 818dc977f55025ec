//! Reports whose source stands behind "according to".

use super::content::Content;
use super::speakers::Speaker;
use super::tail::Tail;
use super::view::CueAt;
use super::{Finder, Frame};
use crate::annotate::TokenKind;
use crate::codebook::{Cue, WordKinds as W};
use crate::extract::Party;

/// How many words a source at the start of a sentence may have.
const SOURCE: usize = 24;
/// How many words a source behind its clause may have.
const TRAILING: usize = 16;

impl<'a> Finder<'a> {
    /// `According to X, CLAUSE.` and `CLAUSE, according to X.`.
    pub fn according(&mut self, cue: CueAt<'a>, entry: &Cue) -> bool {
        let (start, end) = (self.view.first_of(cue.first), self.view.end_of(cue.first));
        // "a March 14, 2019 report": a comma within a date.
        let dated = |t: usize| self.view.kind(t - 1) == Some(TokenKind::Number) && self.view.kind(t + 1) == Some(TokenKind::Number);
        let stop = (cue.end..end)
            .filter(|t| !dated(*t))
            .find(|t| matches!(self.view.word(*t), "," | "." | ";" | ":" | "—" | "–") || self.view.kind(*t) == Some(TokenKind::QuoteOpen));
        let stop = stop.unwrap_or(end);
        let Some(speaker) = self.source_phrase(cue.end, stop, cue.first == start) else { return false };
        let Some(mut frame) = self.by_source(cue, stop) else { return false };
        let count = self.found.len();
        self.add_quotation_behind(&mut frame);
        self.add(entry, cue, speaker, frame);
        self.found.len() > count
    }

    /// What a source whose name ends before token `stop` says.
    fn by_source(&self, cue: CueAt<'a>, stop: usize) -> Option<Frame> {
        let (start, end) = (self.view.first_of(cue.first), self.view.end_of(cue.first));
        let tail = Tail { next: stop, ..Default::default() };
        let frame = |content: Content, tail: Tail| {
            let last = content.last.max(stop.min(end) - 1);
            Frame { content: vec![content.span], kind: content.kind, tail, last, rule: "according-to" }
        };
        if cue.first <= start + 1 && (cue.first == start || self.view.is(start, W::CONJUNCTION.with(W::ADDITIVE).with(W::ADVERB))) {
            if let Some((quotation, _)) = self.quotation_from(stop).filter(|_| self.view.is_mark(stop, ":")) {
                return self.view.trim(quotation.open, self.view.last_of(quotation)).map(|content| frame(content, tail));
            }
            let first = self.behind_source(stop, end)?;
            // What others say in it is part of what the source says.
            let nested = self.view.holds_report(first, end);
            let content = if nested { self.view.trim(first, end - 1) } else { self.view.clause(first) };
            return content.map(|content| frame(content, tail));
        }
        let before = cue.first.checked_sub(1).filter(|before| *before > start)?;
        let first = if self.view.is(start, W::CONJUNCTION.with(W::ADDITIVE)) { start + 1 } else { start };
        let quoted_before = self.view.quotation_at(start).is_some_and(|n| self.view.quotations[n].open != start);
        if quoted_before || !self.view.ends_with_comma(before) {
            return None;
        }
        if self.holds_predicate(cue.end, stop) && !(first..before).any(|t| self.is_finite(t)) {
            return None;
        }
        let apposed = self.view.is_mark(stop, ",") && self.view.is(stop + 1, W::DETERMINER.with(W::RELATIVE).with(W::GENERIC));
        if self.ends_sentence(stop, cue.first) || apposed && self.is_quiet(stop + 1, end) {
            return self.view.trim(first, before).filter(|_| before > first + 2).map(|content| frame(content, tail));
        }
        if self.view.is_mark(stop, ",") && self.view.is(stop + 1, W::CONJUNCTION.with(W::ADDITIVE)) {
            return self.view.trim(first, before).filter(|_| before > first + 2).map(|content| frame(content, tail));
        }
        let second = self.view.clause(stop + 1).filter(|_| self.view.is_mark(stop, ",") && !apposed && self.is_quiet(stop + 1, end))?;
        let mut parted = frame(second, tail);
        parted.content.insert(0, self.view.span(first, before - 1));
        Some(parted)
    }

    /// Whether a verb with what it acts on stands behind the source: "according to X recovered ten ships".
    fn holds_predicate(&self, first: usize, stop: usize) -> bool {
        let passive = W::AGENT.with(W::DATE).with(W::DATE_LEAD);
        (first + 2..stop.saturating_sub(1)).any(|t| self.view.cues.endings().is_past(self.view.word(t)) && !self.view.is(t + 1, passive))
    }

    /// A word that is surely a verb with a subject, or has the form of a regular past.
    fn is_finite(&self, at: usize) -> bool {
        self.view.is(at, W::AUX.with(W::BE).with(W::MODAL)) || self.view.cues.endings().is_past(self.view.word(at))
    }

    /// Where the clause starts behind `According to X,`: behind places and relative clauses that belong to X.
    fn behind_source(&self, comma: usize, end: usize) -> Option<usize> {
        let mut at = comma;
        loop {
            if !self.view.is_mark(at, ",") || at + 1 >= end {
                return None;
            }
            let next = (at + 1..end).find(|t| self.view.is_mark(*t, ",") && self.view.quotation_at(*t).is_none());
            let Some(next) = next else { break };
            let verb = (at + 1..next).any(|t| self.view.is(t, W::AUX.with(W::BE).with(W::MODAL)));
            let place = next - at <= 4 && (at + 1..next).all(|t| self.view.is_capital(t) || self.view.kind(t) == Some(TokenKind::Number));
            if self.view.is(at + 1, W::RELATIVE) || place {
                at = next;
            } else if self.view.is(at + 1, W::ARTICLE) && !verb && self.view.is_capital(comma - 1) {
                return None;
            } else {
                break;
            }
        }
        (at + 1 < end && !self.view.is(at + 1, W::RELATIVE)).then_some(at + 1)
    }

    /// Whom "according to" names: an actor, or a report, poll or officials without a name.
    fn source_phrase(&self, first: usize, stop: usize, leading: bool) -> Option<Speaker> {
        if stop <= first || stop - first > SOURCE {
            return None;
        }
        let bare = if self.view.is(first, W::ARTICLE) { first + 1 } else { first };
        let speaker = |parties: Vec<Party>, basis| Speaker { parties, basis, first, last: stop - 1, hedged: false, negated: false };
        let nested = (first..stop).any(|t| self.view.cues_at(t).next().is_some() && t > first && self.view.actor_ending(t - 1).is_some());
        for at in [first, bare] {
            if let Some((mention, last)) = self.view.actor_starting(at).filter(|(_, last)| last + 1 == stop) {
                let _ = last;
                return Some(speaker(vec![self.view.mentioned(mention.0)], "named"));
            }
        }
        if let Some((mention, at)) = self.view.actor_ending(stop - 1) {
            let title = (first..at).all(|t| !self.view.is(t, W::PREPOSITION.with(W::SUBORDINATE).with(W::CONJUNCTION)));
            if at > first && title && !nested {
                return Some(speaker(vec![self.view.mentioned(mention.0)], "named"));
            }
        }
        let basis = if self.view.is_capital(stop - 1) { "named" } else { "generic" };
        let word = (first..stop).any(|t| self.view.kind(t) == Some(TokenKind::Word));
        (word && !nested && (leading || stop - first <= TRAILING)).then(|| speaker(vec![self.view.party(first, stop - 1)], basis))
    }
}
