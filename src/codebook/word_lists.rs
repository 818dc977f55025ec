//! The words that patterns speak of, as numbers, and the word classes of `codebook/events/classes.toml`.

use std::collections::{BTreeMap, HashMap};

use super::{CodebookError, line_and_column};
use crate::schema::SchemaFiles;

/// A lemma of the codebook in lower case; [`WordLists::UNKNOWN`] stands for all others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Word(pub u32);

/// A word class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ListId(u8);

/// As many classes as there may be, a bit each.
type Classes = [u64; 4];
const MOST: usize = 256;
/// How deep classes may hold classes.
const NESTING: usize = 4;
/// Classes whose name begins so tell the PLOVER sector of people ("sector_cvl").
const SECTOR: &str = "sector_";

/// Every word that a pattern or a word class mentions, and which classes it belongs to.
#[derive(Debug, Clone, Default)]
pub struct WordLists {
    ids: HashMap<Box<str>, Word>,
    classes: Vec<Classes>,
    names: Vec<String>,
    members: BTreeMap<String, Vec<String>>,
    sectors: Vec<(ListId, String)>,
}

impl WordLists {
    /// Stands for any word that the codebook doesn't mention.
    pub const UNKNOWN: Word = Word(0);
    /// The word classes' file.
    pub const PATH: &'static str = "codebook/events/classes.toml";

