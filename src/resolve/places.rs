//! Places that articles name and the registry doesn't know.
//!
//! Such a place is known by its name alone: `x.` and the slug of it. No place of the registry has such an id, since theirs
//! begin with the three letters of a country.

use std::collections::{BTreeMap, BTreeSet};

use super::actors::Votes;
use super::slug::slug;
use crate::codebook::EntryIx;
use crate::extract::NewPlace;

/// All of them, by id.
#[derive(Debug, Default)]
pub struct NewPlaces(BTreeMap<String, Told>);

/// What articles tell of one.
#[derive(Debug, Default)]
struct Told {
    names: Votes,
    within: BTreeSet<EntryIx>,
}

/// The id of a place of this name.
pub fn new_place_id(name: &str) -> String {
    format!("x.{}", slug(name))
}

impl NewPlaces {
    /// Adds a place that an article has.
    pub(super) fn add(&mut self, place: &NewPlace) {
        let told = self.0.entry(new_place_id(&place.name)).or_default();
        told.names.add(&place.name);
        told.within.extend(place.within);
    }

    /// The name to show for an id: what most articles write.
    pub fn name(&self, id: &str) -> Option<&str> {
        self.0.get(id)?.names.winner()
    }

    /// The region or country that it lies in, where all articles that tell it say the same: else several places have
    /// this name.
    pub fn within(&self, id: &str) -> Option<EntryIx> {
        let within = &self.0.get(id)?.within;
        within.first().copied().filter(|_| within.len() == 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_are_one_place() {
        let mut places = NewPlaces::default();
        let place = |name: &str, within| NewPlace { name: name.to_owned(), within };
        let told = [("Ain Zara", None), ("AIN ZARA", Some(EntryIx(1))), ("Ain Zara", Some(EntryIx(1)))];
        told.iter().for_each(|(name, within)| places.add(&place(name, *within)));
        assert_eq!(places.within("x.ain-zara"), Some(EntryIx(1)));
        places.add(&place("Ain Zara", Some(EntryIx(2))));
        assert_eq!(places.within("x.ain-zara"), None, "two places of one name");
        assert_eq!(new_place_id("Aïn Zara"), "x.ain-zara");
        assert_eq!(places.name("x.ain-zara"), Some("Ain Zara"));
        assert_eq!(places.name("x.elsewhere"), None);
    }
}
