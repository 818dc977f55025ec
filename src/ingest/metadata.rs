//! `raw/metadata.csv`: what is known of articles whose files don't say it.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use super::byte_source::ByteSource;
use super::csv_lines::{CsvLine, CsvLines};
use super::fields::Fields;
use super::input::Input;
use super::problem::Problem;
use crate::codebook::{Field, IngestRules};

/// The rows of `metadata.csv` by raw file and record. A row with an empty `raw_record` speaks of every record of its file.
#[derive(Debug, Default)]
pub struct MetadataFile {
    rows: BTreeMap<(String, String), Row>,
}

#[derive(Debug)]
struct Row {
    fields: Fields,
    line: u64,
    byte: u64,
    used: bool,
}

/// What a column holds.
#[derive(Debug, Clone, Copy)]
enum Column {
    RawFile,
    RawRecord,
    Field((Field, u16)),
    Other,
}

/// Rows with more bytes are set aside.
const MAX_ROW: usize = 1 << 20;

impl MetadataFile {
    /// Where it stands below the raw folder.
    pub const PATH: &'static str = "metadata.csv";

    /// Reads the file; what is wrong in it is pushed to `problems`, the rest counts.
    pub fn read(input: Input, rules: &IngestRules, problems: &mut Vec<Problem>) -> (Self, Input) {
        let mut file = Self::default();
        if input.utf16 {
            problems.push(Problem::utf16());
            return (file, input);
        }
        let start = input.skipped;
        let mut lines = CsvLines::new(ByteSource::new(input, start, MAX_ROW));
        let mut columns: Option<Vec<Column>> = None;
        loop {
            match lines.advance() {
                Ok(None) => break,
                Err(e) => {
                    problems.push(Problem::reading(&e, false).at_line(lines.source.line));
                    break;
                }
                Ok(Some(record)) => {
                    let done = match &columns {
                        None => header(&lines, record, rules).map(|found| columns = Some(found)),
                        Some(columns) => file.row(&lines, record, columns),
                    };
                    problems.extend(done.err().map(|problem| problem.at(record.line, record.start)));
                    if columns.is_none() {
                        break;
                    }
                }
            }
        }
        (file, lines.source.into_input())
    }

    fn row(&mut self, lines: &CsvLines<Input>, record: CsvLine, columns: &[Column]) -> Result<(), Problem> {
        let cells = cells(lines, record)?;
        if cells.len() != columns.len() {
            let (found, wanted, separator) = (cells.len(), columns.len(), lines.separator());
            let reason = format!("the row has {found} cells and the header {wanted}; quote cells that hold {separator}");
            return Err(Problem::new("ragged-row", reason));
        }
        let (mut raw_file, mut raw_record, mut fields) = (String::new(), String::new(), Fields::default());
        for (cell, column) in cells.into_iter().zip(columns) {
            match column {
                Column::RawFile => raw_file = cell.trim().to_owned(),
                Column::RawRecord => raw_record = cell.trim().to_owned(),
                Column::Field(key) => fields.offer(*key, cell),
                Column::Other => {}
            }
        }
        match self.rows.entry((raw_file, raw_record)) {
            Entry::Vacant(entry) => {
                entry.insert(Row { fields, line: record.line, byte: record.start, used: false });
                Ok(())
            }
            Entry::Occupied(entry) => {
                let reason = format!("line {} has the same raw_file and raw_record; keep one of the two", entry.get().line);
                Err(Problem::new("duplicate-row", reason))
            }
        }
    }

    /// What the file says of an article: first its own row, then that of its whole file.
    pub fn of(&mut self, raw_file: &str, raw_record: &str) -> Vec<&Fields> {
        let own = (raw_file.to_owned(), raw_record.to_owned());
        let whole = (raw_file.to_owned(), String::new());
        for key in [&own, &whole] {
            if let Some(row) = self.rows.get_mut(key) {
                row.used = true;
            }
        }
        let whole = if raw_record.is_empty() { None } else { self.rows.get(&whole) };
        self.rows.get(&own).into_iter().chain(whole).map(|row| &row.fields).collect()
    }

    /// Rows that no record asked for, in the order of their lines.
    pub fn unused(&self) -> Vec<Problem> {
        let mut unused: Vec<_> = self.rows.iter().filter(|(_, row)| !row.used).collect();
        unused.sort_by_key(|(_, row)| row.line);
        let problems = unused.into_iter().map(|((file, record), row)| {
            let what = if record.is_empty() { format!("file `{file}`") } else { format!("record `{record}` in file `{file}`") };
            let reason = format!("no {what} was read; correct raw_file and raw_record, or remove the row");
            Problem::new("metadata-unmatched", reason).at(row.line, row.byte)
        });
        problems.collect()
    }
}

fn cells(lines: &CsvLines<Input>, record: CsvLine) -> Result<Vec<String>, Problem> {
    let cells = lines.fields(record).ok_or_else(|| Problem::too_long(record.len, MAX_ROW))?;
    if record.unclosed {
        return Err(Problem::new("unclosed-quote", "a quotation mark is opened in this row and never closed"));
    }
    let cells = cells.map(|cell| String::from_utf8(cell.to_vec()));
    cells.collect::<Result<_, _>>().map_err(|_| Problem::new("invalid-utf8", "the row is not UTF-8; save the file as UTF-8"))
}

fn header(lines: &CsvLines<Input>, record: CsvLine, rules: &IngestRules) -> Result<Vec<Column>, Problem> {
    let names = cells(lines, record)?;
    let mut names: Vec<String> = names.iter().map(|name| name.trim().to_lowercase()).collect();
    let columns = names.iter().map(|name| match name.as_str() {
        "raw_file" => Column::RawFile,
        "raw_record" => Column::RawRecord,
        name => match rules.fields.find(name) {
            Some((Field::Text | Field::Id, _)) | None => Column::Other,
            Some(key) => Column::Field(key),
        },
    });
    let columns: Vec<_> = columns.collect();
    if !names.iter().any(|name| name == "raw_file") {
        let reason = "the header has no column `raw_file`; the columns are raw_file, raw_record, the metadata and basis";
        return Err(Problem::new("no-raw-file-column", reason));
    }
    names.sort();
    if let Some(twice) = names.windows(2).find(|pair| pair[0] == pair[1]) {
        return Err(Problem::new("duplicate-column", format!("the column `{}` stands twice in the header; keep one", twice[0])));
    }
    Ok(columns)
}
