//! One table as CSV and Parquet at once, row by row.

use std::io::Write;
use std::path::Path;

use chrono::NaiveDate;

use super::PublishError;
use super::hashing::HashingFile;
use super::manifest::OutputFile;
use super::parquet::ParquetTable;
use crate::tables::{CellSink, Row, TableSchema};

/// A table being written.
pub(super) struct TableFile {
    name: String,
    csv: csv::Writer<HashingFile>,
    csv_file: HashingFile,
    record: csv::StringRecord,
    parquet: ParquetTable,
    parquet_file: HashingFile,
    rows: u64,
}

/// Path of a table's CSV in a release.
pub fn csv_path(table: &str) -> String {
    format!("csv/{table}.csv")
}

/// Path of a table's Parquet in a release.
pub fn parquet_path(table: &str) -> String {
    format!("parquet/{table}.parquet")
}

impl TableFile {
    /// Opens both files below `folder` and writes the CSV's header.
    pub fn create(folder: &Path, table: &TableSchema) -> Result<Self, PublishError> {
        let (csv_path, parquet_path) = (folder.join(csv_path(&table.name)), folder.join(parquet_path(&table.name)));
        let csv_file = HashingFile::create(&csv_path).map_err(PublishError::at(&csv_path))?;
        let parquet_file = HashingFile::create(&parquet_path).map_err(PublishError::at(&parquet_path))?;
        let columns: Vec<_> = table.fields.iter().map(|field| (field.name.clone(), field.kind)).collect();
        let mut csv = writer(csv_file.clone());
        csv.write_record(columns.iter().map(|(name, _)| name))?;
        let parquet = ParquetTable::create(parquet_file.clone(), &columns)?;
        Ok(Self { name: table.name.clone(), csv, csv_file, record: csv::StringRecord::new(), parquet, parquet_file, rows: 0 })
    }

    /// Adds a row.
    pub fn push(&mut self, row: &impl Row) -> Result<(), PublishError> {
        row.cells(&mut CsvCells(&mut self.record));
        row.cells(&mut self.parquet);
        self.end_row()
    }

    /// Adds a row with one more text cell at its end.
    pub fn push_with_text(&mut self, row: &impl Row, text: &str) -> Result<(), PublishError> {
        row.cells(&mut CsvCells(&mut self.record));
        CsvCells(&mut self.record).text(Some(text));
        row.cells(&mut self.parquet);
        self.parquet.text(Some(text));
        self.end_row()
    }

    fn end_row(&mut self) -> Result<(), PublishError> {
        self.csv.write_record(&self.record)?;
        self.record.clear();
        self.parquet.end_row()?;
        self.rows += 1;
        Ok(())
    }

    /// Ends both files and says what they are.
    pub fn finish(mut self) -> Result<[OutputFile; 2], PublishError> {
        self.csv.flush()?;
        drop(self.csv);
        self.parquet.finish()?;
        let entry = |path: String, file: &HashingFile| -> Result<OutputFile, PublishError> {
            let sealed = file.seal()?;
            Ok(OutputFile { path, bytes: sealed.bytes, sha256: sealed.sha256, rows: Some(self.rows) })
        };
        Ok([entry(csv_path(&self.name), &self.csv_file)?, entry(parquet_path(&self.name), &self.parquet_file)?])
    }
}

/// A CSV writer as all files of a release have it: RFC 4180 quoting where needed, lines end in `\n`.
pub(super) fn writer<W: Write>(file: W) -> csv::Writer<W> {
    csv::WriterBuilder::new().terminator(csv::Terminator::Any(b'\n')).from_writer(file)
}

/// Cells as CSV writes them.
struct CsvCells<'r>(&'r mut csv::StringRecord);

impl CellSink for CsvCells<'_> {
    fn text(&mut self, cell: Option<&str>) {
        self.0.push_field(cell.unwrap_or_default());
    }
    fn integer(&mut self, cell: Option<u32>) {
        self.shown(cell);
    }
    fn number(&mut self, cell: Option<f64>) {
        self.shown(cell);
    }
    fn boolean(&mut self, cell: Option<bool>) {
        self.shown(cell);
    }
    fn date(&mut self, cell: Option<NaiveDate>) {
        self.shown(cell);
    }
}

impl CsvCells<'_> {
    fn shown<T: ToString>(&mut self, cell: Option<T>) {
        self.0.push_field(&cell.map(|value| value.to_string()).unwrap_or_default());
    }
}
