//! The ways in which cue, speaker and content are put together in a sentence.

use super::speakers::Speaker;
use super::view::{CueAt, Quotation};
use super::{Finder, Frame};
use crate::annotate::TokenKind;
use crate::codebook::{Cue, Frames, WordKinds as W};
use crate::extract::Party;
use crate::text::Span;

impl<'a> Finder<'a> {
    /// Content before the cue: `"...," X said`, `"...," said X`, `..., X said.`.
    ///
    /// `anchor` is the first token of subject and cue, `after` the first token behind them.
    pub fn attributed(&self, cue: CueAt<'a>, entry: &Cue, anchor: usize, after: usize, inverted: bool) -> Option<Frame> {
        let before = anchor.checked_sub(1)?;
        if self.view.paragraph(before) != self.view.paragraph(anchor) {
            return None;
        }
        let comma = self.view.is_mark(before, ",");
        let close = if comma { before.checked_sub(1)? } else { before };
        let tail = self.view.tail(after, !inverted && after == cue.end && entry.frames.any(Frames::ADDRESSEE.with(Frames::ADDRESSEE_THAT)));
        let ends = self.ends_sentence(tail.next, cue.first);
        let quotation = self.view.quotation_at(close).map(|n| self.view.quotations[n]).filter(|q| q.closed && q.close == close);
        let Some(quotation) = quotation else {
            let parenthetical = comma && ends && entry.frames.any(Frames::AFTER);
            return parenthetical.then(|| self.clause_before(anchor, before, tail)).flatten();
        };
        let stopped = comma || matches!(self.view.word(close - 1), "," | "?" | "!" | "…" | "..." | "—" | "–" | "--" | "-");
        if !self.view.opens_sentence(quotation) {
            let parenthetical = stopped && ends && entry.frames.any(Frames::AFTER);
            return parenthetical.then(|| self.clause_before(anchor, before, tail)).flatten();
        }
        let full_stop = self.view.is_mark(close - 1, ".");
        if !entry.frames.any(Frames::QUOTE)
            || self.claimed[self.view.quotation_at(close)?]
            || !(stopped || ends || (inverted && !full_stop))
        {
            return None;
        }
        let mut content = vec![self.view.quoted_words(quotation)?];
        let mut last = tail.next.saturating_sub(1).max(after - 1);
        if let Some(second) = self.second_part(tail.next) {
            content.push(self.view.quoted_words(second)?);
            last = self.view.last_of(second);
        }
        let rule = if inverted { "quote-cue-speaker" } else { "quote-speaker-cue" };
        Some(Frame { content, kind: "direct", tail, last, rule })
    }

    /// The second quotation of `"A," X said, "B"`, in the sentence of the first.
    fn second_part(&self, at: usize) -> Option<Quotation> {
        let open = if self.view.is_mark(at, ",") || self.view.is_mark(at, ":") || self.view.is_mark(at, ";") { at + 1 } else { at };
        let found = self.view.quotation_at(open).map(|n| self.view.quotations[n]).filter(|q| q.open == open)?;
        let same = open > 0 && self.view.sentence_of(open) == self.view.sentence_of(open - 1);
        (same && open > at).then_some(found)
    }

    fn ends_sentence(&self, at: usize, within: usize) -> bool {
        let end = self.view.end_of(within);
        at >= end || (at + 1 == end && self.view.kind(at) == Some(TokenKind::Punct))
    }

    /// `CLAUSE, X said.`: the clause from the start of the sentence to the mark at `before`.
    fn clause_before(&self, anchor: usize, before: usize, tail: super::tail::Tail) -> Option<Frame> {
        let first = self.view.first_of(anchor);
        let opened_earlier = self.view.quotation_at(first).is_some_and(|n| self.view.quotations[n].open != first);
        let lead = W::PREPOSITION.with(W::SUBORDINATE).with(W::ADVERB).with(W::CONJUNCTION);
        let ends_quoted = self.view.kind(before) == Some(TokenKind::QuoteClose);
        if before <= first + 2 || opened_earlier || self.view.is(first, lead) || self.view.holds_report(first, before) {
            return None;
        }
        if self.is_participle(first) {
            return None;
        }
        let content = if ends_quoted { self.quoted_end(first, before)? } else { self.view.trim(first, before)? };
        let last = tail.next.saturating_sub(1);
        Some(Frame { content: vec![content.span], kind: content.kind, tail, last, rule: "clause-speaker-cue" })
    }

    /// A clause that ends with the quotation closed at `close`, whose last comma is the frame's.
    fn quoted_end(&self, first: usize, close: usize) -> Option<super::content::Content> {
        let mut content = self.view.trim(first, close)?;
        if self.view.is_mark(close - 1, ",") && content.kind == "mixed" {
            content.span = self.view.span(first, close - 2);
        }
        Some(content)
    }

    fn is_participle(&self, at: usize) -> bool {
        let word = self.view.word(at);
        word.len() > 5 && word.ends_with("ing") && self.view.actor_starting(at).is_none() || self.view.cues_at(at).next().is_some()
    }

