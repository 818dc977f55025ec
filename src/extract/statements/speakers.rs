//! Who speaks: the noun phrase that stands directly before or behind a cue.

use super::view::View;
use crate::annotate::TokenKind;
use crate::codebook::WordKinds as W;
use crate::extract::{ActorKind, MentionForm, MentionIx, Party};

/// How many words a title or description before a name may have.
const TITLE: usize = 8;
/// How many words an apposition between a name and its cue may have.
const APPOSITION: usize = 24;
/// How many words a remark in brackets behind a name may have.
const BRACKET: usize = 8;

/// The speakers of one cue and the words they take.
#[derive(Debug, Clone)]
pub(super) struct Speaker {
    pub parties: Vec<Party>,
    /// As in `statements.speaker_basis`.
    pub basis: &'static str,
    /// First token of the whole subject, titles and articles included.
    pub first: usize,
    /// Last token, an apposition included.
    pub last: usize,
    pub hedged: bool,
    pub negated: bool,
}

/// Words that can't be part of a title before a name.
const FUNCTION: W = W::AUX
    .with(W::MODAL)
    .with(W::BE)
    .with(W::NEGATION)
    .with(W::CONJUNCTION)
    .with(W::SUBORDINATE)
    .with(W::PREPOSITION)
    .with(W::PRONOUN)
    .with(W::OTHER_PRONOUN)
    .with(W::OBJECT_PRONOUN);

