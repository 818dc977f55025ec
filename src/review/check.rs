//! Whether a release is what its inputs give: the part of `tidings run --check` that compares.

use std::io::{self, Write};
use std::path::Path;

use super::diff::{self, Diff, DiffError, Listing};

/// What a check found.
#[derive(Debug)]
pub enum Check {
    /// The release is up to date, byte for byte.
    Same,
    /// There is no release.
    Absent,
    /// It differs.
    Differs(Box<Diff>),
}

/// Compares the release that is there with the one just made beside it.
///
/// # Errors
/// When what is there is no release.
pub fn check(there: &Path, made: &Path) -> Result<Check, DiffError> {
    if !there.exists() {
        return Ok(Check::Absent);
    }
    let found = diff::diff(there, made)?;
    Ok(if found.is_empty() { Check::Same } else { Check::Differs(Box::new(found)) })
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
            Check::Differs(found) if json => diff::write_json(found, out),
            Check::Differs(found) => diff::write_terminal(found, listing, out),
        }
    }
}
