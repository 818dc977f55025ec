//! CSV and Parquet hold the same rows: the Parquet file is read in batches beside the CSV file and compared cell by cell.
//!
//! While the keys agree, rows are paired by number. From the first key that doesn't agree on, they are paired by key, so
//! that a row that was removed or moved by hand isn't followed by a problem for every row behind it.

use std::fs::File;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use chrono::NaiveDate;
use polars::prelude::*;

use super::cells;
use super::csv_table::Row;
use super::key_set::{KeySet, hash};
use super::out::{Out, said};
use crate::publish::{ROW_GROUP, data_type};
use crate::review::problem::{Code, shorten};
use crate::tables::TEXT_COLUMN;
use crate::tables::TableSchema;

/// Rows that are held at once: the release's row group.
const BATCH: usize = ROW_GROUP;
/// The same, of a table that holds whole articles.
const BATCH_OF_TEXTS: usize = 8_192;

/// The Parquet twin of a CSV file.
pub struct Twin {
    file: ParquetFile,
    pairing: Pairing,
    /// Columns of the primary key; empty when the file lacks one of them.
    key: Vec<usize>,
    /// Batches that may still be read; rows in wild order would read one for every row.
    budget: usize,
}

/// How rows of the two files find each other.
enum Pairing {
    /// By their number.
    Number,
    /// By their key; which rows of the Parquet file were seen.
    Key(KeySet, Vec<bool>),
    /// Not any more.
    GivenUp,
}

/// A Parquet file of which one batch is in memory.
struct ParquetFile {
    path: PathBuf,
    names: Vec<String>,
    rows: usize,
    batch_rows: usize,
    /// First row of the batch and its columns by their place in the schema.
    batch: Option<(usize, Vec<Option<Column>>)>,
    there: Vec<bool>,
}

/// A column of a batch.
enum Column {
    Text(StringChunked),
    Integer(UInt32Chunked),
    Number(Float64Chunked),
    Boolean(BooleanChunked),
    Date(Int32Chunked),
}

impl Twin {
    /// Opens a table's Parquet file and checks its columns; `None` when there is none or it can't be read.
    pub fn open(release: &Path, schema: &TableSchema, out: &mut Out<'_>) -> Option<Self> {
        let name = format!("parquet/{}.parquet", schema.name);
        let path = release.join(&name);
        if !path.exists() {
            return None;
        }
        let file = ParquetFile::open(path, schema, out).map_err(|message| unreadable(&name, message, out)).ok()?;
        let key: Vec<_> = schema.primary_key.iter().filter_map(|k| schema.position(k)).filter(|c| file.there[*c]).collect();
        let key = if key.len() == schema.primary_key.len() { key } else { Vec::new() };
        let budget = 4 * file.rows.div_ceil(file.batch_rows) + 16;
        Some(Self { file, pairing: Pairing::Number, key, budget })
    }

    /// Compares a row.
    pub fn row(&mut self, row: &Row<'_>, out: &mut Out<'_>) {
        let Some(number) = self.find(row, out) else { return };
        if let Err(message) = self.load(number) {
            self.give_up(message, out);
            return;
        }
        for column in 0..self.file.names.len() {
            let Some(text) = row.get(column) else { continue };
            if let Some(theirs) = self.file.differs(number, column, text) {
                out.cell(Code::ParquetCell, row, column, || {
                    said(
                        format!("Parquet has {theirs}"),
                        "the same value in CSV and Parquet",
                        "undo the change in one of the two files, or run again",
                    )
                });
            }
        }
    }

    /// The number of the Parquet row that belongs to a CSV row.
    fn find(&mut self, row: &Row<'_>, out: &mut Out<'_>) -> Option<usize> {
        if matches!(self.pairing, Pairing::Number) {
            let number = usize::try_from(row.number).ok().filter(|n| *n < self.file.rows);
            if let Some(number) = number {
                if let Err(message) = self.load(number) {
                    self.give_up(message, out);
                    return None;
                }
                if self.key.iter().all(|c| row.get(*c).is_none_or(|text| self.file.differs(number, *c, text).is_none())) {
                    return Some(number);
                }
            }
            self.pair_by_key(row.number as usize, out);
        }
        let Pairing::Key(keys, seen) = &mut self.pairing else { return None };
        let found = keys.line(hash(self.key.iter().map(|c| row.cell(*c).unwrap_or_default()))).map(|n| n as usize);
        match found {
            Some(number) => seen[number] = true,
            None => out.row(Code::ParquetRow, row, || {
                said(
                    "Parquet has no row with this key",
                    "the same rows in CSV and Parquet",
                    "undo the change in one of the two files, or run again",
                )
            }),
        }
        found
    }