    /// Content behind the cue: `X said: "..."`, `X told Y that ...`, `X accused A of ...`.
    pub fn forward(&self, cue: CueAt<'a>, entry: &Cue) -> Option<Frame> {
        let frames = entry.frames;
        let takes_object = frames.any(Frames::ADDRESSEE.with(Frames::ADDRESSEE_THAT).with(Frames::OBJECT_TO));
        let mut tail = self.view.tail(cue.end, takes_object);
        if takes_object && tail.addressees.is_empty() {
            return None;
        }
        if frames.any(Frames::OF.with(Frames::FOR)) {
            if let Some(frame) = self.object_and_ground(cue, if frames.any(Frames::OF) { "of" } else { "for" }) {
                return Some(frame);
            }
        }
        if self.view.end_of(cue.first) <= tail.next {
            return None;
        }
        if let Some((quotation, marked)) = self.quotation_from(tail.next) {
            return self.quoted_forward(quotation, marked, entry, tail);
        }
        let (first, rule) = self.clause_from(&mut tail, cue, frames)?;
        let content = self.view.clause(first)?;
        Some(Frame { content: vec![content.span], kind: content.kind, tail, last: content.last, rule })
    }

    /// The first token of a reported clause behind a cue, and the rule that allows it.
    fn clause_from(&self, tail: &mut super::tail::Tail, cue: CueAt<'_>, frames: Frames) -> Option<(usize, &'static str)> {
        let (at, end) = (tail.next, self.view.end_of(cue.first));
        let that = Frames::THAT.with(Frames::ADDRESSEE).with(Frames::ADDRESSEE_THAT);
        if frames.any(that) {
            if self.view.is_word(at, "that") {
                return Some((at + 1, "that-clause")).filter(|(first, _)| *first < end);
            }
            if let Some(that) = self.later_that(at, end) {
                return Some((that + 1, "that-clause"));
            }
        }
        let question = self.view.is(at, W::SUBORDINATE)
            && ["whether", "if", "how", "what", "who", "why", "when", "where", "which"].contains(&self.view.word(at));
        if frames.any(Frames::WH) && question {
            return Some((at, "question-clause"));
        }
        if frames.any(Frames::TO.with(Frames::OBJECT_TO)) && self.view.is_word(at, "to") {
            return Some((at, "infinitive"));
        }
        if frames.any(Frames::ING) && self.view.word(at).len() > 4 && self.view.word(at).ends_with("ing") {
            return Some((at, "gerund"));
        }
        (frames.any(Frames::BARE) && self.view.starts_clause(at)).then_some((at, "bare-clause"))
    }

    /// "that" behind a phrase such as "during talks in Geneva"; no mark and no other cue between.
    fn later_that(&self, at: usize, end: usize) -> Option<usize> {
        if !self.view.is(at, W::PREPOSITION) {
            return None;
        }
        let plain =
            |t: &usize| matches!(self.view.kind(*t), Some(TokenKind::Word | TokenKind::Number)) && self.view.cues_at(*t).next().is_none();
        (at..end.min(at + 12)).take_while(plain).find(|t| self.view.is_word(*t, "that")).filter(|t| t + 1 < end)
    }

    /// A quotation that opens at `at`, perhaps behind a comma or colon.
    fn quotation_from(&self, at: usize) -> Option<(Quotation, bool)> {
        let marked = self.view.is_mark(at, ",") || self.view.is_mark(at, ":");
        let open = if marked { at + 1 } else { at };
        let found = self.view.quotation_at(open).map(|n| self.view.quotations[n]).filter(|q| q.open == open)?;
        (self.view.paragraph(open) == self.view.paragraph(at)).then_some((found, marked))
    }

    fn quoted_forward(&self, quotation: Quotation, marked: bool, entry: &Cue, tail: super::tail::Tail) -> Option<Frame> {
        let quotes = entry.frames.any(Frames::QUOTE);
        if quotes && (marked || self.view.closes_sentence(quotation)) {
            let words = self.view.quoted_words(quotation)?;
            return Some(Frame {
                content: vec![words],
                kind: "direct",
                tail,
                last: self.view.last_of(quotation),
                rule: "speaker-cue-quote",
            });
        }
        if !entry.frames.any(Frames::BARE) || !quotation.closed {
            return None;
        }
        let content = self.view.clause(quotation.open)?;
        Some(Frame { content: vec![content.span], kind: content.kind, tail, last: content.last, rule: "bare-clause" })
    }

    /// `accused A of B`, `criticised A for B`: both are content.
    fn object_and_ground(&self, cue: CueAt<'_>, joint: &str) -> Option<Frame> {
        let (start, end) = (cue.end, self.view.end_of(cue.first));
        let object = (start..end.min(start + 12))
            .take_while(|t| matches!(self.view.kind(*t), Some(TokenKind::Word | TokenKind::Number)) || self.view.is_mark(*t, "-"));
        let mut object_end = None;
        for t in object {
            if t > start && self.view.is_word(t, joint) && !self.inside_mention(start, t) {
                object_end = Some(t);
                break;
            }
        }
        let at = object_end.filter(|at| at + 1 < end)?;
        let content = self.view.clause(at + 1)?;
        let kind = if content.kind == "direct" { "mixed" } else { content.kind };
        let spans: Vec<Span> = vec![self.view.span(start, at - 1), content.span];
        Some(Frame {
            content: spans,
            kind,
            tail: super::tail::Tail { next: at, ..Default::default() },
            last: content.last,
            rule: "object-and-ground",
        })
    }

