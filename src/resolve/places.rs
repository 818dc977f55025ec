//! Places that articles name and the registry doesn't know.
//!
//! Such a place is known by its name alone: `x.` and the slug of it. No place of the registry has such an id, since theirs
//! begin with the three letters of a country.

use std::collections::BTreeMap;

use super::actors::Votes;
use super::slug::slug;

/// All of them, by id.
#[derive(Debug, Default)]
pub struct NewPlaces(BTreeMap<String, Votes>);

/// The id of a place of this name.
pub fn new_place_id(name: &str) -> String {
    format!("x.{}", slug(name))
}

impl NewPlaces {
    /// Adds a name that an article has.
    pub(super) fn add(&mut self, name: &str) {
        self.0.entry(new_place_id(name)).or_default().add(name);
    }

    /// The name to show for an id: what most articles write.
    pub fn name(&self, id: &str) -> Option<&str> {
        self.0.get(id)?.winner()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_one_name_are_one_place() {
        let mut places = NewPlaces::default();
        ["Ain Zara", "AIN ZARA", "Ain Zara"].iter().for_each(|name| places.add(name));
        assert_eq!(new_place_id("Aïn Zara"), "x.ain-zara");
        assert_eq!(places.name("x.ain-zara"), Some("Ain Zara"));
        assert_eq!(places.name("x.elsewhere"), None);
    }
}
