//! Where English words and sentences end: abbreviations, clitics, units, words that open a sentence.

use std::collections::HashMap;

use super::{CodebookError, CodebookErrors, CsvFile, CsvRow, Endings};
use crate::schema::SchemaFiles;

/// Longest form that is looked up, in bytes: hostile words of megabytes are not copied.
const LONGEST: usize = 32;

/// The forms that decide where tokens and sentences end, from `codebook/abbreviations.csv`, `codebook/token_forms.csv` and
/// `codebook/endings.toml`.
#[derive(Debug, Clone, Default)]
pub struct SegmentRules {
    abbreviations: HashMap<String, Ends>,
    forms: HashMap<String, Kinds>,
    contractions: HashMap<String, Vec<usize>>,
    /// Lengths in bytes that a contraction has, as bits: most words need no look-up.
    contraction_lengths: u64,
    clitics: Vec<String>,
    endings: Endings,
}

/// Whether a sentence can end at an abbreviation's full stop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ends {
    /// Never: a name or another word belongs to it ("Gen.", "vs.").
    Never,
    /// It is an abbreviation only before a number ("No. 5").
    Number,
    /// Only where a word that opens sentences follows ("the U.S. He").
    Maybe,
}

/// What a form may be, as bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Kinds(u8);

const CLITIC: u8 = 1;
const CONTRACTION: u8 = 2;
const ELISION: u8 = 4;
const PREFIX: u8 = 8;
const WHOLE: u8 = 16;
const UNIT: u8 = 32;
const OPENER: u8 = 64;
const REPORTING: u8 = 128;
const KINDS: [(&str, u8); 8] = [
    ("clitic", CLITIC),
    ("contraction", CONTRACTION),
    ("elision", ELISION),
    ("prefix", PREFIX),
    ("whole", WHOLE),
    ("unit", UNIT),
    ("opener", OPENER),
    ("reporting", REPORTING),
];

impl SegmentRules {
    /// Reads and checks the files.
    ///
    /// # Errors
    /// All lines that can't be used, with their place.
    pub fn load(schema: &SchemaFiles) -> Result<Self, CodebookErrors> {
        let mut errors = Vec::new();
        let mut rules = Self::default();
        let file = CsvFile::read(schema, "codebook/abbreviations.csv", &["form", "ends"], &mut errors);
        file.check_sorted("form", &mut errors);
        for row in file.rows() {
            rules.read_abbreviation(&row, &mut errors);
        }
        let file = CsvFile::read(schema, "codebook/token_forms.csv", &["form", "kinds", "parts"], &mut errors);
        file.check_sorted("form", &mut errors);
        for row in file.rows() {
            rules.read_form(&row, &mut errors);
        }
        rules.endings = Endings::load(schema, &mut errors);
        rules.clitics.sort_by_key(|clitic| std::cmp::Reverse(clitic.len()));
        CodebookErrors::check(rules, errors)
    }

    fn read_abbreviation(&mut self, row: &CsvRow<'_>, errors: &mut Vec<CodebookError>) {
        let form = row.get("form");
        if !form.ends_with('.') || form.len() < 2 || form.len() > LONGEST {
            errors.push(row.error("form", format!("`{form}` is no abbreviation"), "write it with its full stop, at most 32 bytes"));
        }
        let ends = match row.get("ends") {
            "title" => Ends::Never,
            "number" => Ends::Number,
            "maybe" => Ends::Maybe,
            other => return errors.push(row.error("ends", format!("unknown value `{other}`"), "write title, number or maybe")),
        };
        self.abbreviations.insert(form.to_owned(), ends);
    }

    fn read_form(&mut self, row: &CsvRow<'_>, errors: &mut Vec<CodebookError>) {
        let form = row.get("form");
        if form.is_empty() || form.len() > LONGEST || form != form.to_lowercase() {
            errors.push(row.error("form", format!("`{form}` can't be looked up"), "write it in lower case, at most 32 bytes"));
        }
        let mut kinds = Kinds::default();
        for name in row.list("kinds") {
            match KINDS.iter().find(|(known, _)| *known == name) {
                Some((_, bit)) => kinds.0 |= bit,
                None => {
                    let known: Vec<_> = KINDS.iter().map(|(known, _)| *known).collect();
                    errors.push(row.error("kinds", format!("unknown kind `{name}`"), &format!("the kinds are {}", known.join(", "))));
                }
            }
        }
        let parts: Vec<_> = row.list("parts").collect();
        if (kinds.0 & CONTRACTION != 0) != (!parts.is_empty() && parts.concat() == form) {
            errors.push(row.error(
                "parts",
                "the parts don't make up the form",
                "give a contraction's parts, separated by |, and no others",
            ));
        }
        if kinds.0 & CONTRACTION != 0 {
            self.contraction_lengths |= 1 << (form.len() as u64 % 64);
            self.contractions.insert(form.to_owned(), parts.iter().map(|part| part.len()).collect());
        }
        if kinds.0 & CLITIC != 0 {
            self.clitics.push(form.to_owned());
        }
        self.forms.insert(form.to_owned(), kinds);
    }

