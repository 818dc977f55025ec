//! `manifest.json`: the hashes of all that a release was made from and all that it holds.

use serde::{Deserialize, Serialize};

/// What a release was made from and what it holds; enough to say why two releases differ.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// The program that made it.
    pub program: Program,
    /// Options that change the result, e.g. `include-text`; sorted.
    pub options: Vec<String>,
    /// Every input by kind and path; sorted.
    pub inputs: Vec<InputFile>,
    /// Every file of the release but this one and `SHA256SUMS`; sorted by path.
    pub outputs: Vec<OutputFile>,
}

/// The program that made a release.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Program {
    /// `tidings`.
    pub name: String,
    /// Its version.
    pub version: String,
}

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

/// A file of the release.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct OutputFile {
    /// Path in the release, with `/` as separator.
    pub path: String,
    /// Its size.
    pub bytes: u64,
    /// Its SHA-256.
    pub sha256: String,
    /// Rows, for a table.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
}

impl Manifest {
    /// Its name in a release.
    pub const PATH: &'static str = "manifest.json";
}
