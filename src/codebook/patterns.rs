//! Patterns of clauses: who did what to whom, written as words between two parties. Events and sanctions share them.
//!
//! ```toml
//! [[pattern]]
//! name = "condemn"
//! verbs = ["condemn", "denounce"]
//! active = "SOURCE VERB TARGET"
//! passive = "TARGET VERB by SOURCE"
//! example = "[Norland] condemned [Sudmark] on Friday."
//! counter = "[Norland] condemned [Sudmark] 's allies."
//! ```
//!
//! `SOURCE`, `TARGET`: an actor or several joined by "and"; `SOURCES`: at least two. `VERB`: any form of the verbs, with
//! its auxiliaries. `a|b`: either; `arms_embargo`: two words; `(new)`: may be missing; `<class>`: up to three words of a
//! class; `MEASURE`: phrases of a sanction's measures; `PHRASE`: a short noun phrase without an actor; `END`: the phrase is over (as after a party that comes last). The trigger is the verb, up to the word that ends with `]` if one does.
//! `alone = true`: one party is enough ("A resigned", "B was arrested"). `sources`, `targets`: kinds of actor, as in the actors
//! table, or `official`, a person with an office. Every pattern has an example and a counter-example, which tests read.

use std::collections::HashMap;

use serde::Deserialize;
use toml::Spanned;

use super::word_lists::{Grammar, ListId, Word, WordLists};
use super::{CodebookError, CsvFile, line_and_column};
use crate::extract::ActorKind;
use crate::schema::SchemaFiles;

/// All patterns of one file or folder with the words they need.
#[derive(Debug, Clone)]
pub struct PatternSet {
    /// Words and classes.
    pub words: WordLists,
    /// The classes that clauses are read with.
    pub grammar: Grammar,
    /// In the order of the files; earlier ones win.
    pub patterns: Vec<Pattern>,
    /// Phrases of measures with the measure's index, the longest first.
    pub measures: Vec<(Vec<Word>, u16)>,
    /// By word: the verb forms that it is, each with its pattern.
    by_word: Vec<Vec<(Forms, u32)>>,
}

impl PatternSet {
    /// The patterns that a word may be the verb of, and as which forms.
    pub fn of_verb(&self, word: Word) -> &[(Forms, u32)] {
        self.by_word.get(word.0 as usize).map_or(&[], Vec::as_slice)
    }
}

/// Which forms of a verb a word may be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Forms {
    /// "condemn".
    pub base: bool,
    /// "condemned", and the historic present "condemns" where the codebook has it.
    pub past: bool,
    /// "(has) condemned".
    pub participle: bool,
    /// "condemning".
    pub ing: bool,
}

/// One way to say one thing.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// What rows say of the rule that made them.
    pub rule: String,
    /// PLOVER type; empty for sanctions.
    pub event_type: String,
    /// PLOVER mode.
    pub mode: Option<String>,
    /// The row's status when the clause is a plain assertion.
    pub status: String,
    /// The measure's index, where no `MEASURE` stands in the words.
    pub measure: Option<u16>,
    /// Whether one party is enough: the other is nobody, or nobody known.
    pub alone: bool,
    /// Whether the verb is passive.
    pub passive: bool,
    /// What stands before the verb.
    pub subject: Slot,
    /// What follows the verb.
    pub tail: Vec<Element>,
    /// How many elements of the tail belong to the trigger.
    pub trigger_tail: usize,
    /// What kinds of actor may be source.
    pub sources: KindSet,
    /// What kinds of actor may be target.
    pub targets: KindSet,
    /// A sentence that it must find.
    pub example: String,
    /// A sentence that looks like it and must yield nothing.
    pub counter: String,
}

impl Pattern {
    /// Whether somebody is acted upon; if not, all parties act together.
    pub fn has_target(&self) -> bool {
        self.subject == Slot::Target || self.tail.contains(&Element::Slot(Slot::Target))
    }
}

/// A party's place in a pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// Who does it.
    Source,
    /// At least two who do it together.
    Sources,
    /// Whom it is done to.
    Target,
}

/// A part of a pattern after the verb.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Element {
    /// A party.
    Slot(Slot),
    /// Any of these phrases.
    Words {
        /// Each a sequence of words.
        any: Vec<Vec<Word>>,
        /// It may be missing.
        optional: bool,
    },
    /// Up to three words of a class.
    Class(ListId),
    /// One or more measures of a sanction.
    Measures,
    /// A noun phrase that names no actor.
    Phrase,
    /// The phrase or clause must be over here.
    End,
}

/// A set of actor kinds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindSet(u32);

impl KindSet {
    const OFFICIAL: u32 = 1 << 31;
    /// Any kind.
    pub const ALL: Self = Self(!0);

