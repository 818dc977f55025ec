//! Whether a release is what its inputs give: the part of `tidings run --check` that compares.

use std::io::{self, Write};
use std::path::Path;

use thiserror::Error;

use super::diff::{self, Diff, DiffError, Listing};
use crate::publish::{self, PublishError};

/// What a check found.
#[derive(Debug)]
pub enum Check {
    /// The release is up to date, byte for byte.
    Same,
    /// There is no release.
    Absent,
    /// Rows or descriptors differ.
    Differs(Box<Diff>),
    /// Every cell is the same, but these files are written otherwise, e.g. with other line ends.
    Rewritten(Vec<String>),
}

/// Why a release can't be compared with the one just made.
#[derive(Debug, Error)]
pub enum CheckError {
    /// What is there is no release.
    #[error(transparent)]
    Diff(#[from] DiffError),
    /// A file can't be read.
    #[error(transparent)]
    Files(#[from] PublishError),
}

/// Compares the release that is there with the one just made beside it.
///
/// # Errors
/// When what is there is no release or can't be read.
pub fn check(there: &Path, made: &Path) -> Result<Check, CheckError> {
    if !there.exists() {
        return Ok(Check::Absent);
    }
    let files = publish::differing_files(made, there)?;
    if files.is_empty() {
        return Ok(Check::Same);
    }
    let found = diff::diff(there, made)?;
    Ok(if found.is_empty() { Check::Rewritten(files) } else { Check::Differs(Box::new(found)) })
}

impl Check {
    /// Says which rows differ and because of which input; nothing when the release is up to date.
    ///
    /// # Errors
    /// When the output can't be written or the releases can't be read any more.
    pub fn write(&self, out: &mut impl Write, json: bool, listing: &Listing) -> io::Result<()> {
        match self {
            Check::Same => Ok(()),
            Check::Absent if json => writeln!(out, "{{\"absent\": true}}"),
            Check::Absent => writeln!(out, "there is no release yet; `tidings run` makes it"),
            Check::Rewritten(files) if json => writeln!(out, "{}", serde_json::json!({ "rewritten": files })),
            Check::Rewritten(files) => {
                writeln!(out, "every cell is the same, but these files differ in their bytes; `tidings run` writes them anew:")?;
                files.iter().try_for_each(|file| writeln!(out, "  {file}"))
            }
            Check::Differs(found) if json => diff::write_json(found, out),
            Check::Differs(found) => diff::write_terminal(found, listing, out),
        }
    }
}
