//! Markdown for a pull request: the version step first, then what a reviewer should look at, by article.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};

use super::super::{Diff, RowChange, RowKind, TableDiff};
use super::{Listing, because, cells, digest, grouped, plural, step_sentence};

/// Where a line belongs: rows of no one article come last, then by article, table and row.
type Place = (bool, String, usize, u64);

/// Writes a page. Every cell stands in a code span, so that nothing in it is markup.
///
/// # Errors
/// When it can't be written, or a table can't be read any more.
pub fn write_markdown(diff: &Diff, listing: &Listing, mut out: impl Write) -> io::Result<()> {
    let (step, rest) = step_sentence(diff);
    writeln!(out, "**Version step: {step}**{rest}")?;
    if diff.is_empty() && diff.skipped().next().is_none() {
        return Ok(());
    }
    for (table, reason) in diff.skipped() {
        writeln!(out, "\n**Not compared: {}**: {}", cells::markdown(table), text(reason))?;
    }
    counts(diff, &mut out)?;
    let identical: Vec<String> = diff.identical().map(|t| cells::markdown(&t.name)).collect();
    if !identical.is_empty() {
        writeln!(out, "\nIdentical: {}", identical.join(", "))?;
    }
    list(&mut out, "Because", because(diff)?.iter().map(|line| text(line)))?;
    let schema = diff.tables.iter().flat_map(|t| t.schema.iter().map(|change| text(&change.sentence(&t.name))));
    list(&mut out, "Schema", schema)?;
    rows(diff, listing.limit, &mut out)?;
    list(&mut out, "Other files", diff.files.iter().map(|file| format!("{} {}", cells::markdown(&file.path), file.kind.as_str())))?;
    list(&mut out, "Notes", diff.notes.iter().map(|note| text(note)))
}

/// A sentence of ours that quotes names: on one line, and no HTML.
fn text(sentence: &str) -> String {
    let mut text = String::with_capacity(sentence.len());
    for c in sentence.chars() {
        match c {
            '<' => text.push_str("&lt;"),
            c if c.is_control() => text.push(' '),
            c => text.push(c),
        }
    }
    text
}

fn list(out: &mut impl Write, title: &str, items: impl Iterator<Item = String>) -> io::Result<()> {
    for (n, item) in items.enumerate() {
        if n == 0 {
            writeln!(out, "\n{title}:\n")?;
        }
        writeln!(out, "- {item}")?;
    }
    Ok(())
}

fn counts(diff: &Diff, out: &mut impl Write) -> io::Result<()> {
    for (n, (table, rows)) in diff.differing().enumerate() {
        if n == 0 {
            writeln!(out, "\n| table | added | removed | renamed | changed | cells | confidence alone |")?;
            writeln!(out, "|---|---:|---:|---:|---:|---:|---:|")?;
        }
        let c = &rows.counts;
        let numbers = [c.added, c.removed, c.renamed, c.changed, c.cells, c.confidence_only].map(grouped);
        writeln!(out, "| {} | {} |", cells::markdown_in_table(&table.name), numbers.join(" | "))?;
    }
    Ok(())
}

/// Lists the first lines by article. Only as many are kept as are listed, however many rows differ.
fn rows(diff: &Diff, limit: usize, out: &mut impl Write) -> io::Result<()> {
    let (mut kept, mut total): (BTreeMap<Place, String>, u64) = (BTreeMap::new(), 0);
    for (n, (table, rows)) in diff.differing().enumerate().filter(|(_, (table, _))| !table.is_one_sided()) {
        let mut number = 0;
        rows.each(|row| {
            for line in 0..line_count(&row) {
                total += 1;
                number += 1;
                let place = (row.article.is_none(), row.article.clone().unwrap_or_default(), n, number);
                let fits = kept.len() < limit || kept.last_key_value().is_some_and(|(last, _)| place < *last);
                if fits {
                    kept.insert(place, write_line(table, &row, line));
                }
                if kept.len() > limit {
                    kept.pop_last();
                }
            }
            Ok(())
        })?;
    }
    let articles: BTreeSet<&str> = kept.keys().map(|place| place.1.as_str()).collect();
    let titles = diff.titles(&articles);
    let mut heading = None;
    for ((_, article, ..), line) in &kept {
        if heading != Some(article) {
            let title = titles.get(article).map(|title| format!(" {}", cells::markdown(&cells::clip(title)))).unwrap_or_default();
            let name = if article.is_empty() { "Of no one article".to_owned() } else { format!("{}{title}", cells::markdown(article)) };
            writeln!(out, "\n#### {name}\n")?;
            heading = Some(article);
        }
        writeln!(out, "- {line}")?;
    }
    let cut = total - kept.len() as u64;
    if cut > 0 {
        writeln!(out, "\n{} more not listed; `tidings diff --format csv` lists all", plural(cut, "line"))?;
    }
    Ok(())
}

fn line_count(row: &RowChange) -> usize {
    match row.kind {
        RowKind::Confidence => 0,
        RowKind::Changed => row.cells.len(),
        _ => 1,
    }
}

fn write_line(table: &TableDiff, row: &RowChange, n: usize) -> String {
    let key = shown_key(&row.key);
    let table_name = cells::markdown(&table.name);
    match row.kind {
        RowKind::Added => format!("{key} added to {table_name}{}", summary(table, row)),
        RowKind::Removed => format!("{key} removed from {table_name}{}", summary(table, row)),
        RowKind::Renamed => format!("{} renamed to {key} in {table_name}", shown_key(row.old_key.as_deref().unwrap_or_default())),
        RowKind::Changed | RowKind::Confidence => {
            let Some(cell) = row.cells.get(n) else { return key };
            let (old, new) = cells::clip_pair(&cell.old, &cell.new);
            format!("{key} {} {} → {}", cells::markdown(&cell.column), cells::markdown(&old), cells::markdown(&new))
        }
    }
}

fn shown_key(key: &[String]) -> String {
    let cells: Vec<String> = key.iter().filter(|cell| !cell.is_empty()).map(|cell| cells::clip(cell)).collect();
    cells::markdown(&cells.join(" "))
}

fn summary(table: &TableDiff, row: &RowChange) -> String {
    let parts: Vec<String> =
        digest(&row.cells, &table.key).map(|(column, cell)| format!("{column} {}", cells::markdown(&cells::clip(cell)))).collect();
    if parts.is_empty() { String::new() } else { format!(": {}", parts.join(", ")) }
}
