//! Readers of the file formats: each yields drafts, or what is wrong, one after another.

use sha2::{Digest, Sha256};

use super::byte_source::ByteSource;
use super::csv_lines::{CsvLine, CsvLines};
use super::fields::{Draft, Fields};
use super::front_matter;
use super::input::Input;
use super::json_record;
use super::lines::{Line, Lines};
use super::problem::Problem;
use crate::bytes::{hex, sha256_hex};
use crate::codebook::{Field, FieldNames, IngestRules};

/// The form of a raw file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// One article, plain text.
    Text,
    /// One article, Markdown.
    Markdown,
    /// JSON Lines: one article a line.
    JsonLines,
    /// CSV with a header, by whatever separator: one article a record.
    Csv,
}

/// An open file of any format.
#[derive(Debug)]
pub enum Records {
    /// A file that is one article; `None` once it is read.
    Whole(Box<Input>, Option<bool>),
    /// JSON Lines.
    Json(Lines<Input>, u64),
    /// CSV; the meaning of its columns once the header is read.
    Csv(CsvLines<Input>, Option<Vec<Option<(Field, u16)>>>, u64),
}

impl Records {
    /// Starts to read a file.
    pub fn new(input: Input, format: Format, rules: &IngestRules) -> Self {
        let (start, max) = (input.skipped, rules.max_record_bytes);
        match format {
            Format::Text => Records::Whole(Box::new(input), Some(false)),
            Format::Markdown => Records::Whole(Box::new(input), Some(true)),
            Format::JsonLines => Records::Json(Lines::new(ByteSource::new(input, start, max)), 0),
            Format::Csv => Records::Csv(CsvLines::new(ByteSource::new(input, start, max)), None, 0),
        }
    }

    /// The next record or problem. With `Err((problem, true))` the file has ended and must not be read on.
    pub fn next(&mut self, compressed: bool, rules: &IngestRules) -> Option<Result<Draft, (Problem, bool)>> {
        if self.input().utf16 {
            return Some(Err((Problem::utf16(), true)));
        }
        match self {
            Records::Whole(input, markdown) => {
                let markdown = markdown.take()?;
                Some(whole(input, markdown, compressed, rules).map_err(|p| (p, true)))
            }
            Records::Json(lines, number) => next_json(lines, number, compressed, &rules.fields),
            Records::Csv(lines, columns, number) => next_csv(lines, columns, number, compressed, rules),
        }
    }

    /// The file itself.
    pub fn input(&self) -> &Input {
        match self {
            Records::Whole(input, _) => input,
            Records::Json(lines, _) => lines.source.input(),
            Records::Csv(lines, ..) => lines.source.input(),
        }
    }

    /// Gives the file back, to finish its hash.
    pub fn into_input(self) -> Input {
        match self {
            Records::Whole(input, _) => *input,
            Records::Json(lines, _) => lines.source.into_input(),
            Records::Csv(lines, ..) => lines.source.into_input(),
        }
    }
}

fn whole(input: &mut Input, markdown: bool, compressed: bool, rules: &IngestRules) -> Result<Draft, Problem> {
    use std::io::Read;
    let (skipped, max) = (input.skipped, rules.max_record_bytes);
    let mut bytes = Vec::new();
    let limit = (max as u64).saturating_add(1);
    input.by_ref().take(limit).read_to_end(&mut bytes).map_err(|e| Problem::reading(&e, compressed))?;
    if bytes.len() > max {
        let rest = std::io::copy(input, &mut std::io::sink()).map_err(|e| Problem::reading(&e, compressed))?;
        return Err(Problem::too_long(bytes.len() as u64 + rest, max).at(1, 0));
    }
    if bytes.is_empty() {
        return Err(Problem::empty_file());
    }
    let raw_sha256 = sha256_hex(&bytes);
    let file = utf8(bytes, 1, skipped)?;
    let (fields, start) = front_matter::split(&file, &rules.fields).map_err(|mut problem| {
        problem.byte = problem.byte.map(|b| b + skipped);
        problem
    })?;
    let line = 1 + memchr::memchr_iter(b'\n', &file.as_bytes()[..start]).count() as u64;
    let text = if start == 0 { file } else { file[start..].to_owned() };
    Ok(Draft { number: None, fields, text, raw_sha256, line, byte: skipped + start as u64, markdown })
}

/// Bytes as a string; a problem names the first byte that is none of UTF-8.
fn utf8(bytes: Vec<u8>, line: u64, start: u64) -> Result<String, Problem> {
    String::from_utf8(bytes).map_err(|e| {
        let valid = e.utf8_error().valid_up_to();
        let breaks = memchr::memchr_iter(b'\n', &e.as_bytes()[..valid]).count() as u64;
        Problem::invalid_utf8(line + breaks, start + valid as u64)
    })
}

fn next_json(lines: &mut Lines<Input>, number: &mut u64, compressed: bool, names: &FieldNames) -> Option<Result<Draft, (Problem, bool)>> {
    loop {
        let line = match lines.advance() {
            Ok(Some(line)) => line,
            Ok(None) if *number == 0 => {
                *number = 1;
                return Some(Err((Problem::empty_file(), true)));
            }
            Ok(None) => return None,
            Err(e) => return Some(Err((Problem::reading(&e, compressed).at_line(lines.source.line), true))),
        };
        let empty = lines.bytes(line).is_some_and(|bytes| bytes.iter().all(u8::is_ascii_whitespace));
        if !empty {
            *number += 1;
            return Some(json(lines, line, *number, names).map_err(|p| (p.of(*number), false)));
        }
    }
}

