//! Each cell against its column: there, of its type, in its list, matching its pattern, within its bounds.

use std::collections::HashSet;

use chrono::NaiveDate;
use regex::Regex;

use super::csv_table::Row;
use super::out::{Out, RowCheck, Said, said};
use super::words::Words;
use crate::review::problem::Code;
use crate::tables::{CellType, Field, TableSchema};

/// All cells of a row.
pub struct Cells(Vec<CellCheck>);

/// One column.
struct CellCheck {
    field: Field,
    column: usize,
    pattern: Option<Regex>,
    allowed: HashSet<String>,
    /// Least and most.
    bounds: (Option<f64>, Option<f64>),
    words: Words,
    /// The last value that was fine: ids and categories come in runs.
    fine: String,
}

impl Cells {
    /// For the columns of a table.
    pub fn new(schema: &TableSchema) -> Self {
        Self(schema.fields.iter().enumerate().map(|(column, field)| CellCheck::new(column, field, schema)).collect())
    }
}

impl RowCheck for Cells {
    fn row(&mut self, row: &Row<'_>, out: &mut Out<'_>) {
        for check in &mut self.0 {
            check.cell(row, out);
        }
    }
}

impl CellCheck {
    fn new(column: usize, field: &Field, schema: &TableSchema) -> Self {
        let limits = &field.constraints;
        // As a whole and in ASCII: `\d` of an id is no Arabic digit.
        let pattern = limits.pattern.as_deref().and_then(|p| Regex::new(&format!("^(?:{})$", p.replace("\\d", "[0-9]"))).ok());
        Self {
            field: field.clone(),
            column,
            pattern,
            allowed: limits.allowed.iter().cloned().collect(),
            bounds: (limits.minimum.as_ref().and_then(|n| n.as_f64()), limits.maximum.as_ref().and_then(|n| n.as_f64())),
            words: Words::of(column, field, schema),
            fine: String::new(),
        }
    }

    fn cell(&mut self, row: &Row<'_>, out: &mut Out<'_>) {
        let Some(text) = row.get(self.column) else { return };
        if text.is_empty() {
            if self.field.constraints.required {
                out.cell(Code::Required, row, self.column, || {
                    said("the cell is empty", "a value in every row", "fill it, or remove the row")
                });
            }
            return;
        }
        if text == self.fine {
            return;
        }
        let before = out.count();
        match self.field.kind {
            CellType::String => self.text(text, row, out),
            CellType::Integer => self.integer(text, row, out),
            CellType::Number => self.number(text, row, out),
            CellType::Boolean => self.boolean(text, row, out),
            CellType::Date => self.date(text, row, out),
        }
        if out.count() == before && text.len() <= 64 {
            self.fine.clear();
            self.fine.push_str(text);
        }
    }

    fn text(&self, text: &str, row: &Row<'_>, out: &mut Out<'_>) {
        if !self.allowed.is_empty() && !self.allowed.contains(text) {
            out.cell(Code::Enum, row, self.column, || self.not_allowed(text));
        }
        if let Some(pattern) = &self.pattern
            && !pattern.is_match(text)
        {
            out.cell(Code::Pattern, row, self.column, || self.no_match());
        }
        self.words.check(text, row, out);
    }

    fn not_allowed(&self, text: &str) -> Said {
        let allowed = &self.field.constraints.allowed;
        let near = allowed.iter().find(|a| a.eq_ignore_ascii_case(text.trim()));
        let hint = if near.is_some() {
            "mind upper and lower case and spaces"
        } else {
            "use a value of the list, or extend the list in the schema"
        };
        said("the value is not in the column's list", format!("one of {}", allowed.join(", ")), hint)
    }

    fn no_match(&self) -> Said {
        let pattern = self.field.constraints.pattern.as_deref().unwrap_or_default();
        said("the value doesn't have the column's form", format!("text that matches {pattern}"), "restore the released value")
    }

    fn integer(&self, text: &str, row: &Row<'_>, out: &mut Out<'_>) {
        let digits = text.bytes().all(|b| b.is_ascii_digit());
        match text.parse::<u32>().ok().filter(|_| digits) {
            Some(number) => self.within(f64::from(number), row, out),
            None => {
                self.wrong_type(row, out, "a whole number from 0 to 4294967295, digits only", "write it without sign, point and separators")
            }
        }
    }

    fn number(&self, text: &str, row: &Row<'_>, out: &mut Out<'_>) {
        match number(text) {
            Some(number) => self.within(number, row, out),
            None => self.wrong_type(row, out, "a decimal number such as 12.5", "write it with a point and without separators"),
        }
    }

    fn boolean(&self, text: &str, row: &Row<'_>, out: &mut Out<'_>) {
        if boolean(text).is_none() {
            self.wrong_type(row, out, "true or false", "spreadsheets write TRUE and FALSE: use lower case");
        }
    }

    fn date(&self, text: &str, row: &Row<'_>, out: &mut Out<'_>) {
        if date(text).is_none() {
            self.wrong_type(
                row,
                out,
                "a day of the calendar, e.g. 2022-01-21",
                "a spreadsheet may have changed the date: write year-month-day",
            );
        }
    }

    fn within(&self, number: f64, row: &Row<'_>, out: &mut Out<'_>) {
        if let Some(least) = self.bounds.0.filter(|least| number < *least) {
            out.cell(Code::Minimum, row, self.column, || {
                said("the number is too small", format!("at least {least}"), "correct the number")
            });
        }
        if let Some(most) = self.bounds.1.filter(|most| number > *most) {
            out.cell(Code::Maximum, row, self.column, || said("the number is too large", format!("at most {most}"), "correct the number"));
        }
    }

    fn wrong_type(&self, row: &Row<'_>, out: &mut Out<'_>, expected: &str, hint: &'static str) {
        let kind = self.field.kind.as_str();
        out.cell(Code::Type, row, self.column, || said(format!("the cell is no {kind}"), expected, hint));
    }
}

/// Reads a decimal number as the tables write it.
pub fn number(text: &str) -> Option<f64> {
    let form = |b: &u8| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'e' | b'E' | b'+');
    if !text.as_bytes().iter().all(form) {
        return None;
    }
    text.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Reads a truth value as the tables write it.
pub fn boolean(text: &str) -> Option<bool> {
    match text {
        "true" => Some(true),
        "false" => Some(false),
        _ => None,
    }
}

/// Reads a day as the tables write it: exactly `YYYY-MM-DD`.
pub fn date(text: &str) -> Option<NaiveDate> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let digits =
        |from: usize, to: usize| bytes[from..to].iter().try_fold(0_u32, |n, b| b.is_ascii_digit().then(|| n * 10 + u32::from(b - b'0')));
    NaiveDate::from_ymd_opt(i32::try_from(digits(0, 4)?).ok()?, digits(5, 7)?, digits(8, 10)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_in_one_form_only() {
        assert_eq!(date("2022-01-21"), NaiveDate::from_ymd_opt(2022, 1, 21));
        for text in ["21/01/2022", "2022-1-21", "2022-02-30", "2022-01-2é", "", "２０２２-01-21"] {
            assert_eq!(date(text), None, "{text}");
        }
    }

    #[test]
    fn numbers_have_no_names() {
        assert_eq!(number("-4.5"), Some(-4.5));
        for text in ["inf", "NaN", "1,5", "", "1 000"] {
            assert_eq!(number(text), None, "{text}");
        }
    }
}
