//! Why two releases differ: what in their manifests differs, and which rows each changed raw file accounts for.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::io;

use csv::ByteRecord;
use serde::Serialize;

use super::Diff;
use super::index::{self, lossy};
use crate::inputs::{InputFile, InputKind};
use crate::publish::Manifest;

/// One thing that two releases were made from and that differs.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Reason {
    /// What it is.
    #[serde(flatten)]
    pub subject: Subject,
    /// What became of it.
    pub happened: Happened,
}

/// What a release was made from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(tag = "subject", rename_all = "snake_case")]
pub enum Subject {
    /// The program: its name and version on each side.
    Program {
        /// E.g. `tidings 0.1.0`.
        old: String,
        /// The same of the new side.
        new: String,
    },
    /// An option that changes the result.
    Option {
        /// As the manifest spells it.
        name: String,
    },
    /// An input file.
    Input {
        /// Its part in the run.
        kind: InputKind,
        /// Its path below its folder.
        path: String,
    },
}

/// What became of something that a release is made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Happened {
    /// Only the new side has it.
    Added,
    /// Only the old side has it.
    Removed,
    /// It differs.
    Changed,
}

/// Compares what two releases were made from: program first, then options, then inputs by kind and path.
pub fn reasons(old: &Manifest, new: &Manifest) -> Vec<Reason> {
    let mut reasons = Vec::new();
    if old.program != new.program {
        let [old, new] = [old, new].map(|m| format!("{} {}", m.program.name, m.program.version));
        reasons.push(Reason { subject: Subject::Program { old, new }, happened: Happened::Changed });
    }
    let [old_options, new_options] = [old, new].map(|m| m.options.iter().map(|option| (option, ())).collect());
    compare(&old_options, &new_options, |name, happened| {
        reasons.push(Reason { subject: Subject::Option { name: name.to_string() }, happened });
    });
    let [old_inputs, new_inputs] = [old, new].map(|m| m.inputs.iter().map(|file| ((file.kind, &file.path), content(file))).collect());
    compare(&old_inputs, &new_inputs, |(kind, path), happened| {
        reasons.push(Reason { subject: Subject::Input { kind: *kind, path: path.to_string() }, happened });
    });
    reasons
}

fn content(file: &InputFile) -> (u64, &str) {
    (file.bytes, &file.sha256)
}

/// Tells the keys that one side lacks or whose values differ, in order.
fn compare<K: Ord, V: PartialEq>(old: &BTreeMap<K, V>, new: &BTreeMap<K, V>, mut tell: impl FnMut(&K, Happened)) {
    let keys: BTreeSet<&K> = old.keys().chain(new.keys()).collect();
    for key in keys {
        match (old.get(key), new.get(key)) {
            (None, _) => tell(key, Happened::Added),
            (_, None) => tell(key, Happened::Removed),
            (Some(old), Some(new)) if old != new => tell(key, Happened::Changed),
            _ => {}
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let happened = match self.happened {
            Happened::Added => "was added",
            Happened::Removed => "was removed",
            Happened::Changed => "changed",
        };
        match &self.subject {
            Subject::Program { old, new } => write!(f, "the program changed from {old} to {new}"),
            Subject::Option { name } => write!(f, "option `{name}` {happened}"),
            Subject::Input { kind, path } => write!(f, "{} `{path}` {happened}", folder(*kind)),
        }
    }
}

/// What a user calls these inputs.
fn folder(kind: InputKind) -> &'static str {
    match kind {
        InputKind::Raw => "raw file",
        InputKind::Metadata => "metadata",
        InputKind::Dataset => "dataset description",
        InputKind::Schema => "schema",
        InputKind::Codebook => "codebook",
        InputKind::Corrections => "corrections",
        InputKind::History => "history",
    }
}

/// Which rows that differ stem from which changed input.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Attribution {
    /// Rows of articles that were read from a raw file which was added, removed or changed, by its path.
    pub by_raw_file: BTreeMap<String, u64>,
    /// All other rows that differ: no single raw file accounts for them, e.g. rows of actors, of groups over several
    /// articles, or of articles whose own file is the same.
    pub others: u64,
}

impl Diff {
    /// Which rows that differ stem from which changed raw file, by `articles.raw_file` on either side.
    ///
    /// # Errors
    /// When a table can't be read any more.
    pub fn attribution(&self) -> io::Result<Attribution> {
        let mut by_raw_file: BTreeMap<String, u64> = BTreeMap::new();
        for reason in self.reasons.iter().flatten() {
            if let Subject::Input { kind: InputKind::Raw, path } = &reason.subject {
                by_raw_file.insert(path.clone(), 0);
            }
        }
        let articles = self.raw_files(&by_raw_file);
        let mut others = 0;
        for (_, rows) in self.differing() {
            if articles.is_empty() {
                others += rows.counts.rows();
                continue;
            }
            rows.each(|row| {
                let file = row.article.and_then(|article| articles.get(&article));
                match file.and_then(|file| by_raw_file.get_mut(file)) {
                    Some(count) => *count += 1,
                    None => others += 1,
                }
                Ok(())
            })?;
        }
        Ok(Attribution { by_raw_file, others })
    }

    /// The articles that were read from one of these files, with the file.
    fn raw_files(&self, changed: &BTreeMap<String, u64>) -> BTreeMap<String, String> {
        let mut articles = BTreeMap::new();
        self.each_article("raw_file", |article, file| {
            if changed.contains_key(&file) {
                articles.insert(article, file);
            }
        });
        articles
    }

    /// The titles of these articles; the new side's where it has one.
    pub(super) fn titles(&self, articles: &BTreeSet<&str>) -> BTreeMap<String, String> {
        let mut titles = BTreeMap::new();
        self.each_article("title", |article, title| {
            if !title.is_empty() && articles.contains(article.as_str()) {
                titles.insert(article, title);
            }
        });
        titles
    }

    /// Hands over every article's id and one of its cells, the old side first. A table that can't be read has none.
    fn each_article(&self, column: &str, mut visit: impl FnMut(String, String)) {
        for root in [&self.old, &self.new] {
            let path = root.join("csv/articles.csv");
            let Ok(columns) = index::header(&path) else { continue };
            let position = |name: &str| columns.iter().position(|c| c == name);
            let (Some(id), Some(cell), Ok(mut reader)) = (position("article_id"), position(column), index::open(&path)) else {
                continue;
            };
            let mut row = ByteRecord::new();
            while reader.read_byte_record(&mut row).unwrap_or(false) {
                visit(lossy(row.get(id).unwrap_or_default()), lossy(row.get(cell).unwrap_or_default()));
            }
        }
    }
}
