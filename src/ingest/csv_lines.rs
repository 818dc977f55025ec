//! CSV records of a file of any size (RFC 4180), none held in memory that is longer than allowed.
//!
//! Spreadsheets of many countries write semicolons between cells, and tables copied from a page have tabs: what stands
//! between the names of the header stands between the cells.

use std::io::{self, BufRead};

use super::byte_source::{ByteSource, KEEP};

/// What may stand between cells; of those that are equally frequent in a header the first counts.
pub const SEPARATORS: [u8; 4] = *b",;\t|";

/// Reads a CSV file record by record.
#[derive(Debug)]
pub struct CsvLines<R> {
    /// The file.
    pub source: ByteSource<R>,
    /// What stands between cells; `None` before the header is read.
    separator: Option<u8>,
    /// The header as it stands in the file, to be parted once its separator is known.
    header: Vec<u8>,
    record: Fields,
}

/// Where the record stands that was read last.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CsvLine {
    /// Its first line, from 1.
    pub line: u64,
    /// Its first byte in the file.
    pub start: u64,
    /// Its bytes in the file.
    pub len: u64,
    /// The file ends within quotation marks.
    pub unclosed: bool,
}

/// The fields of a record, as far as it is read.
#[derive(Debug, Default)]
struct Fields {
    /// One behind the other.
    data: Vec<u8>,
    /// Where each ends in `data`.
    ends: Vec<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    FieldStart,
    Plain,
    Quoted,
    /// A quotation mark within quotation marks: the end, or the first of two.
    Mark,
}

impl<R: BufRead> CsvLines<R> {
    /// Reads `source`; records longer than it allows are passed over.
    pub fn new(source: ByteSource<R>) -> Self {
        Self { source, separator: None, header: Vec::new(), record: Fields::default() }
    }

    /// Goes to the next record that is no empty line; `None` at the end. The first one decides the separator.
    ///
    /// # Errors
    /// When the file can't be read or decompressed further.
    pub fn advance(&mut self) -> io::Result<Option<CsvLine>> {
        loop {
            let Some(record) = self.record()? else { return Ok(None) };
            let empty = self.record.ends.len() == 1 && self.record.data.is_empty() && record.len <= 2;
            if !empty {
                return Ok(Some(if self.separator.is_none() { self.part_header(record) } else { record }));
            }
        }
    }

    fn record(&mut self) -> io::Result<Option<CsvLine>> {
        self.record.clear();
        let (line, start, separator) = (self.source.line, self.source.byte, self.separator);
        let (mut state, mut ended) = (State::FieldStart, false);
        while !ended {
            self.source.chunk(|chunk| {
                ended = chunk.is_empty();
                let mut used = 0;
                for &byte in chunk {
                    used += 1;
                    state = self.record.step(state, byte, separator);
                    ended = byte == b'\n' && state != State::Quoted;
                    if ended {
                        break;
                    }
                }
                if separator.is_none() {
                    self.header.extend_from_slice(&chunk[..used]);
                }
                used
            })?;
            if self.source.too_long_since(start) {
                self.record.clear(); // its fields are not wanted, only its end
                self.header.clear();
            }
        }
        if self.source.byte == start {
            return Ok(None);
        }
        self.record.end();
        Ok(Some(CsvLine { line, start, len: self.source.byte - start, unclosed: state == State::Quoted }))
    }

    /// Finds the separator and parts the header by it alone.
    fn part_header(&mut self, record: CsvLine) -> CsvLine {
        let header = std::mem::take(&mut self.header);
        let separator = separator_of(&header);
        self.separator = Some(separator);
        self.record.clear();
        let state = header.iter().fold(State::FieldStart, |state, byte| self.record.step(state, *byte, Some(separator)));
        self.record.end();
        CsvLine { unclosed: state == State::Quoted, ..record }
    }

    /// The fields of the record that was read last; `None` when it is longer than allowed.
    pub fn fields(&self, record: CsvLine) -> Option<impl Iterator<Item = &[u8]>> {
        let Fields { data, ends } = &self.record;
        let starts = std::iter::once(0).chain(ends.iter().copied());
        let fields = starts.zip(ends).map(|(start, end)| &data[start..*end]);
        (record.len <= self.source.max as u64).then_some(fields)
    }

    /// What stands between cells, in words for a message.
    pub fn separator(&self) -> &'static str {
        match self.separator {
            Some(b';') => "semicolons",
            Some(b'\t') => "tabs",
            Some(b'|') => "vertical bars",
            _ => "commas",
        }
    }
}

