//! `tidings schema`: the data dictionary.

use std::io::{Write, stdout};
use std::path::PathBuf;
use std::process::ExitCode;

use super::schema_files;
use crate::tables::{Schema, dictionary};

/// Arguments of `tidings schema`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Example: tidings schema statements")]
pub struct Args {
    /// Only this table
    table: Option<String>,
    /// Print Frictionless table schemas as a JSON array
    #[arg(long)]
    json: bool,
    /// Folder whose files go before the built-in ones [default: schema/ here, if it holds a dataset.toml]
    #[arg(long, value_name = "DIR")]
    schema: Option<PathBuf>,
}

/// Runs `tidings schema`.
///
/// # Errors
/// When the schema is broken or has no such table.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let mut schema = Schema::load(&schema_files(args.schema.as_deref())?)?;
    if let Some(name) = &args.table {
        let names: Vec<_> = schema.tables.iter().map(|t| t.name.clone()).collect();
        schema.tables.retain(|t| t.name == *name);
        anyhow::ensure!(!schema.tables.is_empty(), "there is no table `{name}`; the tables are {}", names.join(", "));
    }
    if args.json {
        writeln!(stdout(), "{}", serde_json::to_string_pretty(&schema.tables)?)?;
    } else {
        write!(stdout(), "{}", dictionary::markdown(&schema))?;
    }
    Ok(ExitCode::SUCCESS)
}
