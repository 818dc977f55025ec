//! Actors, their names and affiliations, and places: only what the rows of this release refer to, the bodies that these
//! actors belong to, and the places that these places lie in. All sorted by their keys.

use std::collections::{BTreeMap, BTreeSet};

use super::article_rows::Used;
use super::words;
use crate::codebook::{ActorEntry, EntryIx, PlaceEntry, Registry, RegistryEntry};
use crate::resolve::{ActorIx, Resolution, slug};
use crate::tables::{ActorNameRow, ActorRow, AffiliationRow, PlaceRow};

const REGISTRY: &str = "registry";
const DISCOVERED: &str = "discovered";

/// The tables that are known when all articles are written.
#[derive(Debug, Default)]
pub(super) struct ActorRows {
    pub actors: Vec<ActorRow>,
    pub names: Vec<ActorNameRow>,
    pub affiliations: Vec<AffiliationRow>,
    pub places: Vec<PlaceRow>,
}

/// Makes them for what is used.
pub(super) fn rows(resolution: &Resolution, registry: &Registry, used: &Used) -> ActorRows {
    let (affiliations, organisations) = affiliations(resolution, registry, &used.actors);
    // a place that articles introduce brings the region or country that it lies in
    let around = used.new_places.iter().filter_map(|id| resolution.places().within(id));
    let used_places = used.places.iter().copied().chain(around).collect();
    let mut rows = ActorRows { affiliations, places: places(registry, &used_places), ..ActorRows::default() };
    rows.places.extend(used.new_places.iter().filter_map(|id| new_place_row(resolution, registry, id)));
    rows.places.sort_by(|a, b| a.place_id.cmp(&b.place_id));
    for &actor in used.actors.union(&organisations) {
        rows.actors.extend(actor_row(resolution, registry, actor));
        names(resolution, registry, actor, &mut rows.names);
    }
    rows.actors.sort_by(|a, b| a.actor_id.cmp(&b.actor_id));
    rows.names.sort_by(|a, b| (&a.actor_id, &a.name).cmp(&(&b.actor_id, &b.name)));
    rows
}

fn entry(registry: &Registry, actor: ActorIx) -> Option<&ActorEntry> {
    match registry.entries.get(actor.0 as usize) {
        Some(RegistryEntry::Actor(entry)) => Some(entry),
        _ => None,
    }
}

fn actor_row(resolution: &Resolution, registry: &Registry, actor: ActorIx) -> Option<ActorRow> {
    if let Some(found) = resolution.actors().discovered(actor) {
        return Some(ActorRow {
            actor_id: found.id.clone(),
            name: found.name().to_owned(),
            kind: words::kind(found.kind).to_owned(),
            sector: found.sector().map(str::to_owned),
            country: found.country().map(str::to_owned),
            wikidata_id: None,
            origin: DISCOVERED.to_owned(),
        });
    }
    let entry = entry(registry, actor)?;
    Some(ActorRow {
        actor_id: entry.id.clone(),
        name: entry.name.clone(),
        kind: words::kind(entry.kind).to_owned(),
        sector: entry.sector.clone(),
        country: entry.country.clone(),
        wikidata_id: entry.wikidata_id.clone(),
        origin: REGISTRY.to_owned(),
    })
}

fn names(resolution: &Resolution, registry: &Registry, actor: ActorIx, rows: &mut Vec<ActorNameRow>) {
    let actor_id = resolution.actors().id(actor, registry).to_owned();
    let mut names: BTreeMap<String, (Option<String>, &str)> = BTreeMap::new();
    if let Some(found) = resolution.actors().discovered(actor) {
        names.extend(found.names().map(|name| (name.to_owned(), (None, DISCOVERED))));
    } else if let Some(entry) = entry(registry, actor) {
        names.extend(resolution.actors().more_names(actor).map(|name| (name.to_owned(), (None, DISCOVERED))));
        names.insert(entry.name.clone(), (None, REGISTRY));
        names.extend(entry.names.iter().map(|name| (name.name.clone(), (name.language.clone(), REGISTRY))));
    }
    rows.extend(names.into_iter().map(|(name, (language, origin))| ActorNameRow {
        actor_id: actor_id.clone(),
        name,
        language,
        origin: origin.to_owned(),
    }));
}

