//! CSV: one row a changed cell, never cut. Applied to the old tables, it gives the new ones.

use std::io::{self, Write};

use super::super::{Diff, RowChange, Rows, TableDiff};

/// Writes the columns `table, key, column, kind, old, new`.
///
/// - A changed cell has both sides under its row's key; an added or removed row has one line for each cell that holds
///   something, its key's cells included; a renamed row one for each cell that changed (those of its
///   key, and those that hold its article's id), under its new key.
/// - The cells of a key of several columns are joined by `|`; a `|` or `\` in a cell has a `\` before it.
/// - Changes of the columns are named by kind (`column_added`, `column_moved` ...), with the key empty.
/// - `skipped` names a table that could not be compared, with the reason under `new`; `file_changed`, `file_added` and
///   `file_removed` name another file under `key`.
///
/// # Errors
/// When it can't be written, or a table can't be read any more.
pub fn write_csv(diff: &Diff, out: impl Write) -> io::Result<()> {
    let mut out = csv::Writer::from_writer(out);
    out.write_record(["table", "key", "column", "kind", "old", "new"])?;
    for table in &diff.tables {
        for change in &table.schema {
            let (old, new) = change.sides();
            out.write_record([&table.name, "", change.column().unwrap_or_default(), change.kind(), &old, &new])?;
        }
        match &table.rows {
            Rows::Same => {}
            Rows::Skipped(reason) => out.write_record([&table.name, "", "", "skipped", "", reason])?,
            Rows::Differ(rows) => rows.each(|row| write_row(&mut out, table, &row))?,
        }
    }
    for file in &diff.files {
        out.write_record(["", &file.path, "", &format!("file_{}", file.kind.as_str()), "", ""])?;
    }
    out.flush()
}

fn write_row(out: &mut csv::Writer<impl Write>, table: &TableDiff, row: &RowChange) -> io::Result<()> {
    let key = joined(&row.key);
    for cell in &row.cells {
        out.write_record([&table.name, &key, &cell.column, row.kind.as_str(), &cell.old, &cell.new])?;
    }
    Ok(())
}

fn joined(key: &[String]) -> String {
    let cells: Vec<String> = key.iter().map(|cell| cell.replace('\\', "\\\\").replace('|', "\\|")).collect();
    cells.join("|")
}
