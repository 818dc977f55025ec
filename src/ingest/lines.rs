//! Lines of a file of any size, none held in memory that is longer than allowed.

use std::io::{self, BufRead};

use memchr::memchr;

/// Buffers longer than this are given back after use.
const KEEP: usize = 1 << 20;

/// Reads a file line by line.
#[derive(Debug)]
pub struct Lines<R> {
    input: R,
    buffer: Vec<u8>,
    max: usize,
    line: u64,
    byte: u64,
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
    /// Reads `input`, whose first byte is byte `start` of the file; lines longer than `max` bytes are passed over.
    pub fn new(input: R, start: u64, max: usize) -> Self {
        Self { input, buffer: Vec::new(), max, line: 0, byte: start }
    }

    /// Goes to the next line; `None` at the end.
    ///
    /// # Errors
    /// When the file can't be read or decompressed further.
    pub fn advance(&mut self) -> io::Result<Option<Line>> {
        self.buffer.clear();
        self.buffer.shrink_to(KEEP);
        let (start, mut len) = (self.byte, 0u64);
        loop {
            let chunk = match self.input.fill_buf() {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                chunk => chunk?,
            };
            let (piece, ended) = memchr(b'\n', chunk).map_or((chunk, chunk.is_empty()), |n| (&chunk[..n], true));
            let used = piece.len() + usize::from(piece.len() < chunk.len());
            len += piece.len() as u64;
            if len <= self.max as u64 {
                self.buffer.extend_from_slice(piece);
            } else {
                self.buffer.clear();
            }
            self.input.consume(used);
            self.byte += used as u64;
            if ended {
                break;
            }
        }
        if self.byte == start {
            return Ok(None);
        }
        self.line += 1;
        Ok(Some(Line { number: self.line, start, len }))
    }

    /// The bytes of the line that was read last, without its line break; `None` when it is longer than allowed.
    pub fn bytes(&self, line: Line) -> Option<&[u8]> {
        (line.len <= self.max as u64).then(|| self.buffer.strip_suffix(b"\r").unwrap_or(&self.buffer))
    }

    /// The number of the line that is read next.
    pub fn next_number(&self) -> u64 {
        self.line + 1
    }

    /// The most bytes that may be held.
    pub fn max(&self) -> usize {
        self.max
    }

    /// The file itself.
    pub fn input(&self) -> &R {
        &self.input
    }

    /// Gives the file back.
    pub fn into_input(self) -> R {
        self.input
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines(bytes: &[u8], max: usize) -> Vec<(Line, Option<Vec<u8>>)> {
        let mut lines = Lines::new(io::BufReader::with_capacity(3, bytes), 0, max);
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
