//! Checks every promise that a release makes, without ever stopping at the first problem.
//!
//! Three steps: the files (layout, hashes, descriptors); one pass over all CSV files for keys, see [`facts`]; one pass in
//! which every row meets the checks of its table and its Parquet twin. Memory grows by some 16-byte hashes a row, never by
//! rows. Tables are read on several threads; what is reported doesn't depend on that.

mod articles;
mod cells;
mod content;
pub(super) mod csv_table;
mod dates;
mod descriptor;
mod facts;
mod files;
mod groups;
mod ids;
mod key_set;
mod keys;
mod offsets;
mod out;
mod parallel;
mod parquet;
mod parties;
mod raw;
mod raw_files;
mod report;
mod values;
mod words;

use std::collections::BTreeMap;
use std::path::Path;

use thiserror::Error;

pub use raw::{RawText, RawTexts};
pub use report::{Report, TableRows};

use self::csv_table::CsvTable;
use self::facts::Facts;
use self::out::{Out, RowCheck};
use self::parquet::Twin;
use self::raw::TextStore;
use super::problem::{Code, Problems};
use crate::tables::{Schema, TableSchema};

/// How to validate.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Problems that are listed of each code and table; all are counted.
    pub limit: usize,
    /// Threads.
    pub workers: usize,
}

impl Default for Options {
    fn default() -> Self {
        Self { limit: 20, workers: std::thread::available_parallelism().map_or(1, usize::from) }
    }
}

/// Why a release can't be validated at all.
#[derive(Debug, Error)]
pub enum ValidateError {
    /// The folder can't be read.
    #[error("can't read the release `{path}`: {source}; give the folder that holds `csv/` and `manifest.json`")]
    Release {
        /// The folder.
        path: std::path::PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The raw articles can't be read.
    #[error("can't read the raw articles: {0:#}")]
    Raw(anyhow::Error),
}

/// Validates the release in a folder against the schema and, where given, the raw articles.
///
/// # Errors
/// When the folder, or the raw articles, can't be read at all. Whatever else is wrong is in the report.
pub fn validate(release: &Path, schema: &Schema, raw: Option<&mut dyn RawTexts>, options: Options) -> Result<Report, ValidateError> {
    let mut problems = Problems::new(options.limit);
    let files = files::check_layout(release, schema, options.workers, &mut problems)
        .map_err(|source| ValidateError::Release { path: release.to_owned(), source })?;
    files::check_sums(release, &files, &mut problems);
    let manifest = files::read_manifest(release, &mut problems);
    let include_text = manifest.as_ref().is_some_and(|m| m.options.iter().any(|o| o == "include-text"));
    descriptor::check(release, schema, &files, include_text, &mut problems);
    let schema = &schema.released(include_text);
    let raw = raw.map(TextStore::collect).transpose().map_err(ValidateError::Raw)?;
    let texts = raw.as_ref().map(|(texts, _)| texts);
    let csv = release.join("csv");
    let facts = Facts::collect(&csv, schema, options.workers);
    let ranked: Vec<_> = schema.tables.iter().enumerate().map(|(n, table)| (n + 1, table)).collect();
    let context = Context { release, facts: &facts, texts, limit: options.limit };
    let checked = parallel::map(&ranked, options.workers, |(rank, table)| context.check_table(*rank, table));
    let mut rows = BTreeMap::new();
    for (table, (found, count)) in schema.tables.iter().zip(checked) {
        problems.merge(found);
        rows.extend(count.map(|count| (table.name.clone(), count)));
    }
    if let Some(manifest) = &manifest {
        files::check_manifest(manifest, &files, &rows, &mut problems);
        if let Some((_, raw_files)) = &raw {
            raw_files::check(manifest, raw_files, &mut problems);
        }
    }
    Ok(Report::new(release, schema, &rows, texts.is_some(), options.limit, problems))
}

/// What all tables are checked with.
struct Context<'c> {
    release: &'c Path,
    facts: &'c Facts,
    texts: Option<&'c TextStore>,
    limit: usize,
}

