//! `manifest.json`: the hashes of all that a release was made from and all that it holds.

use serde::{Deserialize, Serialize};

use crate::inputs::InputFile;

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
