//! The bytes behind a reader of records: how far it is read, and how much of it may be held in memory.

use std::io::{self, BufRead};

/// Buffers longer than this (bytes) are given back after use.
pub const KEEP: usize = 1 << 20;

/// A file that is read in chunks, with the line and byte that come next.
#[derive(Debug)]
pub struct ByteSource<R> {
    input: R,
    /// The most bytes of a record that may be held.
    pub max: usize,
    /// The line that is read next, from 1.
    pub line: u64,
    /// The byte that is read next, as it stands in the decompressed file.
    pub byte: u64,
}

impl<R: BufRead> ByteSource<R> {
    /// Reads `input`, whose first byte is byte `start` of the file.
    pub fn new(input: R, start: u64, max: usize) -> Self {
        Self { input, max, line: 1, byte: start }
    }

    /// Hands the next bytes to `take`, none at the end of the file; it gives back how many of them it used. Where the
    /// system was interrupted `take` is not called: readers go on until they have what they want.
    ///
    /// # Errors
    /// When the file can't be read or decompressed further.
    pub fn chunk(&mut self, take: impl FnOnce(&[u8]) -> usize) -> io::Result<()> {
        let chunk = match self.input.fill_buf() {
            Err(e) if e.kind() == io::ErrorKind::Interrupted => return Ok(()),
            chunk => chunk?,
        };
        let used = take(chunk);
        self.line += memchr::memchr_iter(b'\n', &chunk[..used]).count() as u64;
        self.byte += used as u64;
        self.input.consume(used);
        Ok(())
    }

    /// Whether what was read since this byte is longer than may be held.
    pub fn too_long_since(&self, start: u64) -> bool {
        self.byte - start > self.max as u64
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
