//! Speakers that no mention and no list knows: the words between the start of a clause and its cue, and "who".

use super::speakers::Speaker;
use super::view::{CueAt, View};
use crate::annotate::TokenKind;
use crate::codebook::WordKinds as W;

/// How many words an unknown noun phrase may have.
const LONGEST: usize = 14;

/// Words that no unknown noun phrase holds.
const OUTSIDE: W = W::AUX
    .with(W::MODAL)
    .with(W::BE)
    .with(W::NEGATION)
    .with(W::HEDGE)
    .with(W::SUBORDINATE)
    .with(W::CONJUNCTION)
    .with(W::PRONOUN)
    .with(W::OTHER_PRONOUN)
    .with(W::OBJECT_PRONOUN)
    .with(W::INFINITIVE);

impl View<'_> {
    /// "Seventy percent of the sailors": a noun phrase from a boundary of the sentence to token `at`, just before a cue.
    pub fn unknown_phrase(&self, at: usize, start: usize) -> Option<Speaker> {
        let ends_noun = W::PREPOSITION.with(W::ARTICLE).with(W::ADDITIVE).with(W::ADVERB).with(W::DATE_LEAD);
        if self.is(at, ends_noun) || !matches!(self.kind(at), Some(TokenKind::Word | TokenKind::Number)) {
            return None;
        }
        // "the latest claims that ..." is no clause.
        let head = self.is(at, W::GENERIC) || self.is_capital(at) && !self.is(at, W::DETERMINER);
        if self.is(at + 1, W::NOUN.with(W::AUX)) && !head && (at + 1..at + 3).any(|t| self.is(t, W::NOUN)) {
            return None;
        }
        let stop = (at + 1).saturating_sub(LONGEST).max(start);
        let mut first = at + 1;
        while first > stop && self.stands_in_phrase(first - 1, at) {
            first -= 1;
        }
        if first == stop && stop > start {
            return None;
        }
        while first <= at && self.is(first, W::ADDITIVE.with(W::DATE)) {
            first += 1;
        }
        if first > at || !self.opens_phrase(first) || !self.is_boundary(first, start) {
            return None;
        }
        Some(self.phrase_speaker(first, at, start))
    }

    /// The actor whose name ends the phrase without a preposition before it, else the words as they are.
    fn phrase_speaker(&self, first: usize, at: usize, start: usize) -> Speaker {
        let plain = |end: usize| (first..end).all(|t| !self.is(t, W::PREPOSITION.with(W::ADDITIVE)));
        let whole = !self.cues.endings().marks_owner(self.word(at));
        let named = self.actor_ending(at).filter(|(_, from)| *from >= first && plain(*from) && whole);
        match named {
            Some((mention, _)) => self.speaker(vec![self.mentioned(mention.0)], "named", first, at),
            None => {
                let basis = if at > start && self.is_capital(at) && plain(at) { "named" } else { "generic" };
                self.speaker(vec![self.party(first, at)], basis, first, at)
            }
        }
    }

    fn stands_in_phrase(&self, at: usize, last: usize) -> bool {
        if self.quotation_at(at).is_some() {
            return false;
        }
        match self.kind(at) {
            Some(TokenKind::Number) => true,
            Some(TokenKind::Punct) => self.is_mark(at, "-") || self.is_mark(at, "%") || self.is_mark(at, "$"),
            Some(TokenKind::Word) if self.cues.endings().marks_owner(self.word(at)) => true,
            // "a sailor and father of two", but no second clause behind "and".
            Some(TokenKind::Word) if self.is(at, W::ADDITIVE) => !self.is(at + 1, W::DETERMINER) && !self.is_capital(at + 1),
            Some(TokenKind::Word) => !self.is(at, OUTSIDE) && (at == last || !self.is_verb_cue(at)),
            _ => false,
        }
    }

    /// A cue that is no noun here.
    fn is_verb_cue(&self, at: usize) -> bool {
        self.cues_at(at).next().is_some() && !self.is(at, W::GENERIC.with(W::VENUE).with(W::CLAIM_NOUN).with(W::NOUN))
    }

    fn opens_phrase(&self, first: usize) -> bool {
        let opens = W::DETERMINER.with(W::GENERIC).with(W::STARTER);
        let verbal = self.has_participle_form(first) || self.cues.endings().is_past(self.word(first)) || self.is_verb_cue(first);
        self.is(first, opens) || self.kind(first) == Some(TokenKind::Number) || !self.is(first, W::PREPOSITION.with(W::ADVERB)) && !verbal
    }

    /// `an unknown name, apposition, cue` and `an unknown noun, name, cue`: the commas stand at `open` and `comma`.
    pub fn unknown_apposed(&self, open: usize, comma: usize, start: usize) -> Option<Speaker> {
        if open <= start || open + 1 >= comma {
            return None;
        }
        let mut speaker = self.unknown_phrase(self.before_bracket(open - 1, start), start)?;
        let inner = self.actor_starting(open + 1).filter(|(m, last)| self.is_person(m.0) && last + 1 == comma);
        if let Some((mention, _)) = inner {
            (speaker.parties, speaker.basis) = (vec![self.mentioned(mention.0)], "named");
            return Some(speaker);
        }
        let opens = W::ARTICLE.with(W::RELATIVE).with(W::GENERIC).with(W::DETERMINER);
        let apposed = self.is(open + 1, opens)
            || self.kind(open + 1) == Some(TokenKind::Number)
            || self.has_participle_form(open + 1)
            || self.cues.endings().is_past(self.word(open + 1))
            || (open + 2..comma).any(|t| self.is(t, W::TIE));
        let aside = open + 2 == comma && self.is(open + 1, W::ADVERB.with(W::CONJUNCTION));
        (aside || apposed && !self.is(open + 1, W::PREPOSITION)).then_some(speaker)
    }

    /// The speaker behind an inverted cue: the words up to a mark or another clause.
    pub fn unknown_after(&self, at: usize, end: usize) -> Option<Speaker> {
        let stop = (at..end.min(at + LONGEST)).find(|t| !self.stands_in_phrase(*t, *t)).unwrap_or(end.min(at + LONGEST));
        let last = (at..stop).rev().find(|t| !self.is(*t, W::DATE.with(W::PREPOSITION).with(W::ADDITIVE)))?;
        let opens = self.is_capital(at) || self.is(at, W::DETERMINER.with(W::GENERIC)) || self.kind(at) == Some(TokenKind::Number);
        let ends =
            stop >= end || self.kind(stop) != Some(TokenKind::Word) || self.is(stop, W::RELATIVE.with(W::SUBORDINATE).with(W::CONJUNCTION));
        (opens && ends && !self.is(last, W::ARTICLE)).then(|| {
            let basis = if self.is_capital(last) { "named" } else { "generic" };
            self.speaker(vec![self.party(at, last)], basis, at, last)
        })
    }

    /// `X, who said ...`: "who" speaks for the actor before it, or for a noun that nothing names.
    pub fn relative_subject(&self, cue: CueAt<'_>) -> Option<Speaker> {
        let start = self.first_of(cue.first);
        let group = self.verb_group(cue.first, start)?;
        let who = group.at.checked_sub(1).filter(|at| *at > start && self.is(*at, W::PERSONAL_RELATIVE))?;
        let noun = if self.is_mark(who - 1, ",") { who.checked_sub(2)? } else { who - 1 };
        if noun < start || self.quotation_at(who).is_some() || self.kind(noun) != Some(TokenKind::Word) || self.is(noun, OUTSIDE) {
            return None;
        }
        let mut party = self.party(who, who);
        party.chain = self.actor_ending(noun).filter(|(m, _)| self.is_person(m.0)).and_then(|(m, _)| self.chain_of(m));
        let mut speaker = self.speaker(vec![party], "pronoun", who, who);
        (speaker.hedged, speaker.negated) = (group.hedged, group.negated);
        Some(speaker)
    }
}
