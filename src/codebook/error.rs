//! Errors of codebook files, each with its place.

use std::fmt;

use thiserror::Error;

use crate::schema::SchemaFiles;

/// One thing that is wrong in a codebook file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Error)]
pub struct CodebookError {
    /// The schema's folder as the user gave it; `schema` unless [`CodebookErrors::located`] told it.
    pub folder: String,
    /// Path below that folder.
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

impl CodebookError {
    /// An error at a line and column of a file below the schema's folder; 0 where they are unknown.
    pub fn new(file: &str, (line, column): (u64, u64), message: impl Into<String>, hint: &str) -> Self {
        let (folder, file) = (SchemaFiles::FOLDER.to_owned(), file.to_owned());
        Self { folder, file, line, column, message: message.into(), hint: hint.to_owned() }
    }

    /// The file with its folder, as the user can open it.
    pub fn path(&self) -> String {
        format!("{}/{}", self.folder, self.file)
    }
}

impl fmt::Display for CodebookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.path())?;
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
    /// The same, each with the folder that its file was read from.
    #[must_use]
    pub fn located(mut self, files: &SchemaFiles) -> Self {
        self.0.iter_mut().for_each(|error| error.folder = files.folder_of(&error.file));
        self
    }

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
