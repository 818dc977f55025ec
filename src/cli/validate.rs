//! `tidings validate`: checks every promise of a release.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;

use crate::codebook::{CodebookErrors, Dataset, IngestRules};
use crate::ingest::{Collection, Record};
use crate::inputs::InputFile;
use crate::review::validate::{Options, RawText, RawTexts, Report, validate};
use crate::schema::SchemaFiles;
use crate::tables::Schema;

/// Check every promise of a release: types, keys, ranges, dates, ids, Parquet, checksums
///
/// Never stops at the first problem, and is of use on a release that somebody edited by hand. Exit status: 0 valid,
/// 1 problems, 2 the release could not be read.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example:\n  tidings validate output --raw raw\n  tidings validate output --json | jq '.groups[] | {table, code, count}'"
)]
pub struct Args {
    /// The release: the folder that holds `csv/`, `parquet/` and `manifest.json`
    pub release: PathBuf,
    /// Compare the files with the manifest, and hashes, offsets and words with these raw articles
    #[arg(long, value_name = "FILE_OR_FOLDER")]
    pub raw: Option<PathBuf>,
    /// Folder whose files go before the built-in ones [default: schema/ here, if it holds a dataset.toml]
    #[arg(long, value_name = "DIR")]
    pub schema: Option<PathBuf>,
    /// List at most this many problems of each table and code; counts are always exact
    #[arg(long, value_name = "N", default_value_t = 20)]
    pub limit: usize,
    /// Print the report as JSON
    #[arg(long)]
    pub json: bool,
}

/// Validates and prints the report.
///
/// # Errors
/// When the release, the schema or the raw articles can't be read at all.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let files = super::schema_files(args.schema.as_deref())?;
    let schema = Schema::load(&files)?;
    let mut raw = args.raw.as_deref().map(|path| Raw::new(path, &files)).transpose()?;
    let texts = raw.as_mut().map(|raw| raw as &mut dyn RawTexts);
    let report = validate(&args.release, &schema, texts, Options { limit: args.limit, ..Options::default() })?;
    print(&report, args.json).context("can't write the report")?;
    Ok(if report.valid { ExitCode::SUCCESS } else { ExitCode::from(super::EXIT_FINDINGS) })
}

/// Raw articles, read with the dataset's own rules.
struct Raw {
    path: PathBuf,
    rules: IngestRules,
}

impl Raw {
    fn new(path: &Path, files: &SchemaFiles) -> anyhow::Result<Self> {
        let dataset = Dataset::load(files).map_err(|e| CodebookErrors(vec![e]));
        let rules = dataset.and_then(|dataset| IngestRules::load(files, &dataset)).map_err(|e| e.located(files))?;
        Ok(Self { path: path.to_owned(), rules })
    }
}

impl RawTexts for Raw {
    fn read(&mut self, each: &mut dyn FnMut(RawText) -> anyhow::Result<()>) -> anyhow::Result<Vec<InputFile>> {
        let mut records = Collection::open(&self.path, self.rules.clone())?;
        for record in records.by_ref() {
            if let Record::Article(article) = record? {
                each((*article).into())?;
            }
        }
        Ok(records.into_inputs())
    }
}

/// Prints the report on standard output. A reader that stops reading early is no error.
fn print(report: &Report, json: bool) -> std::io::Result<()> {
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let written = match json {
        true => serde_json::to_writer_pretty(&mut out, report).map_err(Into::into).and_then(|()| writeln!(out)),
        false => write!(out, "{report}"),
    };
    match written.and_then(|()| out.flush()) {
        Err(e) if e.kind() == std::io::ErrorKind::BrokenPipe => Ok(()),
        done => done,
    }
}
