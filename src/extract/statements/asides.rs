//! Clauses that a report follows or parts: `CLAUSE, X said.`, `CLAUSE, said X, the mayor.`, `HALF, X said, HALF.`

use super::content::Content;
use super::tail::Tail;
use super::{Finder, Frame};
use crate::annotate::TokenKind;
use crate::codebook::WordKinds as W;
use crate::extract::statements::view::CueAt;

/// A report behind the comma at `before`, with what follows it.
pub(super) struct Aside<'a> {
    pub cue: CueAt<'a>,
    /// First token of subject and cue.
    pub anchor: usize,
    /// Last token of the clause before, its comma included.
    pub before: usize,
    pub inverted: bool,
}

impl Finder<'_> {
    /// What the words around a report behind a comma say.
    pub fn around_aside(&self, aside: &Aside<'_>, tail: Tail) -> Option<Frame> {
        let end = self.view.end_of(aside.cue.first);
        // `X, the mayor, announced the end of ...`: without a quotation, only a speaker that is known can follow the cue.
        if aside.inverted && self.view.kind(aside.before) != Some(TokenKind::QuoteClose) && !self.view.knows_after(aside.cue.end) {
            return None;
        }
        if self.ends_sentence(tail.next, aside.cue.first) {
            return self.clause_before(aside.anchor, aside.before, tail);
        }
        let next = tail.next + 1;
        if !self.view.is_mark(tail.next, ",") || next >= end {
            return None;
        }
        let more = W::CONJUNCTION.with(W::ADDITIVE).with(W::RELATIVE).with(W::SUBORDINATE);
        let apposed =
            aside.inverted && (self.view.is(next, W::DETERMINER.with(W::GENERIC)) || self.view.kind(next) == Some(TokenKind::Number));
        let own = self.view.is(next, more) || self.view.has_participle_form(next) || self.is_participle(next) || apposed;
        if own {
            let quiet = !aside.inverted || self.is_quiet(next, end);
            return quiet.then(|| self.clause_before(aside.anchor, aside.before, tail)).flatten();
        }
        if aside.inverted { None } else { self.parted(aside, tail) }
    }

    /// `HALF, X said, HALF.`: both halves are content; a mere adverb before is none.
    fn parted(&self, aside: &Aside<'_>, tail: Tail) -> Option<Frame> {
        let (start, end) = (self.view.first_of(aside.anchor), self.view.end_of(aside.anchor));
        let quoted = |t: usize| self.view.quotation_at(t).is_some_and(|n| self.view.quotations[n].open < start);
        let first = if self.view.is(start, W::CONJUNCTION.with(W::ADDITIVE)) { start + 1 } else { start };
        let half = first..aside.before;
        if quoted(start) || self.view.holds_report(tail.next, end) || self.is_participle(first) {
            return None;
        }
        if let Some((quotation, _)) = self.quotation_from(tail.next)
            && (self.view.is_capital(quotation.open + 1) || self.view.is(first, W::PREPOSITION))
        {
            let words = self.view.quoted_words(quotation).filter(|_| self.view.closes_sentence(quotation))?;
            return Some(Frame {
                content: vec![words],
                kind: "direct",
                tail,
                last: self.view.last_of(quotation),
                rule: "speaker-cue-quote",
            });
        }
        let second = self.view.clause(tail.next + 1)?;
        let mut content = vec![second.span];
        if half.clone().any(|t| !self.view.is(t, W::ADVERB.with(W::CONJUNCTION)) && self.view.kind(t) != Some(TokenKind::Punct)) {
            content.insert(0, self.view.span(half.start, half.end - 1));
        }
        let mixed = second.kind != "indirect" || half.clone().any(|t| self.view.quotation_at(t).is_some());
        let kind = if mixed { "mixed" } else { "indirect" };
        Some(Frame { content, kind, tail, last: second.last, rule: "parted-clause" })
    }

    pub fn ends_sentence(&self, at: usize, within: usize) -> bool {
        let end = self.view.end_of(within);
        at >= end || (at + 1 == end && self.view.kind(at) == Some(TokenKind::Punct))
    }

    /// `CLAUSE, X said.`: the clause from the start of the sentence to the mark at `before`.
    pub fn clause_before(&self, anchor: usize, before: usize, tail: Tail) -> Option<Frame> {
        let start = self.view.first_of(anchor);
        let opened_earlier = self.view.quotation_at(start).is_some_and(|n| self.view.quotations[n].open != start);
        let first = if self.view.is(start, W::CONJUNCTION.with(W::ADDITIVE)) { start + 1 } else { start };
        let lead = self.view.is(first, W::PREPOSITION.with(W::SUBORDINATE).with(W::ADVERB));
        if before <= first + if lead { 6 } else { 2 } || opened_earlier || self.is_participle(first) {
            return None;
        }
        let content: Content = self.view.trim(first, before)?;
        let last = tail.next.saturating_sub(1);
        Some(Frame { content: vec![content.span], kind: content.kind, tail, last, rule: "clause-speaker-cue" })
    }

    fn is_participle(&self, at: usize) -> bool {
        self.view.has_participle_form(at) && self.view.actor_starting(at).is_none() || self.view.cues_at(at).next().is_some()
    }
}
