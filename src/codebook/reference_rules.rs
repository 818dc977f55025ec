//! What tells whom a pronoun or a description may stand for: pronouns, nouns for people and bodies, genders of given names.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use serde::Deserialize;
use serde::de::value::{Error as ValueError, StrDeserializer};

use super::phrases::{EdgeHasher, fold_word};
use super::{CodebookError, CodebookErrors, CsvFile, CsvRow};
use crate::extract::ActorKind;
use crate::schema::SchemaFiles;

type ByWord<T> = HashMap<u64, T, BuildHasherDefault<EdgeHasher>>;

/// Pronouns, nouns and genders, by the hash of a word.
#[derive(Debug, Clone, Default)]
pub struct ReferenceRules {
    pronouns: ByWord<Pronoun>,
    nouns: ByWord<Noun>,
    given: ByWord<Gender>,
}

/// What words tell of the gender of whom they stand for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Gender {
    /// Nothing.
    #[default]
    #[serde(rename = "")]
    Open,
    /// A woman.
    Female,
    /// A man.
    Male,
    /// No person.
    Neuter,
}

/// How a pronoun stands in its clause.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PronounUse {
    /// "he".
    Subject,
    /// "him".
    Object,
    /// "his".
    Possessive,
    /// "himself".
    Reflexive,
}

/// A personal pronoun.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pronoun {
    /// First or third.
    pub first_person: bool,
    /// "we", "they".
    pub plural: bool,
    /// Of whom it stands for.
    pub gender: Gender,
    /// How it stands in its clause.
    pub stands: PronounUse,
}

/// A noun that people or bodies are called by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Noun {
    /// What it names.
    pub kind: ActorKind,
    /// Of the person.
    pub gender: Gender,
}

impl ReferenceRules {
    /// Loads `codebook/reference/` and the genders of `codebook/names/given-names.csv`.
    ///
    /// # Errors
    /// All that is wrong in the files, each with line and column.
    pub fn load(schema: &SchemaFiles) -> Result<Self, CodebookErrors> {
        let mut errors = Vec::new();
        let mut rules = Self::default();
        rules.load_pronouns(schema, &mut errors);
        rules.load_nouns(schema, &mut errors);
        rules.load_given_names(schema, &mut errors);
        CodebookErrors::check(rules, errors)
    }

    /// The pronoun that this word may be.
    pub fn pronoun(&self, word: &str) -> Option<Pronoun> {
        // no pronoun is longer, and most words are
        (word.len() <= 10).then(|| self.pronouns.get(&fold_word(word)).copied())?
    }

    /// What a noun names, by its dictionary form.
    pub fn noun(&self, lemma: &str) -> Option<Noun> {
        self.nouns.get(&fold_word(lemma)).copied()
    }

    /// The gender of most people with this given name.
    pub fn given_name(&self, word: &str) -> Gender {
        self.given.get(&fold_word(word)).copied().unwrap_or_default()
    }

    fn load_pronouns(&mut self, schema: &SchemaFiles, errors: &mut Vec<CodebookError>) {
        let columns = ["word", "person", "number", "gender", "use", "source"];
        let file = CsvFile::read(schema, "codebook/reference/pronouns.csv", &columns, errors);
        file.check_sorted("word", errors);
        for row in file.rows() {
            let gender = word_of(row, "gender", "write female, male, neuter or nothing", errors);
            let stands = word_of(row, "use", "write subject, object, possessive or reflexive", errors);
            let first_person = one_of(row, "person", ["3", "1"], errors);
            let plural = one_of(row, "number", ["singular", "plural"], errors);
            let (Some(gender), Some(stands), Some(first_person), Some(plural)) = (gender, stands, first_person, plural) else { continue };
            self.pronouns.insert(fold_word(row.get("word")), Pronoun { first_person, plural, gender, stands });
        }
    }

    fn load_nouns(&mut self, schema: &SchemaFiles, errors: &mut Vec<CodebookError>) {
        let file = CsvFile::read(schema, "codebook/reference/nouns.csv", &["noun", "kind", "gender", "source"], errors);
        file.check_sorted("noun", errors);
        for row in file.rows() {
            let kind = word_of(row, "kind", "use a kind of actor", errors);
            let gender = word_of(row, "gender", "write female, male or nothing", errors);
            if let (Some(kind), Some(gender)) = (kind, gender) {
                self.nouns.insert(fold_word(row.get("noun")), Noun { kind, gender });
            }
        }
    }

    fn load_given_names(&mut self, schema: &SchemaFiles, errors: &mut Vec<CodebookError>) {
        let file = CsvFile::read(schema, "codebook/names/given-names.csv", &["name", "weak", "gender", "source"], errors);
        for row in file.rows() {
            match word_of(row, "gender", "write female, male or nothing", errors) {
                Some(Gender::Open) | None => {}
                Some(gender) => {
                    self.given.insert(fold_word(row.get("name")), gender);
                }
            }
        }
    }
}

/// A cell that holds the name of a variant.
fn word_of<'r, T: Deserialize<'r>>(row: CsvRow<'r>, column: &str, hint: &str, errors: &mut Vec<CodebookError>) -> Option<T> {
    let read = T::deserialize(StrDeserializer::<ValueError>::new(row.get(column)));
    read.map_err(|e| errors.push(row.error(column, e.to_string(), hint))).ok()
}

/// Whether a cell holds the second of two words.
fn one_of(row: CsvRow<'_>, column: &str, words: [&str; 2], errors: &mut Vec<CodebookError>) -> Option<bool> {
    let found = words.iter().position(|word| *word == row.get(column));
    if found.is_none() {
        let message = format!("`{}` is not known here", row.get(column));
        errors.push(row.error(column, message, &format!("write {} or {}", words[0], words[1])));
    }
    found.map(|n| n == 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_tell_gender_and_number() {
        let rules = ReferenceRules::load(&SchemaFiles::embedded()).unwrap();
        let her = rules.pronoun("Her").unwrap();
        assert!(her.gender == Gender::Female && !her.plural && !her.first_person);
        assert_eq!(rules.noun("company").unwrap().kind, ActorKind::Company);
        assert_eq!(rules.noun("actress").unwrap().gender, Gender::Female);
        assert_eq!((rules.given_name("Anna"), rules.given_name("Table")), (Gender::Female, Gender::Open));
    }

    #[test]
    fn what_is_misspelt_is_told() {
        let mut schema = SchemaFiles::embedded();
        schema.replace("codebook/reference/nouns.csv", b"noun,kind,gender,source\nbaker,persn,mael,own work\n".to_vec());
        let error = ReferenceRules::load(&schema).unwrap_err().to_string();
        assert!(error.contains("persn") && error.contains("mael"), "{error}");
    }
}
