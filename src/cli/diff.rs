//! `tidings diff`: what changed between two releases.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};

use crate::review::diff::{Listing, diff, write_csv, write_json, write_markdown, write_terminal};

/// Compares two releases by key: tables, columns, rows, cells
#[derive(Debug, Parser)]
#[command(after_help = "Exit status: 0 equal, 1 different, 2 could not compare (some table).\n\n\
    Examples:\n  tidings diff published/ output/\n  tidings diff --format markdown --limit 50 published/ output/ > review.md\n  \
    tidings diff --json published/ output/ | jq '.tables[] | {name, rows, counts}'")]
pub struct Args {
    /// Folder of the old release
    pub old: PathBuf,
    /// Folder of the new release
    pub new: PathBuf,
    /// How to write the differences
    #[arg(long, value_enum, default_value_t = Format::Terminal)]
    pub format: Format,
    /// The same as `--format json`
    #[arg(long, conflicts_with = "format")]
    pub json: bool,
    /// Lines of changed rows and cells to list at most, in the formats terminal and markdown
    #[arg(long, value_name = "N", default_value_t = 200)]
    pub limit: usize,
}

/// How to write the differences.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For reading at the prompt
    Terminal,
    /// For a pull request: version step, counts, then cells by article
    Markdown,
    /// For scripts: everything
    Json,
    /// One row a changed cell, all of them
    Csv,
}

/// Compares and writes to standard output.
///
/// # Errors
/// When a side is no release, or the result can't be written.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let found = diff(&args.old, &args.new)?;
    let stdout = io::stdout();
    let colour = stdout.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
    let listing = Listing { limit: args.limit, colour };
    let mut out = BufWriter::new(stdout.lock());
    let written = match if args.json { Format::Json } else { args.format } {
        Format::Terminal => write_terminal(&found, &listing, &mut out),
        Format::Markdown => write_markdown(&found, &listing, &mut out),
        Format::Json => write_json(&found, &mut out),
        Format::Csv => write_csv(&found, &mut out),
    };
    match written.and_then(|()| out.flush()) {
        Err(e) if e.kind() == io::ErrorKind::BrokenPipe => {} // a reader such as `head` has seen enough
        other => other?,
    }
    Ok(ExitCode::from(match (found.is_empty(), found.skipped().next()) {
        (false, _) => 1,
        (true, Some(_)) => 2,
        (true, None) => 0,
    }))
}
