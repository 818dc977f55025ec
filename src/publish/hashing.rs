//! Files that know their size and SHA-256 when they are written.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use sha2::{Digest, Sha256};

use crate::bytes::hex;

/// Size and SHA-256 of a finished file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sealed {
    pub bytes: u64,
    pub sha256: String,
}

/// A file being written. Clones write to the same file, so that its hash is at hand after a writer that keeps its file.
#[derive(Clone)]
pub(super) struct HashingFile(Arc<Mutex<Inner>>);

struct Inner {
    file: BufWriter<File>,
    hash: Sha256,
    bytes: u64,
}

impl HashingFile {
    /// Makes the file, which must not be there yet.
    pub fn create(path: &Path) -> io::Result<Self> {
        let file = BufWriter::with_capacity(1 << 17, File::create_new(path)?);
        Ok(Self(Arc::new(Mutex::new(Inner { file, hash: Sha256::new(), bytes: 0 }))))
    }

    /// Hands everything to the system; `install` puts it on disk before the old release goes.
    pub fn seal(&self) -> io::Result<Sealed> {
        let mut inner = self.inner();
        inner.file.flush()?;
        Ok(Sealed { bytes: inner.bytes, sha256: hex(&inner.hash.clone().finalize()) })
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Write for HashingFile {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        let mut inner = self.inner();
        inner.file.write_all(buffer)?;
        inner.hash.update(buffer);
        inner.bytes += buffer.len() as u64;
        Ok(buffer.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner().file.flush()
    }
}
