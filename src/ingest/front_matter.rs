//! `+++` TOML `+++` at the top of a text file: what is known about the article.

use std::collections::BTreeMap;

use toml::Value;

use super::fields::Fields;
use super::problem::Problem;
use crate::codebook::{Field, FieldNames, line_and_column};

const FENCE: &str = "+++";

/// Parts a file into what the front matter says and the byte where the text begins.
///
/// The text begins behind the closing fence and the empty lines after it. A file whose first line is not `+++` is all text.
///
/// # Errors
/// When the front matter is not closed or is no TOML, with its line.
pub fn split(file: &str, names: &FieldNames) -> Result<(Fields, usize), Problem> {
    let Some(header) = after_line(file, FENCE) else { return Ok((Fields::default(), 0)) };
    let mut at = file.len() - header.len();
    for line in header.split_inclusive('\n') {
        if line.trim_end() == FENCE {
            let fields = read(file, file.len() - header.len()..at, names)?;
            return Ok((fields, past_empty_lines(file, at + line.len())));
        }
        at += line.len();
    }
    let reason = "the front matter that begins with `+++` has no end; put a line `+++` behind it";
    Err(Problem::new("front-matter", reason).at(1, 0))
}

/// What follows the first line if that is `line`.
fn after_line<'f>(file: &'f str, line: &str) -> Option<&'f str> {
    let (first, rest) = file.split_once('\n')?;
    (first.trim_end() == line).then_some(rest)
}

fn past_empty_lines(file: &str, mut at: usize) -> usize {
    while let Some(line) = file[at..].split_inclusive('\n').next().filter(|line| line.trim().is_empty() && line.ends_with('\n')) {
        at += line.len();
    }
    at
}

fn read(file: &str, range: std::ops::Range<usize>, names: &FieldNames) -> Result<Fields, Problem> {
    let text = &file[range.clone()];
    let table: BTreeMap<String, Value> = toml::from_str(text).map_err(|e| {
        let at = range.start + e.span().map_or(0, |span| span.start);
        let reason = format!("the front matter is no TOML: {}; quote strings as in title = \"...\"", e.message().trim());
        Problem::new("front-matter", reason).at(line_and_column(file, at).0, at as u64)
    })?;
    let mut fields = Fields::default();
    for (name, value) in table {
        if let Some(key) = names.find(&name).filter(|(field, _)| *field != Field::Text)
            && let Some(value) = string(&value)
        {
            fields.offer(key, value);
        }
    }
    Ok(fields)
}

fn string(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Datetime(date) => Some(date.to_string()),
        Value::Array(items) => {
            let strings: Vec<_> = items.iter().filter_map(Value::as_str).map(str::trim).filter(|s| !s.is_empty()).collect();
            Some(strings.join(", "))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codebook::{Dataset, IngestRules};
    use crate::schema::SchemaFiles;

    fn parts(file: &str) -> Result<(Fields, usize), Problem> {
        let files = SchemaFiles::embedded();
        split(file, &IngestRules::load(&files, &Dataset::load(&files).unwrap()).unwrap().fields)
    }

    #[test]
    fn fields_and_text_are_parted() {
        let file = "+++\ntitle = \"A dam\"\ndate = 2022-01-14\nsources = [\"x\"]\nauthors = [\"A\", \"B\"]\n+++\r\n\n  \n\tBody\n";
        let (fields, at) = parts(file).unwrap();
        assert_eq!((fields.get(Field::Title), fields.get(Field::Date)), (Some("A dam"), Some("2022-01-14")));
        assert_eq!(fields.get(Field::Byline), Some("A, B"));
        assert_eq!(&file[at..], "\tBody\n");
        assert_eq!(parts("+++ is text").unwrap().1, 0);
    }

    #[test]
    fn broken_front_matter_names_its_line() {
        let problem = parts("+++\ntitle = \"x\"\ndate = tomorrow\n+++\nBody").unwrap_err();
        assert_eq!((problem.code, problem.line), ("front-matter", Some(3)), "{problem:?}");
        assert!(parts("+++\ntitle = \"x\"\nBody").unwrap_err().reason.contains("has no end"));
        assert_eq!(parts("+++\ndate = 2022-02-31\n+++\nBody").unwrap_err().line, Some(2));
    }
}
