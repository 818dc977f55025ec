//! `tidings codebook`: for those who maintain names, cues and patterns.

use std::io::{Write, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Subcommand;

use super::{EXIT_FINDINGS, schema_files};
use crate::codebook::Codebook;

/// Arguments of `tidings codebook`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: tidings codebook check")]
pub struct Args {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Load the whole codebook and report every problem with file, line and column
    #[command(after_help = "Example: tidings codebook check --schema my-dataset/schema")]
    Check {
        /// Folder whose files go before the built-in ones [default: schema/ here, if it holds a dataset.toml]
        #[arg(long, value_name = "DIR")]
        schema: Option<PathBuf>,
        /// Print the problems as JSON
        #[arg(long)]
        json: bool,
    },
    /// Show what the patterns of events and sanctions make of a sentence or a text file, and why
    #[command(after_help = "Example: tidings codebook try \"Norway condemned the attack on Mali.\"")]
    Try {
        /// A sentence, or a file of plain text
        text: String,
        /// Folder whose files go before the built-in ones [default: schema/ here, if it holds a dataset.toml]
        #[arg(long, value_name = "DIR")]
        schema: Option<PathBuf>,
    },
}

/// Runs `tidings codebook`.
///
/// # Errors
/// When the files can't be read at all.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let (schema, json) = match &args.command {
        Command::Check { schema, json } => (schema, json),
        Command::Try { text, schema } => {
            let codebook = Codebook::load(&schema_files(schema.as_deref())?)?;
            super::try_codebook::run(text, &codebook)?;
            return Ok(ExitCode::SUCCESS);
        }
    };
    let problems = match Codebook::load(&schema_files(schema.as_deref())?) {
        Ok(codebook) => {
            if !json {
                writeln!(stdout(), "The codebook is fine: {}", codebook.summary())?;
            }
            Vec::new()
        }
        Err(errors) => errors.0,
    };
    if *json {
        let rows: Vec<_> = problems
            .iter()
            .map(|p| serde_json::json!({"file": p.path(), "line": p.line, "column": p.column, "message": p.message, "hint": p.hint}))
            .collect();
        writeln!(stdout(), "{}", serde_json::to_string_pretty(&rows)?)?;
    } else {
        for problem in &problems {
            writeln!(stdout(), "{problem}")?;
        }
    }
    Ok(if problems.is_empty() { ExitCode::SUCCESS } else { ExitCode::from(EXIT_FINDINGS) })
}
