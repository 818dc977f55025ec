//! What is known of the white space between two words when a model decides whether a sentence ends there.
//!
//! Three things are looked at, each in a file of its own: the outer [form](words) of the words around, what the
//! [rules](verdict) of written English say, and the [properties] that follow from both. Every property is hashed to a number;
//! a [`Weights`](crate::model::segmenter::Weights) table gives each number a weight. The trainer walks the same code, so that
//! model and program can't part.

mod properties;
mod verdict;
mod words;

pub use properties::{PROPERTIES, Properties};

use self::verdict::Verdict;
use self::words::{Shape, Word};
use super::{Token, TokenKind};
use crate::codebook::SegmentRules;

/// How many words around a gap are looked at, half of them behind it.
const WINDOW: usize = 6;

/// One paragraph as rules and properties see it.
struct Paragraph<'a> {
    text: &'a str,
    tokens: &'a [Token],
    rules: &'a SegmentRules,
    /// The form of its last token.
    last: Shape,
    /// Tenths of the words that begin with a capital.
    capitals: u32,
    /// Whether any word begins with a capital.
    cased: bool,
    /// Whether any token is a stop.
    stops: bool,
}

/// Goes through the gaps of a paragraph from left to right and asks `ends` for each one whether a sentence ends there; `cut`
/// is told the token that starts the next one.
///
/// Only white space is asked about; where it lacks, [`is_glued`] decides.
pub fn walk(
    text: &str,
    tokens: &[Token],
    rules: &SegmentRules,
    mut ends: impl FnMut(usize, &Properties) -> bool,
    mut cut: impl FnMut(usize),
) {
    let paragraph = Paragraph::new(text, tokens, rules);
    // Three words before the gap, three behind it.
    let mut window = [Word::default(); WINDOW];
    for (ahead, word) in window[3..].iter_mut().enumerate() {
        *word = paragraph.word(ahead);
    }
    let mut state = State { start: 0, first: window[3], quoted: false, bracketed: false };
    for at in 1..tokens.len() {
        window.copy_within(1.., 0);
        window[5] = paragraph.word(at + 2);
        state.pass(window[2].shape);
        let end = match window[3].spaced {
            false => paragraph.is_glued(at),
            true => match paragraph.verdict(at, state.start, &window) {
                Verdict::Never => false,
                Verdict::Always => true,
                verdict => ends(at, &paragraph.describe(at, verdict, &window, &state)),
            },
        };
        if end {
            cut(at);
            state.start = at;
            state.first = window[3];
            state.bracketed = false;
        }
    }
}

/// What has been seen of the paragraph so far.
struct State {
    /// The first token of the open sentence.
    start: usize,
    /// The same as a word.
    first: Word,
    /// A quotation is open.
    quoted: bool,
    /// A bracket is open.
    bracketed: bool,
}

impl State {
    /// Takes in a token.
    fn pass(&mut self, shape: Shape) {
        match shape {
            Shape::QuoteOpen => self.quoted = true,
            Shape::QuoteClose => self.quoted = false,
            Shape::BracketOpen => self.bracketed = true,
            Shape::BracketClose => self.bracketed = false,
            _ => {}
        }
    }
}

impl<'a> Paragraph<'a> {
    fn new(text: &'a str, tokens: &'a [Token], rules: &'a SegmentRules) -> Self {
        let mut paragraph = Self { text, tokens, rules, last: Shape::Edge, capitals: 0, cased: false, stops: false };
        let (mut words, mut capitals) = (1, 0);
        let bytes = text.as_bytes();
        for token in tokens {
            let first = bytes[token.span.start as usize];
            match token.kind {
                TokenKind::Word => {
                    words += 1;
                    capitals += u32::from(first.is_ascii_uppercase());
                }
                TokenKind::Punct => paragraph.stops |= matches!(first, b'.' | b'!' | b'?'),
                _ => {}
            }
        }
        paragraph.capitals = capitals * 10 / words;
        paragraph.cased = capitals > 0;
        paragraph.last = paragraph.word(tokens.len().wrapping_sub(1)).shape;
        paragraph
    }

    /// What is written at a place; nothing beyond the paragraph's ends.
    fn form(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| token.span.of(self.text))
    }

    /// White space stands before this token.
    fn is_apart(&self, at: usize) -> bool {
        at == 0 || self.tokens[at - 1].span.end < self.tokens[at].span.start
    }

    /// Whether this is a bracket of "[...]".
    fn is_omission(&self, at: usize) -> bool {
        let dots = match self.form(at) {
            "[" => at + 1,
            "]" => at.wrapping_sub(1),
            _ => return false,
        };
        matches!(self.form(dots), "..." | "…")
    }
}
