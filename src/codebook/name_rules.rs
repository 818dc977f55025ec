//! What tells a name from other words: titles, given names, words that names are built with, read from `codebook/names/`.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use serde::Deserialize;
use serde::de::value::{Error as ValueError, StrDeserializer};

use super::phrases::{EdgeHasher, Phrases, fold_word};
use super::{CodebookError, CodebookErrors, CsvFile, CsvRow, Endings};
use crate::extract::ActorKind;
use crate::schema::SchemaFiles;

/// The rules for finding names that no registry knows.
#[derive(Debug, Clone, Default)]
pub struct NameRules {
    title_phrases: Phrases,
    titles: Vec<Title>,
    things: Phrases,
    words: HashMap<u64, WordFacts, BuildHasherDefault<EdgeHasher>>,
    heads: Vec<Head>,
    known: Phrases,
    /// By the number of a phrase in `known`.
    known_kinds: Vec<u32>,
    endings: Endings,
}

/// A title or office that stands before a person's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Title {
    /// Whether it names an office ("foreign minister") and not a rank or form of address ("General", "Mr").
    pub office: bool,
    /// Says nothing unless the body is named ("director"): without it no office is written.
    pub needs_body: bool,
    /// States and other bodies have it alike ("president"): its sector counts only where nothing else's is meant.
    pub anywhere: bool,
    /// PLOVER sector of who bears it.
    pub sector: Option<String>,
}

/// The files in `codebook/names/known/`: what names may be names of. The learned model weighs what they tell.
const KNOWN_KINDS: [&str; 6] = ["surnames", "given-names", "towns", "regions", "geography", "bodies"];
/// The place of "towns" among them.
const TOWNS: u32 = 2;

/// The last or first word of the names of bodies of one kind ("University").
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// What it names.
    pub kind: ActorKind,
    /// PLOVER sector.
    pub sector: Option<String>,
    /// One word more doesn't make it a name of its own: every country has a "Supreme Court".
    pub generic: bool,
    /// Names with this head before "of" hold one place or field only: what follows "and" is another name.
    pub single: bool,
}

/// What a word may be in a name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WordFacts {
    /// Bits of [`WordClass`].
    classes: u64,
    /// Index into the heads, plus one.
    head: u32,
}

/// What a word may be in and around names. The codebook writes these words with hyphens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[repr(u64)]
pub enum WordClass {
    /// A person's given name.
    Given = 1,
    /// A given name that is also an ordinary word.
    WeakGiven = 1 << 1,
    /// A small word inside a surname ("de", "bin").
    Particle = 1 << 2,
    /// What may follow a person's name ("Jr").
    Suffix = 1 << 3,
    /// A name with this word is no person's.
    NotPerson = 1 << 4,
    /// A day or month.
    Calendar = 1 << 5,
    /// A verb form whose subject acts ("denied").
    Acts = 1 << 6,
    /// A verb form whose object is acted on ("accused").
    ActsOn = 1 << 7,
    /// A noun for what is between two parties ("sanctions").
    Relation = 1 << 8,
    /// A preposition that leads to the other party ("on", "against", "with").
    RelationPreposition = 1 << 9,
    /// Any preposition.
    Preposition = 1 << 10,
    /// Joins names of a list ("and").
    Conjunction = 1 << 11,
    /// An article.
    Article = 1 << 12,
    /// Joins the words of one name ("of", "for").
    Connector = 1 << 13,
    /// May stand between a country and its body ("ruling").
    Modifier = 1 << 14,
    /// An ordinary word that is capitalised only where a sentence begins.
    Ordinary = 1 << 15,
    /// Says that an office is over ("former").
    Former = 1 << 16,
    /// Begins a clause ("that", "which").
    Subordinator = 1 << 17,
    /// A small word or adverb that ends a noun phrase ("also").
    Closes = 1 << 18,
    /// A family name that stands first.
    FamilyFirst = 1 << 19,
    /// A preposition of place ("in").
    Locative = 1 << 20,
    /// A word that many bodies have in their names ("Democratic"): it tells none from another.
    GenericName = 1 << 21,
    /// Behind a country's adjective it tells that the language is meant ("Spanish-language").
    Language = 1 << 22,
    /// Behind or before a name it tells that the region and not the town is meant ("state").
    Region = 1 << 23,
    /// Introduces persons of stories ("character").
    Fiction = 1 << 24,
    /// Ends a compound with a name that it is no part of ("Marlow-backed").
    Compound = 1 << 25,
    /// Its genitive stands inside names ("People's Party").
    Owner = 1 << 26,
    /// Leads from a university's name to that of its campus ("at").
    Campus = 1 << 27,
    /// Leads from an office to what it deals with, which it need not belong to ("envoy for").
    Purpose = 1 << 28,
    /// The person's name behind it names a thing ("USS", "Avenue").
    Bearer = 1 << 29,
    /// The first or last word of places' names ("Fort", "River").
    PlaceHead = 1 << 30,
    /// A noun for some of an armed body's own, behind its name ("Marlow fighters").
    Member = 1 << 31,
    /// Before a place's name it names a part of the place ("northern").
    Direction = 1 << 32,
}

