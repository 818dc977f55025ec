//! Lines of a file of any size, none held in memory that is longer than allowed.

use std::io::{self, BufRead};

use memchr::memchr;

use super::byte_source::{ByteSource, KEEP};

/// Reads a file line by line.
#[derive(Debug)]
pub struct Lines<R> {
    /// The file.
    pub source: ByteSource<R>,
    buffer: Vec<u8>,
}

/// Where the line stands that was read last, and its length.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// Number from 1.
    pub number: u64,
    /// Its first byte in the file.
    pub start: u64,
    /// Its bytes, without the line break.
    pub len: u64,
}

impl<R: BufRead> Lines<R> {
    /// Reads `source`; lines longer than it allows are passed over.
    pub fn new(source: ByteSource<R>) -> Self {
        Self { source, buffer: Vec::new() }
    }

    /// Goes to the next line; `None` at the end.
    ///
    /// # Errors
    /// When the file can't be read or decompressed further.
    pub fn advance(&mut self) -> io::Result<Option<Line>> {
        self.buffer.clear();
        self.buffer.shrink_to(KEEP);
        let (number, start, max) = (self.source.line, self.source.byte, self.source.max as u64);
        let (mut len, mut ended) = (0u64, false);
        while !ended {
            self.source.chunk(|chunk| {
                let (piece, found) = memchr(b'\n', chunk).map_or((chunk, false), |n| (&chunk[..n], true));
                ended = found || chunk.is_empty();
                len += piece.len() as u64;
                if len <= max {
                    self.buffer.extend_from_slice(piece);
                } else {
                    self.buffer.clear();
                }
                piece.len() + usize::from(found)
            })?;
        }
        Ok((self.source.byte > start).then_some(Line { number, start, len }))
    }

    /// The bytes of the line that was read last, without its line break; `None` when it is longer than allowed.
    pub fn bytes(&self, line: Line) -> Option<&[u8]> {
        (line.len <= self.source.max as u64).then(|| self.buffer.strip_suffix(b"\r").unwrap_or(&self.buffer))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines(bytes: &[u8], max: usize) -> Vec<(Line, Option<Vec<u8>>)> {
        let mut lines = Lines::new(ByteSource::new(io::BufReader::with_capacity(3, bytes), 0, max));
        std::iter::from_fn(|| lines.advance().unwrap().map(|l| (l, lines.bytes(l).map(<[u8]>::to_vec)))).collect()
    }

    #[test]
    fn long_lines_are_passed_over() {
        let found = lines(b"ab\r\nabcdefgh\n\nx", 4);
        assert_eq!(found.iter().map(|l| l.1.as_deref()).collect::<Vec<_>>(), [Some(&b"ab"[..]), None, Some(b""), Some(b"x")]);
        assert_eq!(found[3].0, Line { number: 4, start: 14, len: 1 });
    }

    proptest! {
        #[test]
        fn lines_are_those_of_the_bytes(bytes in proptest::collection::vec(prop_oneof![Just(b'\n'), Just(b'\r'), any::<u8>()], 0..60)) {
            let mut expected: Vec<&[u8]> = bytes.split(|b| *b == b'\n').collect();
            if expected.last().is_some_and(|l| l.is_empty()) {
                expected.pop();
            }
            let found = lines(&bytes, 1000);
            prop_assert_eq!(found.len(), expected.len());
            for ((line, bytes), expected) in found.iter().zip(&expected) {
                prop_assert_eq!(line.len, expected.len() as u64);
                prop_assert_eq!(bytes.as_deref(), Some(expected.strip_suffix(b"\r").unwrap_or(expected)));
            }
        }
    }
}
