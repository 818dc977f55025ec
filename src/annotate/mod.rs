//! From [`Article`] to [`Document`]: sentences and tokens with exact offsets. Knows language, nothing of politics.

mod annotator;
pub mod boundaries;
pub mod conllu;
mod document;
mod fingerprint;
mod numbers;
mod quotes;
mod sentences;
mod special;
mod straighten;
mod tokens;
mod tree;

#[cfg(test)]
mod tests;

pub use annotator::Annotator;
pub use document::{Document, Sentence, Token, TokenKind};
pub use fingerprint::{Fingerprint, fingerprint};
pub use tree::Tree;

use crate::codebook::SegmentRules;
use crate::ingest::{Article, Paragraph, Section};
use crate::model::network::Network;
use crate::text::Span;

/// Annotates one article; for many, keep an [`Annotator`].
pub fn annotate(article: &Article, rules: &SegmentRules, network: &Network<'_>) -> Document {
    Annotator::new(rules, network).annotate(article)
}

/// Cuts the paragraphs of a text into sentences and tokens. Bylines, credits and footers have none.
///
/// Time is linear in the length of the text, whatever it holds. The document's memory is reused.
pub fn segment(text: &str, paragraphs: &[Paragraph], rules: &SegmentRules, document: &mut Document) {
    document.sentences.clear();
    document.tokens.clear();
    document.lemmas.clear();
    for (n, paragraph) in paragraphs.iter().enumerate().filter(|(_, p)| p.section.has_mentions()) {
        let first = document.tokens.len();
        tokens::tokenize(paragraph.span.of(text), paragraph.span.start as usize, rules, &mut document.tokens);
        sentences::split(text, first, paragraph.section, n, rules, document);
    }
}

/// The paragraphs of a text that is no page: all body, parted by empty lines.
pub fn plain_paragraphs(text: &str) -> Vec<Paragraph> {
    let mut paragraphs: Vec<Paragraph> = Vec::new();
    let (mut start, mut open) = (0, false);
    for line in text.split_inclusive('\n') {
        let content = line.trim();
        let end = start + line.trim_end().len();
        let begin = start + (line.len() - line.trim_start().len());
        start += line.len();
        if content.is_empty() {
            open = false;
            continue;
        }
        match paragraphs.last_mut().filter(|_| open) {
            Some(last) => last.span.end = end as u32,
            None => paragraphs.push(Paragraph { section: Section::Body, span: Span::new(begin, end) }),
        }
        open = true;
    }
    paragraphs
}
