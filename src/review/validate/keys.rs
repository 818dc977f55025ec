//! Primary keys, unique columns and foreign keys.

use std::collections::HashMap;

use super::csv_table::{CsvTable, Row};
use super::facts::Facts;
use super::key_set::{KeySet, hash};
use super::out::{Out, RowCheck, said};
use crate::review::problem::Code;
use crate::tables::{ForeignKey, TableSchema};

/// Columns in which no value may stand twice.
pub struct OwnKey<'f> {
    columns: Vec<usize>,
    set: &'f KeySet,
    code: Code,
}

impl<'f> OwnKey<'f> {
    /// The primary key and the unique columns of a table; those without repeats need no second look.
    pub fn all(schema: &TableSchema, facts: &'f Facts) -> Vec<Self> {
        let unique = schema.fields.iter().filter(|f| f.constraints.unique).map(|f| (vec![f.name.clone()], Code::Unique));
        let primary = std::iter::once((schema.primary_key.clone(), Code::PrimaryKey));
        let keys = primary.chain(unique.filter(|(columns, _)| *columns != schema.primary_key));
        keys.filter_map(|(names, code)| {
            let set = facts.keys(&schema.name, &names).filter(|set| set.has_repeats())?;
            Some(Self { columns: names.iter().filter_map(|n| schema.position(n)).collect(), set, code })
        })
        .collect()
    }
}

impl RowCheck for OwnKey<'_> {
    fn row(&mut self, row: &Row<'_>, out: &mut Out<'_>) {
        let empty = self.columns.iter().all(|c| row.cell(*c).is_none());
        let first = self.set.line(hash(self.columns.iter().map(|c| row.cell(*c).unwrap_or_default())));
        if let Some(first) = first.filter(|first| u64::from(*first) < row.line && !empty) {
            let column = self.columns.first().copied().unwrap_or_default();
            out.cell(self.code, row, column, || {
                said(
                    format!("the key stands already in line {first}"),
                    "a key that no other row has",
                    "remove one of the two rows, or correct its key",
                )
            });
        }
    }
}

/// Columns that point to another table.
pub struct FarKey<'f> {
    key: ForeignKey,
    table: String,
    columns: Vec<usize>,
    set: &'f KeySet,
    last: u128,
    /// Where each dangling key stood first.
    dangling: HashMap<u128, u64>,
}

/// Dangling keys whose first line is remembered.
const REMEMBERED: usize = 100_000;

impl<'f> FarKey<'f> {
    /// The foreign keys of a table. One whose table or column is not there is noted as not checked.
    pub fn all(schema: &TableSchema, reader: &CsvTable, facts: &'f Facts, out: &mut Out<'_>) -> Vec<Self> {
        let mut keys = Vec::new();
        for key in &schema.foreign_keys {
            let table = key.reference.table_name(schema).to_owned();
            let columns: Vec<_> = key.fields.iter().filter_map(|f| schema.position(f)).filter(|c| reader.has(*c)).collect();
            if columns.len() < key.fields.len() {
                continue;
            }
            match facts.keys(&table, &key.reference.fields) {
                Some(set) => keys.push(Self { key: key.clone(), table, columns, set, last: 0, dangling: HashMap::new() }),
                None => out.column(Code::NotChecked, &key.fields.join(" "), format!("the keys of `{table}` could not be read"), |p| {
                    p.hint("restore that table to have this column checked")
                }),
            }
        }
        keys
    }

    fn report(&mut self, hash: u128, row: &Row<'_>, out: &mut Out<'_>) {
        let first = self.dangling.get(&hash).copied();
        if first.is_none() && self.dangling.len() < REMEMBERED {
            self.dangling.insert(hash, row.line);
        }
        let Self { key, table, columns, .. } = self;
        out.cell(Code::ForeignKey, row, columns[0], || {
            let far = key.reference.fields.join(", ");
            let again = first.map_or(String::new(), |line| format!("; it dangles first in line {line}"));
            said(
                format!("`{table}` has no such {far}{again}"),
                format!("a {far} of csv/{table}.csv"),
                "add the row there, or correct the key",
            )
        });
    }
}

impl RowCheck for FarKey<'_> {
    fn row(&mut self, row: &Row<'_>, out: &mut Out<'_>) {
        let hash = match self.columns[..] {
            [column] => match row.cell(column) {
                Some(cell) => hash([cell]),
                None => return,
            },
            _ if self.columns.iter().all(|c| row.cell(*c).is_some()) => hash(self.columns.iter().filter_map(|c| row.cell(*c))),
            _ => return,
        };
        if hash == self.last {
            return;
        }
        match self.set.line(hash) {
            Some(_) => self.last = hash,
            None => self.report(hash, row, out),
        }
    }
}
