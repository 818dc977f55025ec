//! The words that patterns speak of, as numbers, and the word classes of `codebook/events/classes.toml`.

use std::collections::{BTreeMap, HashMap};

use super::{CodebookError, line_and_column};
use crate::schema::SchemaFiles;

/// A lower-case word of the codebook; [`WordLists::UNKNOWN`] stands for all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word(pub u32);

/// A word class.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListId(u8);

/// Every word that a pattern or a word class mentions, and which classes it belongs to.
#[derive(Debug, Clone, Default)]
pub struct WordLists {
    ids: HashMap<Box<str>, Word>,
    classes: Vec<u64>,
    names: Vec<String>,
}

impl WordLists {
    /// Stands for any word that the codebook doesn't mention.
    pub const UNKNOWN: Word = Word(0);
    /// The word classes' file.
    pub const PATH: &'static str = "codebook/events/classes.toml";

    /// Reads the word classes. Problems are pushed to `errors`.
    pub fn load(schema: &SchemaFiles, errors: &mut Vec<CodebookError>) -> Self {
        let mut lists = Self { classes: vec![0], ..Self::default() };
        let mut error = |line, column, message: String, hint: &str| {
            errors.push(CodebookError::new(Self::PATH, (line, column), message, hint));
        };
        let text = match schema.text(Self::PATH) {
            Ok(text) => text,
            Err(e) => {
                error(0, 0, e.to_string(), "");
                return lists;
            }
        };
        match toml::from_str::<BTreeMap<String, Vec<String>>>(text) {
            Ok(classes) if classes.len() > 64 => error(0, 0, format!("{} word classes", classes.len()), "keep to 64"),
            Ok(classes) => classes.into_iter().for_each(|(name, words)| lists.add_class(name, &words)),
            Err(e) => {
                let (line, column) = e.span().map_or((0, 0), |span| line_and_column(text, span.start));
                error(line, column, e.message().to_owned(), "write each class as name = [\"word\", \"word\"]");
            }
        }
        lists
    }

    fn add_class(&mut self, name: String, words: &[String]) {
        let bit = 1 << self.names.len();
        self.names.push(name);
        for word in words {
            let id = self.intern(word);
            self.classes[id.0 as usize] |= bit;
        }
    }

    /// The number of a word, new or known.
    pub(super) fn intern(&mut self, word: &str) -> Word {
        let lower = word.to_lowercase();
        if let Some(id) = self.ids.get(lower.as_str()) {
            return *id;
        }
        let id = Word(self.classes.len() as u32);
        self.ids.insert(lower.into(), id);
        self.classes.push(0);
        id
    }

    /// How many words there are, the unknown one included.
    pub fn len(&self) -> usize {
        self.classes.len()
    }

    /// Whether no word is known.
    pub fn is_empty(&self) -> bool {
        self.ids.is_empty()
    }

    /// The number of a token; `buffer` is scratch space for its lower-case form.
    pub fn find(&self, token: &str, buffer: &mut String) -> Word {
        buffer.clear();
        if token.is_ascii() {
            buffer.push_str(token);
            buffer.make_ascii_lowercase();
        } else {
            buffer.extend(token.chars().flat_map(char::to_lowercase).map(|c| if c == '’' { '\'' } else { c }));
        }
        self.ids.get(buffer.as_str()).copied().unwrap_or(Self::UNKNOWN)
    }

    /// The class of this name.
    pub fn class(&self, name: &str) -> Option<ListId> {
        self.names.iter().position(|n| n == name).map(|n| ListId(n as u8))
    }

    /// Whether a word belongs to a class.
    pub fn is(&self, word: Word, class: ListId) -> bool {
        self.classes[word.0 as usize] >> class.0 & 1 == 1
    }
}

macro_rules! grammar {
    ($($(#[$doc:meta])* $name:ident,)*) => {
        /// The word classes that clauses are read with; which words belong to them stands in `classes.toml`.
        #[derive(Debug, Clone, Copy)]
        pub struct Grammar { $($(#[$doc])* pub $name: ListId,)* }

        impl Grammar {
            /// Looks up every class; those that are missing are pushed to `errors`.
            pub(super) fn find(words: &WordLists, errors: &mut Vec<CodebookError>) -> Self {
                let mut class = |name: &str| words.class(name).unwrap_or_else(|| {
                    errors.push(CodebookError::new(
                        WordLists::PATH,
                        (0, 0),
                        format!("the word class `{name}` is missing"),
                        "copy it from the project's own file",
                    ));
                    ListId(0)
                });
                Self { $($name: class(stringify!($name)),)* }
            }
        }
    };
}

grammar! {
    /// Forms of "have" before a participle.
    have,
    /// Past forms of "be" before a participle.
    was,
    /// "been".
    been,
    /// "be".
    be,
    /// Past forms of "do" before a base form.
    did,
    /// "not", "never".
    negator,
    /// Auxiliaries of what is only possible.
    may,
    /// Adverbs that may stand in a verb group without changing its truth.
    adverb,
    /// Words that open a noun phrase.
    determiner,
    /// Adjectives and nouns that may stand before a name without making it another's.
    premodifier,
    /// Conjunctions after which a clause begins that tells a fact.
    clause_start,
    /// Conjunctions after which a condition begins.
    condition,
    /// Words that may follow a whole noun phrase.
    after_party,
    /// Joins two names.
    joiner,
    /// Words that ascribe the sentence to somebody.
    attribution,
    /// Words after which an ascribing verb has a subject of its own in the clause.
    same_subject,
    /// Words that no apposition holds and over which no date reaches.
    boundary,
    /// Opens the doer of a passive verb.
    agent,
    /// Prepositions of a place where something happened.
    at_place,
    /// Relative pronouns after a comma: their clause tells a fact of the name before it.
    relative,
    /// Those of them that stand for persons.
    relative_person,
    /// Verbs before "to": what follows is decided.
    resolved,
    /// Irregular past forms that begin a clause which goes on with "and".
    irregular_past,
    /// "to" before a verb.
    to,
    /// Nouns for people without a name.
    people,
    /// Those that need a count or a description before them.
    people_counted,
    /// What may describe such people.
    people_quality,
    /// How many.
    count,
    /// Before a number: "about".
    approximate,
    /// The second word of "at least", "more than".
    approximate_second,
    /// "of".
    partitive,
}
