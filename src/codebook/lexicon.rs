//! The lexicon: which words name which entry, and what kind of thing an entry is. Ids are the registry's.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::phrases::{Phrases, split_words};
use super::{CodebookErrors, EntryIx, Registry, RegistryEntry};
use crate::extract::{ActorKind, MentionForm};
use crate::schema::SchemaFiles;

/// All names of the registry, compiled for matching in running text.
#[derive(Debug, Clone, Default)]
pub struct Lexicon {
    pub(super) names: Phrases,
    /// By the number of a phrase in `names`.
    pub(super) readings: Vec<Vec<Reading>>,
    /// Nouns such as "army" that name a body once its country is known.
    pub(super) bodies: Phrases,
    pub(super) body_count: u32,
    /// By country and body: `countries * body_count`; `None` where a country has no such body.
    pub(super) body_entries: Vec<Option<EntryIx>>,
    pub(super) facts: Vec<EntryFacts>,
    /// Offices of the registry's persons by the hash of the last word of their name.
    pub(super) holders: HashMap<u64, Vec<Holder>>,
    /// The country's number in `body_entries`, by entry of a country.
    pub(super) country_rows: Vec<Option<u32>>,
}

/// One thing that a name may stand for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reading {
    /// The entry.
    pub entry: EntryIx,
    /// Name, demonym, metonym.
    pub form: MentionForm,
    /// For a demonym, whether it names people ("Malians") and no quality ("Malian").
    pub people: bool,
    /// The name is common for other things: it counts only where the article speaks of the country anyway.
    pub needs_context: bool,
    /// Bit n: word n must begin with a capital.
    pub capitals: u32,
    /// The name has no small letter and must be written so ("US", not "us").
    pub acronym: bool,
}

/// A person of the registry in one office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Holder {
    pub entry: EntryIx,
    /// Hashes of the words of the office.
    pub office: Vec<u64>,
    pub from: Option<NaiveDate>,
    pub to: Option<NaiveDate>,
}

/// What the rooms before `resolve` may know of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EntryFacts {
    /// Actor or place.
    pub class: EntryClass,
    /// ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// PLOVER sector of an actor.
    pub sector: Option<String>,
    /// The government of a country; of a capital, that of its country.
    pub government: Option<EntryIx>,
    /// A first-level division of a country.
    pub region: bool,
    /// The country's place, of an actor and of a place within it.
    pub country_place: Option<EntryIx>,
}

/// Actor or place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EntryClass {
    /// An actor of this kind.
    Actor(ActorKind),
    /// A country or territory.
    Country,
    /// The capital of a country, whose name may stand for its government.
    Capital,
    /// Another place.
    Place,
}

/// A name found in running text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Match<'l> {
    /// How many words it has.
    pub words: usize,
    /// All it may stand for, in the order of the codebook.
    pub readings: &'l [Reading],
}

impl Lexicon {
    /// What is known of an entry.
    pub fn facts(&self, entry: EntryIx) -> &EntryFacts {
        &self.facts[entry.0 as usize]
    }

    /// ISO 3166-1 alpha-3 of the entry's country.
    pub fn country(&self, entry: EntryIx) -> Option<&str> {
        self.facts(entry).country.as_deref()
    }

    /// PLOVER sector of the entry.
    pub fn sector(&self, entry: EntryIx) -> Option<&str> {
        self.facts(entry).sector.as_deref()
    }

    /// The one person of the registry with this surname who holds an office that begins with these words on this day
    /// ("President" and "Macron"); without a day, ever. The country, if known, must be his.
    pub fn holder(&self, surname: u64, office: &[u64], on: Option<NaiveDate>, country: Option<&str>) -> Option<EntryIx> {
        let holds = |h: &&Holder| {
            let then = on.is_none_or(|on| h.from.is_none_or(|from| from <= on) && h.to.is_none_or(|to| on <= to));
            let his = country.is_none_or(|country| self.country(h.entry).is_none_or(|own| own == country));
            then && his && !office.is_empty() && h.office.starts_with(office)
        };
        let mut fitting = self.holders.get(&surname)?.iter().filter(holds).map(|h| h.entry);
        let first = fitting.next()?;
        fitting.all(|other| other == first).then_some(first)
    }

