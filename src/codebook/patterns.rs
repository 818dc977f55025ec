//! The language in which the codebook describes clauses: a trigger, conditions on the words that hang on it in the tree,
//! and the ways from it to the parties. `events/frames.toml` holds the ways that many patterns share.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::{CodebookError, Grammar, ListId, Word, WordLists, line_and_column};
use crate::schema::SchemaFiles;

/// The ways that patterns share, by name.
pub const FRAMES: &str = "codebook/events/frames.toml";

/// The name of that measure.
const UNSPECIFIED: &str = "unspecified";

/// What the tagger must hold the trigger for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// A verb, participles included.
    Verb,
    /// A noun.
    Noun,
    /// An adjective or adverb.
    Adjective,
    /// An auxiliary.
    Auxiliary,
}

/// One step in the tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Link {
    /// Who does it: the subject of an active verb, the "by" of a passive one, found over control and coordination.
    Agent,
    /// To whom it is done: the object of an active verb, the subject of a passive one.
    Patient,
    /// The indirect object.
    Recipient,
    /// What hangs on it with one of these prepositions; none: with any.
    Prep(Vec<Word>),
    /// The genitive.
    Poss,
    /// What stands before a noun and describes it.
    Mod,
    /// The verb that completes it: "agreed to WITHDRAW", "said that it WITHDREW", "accused of KILLING".
    Comp,
    /// Its head in the tree.
    Head,
    /// The empty verb whose object it is ("LAUNCHED an attack").
    Light,
    /// Who makes the statement that it stands in.
    Speaker,
    /// An adverb or adverbial clause.
    Adv,
    /// A clause with this conjunction.
    Clause(Vec<Word>),
    /// What it is joined to by "and".
    Conj,
    /// The particle of a phrasal verb.
    Particle,
    /// Auxiliaries.
    Aux,
    /// A predicate's copula.
    Copula,
    /// Determiners and numbers.
    Det,
    /// Any noun below it, to its right.
    Within,
}

/// What a word may be asked to be.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Test {
    /// One of these lemmas.
    pub words: Vec<Word>,
    /// Of one of these classes.
    pub classes: Vec<ListId>,
    /// An actor of one of these kinds.
    pub kinds: Vec<Kind>,
    /// Anything.
    pub any: bool,
}

/// Kinds of actor that a condition may ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Anybody with a name, or people of a sector.
    Actor,
    /// A government, an organisation of states, a country.
    State,
    /// Military, police, armed groups.
    Armed,
    /// A person, or people.
    Person,
    /// A body that is no state.
    Body,
    /// A proper name that is no mere place, or an actor's adjective.
    Proper,
    /// A company.
    Company,
    /// Media and journalists.
    Media,
    /// Something with a name that isn't known.
    Name,
    /// Words in quotation marks.
    Quoted,
}

/// Steps from a trigger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// One after another; none: the trigger itself.
    pub links: Vec<Link>,
    /// What stands at the end.
    pub test: Option<Test>,
}

/// Something that must hold, or must not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// Where to look.
    pub way: Way,
    /// As written, for those who ask why.
    pub written: String,
}

/// Which parties a clause must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Needs {
    /// One at least.
    Any,
    /// A source.
    Source,
    /// A target.
    Target,
    /// Both.
    Both,
    /// None.
    Nobody,
}

/// A pattern of an event type or measure.
#[derive(Debug, Clone)]
pub struct Pattern {
    /// `event/accuse/condemn`.
    pub rule: String,
    /// PLOVER type; empty in patterns of sanctions.
    pub event_type: String,
    /// PLOVER mode.
    pub mode: Option<String>,
    /// Status of what is told as fact.
    pub status: String,
    /// Done to governments, not to places: a capital that suffers it is its government.
    pub stately: bool,
    /// Index of the measure, where the pattern names one.
    pub measure: Option<u16>,
    /// All must hold.
    pub when: Vec<Condition>,
    /// None may hold.
    pub unless: Vec<Condition>,
    /// Ways to the sources; the first that leads somewhere counts.
    pub source: Vec<Way>,
    /// Ways to the targets.
    pub target: Vec<Way>,
    /// Ways to further sources, all of them.
    pub joint: Vec<Way>,
    /// The sector of the people without a name who do it where the clause names nobody.
    pub implied_source: Option<String>,
    /// Which parties it must have.
    pub needs: Needs,
    /// A sentence that it must match.
    pub example: String,
    /// A sentence that it must not match.
    pub counter: String,
}

