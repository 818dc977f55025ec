//! Reading `codebook/registry/*.csv` into the registry and its lexicon.

mod actors;

use std::collections::HashMap;

use serde::Deserialize;
use serde::de::value::{Error as ValueError, StrDeserializer};

use super::lexicon::{EntryClass, EntryFacts, Reading};
use super::{ActorEntry, CodebookError, CsvFile, CsvRow, EntryIx, Lexicon, PlaceEntry, Registry, RegistryEntry, RegistryName};
use crate::extract::{ActorKind, MentionForm};
use crate::schema::SchemaFiles;

const COUNTRIES: (&str, &[&str]) = (
    "codebook/registry/countries.csv",
    &[
        "id",
        "name",
        "names",
        "context_names",
        "adjectives",
        "people",
        "capital",
        "kind",
        "government",
        "wikidata_id",
        "geonames_id",
        "source",
    ],
);
const PLACES: (&str, &[&str]) = (
    "codebook/registry/places.csv",
    &["id", "name", "names", "kind", "parent", "country", "admin1", "latitude", "longitude", "geonames_id", "match", "source"],
);
const BODIES: (&str, &[&str]) =
    ("codebook/registry/bodies.csv", &["id", "name", "nouns", "kind", "sector", "countries", "elsewhere", "source"]);
const ORGANISATIONS: (&str, &[&str]) = (
    "codebook/registry/organisations.csv",
    &["id", "name", "names", "context_names", "kind", "sector", "country", "member_of", "wikidata_id", "source"],
);
const PERSONS: (&str, &[&str]) =
    ("codebook/registry/persons.csv", &["id", "name", "names", "context_names", "country", "sector", "wikidata_id", "source"]);
const OFFICES: (&str, &[&str]) = ("codebook/registry/offices.csv", &["person", "office", "organisation", "sector", "from", "to", "source"]);
const ALIASES: (&str, &[&str]) = ("codebook/registry/aliases.csv", &["name", "id", "form", "context", "source"]);

/// Reads all files; what is wrong is pushed to `errors`.
pub(super) fn load(schema: &SchemaFiles, errors: &mut Vec<CodebookError>) -> (Lexicon, Registry) {
    let mut loader = Loader { schema, errors, registry: Registry::default(), lexicon: Lexicon::default(), ids: HashMap::new() };
    let countries = loader.countries();
    loader.places();
    loader.mark_capitals(&countries);
    loader.bodies(&countries);
    loader.organisations();
    loader.persons();
    loader.offices();
    loader.aliases();
    (loader.lexicon, loader.registry)
}

struct Loader<'s, 'e> {
    schema: &'s SchemaFiles,
    errors: &'e mut Vec<CodebookError>,
    registry: Registry,
    lexicon: Lexicon,
    ids: HashMap<String, EntryIx>,
}

/// A country that has been read, for the files that speak of it.
struct Country {
    iso3: String,
    place: EntryIx,
    name: String,
    adjective: String,
    capital: String,
    governed: bool,
    line: u64,
}

impl Loader<'_, '_> {
    fn read(&mut self, (path, columns): (&str, &[&str])) -> CsvFile {
        let file = CsvFile::read(self.schema, path, columns, self.errors);
        if columns[0] != "person" {
            file.check_sorted(columns[0], self.errors);
        }
        file
    }

    fn push(&mut self, row: CsvRow<'_>, column: &str, entry: RegistryEntry) -> EntryIx {
        let ix = EntryIx(self.registry.entries.len() as u32);
        let id = match &entry {
            RegistryEntry::Actor(actor) => &actor.id,
            RegistryEntry::Place(place) => &place.id,
        };
        if !well_formed(id, matches!(entry, RegistryEntry::Actor(_))) {
            let hint =
                "an actor's id is a prefix, a dot and a slug, a place's its country's code and slugs; small letters, digits, hyphens";
            self.errors.push(row.error(column, format!("`{id}` is no id"), hint));
        }
        if self.ids.insert(id.clone(), ix).is_some() {
            self.errors.push(row.error(column, format!("the id `{id}` is given twice"), "give each entry an id of its own"));
        }
        let mut facts = EntryFacts::of(&entry);
        // countries are read first, and the id of one is its code
        facts.country_place =
            facts.country.as_ref().and_then(|code| self.ids.get(&code.to_lowercase()).copied()).filter(|_| facts.is_actor());
        self.lexicon.facts.push(facts);
        self.lexicon.country_rows.push(None);
        self.registry.entries.push(entry);
        ix
    }

    fn name(&mut self, surface: &str, reading: Reading) {
        let number = self.lexicon.names.add(surface, self.lexicon.readings.len() as u32) as usize;
        if number == self.lexicon.readings.len() {
            self.lexicon.readings.push(Vec::new());
        }
        let readings = &mut self.lexicon.readings[number];
        if !readings.contains(&reading) {
            readings.push(reading);
        }
    }