    /// Reads the word classes. Problems are pushed to `errors`.
    pub fn load(schema: &SchemaFiles, errors: &mut Vec<CodebookError>) -> Self {
        let mut lists = Self { classes: vec![Classes::default()], ..Self::default() };
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
            Ok(classes) if classes.len() > MOST => error(0, 0, format!("{} word classes", classes.len()), "keep to 256"),
            Ok(classes) => {
                for (name, words) in &classes {
                    for unknown in words.iter().filter_map(|w| w.strip_prefix('@')).filter(|c| !classes.contains_key(*c)) {
                        error(0, 0, format!("the class `{name}` holds @{unknown}, which is no class"), "declare it or correct its name");
                    }
                }
                lists.members = classes;
                lists.fill();
            }
            Err(e) => {
                let (line, column) = e.span().map_or((0, 0), |span| line_and_column(text, span.start));
                error(line, column, e.message().to_owned(), "write each class as name = [\"word\", \"word\"]");
            }
        }
        lists
    }

    fn fill(&mut self) {
        let names: Vec<String> = self.members.keys().cloned().collect();
        for (n, name) in names.iter().enumerate() {
            for word in self.expand(name) {
                let id = self.intern(&word);
                self.classes[id.0 as usize][n / 64] |= 1 << (n % 64);
            }
            if let Some(sector) = name.strip_prefix(SECTOR) {
                self.sectors.push((ListId(n as u8), sector.to_uppercase()));
            }
        }
        self.names = names;
    }

    /// All words of a class, those of the classes that it holds included; nothing for an unknown class.
    pub fn expand(&self, class: &str) -> Vec<String> {
        let mut found = Vec::new();
        self.expand_into(class, NESTING, &mut found);
        found
    }

    fn expand_into(&self, class: &str, depth: usize, found: &mut Vec<String>) {
        for word in self.members.get(class).into_iter().flatten() {
            match word.strip_prefix('@') {
                Some(inner) if depth > 0 => self.expand_into(inner, depth - 1, found),
                Some(_) => {}
                None => found.push(word.clone()),
            }
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
        self.classes.push(Classes::default());
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

    /// How many classes there are.
    pub fn class_count(&self) -> usize {
        self.names.len()
    }

    /// The number of a lemma; `buffer` is scratch space for its lower-case form.
    pub fn find(&self, lemma: &str, buffer: &mut String) -> Word {
        buffer.clear();
        if lemma.is_ascii() {
            buffer.push_str(lemma);
            buffer.make_ascii_lowercase();
        } else {
            buffer.extend(lemma.chars().flat_map(char::to_lowercase).map(|c| if c == '’' { '\'' } else { c }));
        }
        self.ids.get(buffer.as_str()).copied().unwrap_or(Self::UNKNOWN)
    }

    /// The class of this name.
    pub fn class(&self, name: &str) -> Option<ListId> {
        self.names.iter().position(|n| n == name).map(|n| ListId(n as u8))
    }

    /// Whether a word belongs to a class.
    pub fn is(&self, word: Word, class: ListId) -> bool {
        let n = class.0 as usize;
        self.classes[word.0 as usize][n / 64] >> (n % 64) & 1 == 1
    }

    /// The PLOVER sector of people of this name ("protester").
    pub fn sector(&self, word: Word) -> Option<&str> {
        self.sectors.iter().find(|(class, _)| self.is(word, *class)).map(|(_, sector)| sector.as_str())
    }

    /// Whether there are words for people of a sector.
    pub fn is_sector(&self, name: &str) -> bool {
        self.sectors.iter().any(|(_, sector)| sector == name)
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
    /// "not", "never", "no".
    negator,
    /// Auxiliaries of the future.
    future,
    /// Auxiliaries of what is only possible.
    possible,
    /// Conjunctions after which a condition begins.
    condition,
    /// Adverbs and adjectives that hedge ("allegedly").
    hedge,
    /// Words under which something is intended or expected.
    planned_by,
    /// Verbs under which something is decided by who can decide it.
    decided_by,
    /// Words under which something is promised, offered or agreed.
    promised_by,
    /// Words under which something is threatened.
    threatened_by,
    /// Words under which something is demanded of somebody.
    requested_by,
    /// Words under which somebody only thinks about something.
    considered_by,
    /// Words under which something is put forward.
    proposed_by,
    /// At whose bidding somebody acts ("at the INSTIGATION of").
    instigation,
    /// Words behind which the day stands on which something begins to hold.
    effective_from,
    /// Verbs and nouns of beginning to hold ("take EFFECT").
    effect,
    /// Words behind which the day stands on which something ends.
    valid_until,
    /// Verbs of ending by themselves.
    expire,
    /// Conjunctions behind which stands what would end a measure.
    ended_by,
    /// Nouns for a country ("THE COUNTRY was suspended").
    country,
    /// Words under which something is refused.
    refused_by,
    /// Words under which somebody is accused of it.
    alleged_by,
    /// Words under which something is doubted.
    doubted_by,
    /// Nouns of what says what shall be ("a bill that would ban it").
    draft,
    /// "have": with "to" a need.
    have,
    /// "be", "to": together they announce ("is to resign").
    be,
    /// See `be`.
    infinitive,
    /// Verbs of making somebody do something, which happened if they are not negated.
    caused_by,
    /// What is claimed of one's own deed ("claimed RESPONSIBILITY").
    authorship,
    /// Verbs of harm that accidents do too.
    harm_of_any,
    /// Words of deliberate violence, near which the dead and wounded are its victims.
    violence,
    /// Words under which something is denied.
    denied_by,
    /// Words under which something doesn't happen.
    negated_by,
    /// Words under which something may happen.
    hypothetical_by,
    /// Verbs that leave the truth of what hangs on them as it is.
    transparent,
    /// Empty verbs whose object is the act ("launch an attack").
    light,
    /// Verbs whose infinitive's subject is their own subject, though they have an object ("promise").
    subject_control,
    /// Nouns for what belongs to an actor and stands for him ("decision").
    deed,
    /// Nouns that count or gather others ("hundreds of").
    quantity,
    /// Verbs whose participle before a noun tells of the act ("the ousted president").
    participle,
    /// "I", "we", "my", "our".
    first_person,
    /// Prepositions before whose something is ("the decision OF").
    owning,
    /// "after", "since": words that open a clause or a noun phrase.
    subordinator,
    /// What shows what it tells ("footage").
    evidence,
    /// Who did a deed that somebody is accused of ("the suspect").
    accused,
    /// Nouns for a country's rulers as a whole ("government").
    state_noun,
    /// Verbs that call something something ("call", "label").
    naming,
    /// "jailed them FOR taking": before a gerund whose doer is the object of the verb above.
    object_control,
    /// "such as", "including": examples of those before follow.
    including,
    /// Things whose deed is that of who uses them ("the bomb killed").
    weapon,
    /// Nouns of people and bodies.
    person,
    /// Nouns of acts.
    event_noun,
    /// Nouns that never act.
    thing,
    /// Words that refer back ("the", "this").
    definite,
    /// Prepositions behind which stands what a verb is about ("called for talks").
    object_preposition,
    /// Prepositions of a place.
    at_place,
    /// Prepositions between a part and its whole ("the north OF").
    containing,
    /// Opens the doer of a passive verb.
    by,
    /// Counts of at least so many.
    at_least,
    /// Counts of at most so many.
    at_most,
    /// Counts of about so many.
    about,
    /// Verbs and nouns of killing.
    killing,
    /// Verbs and nouns of injuring.
    injuring,
    /// Words behind which the ground of a measure stands.
    ground,
    /// Words for sayings.
    saying,
}
