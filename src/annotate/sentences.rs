//! Where sentences end: learned weights decide at every white space.

use super::boundaries::walk;
use super::{Document, Sentence};
use crate::codebook::SegmentRules;
use crate::ingest::Section;

/// Cuts the tokens from `first` on, all of one paragraph, into sentences.
pub(super) fn split(text: &str, first: usize, section: Section, paragraph: usize, rules: &SegmentRules, document: &mut Document) {
    let Document { sentences, tokens, .. } = document;
    let tokens = &tokens[first..];
    if tokens.is_empty() {
        return;
    }
    let mut start = 0;
    let mut push = |end: usize| {
        let span = tokens[start].span.cover(tokens[end - 1].span);
        let range = (first + start) as u32..(first + end) as u32;
        sentences.push(Sentence { span, tokens: range, section, paragraph: paragraph as u32 });
        start = end;
    };
    walk(text, tokens, rules, |_, properties| rules.boundaries().ends(properties), &mut push);
    push(tokens.len());
}
