//! What is said: from where to where the content of a statement goes.

use super::view::{CueAt, Quotation, View};
use crate::annotate::TokenKind;
use crate::codebook::{Frames, WordKinds as W};
use crate::text::Span;

/// How far before a cue its clause is looked for, in words.
const REACH: usize = 20;
/// No clause has more words; text that never ends a sentence would take quadratic time.
const SENTENCE: usize = 400;

/// A content in one piece.
#[derive(Debug, Clone, Copy)]
pub(super) struct Content {
    pub span: Span,
    /// As in `statements.kind`.
    pub kind: &'static str,
    /// Its last token, a closing mark included.
    pub last: usize,
}

impl View<'_> {
    /// A quotation without its marks and without the frame's comma; `None` where no word is left.
    pub fn quoted_words(&self, quotation: Quotation) -> Option<Span> {
        let mut last = quotation.close - 1;
        while last > quotation.open && self.is_mark(last, ",") {
            last -= 1;
        }
        let words = (quotation.open + 1..=last).any(|t| matches!(self.kind(t), Some(TokenKind::Word | TokenKind::Number)));
        words.then(|| self.span(quotation.open + 1, last))
    }

    /// Whether the quotation opens at the start of a sentence, or behind a colon.
    pub fn opens_sentence(&self, quotation: Quotation) -> bool {
        self.first_of(quotation.open) == quotation.open || self.is_mark(quotation.open - 1, ":")
    }

    /// Last token of the quotation.
    pub fn last_of(&self, quotation: Quotation) -> usize {
        if quotation.closed { quotation.close } else { quotation.close - 1 }
    }

    /// Whether nothing but a full stop follows the quotation in its sentence.
    pub fn closes_sentence(&self, quotation: Quotation) -> bool {
        let last = self.last_of(quotation);
        let end = self.end_of(last);
        last + 1 == end || (last + 2 == end && self.is_mark(last + 1, "."))
    }

    /// A reported clause from token `first` to the end of its sentence, or to where another report begins.
    pub fn clause(&self, first: usize) -> Option<Content> {
        let end = self.end_of(first);
        let first = self.skip_marks(first, end);
        let mut last = end.checked_sub(1).filter(|last| *last >= first && *last - first < SENTENCE)?;
        if self.ends_with_report(first, end) {
            return None;
        }
        let quotation = self.quotation_at(last).map(|n| self.quotations[n]);
        if let Some(quotation) = quotation.filter(|q| q.open >= first && self.last_of(*q) > last) {
            last = self.last_of(quotation);
        }
        for at in first..end {
            if self.quotation_at(at).is_some() {
                continue;
            }
            if let Some(cut) = self.aside(first, at).or_else(|| self.own_clause(first, at)) {
                last = cut.checked_sub(1)?;
                break;
            }
            if self.starts_other_report(first, at) {
                return None;
            }
            if let Some(cut) = self.report_boundary(first, at) {
                last = cut.checked_sub(1)?;
                break;
            }
        }
        self.trim(first, last)
    }

    /// The content up to the comma behind which the sentence's main clause begins.
    pub fn before_main_clause(&self, first: usize, content: Content) -> Content {
        let subject = W::PRONOUN.with(W::SUBJECT_PRONOUN).with(W::OTHER_PRONOUN).with(W::DETERMINER);
        let begins = |t: usize| self.is_mark(t, ",") && (self.is(t + 1, subject) || self.is_capital(t + 1));
        let comma = (first + 2..content.last).find(|t| self.quotation_at(*t).is_none() && begins(*t));
        comma.and_then(|comma| self.trim(first, comma)).unwrap_or(content)
    }

    /// A clause without a subject of its own: what another verb of the sentence says behind "but" is no part of it.
    pub fn phrase(&self, first: usize) -> Option<Content> {
        let content = self.clause(first)?;
        let open = |t: &usize| self.quotation_at(*t).is_none();
        let but = (first + 2..=content.last).filter(open).find(|t| self.is(*t, W::ADVERSATIVE));
        but.map_or(Some(content), |but| self.trim(first, but - 1))
    }

    /// The first word of a clause behind a mark, or behind a conjunction with its comma.
    fn skip_marks(&self, mut first: usize, end: usize) -> usize {
        while first + 1 < end {
            let mark = self.kind(first) == Some(TokenKind::Punct) && matches!(self.word(first), "," | ";" | ":" | "—" | "–");
            let joint = self.is(first, W::CONJUNCTION.with(W::ADDITIVE)) && self.is_mark(first + 1, ",");
            if !mark && !joint {
                break;
            }
            first += 1;
        }
        first
    }

    /// The clause from `first` to `last` without marks at its end, with its kind.
    pub fn trim(&self, first: usize, mut last: usize) -> Option<Content> {
        let frame_last = last;
        while last > first && self.kind(last) == Some(TokenKind::Punct) && matches!(self.word(last), "." | "," | ";" | ":" | "—" | "–")
        {
            last -= 1;
        }
        if self.ends_quoted_with_comma(first, last) {
            last -= 2;
        }
        let quotation = self.quotation_at(first).map(|n| self.quotations[n]);
        if let Some(whole) = quotation.filter(|q| q.open == first && self.last_of(*q) >= last) {
            let span = self.quoted_words(whole)?;
            return Some(Content { span, kind: "direct", last: frame_last });
        }
        let words = (first..=last).filter(|t| matches!(self.kind(*t), Some(TokenKind::Word | TokenKind::Number))).count();
        let mixed = (first..=last).any(|t| self.quotation_at(t).is_some());
        let balanced = self.quotation_at(last).is_none_or(|n| self.quotations[n].open >= first);
        let kind = if mixed { "mixed" } else { "indirect" };
        (words >= 2 && balanced).then(|| Content { span: self.span(first, last), kind, last: frame_last })
    }

    /// A clause whose last words are a quotation with the frame's comma in it.
    fn ends_quoted_with_comma(&self, first: usize, last: usize) -> bool {
        let open = self.quotation_at(last).map(|n| self.quotations[n].open);
        last > first
            && self.kind(last) == Some(TokenKind::QuoteClose)
            && self.is_mark(last - 1, ",")
            && open.is_some_and(|open| open > first && open + 2 < last)
    }

    /// Whether a comma ends here, perhaps within a closing quotation mark.
    pub fn ends_with_comma(&self, at: usize) -> bool {
        self.is_mark(at, ",") || (self.kind(at) == Some(TokenKind::QuoteClose) && at > 0 && self.is_mark(at - 1, ","))
    }

    /// `..., the footage showed.`: the last word is a cue of somebody else.
    fn ends_with_report(&self, first: usize, end: usize) -> bool {
        let word = (first..end).rev().find(|t| self.kind(*t) == Some(TokenKind::Word));
        let is_report = |cue: CueAt<'_>| !cue.form.participle && self.cues.cue(cue.form).frames.any(Frames::AFTER);
        word.is_some_and(|at| at > first && self.cues_at(at).any(is_report) && (first..at).any(|t| self.is_mark(t, ",")))
    }

    /// `..., according to Y`, `..., as reported by Y`: the source that the article names for it is no part of what X said.
    fn aside(&self, first: usize, at: usize) -> Option<usize> {
        let lead = if self.is(at.checked_sub(1)?, W::ASIDE_LEAD) { at - 1 } else { at };
        let comma = lead.checked_sub(1).filter(|comma| *comma > first + 1 && self.is_mark(*comma, ","))?;
        self.names_source(at).then_some(comma)
    }

    /// A cue that has its source behind it: "according to", "reported by".
    pub fn names_source(&self, at: usize) -> bool {
        let source =
            |cue: CueAt<'_>| self.cues.cue(cue.form).frames.any(Frames::ACCORDING) || !cue.form.participle && self.is(cue.end, W::AGENT);
        self.cues_at(at).any(source)
    }

    /// What stands behind a semicolon is the journalist's own, unless "that" goes on.
    fn own_clause(&self, first: usize, at: usize) -> Option<usize> {
        let next = if self.is(at + 1, W::ADDITIVE) { at + 2 } else { at + 1 };
        (at > first && self.is_mark(at, ";") && !self.is(next, W::COMPLEMENTIZER)).then_some(at)
    }

    /// Another source that the clause can't be parted from.
    fn starts_other_report(&self, first: usize, at: usize) -> bool {
        let frames = |frames| self.cues_at(at).any(|cue| !cue.form.participle && self.cues.cue(cue.form).frames.any(frames));
        at > first && (frames(Frames::ACCORDING) || frames(Frames::AFTER) && self.is_parenthetical(first, at))
    }

    /// Where a clause that starts at `first` ends because a second report begins with the cue at `at`.
    fn report_boundary(&self, first: usize, at: usize) -> Option<usize> {
        if self.is(at, W::CONCESSIVE) && at > first + 1 && self.is_mark(at - 1, ",") {
            return Some(at - 1);
        }
        if self.is_mark(at, ":") && self.kind(at + 1) == Some(TokenKind::QuoteOpen) && at > first + 1 {
            return Some(at);
        }
        let cue = self.cues_at(at).next()?;
        if cue.form.participle {
            let start = if self.is(at - 1, W::ADVERB) { at - 1 } else { at };
            let cut = if self.is_mark(start - 1, ",") { start - 1 } else { start };
            return (start > first + 1 && self.ends_with_comma(start - 1)).then_some(cut);
        }
        if at > first + 1 && self.is(at - 1, W::CONJUNCTION) && self.opens_content(cue) {
            return Some(at - 1);
        }
        let Some(subject) = self.subject_before(at) else { return self.unknown_reporter(first, cue) };
        let before = subject.first.checked_sub(1).filter(|before| *before > first)?;
        if self.kind(before) == Some(TokenKind::QuoteClose) {
            return Some(subject.first);
        }
        let joined = self.is(before, W::CONJUNCTION) || self.is_mark(before, ";");
        joined.then_some(before)
    }

    /// `..., and SOMEBODY warned that ...`: where the clause of a subject that isn't recognised begins.
    fn unknown_reporter(&self, first: usize, cue: CueAt<'_>) -> Option<usize> {
        let stop = cue.first.saturating_sub(REACH).max(first + 1);
        let joint = (stop..cue.first).rev().find(|t| self.is(*t, W::CONJUNCTION) && self.is_mark(t - 1, ","))?;
        self.opens_content(cue).then_some(joint)
    }

    /// Whether what a finite cue reports stands behind it.
    fn opens_content(&self, cue: CueAt<'_>) -> bool {
        let at = cue.end;
        let bare = self.cues.cue(cue.form).frames.any(Frames::BARE) && at < self.end_of(cue.first) && self.starts_clause(at);
        let quoted =
            self.kind(at) == Some(TokenKind::QuoteOpen) || self.is_mark(at, ":") || self.kind(at + 1) == Some(TokenKind::QuoteOpen);
        bare || quoted || self.is(at, W::COMPLEMENTIZER)
    }

    /// `..., X said` at the end: the whole clause is X's, who can't be told from the one before.
    fn is_parenthetical(&self, first: usize, at: usize) -> bool {
        let subject = self.subject_before(at).filter(|s| s.first > first + 1);
        subject.is_some_and(|s| self.is_mark(s.first - 1, ","))
    }

    /// Whether another speaker's finite cue stands unquoted between these tokens.
    ///
    /// What is longer than a sentence counts as holding one.
    pub fn holds_report(&self, first: usize, end: usize) -> bool {
        end > first + SENTENCE
            || (first..end).any(|at| {
                let mut cues = self.cues_at(at).filter(|cue| !cue.form.participle);
                self.names_source(at) || cues.next().is_some_and(|_| self.subject_before(at).is_some())
            })
    }

    /// Whether a clause with a verb that is surely one begins here.
    pub fn is_full_clause(&self, at: usize) -> bool {
        let end = self.end_of(at);
        let verb = W::AUX.with(W::MODAL).with(W::BE);
        let inside = |t: &usize| matches!(self.kind(*t), Some(TokenKind::Word | TokenKind::Number)) || self.is_mark(*t, "-");
        let mut words = (at..end.min(at + 10)).take_while(inside).take_while(|t| *t == at || !self.is(*t, W::SUBORDINATE));
        let verbal = |t: usize| t > at && self.is(t, verb) && !self.cues.endings().is_genitive(self.word(t));
        let pronoun = self.is(at, W::PRONOUN.with(W::SUBJECT_PRONOUN)) && !self.is(at + 1, W::PREPOSITION);
        self.starts_clause(at) && (pronoun && at + 2 < end || words.any(verbal))
    }

    /// Whether a clause without "that" can begin here.
    pub fn starts_clause(&self, at: usize) -> bool {
        let end = self.end_of(at);
        if self.kind(at) == Some(TokenKind::QuoteOpen) {
            return true;
        }
        if !matches!(self.kind(at), Some(TokenKind::Word | TokenKind::Number)) {
            return false;
        }
        let verb = W::AUX.with(W::MODAL).with(W::BE);
        let opens =
            self.is(at, W::STARTER) || self.is_capital(at) || self.kind(at) == Some(TokenKind::Number) || self.actor_starting(at).is_some();
        let function = W::PREPOSITION
            .with(W::CONJUNCTION)
            .with(W::SUBORDINATE)
            .with(W::ADVERB)
            .with(W::NEGATION)
            .with(W::OBJECT_PRONOUN)
            .with(W::DATE);
        let that = (at..end.min(at + 4)).any(|t| self.is(t, W::COMPLEMENTIZER));
        let noun = !self.is(at, verb.with(function)) && !that && !self.has_participle_form(at);
        let bare_object = self.is(at, W::OTHER_PRONOUN.with(W::DETERMINER).with(W::ANSWER))
            && (self.is(at + 1, W::PREPOSITION) || self.kind(at + 1) == Some(TokenKind::Punct));
        let counted = self.is(at, W::PREPOSITION) && self.kind(at + 1) == Some(TokenKind::Number);
        (opens && !self.is(at, verb) || noun || counted) && !bare_object && at + 2 < end
    }
}
