//! Where sentences end.

use super::{Document, Sentence, Token, TokenKind};
use crate::codebook::{Ends, SegmentRules};
use crate::ingest::Section;

/// How many words may stand between a quoted question and its reporting verb ("'Why?' Foreign Minister Smith asked").
const REACH: usize = 6;

/// Cuts the tokens from `first` on, all of one paragraph, into sentences.
pub(super) fn split(text: &str, first: usize, section: Section, paragraph: usize, rules: &SegmentRules, document: &mut Document) {
    let Document { sentences, tokens } = document;
    let view = View { text, tokens: &tokens[first..], rules };
    let mut start = 0;
    while start < view.tokens.len() {
        let end = view.sentence_end(start);
        let span = view.tokens[start].span.cover(view.tokens[end - 1].span);
        let range = (first + start) as u32..(first + end) as u32;
        sentences.push(Sentence { span, tokens: range, section, paragraph: paragraph as u32 });
        start = end;
    }
}

/// A token that may end a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stop {
    Full,
    /// Question and exclamation marks, ellipses: quoted speech may go on in the sentence around it.
    Soft,
    Abbreviation,
}

struct View<'a> {
    text: &'a str,
    tokens: &'a [Token],
    rules: &'a SegmentRules,
}

impl View<'_> {
    fn word(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |token| token.span.of(self.text))
    }

    fn is_capital(&self, at: usize) -> bool {
        self.word(at).starts_with(char::is_uppercase)
    }

    /// Whether white space stands before this token.
    fn is_apart(&self, at: usize) -> bool {
        at == 0 || self.tokens[at - 1].span.end < self.tokens[at].span.start
    }

    /// One past the last token of the sentence that starts at `start`.
    fn sentence_end(&self, start: usize) -> usize {
        let mut at = start;
        while at < self.tokens.len() {
            let Some(stop) = self.stop(at) else {
                at += 1;
                continue;
            };
            let (next, quoted) = self.skip_closers(at + 1);
            let list_number = at == start + 1 && self.tokens[start].kind == TokenKind::Number;
            if next >= self.tokens.len() || (!list_number && self.ends(stop, at, next, quoted)) {
                return next;
            }
            at = next;
        }
        at
    }

    fn stop(&self, at: usize) -> Option<Stop> {
        let word = self.word(at);
        match self.tokens[at].kind {
            TokenKind::Punct if word == "." || word == "。" => Some(Stop::Full),
            TokenKind::Punct if word.starts_with(['!', '?', '…', '؟']) || word.starts_with("..") => Some(Stop::Soft),
            TokenKind::Word if word.ends_with('.') => Some(Stop::Abbreviation),
            _ => None,
        }
    }

    /// Passes over closing marks, brackets and further stops that touch the stop; tells whether a quotation closed.
    fn skip_closers(&self, mut at: usize) -> (usize, bool) {
        let mut quoted = false;
        while at < self.tokens.len() && !self.is_apart(at) {
            let closes = self.tokens[at].kind == TokenKind::QuoteClose;
            if !closes && !matches!(self.word(at), ")" | "]" | "}" | "." | "!" | "?") {
                break;
            }
            quoted |= closes;
            at += 1;
        }
        (at, quoted)
    }

    fn ends(&self, stop: Stop, at: usize, next: usize, quoted: bool) -> bool {
        if !self.is_apart(next) {
            return stop != Stop::Abbreviation && self.is_glued_sentence(at, next);
        }
        match stop {
            Stop::Full => self.opens_sentence(next),
            Stop::Soft => self.opens_sentence(next) && self.is_capital_ahead(next) && !(quoted && self.is_reported(next)),
            Stop::Abbreviation => self.ends_at_abbreviation(at, next),
        }
    }

    fn ends_at_abbreviation(&self, at: usize, next: usize) -> bool {
        if self.rules.abbreviation(self.word(at)) == Some(Ends::Never) {
            return false;
        }
        match self.tokens[next].kind {
            TokenKind::QuoteOpen => self.is_capital(next + 1),
            _ => self.is_capital(next) && self.rules.is_opener(self.word(next)),
        }
    }

    /// Two sentences without a space between them ("the end.The next").
    fn is_glued_sentence(&self, at: usize, next: usize) -> bool {
        let before = at.checked_sub(1).map_or("", |n| self.word(n));
        let lower_before = before.len() > 1 && before.ends_with(|c: char| c.is_lowercase());
        let word = self.word(next);
        lower_before && word.len() > 1 && self.is_capital(next) && word.ends_with(|c: char| c.is_lowercase())
    }

    /// Whether this token can be the first of a sentence.
    fn opens_sentence(&self, next: usize) -> bool {
        match self.tokens[next].kind {
            TokenKind::Number | TokenKind::QuoteOpen => true,
            TokenKind::QuoteClose => false,
            TokenKind::Word => !self.word(next).starts_with(char::is_lowercase),
            TokenKind::Punct => matches!(self.word(next), "(" | "[" | "$" | "€" | "£" | "•" | "¿" | "¡" | "#" | "@" | "..." | "…"),
        }
    }

    /// The first word from here on, marks passed over, is no lower-case one.
    fn is_capital_ahead(&self, next: usize) -> bool {
        let mut words =
            (next..self.tokens.len()).take(3).filter(|at| !matches!(self.tokens[*at].kind, TokenKind::QuoteOpen | TokenKind::Punct));
        words.next().is_none_or(|at| !self.word(at).starts_with(char::is_lowercase))
    }

    /// A speaker and a reporting verb follow: the quotation is a part of this sentence.
    fn is_reported(&self, next: usize) -> bool {
        for at in (next..self.tokens.len()).take(REACH) {
            let word = self.word(at);
            if self.tokens[at].kind != TokenKind::Word {
                return false;
            }
            if !self.is_capital(at) {
                return self.rules.is_reporting(word) && at > next;
            }
        }
        false
    }
}
