//! Reading a table's CSV file, also when somebody saved it from a spreadsheet: every deviation is reported, and the rest
//! of the file still reaches the checks.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use csv::{ByteRecord, StringRecord};

use super::out::{Out, said};
use crate::review::problem::Code;
use crate::tables::TableSchema;

/// One CSV file, row by row. Cells are found by their column's position in the **schema**.
pub struct CsvTable {
    reader: csv::Reader<Box<dyn Read + Send>>,
    record: ByteRecord,
    row: StringRecord,
    header: StringRecord,
    form: Form,
    /// For each column of the schema its place in the file.
    places: Vec<Option<usize>>,
    number: u64,
}

/// How the file is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Form {
    byte_order_mark: bool,
    carriage_returns: bool,
    quoted_header: bool,
    separator: u8,
}

/// A row with its place.
#[derive(Clone, Copy)]
pub struct Row<'r> {
    record: &'r StringRecord,
    places: &'r [Option<usize>],
    /// The line of the file on which it starts, from 1.
    pub line: u64,
    /// Its number from 0, the header not counted.
    pub number: u64,
    /// Whether bytes were replaced because they were no UTF-8.
    pub lossy: bool,
}

impl<'r> Row<'r> {
    /// The cell in this column of the schema; `None` when the file lacks the column or the row is too short, `Some("")` when
    /// the cell is empty.
    #[inline]
    pub fn get(&self, column: usize) -> Option<&'r str> {
        self.places.get(column).copied().flatten().and_then(|place| self.record.get(place))
    }

    /// The cell, where it is there and not empty.
    #[inline]
    pub fn cell(&self, column: usize) -> Option<&'r str> {
        self.get(column).filter(|cell| !cell.is_empty())
    }

    /// How many cells the row has.
    pub fn width(&self) -> usize {
        self.record.len()
    }
}

impl CsvTable {
    /// Opens a file and reads its header.
    ///
    /// # Errors
    /// When it can't be opened or read.
    pub fn open(path: &Path, schema: &TableSchema) -> io::Result<Self> {
        let mut file = BufReader::with_capacity(1 << 16, File::open(path)?);
        let form = Form::of(file.fill_buf()?);
        if form.byte_order_mark {
            file.consume(3);
        }
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(form.separator)
            .buffer_capacity(1 << 16)
            .from_reader(Box::new(file) as Box<dyn Read + Send>);
        let mut header = ByteRecord::new();
        reader.read_byte_record(&mut header)?;
        let header = StringRecord::from_byte_record_lossy(header);
        let places = schema.fields.iter().map(|f| header.iter().position(|h| h == f.name)).collect();
        Ok(Self { reader, record: ByteRecord::new(), row: StringRecord::new(), header, form, places, number: 0 })
    }

    /// Whether the file has this column of the schema.
    pub fn has(&self, column: usize) -> bool {
        self.places.get(column).is_some_and(Option::is_some)
    }

    /// How many cells the header has.
    pub fn width(&self) -> usize {
        self.header.len()
    }

    /// The next row; `None` at the end.
    ///
    /// # Errors
    /// When the file can't be read on.
    pub fn next_row(&mut self) -> io::Result<Option<Row<'_>>> {
        self.record = std::mem::take(&mut self.row).into_byte_record();
        if !self.reader.read_byte_record(&mut self.record)? {
            return Ok(None);
        }
        // The reader stops behind CR and counts the LF with the next row.
        let behind = u64::from(self.form.carriage_returns);
        let line = self.record.position().map_or(0, csv::Position::line) + behind;
        let mut lossy = false;
        self.row = match StringRecord::from_byte_record(std::mem::take(&mut self.record)) {
            Ok(row) => row,
            Err(e) => {
                lossy = true;
                StringRecord::from_byte_record_lossy(e.into_byte_record())
            }
        };
        self.number += 1;
        Ok(Some(Row { record: &self.row, places: &self.places, line, number: self.number - 1, lossy }))
    }

    /// Reports what is wrong with the file's form and header.
    pub fn check_header(&self, schema: &TableSchema, out: &mut Out<'_>) {
        self.check_form(out);
        for (n, field) in schema.fields.iter().enumerate() {
            if self.places[n].is_none() {
                out.column(Code::ColumnMissing, &field.name, format!("column `{}` is missing", field.name), |p| {
                    p.expected(format!("`{}` as column {}", field.name, n + 1)).hint("restore the column; its cells could not be checked")
                });
            }
        }
        for (n, name) in self.header.iter().enumerate() {
            if schema.position(name).is_none() {
                out.column(Code::ColumnUnknown, name, format!("column {} `{name}` is not declared", n + 1), |p| {
                    p.expected("the columns of the schema").hint("remove it, or declare it in the schema")
                });
            } else if self.header.iter().take(n).any(|before| before == name) {
                out.column(Code::ColumnTwice, name, format!("`{name}` stands twice; column {} was not read", n + 1), |p| {
                    p.expected("every column once").hint("remove the second one")
                });
            }
        }
        self.check_order(schema, out);
    }

    fn check_form(&self, out: &mut Out<'_>) {
        let mut say = |wrong: bool, message: &str, expected: &str| {
            if wrong {
                out.table(Code::CsvForm, message.to_owned(), |p| {
                    p.expected(expected.to_owned())
                        .hint("a spreadsheet saved it so; take the released file, or write it with a CSV library")
                });
            }
        };
        say(self.form.byte_order_mark, "the file begins with a byte order mark", "UTF-8 without a byte order mark");
        say(self.form.carriage_returns, "lines end with CR LF", "lines that end with LF");
        say(self.form.quoted_header, "the header's cells are quoted", "quotation marks only where a cell needs them");
        let separator = char::from(self.form.separator);
        say(separator != ',', &format!("cells are separated by {separator:?}"), "cells separated by commas");
    }

    fn check_order(&self, schema: &TableSchema, out: &mut Out<'_>) {
        let known: Vec<_> = self.header.iter().filter_map(|name| schema.position(name)).collect();
        let Some(n) = known.windows(2).position(|pair| pair[0] > pair[1]) else { return };
        let (before, after) = (&schema.fields[known[n + 1]].name, &schema.fields[known[n]].name);
        out.column(Code::ColumnOrder, before, format!("`{before}` stands behind `{after}`"), |p| {
            p.expected("the columns in the order of the schema").hint("put the columns back in order; they were read by name")
        });
    }
}

/// Reports a row of another width than the header's, and bytes that are no UTF-8.
pub fn check_form(row: &Row<'_>, width: usize, out: &mut Out<'_>) {
    if row.width() != width {
        out.row(Code::RowWidth, row, || {
            said(
                format!("the row has {} cells", row.width()),
                format!("{width} cells as in the header"),
                "look for a missing or surplus comma, or a cell with a comma and no quotation marks",
            )
        });
    }
    if row.lossy {
        out.row(Code::Encoding, row, || said("the row is not UTF-8", "UTF-8 text", "save the file as UTF-8"));
    }
}

impl Form {
    /// Judges by the first bytes of the file.
    fn of(start: &[u8]) -> Self {
        let byte_order_mark = start.starts_with(b"\xEF\xBB\xBF");
        let start = if byte_order_mark { &start[3..] } else { start };
        let line = &start[..memchr::memchr(b'\n', start).unwrap_or(start.len())];
        let separator = if line.contains(&b',') { b',' } else { *[b';', b'\t'].iter().find(|s| line.contains(s)).unwrap_or(&b',') };
        Self { byte_order_mark, carriage_returns: line.ends_with(b"\r"), quoted_header: line.starts_with(b"\""), separator }
    }
}
