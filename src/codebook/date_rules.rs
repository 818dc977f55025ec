//! How dates are put: `codebook/dates.toml`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use toml::Spanned;

use super::{CodebookError, CodebookErrors, Endings, line_and_column};
use crate::schema::SchemaFiles;

/// Words of dates, all in lower case.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DateRules {
    /// Prepositions that may open a date that says when something happened.
    pub opening: BTreeSet<String>,
    /// Words before a date that make it the edge of a stretch of time.
    pub edge: BTreeSet<String>,
    /// Words after which a bare month or year is one.
    pub month_opening: BTreeSet<String>,
    /// Words that may stand inside a date.
    pub inner: BTreeSet<String>,
    /// "last" before a month or weekday.
    pub last: BTreeSet<String>,
    /// "next" before a month or weekday.
    pub next: BTreeSet<String>,
    /// Times of day that may follow.
    pub part_of_day: BTreeSet<String>,
    /// "ago" after a number and unit.
    pub ago: BTreeSet<String>,
    /// Months from 1.
    pub months: BTreeMap<String, u32>,
    /// Weekdays from Monday, 1.
    pub weekdays: BTreeMap<String, u32>,
    /// Written numbers.
    pub numbers: BTreeMap<String, u32>,
    /// Nouns of number ("dozens") with the least that they mean.
    pub several: BTreeMap<String, u32>,
    /// Units of time.
    pub units: BTreeMap<String, DateUnit>,
    /// Phrases counted from the day of publication, the longest first.
    #[serde(rename = "phrase")]
    pub phrases: Vec<DatePhrase>,
    /// Endings of a day's number and of owners.
    #[serde(skip)]
    pub endings: Endings,
}

/// A stretch of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
#[allow(missing_docs)] // each is its own word
pub enum DateUnit {
    Day,
    Week,
    Month,
    Year,
}

/// A phrase counted from the day of publication.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DatePhrase {
    /// As read from the file; `parts` holds its words.
    words: Spanned<String>,
    /// The words in lower case.
    #[serde(skip)]
    pub parts: Vec<String>,
    /// What is counted.
    pub unit: DateUnit,
    /// How many before (negative) or after publication.
    pub offset: i32,
}

const PATH: &str = "codebook/dates.toml";

impl DateRules {
    /// Reads and checks the file.
    ///
    /// # Errors
    /// All that is wrong, with line and column.
    pub fn load(schema: &SchemaFiles) -> Result<Self, CodebookErrors> {
        let error = |line, column, message: String, hint: &str| CodebookError::new(PATH, (line, column), message, hint);
        let text = schema.text(PATH).map_err(|e| CodebookErrors(vec![error(0, 0, e.to_string(), "")]))?;
        let mut rules: Self = toml::from_str(text).map_err(|e| {
            let (line, column) = e.span().map_or((0, 0), |span| line_and_column(text, span.start));
            CodebookErrors(vec![error(line, column, e.message().to_owned(), "see the project's own file for the form")])
        })?;
        let mut errors = Vec::new();
        rules.endings = Endings::load(schema, &mut errors);
        for phrase in &mut rules.phrases {
            phrase.parts = phrase.words.get_ref().split_whitespace().map(str::to_lowercase).collect();
            if phrase.parts.is_empty() || phrase.offset.abs() > 1000 {
                let (line, column) = line_and_column(text, phrase.words.span().start);
                errors.push(error(line, column, "a phrase without words, or counted too far".to_owned(), "write words and an offset"));
            }
        }
        let ranges = [(&rules.months, 12, "month"), (&rules.weekdays, 7, "weekday")];
        for (name, number, what) in ranges
            .iter()
            .flat_map(|(map, most, what)| map.iter().filter(|(_, n)| !(1..=*most).contains(*n)).map(move |(name, n)| (name, n, what)))
        {
            errors.push(error(0, 0, format!("{what} `{name}` is {number}"), "count from 1"));
        }
        rules.phrases.sort_by_key(|p| std::cmp::Reverse(p.parts.len()));
        CodebookErrors::check(rules, errors)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn errors_name_line_and_column() {
        let mut files = SchemaFiles::embedded();
        let text = files.text(PATH).unwrap().replacen("march = 3", "march = 13", 1);
        files.replace(PATH, text.clone().into_bytes());
        assert!(DateRules::load(&files).unwrap_err().to_string().contains("month `march` is 13"));
        files.replace(PATH, text.replacen("unit = \"day\"", "unit = \"fortnight\"", 1).into_bytes());
        let error = DateRules::load(&files).unwrap_err().to_string();
        assert!(error.contains("schema/codebook/dates.toml:") && error.contains("fortnight"), "{error}");
    }
}
