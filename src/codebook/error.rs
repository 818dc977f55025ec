//! Errors of codebook files, each with its place.

use std::fmt;

use thiserror::Error;

/// One thing that is wrong in a codebook file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub struct CodebookError {
    /// Path below `schema/`.
    pub file: String,
    /// Line from 1; 0 for the file as a whole.
    pub line: u64,
    /// Column from 1 (a CSV cell's number, a TOML character's position); 0 where unknown.
    pub column: u64,
    /// What was found.
    pub message: String,
    /// How to mend it.
    pub hint: String,
}

impl fmt::Display for CodebookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "schema/{}", self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if self.column > 0 {
            write!(f, ":{}", self.column)?;
        }
        write!(f, ": {}", self.message)?;
        if !self.hint.is_empty() {
            write!(f, "; {}", self.hint)?;
        }
        Ok(())
    }
}

/// All that is wrong in a codebook: loading doesn't stop at the first.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub struct CodebookErrors(pub Vec<CodebookError>);

impl fmt::Display for CodebookErrors {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, error) in self.0.iter().enumerate() {
            if n > 0 {
                f.write_str("\n")?;
            }
            write!(f, "{error}")?;
        }
        Ok(())
    }
}

impl CodebookErrors {
    /// `value` if nothing is wrong, else all that is.
    ///
    /// # Errors
    /// When `errors` is not empty; they are sorted by file and line.
    pub fn check<T>(value: T, mut errors: Vec<CodebookError>) -> Result<T, CodebookErrors> {
        if errors.is_empty() {
            return Ok(value);
        }
        errors.sort();
        errors.dedup();
        Err(CodebookErrors(errors))
    }
}
