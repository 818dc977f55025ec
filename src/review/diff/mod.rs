//! Compares two releases by key, so that a reviewer reads what changed and not where lines moved.
//!
//! It reads the CSV files, so it is of use on a release that somebody edited by hand, too. Each table is read once, with
//! both sides at the same time; 32 bytes a row are kept. Rows that differ are then read again, when they are listed.
//!
//! - A change of the columns (see [`SchemaChange`]) is told apart from a change of cells.
//! - A row whose key alone changed is renamed, not removed and added.
//! - A table that can't be compared is named with its reason: skipped is not the same.

mod change;
mod files;
mod formats;
mod index;
mod reasons;
mod release;
mod rename;
mod table;
mod version;

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

pub use change::{CellChange, Counts, FileChange, FileKind, RowChange, RowKind, SchemaChange};
pub use formats::{Listing, write_csv, write_json, write_markdown, write_terminal};
pub use reasons::{Attribution, Happened, Reason, Subject, reasons};
pub use table::{Differing, Rows, TableDiff};
pub use version::{Step, VersionStep};

use crate::bytes::Unreadable;
use crate::schema::SchemaFiles;
use crate::tables::{Schema, TableError};
use release::Release;
use rename::NewArticles;
use table::{ArticleOf, Pair};

/// How two releases differ.
#[derive(Debug)]
pub struct Diff {
    /// The old release's folder.
    pub old: PathBuf,
    /// The new one's.
    pub new: PathBuf,
    /// The old release's version, where it says one.
    pub old_version: Option<String>,
    /// The new one's.
    pub new_version: Option<String>,
    /// Every table of either side: in the order of the new release, then those that it hasn't got.
    pub tables: Vec<TableDiff>,
    /// The other files that differ, by path.
    pub files: Vec<FileChange>,
    /// What they were made from and that differs; `None` where a release has no manifest.
    pub reasons: Option<Vec<Reason>>,
    /// What is odd about the releases, e.g. a descriptor that can't be read.
    pub notes: Vec<String>,
}

/// Why two releases could not be compared at all.
#[derive(Debug, Error)]
pub enum DiffError {
    /// There is no folder.
    #[error("`{0}` is no folder; give the folder of a release")]
    NoFolder(PathBuf),
    /// There is no table.
    #[error("`{0}` holds no table; give the folder of a release, with its tables in `csv/`")]
    NoTables(PathBuf),
    /// Something in it can't be read.
    #[error("can't read `{path}`: {source}")]
    Read {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file of one side can't be read.
    #[error(transparent)]
    File(#[from] Unreadable),
    /// The program's own schema is broken.
    #[error(transparent)]
    Schema(#[from] TableError),
}

/// Compares two release folders.
///
/// A table that can't be compared doesn't end it; see [`Rows::Skipped`].
///
/// # Errors
/// When a side is no folder, has no table, or its folders can't be read.
pub fn diff(old: &Path, new: &Path) -> Result<Diff, DiffError> {
    let schema = Schema::load(&SchemaFiles::embedded())?;
    let (old, new) = (Release::open(old, &schema)?, Release::open(new, &schema)?);
    let mut articles = NewArticles::new();
    let mut tables = Vec::new();
    for name in table_names(&old, &new) {
        let table = pair(name, &old, &new).compare(&articles);
        if table.key == ["article_id"] {
            articles = renamed(&table);
        }
        tables.push(table);
    }
    let reasons = match (&old.manifest, &new.manifest) {
        (Some(old), Some(new)) => Some(reasons(old, new)),
        _ => None,
    };
    let files = files::changes(&old, &new)?;
    let notes = old.notes.into_iter().chain(new.notes).collect();
    Ok(Diff { old: old.root, new: new.root, old_version: old.version, new_version: new.version, tables, files, reasons, notes })
}

impl Diff {
    /// Whether nothing at all differs, of what could be compared.
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.tables.iter().all(|t| t.schema.is_empty() && !matches!(t.rows, Rows::Differ(_)))
    }

    /// The tables that could not be compared, with the reason.
    pub fn skipped(&self) -> impl Iterator<Item = (&str, &str)> {
        self.tables.iter().filter_map(|t| match &t.rows {
            Rows::Skipped(reason) => Some((t.name.as_str(), reason.as_str())),
            _ => None,
        })
    }

    /// The tables whose rows differ.
    pub fn differing(&self) -> impl Iterator<Item = (&TableDiff, &Differing)> {
        self.tables.iter().filter_map(|t| match &t.rows {
            Rows::Differ(rows) => Some((t, &**rows)),
            _ => None,
        })
    }

    /// The tables that are the same in columns and rows.
    pub fn identical(&self) -> impl Iterator<Item = &TableDiff> {
        self.tables.iter().filter(|t| t.schema.is_empty() && matches!(t.rows, Rows::Same))
    }
}

fn table_names<'r>(old: &'r Release, new: &'r Release) -> Vec<&'r str> {
    let gone = old.tables.iter().filter(|t| new.table(&t.name).is_none());
    new.tables.iter().chain(gone).map(|t| t.name.as_str()).collect()
}

fn pair<'r>(name: &str, old: &'r Release, new: &'r Release) -> Pair<'r> {
    let side = |release: &'r Release| release.table(name).map(|table| (table, release.file(table)));
    Pair { old: side(old), new: side(new), article: article_of(name, new).or_else(|| article_of(name, old)).unwrap_or(ArticleOf::None) }
}

/// A row belongs to an article by its own column, or by a key column that points to a row of an article.
fn article_of(name: &str, release: &Release) -> Option<ArticleOf> {
    let table = release.table(name)?;
    if table.types.contains_key("article_id") || table.types.is_empty() {
        return Some(ArticleOf::Column);
    }
    let of_article = |target: &str| release.table(target).is_some_and(|t| t.types.contains_key("article_id"));
    let parent = table.parents.iter().find(|(column, target)| table.key.contains(column) && of_article(target));
    parent.map(|(column, _)| ArticleOf::Prefix(column.clone()))
}

/// The articles that have another id.
fn renamed(table: &TableDiff) -> NewArticles {
    let mut articles = BTreeMap::new();
    if let Rows::Differ(rows) = &table.rows
        && rows.counts.renamed > 0
    {
        // a file that can't be read any more shows up when the next table is read
        let _ = rows.each(|row| {
            if let (Some(old), RowKind::Renamed) = (row.old_key, row.kind) {
                articles.insert(old.concat().into_bytes(), row.key.concat().into_bytes());
            }
            Ok(())
        });
    }
    articles
}