impl View<'_> {
    /// The subject that stands before the cue starting at token `cue`, with the auxiliaries between.
    pub fn subject_before(&self, cue: usize) -> Option<Speaker> {
        let start = self.first_of(cue);
        let group = self.verb_group(cue, start)?;
        let last = group.at.checked_sub(1).filter(|at| *at >= start)?;
        let at = self.before_bracket(last, start);
        let found = if self.is_mark(at, ",") { self.before_apposition(at, start) } else { self.noun_phrase_ending(at, start) };
        let mut speaker = found?;
        speaker.last = last;
        (speaker.hedged, speaker.negated) = (group.hedged, group.negated);
        Some(speaker)
    }

    /// The word before a remark in brackets that ends at `at`: "Ann Lee (R-Ohio)".
    pub fn before_bracket(&self, at: usize, start: usize) -> usize {
        if !self.is_mark(at, ")") {
            return at;
        }
        let open = (at.saturating_sub(BRACKET).max(start)..at).rev().find(|t| self.is_mark(*t, "("));
        open.filter(|open| *open > start).map_or(at, |open| open - 1)
    }

    /// The subject of a present participle behind "is" or "was".
    pub fn progressive_subject(&self, cue: usize) -> Option<Speaker> {
        let start = self.first_of(cue);
        let mut at = cue;
        while at > start && self.is(at - 1, W::ADVERB.with(W::NEGATION)) {
            at -= 1;
        }
        let be = at.checked_sub(1).filter(|be| *be > start && self.is(*be, W::BE))?;
        let mut speaker = self.subject_before(be)?;
        speaker.negated |= (at..cue).any(|t| self.is(t, W::NEGATION));
        Some(speaker)
    }

    fn noun_phrase_ending(&self, at: usize, start: usize) -> Option<Speaker> {
        if self.quotation_at(at).is_some() {
            return None;
        }
        if let Some((mention, first)) = self.actor_ending(at) {
            let known = self.named(mention.0, first, at, start).or_else(|| self.generic_of(first, at, start));
            return known.or_else(|| self.unknown_phrase(at, start));
        }
        if self.is(at, W::PRONOUN.with(W::SUBJECT_PRONOUN)) {
            let first = self.clause_start(at, start)?;
            return Some(self.speaker(vec![self.party(at, at)], "pronoun", first, at));
        }
        self.generic_ending(at, start).or_else(|| self.unknown_phrase(at, start))
    }

    /// A mention as subject: with another one joined by "and", or alone.
    fn named(&self, mention: u32, first: usize, last: usize, start: usize) -> Option<Speaker> {
        let form = self.mentions[mention as usize].form;
        if form == MentionForm::Demonym || self.is_possessive(last) {
            return None;
        }
        let mut parties = vec![self.mentioned(mention)];
        let basis = match form {
            MentionForm::Nominal => "nominal",
            MentionForm::Pronoun => "pronoun",
            _ => "named",
        };
        let mut left = self.title_start(first, start)?;
        let joined = left.checked_sub(1).filter(|at| *at >= start && self.is(*at, W::ADDITIVE));
        if let Some((other, other_first)) = joined.and_then(|and| self.actor_ending(and.checked_sub(1)?)) {
            left = self.title_start(other_first, start).filter(|l| *l == start || self.kind(l - 1) == Some(TokenKind::Punct))?;
            parties.insert(0, self.mentioned(other.0));
        }
        self.is_boundary(left, start).then(|| self.speaker(parties, basis, left, last))
    }

    fn is_possessive(&self, last: usize) -> bool {
        self.cues.endings().marks_owner(self.word(last))
    }

    /// "local officials", "a spokesman for the ministry": speakers without a name.
    fn generic_ending(&self, at: usize, start: usize) -> Option<Speaker> {
        let head = self.generic_head(at, start)?;
        let first = self.title_start(head, start)?;
        if !self.is_boundary(first, start) {
            return None;
        }
        let capital_inside = (first..head).any(|t| self.is_capital(t) && t != start && self.actor_starting(t).is_none());
        (!capital_inside).then(|| self.speaker(vec![self.party(first, at)], "generic", first, at))
    }

    /// "a spokesman for the ministry": the name at `first` belongs to a speaker without one.
    fn generic_of(&self, first: usize, last: usize, start: usize) -> Option<Speaker> {
        let article = first.checked_sub(1).filter(|at| *at > start && self.is(*at, W::ARTICLE));
        let preposition = article.unwrap_or(first).checked_sub(1).filter(|at| *at > start && self.is(*at, W::PREPOSITION))?;
        let mut speaker = self.generic_ending(preposition - 1, start)?;
        speaker.parties = vec![self.party(speaker.first, last)];
        Some(speaker)
    }

    fn generic_head(&self, at: usize, start: usize) -> Option<usize> {
        (self.is(at, W::GENERIC) && !self.is(at, FUNCTION)).then_some(at).filter(|at| *at >= start)
    }

    /// `name, apposition, cue`: the comma at `comma` closes the apposition.
    fn before_apposition(&self, comma: usize, start: usize) -> Option<Speaker> {
        let stop = comma.saturating_sub(APPOSITION).max(start);
        for at in (stop..comma).rev() {
            if self.quotation_at(at).is_some() || self.has_subject_cue(at) || self.is_mark(at, ";") || self.is_mark(at, ":") {
                return None;
            }
            if !self.is_mark(at, ",") || at == start {
                continue;
            }
            let Some((mention, first)) = self.actor_ending(self.before_bracket(at - 1, start)) else {
                if let Some(found) = self.unknown_apposed(at, comma, start) {
                    return Some(found);
                }
                continue;
            };
            let person = self.is_person(mention.0);
            let tied = (at + 2..comma).any(|t| self.is(t, W::TIE) || self.cues.endings().marks_owner(self.word(t)));
            let opens = self.is(at + 1, W::ARTICLE.with(W::RELATIVE)) || self.kind(at + 1) == Some(TokenKind::Number) || tied;
            let found = if person || opens { self.named(mention.0, first, self.before_bracket(at - 1, start), start) } else { None };
            if found.is_some() && at + 1 < comma {
                return found;
            }
        }
        None
    }

    fn has_subject_cue(&self, at: usize) -> bool {
        self.cues_at(at).any(|cue| !cue.form.participle) && at > 0 && (self.actor_ending(at - 1).is_some() || self.is(at - 1, W::PRONOUN))
    }

    pub fn is_person(&self, mention: u32) -> bool {
        let chain = self.chain_of(MentionIx(mention));
        chain.is_some_and(|chain| self.chains[chain.0 as usize].kind == ActorKind::Person)
    }

    /// Where the noun phrase starts whose name starts at `first`: titles, adjectives and an article belong to it.
    fn title_start(&self, first: usize, start: usize) -> Option<usize> {
        let mut at = first;
        while at > start && first - at < TITLE {
            let before = at - 1;
            let plain = match self.kind(before) {
                Some(TokenKind::Word) => !self.is(before, FUNCTION.with(W::DATE)) && !self.is_cue(before) && !self.is(before, W::ADVERB),
                Some(TokenKind::Punct) => self.is_mark(before, "-"),
                Some(TokenKind::Number) => true,
                _ => false,
            };
            if !plain {
                return Some(at);
            }
            at = before;
            if self.is(at, W::DETERMINER) {
                return Some(at);
            }
        }
        (at == start).then_some(at)
    }

    fn is_cue(&self, at: usize) -> bool {
        self.cues_at(at).next().is_some()
    }

    /// Whether a clause can begin with the noun phrase at `first`.
    pub fn is_boundary(&self, first: usize, start: usize) -> bool {
        self.clause_start(first, start).is_some()
    }

    fn clause_start(&self, first: usize, start: usize) -> Option<usize> {
        if first == start {
            return Some(first);
        }
        let mut before = first - 1;
        while before > start && self.is(before, W::ADVERB) && !self.is(before, W::DATE) {
            before -= 1;
        }
        let kind = self.kind(before)?;
        let open = match kind {
            TokenKind::QuoteClose => true,
            TokenKind::Punct => matches!(self.word(before), "," | ";" | ":" | "—" | "–" | "--"),
            TokenKind::Word | TokenKind::Number => {
                self.is(before, W::RELATIVE) && before > start && self.is(before - 1, W::PREPOSITION)
                    || self.is(before, W::CONJUNCTION.with(W::ADDITIVE).with(W::SETTING))
                    || (before == start && self.is(before, W::ADVERB))
                    || self.is_date_lead(before, start)
            }
            TokenKind::QuoteOpen => false,
        };
        open.then_some(first)
    }

    /// "On Monday X said", "Last week X said": a date without comma opens the sentence.
    fn is_date_lead(&self, mut at: usize, start: usize) -> bool {
        let dates = W::DATE.with(W::DATE_TAIL).with(W::DATE_LEAD);
        while self.is(at, dates) || self.kind(at) == Some(TokenKind::Number) {
            if at == start {
                return true;
            }
            at -= 1;
        }
        false
    }

    /// The subject that stands behind an inverted cue; `at` is the first token after it.
    pub fn subject_after(&self, at: usize) -> Option<Speaker> {
        let end = self.end_of(at.checked_sub(1)?);
        self.known_after(at, end).or_else(|| self.unknown_after(at, end))
    }

    /// Whether an actor, a pronoun or a word for speakers stands behind an inverted cue.
    pub fn knows_after(&self, at: usize) -> bool {
        self.known_after(at, self.end_of(at - 1)).is_some()
    }

    fn known_after(&self, at: usize, end: usize) -> Option<Speaker> {
        if at >= end {
            return None;
        }
        if self.is(at, W::PRONOUN) {
            return (self.ends_phrase(at + 1, end)).then(|| self.speaker(vec![self.party(at, at)], "pronoun", at, at));
        }
        let mut t = at;
        while t < end && t - at <= TITLE {
            if let Some((mention, last)) = self.actor_starting(t) {
                let form = self.mentions[mention.0 as usize].form;
                // "said University of X, Y's chancellor": the speaker comes later.
                let goes_on = !self.is_person(mention.0) && self.is_mark(last + 1, ",") && self.is_capital(last + 2);
                let of = self.is_person(mention.0) && self.is(last + 1, W::TIE);
                if form != MentionForm::Demonym && (of || self.ends_phrase(last + 1, end)) {
                    if goes_on {
                        return None;
                    }
                    let basis = if form == MentionForm::Nominal { "nominal" } else { "named" };
                    return Some(self.speaker(vec![self.mentioned(mention.0)], basis, at, last));
                }
            }
            if self.generic_head(t, at).is_some() && self.ends_phrase(t + 1, end) {
                return Some(self.speaker(vec![self.party(at, t)], "generic", at, t));
            }
            let plain = match self.kind(t) {
                Some(TokenKind::Word) => !self.is(t, FUNCTION) && !self.is_cue(t),
                Some(TokenKind::Punct) => self.is_mark(t, "-"),
                Some(TokenKind::Number) => true,
                _ => false,
            };
            if !plain {
                return None;
            }
            t += 1;
        }
        None
    }

    /// Whether a noun phrase can end before this token.
    fn ends_phrase(&self, at: usize, end: usize) -> bool {
        at >= end
            || matches!(self.word(at), "," | "." | ";" | ":" | "—" | "–" | "(")
            || self.kind(at) == Some(TokenKind::QuoteOpen)
            || (self.is(at, W::PREPOSITION) && !self.is(at, W::TIE))
            || self.is(at, W::DATE)
            || self.is(at, W::RELATIVE)
    }

    pub fn speaker(&self, parties: Vec<Party>, basis: &'static str, first: usize, last: usize) -> Speaker {
        Speaker { parties, basis, first, last, hedged: false, negated: false }
    }

    pub fn mentioned(&self, mention: u32) -> Party {
        let ix = MentionIx(mention);
        Party { chain: self.chain_of(ix), mention: Some(ix), span: Some(self.mentions[mention as usize].span), ..Party::default() }
    }

    /// A party without a mention.
    pub fn party(&self, first: usize, last: usize) -> Party {
        Party { span: Some(self.span(first, last)), ..Party::default() }
    }

    /// Auxiliaries, adverbs and dates before a finite cue; `None` where they make it no report ("would say").
    pub fn verb_group(&self, cue: usize, start: usize) -> Option<Group> {
        let mut group = Group { at: cue, hedged: false, negated: false };
        let mut modal = false;
        while group.at > start {
            let at = group.at - 1;
            if self.is(at, W::PERFECT) && self.is(cue, W::NOUN) {
                return None;
            }
            if self.is(at, W::NEGATION) {
                group.negated = true;
            } else if self.is(at, W::HEDGE) {
                group.hedged = true;
            } else if self.is(at, W::MODAL) && self.actor_ending(at).is_none() && !self.is_capital(at) {
                modal = true;
            } else if self.is(at, W::INFINITIVE) && at > start && self.is(at - 1, W::HEDGE_TO) {
                group.hedged = true;
                group.at -= 1;
            } else if let Some(date) = self.date_ending(at, start) {
                group.at = date + 1;
            } else if !self.is(at, W::AUX.with(W::ADVERB).with(W::DATE)) || self.actor_ending(at).is_some() {
                break;
            }
            group.at -= 1;
        }
        (!modal || group.negated).then_some(group)
    }
}

impl View<'_> {
    /// Where the date starts that ends at `at`: "on Monday", "the previous week".
    fn date_ending(&self, at: usize, start: usize) -> Option<usize> {
        if !self.is(at, W::DATE.with(W::DATE_TAIL)) || (self.is(at, W::MODAL) && !self.is_capital(at)) {
            return None;
        }
        let mut first = at;
        while first > start && self.is(first - 1, W::DATE_LEAD.with(W::DATE).with(W::ARTICLE)) && self.actor_ending(first - 1).is_none() {
            first -= 1;
        }
        (first < at).then_some(first)
    }
}

/// The verbs and adverbs that end with a cue.
pub(super) struct Group {
    /// First token of the group.
    pub at: usize,
    pub hedged: bool,
    pub negated: bool,
}
