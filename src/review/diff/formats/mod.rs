//! The formats of a comparison: one file each, over the same findings.

mod cells;
mod csv;
mod json;
mod markdown;
mod terminal;

use std::io;

pub use csv::write_csv;
pub use json::write_json;
pub use markdown::write_markdown;
pub use terminal::write_terminal;

use super::{CellChange, Diff, Step, Subject};
use crate::inputs::InputKind;

/// How much to list, for the formats that people read.
#[derive(Debug, Clone, Copy)]
pub struct Listing {
    /// Lines of changed rows and cells at most; what is cut is counted.
    pub limit: usize,
    /// Whether to colour; the words say the same without.
    pub colour: bool,
}

/// Columns that tell a reader nothing about an added row: where it stands and how it was found.
fn is_place(column: &str) -> bool {
    matches!(column, "article_id" | "section" | "sentence" | "rule" | "confidence")
        || column.ends_with("_start")
        || column.ends_with("_end")
}

/// What an added or removed row says, as `column: cell`, without its key.
fn digest<'c>(cells: &'c [CellChange], key: &'c [String]) -> impl Iterator<Item = (&'c str, &'c str)> {
    let shown = cells.iter().filter(|cell| !is_place(&cell.column) && !key.contains(&cell.column));
    shown.map(|cell| (cell.column.as_str(), if cell.new.is_empty() { cell.old.as_str() } else { cell.new.as_str() })).take(4)
}

/// One sentence an input that differs, with the rows that it accounts for where that can be told.
fn because(diff: &Diff) -> io::Result<Vec<String>> {
    let differing: u64 = diff.differing().map(|(_, rows)| rows.counts.rows()).sum();
    let reasons = match &diff.reasons {
        None => return Ok(Vec::new()),
        Some(reasons) if reasons.is_empty() && differing > 0 => {
            return Ok(vec!["both manifests name the same program and inputs: a table was edited after it was made".to_owned()]);
        }
        Some(reasons) => reasons,
    };
    let attribution = diff.attribution()?;
    let mut lines = Vec::new();
    for reason in reasons {
        let rows = match &reason.subject {
            _ if reasons.len() == 1 => differing,
            Subject::Input { kind: InputKind::Raw, path } => attribution.by_raw_file.get(path).copied().unwrap_or_default(),
            _ => 0,
        };
        let count = if rows == 0 { String::new() } else { format!(": {} of its articles", plural(rows, "row")) };
        let count = if reasons.len() == 1 && rows > 0 { format!(": all {}", plural(rows, "row")) } else { count };
        lines.push(format!("{reason}{count}"));
    }
    if reasons.len() > 1 && attribution.others > 0 {
        lines.push(format!("{} by no raw file alone", plural(attribution.others, "row")));
    }
    Ok(lines)
}

/// `1 row`, `1,234 rows`.
fn plural(count: u64, what: &str) -> String {
    format!("{} {what}{}", grouped(count), if count == 1 { "" } else { "s" })
}

/// `1,234,567`.
fn grouped(count: u64) -> String {
    let digits = count.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// The first line of what people read: the version step, what calls for it, the rule.
fn step_sentence(diff: &Diff) -> (String, String) {
    let step = diff.version_step();
    let word = match (step.step, step.at_least) {
        (Step::None, true) => "unknown".to_owned(),
        (step, true) => format!("at least {}", step.as_str()),
        (step, false) => step.as_str().to_owned(),
    };
    let skipped: Vec<_> = diff.skipped().map(|(table, _)| format!("`{table}`")).collect();
    let skipped = if skipped.is_empty() { String::new() } else { format!("{} could not be compared; ", skipped.join(", ")) };
    let mut rest = format!(": {skipped}{} ({})", step.because, step.rule);
    let versions = [("was", &diff.old_version), ("is", &diff.new_version), ("calls for", &step.calls_for)];
    let versions: Vec<String> = versions.iter().filter_map(|(word, v)| Some(format!("{word} {}", v.as_deref()?))).collect();
    if !versions.is_empty() {
        rest.push_str(&format!("; version {}", versions.join(", ")));
    }
    (word, rest)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_grouped() {
        assert_eq!([0, 999, 1000, 1234567].map(grouped), ["0", "999", "1,000", "1,234,567"]);
    }
}