/// Affiliations of the actors that rows refer to, and the bodies these belong to, whose own are not followed.
///
/// Where registry and articles state the same office of the same body, the registry's row stands. A second term in the
/// registry gets `-2`, in the order of its first days.
fn affiliations(resolution: &Resolution, registry: &Registry, used: &BTreeSet<ActorIx>) -> (Vec<AffiliationRow>, BTreeSet<ActorIx>) {
    let id = |actor: ActorIx| resolution.actors().id(actor, registry).to_owned();
    let mut rows: BTreeMap<String, AffiliationRow> = BTreeMap::new();
    let mut organisations = BTreeSet::new();
    for &actor in used {
        let mut terms: Vec<_> = entry(registry, actor).into_iter().flat_map(|entry| &entry.affiliations).collect();
        terms.sort_by_key(|term| (term.from, term.to));
        for term in terms {
            let body = term.organisation.map(|EntryIx(ix)| ActorIx(ix)).filter(|body| entry(registry, *body).is_some());
            let office = term.office.as_deref().map_or("-".to_owned(), slug);
            let base = affiliation_id(&id(actor), body.map(id), &office);
            let free = (2..).map(|n| format!("{base}-{n}")).find(|id| !rows.contains_key(id));
            let affiliation_id = if rows.contains_key(&base) { free.unwrap_or_default() } else { base };
            organisations.extend(body);
            let row = AffiliationRow {
                affiliation_id: affiliation_id.clone(),
                actor_id: id(actor),
                organisation_actor_id: body.map(id),
                office: term.office.clone(),
                sector: term.sector.clone(),
                stated_from: term.from,
                stated_to: term.to,
                origin: REGISTRY.to_owned(),
            };
            rows.insert(affiliation_id, row);
        }
    }
    for (actor, body, office, stated) in resolution.actors().offices().iter().filter(|(actor, ..)| used.contains(actor)) {
        let affiliation_id = affiliation_id(&id(actor), body.map(id), office);
        organisations.extend(body);
        rows.entry(affiliation_id.clone()).or_insert_with(|| AffiliationRow {
            affiliation_id,
            actor_id: id(actor),
            organisation_actor_id: body.map(id),
            office: stated.title().map(str::to_owned),
            sector: stated.sector().map(str::to_owned),
            stated_from: stated.from,
            stated_to: stated.to,
            origin: DISCOVERED.to_owned(),
        });
    }
    (rows.into_values().collect(), organisations)
}

/// `--` stands for no body, `-` for no office.
fn affiliation_id(actor: &str, organisation: Option<String>, office: &str) -> String {
    format!("{actor}:{}:{office}", organisation.as_deref().unwrap_or("--"))
}

fn places(registry: &Registry, used: &BTreeSet<EntryIx>) -> Vec<PlaceRow> {
    let place = |ix: EntryIx| match registry.entries.get(ix.0 as usize) {
        Some(RegistryEntry::Place(place)) => Some(place),
        _ => None,
    };
    let mut rows: BTreeMap<&str, PlaceRow> = BTreeMap::new();
    for &start in used {
        let mut next = place(start);
        while let Some(here) = next.filter(|here| !rows.contains_key(here.id.as_str())) {
            let parent = here.parent.and_then(place);
            rows.insert(&here.id, place_row(here, parent));
            next = parent;
        }
    }
    rows.into_values().collect()
}

/// A place that the registry doesn't know.
fn new_place_row(resolution: &Resolution, registry: &Registry, id: &str) -> Option<PlaceRow> {
    let within = resolution.places().within(id).and_then(|ix| match registry.entries.get(ix.0 as usize) {
        Some(RegistryEntry::Place(place)) => Some(place),
        _ => None,
    });
    Some(PlaceRow {
        place_id: id.to_owned(),
        name: resolution.places().name(id)?.to_owned(),
        kind: "other".to_owned(),
        parent_place_id: within.map(|place| place.id.clone()),
        country: within.and_then(|place| place.country.clone()),
        admin1: within.and_then(|place| place.admin1.clone()),
        latitude: None,
        longitude: None,
        geonames_id: None,
    })
}

fn place_row(place: &PlaceEntry, parent: Option<&PlaceEntry>) -> PlaceRow {
    PlaceRow {
        place_id: place.id.clone(),
        name: place.name.clone(),
        kind: place.kind.clone(),
        parent_place_id: parent.map(|parent| parent.id.clone()),
        country: place.country.clone(),
        admin1: place.admin1.clone(),
        latitude: place.latitude,
        longitude: place.longitude,
        geonames_id: place.geonames_id,
    }
}
