//! Offsets: both ends there, start before end, the words beside them, of the length that they say.

use super::csv_table::Row;
use super::out::{Out, RowCheck, said};
use crate::review::problem::Code;
use crate::tables::TableSchema;

/// Columns that place words in an article, found by their names: `<prefix>char_start`, `<prefix>char_end` and the words
/// in `<prefix>text` or `<prefix>` itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stretch {
    /// The column of the first character.
    pub start: usize,
    /// The column of one past the last character.
    pub end: usize,
    /// The column of the words.
    pub text: Option<usize>,
}

/// All stretches of a table.
pub fn stretches(schema: &TableSchema) -> Vec<Stretch> {
    let stretch = |(start, name): (usize, &str)| {
        let prefix = name.strip_suffix("char_start")?;
        let text = schema.position(&format!("{prefix}text")).or_else(|| schema.position(prefix.trim_end_matches('_')));
        Some(Stretch { start, end: schema.position(&format!("{prefix}char_end"))?, text })
    };
    schema.fields.iter().map(|f| f.name.as_str()).enumerate().filter_map(stretch).collect()
}

/// Checks a table's stretches.
pub struct Offsets(Vec<Stretch>);

impl Offsets {
    /// For a table; `None` when it has no offsets.
    pub fn new(schema: &TableSchema) -> Option<Self> {
        let found = stretches(schema);
        (!found.is_empty()).then_some(Self(found))
    }
}

impl RowCheck for Offsets {
    fn row(&mut self, row: &Row<'_>, out: &mut Out<'_>) {
        for stretch in &self.0 {
            stretch.together(row, out);
            stretch.length(row, out);
        }
    }
}

impl Stretch {
    /// Start and end, where both are numbers.
    pub fn range(&self, row: &Row<'_>) -> Option<(u32, u32)> {
        Some((row.cell(self.start)?.parse().ok()?, row.cell(self.end)?.parse().ok()?))
    }

    /// All three cells or none.
    fn together(&self, row: &Row<'_>, out: &mut Out<'_>) {
        let cells = [Some(self.start), Some(self.end), self.text];
        let there = |column: usize| row.get(column).map(|cell| !cell.is_empty());
        let known: Vec<_> = cells.into_iter().flatten().filter_map(|column| Some((column, there(column)?))).collect();
        if known.iter().any(|(_, full)| *full)
            && let Some((missing, _)) = known.iter().find(|(_, full)| !full)
        {
            out.cell(Code::Incomplete, row, *missing, || {
                said(
                    "the cell is empty and its companions are not",
                    "words, start and end together, or none of them",
                    "restore the missing cell",
                )
            });
        }
    }

    fn length(&self, row: &Row<'_>, out: &mut Out<'_>) {
        let Some((start, end)) = self.range(row) else { return };
        if start >= end {
            out.cell(Code::Range, row, self.end, || {
                said(format!("the end {end} is not behind the start {start}"), format!("more than {start}"), "restore the released offsets")
            });
            return;
        }
        let Some(words) = self.text.and_then(|column| row.cell(column)) else { return };
        let (found, wanted) = (words.chars().count(), (end - start) as usize);
        if found != wanted {
            out.cell(Code::TextLength, row, self.text.unwrap_or(self.start), || {
                said(
                    format!("the words have {found} characters, their offsets {start}-{end} hold {wanted}"),
                    format!("{wanted} characters"),
                    "restore words and offsets as released",
                )
            });
        }
    }
}
