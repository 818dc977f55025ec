//! What reading raw files needs to know: field names, words of dates, the looks of a page's parts.
//!
//! From `schema/codebook/fields.toml`, `date_words.csv` and `sections.toml`, and `[ingest]` of `dataset.toml`.

use std::collections::{BTreeMap, HashMap};

use regex::Regex;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;

use super::{CodebookError, CodebookErrors, CsvFile, Dataset, line_and_column};
use crate::schema::SchemaFiles;

const FIELDS: &str = "codebook/fields.toml";
const DATE_WORDS: &str = "codebook/date_words.csv";
const SECTIONS: &str = "codebook/sections.toml";

/// All that [`crate::ingest`] is told about the outside world.
#[derive(Debug, Clone)]
pub struct IngestRules {
    /// What the fields of a record are called.
    pub fields: FieldNames,
    /// Words that dates are made of.
    pub dates: DateWords,
    /// How the parts of a page look.
    pub sections: SectionRules,
    /// Articles with more characters are set aside.
    pub max_text_chars: usize,
    /// Records with more bytes are set aside without being held in memory.
    pub max_record_bytes: usize,
}

impl IngestRules {
    /// Loads and checks the three files; the dataset's own field names go before the codebook's.
    ///
    /// # Errors
    /// With everything that is wrong, each with file, line and column.
    pub fn load(schema: &SchemaFiles, dataset: &Dataset) -> Result<Self, CodebookErrors> {
        let mut errors = Vec::new();
        let fields = FieldNames::load(schema, dataset, &mut errors);
        let dates = DateWords::load(schema, &mut errors);
        let sections = SectionRules::load(schema, &mut errors);
        let limits = (dataset.ingest.max_text_chars, dataset.ingest.max_record_bytes);
        let rules = sections.map(|sections| Self { fields, dates, sections, max_text_chars: limits.0, max_record_bytes: limits.1 });
        match rules {
            Some(rules) => CodebookErrors::check(rules, errors),
            None => CodebookErrors::check((), errors).and(Err(CodebookErrors(Vec::new()))),
        }
    }
}

/// What a field of a record means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The record's own id.
    Id,
    /// The article's text.
    Text,
    /// Its headline.
    Title,
    /// The day it was published.
    Date,
    /// Paper, site or broadcaster.
    Publisher,
    /// News agency.
    Agency,
    /// Who wrote it.
    Byline,
    /// Where it was published.
    Url,
    /// Its language.
    Language,
    /// Its licence.
    License,
}

impl Field {
    /// Every field, in the order of the enum.
    pub const ALL: [Field; 10] = [
        Field::Id,
        Field::Text,
        Field::Title,
        Field::Date,
        Field::Publisher,
        Field::Agency,
        Field::Byline,
        Field::Url,
        Field::Language,
        Field::License,
    ];

    /// The word that the codebook and `dataset.toml` use for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Field::Id => "id",
            Field::Text => "text",
            Field::Title => "title",
            Field::Date => "date",
            Field::Publisher => "publisher",
            Field::Agency => "agency",
            Field::Byline => "byline",
            Field::Url => "url",
            Field::Language => "language",
            Field::License => "license",
        }
    }
}

/// What the fields of a record are called, in the order in which they count.
#[derive(Debug, Clone, Default)]
pub struct FieldNames {
    names: HashMap<String, (Field, u16)>,
    known: BTreeMap<Field, Vec<String>>,
}

impl FieldNames {
    fn load(schema: &SchemaFiles, dataset: &Dataset, errors: &mut Vec<CodebookError>) -> Self {
        let mut table = Self::default();
        for (meaning, names) in &dataset.ingest.fields {
            match field(meaning) {
                Some(field) => names.iter().for_each(|name| table.add(field, name)),
                None => errors.push(unknown_field(Dataset::PATH, (0, 0), meaning)),
            }
        }
        let Some((text, book)) = read_toml::<BTreeMap<Spanned<String>, Vec<String>>>(schema, FIELDS, errors) else { return table };
        for (meaning, names) in &book {
            match field(meaning.get_ref()) {
                Some(field) => names.iter().for_each(|name| table.add(field, name)),
                None => errors.push(unknown_field(FIELDS, line_and_column(text, meaning.span().start), meaning.get_ref())),
            }
        }
        if !table.known.contains_key(&Field::Text) {
            errors.push(CodebookError::new(FIELDS, (0, 0), "no field means `text`".to_owned(), "add e.g. text = [\"text\"]"));
        }
        table
    }

    /// The first that names a field keeps it: so the dataset's own names win over the codebook's.
    fn add(&mut self, field: Field, name: &str) {
        let known = self.known.entry(field).or_default();
        let rank = known.len() as u16;
        if let std::collections::hash_map::Entry::Vacant(entry) = self.names.entry(name.to_lowercase()) {
            entry.insert((field, rank));
            known.push(name.to_owned());
        }
    }

