//! From [`Article`] to [`Document`]: sentences and tokens with exact offsets. Knows language, nothing of politics.

pub mod boundaries;
mod document;
mod fingerprint;
mod numbers;
mod quotes;
mod sentences;
mod special;
mod tokens;

#[cfg(test)]
mod tests;

pub use document::{Document, Sentence, Token, TokenKind};
pub use fingerprint::fingerprint;

use crate::codebook::SegmentRules;
use crate::ingest::Article;

/// Cuts an article into sentences and tokens. Bylines, credits and footers have none.
///
/// Time is linear in the length of the text, whatever it holds.
pub fn annotate(article: &Article, rules: &SegmentRules) -> Document {
    let mut document = Document::default();
    annotate_into(article, rules, &mut document);
    document
}

/// As [`annotate`], into the vectors of a document that is no longer needed.
pub fn annotate_into(article: &Article, rules: &SegmentRules, document: &mut Document) {
    document.sentences.clear();
    document.tokens.clear();
    for (n, paragraph) in article.paragraphs.iter().enumerate().filter(|(_, p)| p.section.has_mentions()) {
        let first = document.tokens.len();
        tokens::tokenize(paragraph.span.of(&article.text), paragraph.span.start as usize, rules, &mut document.tokens);
        sentences::split(&article.text, first, paragraph.section, n, rules, document);
    }
}