    /// From here on rows are paired by key; those before had the same number.
    fn pair_by_key(&mut self, paired: usize, out: &mut Out<'_>) {
        if self.key.is_empty() {
            self.give_up("a column of the key is missing and the rows don't pair by number".to_owned(), out);
            return;
        }
        match self.file.keys(&self.key) {
            Ok(keys) => {
                let mut seen = vec![false; self.file.rows];
                seen[..paired.min(self.file.rows)].fill(true);
                self.pairing = Pairing::Key(keys, seen);
            }
            Err(message) => self.give_up(message, out),
        }
    }

    fn load(&mut self, number: usize) -> Result<(), String> {
        if self.file.holds(number) {
            return Ok(());
        }
        self.budget = self.budget.checked_sub(1).ok_or("the rows stand in another order than in CSV")?;
        self.file.load(number)
    }

    fn give_up(&mut self, message: String, out: &mut Out<'_>) {
        self.pairing = Pairing::GivenUp;
        out.table(Code::NotChecked, format!("CSV and Parquet were compared only in part: {message}"), |p| {
            p.hint("put the rows back in the released order")
        });
    }

    /// Reports Parquet rows that the CSV file, which has `rows` rows, lacks.
    pub fn finish(&mut self, rows: u64, out: &mut Out<'_>) {
        if rows != self.file.rows as u64 {
            let message = format!("the CSV file has {rows} rows, Parquet has {}", self.file.rows);
            out.table(Code::ParquetRows, message, |p| {
                p.expected("the same rows in both").hint("undo the change in one of the two files, or run again")
            });
        }
        let missing: Vec<usize> = match &self.pairing {
            Pairing::Number => (rows as usize..self.file.rows).collect(),
            Pairing::Key(_, seen) => (0..seen.len()).filter(|n| !seen[*n]).collect(),
            Pairing::GivenUp => Vec::new(),
        };
        for number in missing {
            let key = (out.lists(Code::ParquetRow) && self.load(number).is_ok()).then(|| self.file.key(number, &self.key));
            out.table(Code::ParquetRow, format!("row {number} of Parquet is not in the CSV file"), |mut p| {
                p.file = format!("parquet/{}", self.file.path.file_name().unwrap_or_default().to_string_lossy());
                (p.row, p.key) = (Some(number as u64), key);
                p.expected("the same rows in CSV and Parquet").hint("restore the row in the CSV file, or run again")
            });
        }
    }
}

fn unreadable(name: &str, message: String, out: &mut Out<'_>) {
    out.table(Code::FileUnreadable, message, |mut p| {
        p.file = name.to_owned();
        p.hint("take the released file, or run again")
    });
}

impl ParquetFile {
    fn open(path: PathBuf, schema: &TableSchema, out: &mut Out<'_>) -> Result<Self, String> {
        let names: Vec<_> = schema.fields.iter().map(|f| f.name.clone()).collect();
        let batch_rows = if schema.name == "articles" && schema.position(TEXT_COLUMN).is_some() { BATCH_OF_TEXTS } else { BATCH };
        let mut file = Self { path, names, rows: 0, batch_rows, batch: None, there: Vec::new() };
        let (head, rows) = file.read(None, 0, 0)?;
        file.rows = rows;
        for (n, field) in schema.fields.iter().enumerate() {
            let found = head.column(&field.name).ok().map(|c| c.dtype().clone());
            let wanted = data_type(field.kind);
            file.there.push(found.as_ref() == Some(&wanted));
            let say = match found {
                Some(found) if found != wanted => format!("`{}` is {found} in Parquet", field.name),
                Some(_) => continue,
                None => format!("`{}` is not in Parquet", field.name),
            };
            out.column(Code::ParquetColumns, &field.name, say, |p| p.expected(format!("{wanted} as column {}", n + 1)).hint("run again"));
        }
        let columns: Vec<_> = head.get_column_names().into_iter().map(|name| name.as_str()).collect();
        if let Some(name) = columns.iter().find(|name| schema.position(name).is_none()) {
            out.column(Code::ParquetColumns, name, format!("`{name}` is in Parquet and not declared"), |p| {
                p.hint("remove it, or declare it in the schema")
            });
        } else if !columns.iter().copied().eq(file.names.iter().map(String::as_str).filter(|name| columns.contains(name))) {
            out.table(Code::ParquetColumns, "the columns of Parquet stand in another order".to_owned(), |p| {
                p.expected("the order of the schema").hint("run again")
            });
        }
        Ok(file)
    }

    /// Reads some columns of some rows, and the number of all rows. Files are hostile: a panic of the reader is an error.
    fn read(&self, columns: Option<Vec<String>>, from: usize, count: usize) -> Result<(DataFrame, usize), String> {
        let open = || -> PolarsResult<(DataFrame, usize)> {
            let mut reader = ParquetReader::new(File::open(&self.path)?).with_columns(columns).read_parallel(ParallelStrategy::None);
            let rows = reader.num_rows()?;
            Ok((reader.with_slice(Some((from, count))).set_rechunk(true).finish()?, rows))
        };
        match catch_unwind(AssertUnwindSafe(open)) {
            Ok(read) => read.map_err(|e| format!("the Parquet file can't be read: {e}")),
            Err(_) => Err("the Parquet file can't be read: it is damaged".to_owned()),
        }
    }

