//! The files of `schema/`: the copy inside the binary, or a folder given with `--schema`.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::inputs::{InputFile, InputKind};

/// Where a file stands that no folder replaces.
const BUILT_IN: &str = "built-in schema";

/// All files of `schema/`, packed by `build.rs`.
static EMBEDDED: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/schema.zst"));

/// The bytes of every file of a schema, by its path below `schema/` with `/` as separator, in path order.
///
/// Reading them once keeps one run on one schema even if somebody edits the folder meanwhile, and lets the manifest hash
/// exactly what was used.
#[derive(Debug, Clone)]
pub struct SchemaFiles {
    files: BTreeMap<String, Vec<u8>>,
    /// The folder that a file was read from, for errors; see [`SchemaFiles::folder_of`].
    folders: BTreeMap<String, String>,
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
        let files: BTreeMap<String, Vec<u8>> = unpacked(EMBEDDED).unwrap_or_default();
        let folders = files.keys().map(|path| (path.clone(), BUILT_IN.to_owned())).collect();
        Self { files, folders }
    }

    /// The folder of a file of which nobody said where it was read.
    pub const FOLDER: &'static str = "schema";

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
        let shown = root.display().to_string();
        let shown = shown.trim_end_matches(std::path::is_separator);
        let folders = files.keys().map(|path| (path.clone(), shown.to_owned())).collect();
        Ok(Self { files, folders })
    }

    /// Puts the files of another schema in the place of those of the same path, and adds the others.
    pub fn overlay(&mut self, other: Self) {
        self.files.extend(other.files);
        self.folders.extend(other.folders);
    }

    /// The folder that a file was read from, as the user gave it: what an error names.
    pub fn folder_of(&self, path: &str) -> String {
        self.folders.get(path).map_or(Self::FOLDER, String::as_str).to_owned()
    }

    /// A file with its folder, as the user can open it.
    pub fn shown(&self, path: &str) -> String {
        format!("{}/{path}", self.folder_of(path))
    }

    /// A schema from files in memory: for tests and tools.
    pub fn from_files(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        Self { files: files.into_iter().collect(), folders: BTreeMap::new() }
    }

    /// The text of one file, e.g. `codebook/cues.csv`.
    ///
    /// # Errors
    /// When it is missing or not UTF-8.
    pub fn text(&self, path: &str) -> Result<&str, SchemaError> {
        let bytes = self.files.get(path).ok_or_else(|| SchemaError::Missing(path.to_owned()))?;
        std::str::from_utf8(bytes).map_err(|_| SchemaError::Encoding(self.shown(path)))
    }

    /// The paths and bytes of all files below a folder such as `tables/`, in path order; `""` gives all.
    pub fn below<'s>(&'s self, folder: &'s str) -> impl Iterator<Item = (&'s str, &'s [u8])> {
        self.files.iter().filter(move |(path, _)| path.starts_with(folder)).map(|(path, bytes)| (path.as_str(), bytes.as_slice()))
    }

    /// Puts a file in the place of another, or adds it: for a dataset folder's own `dataset.toml`, and for tests.
    pub fn replace(&mut self, path: &str, bytes: Vec<u8>) {
        self.files.insert(path.to_owned(), bytes);
        self.folders.remove(path);
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

/// More than a schema ever holds.
const MOST: u64 = 1 << 30;

/// The files that `build.rs` packed; `None` for anything else.
fn unpacked(packed: &[u8]) -> Option<BTreeMap<String, Vec<u8>>> {
    let size = zstd::zstd_safe::get_frame_content_size(packed).ok()??;
    let all = zstd::bulk::decompress(packed, usize::try_from(size.min(MOST)).ok()?).ok()?;
    let (mut rest, mut files) = (all.as_slice(), BTreeMap::new());
    while !rest.is_empty() {
        let path = std::str::from_utf8(taken(&mut rest)?).ok()?.to_owned();
        files.insert(path, taken(&mut rest)?.to_vec());
    }
    Some(files)
}

/// A length and as many bytes.
fn taken<'a>(rest: &mut &'a [u8]) -> Option<&'a [u8]> {
    let (length, behind) = rest.split_first_chunk::<4>()?;
    let (bytes, behind) = behind.split_at_checked(u32::from_le_bytes(*length) as usize)?;
    *rest = behind;
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_carries_the_schema_of_its_source() {
        let source = SchemaFiles::folder(&Path::new(env!("CARGO_MANIFEST_DIR")).join("schema")).unwrap();
        assert_eq!(SchemaFiles::embedded().files, source.files);
        for broken in [&b""[..], b"x", &EMBEDDED[..EMBEDDED.len() / 2]] {
            assert_eq!(unpacked(broken), None);
        }
    }
}
