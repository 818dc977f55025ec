//! JSON for scripts: everything, never cut, a row a line.

use std::io::{self, Write};

use serde_json::{Map, Value, json};

use super::super::{Diff, Differing, RowChange, RowKind, Rows, TableDiff};

/// Writes one object: sides, version step, reasons, every table with its changes, other files.
///
/// # Errors
/// When it can't be written, or a table can't be read any more.
pub fn write_json(diff: &Diff, mut out: impl Write) -> io::Result<()> {
    let side = |path: &std::path::Path, version: &Option<String>| json!({"path": path.display().to_string(), "version": version});
    writeln!(out, "{{")?;
    member(&mut out, "old", &side(&diff.old, &diff.old_version))?;
    member(&mut out, "new", &side(&diff.new, &diff.new_version))?;
    member(&mut out, "equal", &json!(diff.is_empty() && diff.skipped().next().is_none()))?;
    member(&mut out, "version_step", &serde_json::to_value(diff.version_step())?)?;
    member(&mut out, "reasons", &serde_json::to_value(&diff.reasons)?)?;
    if diff.reasons.is_some() {
        member(&mut out, "attribution", &serde_json::to_value(diff.attribution()?)?)?;
    }
    member(&mut out, "notes", &json!(diff.notes))?;
    writeln!(out, "\"tables\": [")?;
    for (n, table) in diff.tables.iter().enumerate() {
        write_table(&mut out, table)?;
        writeln!(out, "{}", if n + 1 < diff.tables.len() { "," } else { "" })?;
    }
    writeln!(out, "],")?;
    writeln!(out, "\"files\": {}", serde_json::to_string(&diff.files)?)?;
    writeln!(out, "}}")
}

fn member(out: &mut impl Write, name: &str, value: &Value) -> io::Result<()> {
    writeln!(out, "\"{name}\": {value},")
}

fn write_table(out: &mut impl Write, table: &TableDiff) -> io::Result<()> {
    let mut head = Map::new();
    head.insert("name".to_owned(), json!(table.name));
    head.insert("key".to_owned(), json!(table.key));
    head.insert("schema".to_owned(), serde_json::to_value(&table.schema)?);
    let rows = match &table.rows {
        Rows::Same => json!("same"),
        Rows::Skipped(reason) => {
            head.insert("reason".to_owned(), json!(reason));
            json!("skipped")
        }
        Rows::Differ(rows) => {
            head.insert("counts".to_owned(), serde_json::to_value(rows.counts)?);
            json!("differ")
        }
    };
    head.insert("rows".to_owned(), rows);
    let head = Value::Object(head).to_string();
    let Rows::Differ(rows) = &table.rows else { return write!(out, "{head}") };
    // the rows are written as they are read, so the object is closed by hand
    writeln!(out, "{}, \"changes\": [", head.strip_suffix('}').unwrap_or(&head))?;
    write_rows(out, table, rows)?;
    write!(out, "\n]}}")
}

fn write_rows(out: &mut impl Write, table: &TableDiff, rows: &Differing) -> io::Result<()> {
    let mut first = true;
    rows.each(|row| {
        let comma = if std::mem::replace(&mut first, false) { "" } else { ",\n" };
        write!(out, "{comma}{}", row_value(table, &row))
    })
}

fn row_value(table: &TableDiff, row: &RowChange) -> Value {
    let key = |cells: &[String]| -> Value {
        table.key.iter().zip(cells).map(|(column, cell)| (column.clone(), cell_value(cell))).collect::<Map<_, _>>().into()
    };
    let mut value = json!({"kind": row.kind, "key": key(&row.key), "article_id": row.article});
    if let Some(old) = &row.old_key {
        value["old_key"] = key(old);
    }
    match row.kind {
        RowKind::Added | RowKind::Removed => {
            let cells = row.cells.iter().map(|c| (c.column.clone(), cell_value(if row.kind == RowKind::Added { &c.new } else { &c.old })));
            value["row"] = cells.collect::<Map<_, _>>().into();
        }
        _ => {
            let cell = |c: &super::CellChange| json!({"column": c.column, "old": cell_value(&c.old), "new": cell_value(&c.new)});
            value["cells"] = row.cells.iter().map(cell).collect();
        }
    }
    value
}

/// An empty cell is null.
fn cell_value(cell: &str) -> Value {
    if cell.is_empty() { Value::Null } else { Value::String(cell.to_owned()) }
}
