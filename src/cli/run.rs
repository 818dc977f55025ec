//! `tidings run`: raw articles to a release, or the check that a release is up to date.

use std::collections::BTreeMap;
use std::io::{IsTerminal, Write, stdout};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::bail;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{EXIT_FINDINGS, schema_files};
use crate::ingest::Rejection;
use crate::pipeline::{self, Made, RunOptions};
use crate::publish::{self, Installed, Manifest};
use crate::review::diff::Listing;
use crate::review::{self, Check};
use crate::tables::TABLES;

/// Arguments of `tidings run`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tidings run\n  tidings run --raw articles.jsonl.gz --output release\n  tidings run --check")]
pub struct Args {
    /// File or folder of raw articles
    #[arg(long, default_value = "raw", value_name = "PATH")]
    raw: PathBuf,
    /// Folder of the release
    #[arg(long, default_value = "output", value_name = "DIR")]
    output: PathBuf,
    /// Folder whose files go before the built-in ones [default: schema/ here, if it holds a dataset.toml]
    #[arg(long, value_name = "DIR")]
    schema: Option<PathBuf>,
    /// Folder with superseded.csv and the changelog's entries [default: history/ here, if it is there]
    #[arg(long, value_name = "DIR")]
    history: Option<PathBuf>,
    /// Change nothing; say whether the release is what these inputs give, and exit with 1 if it is not
    #[arg(long)]
    check: bool,
    /// Exit with 1 when an input, or a date in it, was set aside
    #[arg(long)]
    strict: bool,
    /// Put the article texts into the articles table
    #[arg(long)]
    include_text: bool,
    /// Threads [default: one a core]; the result is the same for any number
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    jobs: Option<u16>,
    /// Print the summary as JSON on stdout
    #[arg(long)]
    json: bool,
    /// No progress bar and no summary
    #[arg(long, short)]
    quiet: bool,
}

/// Runs `tidings run`.
///
/// # Errors
/// When no release can be made; the one that was there is whole.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let files = schema_files(args.schema.as_deref())?;
    if let Some(history) = args.history.as_deref().filter(|history| !history.is_dir()) {
        // An absent default is an empty history; a misspelt one would drop the past from the release.
        bail!("`{}` is no folder; give an existing one with --history, or leave it out", history.display());
    }
    let work = publish::work_folder(&args.output)?;
    let bar = progress_bar(args);
    let made = pipeline::make(&options(args), &files, work.path(), &|articles, done, all| {
        bar.set_length(all);
        bar.set_position(done);
        bar.set_message(format!("{articles} articles"));
    })?;
    bar.finish_and_clear();
    if args.check {
        return check(args, &made, work.path());
    }
    let installed = publish::install(work.path(), &args.output)?;
    report(args, &made, &installed)?;
    let findings = args.strict && !made.rejections.is_empty();
    Ok(if findings { ExitCode::from(EXIT_FINDINGS) } else { ExitCode::SUCCESS })
}

fn options(args: &Args) -> RunOptions {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    RunOptions {
        raw: args.raw.clone(),
        history: args.history.clone().unwrap_or_else(|| PathBuf::from("history")),
        jobs: args.jobs.map_or_else(cores, usize::from),
        include_text: args.include_text,
    }
}

fn progress_bar(args: &Args) -> ProgressBar {
    if args.quiet || !std::io::stderr().is_terminal() {
        return ProgressBar::with_draw_target(None, ProgressDrawTarget::hidden());
    }
    let style = ProgressStyle::with_template("{bar:30} {bytes}/{total_bytes} {msg} {elapsed}");
    let bar = ProgressBar::new(0);
    if let Ok(style) = style {
        bar.set_style(style);
    }
    bar
}

/// Says whether the release that is there is the one made beside it, and if not, which rows differ and why.
fn check(args: &Args, made: &Made, work: &Path) -> anyhow::Result<ExitCode> {
    let found = review::check(&args.output, work)?;
    if matches!(found, Check::Same) {
        if !args.quiet {
            eprintln!("`{}` is what these inputs give: {}", args.output.display(), articles_read(made));
        }
        return Ok(ExitCode::SUCCESS);
    }
    found.write(&mut stdout().lock(), args.json, &Listing { limit: LISTED, colour: false })?;
    Ok(ExitCode::from(EXIT_FINDINGS))
}

/// Lines of changed rows that a check lists; `tidings diff` lists more.
const LISTED: usize = 100;

/// Ends by saying what was made and where.
fn report(args: &Args, made: &Made, installed: &Installed) -> anyhow::Result<()> {
    if args.json {
        return Ok(writeln!(stdout(), "{}", serde_json::to_string_pretty(&summary(args, made, installed))?)?);
    }
    if args.quiet {
        return Ok(());
    }
    let mut out = std::io::stderr().lock();
    writeln!(out, "{}", articles_read(made))?;
    for (code, rejections) in by_code(made) {
        writeln!(out, "  {} {code}, e.g. {}", rejections.len(), example(rejections[0]))?;
    }
    let tables: Vec<_> = row_counts(&made.manifest).map(|(table, rows)| format!("{table} {rows}")).collect();
    writeln!(out, "rows: {}", tables.join(", "))?;
    let state = match installed {
        Installed::Unchanged => "is unchanged",
        Installed::New => "is new",
        Installed::Replaced { .. } => "was replaced",
    };
    writeln!(out, "the release in `{}` {state}", args.output.display())?;
    Ok(())
}

fn articles_read(made: &Made) -> String {
    let aside = if made.rejections.is_empty() {
        String::new()
    } else {
        format!("; {} in the input, listed in rejected.csv", counted(made.rejections.len(), "problem"))
    };
    let repeats = if made.duplicates == 0 { String::new() } else { format!(", {} of them near-duplicates", made.duplicates) };
    format!("{} read{repeats}{aside}", counted(made.articles, "article"))
}

/// "1 article", "2 articles".
fn counted(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn by_code(made: &Made) -> BTreeMap<&str, Vec<&Rejection>> {
    let mut codes = BTreeMap::<_, Vec<_>>::new();
    for rejection in &made.rejections {
        codes.entry(rejection.code.as_str()).or_default().push(rejection);
    }
    codes
}

fn example(rejection: &Rejection) -> String {
    let line = rejection.line.map_or(String::new(), |line| format!(":{line}"));
    format!("{}{line}: {}", rejection.source.raw_file, rejection.reason)
}

/// Rows a table, from the CSV files of the manifest.
fn row_counts(manifest: &Manifest) -> impl Iterator<Item = (&str, u64)> {
    TABLES.iter().filter_map(|(table, _)| {
        let path = format!("csv/{table}.csv");
        let output = manifest.outputs.iter().find(|o| o.path == path)?;
        Some((*table, output.rows.unwrap_or(0)))
    })
}

fn summary(args: &Args, made: &Made, installed: &Installed) -> serde_json::Value {
    let aside: Vec<_> = made
        .rejections
        .iter()
        .map(|r| serde_json::json!({"raw_file": r.source.raw_file, "raw_record": r.source.raw_record, "line": r.line, "code": r.code, "reason": r.reason}))
        .collect();
    serde_json::json!({
        "articles": made.articles,
        "duplicates": made.duplicates,
        "set_aside": aside,
        "rows": row_counts(&made.manifest).collect::<BTreeMap<_, _>>(),
        "release": args.output,
        "changed": *installed != Installed::Unchanged,
    })
}