    /// What a field of this name means, and its rank among the names of that meaning (0 counts first).
    pub fn find(&self, name: &str) -> Option<(Field, u16)> {
        let name = name.trim();
        self.names.get(name).or_else(|| self.names.get(&name.to_lowercase())).copied()
    }

    /// The names that mean this field, in their order.
    pub fn of(&self, field: Field) -> &[String] {
        self.known.get(&field).map_or(&[], Vec::as_slice)
    }
}

fn field(name: &str) -> Option<Field> {
    Field::ALL.into_iter().find(|f| f.as_str() == name)
}

fn unknown_field(file: &str, place: (u64, u64), name: &str) -> CodebookError {
    let known: Vec<_> = Field::ALL.into_iter().map(Field::as_str).collect();
    let hint = format!("fields can mean {}", known.join(", "));
    CodebookError::new(file, place, format!("`{name}` is nothing that a field can mean"), &hint)
}

/// A word that a date may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateWord {
    /// A month, 1 to 12.
    Month(u32),
    /// A day of the week, Monday is 1.
    Weekday(u32),
    /// What follows the number of a day ("th").
    Ordinal,
    /// A word without meaning for the date ("on").
    Filler,
}

/// The words that dates are made of, in lower case.
#[derive(Debug, Clone, Default)]
pub struct DateWords {
    words: HashMap<String, DateWord>,
}

impl DateWords {
    fn load(schema: &SchemaFiles, errors: &mut Vec<CodebookError>) -> Self {
        let mut words = HashMap::new();
        let file = CsvFile::read(schema, DATE_WORDS, &["word", "kind", "number"], errors);
        file.check_sorted("word", errors);
        for row in file.rows() {
            let number: Option<u32> = row.parse("number", errors);
            let word = match (row.get("kind"), number) {
                ("month", Some(n @ 1..=12)) => DateWord::Month(n),
                ("weekday", Some(n @ 1..=7)) => DateWord::Weekday(n),
                ("ordinal", None) => DateWord::Ordinal,
                ("filler", None) => DateWord::Filler,
                (kind, _) => {
                    let hint = "write month with 1 to 12, weekday with 1 (Monday) to 7, ordinal or filler without a number";
                    errors.push(row.error("kind", format!("`{kind}` and its number don't fit"), hint));
                    continue;
                }
            };
            words.insert(row.get("word").to_lowercase(), word);
        }
        Self { words }
    }

    /// What this word (in lower case) means in a date.
    pub fn get(&self, word: &str) -> Option<DateWord> {
        self.words.get(word).copied()
    }
}

/// How the parts of a page look: `sections.toml`.
#[derive(Debug, Clone)]
pub struct SectionRules {
    /// A longer first paragraph (characters) is no headline.
    pub max_headline_chars: usize,
    /// A longer paragraph (characters) is no byline, credit, caption or footer.
    pub max_line_chars: usize,
    /// A longer paragraph (characters) is no subheading.
    pub max_subheading_chars: usize,
    /// A text without a line of so many characters is not wrapped by hand.
    pub min_wrapped_chars: usize,
    /// Nor is one with a longer line (characters).
    pub max_wrapped_chars: usize,
    /// Characters that may end a sentence.
    pub sentence_end: String,
    /// Characters that may end a part of one.
    pub clause_end: String,
    /// Characters that may stand behind these.
    pub closing: String,
    /// Who wrote it.
    pub byline: Vec<Regex>,
    /// Whose picture it is.
    pub credit: Vec<Regex>,
    /// How a caption ends.
    pub caption_end: Vec<Regex>,
    /// How one ends above the story.
    pub caption_signed: Vec<Regex>,
    /// What opens a wire story.
    pub dateline: Vec<Regex>,
    /// What stands below a story, a paragraph each.
    pub footer: Vec<Regex>,
    /// What opens the part below a story.
    pub footer_start: Vec<Regex>,
    /// Which agency signs the last paragraph.
    pub sign_off: Vec<Regex>,
    /// The name of an agency by each of its forms.
    pub agencies: BTreeMap<String, String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SectionFile {
    max_headline_chars: usize,
    max_line_chars: usize,
    max_subheading_chars: usize,
    min_wrapped_chars: usize,
    max_wrapped_chars: usize,
    sentence_end: String,
    clause_end: String,
    closing: String,
    byline: Vec<Spanned<String>>,
    credit: Vec<Spanned<String>>,
    caption_end: Vec<Spanned<String>>,
    caption_signed: Vec<Spanned<String>>,
    dateline: Vec<Spanned<String>>,
    footer: Vec<Spanned<String>>,
    footer_start: Vec<Spanned<String>>,
    sign_off: Vec<Spanned<String>>,
    agencies: Vec<Agency>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Agency {
    name: String,
    forms: Vec<String>,
}

impl SectionRules {
    /// Whether these words end a sentence.
    pub fn ends_sentence(&self, words: &str) -> bool {
        self.bare_end(words).ends_with(|c| self.sentence_end.contains(c))
    }

    /// Whether these words end a sentence or a part of one.
    pub fn ends_clause(&self, words: &str) -> bool {
        self.ends_sentence(words) || self.bare_end(words).ends_with(|c| self.clause_end.contains(c))
    }

    /// Words without the closing marks behind them.
    pub fn bare_end<'w>(&self, words: &'w str) -> &'w str {
        words.trim_end_matches(|c| self.closing.contains(c))
    }

