//! Which words report what somebody says, how they are built into a sentence, and the small words around them.

use std::collections::HashMap;

use super::acts::{ACTS, Acts};
use super::{CodebookError, CodebookErrors, CsvFile, CsvRow, Endings};
use crate::schema::SchemaFiles;

/// Longest form that is looked up, in bytes.
const LONGEST: usize = 32;

/// The cues of `codebook/cues.csv` and the words of `codebook/statement_words.csv`.
#[derive(Debug, Clone, Default)]
pub struct Cues {
    entries: Vec<Cue>,
    forms: HashMap<String, Vec<CueForm>>,
    words: HashMap<String, WordKinds>,
    endings: Endings,
    acts: Acts,
}

/// One reporting expression.
#[derive(Debug, Clone)]
pub struct Cue {
    /// Its name in the codebook, e.g. `say`.
    pub name: String,
    /// What the speaker does: a value of `statements.act`.
    pub act: String,
    /// How it is built into a sentence.
    pub frames: Frames,
}

/// One form of a cue.
#[derive(Debug, Clone)]
pub struct CueForm {
    /// Lower-case words after the first.
    pub rest: Vec<String>,
    /// Index of the cue, for [`Cues::cue`].
    pub entry: usize,
    /// Whether it is a participle ("adding").
    pub participle: bool,
}

/// How a cue may be built into a sentence, as bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Frames(u32);

/// What a word may be, as bits.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct WordKinds(u64);

