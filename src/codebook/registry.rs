//! The registry: every actor and place that the codebook knows, with the ids that the tables show.
//!
//! Rooms up to `extract` see entries only through the lexicon, as an [`EntryIx`](super::EntryIx); the ids are for
//! `resolve` and `publish`.

use chrono::NaiveDate;

use super::EntryIx;
use crate::extract::ActorKind;

/// All entries; an [`EntryIx`] is an index into it.
#[derive(Debug, Clone, Default)]
pub struct Registry {
    /// In the order of the codebook's files.
    pub entries: Vec<RegistryEntry>,
}

impl Registry {
    /// The entry at this index.
    pub fn get(&self, entry: EntryIx) -> &RegistryEntry {
        &self.entries[entry.0 as usize]
    }
}

/// An actor or a place.
#[derive(Debug, Clone)]
pub enum RegistryEntry {
    /// A person or body.
    Actor(ActorEntry),
    /// A country, region or town.
    Place(PlaceEntry),
}

/// A person or body of the registry.
#[derive(Debug, Clone)]
pub struct ActorEntry {
    /// `actor_id` in the tables.
    pub id: String,
    /// The name to show.
    pub name: String,
    /// Kind.
    pub kind: ActorKind,
    /// PLOVER sector.
    pub sector: Option<String>,
    /// ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// Wikidata item.
    pub wikidata_id: Option<String>,
    /// All names, `name` included.
    pub names: Vec<RegistryName>,
    /// Offices held and bodies belonged to.
    pub affiliations: Vec<RegistryAffiliation>,
}

/// A name of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryName {
    /// As written.
    pub name: String,
    /// BCP 47 tag, where not plain English.
    pub language: Option<String>,
}

/// An office or membership with its days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegistryAffiliation {
    /// The body, an actor's index.
    pub organisation: Option<EntryIx>,
    /// The office; `None` for a plain membership.
    pub office: Option<String>,
    /// PLOVER sector of the office.
    pub sector: Option<String>,
    /// First day.
    pub from: Option<NaiveDate>,
    /// Last day.
    pub to: Option<NaiveDate>,
}

/// A place of the registry.
#[derive(Debug, Clone, PartialEq)]
pub struct PlaceEntry {
    /// `place_id` in the tables.
    pub id: String,
    /// English name.
    pub name: String,
    /// `country`, `territory`, `region`, `city`, `area`, `water` or `other`.
    pub kind: String,
    /// The place that it lies in.
    pub parent: Option<EntryIx>,
    /// ISO 3166-1 alpha-3.
    pub country: Option<String>,
    /// First-level division.
    pub admin1: Option<String>,
    /// Degrees north.
    pub latitude: Option<f64>,
    /// Degrees east.
    pub longitude: Option<f64>,
    /// GeoNames id.
    pub geonames_id: Option<u32>,
}