impl Context<'_> {
    /// Checks one table; gives the number of its rows when its CSV file can be read.
    fn check_table(&self, rank: usize, table: &TableSchema) -> (Problems, Option<u64>) {
        let mut problems = Problems::new(self.limit);
        let mut out = Out::new(&mut problems, table, rank);
        let path = self.release.join("csv").join(format!("{}.csv", table.name));
        let rows = match CsvTable::open(&path, table) {
            Ok(reader) => Some(self.check_rows(reader, table, &mut out)),
            // A missing file is reported with the layout.
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => None,
            Err(e) => {
                out.table(Code::FileUnreadable, e.to_string(), |p| p.hint("check the disk and who may read the file"));
                None
            }
        };
        (problems, rows)
    }

    fn check_rows(&self, mut reader: CsvTable, table: &TableSchema, out: &mut Out<'_>) -> u64 {
        reader.check_header(table, out);
        let mut checks = self.checks(table, &reader, out);
        let mut twin = Twin::open(self.release, table, out);
        let (width, mut rows) = (reader.width(), 0);
        loop {
            match reader.next_row() {
                Ok(None) => break,
                Ok(Some(row)) => {
                    rows += 1;
                    csv_table::check_form(&row, width, out);
                    checks.iter_mut().for_each(|check| check.row(&row, out));
                    twin.iter_mut().for_each(|twin| twin.row(&row, out));
                }
                Err(e) => {
                    out.table(Code::FileUnreadable, format!("after {rows} rows: {e}"), |p| {
                        p.hint("check the disk; later rows were not checked")
                    });
                    break;
                }
            }
        }
        if let Some(twin) = &mut twin {
            twin.finish(rows, out);
        }
        rows
    }

    /// The checks of a table, in the order in which a reader would make them.
    fn checks<'t>(&'t self, table: &'t TableSchema, reader: &CsvTable, out: &mut Out<'_>) -> Vec<Box<dyn RowCheck + 't>> {
        fn boxed<'t, C: RowCheck + 't>(check: C) -> Box<dyn RowCheck + 't> {
            Box::new(check)
        }
        let facts = self.facts;
        let mut checks = vec![boxed(cells::Cells::new(table))];
        checks.extend(keys::OwnKey::all(table, facts).into_iter().map(boxed));
        checks.extend(keys::FarKey::all(table, reader, facts, out).into_iter().map(boxed));
        checks.extend(offsets::Offsets::new(table).map(boxed));
        checks.extend(values::Ranges::new(table).map(boxed));
        checks.extend(values::Confidence::new(table).map(boxed));
        checks.extend(values::OneReferent::new(table).map(boxed));
        checks.extend(dates::Dates::new(table).map(boxed));
        checks.extend(ids::Ids::new(table).map(boxed));
        checks.extend(ids::SameArticle::new(table).map(boxed));
        checks.extend(content::ContentSpans::new(table).map(boxed));
        checks.extend(articles::InArticle::new(table, facts).map(boxed));
        checks.extend(articles::Originals::new(table, facts).map(boxed));
        checks.extend(articles::TextHash::new(table).map(boxed));
        checks.extend(parties::Positions::new(table, facts).map(boxed));
        checks.extend(parties::FirstActor::all(table, facts).into_iter().map(boxed));
        checks.extend(parties::EmptyParty::new(table).map(boxed));
        checks.extend(parties::SelfDirected::new(table, facts).map(boxed));
        checks.extend(groups::Counts::new(table, facts).map(boxed));
        checks.extend(groups::Leaders::new(table, facts).map(boxed));
        checks.extend(groups::EventTypes::new(table, facts).map(boxed));
        checks.extend(self.texts.and_then(|texts| raw::AgainstRaw::new(table, texts)).map(boxed));
        checks
    }
}