    fn names<'a>(&mut self, surfaces: impl IntoIterator<Item = &'a str>, entry: EntryIx, form: MentionForm, needs_context: bool) {
        for surface in surfaces {
            self.name(surface, Reading { needs_context, ..Reading::new(surface, entry, form) });
        }
    }

    fn link(&mut self, row: CsvRow<'_>, column: &str) -> Option<EntryIx> {
        let id = row.optional(column)?;
        let found = self.ids.get(id).copied();
        if found.is_none() {
            self.errors.push(row.error(column, format!("there is no entry `{id}`"), "correct the id or add the entry"));
        }
        found
    }

    /// A cell that holds a word of a fixed set, such as an actor's kind.
    fn word<T: for<'d> Deserialize<'d>>(&mut self, row: CsvRow<'_>, column: &str) -> Option<T> {
        match T::deserialize(StrDeserializer::<ValueError>::new(row.get(column))) {
            Ok(value) => Some(value),
            Err(e) => {
                self.errors.push(row.error(column, e.to_string(), "use one of these words"));
                None
            }
        }
    }

    fn countries(&mut self) -> Vec<Country> {
        let file = self.read(COUNTRIES);
        let mut found = Vec::new();
        for row in file.rows() {
            let iso3 = row.get("id").to_uppercase();
            let entry = PlaceEntry {
                id: row.get("id").to_owned(),
                name: row.get("name").to_owned(),
                kind: row.get("kind").to_owned(),
                parent: None,
                country: Some(iso3.clone()),
                admin1: None,
                latitude: None,
                longitude: None,
                geonames_id: row.parse("geonames_id", self.errors),
            };
            let place = self.push(row, "id", RegistryEntry::Place(entry));
            self.country_names(row, place);
            let adjective = row.list("adjectives").next().unwrap_or(row.get("name")).to_owned();
            found.push(Country {
                iso3,
                place,
                name: row.get("name").to_owned(),
                adjective,
                capital: row.get("capital").to_owned(),
                governed: row.get("government") == "yes",
                line: row.line(),
            });
            if row.get("government") == "yes" {
                self.government(row, place);
            }
        }
        found
    }

    fn country_names(&mut self, row: CsvRow<'_>, place: EntryIx) {
        let ambiguous: Vec<_> = row.list("context_names").collect();
        let plain = std::iter::once(row.get("name")).chain(row.list("names"));
        self.names(plain.filter(|name| !ambiguous.contains(name)), place, MentionForm::Name, false);
        self.names(ambiguous.iter().copied(), place, MentionForm::Name, true);
        self.names(row.list("adjectives"), place, MentionForm::Demonym, false);
        for surface in row.list("people") {
            self.name(surface, Reading { people: true, ..Reading::new(surface, place, MentionForm::Demonym) });
        }
    }

    fn government(&mut self, row: CsvRow<'_>, place: EntryIx) {
        let name = format!("Government of {}", row.get("name"));
        let all = std::iter::once(name.as_str()).chain([row.get("name")]).chain(row.list("names")).chain(row.list("context_names"));
        let mut names: Vec<RegistryName> = Vec::new();
        for name in all {
            if !names.iter().any(|n| n.name == name) {
                names.push(RegistryName { name: name.to_owned(), language: None });
            }
        }
        let country = row.get("id").to_uppercase();
        let entry = RegistryEntry::Actor(ActorEntry {
            id: format!("gov.{}", row.get("id")),
            name,
            kind: ActorKind::Government,
            sector: Some("GOV".to_owned()),
            country: Some(country),
            wikidata_id: None,
            names,
            affiliations: Vec::new(),
        });
        let government = self.push(row, "id", entry);
        for entry in [place, government] {
            self.lexicon.facts[entry.0 as usize].government = Some(government);
            self.lexicon.facts[entry.0 as usize].country_place = Some(place);
        }
    }

    fn places(&mut self) {
        let file = self.read(PLACES);
        let mut later = Vec::new();
        for row in file.rows() {
            let entry = RegistryEntry::Place(PlaceEntry {
                id: row.get("id").to_owned(),
                name: row.get("name").to_owned(),
                kind: row.get("kind").to_owned(),
                parent: None,
                country: row.optional("country").map(str::to_owned),
                admin1: row.optional("admin1").map(str::to_owned),
                latitude: row.parse("latitude", self.errors),
                longitude: row.parse("longitude", self.errors),
                geonames_id: row.parse("geonames_id", self.errors),
            });
            let place = self.push(row, "id", entry);
            let needs_context = match row.get("match") {
                "context" => true,
                "free" => false,
                other => {
                    let message = format!("`{other}` is no way to match");
                    self.errors.push(row.error("match", message, "write `free`, or `context` for a name that also means other things"));
                    false
                }
            };
            self.names(std::iter::once(row.get("name")).chain(row.list("names")), place, MentionForm::Name, needs_context);
            later.push((row, place));
        }
        for (row, place) in later {
            let parent = self.link(row, "parent");
            if let RegistryEntry::Place(entry) = &mut self.registry.entries[place.0 as usize] {
                entry.parent = parent;
            }
            self.lexicon.facts[place.0 as usize].country_place = parent.filter(|p| self.lexicon.facts(*p).class == EntryClass::Country);
        }
    }

    /// A capital's name may stand for the government.
    fn mark_capitals(&mut self, countries: &[Country]) {
        for country in countries.iter().filter(|c| !c.capital.is_empty()) {
            let Some(capital) = self.ids.get(&country.capital).copied() else {
                self.errors.push(CodebookError::new(
                    COUNTRIES.0,
                    (country.line, 0),
                    format!("the capital `{}` is no place", country.capital),
                    "correct the id or add it to places.csv",
                ));
                continue;
            };
            let government = self.lexicon.facts(country.place).government;
            let facts = &mut self.lexicon.facts[capital.0 as usize];
            (facts.class, facts.government) = (EntryClass::Capital, government);
        }
    }
}

/// Whether an id has the form that the tables promise.
fn well_formed(id: &str, actor: bool) -> bool {
    let mut parts = id.split('.');
    let slug = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-');
    let letters = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase());
    let first = parts.next().unwrap_or_default();
    let rest: Vec<_> = parts.collect();
    letters(first) && rest.iter().all(|part| slug(part)) && if actor { !rest.is_empty() } else { first.len() == 3 }
}

#[cfg(test)]
mod tests;
