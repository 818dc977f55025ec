//! What every room does with bytes in the same way: hash them, write them as digits, compare files.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};
use thiserror::Error;

/// A file that can't be read, and why.
#[derive(Debug, Error)]
#[error("can't read `{path}`: {source}")]
pub struct Unreadable {
    /// The file.
    pub path: PathBuf,
    /// What the system said.
    pub source: io::Error,
}

/// SHA-256 of bytes as 64 lower-case hex digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// Bytes as lower-case hex digits.
pub fn hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|digit| char::from(DIGITS[usize::from(digit)])).collect()
}

/// Whether two files hold the same bytes.
///
/// # Errors
/// When one of them can't be read; the error says which.
pub fn same_files(a: &Path, b: &Path) -> Result<bool, Unreadable> {
    let (mut a, mut b) = (Side::open(a)?, Side::open(b)?);
    if a.length()? != b.length()? {
        return Ok(false);
    }
    loop {
        let (left, right) = (a.fill()?, b.fill()?);
        if left != right {
            return Ok(false);
        }
        if left.is_empty() {
            return Ok(true);
        }
    }
}

struct Side<'p> {
    path: &'p Path,
    file: File,
    buffer: Vec<u8>,
}

impl<'p> Side<'p> {
    const BUFFER: u64 = 1 << 16;

    fn open(path: &'p Path) -> Result<Self, Unreadable> {
        let file = File::open(path).map_err(|source| Unreadable { path: path.to_owned(), source })?;
        Ok(Self { path, file, buffer: Vec::new() })
    }

    fn length(&self) -> Result<u64, Unreadable> {
        let about = self.file.metadata();
        about.map(|about| about.len()).map_err(|source| Unreadable { path: self.path.to_owned(), source })
    }

    /// The next bytes: as many as fit, fewer only at the end.
    fn fill(&mut self) -> Result<&[u8], Unreadable> {
        self.buffer.clear();
        let read = self.file.by_ref().take(Self::BUFFER).read_to_end(&mut self.buffer);
        read.map_err(|source| Unreadable { path: self.path.to_owned(), source })?;
        Ok(&self.buffer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_compared_to_their_last_byte_and_errors_name_theirs() {
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, bytes: &[u8]| {
            let path = folder.path().join(name);
            std::fs::write(&path, bytes).unwrap();
            path
        };
        let long = vec![b'x'; 200_000];
        let (a, b, short) = (file("a", &long), file("b", &long), file("short", b"x"));
        let mut other = long.clone();
        *other.last_mut().unwrap() = b'y';
        let other = file("other", &other);
        assert!(same_files(&a, &b).unwrap());
        assert!(!same_files(&a, &short).unwrap() && !same_files(&a, &other).unwrap());
        let gone = folder.path().join("gone");
        assert_eq!(same_files(&a, &gone).unwrap_err().path, gone);
    }

    #[test]
    fn bytes_are_written_as_two_digits() {
        assert_eq!(hex(&[0, 0x0a, 0xff]), "000aff");
        assert!(sha256_hex(b"").starts_with("e3b0c44298fc1c14"));
    }
}
