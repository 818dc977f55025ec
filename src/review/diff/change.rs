//! What a comparison finds, as data: the formats only differ in how they write it.

use serde::Serialize;

/// A change of what a table declares, apart from its rows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum SchemaChange {
    /// The table is new.
    TableAdded,
    /// The table is gone.
    TableRemoved,
    /// A column is new.
    ColumnAdded {
        /// Its name.
        column: String,
    },
    /// A column is gone.
    ColumnRemoved {
        /// Its name.
        column: String,
    },
    /// A column stands elsewhere among those that both sides have.
    ColumnMoved {
        /// Its name.
        column: String,
        /// Its position in the old table, from 1.
        old: usize,
        /// Its position in the new table, from 1.
        new: usize,
    },
    /// A column has another type.
    ColumnRetyped {
        /// Its name.
        column: String,
        /// Its old Frictionless type.
        old: String,
        /// Its new one.
        new: String,
    },
    /// Rows are identified by other columns.
    KeyChanged {
        /// The old key's columns.
        old: Vec<String>,
        /// The new key's.
        new: Vec<String>,
    },
}

impl SchemaChange {
    /// Its name in JSON and CSV.
    pub fn kind(&self) -> &'static str {
        match self {
            SchemaChange::TableAdded => "table_added",
            SchemaChange::TableRemoved => "table_removed",
            SchemaChange::ColumnAdded { .. } => "column_added",
            SchemaChange::ColumnRemoved { .. } => "column_removed",
            SchemaChange::ColumnMoved { .. } => "column_moved",
            SchemaChange::ColumnRetyped { .. } => "column_retyped",
            SchemaChange::KeyChanged { .. } => "key_changed",
        }
    }

    /// The column that it is about, if it is about one.
    pub fn column(&self) -> Option<&str> {
        match self {
            SchemaChange::ColumnAdded { column }
            | SchemaChange::ColumnRemoved { column }
            | SchemaChange::ColumnMoved { column, .. }
            | SchemaChange::ColumnRetyped { column, .. } => Some(column),
            _ => None,
        }
    }

    /// Both sides as text, empty where a side has nothing to say.
    pub fn sides(&self) -> (String, String) {
        match self {
            SchemaChange::ColumnMoved { old, new, .. } => (old.to_string(), new.to_string()),
            SchemaChange::ColumnRetyped { old, new, .. } => (old.clone(), new.clone()),
            SchemaChange::KeyChanged { old, new } => (old.join("|"), new.join("|")),
            _ => (String::new(), String::new()),
        }
    }

    /// A sentence about it without full stop, e.g. for the rule that calls for a version step.
    pub fn sentence(&self, table: &str) -> String {
        match self {
            SchemaChange::TableAdded => format!("table `{table}` was added"),
            SchemaChange::TableRemoved => format!("table `{table}` was removed"),
            SchemaChange::ColumnAdded { column } => format!("column `{table}.{column}` was added"),
            SchemaChange::ColumnRemoved { column } => format!("column `{table}.{column}` was removed"),
            SchemaChange::ColumnMoved { column, old, new } => format!("column `{table}.{column}` moved from place {old} to {new}"),
            SchemaChange::ColumnRetyped { column, old, new } => format!("column `{table}.{column}` was {old} and is {new}"),
            SchemaChange::KeyChanged { old, new } => {
                format!("the key of `{table}` was {} and is {}", old.join(" + "), new.join(" + "))
            }
        }
    }
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RowKind {
    /// Only the new side has its key.
    Added,
    /// Only the old side has its key.
    Removed,
    /// It has another key; all its other cells are the same.
    Renamed,
    /// It has other cells under the same key.
    Changed,
    /// Of its cells, only `confidence` changed: after a new calibration that is so for most rows, and tells a reviewer little.
    Confidence,
}

impl RowKind {
    /// Its name in CSV, where every line is about one cell.
    pub fn as_str(self) -> &'static str {
        match self {
            RowKind::Added => "added",
            RowKind::Removed => "removed",
            RowKind::Renamed => "renamed",
            RowKind::Changed | RowKind::Confidence => "changed",
        }
    }
}

/// One row that differs, read from the files of both sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowChange {
    /// What became of it.
    pub kind: RowKind,
    /// The cells of its key: the new side's, the old side's for a removed row.
    pub key: Vec<String>,
    /// The cells of its old key, where it was renamed.
    pub old_key: Option<Vec<String>>,
    /// The article that it was read in, if it was read in one.
    pub article: Option<String>,
    /// The cells that differ, in the order of the columns; of an added or removed row all that hold something.
    pub cells: Vec<CellChange>,
}

/// One cell that differs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CellChange {
    /// Its column.
    pub column: String,
    /// What stood there; empty for nothing.
    pub old: String,
    /// What stands there now; empty for nothing.
    pub new: String,
}

/// How many rows of a table differ. Exact, whatever a format lists.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Rows that only the new side has.
    pub added: u64,
    /// Rows that only the old side has.
    pub removed: u64,
    /// Rows with another key and the same cells.
    pub renamed: u64,
    /// Rows with other cells, those of `confidence_only` aside.
    pub changed: u64,
    /// Cells that differ in the `changed` rows.
    pub cells: u64,
    /// Rows whose confidence alone changed.
    pub confidence_only: u64,
}

impl Counts {
    /// All rows that differ.
    pub fn rows(&self) -> u64 {
        self.added + self.removed + self.renamed + self.changed + self.confidence_only
    }

    /// Takes a row of this kind into account.
    pub(super) fn count(&mut self, kind: RowKind, cells: u64) {
        match kind {
            RowKind::Added => self.added += 1,
            RowKind::Removed => self.removed += 1,
            RowKind::Renamed => self.renamed += 1,
            RowKind::Confidence => self.confidence_only += 1,
            RowKind::Changed => {
                self.changed += 1;
                self.cells += cells;
            }
        }
    }
}

/// A file other than a table that differs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileChange {
    /// Its path in the release, with `/` as separator.
    pub path: String,
    /// What became of it.
    pub kind: FileKind,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FileKind {
    /// Only the new side has it.
    Added,
    /// Only the old side has it.
    Removed,
    /// Its bytes differ.
    Changed,
}

impl FileKind {
    /// Its name in the formats.
    pub fn as_str(self) -> &'static str {
        match self {
            FileKind::Added => "added",
            FileKind::Removed => "removed",
            FileKind::Changed => "changed",
        }
    }
}
