//! Compares one table of both sides by its key.

use std::io;
use std::path::{Path, PathBuf};

use csv::ByteRecord;

use super::change::{CellChange, Counts, RowChange, RowKind, SchemaChange};
use super::index::{self, Mark, RowReader, lossy};
use super::release::Table;
use super::rename::{self, NewArticles};
use crate::bytes::same_files;

/// What became of a table.
#[derive(Debug)]
pub struct TableDiff {
    /// Its name.
    pub name: String,
    /// The columns that identify a row.
    pub key: Vec<String>,
    /// Changes of its columns.
    pub schema: Vec<SchemaChange>,
    /// What became of its rows.
    pub rows: Rows,
}

/// What became of a table's rows.
#[derive(Debug)]
pub enum Rows {
    /// Both sides have the same rows.
    Same,
    /// Some differ.
    Differ(Box<Differing>),
    /// They could not be compared; a sentence says why. This is not the same as [`Rows::Same`].
    Skipped(String),
}

/// The rows that differ, by where they stand: they are read from the files again when they are listed, so that memory
/// doesn't grow with what they hold.
#[derive(Debug)]
pub struct Differing {
    /// How many differ in which way.
    pub counts: Counts,
    entries: Vec<Entry>,
    old: Source,
    new: Source,
    article: ArticleOf,
}

/// Where a row that differs starts on each side; 0 on a side that hasn't got it.
#[derive(Debug, Clone, Copy)]
struct Entry {
    kind: RowKind,
    old: u64,
    new: u64,
}

/// A side's file and which of its columns take part.
#[derive(Debug, Clone)]
pub(super) struct Source {
    pub path: PathBuf,
    pub columns: Vec<String>,
    /// Positions of the key's columns.
    pub key: Vec<usize>,
    /// Positions of the columns that both sides have, in one order for both.
    pub common: Vec<usize>,
}

/// How to tell the article that a row was read in.
#[derive(Debug, Clone)]
pub(super) enum ArticleOf {
    /// By its column `article_id`.
    Column,
    /// By this key column, which holds the id of a row of an article: `<article_id>.<rest>`.
    Prefix(String),
    /// It was read in none, or in more than one.
    None,
}

impl TableDiff {
    /// Whether only one side has the table: its rows need not be listed one by one.
    pub fn is_one_sided(&self) -> bool {
        self.schema.iter().any(|change| matches!(change, SchemaChange::TableAdded | SchemaChange::TableRemoved))
    }
}

/// The two tables of one name; a side that hasn't got it is `None`.
pub(super) struct Pair<'r> {
    pub old: Option<(&'r Table, PathBuf)>,
    pub new: Option<(&'r Table, PathBuf)>,
    pub article: ArticleOf,
}

impl Pair<'_> {
    /// Compares them. What can't be compared says so in the result.
    pub fn compare(self, articles: &NewArticles) -> TableDiff {
        let table = self.new.as_ref().or(self.old.as_ref()).map(|(table, _)| *table);
        let (name, key) = table.map(|t| (t.name.clone(), t.key.clone())).unwrap_or_default();
        let mut diff = TableDiff { name, key, schema: Vec::new(), rows: Rows::Same };
        match self.rows(&mut diff.schema, articles) {
            Ok(Some(rows)) if rows.counts.rows() > 0 => diff.rows = Rows::Differ(Box::new(rows)),
            Ok(_) => {}
            Err(reason) => diff.rows = Rows::Skipped(reason),
        }
        diff
    }

    fn rows(self, schema: &mut Vec<SchemaChange>, articles: &NewArticles) -> Result<Option<Differing>, String> {
        match (self.old, self.new) {
            (Some((old, old_path)), Some((new, new_path))) => compare(old, &old_path, new, &new_path, self.article, schema, articles),
            (Some((old, path)), None) => {
                schema.push(SchemaChange::TableRemoved);
                one_sided(old, &path, self.article, RowKind::Removed).map(Some)
            }
            (None, Some((new, path))) => {
                schema.push(SchemaChange::TableAdded);
                one_sided(new, &path, self.article, RowKind::Added).map(Some)
            }
            (None, None) => Ok(None),
        }
    }
}

