//! Rows of a release, found by what stands in their cells.
//!
//! Its small functions are called from a hundred places and seldom: they are kept out of line, for the program's size.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::ExplainError;
use crate::publish::csv_path;
use crate::review::validate::csv_table::CsvTable;
use crate::tables::{Schema, TableSchema};

/// A release folder, of which rows are read as they are asked for.
pub struct Store<'s> {
    root: PathBuf,
    schema: &'s Schema,
}

/// Takes a cell and a way to its whole row.
pub type Visit<'v> = &'v mut dyn FnMut(&str, &dyn Fn() -> Record);

/// A row; absent cells are left out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its table.
    pub table: String,
    cells: BTreeMap<String, String>,
}

impl Record {
    /// The cell in this column, where it is not empty.
    #[inline(never)]
    pub fn get(&self, column: &str) -> Option<&str> {
        self.cells.get(column).map(String::as_str)
    }

    /// The cell, or nothing.
    #[inline(never)]
    pub fn text(&self, column: &str) -> &str {
        self.get(column).unwrap_or_default()
    }

    /// Whether the cell is this.
    #[inline(never)]
    pub fn is(&self, column: &str, value: &str) -> bool {
        self.get(column) == Some(value)
    }

    /// Its primary key, where that is one column.
    pub fn id<'r>(&'r self, schema: &Schema) -> &'r str {
        schema.table(&self.table).and_then(|table| table.primary_key.first()).map_or("", |key| self.text(key))
    }

    /// Those of some rows that have this cell.
    #[inline(never)]
    pub fn pick<'r>(rows: &'r [Record], column: &str, value: &str) -> Vec<&'r Record> {
        rows.iter().filter(|row| row.is(column, value)).collect()
    }

    /// The first of some rows that has this cell.
    #[inline(never)]
    pub fn first<'r>(rows: &'r [Record], column: &str, value: Option<&str>) -> Option<&'r Record> {
        rows.iter().find(|row| value.is_some_and(|value| row.is(column, value)))
    }

    /// The characters between two of its columns.
    #[inline(never)]
    pub fn stretch(&self, start: &str, end: &str) -> Option<(u32, u32)> {
        let range = (self.get(start)?.parse().ok()?, self.get(end)?.parse().ok()?);
        (range.0 < range.1).then_some(range)
    }
}

impl<'s> Store<'s> {
    /// Opens a release.
    ///
    /// # Errors
    /// When there is no folder, or none with tables.
    pub fn open(root: &Path, schema: &'s Schema) -> Result<Self, ExplainError> {
        let release = root.join("csv");
        if let Err(source) = std::fs::read_dir(&release) {
            return Err(ExplainError::NoRelease { path: root.to_owned(), source });
        }
        Ok(Self { root: root.to_owned(), schema })
    }

    /// The folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// What is declared of a table.
    pub fn table(&self, name: &str) -> Option<&'s TableSchema> {
        self.schema.table(name)
    }

    /// The rows that `fits` takes, by a cell of one column, in the order of the file. A table that isn't there has none.
    #[inline(never)]
    pub fn rows(&self, table: &str, column: &str, fits: &dyn Fn(&str) -> bool) -> Result<Vec<Record>, ExplainError> {
        let mut found = Vec::new();
        self.each(table, column, &mut |cell, record| {
            if fits(cell) {
                found.push(record());
            }
        })?;
        Ok(found)
    }

    /// The rows with this cell.
    #[inline(never)]
    pub fn with(&self, table: &str, column: &str, value: &str) -> Result<Vec<Record>, ExplainError> {
        self.rows(table, column, &|cell| cell == value)
    }

    /// The rows with one of these cells.
    #[inline(never)]
    pub fn with_any(&self, table: &str, column: &str, values: &BTreeSet<&str>) -> Result<Vec<Record>, ExplainError> {
        if values.is_empty() { Ok(Vec::new()) } else { self.rows(table, column, &|cell| values.contains(cell)) }
    }

    /// Hands over every cell of a column, with a way to the whole row.
    #[inline(never)]
    pub fn each(&self, table: &str, column: &str, visit: Visit<'_>) -> Result<(), ExplainError> {
        let Some(declared) = self.schema.table(table) else { return Ok(()) };
        let Some(at) = declared.position(column) else { return Ok(()) };
        let path = self.root.join(csv_path(table));
        let failed = |source| ExplainError::Read { path: path.clone(), source };
        let mut reader = match CsvTable::open(&path, declared) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return Ok(()),
            opened => opened.map_err(failed)?,
        };
        while let Some(row) = reader.next_row().map_err(failed)? {
            let record = || Record {
                table: table.to_owned(),
                cells: declared
                    .fields
                    .iter()
                    .enumerate()
                    .filter_map(|(n, field)| Some((field.name.clone(), row.cell(n)?.to_owned())))
                    .collect(),
            };
            if let Some(cell) = row.cell(at) {
                visit(cell, &record);
            }
        }
        Ok(())
    }
}
