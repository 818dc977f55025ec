//! Who a chain is: the registry's entry, or an actor that the articles themselves introduce.
//!
//! - A chain with an entry of the lexicon is that entry.
//! - A person known by one name part alone is `per.<article_id>.<slug>`, and so is a body whose name many have ("Senate",
//!   `gov.<article_id>.senate`) and whose country the article leaves open; they are merged with nobody.
//! - Any other chain is known by its longest full name. If the registry has exactly one actor of the same kind with that
//!   name (letter case aside), it is that actor; and so is a body whose name of several words has the slug of just one
//!   registered body's, whatever its kind. Else it is discovered: the prefix of its kind and the slug of that name.
//!   Where the registry uses that id for somebody else, `-2`, `-3` ... is added; the registry doesn't depend on articles,
//!   so neither does the suffix.
//! - A chain without any name is nobody: its mentions stay unlinked.
//!
//! What a discovered actor shows (spelling, country, sector) is what most chains say, the first in byte order among equals.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use super::offices::Offices;
use super::slug::slug;
use crate::codebook::{Registry, RegistryEntry};
use crate::extract::{ActorKind, Chain};
use crate::spill::Processed;

/// An actor of the release: an entry of the registry below its length, a discovered one above.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActorIx(pub u32);

/// All actors that the articles speak of.
#[derive(Debug, Default)]
pub struct Actors {
    /// Entries of the registry: smaller indexes are its actors.
    pub(super) registry: u32,
    /// Actors that the registry doesn't know.
    pub(super) discovered: Vec<Discovered>,
    /// Names in articles that the registry's actors don't have there.
    pub(super) more_names: BTreeMap<ActorIx, BTreeSet<String>>,
    /// Offices that articles state.
    pub(super) offices: Offices,
}

/// An actor that the registry doesn't know.
#[derive(Debug)]
pub struct Discovered {
    /// `actor_id` in the tables.
    pub id: String,
    /// What kind of actor.
    pub kind: ActorKind,
    names: BTreeSet<String>,
    spellings: Votes,
    countries: Votes,
    sectors: Votes,
}

impl Discovered {
    /// The name to show.
    pub fn name(&self) -> &str {
        self.spellings.winner().unwrap_or(&self.id)
    }

    /// All names in the articles, in byte order.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(String::as_str)
    }

    /// Its country, as most articles have it.
    pub fn country(&self) -> Option<&str> {
        self.countries.winner()
    }

    /// Its sector, as most articles have it.
    pub fn sector(&self) -> Option<&str> {
        self.sectors.winner()
    }
}

impl Actors {
    /// The discovered actor at this index; `None` for one of the registry.
    pub fn discovered(&self, actor: ActorIx) -> Option<&Discovered> {
        self.discovered.get(actor.0.checked_sub(self.registry)? as usize)
    }

    /// The actor's id.
    pub fn id<'a>(&'a self, actor: ActorIx, registry: &'a Registry) -> &'a str {
        match (self.discovered(actor), registry.entries.get(actor.0 as usize)) {
            (Some(discovered), _) => &discovered.id,
            (None, Some(RegistryEntry::Actor(entry))) => &entry.id,
            (None, Some(RegistryEntry::Place(place))) => &place.id,
            (None, None) => "",
        }
    }

    /// Names that articles use for an actor of the registry and that it doesn't have there, in byte order.
    pub fn more_names(&self, actor: ActorIx) -> impl Iterator<Item = &str> {
        self.more_names.get(&actor).into_iter().flatten().map(String::as_str)
    }

    /// The offices that articles state.
    pub fn offices(&self) -> &Offices {
        &self.offices
    }
}

/// Counts how often each value was given.
#[derive(Debug, Clone, Default)]
pub(super) struct Votes(BTreeMap<String, u32>);

impl Votes {
    pub(super) fn add(&mut self, value: &str) {
        match self.0.get_mut(value) {
            Some(count) => *count += 1,
            None => {
                self.0.insert(value.to_owned(), 1);
            }
        }
    }

    /// The most frequent value, the first in byte order among equals.
    pub(super) fn winner(&self) -> Option<&str> {
        self.0.iter().max_by_key(|(value, count)| (**count, std::cmp::Reverse(*value))).map(|(value, _)| value.as_str())
    }
}

/// The prefix of a discovered actor's id. Each kind has its own, so that one id never means two kinds.
fn prefix(kind: ActorKind) -> &'static str {
    match kind {
        ActorKind::Person => "per",
        ActorKind::Government => "gov",
        ActorKind::Military => "mil",
        ActorKind::Police => "cop",
        ActorKind::ArmedGroup => "armed",
        ActorKind::Party => "party",
        ActorKind::Igo => "igo",
        ActorKind::Ngo => "ngo",
        ActorKind::Company => "com",
        ActorKind::Media => "media",
        ActorKind::Group => "group",
        ActorKind::Other => "org",
    }
}

/// Links the chains of one article after another.
pub(super) struct Linker<'r> {
    registry: &'r Registry,
    /// Registry actors by kind and lower-cased name; `None` where two share it.
    by_name: HashMap<(ActorKind, String), Option<u32>>,
    /// Registry bodies of any kind by the slug of a name of several words; `None` where two share it.
    by_slug: HashMap<String, Option<u32>>,
    registry_ids: HashSet<&'r str>,
    by_id: HashMap<String, ActorIx>,
    actors: Actors,
}

