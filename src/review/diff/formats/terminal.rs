//! For the terminal: a line for the version step, then each table with its rows.

use std::io::{self, Write};

use super::super::{Counts, Diff, Differing, RowChange, RowKind, Rows, TableDiff};
use super::{Listing, because, cells, digest, plural, step_sentence};

const BOLD: &str = "1";
const RED: &str = "31";
const GREEN: &str = "32";
const YELLOW: &str = "33";
const BLUE: &str = "34";

/// Writes what a person reads at the prompt. Signs and words say what colours say.
///
/// # Errors
/// When it can't be written, or a table can't be read any more.
pub fn write_terminal(diff: &Diff, listing: &Listing, mut out: impl Write) -> io::Result<()> {
    let mut page = Page { out: &mut out, colour: listing.colour, left: listing.limit, cut: 0 };
    if diff.is_empty() && diff.skipped().next().is_none() {
        return writeln!(page.out, "{} and {} are equal", diff.old.display(), diff.new.display());
    }
    let (step, rest) = step_sentence(diff);
    writeln!(page.out, "{} {}{rest}", page.paint(BOLD, "version step"), page.paint(BOLD, &step))?;
    for line in because(diff)? {
        writeln!(page.out, "because {line}")?;
    }
    for table in &diff.tables {
        page.table(table)?;
    }
    page.rest(diff)
}

struct Page<'o, W> {
    out: &'o mut W,
    colour: bool,
    left: usize,
    cut: u64,
}

impl<W: Write> Page<'_, W> {
    fn paint(&self, code: &str, text: &str) -> String {
        if self.colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn table(&mut self, table: &TableDiff) -> io::Result<()> {
        let rows = match &table.rows {
            Rows::Differ(rows) => Some(rows),
            _ if table.schema.is_empty() => return Ok(()),
            _ => None,
        };
        let counts = rows.map(|rows| count_words(&rows.counts)).unwrap_or_default();
        writeln!(
            self.out,
            "\n{}{}",
            self.paint(BOLD, &cells::terminal(&table.name)),
            if counts.is_empty() { counts } else { format!(": {counts}") }
        )?;
        for change in &table.schema {
            writeln!(self.out, "  {} {}", self.paint(YELLOW, "schema"), change.sentence(&table.name))?;
        }
        match rows {
            Some(rows) if !table.is_one_sided() => self.rows(table, rows),
            _ => Ok(()),
        }
    }

    fn rows(&mut self, table: &TableDiff, rows: &Differing) -> io::Result<()> {
        let listed = rows.counts.rows() - rows.counts.confidence_only - rows.counts.changed + rows.counts.cells;
        if self.left == 0 {
            self.cut += listed;
            return Ok(());
        }
        rows.each(|row| {
            for line in self.lines(table, &row) {
                match self.left {
                    0 => self.cut += 1,
                    _ => {
                        self.left -= 1;
                        writeln!(self.out, "  {line}")?;
                    }
                }
            }
            Ok(())
        })
    }

    fn lines(&self, table: &TableDiff, row: &RowChange) -> Vec<String> {
        let key = shown_key(&row.key);
        let line = |code, sign: &str, rest: String| vec![format!("{} {rest}", self.paint(code, sign))];
        match row.kind {
            RowKind::Confidence => Vec::new(),
            RowKind::Added => line(GREEN, "+", format!("{key}{}", summary(table, row))),
            RowKind::Removed => line(RED, "-", format!("{key}{}", summary(table, row))),
            RowKind::Renamed => line(BLUE, ">", format!("{} → {key}", shown_key(row.old_key.as_deref().unwrap_or_default()))),
            RowKind::Changed => {
                let cell = |c: &super::CellChange| {
                    let (old, new) = cells::clip_pair(&c.old, &c.new);
                    let (old, new) = (self.paint(RED, &cells::terminal(&old)), self.paint(GREEN, &cells::terminal(&new)));
                    format!("{} {key} {}: {old} → {new}", self.paint(YELLOW, "~"), cells::terminal(&c.column))
                };
                row.cells.iter().map(cell).collect()
            }
        }
    }

    fn rest(&mut self, diff: &Diff) -> io::Result<()> {
        if self.cut > 0 {
            writeln!(self.out, "\n{} more not listed; `--limit` lists more, `--format csv` all", plural(self.cut, "line"))?;
        }
        writeln!(self.out)?;
        let identical: Vec<String> = diff.identical().map(|t| cells::terminal(&t.name)).collect();
        if !identical.is_empty() {
            writeln!(self.out, "identical: {}", identical.join(", "))?;
        }
        for (table, reason) in diff.skipped() {
            writeln!(self.out, "{} {}: {}", self.paint(RED, "not compared"), cells::terminal(table), cells::terminal(reason))?;
        }
        for file in &diff.files {
            writeln!(self.out, "file {} {}", cells::terminal(&file.path), file.kind.as_str())?;
        }
        for note in &diff.notes {
            writeln!(self.out, "note: {}", cells::terminal(note))?;
        }
        Ok(())
    }
}

/// `2 added, 1 changed (3 cells), 40 in confidence alone`.
fn count_words(counts: &Counts) -> String {
    let cells = plural(counts.cells, "cell");
    let words = [
        (counts.added, "added".to_owned()),
        (counts.removed, "removed".to_owned()),
        (counts.renamed, "renamed".to_owned()),
        (counts.changed, format!("changed ({cells})")),
        (counts.confidence_only, "in confidence alone".to_owned()),
    ];
    let words: Vec<String> = words.into_iter().filter(|(n, _)| *n > 0).map(|(n, word)| format!("{} {word}", super::grouped(n))).collect();
    words.join(", ")
}

fn shown_key(key: &[String]) -> String {
    let cells: Vec<String> = key.iter().map(|cell| cells::terminal(&cells::clip(cell))).collect();
    cells.join(" | ")
}

fn summary(table: &TableDiff, row: &RowChange) -> String {
    let parts: Vec<String> =
        digest(&row.cells, &table.key).map(|(column, cell)| format!("{column}: {}", cells::terminal(&cells::clip(cell)))).collect();
    if parts.is_empty() { String::new() } else { format!(" ({})", parts.join(", ")) }
}
