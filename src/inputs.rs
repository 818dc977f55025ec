//! The files that a run reads, with their hashes: taken where they are read, published in the manifest.

use serde::{Deserialize, Serialize};

use crate::bytes::sha256_hex;

/// A file that was read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct InputFile {
    /// Its part in the run.
    pub kind: InputKind,
    /// Path below its folder (`raw/`, `schema/` ...), with `/` as separator.
    pub path: String,
    /// Bytes as they stand on disk.
    pub bytes: u64,
    /// SHA-256 of these bytes.
    pub sha256: String,
}

/// The part of an input in a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum InputKind {
    /// A raw file.
    Raw,
    /// `raw/metadata.csv`.
    Metadata,
    /// `schema/dataset.toml`.
    Dataset,
    /// `schema/tables/`.
    Schema,
    /// `schema/codebook/`.
    Codebook,
    /// `corrections/`.
    Corrections,
    /// `history/`.
    History,
}

impl InputFile {
    /// An input that is at hand as bytes.
    pub fn of(kind: InputKind, path: &str, bytes: &[u8]) -> Self {
        Self { kind, path: path.to_owned(), bytes: bytes.len() as u64, sha256: sha256_hex(bytes) }
    }
}
