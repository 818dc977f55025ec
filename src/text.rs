//! Positions in an article's text: byte spans inside the program, character offsets in every table.

use serde::{Deserialize, Serialize};

/// A half-open range of **bytes** in an article's text; both ends lie on character boundaries.
///
/// Rooms up to `resolve` speak in bytes, because slicing by bytes is free; `publish` turns them into the
/// character offsets that the tables promise, with a [`CharIndex`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from `start` to `end` (bytes, end exclusive).
    pub fn new(start: usize, end: usize) -> Self {
        debug_assert!(start <= end);
        Self { start: start as u32, end: end as u32 }
    }

    /// The words at this span.
    ///
    /// # Panics
    /// When the span was made for another text.
    pub fn of(self, text: &str) -> &str {
        &text[self.range()]
    }

    /// As a range, for slicing.
    pub fn range(self) -> std::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Length in bytes.
    pub fn len(self) -> usize {
        (self.end - self.start) as usize
    }

    /// Whether the span holds nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Whether `other` lies wholly inside this span.
    pub fn contains(self, other: Span) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two spans share a byte.
    pub fn overlaps(self, other: Span) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The shortest span that holds both.
    pub fn cover(self, other: Span) -> Span {
        Span { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// Maps byte positions of one text to character positions (Unicode scalar values) in constant time.
///
/// Keeps one count for every 64 bytes; an ASCII text keeps nothing, because there the two positions are equal.
#[derive(Debug, Clone)]
pub struct CharIndex<'t> {
    text: &'t str,
    /// Characters that start before byte `64 * i`; empty for an ASCII text.
    blocks: Vec<u32>,
}

const BLOCK: usize = 64;

impl<'t> CharIndex<'t> {
    /// Indexes `text`.
    pub fn new(text: &'t str) -> Self {
        let mut blocks = Vec::new();
        if !text.is_ascii() {
            let mut count = 0;
            for chunk in text.as_bytes().chunks(BLOCK) {
                blocks.push(count);
                count += starts(chunk);
            }
            blocks.push(count);
        }
        Self { text, blocks }
    }

    /// The number of characters before byte `byte`, which must lie on a character boundary of the text.
    pub fn char_at(&self, byte: u32) -> u32 {
        if self.blocks.is_empty() {
            return byte;
        }
        let (block, byte) = (byte as usize / BLOCK, byte as usize);
        self.blocks[block] + starts(&self.text.as_bytes()[block * BLOCK..byte])
    }

    /// First and one past the last character of a byte span.
    pub fn chars(&self, span: Span) -> (u32, u32) {
        (self.char_at(span.start), self.char_at(span.end))
    }
}

/// How many characters start in these bytes of UTF-8.
fn starts(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|b| **b & 0xC0 != 0x80).count() as u32
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn char_index_counts_like_chars(text in "\\PC{0,300}") {
            let index = CharIndex::new(&text);
            for (n, (byte, _)) in text.char_indices().enumerate() {
                prop_assert_eq!(index.char_at(byte as u32), n as u32);
            }
            prop_assert_eq!(index.char_at(text.len() as u32), text.chars().count() as u32);
        }
    }

    #[test]
    fn spans_know_their_neighbours() {
        let (a, b) = (Span::new(0, 4), Span::new(2, 6));
        assert!(a.overlaps(b) && !a.contains(b));
        assert_eq!(a.cover(b), Span::new(0, 6));
        assert!(!Span::new(0, 2).overlaps(Span::new(2, 3)), "touching spans share nothing");
    }
}