    /// Whether it holds this kind; `official` tells a person with an office.
    pub fn holds(self, kind: ActorKind, official: bool) -> bool {
        self.0 >> (kind as u32) & 1 == 1 || (official && kind == ActorKind::Person && self.0 & Self::OFFICIAL != 0)
    }

    /// Whether people without a name are among them.
    pub fn holds_people(self) -> bool {
        self.holds(ActorKind::Person, false) || self.holds(ActorKind::Group, false)
    }

    fn parse(names: Option<&[Spanned<String>]>, mut unknown: impl FnMut(&Spanned<String>)) -> Self {
        let Some(names) = names else { return Self::ALL };
        let mut set = 0;
        for name in names {
            let kind: Result<ActorKind, serde::de::value::Error> =
                ActorKind::deserialize(serde::de::value::StrDeserializer::new(name.get_ref()));
            match kind {
                Ok(kind) => set |= 1 << (kind as u32),
                Err(_) if name.get_ref() == "official" => set |= Self::OFFICIAL,
                Err(_) => unknown(name),
            }
        }
        Self(set)
    }
}

/// A pattern as a codebook file has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPattern {
    pub name: Spanned<String>,
    pub mode: Option<Spanned<String>>,
    pub status: Option<Spanned<String>>,
    pub measure: Option<Spanned<String>>,
    pub verbs: Vec<Spanned<String>>,
    pub active: Option<Spanned<String>>,
    pub passive: Option<Spanned<String>>,
    #[serde(default)]
    pub alone: bool,
    pub sources: Option<Vec<Spanned<String>>>,
    pub targets: Option<Vec<Spanned<String>>>,
    pub example: String,
    pub counter: String,
}

/// What a file says of all its patterns.
pub(super) struct PatternFile<'t> {
    pub path: &'t str,
    pub text: &'t str,
    /// Opens the rules' names, e.g. `accuse`.
    pub prefix: &'t str,
    pub event_type: &'t str,
    /// Of patterns without a status of their own.
    pub status: &'t str,
}

impl PatternFile<'_> {
    pub fn error(&self, at: &Spanned<String>, message: impl Into<String>, hint: &str) -> CodebookError {
        CodebookError::new(self.path, line_and_column(self.text, at.span().start), message, hint)
    }
}

/// Reads patterns one by one into a [`PatternSet`].
pub(super) struct PatternBuilder {
    set: PatternSet,
    verbs: HashMap<String, [Vec<Word>; 5]>,
    measure_names: Vec<String>,
}

const VERBS: &str = "codebook/events/verbs.csv";

impl PatternBuilder {
    /// Reads word classes and verb forms.
    pub fn new(schema: &SchemaFiles, errors: &mut Vec<CodebookError>) -> Self {
        let mut words = WordLists::load(schema, errors);
        let grammar = Grammar::find(&words, errors);
        let file = CsvFile::read(schema, VERBS, &["base", "past", "participle", "ing", "present"], errors);
        file.check_sorted("base", errors);
        let mut verbs = HashMap::new();
        for row in file.rows() {
            let forms = ["base", "past", "participle", "ing", "present"].map(|column| row.list(column).map(|w| words.intern(w)).collect());
            verbs.insert(row.get("base").to_owned(), forms);
        }
        let set = PatternSet { words, grammar, patterns: Vec::new(), measures: Vec::new(), by_word: Vec::new() };
        Self { set, verbs, measure_names: Vec::new() }
    }

    /// Adds a measure of sanctions with the phrases that name it.
    pub fn add_measure(&mut self, name: &str, phrases: &[String]) {
        let index = self.measure_names.len() as u16;
        self.measure_names.push(name.to_owned());
        for phrase in phrases {
            let words = phrase.split_whitespace().map(|w| self.set.words.intern(w)).collect();
            self.set.measures.push((words, index));
        }
    }

