//! Free text: control characters, line breaks, and how a spreadsheet would take it.

use super::csv_table::Row;
use super::offsets;
use super::out::{Out, said};
use crate::review::problem::Code;
use crate::tables::TEXT_COLUMN;
use crate::tables::{CellType, Field, TableSchema};

/// What may stand in a text column.
pub struct Words {
    column: usize,
    kind: Kind,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Pattern or list decide.
    Closed,
    /// Copied from an article, character by character.
    Copied,
    /// One line: names, titles, content.
    Line,
}

impl Words {
    /// Judges by the column's declaration.
    pub fn of(column: usize, field: &Field, schema: &TableSchema) -> Self {
        let closed = field.kind != CellType::String || field.constraints.pattern.is_some() || !field.constraints.allowed.is_empty();
        let article = schema.name == "articles" && field.name == TEXT_COLUMN;
        let copied = article || offsets::stretches(schema).iter().any(|s| s.text == Some(column));
        let kind = if closed {
            Kind::Closed
        } else if copied {
            Kind::Copied
        } else {
            Kind::Line
        };
        Self { column, kind }
    }

    /// Looks at a cell that is not empty.
    pub fn check(&self, text: &str, row: &Row<'_>, out: &mut Out<'_>) {
        if text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
            out.cell(Code::Spreadsheet, row, self.column, || {
                said("a spreadsheet would take this text for a formula", "", "import the column as text; the cell is right as it is")
            });
        }
        if self.kind == Kind::Closed {
            return;
        }
        if has_control(text) {
            self.control(text, row, out);
        }
    }

    fn control(&self, text: &str, row: &Row<'_>, out: &mut Out<'_>) {
        let broken = text.contains(['\n', '\r']);
        let other = text.chars().find(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t'));
        match (self.kind, other) {
            (Kind::Copied, Some(c)) => out.cell(Code::ControlInWords, row, self.column, || {
                said(format!("the words hold the control character U+{:04X}", c as u32), "", "the article has it so; offsets count it")
            }),
            (_, Some(c)) => out.cell(Code::ControlCharacter, row, self.column, || {
                said(format!("the text holds the control character U+{:04X}", c as u32), "printable text", "remove the character")
            }),
            _ => {}
        }
        if broken && self.kind == Kind::Line {
            out.cell(Code::LineBreak, row, self.column, || said("the text holds a line break", "one line", "put a space in its place"));
        }
    }
}

/// Whether a text holds C0 or C1 control characters.
fn has_control(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.iter().any(|b| *b < 0x20 || *b == 0x7F)
        || memchr::memchr_iter(0xC2, bytes).any(|n| bytes.get(n + 1).is_some_and(|b| (0x80..0xA0).contains(b)))
}
