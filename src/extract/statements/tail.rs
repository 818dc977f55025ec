//! What may stand between a cue and its content: hearer, day, place or medium.

use super::view::View;
use crate::annotate::TokenKind;
use crate::codebook::WordKinds as W;
use crate::extract::{MentionForm, Party};
use crate::text::Span;

/// How many words a venue or another phrase before "that" may have.
const PHRASE: usize = 14;
/// How many words a hearer without a mention may have.
const HEARER: usize = 6;

/// The words behind a cue that are no content yet.
#[derive(Debug, Clone, Default)]
pub(super) struct Tail {
    pub addressees: Vec<Party>,
    pub venue: Option<Span>,
    /// First token behind.
    pub next: usize,
}

impl View<'_> {
    /// Reads hearer (where the cue takes one as its object), days and venue from token `at` on.
    pub fn tail(&self, at: usize, takes_object: bool) -> Tail {
        let mut tail = Tail { next: at, ..Tail::default() };
        let Some(end) = at.checked_sub(1).map(|before| self.end_of(before)) else { return tail };
        if takes_object {
            self.read_addressee(&mut tail, end);
            if tail.next == at {
                self.read_unknown_addressee(&mut tail, end);
            }
        }
        for _ in 0..4 {
            let before = tail.next;
            self.read_date(&mut tail, end);
            self.read_venue(&mut tail, end);
            if self.is(tail.next, W::HEARER_LEAD) && tail.addressees.is_empty() && tail.next + 1 < end {
                let to = tail.next;
                tail.next += 1;
                self.read_addressee(&mut tail, end);
                if tail.next == to + 1 {
                    tail.next = to;
                }
            }
            if tail.next == before {
                break;
            }
        }
        tail
    }

    /// "Reuters", "the BBC", "him", "a crowd of reporters".
    fn read_addressee(&self, tail: &mut Tail, end: usize) {
        let at = tail.next;
        if self.is(at, W::OBJECT_PRONOUN) {
            tail.addressees.push(self.party(at, at));
            tail.next = at + 1;
            return;
        }
        for t in at..end.min(at + 6) {
            if let Some((mention, last)) = self.actor_starting(t) {
                let form = self.mentions[mention.0 as usize].form;
                let goes_on = self.actor_starting(last + 1).is_some() || self.is_capital(last + 1) && last + 1 < end;
                if form != MentionForm::Demonym && !goes_on && !self.is_mark(last + 1, "-") {
                    if self.cues.endings().marks_owner(self.word(last + 1)) {
                        continue;
                    }
                    tail.addressees.push(self.mentioned(mention.0));
                    tail.next = last + 1;
                    return;
                }
            }
            if self.is(t, W::ADDRESSEE) {
                tail.addressees.push(self.party(at, t));
                tail.next = t + 1;
                return;
            }
            if self.is(t, W::COMPLEMENTIZER) {
                return;
            }
            let inside = self.is(t, W::DETERMINER) || (self.kind(t) == Some(TokenKind::Word) && self.plain(t)) || self.is_mark(t, "-");
            if !inside {
                return;
            }
        }
    }

    /// "CNN", "the city's traders": a hearer that no mention and no list knows, up to where the content or a date begins.
    fn read_unknown_addressee(&self, tail: &mut Tail, end: usize) {
        let at = tail.next;
        let first = if self.is(at, W::DETERMINER) && !self.is(at, W::COMPLEMENTIZER) { at + 1 } else { at };
        let word = |t: &usize| self.kind(*t) == Some(TokenKind::Word) && self.quotation_at(*t).is_none() && !self.is(*t, W::DATE);
        let capitals = (first..end.min(first + HEARER)).take_while(|t| word(t) && self.is_capital(*t)).count();
        let plain = (first..end.min(first + HEARER)).take_while(|t| word(t) && self.plain(*t) && !self.is(*t, W::DETERMINER)).count();
        let stop = first + if capitals > 0 { capitals } else { plain };
        let follows = W::COMPLEMENTIZER.with(W::INFINITIVE).with(W::DATE).with(W::DATE_LEAD).with(W::PRONOUN).with(W::SUBJECT_PRONOUN);
        let opens = self.is(stop, follows.with(W::PREPOSITION)) || self.kind(stop) != Some(TokenKind::Word);
        // "those gathered to watch": no hearer ends with a verb.
        let verbal = stop > first && self.cues.endings().is_past(self.word(stop - 1));
        if stop > first && stop < end && !verbal && (capitals > 0 && !self.is(at, W::STARTER) || opens) {
            tail.addressees.push(self.party(at, stop - 1));
            tail.next = stop;
        }
    }

    fn plain(&self, at: usize) -> bool {
        let function = W::AUX.with(W::MODAL).with(W::BE).with(W::NEGATION).with(W::CONJUNCTION).with(W::SUBORDINATE);
        !self.is(at, function.with(W::PREPOSITION).with(W::PRONOUN).with(W::OTHER_PRONOUN).with(W::OBJECT_PRONOUN))
    }

    /// "on Monday", "Thursday evening", "on January 21, 2022".
    fn read_date(&self, tail: &mut Tail, end: usize) {
        let mut at = tail.next;
        while at < end && self.is(at, W::DATE_LEAD) && at - tail.next < 2 {
            at += 1;
        }
        let dated = self.is(at, W::DATE) || (at > tail.next && self.is(at, W::DATE_TAIL));
        if at >= end || !dated {
            return;
        }
        if self.is(at, W::MODAL) && !self.is_capital(at) {
            return;
        }
        at += 1;
        while at < end && (self.is(at, W::DATE_TAIL) || self.is(at, W::DATE) || self.kind(at) == Some(TokenKind::Number)) {
            at += 1;
        }
        if self.is_mark(at, ",") && self.kind(at + 1) == Some(TokenKind::Number) && self.word(at + 1).len() == 4 && at + 1 < end {
            at += 2;
        }
        tail.next = at;
    }

    /// "in an interview with X", "on Twitter", "at a press conference in Y".
    fn read_venue(&self, tail: &mut Tail, end: usize) {
        let start = tail.next;
        if tail.venue.is_some() || start >= end || !self.is(start, W::VENUE_LEAD) {
            return;
        }
        let noun = (start + 1..end.min(start + PHRASE)).take_while(|t| self.inside_phrase(*t)).find(|t| self.is(*t, W::VENUE));
        let Some(noun) = noun else { return };
        let mut after = noun + 1;
        while after < end && self.is(after, W::VENUE) {
            after += 1;
        }
        if self.is(after, W::PREPOSITION) && !self.is_date_at(after) {
            let stop = (after..end.min(after + PHRASE)).find(|t| !self.inside_phrase(*t) || self.is_date_at(*t));
            match stop {
                Some(stop) => after = stop,
                None if end <= after + PHRASE => after = end,
                None => return,
            }
        }
        tail.venue = Some(self.span(start, after - 1));
        tail.next = after;
    }

    fn is_date_at(&self, at: usize) -> bool {
        self.is(at, W::DATE) || (self.is(at, W::DATE_LEAD) && self.is(at + 1, W::DATE))
    }

    fn inside_phrase(&self, at: usize) -> bool {
        let word = matches!(self.kind(at), Some(TokenKind::Word | TokenKind::Number)) || self.is_mark(at, "-");
        let verb = W::AUX.with(W::MODAL).with(W::BE).with(W::PRONOUN).with(W::CONJUNCTION);
        word && !self.is(at, W::COMPLEMENTIZER)
            && (!self.is(at, verb) || self.is(at, W::ADDITIVE) || self.cues.endings().is_genitive(self.word(at)))
    }
}