    fn inside_mention(&self, start: usize, at: usize) -> bool {
        (start..at).any(|t| self.view.actor_starting(t).is_some_and(|(_, last)| last >= at))
    }

    /// `..., adding that ...`: the speaker is that of the same sentence's report, or its subject.
    pub fn participle(&mut self, cue: CueAt<'a>, entry: &Cue) -> bool {
        let start = self.view.first_of(cue.first);
        let before = cue.first.checked_sub(1).filter(|before| *before > start && self.view.is_mark(*before, ","));
        if before.is_none() {
            return false;
        }
        let sentence = self.view.sentence_of(cue.first) as u32;
        let same = self.found.last().filter(|f| f.statement.sentence == sentence && f.statement.cue.is_some());
        let speaker = match same {
            Some(found) => {
                let basis = ["named", "nominal", "pronoun", "generic", "implied"].into_iter().find(|b| *b == found.statement.speaker_basis);
                basis.map(|basis| Speaker {
                    parties: found.statement.speakers.clone(),
                    basis,
                    first: start,
                    last: start,
                    hedged: false,
                    negated: false,
                })
            }
            None => self.sentence_subject(start, cue.first),
        };
        let (Some(speaker), Some(mut frame)) = (speaker, self.forward(cue, entry)) else { return false };
        frame.rule = "participle";
        let count = self.found.len();
        self.add(entry, cue, speaker, frame);
        self.found.len() > count
    }

    /// The person whose name opens the sentence, where no other actor stands before the participle.
    fn sentence_subject(&self, start: usize, cue: usize) -> Option<Speaker> {
        let (mention, last) = self.view.actor_starting(start)?;
        let verb_next = !matches!(self.view.kind(last + 1), Some(TokenKind::Punct))
            && !self.view.is(last + 1, W::PREPOSITION.with(W::CONJUNCTION).with(W::BE));
        let alone = (last + 1..cue)
            .all(|t| self.view.actor_starting(t).is_none_or(|(m, _)| !self.view.is_person(m.0)) && !self.view.is(t, W::PRONOUN));
        let quiet = (last + 1..cue).all(|t| self.view.quotation_at(t).is_none() && !self.view.is_mark(t, ","));
        (self.view.is_person(mention.0) && verb_next && alone && quiet).then(|| Speaker {
            parties: vec![self.view.mentioned(mention.0)],
            basis: "named",
            first: start,
            last,
            hedged: false,
            negated: false,
        })
    }

    /// `According to X, CLAUSE.` and `CLAUSE, according to X.`.
    pub fn according(&mut self, cue: CueAt<'a>, entry: &Cue) -> bool {
        let (start, end) = (self.view.first_of(cue.first), self.view.end_of(cue.first));
        let stop = (cue.end..end)
            .find(|t| matches!(self.view.word(*t), "," | "." | ";" | ":" | "—" | "–") || self.view.kind(*t) == Some(TokenKind::QuoteOpen));
        let stop = stop.unwrap_or(end);
        let Some(speaker) = self.source_phrase(cue.end, stop) else { return false };
        let frame = if cue.first == start && self.view.is_mark(stop, ",") && stop + 1 < end {
            self.view.clause(stop + 1).filter(|_| !self.view.holds_report(stop + 1, end))
        } else if cue.first > start + 3 && self.ends_sentence(stop, cue.first) {
            let before = cue.first - 1;
            let clean = !self.view.holds_report(start, before) && !self.view.is(start, W::PREPOSITION);
            let quoted_before = self.view.quotation_at(start).is_some_and(|n| self.view.quotations[n].open != start);
            (clean && !quoted_before && self.view.is_mark(before, ",")).then(|| self.view.trim(start, before)).flatten()
        } else {
            None
        };
        let Some(content) = frame else { return false };
        let last = content.last.max(stop.min(end) - 1);
        let tail = super::tail::Tail { next: stop, ..Default::default() };
        let count = self.found.len();
        self.add(entry, cue, speaker, Frame { content: vec![content.span], kind: content.kind, tail, last, rule: "according-to" });
        self.found.len() > count
    }

    /// Whom "according to" names: an actor, or a report, poll or officials without a name.
    fn source_phrase(&self, first: usize, stop: usize) -> Option<Speaker> {
        if stop <= first || stop - first > 14 {
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
        let generic = (first..stop).any(|t| self.view.is(t, W::GENERIC.with(W::VENUE)));
        (generic && !nested).then(|| speaker(vec![self.view.party(first, stop - 1)], "generic"))
    }
}
