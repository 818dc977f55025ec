//! Reads a table once and keeps 32 bytes a row: enough to find the rows that differ, and to read these again.

use std::fs::File;
use std::path::{Path, PathBuf};

use csv::{ByteRecord, Position, Reader, ReaderBuilder};
use xxhash_rust::xxh3::{xxh3_64, xxh3_128};

const BUFFER: usize = 1 << 18;
/// Bytes ahead that are sooner read over than jumped over.
const NEAR: u64 = 1 << 14;

/// What is kept of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    /// Hash of the key's cells. Of 10 million rows, two share one by chance once in 10^24 tables.
    pub key: u128,
    /// Hash of the cells that both sides have.
    pub row: u64,
    /// Byte in the file where the row starts.
    pub at: u64,
}

/// The cells of a row, as they are hashed: each with its length, so that no two different rows give the same bytes.
#[derive(Default)]
pub(super) struct Cells(Vec<u8>);

impl Cells {
    pub fn clear(&mut self) {
        self.0.clear();
    }

    pub fn push(&mut self, cell: &[u8]) {
        self.0.extend_from_slice(&(cell.len() as u64).to_le_bytes());
        self.0.extend_from_slice(cell);
    }

    pub fn hash128(&self) -> u128 {
        xxh3_128(&self.0)
    }

    fn fill(&mut self, record: &ByteRecord, columns: &[usize]) -> &[u8] {
        self.clear();
        for &column in columns {
            self.push(record.get(column).unwrap_or_default());
        }
        &self.0
    }
}

/// Opens a table; a byte order mark and CRLF make no difference.
pub(super) fn open(path: &Path) -> Result<Reader<File>, String> {
    let file = File::open(path).map_err(|e| format!("can't read `{}`: {e}", path.display()))?;
    Ok(ReaderBuilder::new().has_headers(false).buffer_capacity(BUFFER).from_reader(file))
}

/// The names of a table's columns.
///
/// # Errors
/// A sentence, when the file can't be read, is empty, or names a column twice.
pub(super) fn header(path: &Path) -> Result<Vec<String>, String> {
    let mut record = ByteRecord::new();
    let found = open(path)?.read_byte_record(&mut record).map_err(|e| unreadable(path, &e))?;
    if !found {
        return Err(format!("`{}` is empty: it has no line of column names", path.display()));
    }
    let columns: Vec<String> = record.iter().map(lossy).collect();
    for (n, column) in columns.iter().enumerate() {
        if columns[..n].contains(column) {
            return Err(format!("`{}` has two columns `{column}`", path.display()));
        }
    }
    Ok(columns)
}

/// The marks of all rows of a table in file order.
///
/// # Errors
/// A sentence, when the file can't be read or a row has more or fewer cells than there are columns.
pub(super) fn marks(path: &Path, key: &[usize], columns: &[usize]) -> Result<Vec<Mark>, String> {
    let mut reader = open(path)?;
    let mut record = ByteRecord::new();
    let mut cells = Cells::default();
    let mut marks = Vec::new();
    let mut more = reader.read_byte_record(&mut record).map_err(|e| unreadable(path, &e))?;
    while more {
        let at = reader.position().byte();
        more = reader.read_byte_record(&mut record).map_err(|e| unreadable(path, &e))?;
        if more {
            let key = xxh3_128(cells.fill(&record, key));
            marks.push(Mark { key, row: xxh3_64(cells.fill(&record, columns)), at });
        }
    }
    Ok(marks)
}

/// The first row whose key another row before it has, of marks sorted by key.
pub(super) fn duplicate(sorted: &[Mark]) -> Option<Mark> {
    sorted.windows(2).filter(|two| two[0].key == two[1].key).map(|two| two[1]).min_by_key(|mark| mark.at)
}

/// Reads single rows of a table again.
pub(super) struct RowReader {
    path: PathBuf,
    reader: Reader<File>,
    record: ByteRecord,
}

impl RowReader {
    pub fn open(path: &Path) -> Result<Self, String> {
        Ok(Self { path: path.to_owned(), reader: open(path)?, record: ByteRecord::new() })
    }

    /// The row that starts at this byte.
    pub fn row(&mut self, at: u64) -> Result<&ByteRecord, String> {
        let here = self.reader.position().byte();
        if at < here || at - here > NEAR {
            let mut position = Position::new();
            position.set_byte(at);
            self.reader.seek(position).map_err(|e| unreadable(&self.path, &e))?;
        }
        while self.reader.position().byte() < at {
            self.next()?;
        }
        self.next()?;
        Ok(&self.record)
    }

    fn next(&mut self) -> Result<(), String> {
        match self.reader.read_byte_record(&mut self.record) {
            Ok(true) => Ok(()),
            Ok(false) => Err(format!("`{}` became shorter while it was read", self.path.display())),
            Err(e) => Err(unreadable(&self.path, &e)),
        }
    }
}

pub(super) fn lossy(cell: &[u8]) -> String {
    String::from_utf8_lossy(cell).into_owned()
}

/// What is wrong with a file, for whoever has to mend it.
fn unreadable(path: &Path, error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::UnequalLengths { pos, expected_len, len } => {
            let line = pos.as_ref().map_or(0, Position::line);
            format!("line {line} of `{}` has {len} cells where there are {expected_len} columns", path.display())
        }
        _ => format!("can't read `{}`: {error}", path.display()),
    }
}
