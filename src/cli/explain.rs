//! `tidings explain`: why a row is there.

use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::Context;
use clap::ValueEnum;
use tempfile::TempDir;

use crate::codebook::{CodebookErrors, Dataset, IngestRules, PatternSource};
use crate::ingest::{Article, Collection, Record};
use crate::inputs::InputFile;
use crate::pipeline;
use crate::review::explain::{Again, Sources, explain, page};
use crate::schema::SchemaFiles;
use crate::tables::Schema;

/// Show a row as a person would want it: its sentence, its actors' mentions, the rules and scores that decided
///
/// ROW_ID is the id of a statement, event, sanction, mention, article, actor, affiliation, place, event group or sanction
/// episode; a superseded id leads to the one that took its place. The article is read once more to tell what decided: where
/// the row comes out otherwise now, a note says so. Exit status: 0 shown, 2 no such row or release, or no raw article to it
/// (what the release has is shown all the same).
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  tidings explain a1c13687af0cf5874.s134\n  tidings explain per.stephen-townsend --limit 5\n  \
    tidings explain --release published --raw articles.jsonl.gz a403bcb6628c4da5b.e1036\n  \
    tidings explain a1c13687af0cf5874.s134 --json | jq '.why[] | {question, answers}'")]
pub struct Args {
    /// The id of a row
    pub row_id: String,
    /// The release: the folder that holds `csv/`
    #[arg(long, default_value = "output", value_name = "DIR")]
    pub release: PathBuf,
    /// File or folder of raw articles
    #[arg(long, default_value = "raw", value_name = "PATH")]
    pub raw: PathBuf,
    /// Folder whose files go before the built-in ones [default: schema/ here, if it holds a dataset.toml]
    #[arg(long, value_name = "DIR")]
    pub schema: Option<PathBuf>,
    /// Rows to list at most of each kind
    #[arg(long, value_name = "N", default_value_t = 12)]
    pub limit: usize,
    /// When to colour
    #[arg(long, value_enum, default_value_t = Colour::Auto, value_name = "WHEN")]
    pub color: Colour,
    /// Print everything as JSON, for scripts
    #[arg(long)]
    pub json: bool,
}

/// When to colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Colour {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Even into a file
    Always,
    /// Labels in brackets instead
    Never,
}

/// Explains a row on standard output.
///
/// # Errors
/// When there is no release or no such row, or a file can't be read.
pub fn run(args: &Args) -> anyhow::Result<ExitCode> {
    let files = super::schema_files(args.schema.as_deref())?;
    let schema = Schema::load(&files)?;
    let mut here = Here { raw: &args.raw, files: &files, work: Vec::new() };
    let found = explain(&args.release, &schema, &args.row_id, &mut here, args.limit)?;
    let stdout = std::io::stdout();
    let colour = match args.color {
        Colour::Auto => stdout.is_terminal() && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty()),
        Colour::Always => true,
        Colour::Never => false,
    };
    let text = if args.json { serde_json::to_string_pretty(&found)? + "\n" } else { page(&found, colour) };
    let mut out = stdout.lock();
    out.write_all(text.as_bytes()).and_then(|()| out.flush())?;
    Ok(match &found.incomplete {
        None => ExitCode::SUCCESS,
        Some(why) => {
            eprintln!("error: {why}");
            ExitCode::from(super::EXIT_UNABLE)
        }
    })
}

/// The raw articles and the codebook of this call.
struct Here<'a> {
    raw: &'a Path,
    files: &'a SchemaFiles,
    /// Releases of one article, removed in the end.
    work: Vec<TempDir>,
}

impl Sources for Here<'_> {
    fn article(&mut self, id: &str, raw_file: &str, raw_record: &str) -> anyhow::Result<Option<Article>> {
        if !self.raw.exists() {
            return Ok(None);
        }
        let dataset = Dataset::load(self.files).map_err(|e| CodebookErrors(vec![e]));
        let rules = dataset.and_then(|dataset| IngestRules::load(self.files, &dataset)).map_err(|e| e.located(self.files))?;
        let mut same_record = None;
        for record in Collection::open(self.raw, rules)? {
            let Record::Article(article) = record? else { continue };
            if article.id.0 == id {
                return Ok(Some(*article));
            }
            if article.source.raw_file == raw_file && article.source.raw_record == raw_record {
                same_record = Some(*article);
            }
        }
        Ok(same_record)
    }

    fn again(&mut self, article: &Article) -> anyhow::Result<Again> {
        let work = TempDir::new().context("can't make a work folder")?;
        let replayed = pipeline::replay(article.clone(), self.files, work.path())?;
        let release = work.path().to_owned();
        self.work.push(work);
        Ok(Again { sentences: replayed.sentences, trace: replayed.trace, release })
    }

    fn pattern(&self, rule: &str) -> Option<PatternSource> {
        PatternSource::find(self.files, rule)
    }

    fn inputs(&self) -> Vec<InputFile> {
        self.files.inputs()
    }

    fn place(&self) -> String {
        self.raw.display().to_string()
    }
}
