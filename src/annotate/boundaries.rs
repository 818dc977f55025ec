//! What is known of the white space between two words when a model decides whether a sentence ends there.
//!
//! Every property is hashed to a number; a [`Weights`](crate::model::segmenter::Weights) table gives each number a weight.
//! The trainer walks the same code, so that model and program can't part.

use super::{Token, TokenKind};
use crate::codebook::{Ends, SegmentRules};

/// How many properties a gap has.
pub const PROPERTIES: usize = 40;

/// The properties of one gap, hashed.
pub type Properties = [u32; PROPERTIES];

/// How many words may stand between a quoted question and its reporting verb ("'Why?' Foreign Minister Smith asked").
const REACH: usize = 6;

/// How many closing marks may stand between a stop and the gap.
const CLOSERS: usize = 4;

/// The most words that a dateline has, its dash included.
const DATELINE: usize = 14;

/// The outer form of a token, as the model sees it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[repr(u8)]
enum Shape {
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

/// What the rules of written English say of a gap; the weights learn how far to trust each answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Verdict {
    NoStop,
    /// A full stop, and a word that can open a sentence.
    Full,
    FullInside,
    /// A question or exclamation mark or an ellipsis, and a word that can open a sentence.
    Soft,
    SoftInside,
    /// Within a sentence, whatever the weights say: a quoted question with its reporting verb, "E. coli", a dateline.
    Never,
    /// An abbreviation, and a word that opens sentences.
    Abbreviation,
    AbbreviationInside,
    Title,
    NumberSign,
    /// "1." at the start.
    ListNumber,
}

/// What the properties say of a token.
#[derive(Debug, Clone, Copy, Default)]
struct Word {
    /// Of the lower-cased form, digits as one.
    hash: u32,
    /// Of its last three bytes.
    tail: u32,
    shape: Shape,
    /// In bytes, at most 15.
    length: u8,
    /// White space stands before it.
    spaced: bool,
}

/// One paragraph as the model sees it.
struct Paragraph<'a> {
    text: &'a str,
    tokens: &'a [Token],
    rules: &'a SegmentRules,
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
pub fn walk(text: &str, tokens: &[Token], rules: &SegmentRules, mut ends: impl FnMut(usize, &Properties) -> bool, mut cut: impl FnMut(usize)) {
    let paragraph = Paragraph::new(text, tokens, rules);
    let mut window = [Word::default(); 6];
    for (ahead, word) in window[3..].iter_mut().enumerate() {
        *word = paragraph.word(ahead);
    }
    let mut state = State { start: 0, first: window[3], quoted: false, brackets: 0, mixed: [0; PROPERTIES] };
    for at in 1..tokens.len() {
        window.copy_within(1.., 0);
        window[5] = paragraph.word(at + 2);
        state.pass(window[2].shape);
        let is_omission = window[2].shape == Shape::Omission || window[3].shape == Shape::Omission;
        let end = if window[3].spaced {
            match paragraph.verdict(at, state.start, &window) {
                Verdict::Never => false,
                Verdict::Full | Verdict::Soft if is_omission => true,
                _ if is_omission => false,
                verdict => {
                    paragraph.describe(at, verdict, &window, &mut state);
                    ends(at, &state.mixed)
                }
            }
        } else {
            paragraph.is_glued(at)
        };
        if end {
            cut(at);
            state.start = at;
            state.first = window[3];
            state.brackets = 0;
        }
    }
}

/// What has been seen of the paragraph so far.
struct State {
    start: usize,
    first: Word,
    quoted: bool,
    brackets: u32,
    mixed: Properties,
}