impl<'r> Linker<'r> {
    pub(super) fn new(registry: &'r Registry) -> Self {
        let (mut by_name, mut by_slug) = (HashMap::new(), HashMap::new());
        let mut registry_ids = HashSet::new();
        for (ix, entry) in registry.entries.iter().enumerate() {
            let RegistryEntry::Actor(actor) = entry else { continue };
            registry_ids.insert(actor.id.as_str());
            for name in actor.names.iter().map(|n| n.name.as_str()).chain([actor.name.as_str()]) {
                let found = by_name.entry((actor.kind, name.to_lowercase())).or_insert(Some(ix as u32));
                if *found != Some(ix as u32) {
                    *found = None;
                }
                if actor.kind != ActorKind::Person && name.contains(' ') {
                    let found = by_slug.entry(slug(name)).or_insert(Some(ix as u32));
                    if *found != Some(ix as u32) {
                        *found = None;
                    }
                }
            }
        }
        let actors = Actors { registry: registry.entries.len() as u32, ..Actors::default() };
        Self { registry, by_name, by_slug, registry_ids, by_id: HashMap::new(), actors }
    }

    /// The actor of every chain of the article, in their order.
    pub(super) fn article(&mut self, processed: &Processed) -> Vec<Option<ActorIx>> {
        let chains = &processed.findings.chains;
        let mut surnames: BTreeMap<String, u32> = BTreeMap::new();
        let linked: Vec<_> = chains.iter().map(|chain| self.chain(chain, &processed.article.id.0, &mut surnames)).collect();
        let at = |chain: usize| linked.get(chain).copied().flatten();
        for (n, chain) in chains.iter().enumerate() {
            for office in &chain.offices {
                if at(n).is_some_and(|actor| self.repeats_registry(actor, &office.title)) {
                    continue;
                }
                let organisation = office.organisation.and_then(|ix| at(ix.0 as usize));
                if let Some(actor) = at(n) {
                    self.actors.offices.add(actor, organisation, office, processed.article.meta.published_on);
                }
            }
        }
        linked
    }

    pub(super) fn finish(self) -> Actors {
        self.actors
    }

    /// Whether the registry already has this office of the actor, by all of its words: "President" beside "President of
    /// Mali". It knows the days of the office, which an article doesn't.
    fn repeats_registry(&self, actor: ActorIx, title: &str) -> bool {
        let Some(RegistryEntry::Actor(entry)) = self.registry.entries.get(actor.0 as usize) else { return false };
        let stated = slug(title);
        let known = |office: &String| {
            let office = slug(office);
            stated.split('-').all(|word| office.split('-').any(|other| other == word))
        };
        entry.affiliations.iter().filter_map(|affiliation| affiliation.office.as_ref()).any(known)
    }

    fn chain(&mut self, chain: &Chain, article_id: &str, surnames: &mut BTreeMap<String, u32>) -> Option<ActorIx> {
        if let Some(entry) = chain.entry {
            let actor = ActorIx(entry.0);
            let RegistryEntry::Actor(known) = self.registry.entries.get(entry.0 as usize)? else { return None };
            let known: HashSet<_> = known.names.iter().map(|n| n.name.to_lowercase()).chain([known.name.to_lowercase()]).collect();
            self.more_names(actor, chain, &known);
            return Some(actor);
        }
        let name = one_line(&chain.name);
        if name.is_empty() {
            return None;
        }
        if chain.local {
            let slug = slug(&name);
            let count = surnames.entry(slug.clone()).or_insert(0);
            *count += 1;
            let suffix = if *count > 1 { format!("-{count}") } else { String::new() };
            return Some(self.discovered(format!("{}.{article_id}.{slug}{suffix}", prefix(chain.kind)), &name, chain));
        }
        // what the article shows of a body's kind may be wrong, and apostrophes and accents come and go
        let of_any_kind = || self.by_slug.get(&slug(&name)).filter(|_| chain.kind != ActorKind::Person).copied();
        if let Some(ix) = self.by_name.get(&(chain.kind, name.to_lowercase())).copied().flatten().or_else(|| of_any_kind().flatten()) {
            let actor = ActorIx(ix);
            self.more_names(actor, chain, &HashSet::from([name.to_lowercase()]));
            return Some(actor);
        }
        let id = self.free_id(format!("{}.{}", prefix(chain.kind), slug(&name)));
        Some(self.discovered(id, &name, chain))
    }

    /// The id itself, or with the first suffix that the registry leaves free.
    fn free_id(&self, id: String) -> String {
        let taken = |id: &str| self.registry_ids.contains(id);
        if !taken(&id) {
            return id;
        }
        (2u32..).map(|n| format!("{id}-{n}")).find(|id| !taken(id)).unwrap_or(id)
    }

    fn discovered(&mut self, id: String, name: &str, chain: &Chain) -> ActorIx {
        let next = ActorIx(self.actors.registry + self.actors.discovered.len() as u32);
        let actor = *self.by_id.entry(id.clone()).or_insert(next);
        if actor == next {
            let (names, spellings, countries, sectors) = Default::default();
            self.actors.discovered.push(Discovered { id, kind: chain.kind, names, spellings, countries, sectors });
        }
        let found = &mut self.actors.discovered[(actor.0 - self.actors.registry) as usize];
        found.spellings.add(name);
        found.names.insert(name.to_owned());
        found.names.extend(chain.names.iter().map(|n| one_line(n)).filter(|n| !n.is_empty()));
        chain.country.iter().for_each(|country| found.countries.add(country));
        chain.sector.iter().for_each(|sector| found.sectors.add(sector));
        actor
    }

    fn more_names(&mut self, actor: ActorIx, chain: &Chain, known: &HashSet<String>) {
        for name in chain.names.iter().map(|n| one_line(n)).filter(|n| !n.is_empty()) {
            if !known.contains(&name.to_lowercase()) {
                self.actors.more_names.entry(actor).or_default().insert(name);
            }
        }
    }
}

/// A name on one line: every run of white space one space.
fn one_line(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ")
}
