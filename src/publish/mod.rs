//! From [`Findings`](crate::extract::Findings) and the resolution to a release: rows, CSV, Parquet, descriptors.
//!
//! [`publish`] writes a complete release into an empty folder; [`install`] puts it in the place of the old one.
//!
//! Articles are written in the order of their ids, which is not the order of the spill: the spill is read by position, one
//! article at a time. Actors and places are known last and few, so they are kept; of every other table one row group is.

mod actor_rows;
mod article_rows;
mod citation;
mod croissant;
mod datapackage;
mod documents;
mod hashing;
mod history;
mod ids;
mod install;
mod manifest;
mod parquet;
mod readme;
#[cfg(test)]
pub(crate) mod samples;
mod table_file;
mod tables;
#[cfg(test)]
mod tests;
mod words;

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

pub use history::{History, SUPERSEDED_HEADER};
pub use install::{Installed, check_target, differing_files, install, work_folder};
pub use manifest::{Manifest, OutputFile, Program};
pub use parquet::{ROW_GROUP, data_type};
pub use table_file::{csv_path, parquet_path};
pub use words::one_line;

use crate::codebook::{Dataset, Registry};
use crate::ingest::Rejection;
use crate::inputs::InputFile;
use crate::resolve::Resolution;
use crate::spill::Spill;
use crate::tables::{EventTypeRow, Schema};

/// All that a release is made of.
pub struct PublishInput<'a> {
    /// The articles with their findings.
    pub spill: &'a Spill,
    /// The decisions about them.
    pub resolution: &'a Resolution,
    /// Known actors and places.
    pub registry: &'a Registry,
    /// The tables.
    pub schema: &'a Schema,
    /// Name, version, licence ...
    pub dataset: &'a Dataset,
    /// What was set aside; written in the order of files and records.
    pub rejections: &'a [Rejection],
    /// Every file that the run read, but those of the history.
    pub inputs: Vec<InputFile>,
    /// The codebook's event types.
    pub event_types: &'a [EventTypeRow],
    /// What earlier versions left behind.
    pub history: &'a History,
    /// What may differ from run to run.
    pub options: PublishOptions,
}

/// Options of a release; each that is set stands in the manifest.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PublishOptions {
    /// Adds the articles' texts.
    pub include_text: bool,
}

/// Why a release could not be made or put in place.
#[derive(Debug, Error)]
pub enum PublishError {
    /// A file could not be written or read.
    #[error("`{path}`: {source}")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Work files could not be written or read.
    #[error("a work file can't be used: {0}; is the disk full?")]
    Io(#[from] io::Error),
    /// A CSV file could not be written.
    #[error("a CSV file can't be written: {0}; is the disk full?")]
    Csv(#[from] csv::Error),
    /// A Parquet file could not be written.
    #[error("a Parquet file can't be written: {0}; is the disk full?")]
    Parquet(#[from] polars::error::PolarsError),
    /// A descriptor could not be written.
    #[error("a descriptor can't be written: {0}")]
    Json(#[from] serde_json::Error),
    /// The folder around the target can't be written.
    #[error("can't write in `{parent}`: {source}; a release is made beside its place and then renamed: name another with --output")]
    Beside {
        /// The folder around the target.
        parent: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Another run holds the lock.
    #[error("another run is making the release `{}`; wait for its end", .0.display())]
    Busy(PathBuf),
    /// The target is there and is no release.
    #[error("`{}` is no release of tidings: {reason}; name another folder, or an empty one", target.display())]
    NoRelease {
        /// The folder.
        target: PathBuf,
        /// What tells.
        reason: String,
    },
    /// The target holds files that its release doesn't list.
    #[error("`{}` holds files that its release does not list: {}; move them elsewhere, or name another folder", target.display(), list(files))]
    Strangers {
        /// The folder.
        target: PathBuf,
        /// Paths in it.
        files: Vec<String>,
    },
}

impl PublishError {
    fn at(path: &Path) -> impl Fn(io::Error) -> PublishError + use<> {
        let path = path.to_owned();
        move |source| PublishError::File { path: path.clone(), source }
    }
}

/// The first few of some paths.
fn list(files: &[String]) -> String {
    let shown = files.iter().take(5).map(|file| format!("`{file}`")).collect::<Vec<_>>().join(", ");
    if files.len() > 5 { format!("{shown} and {} more", files.len() - 5) } else { shown }
}

/// Writes a complete release into a folder, which must be empty.
///
/// # Errors
/// When a file can't be written, or the spill can't be read back.
pub fn publish(input: PublishInput, folder: &Path) -> Result<Manifest, PublishError> {
    let schema = input.schema.released(input.options.include_text);
    let outputs = tables::write(&input, &schema, folder)?;
    documents::write(input, &schema, outputs, folder)
}