impl WordFacts {
    /// The classes, a bit each.
    pub fn bits(self) -> u64 {
        self.classes
    }

    /// Whether the word is in this class.
    pub fn is(self, class: WordClass) -> bool {
        self.classes & class as u64 != 0
    }
}

impl NameRules {
    /// Loads `codebook/names/`.
    ///
    /// # Errors
    /// All that is wrong in the files, each with line and column.
    pub fn load(schema: &SchemaFiles) -> Result<Self, CodebookErrors> {
        let mut errors = Vec::new();
        let mut rules = Self::default();
        rules.load_titles(schema, &mut errors);
        rules.load_things(schema, &mut errors);
        rules.load_given_names(schema, &mut errors);
        rules.load_words(schema, &mut errors);
        rules.load_heads(schema, &mut errors);
        rules.load_known(schema, &mut errors);
        rules.endings = Endings::load(schema, &mut errors);
        CodebookErrors::check(rules, errors)
    }

    /// The longest title that these hashes begin with: its length in words and what it is.
    pub fn title(&self, hashes: impl IntoIterator<Item = u64>) -> Option<(usize, &Title)> {
        let (words, number) = self.title_phrases.longest(hashes, |_, _| true)?;
        Some((words, &self.titles[number as usize]))
    }

    /// How many words the longest name has that these hashes begin with and that is a thing's or an invented person's.
    pub fn thing(&self, hashes: impl IntoIterator<Item = u64>) -> Option<usize> {
        self.things.longest(hashes, |_, _| true).map(|(words, _)| words)
    }

    /// The longest known name that these hashes begin with: its length in words and what it may be a name of, a bit each.
    pub fn known_name(&self, hashes: impl IntoIterator<Item = u64>) -> Option<(usize, u32)> {
        let (words, number) = self.known.longest(hashes, |_, _| true)?;
        Some((words, self.known_kinds[number as usize]))
    }

    /// How many words the longest known name of a town has that these hashes begin with.
    pub fn known_town(&self, hashes: impl IntoIterator<Item = u64>) -> Option<usize> {
        let town = |number: u32| self.known_kinds[number as usize] >> TOWNS & 1 == 1;
        self.known.longest(hashes, |_, number| town(number)).map(|(words, _)| words)
    }

    /// What a word may be.
    pub fn word(&self, hash: u64) -> WordFacts {
        self.words.get(&hash).copied().unwrap_or_default()
    }

    /// The kind of body that a word heads.
    pub fn head(&self, word: WordFacts) -> Option<&Head> {
        self.heads.get((word.head as usize).checked_sub(1)?)
    }

    /// Endings of words.
    pub fn endings(&self) -> &Endings {
        &self.endings
    }

