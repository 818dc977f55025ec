//! Which files of the raw folder are read, in which order, and as what.

use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::input::Compression;
use super::metadata::MetadataFile;
use super::problem::Problem;
use super::records::Format;

/// A file of the raw folder.
#[derive(Debug)]
pub struct RawFile {
    /// Where it is.
    pub path: PathBuf,
    /// Path below the raw folder with `/` as separator.
    pub name: String,
    /// How it is read, or why it is not.
    pub form: Result<(Format, Compression), Problem>,
    /// Its size when the folder was walked.
    pub bytes: u64,
}

/// The files below a folder in the byte order of their paths, or the one file that was given. Names that begin with a
/// dot and `metadata.csv` at the top are passed over.
pub fn walk(raw: &Path) -> Vec<RawFile> {
    if !raw.is_dir() {
        let name = raw.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
        let bytes = raw.metadata().map_or(0, |m| m.len());
        let form = if raw.is_file() { form(&name) } else { Err(no_file()) };
        return vec![RawFile { path: raw.to_owned(), form, name, bytes }];
    }
    let entries = WalkDir::new(raw).min_depth(1).follow_links(true).into_iter().filter_entry(|entry| !hidden(entry));
    let mut files: Vec<RawFile> = entries.filter_map(|entry| file(raw, entry)).collect();
    files.retain(|file| file.name != MetadataFile::PATH);
    files.sort_by(|a, b| a.name.as_bytes().cmp(b.name.as_bytes()));
    files
}

fn hidden(entry: &DirEntry) -> bool {
    entry.depth() > 0 && entry.file_name().as_encoded_bytes().starts_with(b".")
}

/// An entry as a file; `None` for a folder.
fn file(raw: &Path, entry: walkdir::Result<DirEntry>) -> Option<RawFile> {
    let (path, problem, bytes) = match entry {
        Ok(entry) if entry.file_type().is_dir() => return None,
        Ok(entry) if entry.file_type().is_file() => (entry.path().to_owned(), None, entry.metadata().map_or(0, |m| m.len())),
        Ok(entry) => (entry.path().to_owned(), Some(no_file()), 0),
        Err(e) => (e.path().unwrap_or(raw).to_owned(), Some(unreadable(&e)), 0),
    };
    let below = path.strip_prefix(raw).unwrap_or(&path);
    if below.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b".")) {
        return None;
    }
    let parts: Vec<_> = below.components().map(|c| c.as_os_str().to_string_lossy()).collect();
    let name = parts.join("/");
    let form = match problem {
        Some(problem) => Err(problem),
        None if below.to_str().is_none() => Err(Problem::new("file-name", "the file's name is not UTF-8; rename it")),
        None => form(&name),
    };
    Some(RawFile { path, name, form, bytes })
}

fn no_file() -> Problem {
    Problem::new("not-a-file", "this is neither a file nor a folder; remove it")
}

fn unreadable(e: &walkdir::Error) -> Problem {
    if e.loop_ancestor().is_some() {
        return Problem::new("link-loop", "the link leads back to a folder that it is in; remove it");
    }
    let kind = e.io_error().map_or(std::io::ErrorKind::Other, std::io::Error::kind);
    Problem::new("unreadable", format!("the entry can't be read ({kind}); check that it is there and may be read"))
}

/// How a file of this name is read.
fn form(name: &str) -> Result<(Format, Compression), Problem> {
    let lower = name.to_ascii_lowercase();
    let (stem, compression) = match lower.rsplit_once('.') {
        Some((stem, "gz")) => (stem, Compression::Gzip),
        Some((stem, "zst")) => (stem, Compression::Zstd),
        _ => (lower.as_str(), Compression::None),
    };
    let extension = stem.rsplit_once('.').map_or("", |(_, extension)| extension);
    let format = match extension {
        "txt" => Format::Text,
        "md" | "markdown" => Format::Markdown,
        "jsonl" | "ndjson" => Format::JsonLines,
        "csv" | "tsv" => Format::Csv,
        _ => {
            let reason = "files of this kind are not read; give .txt, .md, .jsonl, .ndjson, .csv or .tsv, each also with .gz or .zst";
            return Err(Problem::new("unknown-format", reason));
        }
    };
    Ok((format, compression))
}
