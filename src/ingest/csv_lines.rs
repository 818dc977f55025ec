//! CSV records of a file of any size (RFC 4180), none held in memory that is longer than allowed.

use std::io::{self, BufRead};

const KEEP: usize = 1 << 20;

/// Reads a CSV file record by record.
#[derive(Debug)]
pub struct CsvLines<R> {
    input: R,
    max: usize,
    line: u64,
    byte: u64,
    /// The fields of the record, one behind the other.
    data: Vec<u8>,
    /// Where each field ends in `data`.
    ends: Vec<usize>,
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

#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    FieldStart,
    Plain,
    Quoted,
    /// A quotation mark within quotation marks: the end, or the first of two.
    Mark,
}

impl<R: BufRead> CsvLines<R> {
    /// Reads `input`, whose first byte is byte `start` of the file; records longer than `max` bytes are passed over.
    pub fn new(input: R, start: u64, max: usize) -> Self {
        Self { input, max, line: 1, byte: start, data: Vec::new(), ends: Vec::new() }
    }

    /// Goes to the next record that is no empty line; `None` at the end.
    ///
    /// # Errors
    /// When the file can't be read or decompressed further.
    pub fn advance(&mut self) -> io::Result<Option<CsvLine>> {
        loop {
            let Some(record) = self.record()? else { return Ok(None) };
            let empty = self.ends.len() == 1 && self.data.is_empty() && record.len <= 2;
            if !empty {
                return Ok(Some(record));
            }
        }
    }

    fn record(&mut self) -> io::Result<Option<CsvLine>> {
        self.data.clear();
        self.data.shrink_to(KEEP);
        self.ends.clear();
        let (line, start) = (self.line, self.byte);
        let mut state = State::FieldStart;
        loop {
            let chunk = match self.input.fill_buf() {
                Err(e) if e.kind() == io::ErrorKind::Interrupted => continue,
                chunk => chunk?,
            };
            if chunk.is_empty() {
                break;
            }
            let (mut used, mut ended) = (0, false);
            for &byte in chunk {
                used += 1;
                self.line += u64::from(byte == b'\n');
                state = step(state, byte, &mut self.data, &mut self.ends);
                ended = byte == b'\n' && state != State::Quoted;
                if ended {
                    break;
                }
            }
            self.input.consume(used);
            self.byte += used as u64;
            if self.byte - start > self.max as u64 {
                self.data.clear(); // too long: its fields are not wanted, only its end
                self.ends.clear();
            }
            if ended {
                break;
            }
        }
        if self.byte == start {
            return Ok(None);
        }
        self.ends.push(self.data.len());
        Ok(Some(CsvLine { line, start, len: self.byte - start, unclosed: state == State::Quoted }))
    }

    /// The fields of the record that was read last; `None` when it is longer than allowed.
    pub fn fields(&self, record: CsvLine) -> Option<impl Iterator<Item = &[u8]>> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        let fields = starts.zip(&self.ends).map(|(start, end)| &self.data[start..*end]);
        (record.len <= self.max as u64).then_some(fields)
    }

    /// The line that is read next.
    pub fn next_line(&self) -> u64 {
        self.line
    }

    /// The most bytes that may be held.
    pub fn max(&self) -> usize {
        self.max
    }

    /// The file itself.
    pub fn input(&self) -> &R {
        &self.input
    }

    /// Gives the file back.
    pub fn into_input(self) -> R {
        self.input
    }
}

fn step(state: State, byte: u8, data: &mut Vec<u8>, ends: &mut Vec<usize>) -> State {
    match (state, byte) {
        (State::Quoted, b'"') => State::Mark,
        (State::Quoted, _) => {
            data.push(byte);
            State::Quoted
        }
        (State::FieldStart, b'"') => State::Quoted,
        (State::Mark, b'"') => {
            data.push(byte);
            State::Quoted
        }
        (_, b',') => {
            ends.push(data.len());
            State::FieldStart
        }
        (_, b'\n') => {
            if state == State::Plain && data.ends_with(b"\r") {
                data.pop(); // it belongs to the line break
            }
            State::FieldStart
        }
        (_, _) => {
            data.push(byte);
            State::Plain
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn records(bytes: &[u8], max: usize) -> Vec<(CsvLine, Option<Vec<Vec<u8>>>)> {
        let mut lines = CsvLines::new(io::BufReader::with_capacity(3, bytes), 0, max);
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

    proptest! {
        #[test]
        fn what_is_written_is_read(rows in proptest::collection::vec(proptest::collection::vec("[a\",\r\n é]{0,6}", 2), 1..6)) {
            let mut writer = csv::WriterBuilder::new().quote_style(csv::QuoteStyle::Always).from_writer(Vec::new());
            rows.iter().for_each(|row| writer.write_record(row).unwrap());
            let bytes = writer.into_inner().unwrap();
            let found: Vec<_> = records(&bytes, 1000).into_iter().map(|r| r.1.unwrap()).collect();
            let rows: Vec<Vec<Vec<u8>>> = rows.iter().map(|row| row.iter().map(|f| f.clone().into_bytes()).collect()).collect();
            prop_assert_eq!(found, rows);
        }

        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(prop_oneof![Just(b'"'), Just(b'\n'), Just(b','), any::<u8>()], 0..80), max in 0usize..20) {
            records(&bytes, max);
        }
    }
}