fn json(lines: &Lines<Input>, line: Line, number: u64, names: &FieldNames) -> Result<Draft, Problem> {
    let at = |problem: Problem| problem.at(line.number, line.start);
    let bytes = lines.bytes(line).ok_or_else(|| at(Problem::too_long(line.len, lines.source.max)))?;
    let valid = std::str::from_utf8(bytes).map_err(|e| e.valid_up_to());
    valid.map_err(|valid| Problem::invalid_utf8(line.number, line.start + valid as u64))?;
    let mut fields = json_record::parse(bytes, names).map_err(|e| {
        let message = e.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        let byte = line.start + (e.column() as u64).saturating_sub(1);
        Problem::new("not-json", format!("the line is no JSON record: {message}; write one object a line")).at(line.number, byte)
    })?;
    let text = fields.take_text().ok_or_else(|| at(no_text(&fields, names)))?;
    let raw_sha256 = sha256_hex(bytes);
    Ok(Draft { number: Some(number), fields, text, raw_sha256, line: line.number, byte: line.start, markdown: false })
}

fn no_text(fields: &Fields, names: &FieldNames) -> Problem {
    let known = names.of(Field::Text).join("`, `");
    if fields.text_is_no_string {
        return Problem::new("text-not-string", format!("the field of the text (`{known}`) holds no string; write the text as one string"));
    }
    let mend = "name the right one in dataset.toml, [ingest.fields], e.g. text = [\"artikel\"]";
    Problem::new("no-text", format!("there is no field `{known}` with a text; {mend}"))
}

fn next_csv(
    lines: &mut CsvLines<Input>,
    columns: &mut Option<Vec<Option<(Field, u16)>>>,
    number: &mut u64,
    compressed: bool,
    rules: &IngestRules,
) -> Option<Result<Draft, (Problem, bool)>> {
    loop {
        let record = match lines.advance() {
            Ok(Some(record)) => record,
            Ok(None) if columns.is_none() => {
                *columns = Some(Vec::new());
                return Some(Err((Problem::empty_file(), true)));
            }
            Ok(None) => return None,
            Err(e) => return Some(Err((Problem::reading(&e, compressed).at_line(lines.source.line), true))),
        };
        match columns {
            None => match header(lines, record, &rules.fields) {
                Ok(found) => *columns = Some(found),
                Err(problem) => return Some(Err((problem.at(record.line, record.start), true))),
            },
            Some(columns) => {
                *number += 1;
                return Some(csv(lines, record, columns, *number).map_err(|p| (p.of(*number), false)));
            }
        }
    }
}

/// What each column of a CSV file means.
fn header(lines: &CsvLines<Input>, record: CsvLine, names: &FieldNames) -> Result<Vec<Option<(Field, u16)>>, Problem> {
    let fields = lines.fields(record).ok_or_else(|| Problem::too_long(record.len, lines.source.max))?;
    let mut found: Vec<String> = Vec::new();
    for field in fields {
        let name =
            std::str::from_utf8(field).map_err(|_| Problem::new("invalid-utf8", "the header is not UTF-8; save the file as UTF-8"))?;
        let name = name.trim().to_lowercase();
        if !name.is_empty() && found.contains(&name) {
            let reason = format!("the column `{name}` stands twice in the header; give every column a name of its own");
            return Err(Problem::new("duplicate-column", reason));
        }
        found.push(name);
    }
    let columns: Vec<_> = found.iter().map(|name| names.find(name)).collect();
    if columns.iter().flatten().any(|(field, _)| *field == Field::Text) {
        return Ok(columns);
    }
    let known = names.of(Field::Text).join("`, `");
    let read = format!("{} columns, with {} between them", columns.len(), lines.separator());
    let mend = "write a header line, or name the column in dataset.toml, [ingest.fields], e.g. text = [\"artikel\"]";
    Err(Problem::new("no-text-column", format!("the header ({read}) has no column `{known}`; {mend}")))
}

fn csv(lines: &CsvLines<Input>, record: CsvLine, columns: &[Option<(Field, u16)>], number: u64) -> Result<Draft, Problem> {
    let at = |problem: Problem| problem.at(record.line, record.start);
    let cells = lines.fields(record).ok_or_else(|| at(Problem::too_long(record.len, lines.source.max)))?;
    if record.unclosed {
        let reason = "a quotation mark is opened in this record and never closed; all that follows is set aside with it";
        return Err(at(Problem::new("unclosed-quote", reason)));
    }
    let (mut fields, mut hash, mut count) = (Fields::default(), Sha256::new(), 0);
    for cell in cells {
        hash.update(cell);
        hash.update([0x1F]);
        if let Some(Some(key)) = columns.get(count) {
            let value = std::str::from_utf8(cell).map_err(|_| {
                at(Problem::new("invalid-utf8", format!("column {} of the record is not UTF-8; save the file as UTF-8", count + 1)))
            })?;
            fields.offer(*key, value.to_owned());
        }
        count += 1;
    }
    if count != columns.len() {
        let mend = format!("quote cells that hold {} or line breaks", lines.separator());
        let reason = format!("the record has {count} cells and the header {}; {mend}", columns.len());
        return Err(at(Problem::new("ragged-row", reason)));
    }
    let text = fields.take_text().unwrap_or_default();
    let raw_sha256 = hex(&hash.finalize());
    Ok(Draft { number: Some(number), fields, text, raw_sha256, line: record.line, byte: record.start, markdown: false })
}
