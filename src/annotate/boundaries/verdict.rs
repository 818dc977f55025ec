//! What the rules of written English say of a gap.

use super::words::{Shape, Word};
use super::{Paragraph, WINDOW};
use crate::annotate::TokenKind;
use crate::codebook::Ends;

/// How many words may stand between a quoted question and its reporting verb ("'Why?' Foreign Minister Smith asked").
const REACH: usize = 6;

/// How many closing marks may stand between a stop and the gap.
const CLOSERS: usize = 4;

/// How many tokens an omission has, with the quotation mark before it.
const OMISSION: usize = 4;

/// What stops begin with.
const STOPS: [char; 4] = ['.', '!', '?', '…'];

/// The most words that a dateline has, its dash included.
const DATELINE: usize = 14;

/// What the rules of written English say of a gap; the weights learn how far to trust each answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Verdict {
    /// No stop stands before it.
    NoStop,
    /// No stop stands before it, in prose.
    Prose,
    /// A full stop, and a word that can open a sentence.
    Full,
    /// A full stop, and another word.
    FullInside,
    /// A question or exclamation mark or an ellipsis, and a word that can open a sentence.
    Soft,
    /// The same, and another word.
    SoftInside,
    /// An abbreviation, and a word that opens sentences.
    Abbreviation,
    /// An abbreviation, and another word.
    AbbreviationInside,
    /// An abbreviation that another word belongs to ("Gen.").
    Title,
    /// An abbreviation that a number belongs to ("No.").
    NumberSign,
    /// "1." at the start.
    ListNumber,
    /// Within a sentence, whatever the weights say: a quoted question with its reporting verb, "E. coli", a dateline.
    Never,
    /// The end of one, whatever the weights say.
    Always,
}