/// What tells the mode of a type's events where their pattern names none: "refused to MEET" is REJECT/meet.
#[derive(Debug, Clone)]
pub struct ModeRule {
    /// PLOVER type.
    pub event_type: String,
    /// PLOVER mode.
    pub mode: String,
    /// One must hold.
    pub any: Vec<Condition>,
    /// None may hold.
    pub unless: Vec<Condition>,
    /// A sentence whose event has the mode.
    pub example: String,
    /// A sentence with an event of the type that has it not.
    pub counter: String,
}

/// How a trigger is written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trigger {
    /// Index of the pattern.
    pub pattern: u32,
    /// What it must be.
    pub part: Part,
    /// The particle behind a verb or the word before a noun.
    pub also: Option<Word>,
}

/// All patterns of a kind, found by the lemma of their trigger.
#[derive(Debug, Clone)]
pub struct PatternSet {
    /// All words.
    pub words: WordLists,
    /// The classes that the machine itself asks for.
    pub grammar: Grammar,
    /// In the order of files.
    pub patterns: Vec<Pattern>,
    /// By the trigger's word.
    triggers: Vec<Vec<Trigger>>,
    /// Phrases of measures, the longest first, as lemmas.
    pub measures: Vec<(Vec<Word>, u16)>,
    /// The measure of sanctions that the text doesn't specify.
    pub general: Option<u16>,
}

impl PatternSet {
    /// The patterns that this lemma may trigger.
    pub fn of(&self, word: Word) -> &[Trigger] {
        self.triggers.get(word.0 as usize).map_or(&[], Vec::as_slice)
    }

    /// How many triggers there are.
    pub fn trigger_count(&self) -> usize {
        self.triggers.iter().map(Vec::len).sum()
    }
}

/// A pattern as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawPattern {
    pub name: Spanned<String>,
    pub mode: Option<Spanned<String>>,
    pub status: Option<Spanned<String>>,
    pub measure: Option<Spanned<String>>,
    #[serde(default)]
    pub verbs: Vec<Spanned<String>>,
    #[serde(default)]
    pub nouns: Vec<Spanned<String>>,
    #[serde(default)]
    pub adjectives: Vec<Spanned<String>>,
    #[serde(default)]
    pub auxiliaries: Vec<Spanned<String>>,
    pub frame: Option<Spanned<String>>,
    pub source: Option<Vec<Spanned<String>>>,
    pub target: Option<Vec<Spanned<String>>>,
    pub joint: Option<Vec<Spanned<String>>>,
    #[serde(default)]
    pub when: Vec<Spanned<String>>,
    #[serde(default)]
    pub unless: Vec<Spanned<String>>,
    pub needs: Option<Spanned<String>>,
    pub implied_source: Option<Spanned<String>>,
    #[serde(default)]
    pub example: String,
    #[serde(default)]
    pub counter: String,
}

/// A rule of modes as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RawMode {
    pub mode: Spanned<String>,
    pub any: Vec<Spanned<String>>,
    #[serde(default)]
    pub unless: Vec<Spanned<String>>,
    pub example: String,
    pub counter: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawFrame {
    #[serde(default)]
    source: Vec<Spanned<String>>,
    #[serde(default)]
    target: Vec<Spanned<String>>,
    #[serde(default)]
    joint: Vec<Spanned<String>>,
}

#[derive(Debug, Clone, Default)]
struct Frame {
    source: Vec<Way>,
    target: Vec<Way>,
    joint: Vec<Way>,
}

