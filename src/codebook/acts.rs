//! What a speaker does by saying it, by the word that reports it: `codebook/acts.csv`.
//!
//! Cues that rules look for have their act in `codebook/cues.csv`; here stand the acts of all other words that may report,
//! and those that depend on what follows ("agree to" and "agree that").

use std::collections::HashMap;

use super::{CodebookError, CsvFile, CsvRow};
use crate::schema::SchemaFiles;

/// Acts that `statements.act` allows.
pub(super) const ACTS: [&str; 18] = [
    "say",
    "claim",
    "confirm",
    "deny",
    "accuse",
    "criticise",
    "praise",
    "demand",
    "request",
    "promise",
    "threaten",
    "warn",
    "propose",
    "refuse",
    "believe",
    "intend",
    "ask",
    "other",
];

/// The acts of words, by their lemma.
#[derive(Debug, Clone, Default)]
pub struct Acts {
    entries: HashMap<String, Vec<ActEntry>>,
}

/// The act of a word, perhaps only with other words or in one way of building.
#[derive(Debug, Clone)]
pub struct ActEntry {
    /// Words behind it ("out" in "rule out").
    pub rest: Vec<String>,
    /// Part of speech.
    pub class: CueClass,
    /// What must follow; `None` for anything.
    pub takes: Option<Takes>,
    /// A value of `statements.act`.
    pub act: String,
    /// The act when the cue is negated, where that is another one ("did not accept" refuses).
    pub negated: Option<String>,
}

/// Part of speech of a cue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CueClass {
    /// "claimed"
    Verb,
    /// "claim"
    Noun,
    /// "adamant"
    Adjective,
    /// Any other: "allegedly", ":"
    Word,
    /// No cue, but what somebody who speaks of himself denies with "not" or "no": "he said he did not *know*".
    Disowned,
}

/// What a cue takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// An infinitive: "agreed to go".
    To,
    /// An object and an infinitive: "told them to go".
    ObjectTo,
    /// A clause with a finite verb: "agreed that it was late".
    Clause,
    /// A clause of what should be: "insisted that he go", "... must go".
    Should,
    /// "asked whether".
    Question,
    /// A noun as its object, whose act is that of the whole: "made a promise".
    Noun,
    /// A present participle: "considers leaving".
    Ing,
    /// A noun that stands for what somebody has said: "rejected the charge".
    Claim,
}

impl CueClass {
    const NAMES: [(&str, Self); 5] =
        [("verb", Self::Verb), ("noun", Self::Noun), ("adjective", Self::Adjective), ("word", Self::Word), ("disowned", Self::Disowned)];
}

impl Takes {
    const NAMES: [(&str, Self); 8] = [
        ("to", Self::To),
        ("object-to", Self::ObjectTo),
        ("clause", Self::Clause),
        ("should", Self::Should),
        ("question", Self::Question),
        ("noun", Self::Noun),
        ("ing", Self::Ing),
        ("claim", Self::Claim),
    ];
}

impl Acts {
    pub(super) fn load(schema: &SchemaFiles, errors: &mut Vec<CodebookError>) -> Self {
        let columns = ["cue", "kind", "frame", "act", "negated"];
        let file = CsvFile::read(schema, "codebook/acts.csv", &columns, errors);
        let mut acts = Self::default();
        let mut before: Option<(String, String, String)> = None;
        for row in file.rows() {
            let key = (row.get("cue").to_owned(), row.get("kind").to_owned(), row.get("frame").to_owned());
            if before.as_ref().is_some_and(|before| *before >= key) {
                errors.push(row.error("cue", "out of order or repeated", "keep the file sorted by cue, kind and frame (byte order)"));
            }
            before = Some(key);
            acts.add(&row, errors);
        }
        acts
    }

    fn add(&mut self, row: &CsvRow<'_>, errors: &mut Vec<CodebookError>) {
        let count = errors.len();
        let cue = row.get("cue");
        if cue.is_empty() || cue != cue.to_lowercase() || cue.contains("  ") {
            errors.push(row.error("cue", format!("`{cue}` can't be looked up"), "write the lemma in lower case, one space between words"));
        }
        for column in ["act", "negated"] {
            if row.optional(column).map_or(column == "act", |act| !ACTS.contains(&act)) {
                let found = row.get(column);
                errors.push(row.error(column, format!("unknown act `{found}`"), &format!("the acts are {}", ACTS.join(", "))));
            }
        }
        let class = named(row, "kind", &CueClass::NAMES, errors);
        let takes = row.optional("frame").and_then(|_| named(row, "frame", &Takes::NAMES, errors));
        let Some(class) = class.filter(|_| errors.len() == count) else { return };
        let mut words = cue.split(' ').map(str::to_owned);
        let first = words.next().unwrap_or_default();
        let negated = row.optional("negated").map(str::to_owned);
        let entry = ActEntry { rest: words.collect(), class, takes, act: row.get("act").to_owned(), negated };
        self.entries.entry(first).or_default().push(entry);
    }

    /// The entries whose first word has this lemma, which must be in lower case, in the order of the file.
    pub fn entries(&self, lemma: &str) -> &[ActEntry] {
        self.entries.get(lemma).map_or(&[], Vec::as_slice)
    }
}

fn named<T: Copy>(row: &CsvRow<'_>, column: &str, names: &[(&str, T)], errors: &mut Vec<CodebookError>) -> Option<T> {
    let cell = row.get(column);
    let found = names.iter().find(|(name, _)| *name == cell).map(|(_, value)| *value);
    if found.is_none() {
        let known: Vec<_> = names.iter().map(|(name, _)| *name).collect();
        errors.push(row.error(column, format!("unknown value `{cell}`"), &format!("the values are {}", known.join(", "))));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(schema: &SchemaFiles) -> (Acts, Vec<CodebookError>) {
        let mut errors = Vec::new();
        (Acts::load(schema, &mut errors), errors)
    }

    #[test]
    fn the_project_s_own_file_is_sound() {
        let (acts, errors) = load(&SchemaFiles::embedded());
        assert!(errors.is_empty(), "{errors:?}");
        let out = acts.entries("rule").iter().find(|entry| entry.rest == ["out"]).unwrap();
        assert_eq!((out.act.as_str(), out.negated.as_deref()), ("deny", Some("say")));
        assert!(acts.entries("agree").iter().any(|entry| entry.takes == Some(Takes::To) && entry.act == "intend"));
    }

    #[test]
    fn bad_lines_are_named() {
        let text = "cue,kind,frame,act,negated\nsay,verb,,speak,\nclaim,verb,that,claim,no\nTell,thing,,say,\n";
        let schema = SchemaFiles::from_files([("codebook/acts.csv".to_owned(), text.as_bytes().to_vec())]);
        let places: Vec<_> = load(&schema).1.iter().map(|e| (e.line, e.column)).collect();
        assert_eq!(places, [(2, 4), (3, 1), (3, 5), (3, 3), (4, 1), (4, 1), (4, 2)]);
    }
}
