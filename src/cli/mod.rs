//! The command line: one file a command, wiring only.
//!
//! Data goes to stdout, everything else to stderr. Exit status: 0 fine, 1 findings (violations, differences, rejected
//! input under `--strict`), 2 it could not do what was asked.

pub mod annotate;
pub mod codebook;
pub mod diff;
pub mod explain;
pub mod init;
pub mod run;
pub mod schema;
mod try_codebook;
pub mod validate;

use std::io;
use std::path::Path;
use std::process::ExitCode;

use anyhow::ensure;
use clap::{Parser, Subcommand};

use crate::schema::SchemaFiles;

/// Exit status when there is something to look at.
pub const EXIT_FINDINGS: u8 = 1;
/// Exit status when it could not be done.
pub const EXIT_UNABLE: u8 = 2;

/// Turns raw news articles into an open dataset of actors, statements, events and sanctions.
#[derive(Debug, Parser)]
#[command(
    version,
    args_conflicts_with_subcommands = true,
    after_help = "Without a command it does `tidings run`: raw/ to output/.\n\n\
    Examples:\n  tidings\n  tidings run --raw articles.jsonl.gz --output release\n  tidings validate release"
)]
pub struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    run: run::Args,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read raw articles and make a release
    Run(run::Args),
    /// Check every promise of a release
    Validate(validate::Args),
    /// Compare two releases row by row
    Diff(diff::Args),
    /// Show why a row is there: its sentence, its actors' mentions, what decided
    Explain(explain::Args),
    /// Print words, tags and trees of a text as CoNLL-U
    Annotate(annotate::Args),
    /// Print the data dictionary
    Schema(schema::Args),
    /// Work on the codebook
    Codebook(codebook::Args),
    /// Lay out a new dataset folder
    Init(init::Args),
}

impl Cli {
    /// Does what the arguments ask for.
    ///
    /// # Errors
    /// When it can't be done; the caller prints the chain and exits with 2.
    pub fn run(self) -> anyhow::Result<ExitCode> {
        match self.command.unwrap_or(Command::Run(self.run)) {
            Command::Run(args) => run::run(&args),
            Command::Validate(args) => validate::run(&args),
            Command::Diff(args) => diff::run(&args),
            Command::Explain(args) => explain::run(&args),
            Command::Annotate(args) => annotate::run(&args),
            Command::Schema(args) => schema::run(&args),
            Command::Codebook(args) => codebook::run(&args),
            Command::Init(args) => init::run(&args),
        }
    }
}

/// An error with its causes, each said once: many messages name their cause already, because a hint follows it.
pub fn described(error: &anyhow::Error) -> String {
    let mut text = String::new();
    for cause in error.chain().map(ToString::to_string).filter(|cause| !cause.is_empty()) {
        if text.is_empty() {
            text = cause;
        } else if !text.contains(&cause) {
            text.push_str(": ");
            text.push_str(&cause);
        }
    }
    text
}

/// Whether the reader of our output has gone, as `head` does: no failure.
pub fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.chain().any(|cause| cause.downcast_ref::<io::Error>().is_some_and(|e| e.kind() == io::ErrorKind::BrokenPipe))
}

/// The schema to work with: the built-in one, with the files of a folder in the place of those of the same path.
///
/// The folder is the one given with `--schema`, else `schema/` here if it holds a `dataset.toml`.
fn schema_files(given: Option<&Path>) -> anyhow::Result<SchemaFiles> {
    let here = Path::new("schema");
    let folder = given.or_else(|| here.join("dataset.toml").is_file().then_some(here));
    let mut files = SchemaFiles::embedded();
    if let Some(folder) = folder {
        let own = SchemaFiles::folder(folder)?;
        ensure!(
            own.below("").any(|(path, _)| files.below(path).next().is_some()),
            "`{}` holds no file of a schema; give a folder with a dataset.toml, tables/ or codebook/",
            folder.display()
        );
        files.overlay(own);
    }
    Ok(files)
}