/// A file that patterns are read from.
pub(super) struct PatternFile<'f> {
    pub path: &'f str,
    pub text: &'f str,
    /// Before a pattern's name in its rule.
    pub prefix: &'f str,
    /// Its type; empty for sanctions.
    pub event_type: &'f str,
    /// The status of patterns that name none.
    pub status: &'f str,
    /// Whether its acts are done to governments, not to places.
    pub stately: bool,
}

impl PatternFile<'_> {
    pub fn error<T>(&self, at: &Spanned<T>, message: impl Into<String>, hint: &str) -> CodebookError {
        CodebookError::new(self.path, line_and_column(self.text, at.span().start), message, hint)
    }
}

/// Puts a [`PatternSet`] together from files.
pub(super) struct PatternBuilder {
    set: PatternSet,
    frames: BTreeMap<String, Frame>,
    measure_names: Vec<String>,
}

impl PatternBuilder {
    /// Reads word classes and frames.
    pub fn new(schema: &SchemaFiles, errors: &mut Vec<CodebookError>) -> Self {
        let words = WordLists::load(schema, errors);
        let grammar = Grammar::find(&words, errors);
        let set = PatternSet { words, grammar, patterns: Vec::new(), triggers: Vec::new(), measures: Vec::new(), general: None };
        let mut builder = Self { set, frames: BTreeMap::new(), measure_names: Vec::new() };
        builder.read_frames(schema, errors);
        builder
    }

    fn read_frames(&mut self, schema: &SchemaFiles, errors: &mut Vec<CodebookError>) {
        let text = match schema.text(FRAMES) {
            Ok(text) => text,
            Err(e) => return errors.push(CodebookError::new(FRAMES, (0, 0), e.to_string(), "")),
        };
        let raw: BTreeMap<String, RawFrame> = match toml::from_str(text) {
            Ok(raw) => raw,
            Err(e) => {
                let place = e.span().map_or((0, 0), |span| line_and_column(text, span.start));
                return errors.push(CodebookError::new(FRAMES, place, e.message().to_owned(), "a frame has source, target and joint"));
            }
        };
        let file = PatternFile { path: FRAMES, text, prefix: "", event_type: "", status: "", stately: false };
        for (name, raw) in raw {
            let frame = Frame {
                source: self.ways(&file, &raw.source, errors),
                target: self.ways(&file, &raw.target, errors),
                joint: self.ways(&file, &raw.joint, errors),
            };
            self.frames.insert(name, frame);
        }
    }

    /// Declares a measure and the phrases that name it.
    pub fn add_measure(&mut self, name: &str, phrases: &[String]) {
        let index = self.measure(name);
        for phrase in phrases {
            let words = phrase.split_whitespace().map(|w| self.set.words.intern(w)).collect();
            self.set.measures.push((words, index));
        }
    }

    fn measure(&mut self, name: &str) -> u16 {
        let known = self.measure_names.iter().position(|n| n == name);
        known.unwrap_or_else(|| {
            self.measure_names.push(name.to_owned());
            self.measure_names.len() - 1
        }) as u16
    }

