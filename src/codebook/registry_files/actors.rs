//! Bodies of countries, organisations, persons with their offices, and other names of any of them.

use super::{ALIASES, BODIES, Country, Loader, OFFICES, ORGANISATIONS, PERSONS};
use crate::codebook::lexicon::{Holder, Reading};
use crate::codebook::phrases::{split_words, word_hash};
use crate::codebook::{ActorEntry, CsvRow, EntryIx, RegistryAffiliation, RegistryEntry, RegistryName};
use crate::extract::{ActorKind, MentionForm};

impl Loader<'_, '_> {
    pub(super) fn bodies(&mut self, countries: &[Country]) {
        let file = self.read(BODIES);
        let rows: Vec<_> = file.rows().collect();
        for (body, row) in rows.iter().enumerate() {
            for noun in row.list("nouns") {
                if self.lexicon.bodies.add(noun, body as u32) != body as u32 {
                    self.errors.push(row.error("nouns", format!("`{noun}` stands for two bodies"), "leave it with one of them"));
                }
            }
        }
        for row in &rows {
            for code in row.list("countries").filter(|code| !countries.iter().any(|c| c.governed && c.iso3 == *code)) {
                self.errors.push(row.error(
                    "countries",
                    format!("`{code}` is no country with a government"),
                    "give ISO 3166-1 alpha-3 codes",
                ));
            }
        }
        self.lexicon.body_count = rows.len() as u32;
        let kinds: Vec<Option<ActorKind>> = rows.iter().map(|row| self.word(*row, "kind")).collect();
        let governed = countries.iter().filter(|c| c.governed);
        for (number, country) in governed.enumerate() {
            self.lexicon.country_rows[country.place.0 as usize] = Some(number as u32);
            for (row, kind) in rows.iter().zip(&kinds) {
                let has = row.get("countries").is_empty() || row.list("countries").any(|code| code == country.iso3);
                let entry =
                    if has { Some(self.body(*row, kind.unwrap_or(ActorKind::Other), country)) } else { self.body_instead(*row, country) };
                self.lexicon.body_entries.push(entry);
            }
        }
    }

    /// What a body's nouns stand for in a country without it, such as the one house of a parliament.
    fn body_instead(&mut self, row: CsvRow<'_>, country: &Country) -> Option<EntryIx> {
        let id = row.optional("elsewhere")?.replace("{iso3}", &country.iso3.to_lowercase());
        let found = self.ids.get(&id).copied();
        if found.is_none() {
            self.errors.push(row.error("elsewhere", format!("there is no entry `{id}`"), "give the id of a body in a row above"));
        }
        found
    }

    fn body(&mut self, row: CsvRow<'_>, kind: ActorKind, country: &Country) -> EntryIx {
        let fill = |template: &str| {
            let template = template.replace("{iso3}", &country.iso3.to_lowercase());
            template.replace("{name}", &country.name).replace("{adjective}", &country.adjective)
        };
        let id = fill(row.get("id"));
        if let Some(government) = self.ids.get(&id).filter(|_| id == format!("gov.{}", country.iso3.to_lowercase())) {
            return *government;
        }
        let name = fill(row.get("name"));
        let noun = row.list("nouns").next().unwrap_or_default();
        let names = [name.clone(), format!("{} {noun}", country.adjective)];
        let ix = self.push(
            row,
            "id",
            RegistryEntry::Actor(ActorEntry {
                id,
                name,
                kind,
                sector: row.optional("sector").map(str::to_owned),
                country: Some(country.iso3.clone()),
                wikidata_id: None,
                names: names.map(|name| RegistryName { name, language: None }).to_vec(),
                affiliations: Vec::new(),
            }),
        );
        self.lexicon.facts[ix.0 as usize].country_place = Some(country.place);
        ix
    }