macro_rules! bits {
    ($type:ident($int:ty), $($(#[$doc:meta])* $name:ident = $bit:literal $word:literal,)+) => {
        impl $type {
            $($(#[$doc])* pub const $name: $type = $type(1 << $bit);)+
            const NAMES: &[(&str, $type)] = &[$(($word, $type::$name)),+];

            /// Whether any of these bits is set.
            pub fn any(self, of: $type) -> bool {
                self.0 & of.0 != 0
            }

            /// All bits as a number.
            pub fn bits(self) -> u64 {
                u64::from(self.0)
            }

            /// Both together.
            pub const fn with(self, other: $type) -> $type {
                $type(self.0 | other.0)
            }

            fn read(row: &CsvRow<'_>, column: &str, errors: &mut Vec<CodebookError>) -> $type {
                let mut all = $type::default();
                for word in row.list(column) {
                    match Self::NAMES.iter().find(|(name, _)| *name == word) {
                        Some((_, bit)) => all = all.with(*bit),
                        None => {
                            let known: Vec<_> = Self::NAMES.iter().map(|(name, _)| *name).collect();
                            errors.push(row.error(column, format!("unknown value `{word}`"), &format!("the values are {}", known.join(", "))));
                        }
                    }
                }
                if all == $type::default() {
                    errors.push(row.error(column, format!("{column} is empty"), "name at least one"));
                }
                all
            }
        }
    };
}

bits! { Frames(u32),
    /// Takes a quotation: `X said: "..."`, `"...," X said`.
    QUOTE = 0 "quote",
    /// May stand before its subject: `"...," said X`.
    INVERSION = 1 "inversion",
    /// Takes "that" and a clause.
    THAT = 2 "that",
    /// Takes a clause without "that".
    BARE = 3 "bare",
    /// Has its hearer as object: `X told Y that ...`.
    ADDRESSEE = 4 "addressee",
    /// May follow the clause: `..., X said.`.
    AFTER = 5 "after",
    /// Takes "whether", "how" and the like.
    WH = 6 "wh",
    /// `X accused A of B`.
    OF = 7 "of",
    /// `X blamed A for B`.
    FOR = 8 "for",
    /// `X promised to ...`.
    TO = 9 "to",
    /// `X urged A to ...`.
    OBJECT_TO = 10 "object-to",
    /// `X assured A that ...`, the hearer needed before "that".
    ADDRESSEE_THAT = 11 "addressee-that",
    /// `according to X`.
    ACCORDING = 12 "according",
    /// `X denied doing ...`.
    ING = 13 "ing",
    /// `X confirmed the presence of ...`: a noun phrase is what is said.
    OBJECT = 14 "object",
    /// `X denied the charges`: a noun phrase with a word for a claim or a deed.
    CLAIM_OBJECT = 15 "claim-object",
    /// Takes a clause without "that" where its verb is certain (`X claimed it was late`).
    BARE_VERB = 16 "bare-verb",
    /// Takes whatever follows up to the end of the clause (`X called for ...`).
    WHATEVER = 17 "whatever",
    /// Takes an object and a quotation that says what it is (`X called it "..."`).
    OBJECT_QUOTE = 18 "object-quote",
}

bits! { WordKinds(u64),
    /// "has", "did".
    AUX = 0 "aux",
    /// "would".
    MODAL = 1 "modal",
    /// "is", "was".
    BE = 2 "be",
    /// "not".
    NEGATION = 3 "negation",
    /// "reportedly".
    HEDGE = 4 "hedge",
    /// "appeared" (to confirm).
    HEDGE_TO = 5 "hedge-to",
    /// May stand between subject and cue.
    ADVERB = 6 "adverb",
    /// Names of days and months, "yesterday".
    DATE = 7 "date",
    /// May stand before a date.
    DATE_LEAD = 8 "date-lead",
    /// May stand behind a date.
    DATE_TAIL = 9 "date-tail",
    /// Joins main clauses.
    CONJUNCTION = 10 "conjunction",
    /// Opens a subordinate clause.
    SUBORDINATE = 11 "subordinate",
    /// "of", "in".
    PREPOSITION = 12 "preposition",
    /// "he", "she": a person.
    PRONOUN = 13 "pronoun",
    /// Other subject pronouns.
    OTHER_PRONOUN = 14 "other-pronoun",
    /// "him".
    OBJECT_PRONOUN = 15 "object-pronoun",
    /// "the", "two".
    DETERMINER = 16 "determiner",
    /// Can open a clause without "that".
    STARTER = 17 "starter",
    /// A place or medium of speech ("interview").
    VENUE = 18 "venue",
    /// Hearers without a name ("reporters").
    ADDRESSEE = 19 "addressee",
    /// Speakers without a name ("officials").
    GENERIC = 20 "generic",
    /// "the", "a".
    ARTICLE = 21 "article",
    /// "who", "which".
    RELATIVE = 22 "relative",
    /// "although": what follows it behind a comma is mostly the narrator's.
    CONCESSIVE = 23 "concessive",
    /// What somebody denies ("allegations").
    CLAIM_NOUN = 24 "claim-noun",
    /// Opens an indirect question ("whether").
    QUESTION = 25 "question",
    /// A preposition that may lead to a venue ("in an interview").
    VENUE_LEAD = 26 "venue-lead",
    /// Opens what is said: "that".
    COMPLEMENTIZER = 27 "complementizer",
    /// Stands before an infinitive: "to".
    INFINITIVE = 28 "infinitive",
    /// Leads to the hearer behind a cue ("said to reporters").
    HEARER_LEAD = 29 "hearer-lead",
    /// Leads to what somebody is accused of.
    GROUND_OF = 30 "ground-of",
    /// Leads to what somebody is praised or blamed for.
    GROUND_FOR = 31 "ground-for",
    /// Ties a noun to the one before: no noun phrase ends before it.
    TIE = 32 "tie",
    /// Joins two of a kind: "and".
    ADDITIVE = 33 "additive",
    /// Other pronouns that may speak ("they", "it").
    SUBJECT_PRONOUN = 34 "subject-pronoun",
    /// A relative pronoun of persons: "who".
    PERSONAL_RELATIVE = 35 "personal-relative",
    /// The form of a cue that may be a noun, too ("claims", "plan").
    NOUN = 36 "noun",
    /// Leads to who did it behind a passive: "by".
    AGENT = 37 "agent",
    /// Stands before a passive that names a source ("as reported by").
    ASIDE_LEAD = 38 "aside-lead",
    /// Answers behind a cue that are no clause ("said yes", "said so").
    ANSWER = 39 "answer",
    /// Stands before a participle that says how something was done ("by saying").
    PARTICIPLE_LEAD = 40 "participle-lead",
    /// Opens a clause of time or reason, whose report is one nevertheless ("as X noted that").
    SETTING = 41 "setting",
    /// Turns against what was said before: "but".
    ADVERSATIVE = 42 "adversative",
    /// Stands before a past participle: "has". A form behind it that may be a noun is one.
    PERFECT = 43 "perfect",
    /// Takes the infinitive of what somebody won't do: "refused" (to say).
    REFUSE_TO = 44 "refuse-to",
    /// Takes the infinitive of what didn't happen: "failed" (to confirm).
    FAIL_TO = 45 "fail-to",
    /// With "not" before a cue it makes it a refusal: "would" (not say).
    VOLITION = 46 "volition",
    /// Tells what should be: "should", "must".
    OUGHT = 47 "ought",
    /// Says that there is none of a noun, or is such a noun: "no", "nobody".
    NONE = 48 "none",
    /// Stands for what somebody has said: "the charge", "something".
    SAID = 49 "said",
    /// Leads to what somebody is asked or told of: "about".
    TOPIC_LEAD = 50 "topic-lead",
    /// With "of" it tells what is said to have happened: "reports" of attacks.
    REPORT_OF = 51 "report-of",
    /// Bears words that are its bearer's: "sign", "shirt".
    BEARER = 52 "bearer",
    /// Gives a thing its name ("called", "dubbed").
    NAMING = 53 "naming",
    /// Holds what its author says: "statement", "letter".
    DOCUMENT = 54 "document",
    /// Goes on with what its subject has said before: "continued", "added".
    CONTINUE = 55 "continue",
    /// Leads to the author of a document: "by", "from".
    AUTHOR_LEAD = 56 "author-lead",
}

impl Cues {
    /// Reads and checks the files.
    ///
    /// # Errors
    /// All lines that can't be used, with their place.
    pub fn load(schema: &SchemaFiles) -> Result<Self, CodebookErrors> {
        let mut errors = Vec::new();
        let mut cues = Self::default();
        let columns = ["cue", "act", "forms", "participle", "frames"];
        let file = CsvFile::read(schema, "codebook/cues.csv", &columns, &mut errors);
        file.check_sorted("cue", &mut errors);
        for row in file.rows() {
            cues.read_cue(&row, &mut errors);
        }
        let file = CsvFile::read(schema, "codebook/statement_words.csv", &["form", "kinds"], &mut errors);
        file.check_sorted("form", &mut errors);
        for row in file.rows() {
            check_form(&row, "form", row.get("form"), &mut errors);
            let kinds = WordKinds::read(&row, "kinds", &mut errors);
            cues.words.insert(row.get("form").to_owned(), kinds);
        }
        cues.endings = Endings::load(schema, &mut errors);
        cues.acts = Acts::load(schema, &mut errors);
        CodebookErrors::check(cues, errors)
    }

    fn read_cue(&mut self, row: &CsvRow<'_>, errors: &mut Vec<CodebookError>) {
        let act = row.get("act").to_owned();
        if !ACTS.contains(&act.as_str()) {
            errors.push(row.error("act", format!("unknown act `{act}`"), &format!("the acts are {}", ACTS.join(", "))));
        }
        let frames = Frames::read(row, "frames", errors);
        let entry = self.entries.len();
        let forms = row.list("forms").map(|form| (form, "forms", false));
        for (form, column, participle) in forms.chain(row.list("participle").map(|form| (form, "participle", true))) {
            check_form(row, column, form, errors);
            let mut words = form.split(' ').map(str::to_owned);
            let first = words.next().unwrap_or_default();
            let rest = words.collect();
            self.forms.entry(first).or_default().push(CueForm { rest, entry, participle });
        }
        if row.get("forms").is_empty() {
            errors.push(row.error("forms", "no form", "give the finite forms, separated by |"));
        }
        self.entries.push(Cue { name: row.get("cue").to_owned(), act, frames });
    }

    /// The forms that start with this word, which must be in lower case.
    pub fn forms(&self, first: &str) -> &[CueForm] {
        self.forms.get(first).map_or(&[], Vec::as_slice)
    }

    /// The cue of a form.
    pub fn cue(&self, form: &CueForm) -> &Cue {
        &self.entries[form.entry]
    }

    /// How many cues there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// Endings of words.
    pub fn endings(&self) -> &Endings {
        &self.endings
    }

    /// Acts of all words that may report.
    pub fn acts(&self) -> &Acts {
        &self.acts
    }

    /// What a lower-case word may be.
    pub fn kinds(&self, word: &str) -> WordKinds {
        if word.len() > LONGEST { WordKinds::default() } else { self.words.get(word).copied().unwrap_or_default() }
    }
}

fn check_form(row: &CsvRow<'_>, column: &str, form: &str, errors: &mut Vec<CodebookError>) {
    if form.is_empty() || form.len() > LONGEST || form != form.to_lowercase() || form.contains("  ") {
        errors.push(row.error(
            column,
            format!("`{form}` can't be looked up"),
            "write it in lower case, one space between words, at most 32 bytes",
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_project_s_own_files_are_sound() {
        let cues = Cues::load(&SchemaFiles::embedded()).unwrap();
        assert!(cues.len() >= 80);
        let said = &cues.forms("said")[0];
        assert!(cues.cue(said).act == "say" && cues.cue(said).frames.any(Frames::INVERSION) && !said.participle);
        assert!(cues.forms("pointed").iter().any(|form| form.rest == ["out"]));
        assert!(cues.kinds("the").any(WordKinds::ARTICLE));
    }

    #[test]
    fn bad_lines_are_named() {
        let schema = SchemaFiles::from_files([
            ("codebook/cues.csv".to_owned(), b"cue,act,forms,participle,frames\nsay,speak,Said,,\ntell,say,,telling,quotes\n".to_vec()),
            ("codebook/statement_words.csv".to_owned(), b"form,kinds\nthe,thing\n".to_vec()),
            ("codebook/acts.csv".to_owned(), b"cue,kind,frame,act,negated\n".to_vec()),
            ("codebook/endings.toml".to_owned(), SchemaFiles::embedded().text("codebook/endings.toml").unwrap().as_bytes().to_vec()),
        ]);
        let errors = Cues::load(&schema).unwrap_err();
        let places: Vec<_> = errors.0.iter().map(|e| (e.line, e.column)).collect();
        assert_eq!(places, [(2, 2), (2, 3), (2, 5), (3, 3), (3, 5), (3, 5), (2, 2), (2, 2)], "{errors}");
    }
}