    /// Adds a pattern; what is wrong with it is pushed to `errors`.
    pub fn add(&mut self, file: &PatternFile<'_>, raw: RawPattern, errors: &mut Vec<CodebookError>) {
        let default = if raw.verbs.is_empty() { "noun" } else { "verb" };
        let frame_name = raw.frame.as_ref().map_or(default, |f| f.get_ref().as_str()).to_owned();
        let frame = self.frames.get(&frame_name).cloned().unwrap_or_else(|| {
            let at = raw.frame.as_ref().unwrap_or(&raw.name);
            errors.push(file.error(at, format!("`{frame_name}` is no frame"), "declare it in codebook/events/frames.toml"));
            Frame::default()
        });
        let index = self.set.patterns.len() as u32;
        let mut triggers = 0;
        for (part, list) in
            [(Part::Verb, &raw.verbs), (Part::Noun, &raw.nouns), (Part::Adjective, &raw.adjectives), (Part::Auxiliary, &raw.auxiliaries)]
        {
            for word in list {
                triggers += self.trigger(file, index, part, word, errors);
            }
        }
        if triggers == 0 {
            errors.push(file.error(&raw.name, "a pattern without a trigger", "give it verbs, nouns, adjectives or auxiliaries"));
        }
        let mut ways = |own: &Option<Vec<Spanned<String>>>, shared: Vec<Way>| match own {
            Some(own) => self.ways(file, own, errors),
            None => shared,
        };
        let (source, target, joint) = (ways(&raw.source, frame.source), ways(&raw.target, frame.target), ways(&raw.joint, frame.joint));
        let (when, unless) = (self.conditions(file, &raw.when, errors), self.conditions(file, &raw.unless, errors));
        let needs = match raw.needs.as_ref().map_or("any", |n| n.get_ref().as_str()) {
            "source" => Needs::Source,
            "target" => Needs::Target,
            "both" => Needs::Both,
            "nobody" => Needs::Nobody,
            "any" => Needs::Any,
            other => {
                let at = raw.needs.as_ref().unwrap_or(&raw.name);
                errors.push(file.error(at, format!("`{other}` is no need"), "write any, source, target, both or nobody"));
                Needs::Any
            }
        };
        if let Some(sector) = raw.implied_source.as_ref().filter(|s| !self.set.words.is_sector(s.get_ref())) {
            errors.push(file.error(
                sector,
                format!("`{}` is no sector", sector.get_ref()),
                "use one that classes.toml has words for, e.g. CVL",
            ));
        }
        let measure = raw.measure.as_ref().map(|m| self.measure(m.get_ref()));
        self.set.patterns.push(Pattern {
            rule: format!("{}/{}", file.prefix, raw.name.get_ref()),
            event_type: file.event_type.to_owned(),
            mode: raw.mode.map(Spanned::into_inner),
            status: raw.status.map_or_else(|| file.status.to_owned(), Spanned::into_inner),
            stately: file.stately,
            measure,
            when,
            unless,
            source,
            target,
            joint,
            implied_source: raw.implied_source.map(Spanned::into_inner),
            needs,
            example: raw.example,
            counter: raw.counter,
        });
    }

    /// Reads a rule of modes; what is wrong with it is pushed to `errors`.
    pub fn mode_rule(&mut self, file: &PatternFile<'_>, raw: RawMode, errors: &mut Vec<CodebookError>) -> ModeRule {
        ModeRule {
            event_type: file.event_type.to_owned(),
            mode: raw.mode.into_inner(),
            any: self.conditions(file, &raw.any, errors),
            unless: self.conditions(file, &raw.unless, errors),
            example: raw.example,
            counter: raw.counter,
        }
    }

    /// Registers a trigger, or all of a class. Returns how many.
    fn trigger(
        &mut self,
        file: &PatternFile<'_>,
        pattern: u32,
        part: Part,
        written: &Spanned<String>,
        errors: &mut Vec<CodebookError>,
    ) -> usize {
        let words = match written.get_ref().strip_prefix('@') {
            Some(class) => self.set.words.expand(class),
            None => vec![written.get_ref().clone()],
        };
        if words.is_empty() {
            errors.push(file.error(written, format!("`{}` names no word class", written.get_ref()), "declare it in classes.toml"));
        }
        for word in &words {
            let mut parts = word.split_whitespace();
            let (first, second, third) = (parts.next().unwrap_or(""), parts.next(), parts.next());
            if first.is_empty() || third.is_some() {
                errors.push(file.error(
                    written,
                    format!("`{word}` is no trigger"),
                    "write one word, a verb and its particle, or two nouns",
                ));
                continue;
            }
            let (head, also) = match (part, second) {
                (Part::Noun, Some(last)) => (last, Some(first)),
                (_, other) => (first, other),
            };
            let also = also.map(|w| self.set.words.intern(w));
            let id = self.set.words.intern(head).0 as usize;
            if self.set.triggers.len() <= id {
                self.set.triggers.resize(id + 1, Vec::new());
            }
            self.set.triggers[id].push(Trigger { pattern, part, also });
        }
        words.len()
    }

    fn ways(&mut self, file: &PatternFile<'_>, written: &[Spanned<String>], errors: &mut Vec<CodebookError>) -> Vec<Way> {
        written.iter().filter_map(|way| self.way(way.get_ref()).map_err(|e| errors.push(file.error(way, e.0, e.1))).ok()).collect()
    }