    /// Adds a pattern, active, passive or both.
    pub fn add(&mut self, file: &PatternFile<'_>, raw: RawPattern, errors: &mut Vec<CodebookError>) {
        if raw.active.is_none() && raw.passive.is_none() {
            errors.push(file.error(&raw.name, "the pattern has neither `active` nor `passive`", "write active = \"SOURCE VERB TARGET\""));
        }
        let mut unknown = |name: &Spanned<String>| {
            errors.push(file.error(
                name,
                format!("unknown kind of actor `{}`", name.get_ref()),
                "use a kind of the actors table, or official",
            ));
        };
        let sources = KindSet::parse(raw.sources.as_deref(), &mut unknown);
        let targets = KindSet::parse(raw.targets.as_deref(), &mut unknown);
        let measure = raw.measure.as_ref().and_then(|name| {
            let found = self.measure_names.iter().position(|m| m == name.get_ref());
            if found.is_none() {
                errors.push(file.error(name, format!("unknown measure `{}`", name.get_ref()), "declare it as [[measure]] in this file"));
            }
            found.map(|n| n as u16)
        });
        for (text, passive) in [(&raw.active, false), (&raw.passive, true)] {
            let Some(text) = text else { continue };
            let Some((subject, tail, trigger_tail)) = self.frame(file, text, errors) else { continue };
            let index = self.set.patterns.len() as u32;
            self.set.patterns.push(Pattern {
                rule: format!("{}/{}{}", file.prefix, raw.name.get_ref(), if passive { ".passive" } else { "" }),
                event_type: file.event_type.to_owned(),
                mode: raw.mode.as_ref().map(|m| m.get_ref().clone()),
                status: raw.status.as_ref().map_or_else(|| file.status.to_owned(), |s| s.get_ref().clone()),
                measure,
                alone: raw.alone,
                passive,
                subject,
                tail,
                trigger_tail,
                sources,
                targets,
                example: raw.example.clone(),
                counter: raw.counter.clone(),
            });
            self.index_verbs(file, &raw.verbs, index, errors);
        }
    }

    fn index_verbs(&mut self, file: &PatternFile<'_>, verbs: &[Spanned<String>], pattern: u32, errors: &mut Vec<CodebookError>) {
        for verb in verbs {
            let Some(forms) = self.verbs.get(verb.get_ref()) else {
                errors.push(file.error(
                    verb,
                    format!("the verb `{}` has no forms", verb.get_ref()),
                    "add a line to codebook/events/verbs.csv",
                ));
                continue;
            };
            for word in forms.iter().flatten() {
                let is = |n: usize| forms[n].contains(word);
                let form = Forms { base: is(0), past: is(1) || is(4), participle: is(2), ing: is(3) };
                let at = word.0 as usize;
                if self.set.by_word.len() <= at {
                    self.set.by_word.resize(at + 1, Vec::new());
                }
                if !self.set.by_word[at].iter().any(|(_, p)| *p == pattern) {
                    self.set.by_word[at].push((form, pattern));
                }
            }
        }
    }

    /// The parts of a written frame: what stands before the verb, what after, and how much of that is trigger.
    fn frame(
        &mut self,
        file: &PatternFile<'_>,
        text: &Spanned<String>,
        errors: &mut Vec<CodebookError>,
    ) -> Option<(Slot, Vec<Element>, usize)> {
        let mut parts = text.get_ref().split_whitespace();
        let subject = parts.next().and_then(slot);
        let (Some(subject), Some("VERB")) = (subject, parts.next()) else {
            errors.push(file.error(text, "a pattern opens with a party and VERB", "write e.g. SOURCE VERB TARGET"));
            return None;
        };
        let (mut tail, mut trigger_tail) = (Vec::new(), 0);
        for part in parts {
            let (part, ends) = part.strip_suffix(']').map_or((part, false), |p| (p, true));
            match self.element(part) {
                Some(element) => tail.push(element),
                None => {
                    errors.push(file.error(text, format!("`{part}` names no word class"), "declare it in codebook/events/classes.toml"));
                    return None;
                }
            }
            if ends {
                trigger_tail = tail.len();
            }
        }
        Some((subject, tail, trigger_tail))
    }

    fn element(&mut self, part: &str) -> Option<Element> {
        if let Some(slot) = slot(part) {
            return Some(Element::Slot(slot));
        }
        if part == "MEASURE" {
            return Some(Element::Measures);
        }
        if part == "PHRASE" {
            return Some(Element::Phrase);
        }
        if part == "END" {
            return Some(Element::End);
        }
        if let Some(class) = part.strip_prefix('<').and_then(|p| p.strip_suffix('>')) {
            return self.set.words.class(class).map(Element::Class);
        }
        let inner = part.strip_prefix('(').and_then(|p| p.strip_suffix(')'));
        let any = inner.unwrap_or(part).split('|').map(|phrase| phrase.split('_').map(|w| self.set.words.intern(w)).collect()).collect();
        Some(Element::Words { any, optional: inner.is_some() })
    }

    /// The finished set, with its measures' names.
    pub fn finish(mut self) -> (PatternSet, Vec<String>) {
        self.set.measures.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        (self.set, self.measure_names)
    }
}

fn slot(part: &str) -> Option<Slot> {
    match part {
        "SOURCE" => Some(Slot::Source),
        "SOURCES" => Some(Slot::Sources),
        "TARGET" => Some(Slot::Target),
        _ => None,
    }
}
