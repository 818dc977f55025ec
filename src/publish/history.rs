//! `history/`: what earlier versions left behind. Read before a run, written into every release.

use std::io;
use std::path::Path;

use crate::inputs::{InputFile, InputKind};

/// The header of `superseded.csv`.
pub const SUPERSEDED_HEADER: &str = "table,old_key,new_key,version,reason\n";

/// Changed keys and the changelog's entries.
#[derive(Debug, Clone, Default)]
pub struct History {
    /// `history/superseded.csv` as it stands; empty when there is none.
    pub superseded: String,
    /// Version and Markdown text of every `history/<version>.md`.
    pub entries: Vec<(String, String)>,
    /// The files that were read.
    pub inputs: Vec<InputFile>,
}

impl History {
    /// Reads `superseded.csv` and `<version>.md` files in a folder; a folder that isn't there is an empty history.
    ///
    /// # Errors
    /// When a file can't be read as UTF-8.
    pub fn load(folder: &Path) -> io::Result<Self> {
        let mut history = Self::default();
        let mut paths: Vec<_> = match std::fs::read_dir(folder) {
            Ok(files) => files.map(|file| file.map(|f| f.path())).collect::<io::Result<_>>()?,
            Err(e) if e.kind() == io::ErrorKind::NotFound => return Ok(history),
            Err(e) => return Err(e),
        };
        paths.sort();
        for path in paths {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let version = name.strip_suffix(".md").filter(|version| version.starts_with(|c: char| c.is_ascii_digit()));
            if name != "superseded.csv" && version.is_none() {
                continue;
            }
            let text = std::fs::read_to_string(&path)?;
            history.inputs.push(InputFile::of(InputKind::History, &name, text.as_bytes()));
            match version {
                Some(version) => history.entries.push((version.to_owned(), text)),
                None => history.superseded = text,
            }
        }
        history.entries.sort_by_key(|(version, _)| std::cmp::Reverse(order(version)));
        Ok(history)
    }

    /// `superseded.csv` of the release.
    pub(super) fn superseded_csv(&self) -> String {
        if self.superseded.is_empty() { SUPERSEDED_HEADER.to_owned() } else { self.superseded.clone() }
    }

    /// `CHANGELOG.md` of the release: the newest version first, the current one even when nothing is written about it.
    pub(super) fn changelog(&self, title: &str, version: &str) -> String {
        let mut text = format!("# Changes of {title}\n");
        if !self.entries.iter().any(|(known, _)| known == version) {
            text.push_str(&format!("\n## {version}\n"));
        }
        for (version, entry) in &self.entries {
            text.push_str(&format!("\n## {version}\n\n{}\n", entry.trim()));
        }
        text
    }
}

/// Numbers of a version, so that 1.10.0 comes after 1.9.0.
fn order(version: &str) -> Vec<u64> {
    version.split('.').map(|part| part.parse().unwrap_or(0)).collect()
}