impl Paragraph<'_> {
    /// What the rules of written English say of the gap before token `at`; its sentence began at `start`.
    pub(super) fn verdict(&self, at: usize, start: usize, window: &[Word; WINDOW]) -> Verdict {
        if is_dateline(window, at - start) {
            return Verdict::Never;
        }
        let verdict = match self.stop_before(at, start) {
            Some((stop, quoted)) => self.behind(stop, quoted, at, start, window),
            None => Verdict::NoStop,
        };
        let is_omission = window[2].shape == Shape::Omission || window[3].shape == Shape::Omission;
        match verdict {
            Verdict::Full | Verdict::Soft if is_omission && !self.opens_with_omission(at, start, window) => Verdict::Always,
            _ if is_omission => Verdict::Never,
            verdict => verdict,
        }
    }

    /// Whether all that the sentence or a quotation in it has so far is an omission.
    fn opens_with_omission(&self, at: usize, start: usize, window: &[Word; WINDOW]) -> bool {
        let opens = at - start <= OMISSION || self.tokens[at - OMISSION].kind == TokenKind::QuoteOpen;
        opens && window[2].shape == Shape::Omission
    }

    /// The last token before the closing marks that stand before the gap, and whether one of these closes a quotation.
    fn stop_before(&self, at: usize, start: usize) -> Option<(usize, bool)> {
        let (mut stop, mut quoted) = (at - 1, false);
        while stop > start && self.is_closer(stop) && !self.is_stop(stop) {
            quoted |= self.tokens[stop].kind == TokenKind::QuoteClose;
            if self.is_apart(stop) || at - stop > CLOSERS {
                return None;
            }
            stop -= 1;
        }
        Some((stop, quoted))
    }

    /// The verdict on the gap before `at`; but for closing marks, `stop` stands before it.
    fn behind(&self, stop: usize, quoted: bool, at: usize, start: usize, window: &[Word; WINDOW]) -> Verdict {
        let opens = self.opens_sentence(at);
        let form = self.form(stop);
        let lower = window[3].shape == Shape::Lower && self.cased;
        match self.tokens[stop].kind {
            TokenKind::Punct if form == "." => match opens {
                _ if stop == start + 1 && self.tokens[start].kind == TokenKind::Number => Verdict::ListNumber,
                _ if lower && self.is_initial(stop) => Verdict::Never,
                true if window[1].shape == Shape::Dots => Verdict::Always,
                true => Verdict::Full,
                false => Verdict::FullInside,
            },
            TokenKind::Punct if form.starts_with(STOPS) => match opens {
                _ if quoted && (lower || self.is_reported(at)) => Verdict::Never,
                true => Verdict::Soft,
                false => Verdict::SoftInside,
            },
            TokenKind::Punct if quoted && form == "," => Verdict::Never,
            TokenKind::Word if form.ends_with('.') => self.abbreviation(form, at, window),
            _ if self.is_insertion(at, window) => Verdict::Never,
            _ if self.is_prose(window) => Verdict::Prose,
            _ => Verdict::NoStop,
        }
    }

    /// A mark that stands behind the stop of the sentence that it closes.
    fn is_closer(&self, at: usize) -> bool {
        self.tokens[at].kind == TokenKind::QuoteClose || matches!(self.form(at), ")" | "]" | "}")
    }

    fn is_stop(&self, at: usize) -> bool {
        self.tokens[at].kind == TokenKind::Punct && self.form(at).starts_with(STOPS)
    }

    /// Two words, in a paragraph that is written in sentences: it has small letters, and closes with a stop.
    fn is_prose(&self, window: &[Word; WINDOW]) -> bool {
        let closed = matches!(self.last, Shape::Stop | Shape::Question | Shape::QuoteClose);
        let word = |shape| matches!(shape, Shape::Lower | Shape::Capital | Shape::Upper | Shape::Clitic);
        closed && self.cased && self.capitals < 5 && word(window[2].shape) && word(window[3].shape)
    }

    /// An editor's words in square brackets before a name ("Cde [comrade] Robert"; a number there is a reference), or one word
    /// in other brackets or in quotation marks ("Robert (Bob) Smith").
    fn is_insertion(&self, at: usize, window: &[Word; WINDOW]) -> bool {
        let inserted = match window[0].shape {
            Shape::BracketOpen | Shape::QuoteOpen => matches!(window[2].shape, Shape::BracketClose | Shape::QuoteClose),
            _ => self.form(at - 1) == "]",
        };
        inserted && window[3].shape == Shape::Capital && matches!(window[1].shape, Shape::Lower | Shape::Capital)
    }

    /// A capital alone before the full stop at `stop`, no word of one letter ("I.").
    fn is_initial(&self, stop: usize) -> bool {
        let before = stop.checked_sub(1).map_or("", |before| self.form(before));
        before.len() == 1 && before.starts_with(|c: char| c.is_ascii_uppercase()) && !self.rules.is_opener(before) && !self.is_apart(stop)
    }

    /// The verdict behind a word with its full stop.
    fn abbreviation(&self, form: &str, at: usize, window: &[Word; WINDOW]) -> Verdict {
        let opener = match self.tokens[at].kind {
            TokenKind::QuoteOpen => self.form(at + 1).starts_with(char::is_uppercase),
            _ => self.form(at).starts_with(char::is_uppercase) && self.rules.is_opener(self.form(at)),
        };
        match self.rules.abbreviation(form) {
            Some(Ends::Never) => Verdict::Title,
            Some(Ends::Number) => Verdict::NumberSign,
            None if form.len() == 2 && !opener => Verdict::Never,
            Some(Ends::Maybe) if opener && matches!(window[4].shape, Shape::Lower | Shape::Clitic) => Verdict::Always,
            _ if opener => Verdict::Abbreviation,
            _ => Verdict::AbbreviationInside,
        }
    }

    /// Whether this token can be the first of a sentence.
    fn opens_sentence(&self, at: usize) -> bool {
        match self.tokens[at].kind {
            TokenKind::Number | TokenKind::QuoteOpen => true,
            TokenKind::QuoteClose => false,
            TokenKind::Word => !self.form(at).starts_with(char::is_lowercase),
            TokenKind::Punct => matches!(self.form(at), "(" | "[" | "$" | "€" | "£" | "•" | "¿" | "¡" | "#" | "@" | "..." | "…"),
        }
    }

    /// A speaker and a reporting verb follow: the quotation is a part of this sentence.
    fn is_reported(&self, next: usize) -> bool {
        for at in (next..self.tokens.len()).take(REACH) {
            if self.tokens[at].kind != TokenKind::Word {
                return false;
            }
            if self.form(at).starts_with(char::is_lowercase) {
                return self.rules.is_reporting(self.form(at));
            }
        }
        false
    }

    /// Two sentences without a space between them ("the end.The next").
    pub(super) fn is_glued(&self, at: usize) -> bool {
        if at < 2 || !self.is_stop(at - 1) {
            return false;
        }
        let (before, word) = (self.form(at - 2), self.form(at));
        let lower_before = before.len() > 1 && before.ends_with(|c: char| c.is_lowercase());
        lower_before && word.len() > 1 && word.starts_with(char::is_uppercase) && word.ends_with(|c: char| c.is_lowercase())
    }
}

/// The dash behind the place and agency that open a wire story ("ACCRA, Ghana (XY) — The").
fn is_dateline(window: &[Word; WINDOW], length: usize) -> bool {
    window[2].shape == Shape::Dash
        && length <= DATELINE
        && matches!(window[1].shape, Shape::BracketClose | Shape::Upper | Shape::ShortCapital)
}
