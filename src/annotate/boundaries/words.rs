//! The outer form of the words around a gap.

use super::Paragraph;
use crate::annotate::{Token, TokenKind};

/// The outer form of a token, as the model sees it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Shape {
    /// Before the first or behind the last token of the paragraph.
    #[default]
    Edge,
    Lower,
    Capital,
    Upper,
    Initial,
    /// A word with its full stop, in lower case.
    ShortLower,
    ShortCapital,
    Number,
    Clitic,
    Address,
    Stop,
    Question,
    Exclamation,
    Dots,
    Comma,
    Colon,
    Semicolon,
    Dash,
    QuoteOpen,
    QuoteClose,
    BracketOpen,
    BracketClose,
    Sign,
    /// The brackets of "[...]".
    Omission,
    /// Rules, arrows, emoticons: more than one mark.
    Marks,
}

/// What the properties say of a token.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Word {
    /// A hash of the lower-cased form, digits as one.
    pub(super) hash: u32,
    /// Its last three bytes.
    pub(super) tail: u32,
    /// Its outer form.
    pub(super) shape: Shape,
    /// In bytes, at most 15.
    pub(super) length: u8,
    /// White space stands before it.
    pub(super) spaced: bool,
}

impl Paragraph<'_> {
    /// The token at a place, as the model sees it.
    pub(super) fn word(&self, at: usize) -> Word {
        let Some(token) = self.tokens.get(at) else { return Word::default() };
        let form = token.span.of(self.text).as_bytes();
        let (mut hash, mut lower, mut upper) = (0x811C_9DC5_u32 + token.kind as u32, false, false);
        let is_quote = matches!(token.kind, TokenKind::QuoteOpen | TokenKind::QuoteClose);
        for &byte in form.iter().take(if is_quote { 0 } else { 24 }) {
            lower |= byte.is_ascii_lowercase() || byte >= 0x80;
            upper |= byte.is_ascii_uppercase();
            let byte = match byte {
                b'0'..=b'9' => b'0',
                // The first two bytes of typographic marks: ’ is hashed as '.
                0xE2 | 0x80 => continue,
                0x99 => b'\'',
                byte => byte.to_ascii_lowercase(),
            };
            hash = (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193);
        }
        let tail = form[form.len().saturating_sub(3)..].iter().fold(0, |tail, b| tail << 8 | u32::from(b.to_ascii_lowercase()));
        let shape = if self.is_omission(at) { Shape::Omission } else { shape(token, form, lower, upper) };
        Word { hash, tail, shape, length: form.len().min(15) as u8, spaced: self.is_apart(at) }
    }
}

fn shape(token: &Token, form: &[u8], lower: bool, upper: bool) -> Shape {
    match token.kind {
        TokenKind::QuoteOpen => Shape::QuoteOpen,
        TokenKind::QuoteClose => Shape::QuoteClose,
        TokenKind::Number => Shape::Number,
        TokenKind::Word if token.joined => Shape::Clitic,
        TokenKind::Word => word_shape(form, lower, upper),
        TokenKind::Punct => mark_shape(form),
    }
}

fn word_shape(form: &[u8], lower: bool, upper: bool) -> Shape {
    let capital = form[0].is_ascii_uppercase();
    match form {
        [.., b'.'] if capital => Shape::ShortCapital,
        [.., b'.'] => Shape::ShortLower,
        [_] if capital => Shape::Initial,
        _ if form.len() > 5 && form.iter().take(64).any(|b| matches!(b, b'@' | b'/' | b':' | b'_')) => Shape::Address,
        _ if upper && !lower => Shape::Upper,
        _ if capital => Shape::Capital,
        [0xC3..=0xFF, ..] if std::str::from_utf8(form).is_ok_and(|form| form.starts_with(char::is_uppercase)) => Shape::Capital,
        _ => Shape::Lower,
    }
}

fn mark_shape(form: &[u8]) -> Shape {
    match form {
        [b'.'] => Shape::Stop,
        [b'?', ..] => Shape::Question,
        [b'!', ..] => Shape::Exclamation,
        [b'.', ..] | [0xE2, 0x80, 0xA6, ..] => Shape::Dots,
        [b','] => Shape::Comma,
        [b':'] => Shape::Colon,
        [b';'] => Shape::Semicolon,
        [b'-'] | [b'-', b'-'] | [0xE2, 0x80, 0x93..=0x95] => Shape::Dash,
        [b'(' | b'[' | b'{'] => Shape::BracketOpen,
        [b')' | b']' | b'}'] => Shape::BracketClose,
        [_] => Shape::Sign,
        _ => Shape::Marks,
    }
}