    fn load_titles(&mut self, schema: &SchemaFiles, errors: &mut Vec<CodebookError>) {
        let file = CsvFile::read(schema, "codebook/names/titles.csv", &["title", "office", "scope", "sector", "source"], errors);
        file.check_sorted("title", errors);
        for row in file.rows() {
            let next = self.titles.len() as u32;
            if self.title_phrases.add(row.get("title"), next) != next {
                errors.push(row.error("title", "a title that differs only in case or dots stands above", "leave one of them"));
                continue;
            }
            let sector = row.optional("sector").map(str::to_owned);
            let office = self.known(row, "office", &["", "yes", "body"], errors);
            let anywhere = self.known(row, "scope", &["", "any"], errors) == "any";
            self.titles.push(Title { office: !office.is_empty(), needs_body: office == "body", anywhere, sector });
        }
    }

    /// A cell that must hold one of a few words.
    fn known<'r>(&self, row: CsvRow<'r>, column: &str, words: &[&str], errors: &mut Vec<CodebookError>) -> &'r str {
        let value = row.get(column);
        if !words.contains(&value) {
            let hint = format!("write one of: {}", words.join(", ").trim_start_matches(", "));
            errors.push(row.error(column, format!("`{value}` is not known here"), &hint));
        }
        value
    }

    fn load_things(&mut self, schema: &SchemaFiles, errors: &mut Vec<CodebookError>) {
        let file = CsvFile::read(schema, "codebook/names/things.csv", &["name", "source"], errors);
        file.check_sorted("name", errors);
        for (number, row) in file.rows().enumerate() {
            self.things.add(row.get("name"), number as u32);
        }
    }

    fn load_given_names(&mut self, schema: &SchemaFiles, errors: &mut Vec<CodebookError>) {
        let file = CsvFile::read(schema, "codebook/names/given-names.csv", &["name", "weak", "gender", "source"], errors);
        file.check_sorted("name", errors);
        for row in file.rows() {
            let class = if row.get("weak") == "yes" { WordClass::WeakGiven } else { WordClass::Given };
            self.words.entry(fold_word(row.get("name"))).or_default().classes |= class as u64;
        }
    }

    fn load_words(&mut self, schema: &SchemaFiles, errors: &mut Vec<CodebookError>) {
        let file = CsvFile::read(schema, "codebook/names/words.csv", &["word", "classes", "source"], errors);
        file.check_sorted("word", errors);
        for row in file.rows() {
            for class in row.list("classes") {
                match WordClass::deserialize(StrDeserializer::<ValueError>::new(class)) {
                    Ok(class) => self.words.entry(fold_word(row.get("word"))).or_default().classes |= class as u64,
                    Err(e) => errors.push(row.error("classes", e.to_string(), "separate several by |")),
                }
            }
        }
    }

    fn load_known(&mut self, schema: &SchemaFiles, errors: &mut Vec<CodebookError>) {
        for (bit, kind) in KNOWN_KINDS.iter().enumerate() {
            let file = CsvFile::read(schema, &format!("codebook/names/known/{kind}.csv"), &["name"], errors);
            file.check_sorted("name", errors);
            for row in file.rows() {
                let next = self.known_kinds.len() as u32;
                let number = self.known.add(row.get("name"), next);
                if number == next {
                    self.known_kinds.push(0);
                }
                self.known_kinds[number as usize] |= 1 << bit;
            }
        }
    }

    fn load_heads(&mut self, schema: &SchemaFiles, errors: &mut Vec<CodebookError>) {
        let file = CsvFile::read(schema, "codebook/names/heads.csv", &["word", "kind", "sector", "generic", "single", "source"], errors);
        file.check_sorted("word", errors);
        for row in file.rows() {
            match ActorKind::deserialize(StrDeserializer::<ValueError>::new(row.get("kind"))) {
                Ok(kind) => {
                    let sector = row.optional("sector").map(str::to_owned);
                    let yes = |column| row.get(column) == "yes";
                    self.heads.push(Head { kind, sector, generic: yes("generic"), single: yes("single") });
                    let facts = self.words.entry(fold_word(row.get("word"))).or_default();
                    facts.head = self.heads.len() as u32;
                    facts.classes |= WordClass::NotPerson as u64;
                }
                Err(e) => errors.push(row.error("kind", e.to_string(), "use a kind of actor")),
            }
        }
    }
}
