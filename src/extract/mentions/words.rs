//! The words that names are matched over: tokens split at hyphens and apostrophes, so that it doesn't matter how
//! "al-Shabaab" or "US-led" were tokenised.

use crate::annotate::{Document, Sentence, TokenKind};
use crate::codebook::phrases::{split_words, word_hash};
use crate::codebook::{NameRules, WordClass, WordFacts};
use crate::text::Span;

/// A word, or a sign that ends a name.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Word {
    pub span: Span,
    /// Of the word without case and diacritics; 0 for a sign.
    pub hash: u64,
    pub shape: Shape,
    /// Nothing but a hyphen or apostrophe stands between this word and the one before.
    pub glued: bool,
    pub facts: WordFacts,
}

/// How a word is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// No capital at the start.
    Lower,
    /// A capital at the start.
    Capital,
    /// Two letters or more, all capitals.
    Capitals,
    /// One capital with or without dot.
    Initial,
    Number,
    /// Digits with an ending, as in "3rd".
    Ordinal,
    /// "'s" or a bare "'" after a name's s.
    Genitive,
    Comma,
    /// "&".
    Ampersand,
    /// A dash right behind a word, as in "Export–Import Bank".
    Dash,
    /// Any other sign.
    Sign,
}

impl Word {
    pub fn is(&self, class: WordClass) -> bool {
        self.facts.is(class)
    }

    /// Whether the word begins with a capital.
    pub fn capital(&self) -> bool {
        matches!(self.shape, Shape::Capital | Shape::Capitals | Shape::Initial)
    }

    /// Whether the word holds no small letter.
    pub fn no_small(&self) -> bool {
        matches!(self.shape, Shape::Capitals | Shape::Initial | Shape::Number | Shape::Ordinal)
    }
}

/// Fills `words` with the words of a sentence; the vector is reused from sentence to sentence.
pub(super) fn fill(words: &mut Vec<Word>, text: &str, document: &Document, sentence: &Sentence, rules: &NameRules) {
    words.clear();
    let mut end = sentence.span.start;
    let mut hyphen = false;
    for token in document.tokens_of(sentence) {
        let (span, token_text) = (token.span, token.span.of(text));
        let touches = span.start == end && !words.is_empty();
        match token.kind {
            TokenKind::Word | TokenKind::Number => {
                split_token(words, token_text, span, touches && hyphen, rules);
                hyphen = token_text.ends_with(is_hyphen);
            }
            _ if token_text.chars().all(is_hyphen) && touches => hyphen = true,
            _ if rules.endings().is_genitive(token_text) && touches => words.push(sign(span, Shape::Genitive)),
            _ => {
                hyphen = false;
                words.push(sign(span, sign_shape(token_text, touches)));
            }
        }
        end = span.end;
    }
}

fn split_token(words: &mut Vec<Word>, text: &str, span: Span, mut glued: bool, rules: &NameRules) {
    if rules.endings().marks_owner(text) && !words.is_empty() {
        words.push(sign(span, Shape::Genitive));
        return;
    }
    let before = words.len();
    let mut end = 0;
    for range in split_words(text) {
        let within = Span::new(span.start as usize + range.start, span.start as usize + range.end);
        let word = &text[range.clone()];
        let suffix = Span::new(span.start as usize + end, span.start as usize + range.end);
        if words.len() > before && range.end == text.len() && rules.endings().is_genitive(&text[end..]) {
            words.push(sign(suffix, Shape::Genitive));
            return;
        }
        let hash = word_hash(word);
        let shape = match shape(word) {
            Shape::Number if rules.endings().without_ordinal(word).len() < word.len() => Shape::Ordinal,
            shape => shape,
        };
        words.push(Word { span: within, hash, shape, glued, facts: rules.word(hash) });
        glued = true;
        end = range.end;
    }
    if words.len() == before {
        words.push(sign(span, Shape::Sign));
    } else if matches!(&text[end..], "'" | "’") {
        words.push(sign(Span { start: span.start + end as u32, end: span.end }, Shape::Genitive));
    }
}

fn sign(span: Span, shape: Shape) -> Word {
    Word { span, hash: 0, shape, glued: false, facts: WordFacts::default() }
}

fn sign_shape(text: &str, touches: bool) -> Shape {
    match text {
        "," => Shape::Comma,
        "&" => Shape::Ampersand,
        "–" if touches => Shape::Dash,
        _ => Shape::Sign,
    }
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\u{2011}')
}

fn shape(word: &str) -> Shape {
    let mut chars = word.chars();
    let Some(first) = chars.next() else { return Shape::Sign };
    if first.is_numeric() {
        return Shape::Number;
    }
    if !first.is_uppercase() {
        return Shape::Lower;
    }
    let mut letters = 1;
    for c in chars {
        if c.is_lowercase() {
            return Shape::Capital;
        }
        letters += usize::from(c.is_alphabetic());
    }
    if letters == 1 { Shape::Initial } else { Shape::Capitals }
}
