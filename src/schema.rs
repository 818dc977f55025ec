//! The files of `schema/`: the copy inside the binary, or a folder given with `--schema`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use include_dir::{Dir, include_dir};
use thiserror::Error;

use crate::inputs::{InputFile, InputKind};

static EMBEDDED: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/schema");

/// The bytes of every file of a schema, by its path below `schema/` with `/` as separator, in path order.
///
/// Reading them once keeps one run on one schema even if somebody edits the folder meanwhile, and lets the manifest hash
/// exactly what was used.
#[derive(Debug, Clone)]
pub struct SchemaFiles {
    files: BTreeMap<String, Vec<u8>>,
}

/// Why a schema folder could not be read.
#[derive(Debug, Error)]
pub enum SchemaError {
    /// The folder or a file in it can't be read.
    #[error("can't read schema `{path}`: {source}; give a folder laid out like the project's `schema/`")]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A file that must be there is not.
    #[error("the schema has no `{0}`; copy it from the project's `schema/`")]
    Missing(String),
    /// A file is not UTF-8.
    #[error("schema file `{0}` is not UTF-8 text; save it as UTF-8")]
    Encoding(String),
}

impl SchemaFiles {
    /// The schema that was built into this program.
    pub fn embedded() -> Self {
        let mut files = BTreeMap::new();
        collect(&EMBEDDED, &mut files);
        Self { files }
    }

    /// The schema in a folder. Files whose name starts with a dot are passed over.
    ///
    /// # Errors
    /// When the folder or a file in it can't be read.
    pub fn folder(root: &Path) -> Result<Self, SchemaError> {
        let mut files = BTreeMap::new();
        for entry in walkdir::WalkDir::new(root).sort_by_file_name() {
            let entry = entry.map_err(|e| SchemaError::Read { path: e.path().unwrap_or(root).to_owned(), source: e.into() })?;
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            if !entry.file_type().is_file() || hidden {
                continue;
            }
            let name: Vec<_> = entry.path().strip_prefix(root).into_iter().flatten().map(|p| p.to_string_lossy()).collect();
            let bytes = std::fs::read(entry.path()).map_err(|source| SchemaError::Read { path: entry.path().to_owned(), source })?;
            files.insert(name.join("/"), bytes);
        }
        Ok(Self { files })
    }

    /// A schema from files in memory: for tests and tools.
    pub fn from_files(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        Self { files: files.into_iter().collect() }
    }

    /// The text of one file, e.g. `codebook/cues.csv`.
    ///
    /// # Errors
    /// When it is missing or not UTF-8.
    pub fn text(&self, path: &str) -> Result<&str, SchemaError> {
        let bytes = self.files.get(path).ok_or_else(|| SchemaError::Missing(path.to_owned()))?;
        std::str::from_utf8(bytes).map_err(|_| SchemaError::Encoding(path.to_owned()))
    }

    /// The paths and bytes of all files below a folder such as `tables/`, in path order; `""` gives all.
    pub fn below<'s>(&'s self, folder: &'s str) -> impl Iterator<Item = (&'s str, &'s [u8])> {
        self.files.iter().filter(move |(path, _)| path.starts_with(folder)).map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }

    /// Puts a file in the place of another, or adds it: for a dataset folder's own `dataset.toml`, and for tests.
    pub fn replace(&mut self, path: &str, bytes: Vec<u8>) {
        self.files.insert(path.to_owned(), bytes);
    }

    /// Every file as an input of a run, for the manifest.
    pub fn inputs(&self) -> Vec<InputFile> {
        let kind = |path: &str| match path {
            "dataset.toml" => InputKind::Dataset,
            path if path.starts_with("codebook/") => InputKind::Codebook,
            _ => InputKind::Schema,
        };
        self.files.iter().map(|(path, bytes)| InputFile::of(kind(path), path, bytes)).collect()
    }
}

fn collect(dir: &Dir<'_>, files: &mut BTreeMap<String, Vec<u8>>) {
    for file in dir.files() {
        files.insert(file.path().to_string_lossy().replace('\\', "/"), file.contents().to_vec());
    }
    for below in dir.dirs() {
        collect(below, files);
    }
}