    /// What a listed abbreviation (with its full stop, as written) allows.
    pub fn abbreviation(&self, form: &str) -> Option<Ends> {
        if form.len() > LONGEST { None } else { self.abbreviations.get(form).copied() }
    }

    /// Clitics in lower case with a straight apostrophe, the longest first.
    pub fn clitics(&self) -> &[String] {
        &self.clitics
    }

    /// The lengths in bytes of a contraction's words; `None` for any other word.
    pub fn contraction(&self, word: &str) -> Option<&[usize]> {
        if word.len() > LONGEST || self.contraction_lengths >> word.len() & 1 == 0 {
            return None;
        }
        lowered(word, |lower| self.contractions.get(lower).map(Vec::as_slice))?
    }

    /// A letter after which an apostrophe may be a genitive ("the sailors' boats").
    pub fn may_end_owner(&self, letter: char) -> bool {
        self.endings.may_end_owner(letter)
    }

    /// A word whose first letters are left out, apostrophe included ("'em").
    pub fn is_elision(&self, word: &str) -> bool {
        self.is(word, ELISION)
    }

    /// A prefix that its hyphen joins to the next word ("ex-minister").
    pub fn is_prefix(&self, word: &str) -> bool {
        self.is(word, PREFIX)
    }

    /// A hyphenated word that stays one token ("e-mail").
    pub fn is_whole(&self, word: &str) -> bool {
        self.is(word, WHOLE)
    }

    /// A unit that may be written together with its number ("10km").
    pub fn is_unit(&self, word: &str) -> bool {
        self.is(word, UNIT)
    }

    /// A word that, capitalised after an abbreviation, opens a sentence.
    pub fn is_opener(&self, word: &str) -> bool {
        self.is(word, OPENER)
    }

    /// A verb that goes on after a quoted question ("'Why?' Smith asked").
    pub fn is_reporting(&self, word: &str) -> bool {
        self.is(word, REPORTING)
    }

    fn is(&self, word: &str, kind: u8) -> bool {
        lowered(word, |lower| self.forms.get(lower).is_some_and(|kinds| kinds.0 & kind != 0)).unwrap_or(false)
    }
}

/// Gives `word` in ASCII lower case with straight apostrophes to `look_up`, without allocating; `None` when it is too long to be listed.
fn lowered<T>(word: &str, look_up: impl FnOnce(&str) -> T) -> Option<T> {
    let mut buffer = [0; LONGEST];
    let mut len = 0;
    for c in word.chars() {
        let c = if c == '’' { '\'' } else { c.to_ascii_lowercase() };
        let width = c.len_utf8();
        c.encode_utf8(buffer.get_mut(len..len + width)?);
        len += width;
    }
    std::str::from_utf8(&buffer[..len]).ok().map(look_up)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(abbreviations: &str, forms: &str) -> Result<SegmentRules, CodebookErrors> {
        SegmentRules::load(&SchemaFiles::from_files([
            ("codebook/abbreviations.csv".to_owned(), abbreviations.as_bytes().to_vec()),
            ("codebook/token_forms.csv".to_owned(), forms.as_bytes().to_vec()),
            ("codebook/endings.toml".to_owned(), SchemaFiles::embedded().text("codebook/endings.toml").unwrap().as_bytes().to_vec()),
        ]))
    }

    #[test]
    fn the_project_s_own_files_are_sound() {
        let rules = SegmentRules::load(&SchemaFiles::embedded()).unwrap();
        assert_eq!(rules.abbreviation("Gen."), Some(Ends::Never));
        assert_eq!(rules.contraction("Cannot"), Some(&[3, 3][..]));
        assert!(rules.is_opener("The") && rules.is_elision("’em") && !rules.is_opener("Townsend"));
        assert!(rules.clitics().iter().any(|clitic| clitic == "n't"));
    }

    #[test]
    fn bad_lines_are_named() {
        let errors = load("form,ends\nGen,title\nSen.,often\n", "form,kinds,parts\ncannot,contraction,can|no\nThe,opening,\n").unwrap_err();
        let places: Vec<_> = errors.0.iter().map(|e| (e.file.as_str(), e.line, e.column)).collect();
        let (a, t) = ("codebook/abbreviations.csv", "codebook/token_forms.csv");
        assert_eq!(places, [(a, 2, 1), (a, 3, 2), (t, 2, 3), (t, 3, 1), (t, 3, 1), (t, 3, 2)], "{errors}");
    }
}
