//! Where English words and sentences end: abbreviations, clitics, units, words that open a sentence.

use std::collections::HashMap;

use super::{CodebookError, CodebookErrors, CsvFile, CsvRow};
use crate::model::segmenter::Weights;
use crate::schema::SchemaFiles;

/// Longest emoticon, in characters.
const LONGEST_EMOTICON: usize = 6;

/// Longest form that is looked up, in bytes: hostile words of megabytes are not copied.
const LONGEST: usize = 32;

/// The forms that decide where tokens and sentences end, from `codebook/abbreviations.csv` and `codebook/token_forms.csv`.
#[derive(Debug, Clone, Default)]
pub struct SegmentRules {
    abbreviations: HashMap<String, Ends>,
    forms: HashMap<String, Kinds>,
    contractions: HashMap<String, Contraction>,
    /// Lengths in bytes that contractions with a given last letter have, as bits: most words need no look-up.
    contraction_lengths: [u64; 26],
    clitics: Vec<String>,
    /// Which ASCII characters an emoticon begins with, as bits.
    emoticon_starts: u128,
    boundaries: Weights,
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

/// A word that is written together of several.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contraction {
    /// The lengths in bytes of its words.
    pub parts: Vec<usize>,
    /// It is one only before a word that can't follow it otherwise ("its a shame").
    pub soft: bool,
}

/// What a form may be, as bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Kinds(u16);

const CLITIC: u16 = 1;
const CONTRACTION: u16 = 2;
const ELISION: u16 = 4;
const PREFIX: u16 = 8;
const WHOLE: u16 = 16;
const UNIT: u16 = 32;
const OPENER: u16 = 64;
const REPORTING: u16 = 128;
const SUFFIX: u16 = 256;
const EMOTICON: u16 = 512;
const EXTENSION: u16 = 1024;
const DOMAIN: u16 = 2048;
const SOFT: u16 = 4096;
const FOLLOWER: u16 = 8192;
const KINDS: [(&str, u16); 14] = [
    ("clitic", CLITIC),
    ("contraction", CONTRACTION),
    ("domain", DOMAIN),
    ("elision", ELISION),
    ("emoticon", EMOTICON),
    ("extension", EXTENSION),
    ("follower", FOLLOWER),
    ("opener", OPENER),
    ("prefix", PREFIX),
    ("reporting", REPORTING),
    ("soft", SOFT),
    ("suffix", SUFFIX),
    ("unit", UNIT),
    ("whole", WHOLE),
];

impl SegmentRules {
    /// Reads and checks the two files, and the weights that decide where sentences end.
    ///
    /// # Errors
    /// All lines that can't be used, with their place; weights that don't fit this program.
    pub fn load(schema: &SchemaFiles) -> Result<Self, CodebookErrors> {
        let mut rules = Self::without_weights(schema)?;
        rules.boundaries = Weights::embedded()
            .map_err(|e| CodebookErrors(vec![CodebookError::new("../models/segmenter.bin", (0, 0), e.to_string(), "")]))?;
        Ok(rules)
    }

    /// The two files alone: for the program that learns the weights. A paragraph is one sentence.
    ///
    /// # Errors
    /// All lines that can't be used, with their place.
    pub fn without_weights(schema: &SchemaFiles) -> Result<Self, CodebookErrors> {
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
            if let Some(lengths) = last_letter(form).and_then(|n| self.contraction_lengths.get_mut(n)) {
                *lengths |= 1 << (form.len() as u64 % 64);
            }
            let parts = parts.iter().map(|part| part.len()).collect();
            self.contractions.insert(form.to_owned(), Contraction { parts, soft: kinds.0 & SOFT != 0 });
        }
        if kinds.0 & EMOTICON != 0 {
            self.emoticon_starts |= form.bytes().next().filter(u8::is_ascii).map_or(0, |byte| 1 << byte);
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

    /// The weights that decide where sentences end.
    pub fn boundaries(&self) -> &Weights {
        &self.boundaries
    }

    /// Clitics in lower case with a straight apostrophe, the longest first.
    pub fn clitics(&self) -> &[String] {
        &self.clitics
    }

    /// The words that this one is written together of; `None` for most.
    pub fn contraction(&self, word: &str) -> Option<&Contraction> {
        let lengths = self.contraction_lengths.get(last_letter(word)?)?;
        if word.len() > LONGEST || lengths >> word.len() & 1 == 0 {
            return None;
        }
        lowered(word, |lower| self.contractions.get(lower))?
    }

    /// A word that shows the soft contraction before it to be one ("its a shame").
    pub fn is_follower(&self, word: &str) -> bool {
        self.is(word, FOLLOWER)
    }

    /// The length in bytes of the longest emoticon at the start of `text`; nothing is said of what stands around it.
    pub fn emoticon(&self, text: &str) -> Option<usize> {
        let first = text.bytes().next().filter(u8::is_ascii)?;
        if self.emoticon_starts >> first & 1 == 0 {
            return None;
        }
        let ends = text.char_indices().map(|(n, c)| n + c.len_utf8()).take(LONGEST_EMOTICON);
        ends.filter(|end| *end > 1 && self.is(&text[..*end], EMOTICON)).last()
    }

    /// The last part of a file's name, without its dot ("doc").
    pub fn is_extension(&self, word: &str) -> bool {
        self.is(word, EXTENSION)
    }

    /// The last part of a host's name, without its dot ("com").
    pub fn is_domain(&self, word: &str) -> bool {
        self.is(word, DOMAIN)
    }

    /// A suffix that its hyphen joins to the word before ("clock-wise").
    pub fn is_suffix(&self, word: &str) -> bool {
        self.is(word, SUFFIX)
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

    fn is(&self, word: &str, kind: u16) -> bool {
        lowered(word, |lower| self.forms.get(lower).is_some_and(|kinds| kinds.0 & kind != 0)).unwrap_or(false)
    }
}

/// The number of a word's last letter, from 0 for "a".
fn last_letter(word: &str) -> Option<usize> {
    word.bytes().next_back().filter(u8::is_ascii_alphabetic).map(|byte| usize::from(byte.to_ascii_lowercase() - b'a'))
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
        ]))
    }

    #[test]
    fn the_project_s_own_files_are_sound() {
        let rules = SegmentRules::load(&SchemaFiles::embedded()).unwrap();
        assert_eq!(rules.abbreviation("Gen."), Some(Ends::Never));
        assert_eq!(rules.contraction("Cannot").map(|c| c.parts.as_slice()), Some(&[3, 3][..]));
        assert_eq!((rules.emoticon(":-) and"), rules.emoticon(": and")), (Some(3), None));
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