    fn conditions(&mut self, file: &PatternFile<'_>, written: &[Spanned<String>], errors: &mut Vec<CodebookError>) -> Vec<Condition> {
        let mut found = Vec::new();
        for condition in written {
            match self.way(condition.get_ref()) {
                Ok(way) => found.push(Condition { way, written: condition.get_ref().clone() }),
                Err(e) => errors.push(file.error(condition, e.0, e.1)),
            }
        }
        found
    }

    /// `prep.on|against/poss: @class|word|<kind>|*`.
    fn way(&mut self, written: &str) -> Result<Way, (String, &'static str)> {
        let (steps, test) = written.split_once(':').map_or((written, None), |(steps, test)| (steps, Some(test)));
        let mut links = Vec::new();
        for step in steps.split('/').map(str::trim).filter(|s| *s != "self") {
            links.push(self.link(step)?);
        }
        let test = test.map(|test| self.test(test)).transpose()?;
        Ok(Way { links, test })
    }

    fn link(&mut self, step: &str) -> Result<Link, (String, &'static str)> {
        let (name, words) = step.split_once('.').unwrap_or((step, ""));
        let words: Vec<Word> = words.split('|').filter(|w| !w.is_empty()).map(|w| self.set.words.intern(w)).collect();
        Ok(match name {
            "agent" => Link::Agent,
            "patient" => Link::Patient,
            "recipient" => Link::Recipient,
            "prep" => Link::Prep(words),
            "clause" => Link::Clause(words),
            "poss" => Link::Poss,
            "mod" => Link::Mod,
            "comp" => Link::Comp,
            "head" => Link::Head,
            "light" => Link::Light,
            "speaker" => Link::Speaker,
            "adv" => Link::Adv,
            "conj" => Link::Conj,
            "particle" => Link::Particle,
            "aux" => Link::Aux,
            "copula" => Link::Copula,
            "det" => Link::Det,
            "within" => Link::Within,
            _ => {
                let hint = "the steps are agent, patient, recipient, prep.WORD, clause.WORD, poss, mod, comp, head, light, speaker, adv, conj, particle, aux, copula, det, within, self";
                return Err((format!("`{step}` is no step"), hint));
            }
        })
    }

    fn test(&mut self, written: &str) -> Result<Test, (String, &'static str)> {
        let mut test = Test::default();
        for part in written.split('|').map(str::trim).filter(|p| !p.is_empty()) {
            if part == "*" {
                test.any = true;
            } else if let Some(class) = part.strip_prefix('@') {
                let id = self.set.words.class(class);
                test.classes.push(id.ok_or((format!("`@{class}` names no word class"), "declare it in codebook/events/classes.toml"))?);
            } else if let Some(kind) = part.strip_prefix('<').and_then(|p| p.strip_suffix('>')) {
                test.kinds.push(match kind {
                    "actor" => Kind::Actor,
                    "state" => Kind::State,
                    "armed" => Kind::Armed,
                    "person" => Kind::Person,
                    "body" => Kind::Body,
                    "media" => Kind::Media,
                    "company" => Kind::Company,
                    "proper" => Kind::Proper,
                    "name" => Kind::Name,
                    "quoted" => Kind::Quoted,
                    _ => {
                        return Err((
                            format!("`<{kind}>` is no kind"),
                            "the kinds are <actor>, <state>, <armed>, <person>, <body>, <company>, <media>, <proper>, <name>, <quoted>",
                        ));
                    }
                });
            } else {
                test.words.push(self.set.words.intern(part));
            }
        }
        Ok(test)
    }

    /// The finished set, with its measures' names.
    pub fn finish(mut self) -> (PatternSet, Vec<String>) {
        self.set.general = self.measure_names.iter().position(|n| n == UNSPECIFIED).map(|n| n as u16);
        self.set.measures.sort_by_key(|(words, _)| std::cmp::Reverse(words.len()));
        (self.set, self.measure_names)
    }
}
