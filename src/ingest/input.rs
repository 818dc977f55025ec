//! The bytes of one raw file: hashed as they are read, decompressed within bounds, without a byte order mark.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use crate::bytes::hex;

/// How a file is compressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// Not at all.
    None,
    /// gzip, `.gz`.
    Gzip,
    /// Zstandard, `.zst`.
    Zstd,
}

/// A file may become so many times as long when it is decompressed, and [`ALLOWANCE`] more: gzip reaches 1,032 at most.
const MAX_EXPANSION: u64 = 1_100;
const ALLOWANCE: u64 = 64 << 20;
/// zstd frames with a longer window (2^27 bytes) are refused: they would have to be held in memory.
const MAX_WINDOW_LOG: u32 = 27;
const BUFFER: usize = 1 << 16;

/// What the file on disk has yielded so far.
#[derive(Debug, Default)]
pub struct Tally {
    hash: Sha256,
    /// Bytes read from disk.
    pub bytes: u64,
}

/// A file being read by a decoder and by who finishes its hash.
#[derive(Debug, Clone)]
struct Shared(Arc<Mutex<(File, Tally)>>);

impl Read for Shared {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut inner = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (file, tally) = &mut *inner;
        let count = file.read(buffer)?;
        tally.hash.update(&buffer[..count]);
        tally.bytes += count as u64;
        Ok(count)
    }
}

impl Shared {
    fn count(&self) -> u64 {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1.bytes
    }
}

/// An open raw file, decompressed.
pub struct Input {
    shared: Shared,
    reader: Box<dyn BufRead + Send>,
    /// Bytes of a UTF-8 byte order mark that were left out at the start.
    pub skipped: u64,
    /// The file begins like UTF-16.
    pub utf16: bool,
}

impl std::fmt::Debug for Input {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Input").field("shared", &self.shared).finish_non_exhaustive()
    }
}

/// A file grows beyond all measure when it is decompressed.
#[derive(Debug, thiserror::Error)]
#[error("the file grows to more than {MAX_EXPANSION} times its size when decompressed; decompress it yourself if that is meant")]
pub struct Bomb;

impl Input {
    /// Opens a file.
    ///
    /// # Errors
    /// When it can't be opened or its first bytes can't be read.
    pub fn open(path: &Path, compression: Compression) -> io::Result<Self> {
        let shared = Shared(Arc::new(Mutex::new((File::open(path)?, Tally::default()))));
        let raw = BufReader::with_capacity(BUFFER, shared.clone());
        let reader: Box<dyn Read + Send> = match compression {
            Compression::None => Box::new(raw),
            Compression::Gzip => bounded(flate2::bufread::MultiGzDecoder::new(raw), &shared),
            Compression::Zstd => {
                let mut decoder = zstd::Decoder::with_buffer(raw)?;
                decoder.window_log_max(MAX_WINDOW_LOG)?;
                bounded(decoder, &shared)
            }
        };
        Self { shared, reader: Box::new(io::empty()), skipped: 0, utf16: false }.past_mark(reader)
    }

    /// Looks at the first three bytes and goes on behind a byte order mark. A file that fails before its third byte is
    /// handed on: the records' reader meets the error again.
    fn past_mark(mut self, mut reader: Box<dyn Read + Send>) -> io::Result<Self> {
        let mut first = Vec::with_capacity(3);
        let failed = (&mut reader).take(3).read_to_end(&mut first).err();
        self.utf16 = first.starts_with(&[0xFF, 0xFE]) || first.starts_with(&[0xFE, 0xFF]);
        if first == [0xEF, 0xBB, 0xBF] {
            self.skipped = 3;
            first.clear();
        }
        let rest: Box<dyn Read + Send> = match failed {
            Some(e) => Box::new(Failing(Some(e))),
            None => reader,
        };
        self.reader = Box::new(BufReader::with_capacity(BUFFER, Cursor::new(first).chain(rest)));
        Ok(self)
    }

    /// Bytes read from disk so far.
    pub fn bytes_read(&self) -> u64 {
        self.shared.count()
    }

    /// Reads what is left on disk, so that the hash covers the whole file: its size and SHA-256.
    ///
    /// # Errors
    /// When the file can't be read to its end.
    pub fn finish(mut self) -> io::Result<(u64, String)> {
        io::copy(&mut self.shared, &mut io::sink())?;
        let inner = self.shared.0.lock().unwrap_or_else(PoisonError::into_inner);
        Ok((inner.1.bytes, hex(&inner.1.hash.clone().finalize())))
    }
}

impl Read for Input {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.reader.read(buffer)
    }
}

impl BufRead for Input {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.reader.fill_buf()
    }

    fn consume(&mut self, count: usize) {
        self.reader.consume(count);
    }
}

struct Failing(Option<io::Error>);

impl Read for Failing {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        self.0.take().map_or(Ok(0), Err)
    }
}

fn bounded(decoder: impl Read + Send + 'static, shared: &Shared) -> Box<dyn Read + Send> {
    Box::new(Bounded { decoder, shared: shared.clone(), produced: 0 })
}

struct Bounded<R> {
    decoder: R,
    shared: Shared,
    produced: u64,
}

impl<R: Read> Read for Bounded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.decoder.read(buffer)?;
        self.produced += count as u64;
        if self.produced > ALLOWANCE && self.produced - ALLOWANCE > self.shared.count().saturating_mul(MAX_EXPANSION) {
            return Err(io::Error::other(Bomb));
        }
        Ok(count)
    }
}
