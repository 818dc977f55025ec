//! What can be wrong with an input, in words that help to mend it.

use std::fmt::Display;
use std::io;

use super::input::Bomb;

/// Something that keeps a record or the rest of a file from being read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// A stable word for the kind of problem.
    pub code: &'static str,
    /// What is wrong and how to mend it.
    pub reason: String,
    /// Line in the file from 1.
    pub line: Option<u64>,
    /// Byte in the decompressed file from 0.
    pub byte: Option<u64>,
    /// The record's id or number; empty for the file as a whole.
    pub record: String,
}

impl Problem {
    /// A problem of the file as a whole.
    pub fn new(code: &'static str, reason: impl Into<String>) -> Self {
        Self { code, reason: reason.into(), line: None, byte: None, record: String::new() }
    }

    /// At this line and byte.
    pub fn at(mut self, line: u64, byte: u64) -> Self {
        self.line = Some(line);
        self.byte = Some(byte);
        self
    }

    /// At this line; the byte is not known.
    pub fn at_line(mut self, line: u64) -> Self {
        self.line = Some(line);
        self
    }

    /// Of this record.
    pub fn of(mut self, record: impl Display) -> Self {
        self.record = record.to_string();
        self
    }

    /// The system or a decompressor gave up.
    pub fn reading(e: &io::Error, compressed: bool) -> Self {
        if e.get_ref().is_some_and(|inner| inner.is::<Bomb>()) {
            return Self::new("expands-too-far", e.to_string());
        }
        match e.kind() {
            io::ErrorKind::UnexpectedEof if compressed => {
                Self::new("truncated", "the compressed file ends too early; what stands before is read, fetch the file again for the rest")
            }
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData | io::ErrorKind::Other if compressed => {
                Self::new("not-decompressed", format!("the file can't be decompressed ({e}); fetch it again, or correct its extension"))
            }
            kind => Self::new("unreadable", format!("the file can't be read ({kind}); check that it is there and may be read")),
        }
    }

    /// No text at all.
    pub fn empty_file() -> Self {
        Self::new("empty-file", "the file holds nothing; remove it or fetch it again")
    }

    /// A byte order mark of UTF-16.
    pub fn utf16() -> Self {
        Self::new("utf-16", "the file is UTF-16; save it as UTF-8").at(1, 0)
    }

    /// Bytes that are not UTF-8.
    pub fn invalid_utf8(line: u64, byte: u64) -> Self {
        Self::new("invalid-utf8", format!("byte {byte} is not UTF-8; save the file as UTF-8")).at(line, byte)
    }

    /// More bytes than a record may have.
    pub fn too_long(bytes: u64, max: usize) -> Self {
        let mend = "split it, or raise `max_record_bytes` under [ingest] in dataset.toml";
        Self::new("record-too-long", format!("the record has {bytes} bytes and may have {max}; {mend}"))
    }
}