    /// Whether the entry is a place.
    pub fn is_place(&self, entry: EntryIx) -> bool {
        !self.facts(entry).is_actor()
    }

    /// The actor's kind; `None` for a place.
    pub fn actor_kind(&self, entry: EntryIx) -> Option<ActorKind> {
        match self.facts(entry).class {
            EntryClass::Actor(kind) => Some(kind),
            _ => None,
        }
    }

    /// The government that a country or its capital may stand for.
    pub fn government(&self, entry: EntryIx) -> Option<EntryIx> {
        self.facts(entry).government
    }

    /// The longest name that a run of words begins with. `hashes` are those of [`fold_word`](super::phrases::fold_word),
    /// `shape` tells of the n-th word whether it begins with a capital and whether it holds no small letter.
    pub fn longest(&self, hashes: impl IntoIterator<Item = u64>, shape: impl Fn(usize) -> (bool, bool)) -> Option<Match<'_>> {
        let fits = |length: usize, number: u32| self.readings[number as usize].iter().any(|r| r.fits(length, &shape));
        let (words, number) = self.names.longest(hashes, fits)?;
        Some(Match { words, readings: &self.readings[number as usize] })
    }

    /// The longest noun for a body of a country ("army", "foreign ministry"): its length in words and its number.
    pub fn body(&self, hashes: impl IntoIterator<Item = u64>) -> Option<(usize, u32)> {
        self.bodies.longest(hashes, |_, _| true)
    }

    /// The entry of a country's body; `None` for a place that is no country or has no such body.
    pub fn body_of(&self, country: EntryIx, body: u32) -> Option<EntryIx> {
        let row = (*self.country_rows.get(country.0 as usize)?)?;
        self.body_entries.get((row * self.body_count + body) as usize).copied().flatten()
    }
}

impl Reading {
    pub(super) fn new(surface: &str, entry: EntryIx, form: MentionForm) -> Self {
        let capital = |word: &str| word.chars().next().is_some_and(char::is_uppercase);
        let capitals = split_words(surface).take(32).enumerate().filter(|(_, word)| capital(&surface[word.clone()]));
        let capitals = capitals.fold(0, |bits, (n, _)| bits | 1 << n);
        let acronym = !surface.chars().any(char::is_lowercase) && surface.chars().any(char::is_uppercase);
        Self { entry, form, people: false, needs_context: false, capitals, acronym }
    }

    /// Whether words of this shape may be this name.
    pub fn fits(&self, words: usize, shape: impl Fn(usize) -> (bool, bool)) -> bool {
        (0..words).all(|n| {
            let (capital, no_small) = shape(n);
            (self.capitals >> n.min(31) & 1 == 0 || capital) && (!self.acronym || no_small || self.capitals >> n.min(31) & 1 == 0)
        })
    }
}

/// Loads the registry and the lexicon over it from `codebook/registry/`.
///
/// # Errors
/// All that is wrong in the files, each with line and column.
pub fn load_names(schema: &SchemaFiles) -> Result<(Lexicon, Registry), CodebookErrors> {
    let mut errors = Vec::new();
    let (lexicon, registry) = super::registry_files::load(schema, &mut errors);
    debug_assert_eq!(lexicon.facts.len(), registry.entries.len());
    CodebookErrors::check((lexicon, registry), errors)
}

impl EntryFacts {
    /// Whether it is an actor and no place.
    pub fn is_actor(&self) -> bool {
        matches!(self.class, EntryClass::Actor(_))
    }

    /// What the registry's entry tells; links to other entries are added by the loader.
    pub(super) fn of(entry: &RegistryEntry) -> Self {
        let (class, country, sector) = match entry {
            RegistryEntry::Actor(actor) => (EntryClass::Actor(actor.kind), &actor.country, actor.sector.clone()),
            RegistryEntry::Place(place) if matches!(place.kind.as_str(), "country" | "territory") => {
                (EntryClass::Country, &place.country, None)
            }
            RegistryEntry::Place(place) => (EntryClass::Place, &place.country, None),
        };
        let region = matches!(entry, RegistryEntry::Place(place) if place.kind == "region");
        Self { class, country: country.clone(), sector, region, government: None, country_place: None }
    }
}
