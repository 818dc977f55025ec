//! Parts a text into paragraphs: at empty lines, and at line breaks that no hand has put there to keep lines short.

use crate::codebook::SectionRules;
use crate::text::Span;

/// One paragraph before it is known what it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// Where it stands, without the white space around it.
    pub span: Span,
    /// Which block (stretch between empty lines) it belongs to, from 0.
    pub block: u32,
}

/// The paragraphs of a text, in order. Every stretch between them is white space.
///
/// An empty line (or one of white space) always ends a paragraph. A single line break does unless the lines are those of
/// a text wrapped by hand: none is longer than `max_wrapped_chars`, and the next line's first word would not have fitted
/// behind this line; or unless the sentence visibly goes on, in lower case and without any punctuation before it.
pub fn split(text: &str, rules: &SectionRules) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let (width, mut block) = (longest_line(text), 0);
    let wrapped = width <= rules.max_wrapped_chars;
    let (mut apart, mut last_chars) = (false, 0);
    for line in lines(text) {
        let trimmed = trim(text, line);
        if trimmed.is_empty() {
            apart = true;
            continue;
        }
        let words = trimmed.of(text);
        let chars = words.chars().count();
        match pieces.last_mut() {
            Some(piece) if !apart && (wrapped && continues(last_chars, words, width) || goes_on(piece.span.of(text), words, rules)) => {
                piece.span = piece.span.cover(trimmed);
            }
            last => {
                block += u32::from(apart && last.is_some());
                pieces.push(Piece { span: trimmed, block });
            }
        }
        (apart, last_chars) = (false, chars);
    }
    pieces
}

/// Whether a line was broken because its next word did not fit.
fn continues(chars: usize, next: &str, width: usize) -> bool {
    let word = next.split(char::is_whitespace).next().unwrap_or("").chars().count();
    chars + 1 + word > width
}

/// Whether a sentence goes on from one line to the next.
fn goes_on(before: &str, next: &str, rules: &SectionRules) -> bool {
    let ends = before.chars().next_back().is_some_and(|c| rules.sentence_end.contains(c) || rules.closing.contains(c));
    !ends && next.chars().next().is_some_and(char::is_lowercase)
}

fn longest_line(text: &str) -> usize {
    lines(text).map(|line| trim(text, line).of(text).chars().count()).max().unwrap_or(0)
}

/// The lines of a text; `\n`, `\r\n` and a lone `\r` end one.
fn lines(text: &str) -> impl Iterator<Item = Span> + '_ {
    let bytes = text.as_bytes();
    let mut start = 0;
    std::iter::from_fn(move || {
        if start >= bytes.len() {
            return None;
        }
        let end = memchr::memchr2(b'\n', b'\r', &bytes[start..]).map_or(bytes.len(), |n| start + n);
        let line = Span::new(start, end);
        start = end + if bytes[end..].starts_with(b"\r\n") { 2 } else { 1 };
        Some(line)
    })
}

/// A span without the white space at its ends.
pub fn trim(text: &str, span: Span) -> Span {
    let words = span.of(text);
    let start = span.start as usize + (words.len() - words.trim_start().len());
    Span::new(start, start + words.trim().len())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codebook::{Dataset, IngestRules};
    use crate::schema::SchemaFiles;
    use proptest::prelude::*;

    fn rules() -> SectionRules {
        let files = SchemaFiles::embedded();
        IngestRules::load(&files, &Dataset::load(&files).unwrap()).unwrap().sections
    }

    fn words(text: &str) -> Vec<&str> {
        split(text, &rules()).into_iter().map(|p| p.span.of(text)).collect()
    }

    #[test]
    fn empty_lines_part_and_so_do_line_breaks() {
        assert_eq!(words("\r\n One \r\n \t \r\nTwo.\rThree.\n\n"), ["One", "Two.", "Three."]);
        let long = format!("{}.\nNext.", "word ".repeat(40).trim_end());
        assert_eq!(words(&long).len(), 2);
    }

    #[test]
    fn wrapped_lines_are_one_paragraph() {
        let text = "The council met on Tuesday and\nagreed to reopen the bridge at\nnoon. Traffic will be light.\n\nNobody objected to the plan.\nIt starts now.";
        assert_eq!(words(text).len(), 3);
        assert_eq!(words("Lorries waited at the\nborder.\nA guard said so."), ["Lorries waited at the\nborder.", "A guard said so."]);
    }

    #[test]
    fn blocks_are_counted() {
        let text = "Title\n\nPhoto: X\nA bridge.\n\n\nBody.";
        assert_eq!(split(text, &rules()).iter().map(|p| p.block).collect::<Vec<_>>(), [0, 1, 1, 2]);
    }

    #[test]
    fn hostile_texts_take_linear_time() {
        assert_eq!(split(&"\n".repeat(1_000_000), &rules()).len(), 0);
        assert_eq!(split(&"a\n".repeat(1_000_000), &rules()).len(), 1_000_000 - 999_999);
        assert_eq!(split(&"\"".repeat(10_000_000), &rules()).len(), 1);
    }

    proptest! {
        #[test]
        fn pieces_are_ordered_trimmed_and_all_there_is(text in "[a-z.A \t\r\n\u{a0}\u{2028}é”]{0,80}") {
            let mut end = 0;
            for piece in split(&text, &rules()) {
                let words = piece.span.of(&text);
                prop_assert!(!words.is_empty() && words.trim() == words);
                prop_assert!(piece.span.start as usize >= end);
                prop_assert!(text[end..piece.span.start as usize].trim().is_empty());
                end = piece.span.end as usize;
            }
            prop_assert!(text[end..].trim().is_empty());
        }
    }
}