/// Compares a table that both sides have; `None` when the files are the same byte for byte.
fn compare(
    old: &Table,
    old_path: &Path,
    new: &Table,
    new_path: &Path,
    article: ArticleOf,
    schema: &mut Vec<SchemaChange>,
    articles: &NewArticles,
) -> Result<Option<Differing>, String> {
    let (old_columns, new_columns) = (index::header(old_path)?, index::header(new_path)?);
    column_changes(old, &old_columns, new, &new_columns, schema);
    if same_files(old_path, new_path).unwrap_or(false) {
        return Ok(None);
    }
    if new.key.is_empty() {
        return Err("it has no primary key; declare one in `datapackage.json`".to_owned());
    }
    let common: Vec<&String> = new_columns.iter().filter(|c| old_columns.contains(c)).collect();
    let old = Source::new(old_path, old_columns.clone(), &new.key, &common)?;
    let new = Source::new(new_path, new_columns.clone(), &new.key, &common)?;
    let (old_marks, new_marks) = both(&old, &new)?;
    let entries = join(&old_marks, &new_marks);
    drop((old_marks, new_marks));
    let mut rows = Differing { counts: Counts::default(), entries, old, new, article };
    rows.find_renamed(articles)?;
    rows.classify()?;
    Ok(Some(rows))
}

/// All rows of a table that only one side has.
fn one_sided(table: &Table, path: &Path, article: ArticleOf, kind: RowKind) -> Result<Differing, String> {
    let columns = index::header(path)?;
    let common: Vec<&String> = columns.iter().collect();
    let source = Source::new(path, columns.clone(), &table.key, &common)?;
    let marks = index::marks(path, &source.key, &[])?;
    let entries: Vec<Entry> = marks.iter().map(|mark| Entry { kind, old: mark.at, new: mark.at }).collect();
    let mut rows = Differing { counts: Counts::default(), entries, old: source.clone(), new: source, article };
    rows.classify()?;
    Ok(rows)
}

/// Reads both files at the same time; the marks come sorted by key.
fn both(old: &Source, new: &Source) -> Result<(Vec<Mark>, Vec<Mark>), String> {
    std::thread::scope(|scope| {
        let other = scope.spawn(|| old.marks());
        let new = new.marks();
        let old = other.join().unwrap_or_else(|_| Err("reading the old side failed".to_owned()));
        Ok((old?, new?))
    })
}

/// The rows that differ, of marks sorted by key.
fn join(old: &[Mark], new: &[Mark]) -> Vec<Entry> {
    let mut entries = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        match (old.get(i), new.get(j)) {
            (Some(o), Some(n)) if o.key == n.key => {
                if o.row != n.row {
                    entries.push(Entry { kind: RowKind::Changed, old: o.at, new: n.at });
                }
                (i, j) = (i + 1, j + 1);
            }
            (Some(o), n) if n.is_none_or(|n| o.key < n.key) => {
                entries.push(Entry { kind: RowKind::Removed, old: o.at, new: 0 });
                i += 1;
            }
            (_, Some(n)) => {
                entries.push(Entry { kind: RowKind::Added, old: 0, new: n.at });
                j += 1;
            }
            (_, None) => break,
        }
    }
    entries
}

impl Source {
    fn new(path: &Path, columns: Vec<String>, key: &[String], common: &[&String]) -> Result<Self, String> {
        let position = |name: &String| {
            columns
                .iter()
                .position(|c| c == name)
                .ok_or_else(|| format!("`{}` has no column `{name}`, which is part of the key", path.display()))
        };
        let key = key.iter().map(position).collect::<Result<_, _>>()?;
        let common = common.iter().map(|name| position(name)).collect::<Result<_, _>>()?;
        Ok(Self { path: path.to_owned(), columns, key, common })
    }

    fn marks(&self) -> Result<Vec<Mark>, String> {
        let mut marks = index::marks(&self.path, &self.key, &self.common)?;
        marks.sort_unstable_by_key(|mark| (mark.key, mark.at));
        match index::duplicate(&marks) {
            None => Ok(marks),
            Some(mark) => {
                let mut reader = RowReader::open(&self.path)?;
                let key = self.key_cells(reader.row(mark.at)?).join(" | ");
                Err(format!("`{}` has more than one row with the key {key}", self.path.display()))
            }
        }
    }

