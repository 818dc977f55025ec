//! What annotation gives to the rooms behind it.

use std::ops::Range;

use super::conllu::Columns;
use crate::ingest::Section;
use crate::text::Span;
use crate::ud::{Feats, Relation, Upos, Xpos};

/// The sentences and tokens of one article.
///
/// Flat vectors, reused from article to article; sentences and tokens stand in the order of the text, and a sentence
/// never crosses a paragraph.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Document {
    /// All sentences; a row's `sentence` column is an index into it.
    pub sentences: Vec<Sentence>,
    /// All tokens; the text between two tokens is white space.
    pub tokens: Vec<Token>,
    /// The lemmas of all tokens, one after another, see [`Document::lemma`].
    pub(super) lemmas: String,
}

impl Document {
    /// The tokens of one sentence.
    pub fn tokens_of(&self, sentence: &Sentence) -> &[Token] {
        &self.tokens[sentence.tokens.start as usize..sentence.tokens.end as usize]
    }

    /// The dictionary form of a token.
    pub fn lemma(&self, token: &Token) -> &str {
        &self.lemmas[token.lemma.start as usize..token.lemma.end as usize]
    }

    /// What CoNLL-U says of a token.
    pub(super) fn columns(&self, token: &Token) -> Columns<'_> {
        let Token { upos, xpos, feats, head, relation, .. } = *token;
        Columns { lemma: self.lemma(token), upos, xpos, feats, head, relation }
    }

    /// The index of the sentence that holds this byte; `None` between paragraphs.
    pub fn sentence_at(&self, byte: u32) -> Option<usize> {
        let after = self.sentences.partition_point(|s| s.span.start <= byte);
        let found = after.checked_sub(1)?;
        (byte < self.sentences[found].span.end).then_some(found)
    }

    /// Tokens that are words or numbers: the `word_count` of the article.
    pub fn word_count(&self) -> usize {
        self.tokens.iter().filter(|t| matches!(t.kind, TokenKind::Word | TokenKind::Number)).count()
    }
}

/// One sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sentence {
    /// Where it stands, without the white space around it.
    pub span: Span,
    /// Its tokens in [`Document::tokens`].
    pub tokens: Range<u32>,
    /// The part of the page.
    pub section: Section,
    /// Index of its paragraph in the article.
    pub paragraph: u32,
}

/// One word of Universal Dependencies' English tokenisation: clitics are split (`do n't`, `Mali 's`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// What it is made of.
    pub kind: TokenKind,
    /// Whether it makes up one surface token with the word before it, without a space: `n't` in `don't`, `'s` in `Mali's`,
    /// `not` in `cannot`. UD writes such a token as a multiword token.
    pub joined: bool,
    /// Universal word class.
    pub upos: Upos,
    /// Penn tag.
    pub xpos: Xpos,
    /// Morphological features.
    pub feats: Feats,
    /// The number of its head in the sentence, from 1; 0 for the root of the sentence.
    pub head: u32,
    /// Its relation to the head.
    pub relation: Relation,
    /// The cluster of words that are used alike, see [`cluster_prefix`](crate::model::features::cluster_prefix); 0 for none.
    pub cluster: u32,
    /// Where its lemma stands in the document's lemmas.
    pub(super) lemma: LemmaSpan,
}

impl Token {
    /// A token that nothing is known of but where it stands and what it is made of: a noun of its own, so to say.
    pub(super) fn new(span: Span, kind: TokenKind) -> Self {
        Self {
            span,
            kind,
            joined: false,
            upos: Upos::default(),
            xpos: Xpos::default(),
            feats: Feats::default(),
            head: 0,
            relation: Relation::default(),
            cluster: 0,
            lemma: LemmaSpan::default(),
        }
    }
}

/// Bytes of a document's lemmas.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct LemmaSpan {
    start: u32,
    end: u32,
}

impl LemmaSpan {
    pub(super) fn new(start: usize, end: usize) -> Self {
        Self { start: start as u32, end: end as u32 }
    }
}

/// What a token is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Letters, perhaps with digits, hyphens, dots or apostrophes.
    Word,
    /// Begins with a digit.
    Number,
    /// An opening quotation mark (decided by its form, else by its neighbours).
    QuoteOpen,
    /// A closing quotation mark.
    QuoteClose,
    /// Everything else.
    Punct,
}