    fn holds(&self, number: usize) -> bool {
        self.batch.as_ref().is_some_and(|(start, _)| (*start..start + BATCH).contains(&number))
    }

    fn load(&mut self, number: usize) -> Result<(), String> {
        let start = number / self.batch_rows * self.batch_rows;
        self.batch = None;
        let names = self.names.iter().zip(&self.there).filter(|(_, there)| **there).map(|(name, _)| name.clone()).collect();
        let (frame, _) = self.read(Some(names), start, self.batch_rows)?;
        self.batch = Some((start, self.names.iter().map(|name| frame.column(name).ok().and_then(Column::of)).collect()));
        Ok(())
    }

    /// The keys of all rows with their numbers.
    fn keys(&self, key: &[usize]) -> Result<KeySet, String> {
        let mut keys = KeySet::default();
        let names: Vec<_> = key.iter().map(|c| self.names[*c].clone()).collect();
        for start in (0..self.rows).step_by(self.batch_rows) {
            let (frame, _) = self.read(Some(names.clone()), start, self.batch_rows)?;
            let columns: Vec<_> = names.iter().filter_map(|name| frame.column(name).ok().and_then(Column::of)).collect();
            for n in 0..frame.height() {
                let cells: Vec<_> = columns.iter().map(|c| c.show(n).unwrap_or_default()).collect();
                keys.push(hash(cells.iter().map(String::as_str)), (start + n) as u64);
            }
        }
        keys.finish();
        Ok(keys)
    }

    /// The key of a row of the batch in memory.
    fn key(&self, number: usize, key: &[usize]) -> String {
        let Some((start, columns)) = &self.batch else { return String::new() };
        let cells = key.iter().filter_map(|c| columns.get(*c)?.as_ref()?.show(number - start));
        cells.collect::<Vec<_>>().join(" ")
    }

    /// What Parquet has in a row of the batch in memory, when that isn't the CSV cell `text`.
    fn differs(&self, number: usize, column: usize, text: &str) -> Option<String> {
        let (start, columns) = self.batch.as_ref()?;
        let (column, row) = (columns.get(column)?.as_ref()?, number - start);
        if column.equals(row, text) {
            return None;
        }
        Some(column.show(row).map_or("null".to_owned(), |value| {
            if value.is_empty() { "an empty text".to_owned() } else { format!("{:?}", shorten(&value)) }
        }))
    }
}

impl Column {
    fn of(column: &polars::prelude::Column) -> Option<Self> {
        let series = column.as_materialized_series();
        Some(match series.dtype() {
            DataType::String => Column::Text(series.str().ok()?.clone()),
            DataType::UInt32 => Column::Integer(series.u32().ok()?.clone()),
            DataType::Float64 => Column::Number(series.f64().ok()?.clone()),
            DataType::Boolean => Column::Boolean(series.bool().ok()?.clone()),
            DataType::Date => Column::Date(series.date().ok()?.physical().clone()),
            _ => return None,
        })
    }

    /// Whether a CSV cell is this value; an empty one is null.
    fn equals(&self, row: usize, text: &str) -> bool {
        if text.is_empty() {
            return self.is_null(row);
        }
        match self {
            Column::Text(cells) => cells.get(row) == Some(text),
            Column::Integer(cells) => cells.get(row).is_some_and(|n| text.parse() == Ok(n)),
            Column::Number(cells) => cells.get(row).is_some_and(|n| cells::number(text).is_some_and(|m| m.to_bits() == n.to_bits())),
            Column::Boolean(cells) => cells.get(row).is_some_and(|b| cells::boolean(text) == Some(b)),
            Column::Date(cells) => cells.get(row).is_some_and(|days| cells::date(text).is_some_and(|day| day.to_epoch_days() == days)),
        }
    }

    fn is_null(&self, row: usize) -> bool {
        match self {
            Column::Text(cells) => cells.get(row).is_none(),
            Column::Integer(cells) => cells.get(row).is_none(),
            Column::Date(cells) => cells.get(row).is_none(),
            Column::Number(cells) => cells.get(row).is_none(),
            Column::Boolean(cells) => cells.get(row).is_none(),
        }
    }

    /// The value as CSV would have it; `None` for null.
    fn show(&self, row: usize) -> Option<String> {
        match self {
            Column::Text(cells) => cells.get(row).map(str::to_owned),
            Column::Integer(cells) => cells.get(row).map(|n| n.to_string()),
            Column::Number(cells) => cells.get(row).map(|n| n.to_string()),
            Column::Boolean(cells) => cells.get(row).map(|b| b.to_string()),
            Column::Date(cells) => {
                cells.get(row).map(|days| NaiveDate::from_epoch_days(days).map_or(days.to_string(), |day| day.to_string()))
            }
        }
    }
}