/// The most frequent separator outside quotation marks; a comma where there is none.
fn separator_of(header: &[u8]) -> u8 {
    let (mut fields, mut state, mut counts) = (Fields::default(), State::FieldStart, [0u32; SEPARATORS.len()]);
    for &byte in header {
        let within = state == State::Quoted;
        state = fields.step(state, byte, None);
        if let (false, Some(n)) = (within, SEPARATORS.iter().position(|s| *s == byte)) {
            counts[n] += 1;
        }
    }
    let best = (0..SEPARATORS.len()).max_by_key(|&n| (counts[n], std::cmp::Reverse(n)));
    SEPARATORS[best.unwrap_or(0)]
}

impl Fields {
    fn clear(&mut self) {
        self.data.clear();
        self.data.shrink_to(KEEP);
        self.ends.clear();
    }

    fn end(&mut self) {
        self.ends.push(self.data.len());
    }

    /// Takes a byte. Without a separator each of [`SEPARATORS`] is one.
    fn step(&mut self, state: State, byte: u8, separator: Option<u8>) -> State {
        match (state, byte) {
            (State::Quoted, b'"') => return State::Mark,
            (State::FieldStart, b'"') => return State::Quoted,
            (State::Quoted, _) | (State::Mark, b'"') => {
                self.data.push(byte);
                return State::Quoted;
            }
            (State::Plain, b'\n') if self.data.ends_with(b"\r") => _ = self.data.pop(), // it belongs to the line break
            (_, b'\n') => {}
            (_, _) if separator.map_or(SEPARATORS.contains(&byte), |s| s == byte) => self.end(),
            (_, _) => {
                self.data.push(byte);
                return State::Plain;
            }
        }
        State::FieldStart
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn records(bytes: &[u8], max: usize) -> Vec<(CsvLine, Option<Vec<Vec<u8>>>)> {
        let mut lines = CsvLines::new(ByteSource::new(io::BufReader::with_capacity(3, bytes), 0, max));
        std::iter::from_fn(|| {
            let line = lines.advance().unwrap()?;
            Some((line, lines.fields(line).map(|fields| fields.map(<[u8]>::to_vec).collect())))
        })
        .collect()
    }

    #[test]
    fn long_and_unclosed_records_are_told() {
        let found = records(b"a,b\nx,\"0123456789\n0123456789\"\nc,\"d\n", 12);
        assert_eq!(found.len(), 3);
        assert_eq!(found[1].1, None);
        assert_eq!((found[2].0.line, found[2].0.unclosed), (4, true));
    }

    #[test]
    fn the_header_tells_the_separator() {
        let first = |bytes: &[u8]| records(bytes, 100).remove(0).1.unwrap();
        for header in ["id;text\n", "\r\nid\ttext\n", "id|text", "id,text\r\n", "\"id\";\"text\"", "\"id\",text"] {
            assert_eq!(first(header.as_bytes()), [b"id".as_slice(), b"text"], "{header:?}");
        }
        assert_eq!(first(b"id,\"a;b;c\""), [b"id".as_slice(), b"a;b;c"]);
        assert_eq!(first(b"id;a,b;c"), [b"id".as_slice(), b"a,b", b"c"]);
        assert_eq!(first(b"text\n"), [b"text"]);
        let rows = records(b"id;text\n1;\"Rain; and, snow\"\n2;Sun, all day\n", 100);
        assert_eq!(rows[1].1.as_ref().unwrap()[1], b"Rain; and, snow");
        assert_eq!(rows[2].1.as_ref().unwrap()[1], b"Sun, all day");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(separator in proptest::sample::select(&SEPARATORS), rows in proptest::collection::vec(proptest::collection::vec("[a\",\r\n é]{0,6}", 2), 1..6)) {
            let mut writer = csv::WriterBuilder::new().delimiter(separator).quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
            rows.iter().for_each(|row| writer.write_record(row).unwrap());
            let bytes = writer.into_inner().unwrap();
            let found: Vec<_> = records(&bytes, 1000).into_iter().map(|r| r.1.unwrap()).collect();
            let rows: Vec<Vec<Vec<u8>>> = rows.iter().map(|row| row.iter().map(|f| f.clone().into_bytes()).collect()).collect();
            prop_assert_eq!(found, rows);
        }

        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(prop_oneof![Just(b'"'), Just(b'\n'), Just(b','), Just(b';'), any::<u8>()], 0..80), max in 0usize..20) {
            records(&bytes, max);
        }
    }
}