    /// The cells of a row's key.
    pub fn key_cells(&self, row: &ByteRecord) -> Vec<String> {
        self.key.iter().map(|&n| lossy(row.get(n).unwrap_or_default())).collect()
    }

    /// Positions of the common columns outside the key.
    pub fn values(&self) -> Vec<usize> {
        self.common.iter().copied().filter(|n| !self.key.contains(n)).collect()
    }

    fn filled(&self, row: &ByteRecord, cell: impl Fn(String, String) -> CellChange) -> Vec<CellChange> {
        let cells = self.columns.iter().zip(row).filter(|(_, cell)| !cell.is_empty());
        cells.map(|(column, value)| cell(column.clone(), lossy(value))).collect()
    }
}

impl Differing {
    /// Turns pairs of a removed and an added row into renamed rows.
    fn find_renamed(&mut self, articles: &NewArticles) -> Result<(), String> {
        let at = |kind: RowKind, entries: &[Entry]| entries.iter().filter(|e| e.kind == kind).map(|e| e.old.max(e.new)).collect();
        let (removed, added): (Vec<u64>, Vec<u64>) = (at(RowKind::Removed, &self.entries), at(RowKind::Added, &self.entries));
        let mut pairs = rename::pairs(&self.old, removed, &self.new, added, articles)?;
        if pairs.is_empty() {
            return Ok(());
        }
        pairs.sort_unstable();
        let old_renamed = |at: u64| pairs.binary_search_by_key(&at, |pair| pair.0).is_ok();
        let mut renamed: Vec<u64> = pairs.iter().map(|pair| pair.1).collect();
        renamed.sort_unstable();
        self.entries.retain(|e| match e.kind {
            RowKind::Removed => !old_renamed(e.old),
            RowKind::Added => renamed.binary_search(&e.new).is_err(),
            _ => true,
        });
        self.entries.extend(pairs.iter().map(|&(old, new)| Entry { kind: RowKind::Renamed, old, new }));
        Ok(())
    }

    /// Puts the rows in the order of the new side, removed ones last in the order of the old, and counts them.
    fn classify(&mut self) -> Result<(), String> {
        self.entries.sort_unstable_by_key(|e| if e.kind == RowKind::Removed { (1, e.old) } else { (0, e.new) });
        let (mut old, mut new) = (RowReader::open(&self.old.path)?, RowReader::open(&self.new.path)?);
        for entry in &mut self.entries {
            let mut cells = 0;
            if entry.kind == RowKind::Changed {
                let (old, new) = (old.row(entry.old)?, new.row(entry.new)?);
                let mut other = false;
                for (&o, &n) in self.old.common.iter().zip(&self.new.common) {
                    if old.get(o) != new.get(n) {
                        cells += 1;
                        other |= self.new.columns[n] != "confidence";
                    }
                }
                entry.kind = if other { RowKind::Changed } else { RowKind::Confidence };
            }
            self.counts.count(entry.kind, cells);
        }
        Ok(())
    }

    /// Hands over every row that differs, in the order of the new side; removed rows follow in the order of the old.
    ///
    /// # Errors
    /// When a file can't be read any more, or `visit` fails.
    pub fn each(&self, mut visit: impl FnMut(RowChange) -> io::Result<()>) -> io::Result<()> {
        let mut old = RowReader::open(&self.old.path).map_err(io::Error::other)?;
        let mut new = RowReader::open(&self.new.path).map_err(io::Error::other)?;
        for entry in &self.entries {
            visit(self.change(*entry, &mut old, &mut new).map_err(io::Error::other)?)?;
        }
        Ok(())
    }