    fn actor(&mut self, row: CsvRow<'_>, kind: ActorKind) -> EntryIx {
        let mut names: Vec<RegistryName> = Vec::new();
        for name in std::iter::once(row.get("name")).chain(row.list("names")).chain(row.list("context_names")) {
            if !names.iter().any(|n| n.name == name) {
                names.push(RegistryName { name: name.to_owned(), language: None });
            }
        }
        let entry = ActorEntry {
            id: row.get("id").to_owned(),
            name: row.get("name").to_owned(),
            kind,
            sector: row.optional("sector").map(str::to_owned),
            country: row.optional("country").map(str::to_owned),
            wikidata_id: row.optional("wikidata_id").map(str::to_owned),
            names,
            affiliations: Vec::new(),
        };
        let ix = self.push(row, "id", RegistryEntry::Actor(entry));
        self.names(std::iter::once(row.get("name")).chain(row.list("names")), ix, MentionForm::Name, false);
        self.names(row.list("context_names"), ix, MentionForm::Name, true);
        ix
    }

    pub(super) fn organisations(&mut self) {
        let file = self.read(ORGANISATIONS);
        let mut later = Vec::new();
        for row in file.rows() {
            let kind = self.word(row, "kind").unwrap_or(ActorKind::Other);
            later.push((row, self.actor(row, kind)));
        }
        for (row, organisation) in later {
            if let Some(above) = self.link(row, "member_of") {
                let affiliation = RegistryAffiliation { organisation: Some(above), office: None, sector: None, from: None, to: None };
                self.affiliate(organisation, affiliation);
            }
        }
    }

    fn affiliate(&mut self, actor: EntryIx, affiliation: RegistryAffiliation) {
        if let RegistryEntry::Actor(entry) = &mut self.registry.entries[actor.0 as usize] {
            entry.affiliations.push(affiliation);
        }
    }

    pub(super) fn persons(&mut self) {
        let file = self.read(PERSONS);
        for row in file.rows() {
            self.actor(row, ActorKind::Person);
        }
    }

    pub(super) fn offices(&mut self) {
        let file = self.read(OFFICES);
        for row in file.rows() {
            let affiliation = RegistryAffiliation {
                organisation: self.link(row, "organisation"),
                office: row.optional("office").map(str::to_owned),
                sector: row.optional("sector").map(str::to_owned),
                from: row.parse("from", self.errors),
                to: row.parse("to", self.errors),
            };
            if affiliation.from.zip(affiliation.to).is_some_and(|(from, to)| from > to) {
                self.errors.push(row.error("to", "the office ends before it begins", "correct one of the days"));
            }
            if let Some(person) = self.link(row, "person") {
                self.holder(person, &affiliation);
                self.affiliate(person, affiliation);
            }
        }
    }

    /// Makes a person findable by title and surname.
    fn holder(&mut self, person: EntryIx, affiliation: &RegistryAffiliation) {
        let (Some(office), RegistryEntry::Actor(actor)) = (&affiliation.office, &self.registry.entries[person.0 as usize]) else { return };
        let Some(surname) = split_words(&actor.name).last() else { return };
        let surname = word_hash(&actor.name[surname]);
        let office = split_words(office).map(|word| word_hash(&office[word])).collect();
        let holder = Holder { entry: person, office, from: affiliation.from, to: affiliation.to };
        self.lexicon.holders.entry(surname).or_default().push(holder);
    }

    /// Names of entries that come from patterns, and words that stand for another thing ("the Kremlin").
    pub(super) fn aliases(&mut self) {
        let file = self.read(ALIASES);
        for row in file.rows() {
            let form = self.word(row, "form").unwrap_or(MentionForm::Name);
            let Some(entry) = self.link(row, "id") else { continue };
            let name = row.get("name");
            let needs_context = row.get("context") == "yes";
            self.name(name, Reading { needs_context, ..Reading::new(name, entry, form) });
            // "Kremlin", "Obama administration": these stand for an actor too, and a reader looks for it by them
            if let RegistryEntry::Actor(actor) = &mut self.registry.entries[entry.0 as usize] {
                actor.names.push(RegistryName { name: name.to_owned(), language: None });
            }
        }
    }
}