    fn load(schema: &SchemaFiles, errors: &mut Vec<CodebookError>) -> Option<Self> {
        let (text, file) = read_toml::<SectionFile>(schema, SECTIONS, errors)?;
        let mut agencies = BTreeMap::new();
        for agency in &file.agencies {
            for form in &agency.forms {
                agencies.insert(form.clone(), agency.name.clone());
            }
        }
        let agency = alternation(agencies.keys());
        let mut compile = |patterns: &[Spanned<String>]| -> Vec<Regex> {
            let compiled = patterns.iter().map(|p| (p, Regex::new(&p.get_ref().replace("{agency}", &agency))));
            let kept = compiled.filter_map(|(p, regex)| regex.map_err(|e| errors.push(bad_pattern(text, p, &e))).ok());
            kept.collect()
        };
        Some(Self {
            max_headline_chars: file.max_headline_chars,
            max_line_chars: file.max_line_chars,
            max_subheading_chars: file.max_subheading_chars,
            min_wrapped_chars: file.min_wrapped_chars,
            max_wrapped_chars: file.max_wrapped_chars,
            byline: compile(&file.byline),
            credit: compile(&file.credit),
            caption_end: compile(&file.caption_end),
            caption_signed: compile(&file.caption_signed),
            dateline: compile(&file.dateline),
            footer: compile(&file.footer),
            footer_start: compile(&file.footer_start),
            sign_off: compile(&file.sign_off),
            sentence_end: file.sentence_end,
            clause_end: file.clause_end,
            closing: file.closing,
            agencies,
        })
    }
}

/// One of these words, the longest first, so that no form hides a longer one.
fn alternation<'w>(words: impl Iterator<Item = &'w String>) -> String {
    let mut words: Vec<_> = words.map(|w| regex::escape(w)).collect();
    words.sort_by_key(|w| (std::cmp::Reverse(w.len()), w.clone()));
    format!("(?:{})", words.join("|"))
}

fn bad_pattern(text: &str, pattern: &Spanned<String>, e: &regex::Error) -> CodebookError {
    let message = e.to_string().lines().last().unwrap_or("no regular expression").trim().to_owned();
    CodebookError::new(SECTIONS, line_and_column(text, pattern.span().start), message, "patterns follow the syntax of Rust's `regex`")
}

fn read_toml<'s, T: DeserializeOwned>(schema: &'s SchemaFiles, path: &str, errors: &mut Vec<CodebookError>) -> Option<(&'s str, T)> {
    let text = schema.text(path).map_err(|e| errors.push(CodebookError::new(path, (0, 0), e.to_string(), ""))).ok()?;
    match toml::from_str(text) {
        Ok(value) => Some((text, value)),
        Err(e) => {
            let place = e.span().map_or((0, 0), |span| line_and_column(text, span.start));
            errors.push(CodebookError::new(path, place, e.message().to_owned(), "compare with the project's own file"));
            None
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(path: &str, change: impl Fn(&str) -> String) -> Result<IngestRules, String> {
        let mut files = SchemaFiles::embedded();
        let changed = change(files.text(path).unwrap());
        files.replace(path, changed.into_bytes());
        let dataset = Dataset::load(&files).unwrap();
        IngestRules::load(&files, &dataset).map_err(|e| e.to_string())
    }

    #[test]
    fn the_projects_own_files_are_fine() {
        let rules = load(FIELDS, str::to_owned).unwrap();
        assert_eq!(rules.fields.find("MainText").map(|f| f.0), Some(Field::Text));
        assert_eq!(rules.dates.get("sept"), Some(DateWord::Month(9)));
    }

    #[test]
    fn names_of_the_dataset_go_first() {
        let rules = load(Dataset::PATH, |t| format!("{t}\n[ingest.fields]\ntext = [\"artikel\"]\ntitle = [\"content\"]\n")).unwrap();
        assert_eq!(rules.fields.find("artikel"), Some((Field::Text, 0)));
        assert_eq!(rules.fields.find("content"), Some((Field::Title, 0)));
    }

    #[test]
    fn errors_name_line_and_column() {
        let found = load(FIELDS, |t| format!("{t}colour = [\"hue\"]\n")).unwrap_err();
        assert!(found.contains("schema/codebook/fields.toml:13:1: `colour` is nothing"), "{found}");
        let found = load(SECTIONS, |t| t.replacen("'''^", "'''(^", 1)).unwrap_err();
        assert!(found.contains("schema/codebook/sections.toml:20:5: error: unclosed group"), "{found}");
        let found = load(DATE_WORDS, |t| t.replace("may,month,5", "may,month,13")).unwrap_err();
        assert!(found.contains("`month` and its number don't fit"), "{found}");
    }
}