    fn change(&self, entry: Entry, old: &mut RowReader, new: &mut RowReader) -> Result<RowChange, String> {
        let kind = entry.kind;
        if kind == RowKind::Added {
            let row = new.row(entry.new)?;
            let cells = self.new.filled(row, |column, new| CellChange { column, old: String::new(), new });
            return Ok(RowChange { kind, key: self.new.key_cells(row), old_key: None, article: self.article(&self.new, row), cells });
        }
        let old_row = old.row(entry.old)?;
        if kind == RowKind::Removed {
            let cells = self.old.filled(old_row, |column, old| CellChange { column, old, new: String::new() });
            return Ok(RowChange {
                kind,
                key: self.old.key_cells(old_row),
                old_key: None,
                article: self.article(&self.old, old_row),
                cells,
            });
        }
        let row = new.row(entry.new)?;
        let mut cells = Vec::new();
        for (&o, &n) in self.old.common.iter().zip(&self.new.common) {
            let (old, new) = (old_row.get(o).unwrap_or_default(), row.get(n).unwrap_or_default());
            if old != new {
                cells.push(CellChange { column: self.new.columns[n].clone(), old: lossy(old), new: lossy(new) });
            }
        }
        let old_key = (kind == RowKind::Renamed).then(|| self.old.key_cells(old_row));
        Ok(RowChange { kind, key: self.new.key_cells(row), old_key, article: self.article(&self.new, row), cells })
    }

    fn article(&self, side: &Source, row: &ByteRecord) -> Option<String> {
        let cell = |name: &str| side.columns.iter().position(|c| c == name).and_then(|n| row.get(n)).map(lossy);
        let article = match &self.article {
            ArticleOf::Column => cell("article_id")?,
            ArticleOf::Prefix(column) => cell(column)?.split('.').next()?.to_owned(),
            ArticleOf::None => return None,
        };
        (!article.is_empty()).then_some(article)
    }
}

/// Compares what both sides declare and which columns they have.
fn column_changes(old: &Table, old_columns: &[String], new: &Table, new_columns: &[String], changes: &mut Vec<SchemaChange>) {
    if !old.key.is_empty() && !new.key.is_empty() && old.key != new.key {
        changes.push(SchemaChange::KeyChanged { old: old.key.clone(), new: new.key.clone() });
    }
    let gone = old_columns.iter().filter(|c| !new_columns.contains(c));
    changes.extend(gone.map(|column| SchemaChange::ColumnRemoved { column: column.clone() }));
    let places: Vec<(usize, usize)> =
        new_columns.iter().enumerate().filter_map(|(n, column)| Some((old_columns.iter().position(|c| c == column)?, n))).collect();
    let stay = longest_rising(&places.iter().map(|p| p.0).collect::<Vec<_>>());
    for (n, column) in new_columns.iter().enumerate() {
        let Some(place) = places.iter().position(|p| p.1 == n) else {
            changes.push(SchemaChange::ColumnAdded { column: column.clone() });
            continue;
        };
        if !stay[place] {
            changes.push(SchemaChange::ColumnMoved { column: column.clone(), old: places[place].0 + 1, new: n + 1 });
        }
        if let (Some(o), Some(n)) = (old.types.get(column), new.types.get(column))
            && o != n
        {
            changes.push(SchemaChange::ColumnRetyped { column: column.clone(), old: o.clone(), new: n.clone() });
        }
    }
}

/// Which numbers belong to the longest rising subsequence: the columns that need not be called moved.
fn longest_rising(numbers: &[usize]) -> Vec<bool> {
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(numbers.len());
    for (i, number) in numbers.iter().enumerate() {
        let before = (0..i).filter(|&j| numbers[j] < *number).max_by_key(|&j| (best[j].0, std::cmp::Reverse(j)));
        best.push((before.map_or(1, |j| best[j].0 + 1), before));
    }
    let mut member = vec![false; numbers.len()];
    let mut at = (0..numbers.len()).max_by_key(|&i| (best[i].0, std::cmp::Reverse(i)));
    while let Some(i) = at {
        member[i] = true;
        at = best[i].1;
    }
    member
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_moved_column_is_one_change() {
        assert_eq!(longest_rising(&[3, 0, 1, 2]), [false, true, true, true]);
        assert_eq!(longest_rising(&[0, 1, 2]), [true, true, true]);
        assert_eq!(longest_rising(&[]), Vec::<bool>::new());
    }
}
