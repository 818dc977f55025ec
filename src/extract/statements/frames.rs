//! The ways in which cue, speaker and content are put together in a sentence.

use super::asides::Aside;
use super::content::Content;
use super::tail::Tail;
use super::view::{CueAt, Quotation};
use super::{Finder, Frame};
use crate::annotate::TokenKind;
use crate::codebook::{Cue, Frames, WordKinds as W};
use crate::text::Span;

/// How many words an object before a quotation may have.
const OBJECT: usize = 16;

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
        let aside = Aside { cue, anchor, before, inverted };
        let quotation = self.view.quotation_at(close).map(|n| self.view.quotations[n]).filter(|q| q.closed && q.close == close);
        let Some(quotation) = quotation else {
            let parenthetical = comma && entry.frames.any(Frames::AFTER);
            return parenthetical.then(|| self.around_aside(&aside, tail)).flatten();
        };
        let stopped = comma || matches!(self.view.word(close - 1), "," | "?" | "!" | "…" | "..." | "—" | "–" | "--" | "-");
        // `When it was late, "We go," X said.`: what is said begins with a capital behind the comma.
        let behind_comma = self.view.ends_with_comma(close)
            && quotation.open > 0
            && self.view.is_mark(quotation.open - 1, ",")
            && self.view.is_capital(quotation.open + 1);
        if !self.view.opens_sentence(quotation) && !behind_comma {
            let parenthetical = stopped && entry.frames.any(Frames::AFTER);
            return parenthetical.then(|| self.around_aside(&aside, tail)).flatten();
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
        let end = self.view.end_of(at.checked_sub(1)?);
        let open = (at..end).find(|t| self.view.kind(*t) == Some(TokenKind::QuoteOpen))?;
        let marked = open == at || matches!(self.view.word(open - 1), "," | ":" | ";");
        let found = self.view.quotation_at(open).map(|n| self.view.quotations[n]).filter(|q| q.open == open)?;
        let beside = open == at + 1 || self.view.closes_sentence(found);
        let marked = marked && self.view.sentence_of(open) == self.view.sentence_of(at - 1);
        (marked && beside && !self.view.holds_report(at, open)).then_some(found)
    }

    /// Content behind the cue: `X said: "..."`, `X told Y that ...`, `X accused A of ...`.
    pub fn forward(&self, cue: CueAt<'a>, entry: &Cue, subject: usize) -> Option<Frame> {
        let frames = entry.frames;
        let takes_object = frames.any(Frames::ADDRESSEE.with(Frames::ADDRESSEE_THAT).with(Frames::OBJECT_TO));
        let mut tail = self.view.tail(cue.end, takes_object);
        if takes_object && tail.addressees.is_empty() {
            return None;
        }
        let joint = if frames.any(Frames::OF) { Some(W::GROUND_OF) } else { frames.any(Frames::FOR).then_some(W::GROUND_FOR) };
        if let Some(frame) = joint.and_then(|joint| self.object_and_ground(cue, joint)) {
            return Some(frame);
        }
        if self.view.end_of(cue.first) <= tail.next {
            return None;
        }
        if let Some((quotation, marked)) = self.quotation_from(tail.next) {
            // A quotation that goes on with a clause before its speaker: half of the content stands there.
            let half = subject > self.view.first_of(cue.first) && self.view.is_mark(subject - 1, ",");
            if half && self.view.word(quotation.open + 1).starts_with(char::is_lowercase) {
                return None;
            }
            return self.quoted_forward(quotation, marked, entry, tail);
        }
        if let Some(content) = self.object_and_quotation(cue).filter(|_| frames.any(Frames::OBJECT_QUOTE)) {
            return Some(Frame { content: vec![content.span], kind: content.kind, tail, last: content.last, rule: "object" });
        }
        if let Some(content) = self.object(tail.next, cue, frames) {
            return Some(Frame { content: vec![content.span], kind: content.kind, tail, last: content.last, rule: "object" });
        }
        let (first, rule) = self.clause_from(&mut tail, cue, frames)?;
        let content = match rule {
            "infinitive" | "object" => self.view.phrase(first)?,
            _ => self.view.clause(first)?,
        };
        let content = if self.opens_setting(subject) { self.view.before_main_clause(first, content) } else { content };
        let mut frame = Frame { content: vec![content.span], kind: content.kind, tail, last: content.last, rule };
        self.add_quotation_behind(&mut frame);
        Some(frame)
    }

    /// Whether the subject stands in a clause before the sentence's main one: "When X said that ..., he ...".
    fn opens_setting(&self, subject: usize) -> bool {
        let lead = subject.checked_sub(1).filter(|lead| self.view.is(*lead, W::SETTING.with(W::CONCESSIVE)));
        lead.is_some_and(|lead| lead == self.view.first_of(lead) || self.view.is_mark(lead - 1, ","))
    }

    /// `Said X: "..."` at the start of a sentence.
    pub fn inverted_forward(&self, cue: CueAt<'a>, entry: &Cue, after: usize) -> Option<Frame> {
        if cue.first != self.view.first_of(cue.first) {
            return None;
        }
        let tail = self.view.tail(after, false);
        let (quotation, marked) = self.quotation_from(tail.next)?;
        if marked { self.quoted_forward(quotation, true, entry, tail) } else { None }
    }

    /// `X said it was late: "..."`: the quotation behind the colon is a further span.
    pub fn add_quotation_behind(&self, frame: &mut Frame) {
        let colon = frame.last + 1;
        if !self.view.is_mark(colon, ":") {
            return;
        }
        let Some((quotation, words)) = self.quotation_from(colon).and_then(|(q, _)| Some((q, self.view.quoted_words(q)?))) else { return };
        frame.content.push(words);
        frame.kind = "mixed";
        frame.last = self.view.last_of(quotation);
    }

    /// `X called the bridge "old"`, `X described it as "old"`.
    fn object_and_quotation(&self, cue: CueAt<'_>) -> Option<Content> {
        let (at, end) = (cue.end, self.view.end_of(cue.first));
        let verb = W::AUX.with(W::MODAL).with(W::BE).with(W::CONJUNCTION).with(W::COMPLEMENTIZER).with(W::RELATIVE);
        let genitive = |t: usize| self.view.cues.endings().marks_owner(self.view.word(t));
        let object = |t: &usize| {
            let word = matches!(self.view.kind(*t), Some(TokenKind::Word | TokenKind::Number)) || self.view.is_mark(*t, "-");
            word && self.view.quotation_at(*t).is_none() && (!self.view.is(*t, verb) || genitive(*t))
        };
        let open = at + (at..end.min(at + OBJECT)).take_while(object).count();
        let opens = |q: &Quotation| q.open == open && q.closed && open > at && open < end;
        let quotation = self.view.quotation_at(open).map(|n| self.view.quotations[n]).filter(opens)?;
        let reach = self.view.clause(at).map_or(quotation.close, |clause| clause.last).min(end - 1);
        let close = self.last_quotation(quotation.close, reach);
        let last = if self.view.is_mark(close - 1, ",") { close - 2 } else { close };
        (last > open).then(|| Content { span: self.view.span(at, last), kind: "mixed", last: close })
    }

    /// Where the last quotation closes that goes on with the one closed at `close`: `a "b," a "c" and "d"`.
    fn last_quotation(&self, close: usize, reach: usize) -> usize {
        let mut last = close;
        for at in close + 1..=reach {
            let joint = self.view.is(at, W::ADDITIVE.with(W::CONJUNCTION));
            if joint && !(at + 1..=at + 2).any(|t| self.view.kind(t) == Some(TokenKind::QuoteOpen)) && self.view.quotation_at(at).is_none()
            {
                break;
            }
            if self.view.kind(at) == Some(TokenKind::QuoteClose) {
                last = at;
            }
        }
        last
    }

    /// `X confirmed the presence of ...`: the noun phrase up to a mark or another clause.
    fn object(&self, at: usize, cue: CueAt<'_>, frames: Frames) -> Option<Content> {
        let end = self.view.end_of(cue.first);
        let noun = self.view.is(at, W::DETERMINER) || self.view.actor_starting(at).is_some();
        if at != cue.end || !noun || self.view.is(at, W::COMPLEMENTIZER) || !frames.any(Frames::OBJECT.with(Frames::CLAIM_OBJECT)) {
            return None;
        }
        let stop = (at..end).find(|t| {
            let mark = self.view.kind(*t) == Some(TokenKind::Punct) && !self.view.is_mark(*t, "-");
            mark || self.view.is(*t, W::CONJUNCTION.with(W::SUBORDINATE).with(W::CONCESSIVE).with(W::DATE))
                && !self.view.is(*t, W::ADDITIVE)
        });
        let stop = stop.unwrap_or(end);
        let simple = self.view.kind(stop).is_none_or(|k| k == TokenKind::Punct) || stop == end;
        let verbs = (at..stop).any(|t| {
            self.view.is(t, W::BE.with(W::AUX).with(W::MODAL).with(W::PRONOUN)) && !self.view.cues.endings().is_genitive(self.view.word(t))
        });
        let joined = (at..stop).any(|t| self.view.is(t, W::ADDITIVE) && self.view.cues_at(t + 1).next().is_some());
        let claim = frames.any(Frames::OBJECT) || (at..stop.min(at + 5)).any(|t| self.view.is(t, W::CLAIM_NOUN));
        let quoted = (at..stop).any(|t| self.view.quotation_at(t).is_some_and(|n| self.view.last_of(self.view.quotations[n]) >= stop));
        (simple && !verbs && !joined && claim && !quoted && stop > at + 1).then(|| self.view.trim(at, stop - 1)).flatten()
    }

    /// The first token of a reported clause behind a cue, and the rule that allows it.
    fn clause_from(&self, tail: &mut Tail, cue: CueAt<'_>, frames: Frames) -> Option<(usize, &'static str)> {
        let (at, end) = (tail.next, self.view.end_of(cue.first));
        let that = Frames::THAT.with(Frames::ADDRESSEE).with(Frames::ADDRESSEE_THAT);
        if frames.any(that) {
            if self.view.is(at, W::COMPLEMENTIZER) {
                return Some((at + 1, "that-clause")).filter(|(first, _)| *first < end);
            }
            if let Some(that) = self.later_that(at, end) {
                return Some((that + 1, "that-clause"));
            }
        }
        if frames.any(Frames::WH) && self.view.is(at, W::QUESTION) {
            return Some((at, "question-clause"));
        }
        if frames.any(Frames::TO.with(Frames::OBJECT_TO)) && self.view.is(at, W::INFINITIVE) {
            return Some((at, "infinitive"));
        }
        if frames.any(Frames::ING) && self.view.has_participle_form(at) {
            return Some((at, "gerund"));
        }
        let function =
            W::PREPOSITION.with(W::CONJUNCTION).with(W::ADDITIVE).with(W::SUBORDINATE).with(W::ADVERB).with(W::BE).with(W::ANSWER);
        if frames.any(Frames::WHATEVER)
            && at == cue.end
            && at + 1 < end
            && self.view.kind(at) == Some(TokenKind::Word)
            && !self.view.is(at, function)
        {
            return Some((at, "object"));
        }
        let bare = frames.any(Frames::BARE) && self.view.starts_clause(at) || frames.any(Frames::BARE_VERB) && self.view.is_full_clause(at);
        bare.then_some((at, "bare-clause"))
    }

    /// "that" behind a phrase such as "during talks in Geneva"; no mark and no other cue between.
    fn later_that(&self, at: usize, end: usize) -> Option<usize> {
        if !self.view.is(at, W::PREPOSITION) {
            return None;
        }
        let verbal = |t: usize| self.view.is(t, W::INFINITIVE) || self.view.has_participle_form(t) || self.view.cues_at(t).next().is_some();
        let plain = |t: &usize| matches!(self.view.kind(*t), Some(TokenKind::Word | TokenKind::Number)) && !verbal(*t);
        (at..end.min(at + 12)).take_while(plain).find(|t| self.view.is(*t, W::COMPLEMENTIZER)).filter(|t| t + 1 < end)
    }

    /// A quotation that opens at `at`, perhaps behind a comma or colon.
    pub fn quotation_from(&self, at: usize) -> Option<(Quotation, bool)> {
        let marked = self.view.is_mark(at, ",") || self.view.is_mark(at, ":");
        let open = if marked { at + 1 } else { at };
        let found = self.view.quotation_at(open).map(|n| self.view.quotations[n]).filter(|q| q.open == open)?;
        (self.view.paragraph(open) == self.view.paragraph(at)).then_some((found, marked))
    }

    fn quoted_forward(&self, quotation: Quotation, marked: bool, entry: &Cue, tail: Tail) -> Option<Frame> {
        let quotes = entry.frames.any(Frames::QUOTE);
        // `told X Y "was great"`: the subject of the quoted verb stands before it.
        if !marked && self.view.is(quotation.open + 1, W::BE.with(W::AUX).with(W::MODAL)) {
            return None;
        }
        let ends_with_comma = quotation.closed && self.view.is_mark(quotation.close - 1, ",");
        if quotes && (marked || ends_with_comma || self.view.closes_sentence(quotation)) {
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
    fn object_and_ground(&self, cue: CueAt<'_>, joint: W) -> Option<Frame> {
        let (start, end) = (cue.end, self.view.end_of(cue.first));
        let object = (start..end.min(start + 12))
            .take_while(|t| matches!(self.view.kind(*t), Some(TokenKind::Word | TokenKind::Number)) || self.view.is_mark(*t, "-"));
        let mut object_end = None;
        for t in object {
            if t == start || !self.view.is(t, W::PREPOSITION) || self.inside_mention(start, t) {
                continue;
            }
            object_end = Some(t).filter(|t| self.view.is(*t, joint));
            break;
        }
        let at = object_end.filter(|at| at + 1 < end)?;
        let content = self.view.clause(at + 1)?;
        let kind = if content.kind == "direct" { "mixed" } else { content.kind };
        let spans: Vec<Span> = vec![self.view.span(start, at - 1), content.span];
        Some(Frame { content: spans, kind, tail: Tail { next: at, ..Default::default() }, last: content.last, rule: "object-and-ground" })
    }

    fn inside_mention(&self, start: usize, at: usize) -> bool {
        (start..at).any(|t| self.view.actor_starting(t).is_some_and(|(_, last)| last >= at))
    }
}
