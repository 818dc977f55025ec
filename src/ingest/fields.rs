//! The fields of one record, by what they mean.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use crate::codebook::Field;

/// What a record says of itself: of several fields with one meaning the first in the codebook's order that is not empty.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Fields {
    values: BTreeMap<Field, (u16, String)>,
    /// A field that should hold the text holds something else.
    pub text_is_no_string: bool,
}

impl Fields {
    /// Notes a value; empty ones (only white space) don't count.
    pub fn offer(&mut self, (field, rank): (Field, u16), value: String) {
        if value.trim().is_empty() && field != Field::Text {
            return;
        }
        match self.values.entry(field) {
            Entry::Vacant(entry) => {
                entry.insert((rank, value));
            }
            Entry::Occupied(mut entry) => {
                let (known, old) = entry.get();
                let filled = (!value.trim().is_empty(), !old.trim().is_empty());
                if filled == (true, false) || (filled == (true, true) && rank < *known) {
                    entry.insert((rank, value));
                }
            }
        }
    }

    /// Takes the text out, exactly as it was given.
    pub fn take_text(&mut self) -> Option<String> {
        self.values.remove(&Field::Text).map(|(_, text)| text)
    }

    /// A value without white space around it.
    pub fn get(&self, field: Field) -> Option<&str> {
        self.values.get(&field).map(|(_, value)| value.trim())
    }

    /// A value for a cell of a table: every run of white space and control characters is one space.
    pub fn cell(&self, field: Field) -> Option<String> {
        self.get(field).map(one_line).filter(|value| !value.is_empty())
    }
}

/// A string with single spaces for its runs of white space and control characters, none at its ends.
pub fn one_line(text: &str) -> String {
    let words: Vec<_> = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty()).collect();
    words.join(" ")
}

/// A record as read, before it is known to be an article.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Its number in the file from 1; `None` for a file that is one article.
    pub number: Option<u64>,
    /// What it says of itself.
    pub fields: Fields,
    /// Its text as received.
    pub text: String,
    /// SHA-256 of the record as received.
    pub raw_sha256: String,
    /// Line where it begins, from 1.
    pub line: u64,
    /// Byte where it begins.
    pub byte: u64,
    /// Headings may be marked with `#`.
    pub markdown: bool,
}

impl Draft {
    /// `raw_record`: the record's own id, else its number; empty for a file that is one article.
    pub fn record(&self) -> String {
        match (self.number, self.fields.cell(Field::Id)) {
            (None, _) => String::new(),
            (Some(_), Some(id)) => id,
            (Some(number), None) => number.to_string(),
        }
    }
}