impl State {
    fn pass(&mut self, shape: Shape) {
        match shape {
            Shape::QuoteOpen => self.quoted = true,
            Shape::QuoteClose => self.quoted = false,
            Shape::BracketOpen => self.brackets = 1,
            Shape::BracketClose => self.brackets = 0,
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

    fn form(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| token.span.of(self.text))
    }

    fn word(&self, at: usize) -> Word {
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
        let spaced = at == 0 || self.tokens[at - 1].span.end < token.span.start;
        let shape = if self.is_omission(at) { Shape::Omission } else { shape(token, form, lower, upper) };
        Word { hash, tail, shape, length: form.len().min(15) as u8, spaced }
    }

    /// The brackets of "[...]".
    fn is_omission(&self, at: usize) -> bool {
        let dots = match self.form(at) {
            "[" => at + 1,
            "]" => at.wrapping_sub(1),
            _ => return false,
        };
        matches!(self.form(dots), "..." | "…")
    }

    /// Fills in the properties of the gap before token `at`.
    fn describe(&self, at: usize, verdict: Verdict, window: &[Word; 6], state: &mut State) {
        let [p2, p1, p0, n0, n1, n2] = window;
        let s = |word: &Word| word.shape as u32;
        let pair = s(p0) << 5 | s(n0);
        let length = bucket(at - state.start);
        let left = bucket(self.tokens.len() - at);
        let content = if s(p0) >= Shape::Stop as u32 { p1 } else { p0 };
        let verdict = verdict as u32;
        let inside = u32::from(state.quoted) << 1 | state.brackets;
        let style = self.capitals << 6 | (self.last as u32) << 1 | u32::from(self.stops);
        let short_start = if at - state.start <= 2 { s(&state.first) << 2 | (at - state.start) as u32 } else { 0 };
        state.mixed = [
            mix(0, 0, 0, 0),
            mix(1, s(p0), 0, 0),
            mix(2, s(n0), 0, 0),
            mix(3, pair, 0, 0),
            mix(4, pair, s(p1), 0),
            mix(5, pair, s(n1), 0),
            mix(6, pair, s(p1), s(n1)),
            mix(7, pair, s(p1), s(p2)),
            mix(8, pair, s(n1), s(n2)),
            mix(9, p0.hash, 0, 0),
            mix(10, n0.hash, 0, 0),
            mix(11, p0.hash, s(n0), 0),
            mix(12, n0.hash, s(p0), s(n0)),
            mix(13, p0.hash, n0.hash, 0),
            mix(14, p1.hash, pair, 0),
            mix(15, n1.hash, pair, 0),
            mix(16, p1.hash, p0.hash, 0),
            mix(17, n0.hash, n1.hash, 0),
            mix(18, content.tail, pair, 0),
            mix(19, n0.tail, s(p0), s(n0)),
            mix(20, u32::from(content.length), pair, 0),
            mix(21, length, pair, 0),
            mix(22, inside, pair, s(p1)),
            mix(23, left, pair, 0),
            mix(24, style, pair, 0),
            mix(25, self.capitals, pair, length),
            mix(26, short_start, pair, 0),
            mix(27, state.first.hash, pair, 0),
            mix(28, verdict, 0, 0),
            mix(29, verdict, pair, s(p1)),
            mix(30, n0.hash, s(n0), self.last as u32),
            mix(31, content.hash, n0.hash, s(p0)),
            mix(32, length, left, self.last as u32),
            mix(33, u32::from(n0.length), pair, s(n1)),
            mix(34, verdict, s(n0), s(n1)),
            mix(35, verdict, n0.hash, 0),
            mix(36, verdict, content.hash, 0),
            mix(37, verdict, self.last as u32, u32::from(self.stops)),
            mix(38, verdict, length, left),
            mix(39, verdict, inside, s(n0)),
        ];
    }

    /// What the rules of written English say of the gap before token `at`.
    fn verdict(&self, at: usize, start: usize, window: &[Word; 6]) -> Verdict {
        if is_dateline(window, at - start) {
            return Verdict::Never;
        }
        let mut stop = at - 1;
        let mut quoted = false;
        while stop > start && self.is_closer(stop) && !self.is_stop_at(stop) {
            quoted |= self.tokens[stop].kind == TokenKind::QuoteClose;
            if self.is_apart(stop) || at - stop > CLOSERS {
                return Verdict::NoStop;
            }
            stop -= 1;
        }
        let opens = self.opens_sentence(at);
        let form = self.form(stop);
        let lower = window[3].shape == Shape::Lower && self.cased;
        match self.tokens[stop].kind {
            TokenKind::Punct if form == "." && stop == start + 1 && self.tokens[start].kind == TokenKind::Number => Verdict::ListNumber,
            TokenKind::Punct if form == "." && lower && self.is_initial(stop) => Verdict::Never,
            TokenKind::Punct if form == "." && opens => Verdict::Full,
            TokenKind::Punct if form == "." => Verdict::FullInside,
            TokenKind::Punct if form.starts_with(['!', '?', '…', '.']) => match (quoted && (lower || self.is_reported(at)), opens) {
                (true, _) => Verdict::Never,
                (_, true) => Verdict::Soft,
                (_, false) => Verdict::SoftInside,
            },
            TokenKind::Punct if quoted && form == "," => Verdict::Never,
            TokenKind::Word if form.ends_with('.') => self.abbreviation(form, at),
            _ if self.is_insertion(at, window) => Verdict::Never,
            _ => Verdict::NoStop,
        }
    }

    fn is_apart(&self, at: usize) -> bool {
        at == 0 || self.tokens[at - 1].span.end < self.tokens[at].span.start
    }

    fn is_closer(&self, at: usize) -> bool {
        self.tokens[at].kind == TokenKind::QuoteClose || matches!(self.form(at), ")" | "]" | "}")
    }

    fn is_stop_at(&self, at: usize) -> bool {
        self.tokens[at].kind == TokenKind::Punct && self.form(at).starts_with(['.', '!', '?', '…'])
    }

    /// An editor's words in square brackets before a name ("Cde [comrade] Robert"); a number there is a reference.
    fn is_insertion(&self, at: usize, window: &[Word; 6]) -> bool {
        self.form(at - 1) == "]" && window[3].shape == Shape::Capital && matches!(window[1].shape, Shape::Lower | Shape::Capital)
    }

    /// A capital alone before the full stop at `stop`.
    fn is_initial(&self, stop: usize) -> bool {
        let before = stop.checked_sub(1).map_or("", |before| self.form(before));
        before.len() == 1 && before != "I" && before.starts_with(|c: char| c.is_ascii_uppercase()) && !self.is_apart(stop)
    }

    fn abbreviation(&self, form: &str, at: usize) -> Verdict {
        let opener = match self.tokens[at].kind {
            TokenKind::QuoteOpen => self.form(at + 1).starts_with(char::is_uppercase),
            _ => self.form(at).starts_with(char::is_uppercase) && self.rules.is_opener(self.form(at)),
        };
        match self.rules.abbreviation(form) {
            Some(Ends::Never) => Verdict::Title,
            Some(Ends::Number) => Verdict::NumberSign,
            None if form.len() == 2 && !opener => Verdict::Never,
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
    fn is_glued(&self, at: usize) -> bool {
        let is_stop = self.tokens[at - 1].kind == TokenKind::Punct && self.form(at - 1).starts_with(['.', '!', '?', '…']);
        if !is_stop || at < 2 {
            return false;
        }
        let (before, word) = (self.form(at - 2), self.form(at));
        let lower_before = before.len() > 1 && before.ends_with(|c: char| c.is_lowercase());
        lower_before && word.len() > 1 && word.starts_with(char::is_uppercase) && word.ends_with(|c: char| c.is_lowercase())
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

/// The dash behind the place and agency that open a wire story ("ACCRA, Ghana (XY) — The").
fn is_dateline(window: &[Word; 6], length: usize) -> bool {
    window[2].shape == Shape::Dash
        && length <= DATELINE
        && matches!(window[1].shape, Shape::BracketClose | Shape::Upper | Shape::ShortCapital)
}

/// A length in coarse steps.
fn bucket(length: usize) -> u32 {
    match length {
        0..=6 => length as u32,
        7..=9 => 7,
        10..=14 => 8,
        15..=24 => 9,
        25..=39 => 10,
        _ => 11,
    }
}

fn mix(property: u32, a: u32, b: u32, c: u32) -> u32 {
    let h = (property.wrapping_add(1)).wrapping_mul(0x9E37_79B1) ^ a.wrapping_mul(0x85EB_CA77);
    let h = (h ^ h >> 15).wrapping_mul(0x2C1B_3C6D) ^ b.wrapping_mul(0xC2B2_AE3D) ^ c.wrapping_mul(0x27D4_EB2F);
    let h = (h ^ h >> 13).wrapping_mul(0x297A_2D39);
    h ^ h >> 16
}
