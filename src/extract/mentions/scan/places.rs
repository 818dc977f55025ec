//! Towns, regions and countries that share a name, told apart by what stands beside it.

use super::{Scan, What};
use crate::codebook::{EntryClass, EntryIx, Match, Reading, WordClass};
use crate::extract::MentionForm;
use crate::extract::mentions::words::{Shape, Word};

/// Towns have no more words.
const MAX_TOWN: usize = 3;

impl<'c> Scan<'_, 'c> {
    /// The region, where a name that it shares with a town or country means the region here. What is mostly not the
    /// region's name is it only in a list of regions.
    pub(super) fn region_meant(&self, at: usize, end: usize, hit: Match<'c>) -> Option<&'c Reading> {
        let region = hit.readings.iter().find(|r| self.lexicon.facts(r.entry).region).filter(|_| hit.readings.len() > 1)?;
        let listed = self.lists_regions(at, end, self.lexicon.country(region.entry));
        (listed || !region.needs_context && self.means_region(at, end)).then_some(region)
    }

    /// "in Marlow, Texas": behind a preposition, capitalised words before a comma and a region are a town, whoever else is
    /// called so. Towns of the lexicon are found as such.
    pub(super) fn town_of_region(&mut self, at: usize) -> Option<usize> {
        let before = at.checked_sub(1).map(|n| self.words[n]);
        if !self.words[at].capital() || !before.is_some_and(|w| w.is(WordClass::Preposition) && w.shape == Shape::Lower) {
            return None;
        }
        let end = (at..at + MAX_TOWN + 1).find(|n| !self.word(*n).is_some_and(Word::capital))?;
        let closed = end > at && self.region_closed(end);
        let words = || at..end;
        let known =
            |n: usize| self.hit(n).is_some_and(|hit| hit.readings.iter().any(|r| self.lexicon.is_place(r.entry) || !r.needs_context));
        let banned = |n: usize| {
            let word = self.words[n];
            word.is(WordClass::Calendar) || self.rules.head(word.facts).is_some() || self.rules.title(self.hashes(n)).is_some()
        };
        if !closed || words().any(known) || words().any(banned) {
            return None;
        }
        self.push(self.cover(at, end), MentionForm::Name, What::Spot, "town-of-region");
        Some(end)
    }

    /// Whether a region of this country stands beside these words in a list.
    fn lists_regions(&self, at: usize, end: usize, country: Option<&str>) -> bool {
        let is_region = |entry: EntryIx| self.lexicon.facts(entry).region && self.lexicon.country(entry) == country;
        let region = |n: usize| self.hit(n).is_some_and(|hit| hit.readings.first().is_some_and(|r| is_region(r.entry)));
        let joint = |n: usize| self.shape_at(n) == Some(Shape::Comma) || self.is_at(n, WordClass::Conjunction);
        let before = (1..=2).take_while(|n| at.checked_sub(*n).is_some_and(joint)).last().and_then(|n| at.checked_sub(n + 1));
        let last = before.map(|n| self.words[n].span.end).and_then(|end| self.found.last().filter(|f| f.span.end == end));
        let listed_before = last.is_some_and(|f| matches!(f.what, What::Place(entry, _) if is_region(entry)));
        listed_before || joint(end) && (region(end + 1) || joint(end + 1) && region(end + 2))
    }

    /// Whether a name that a town and a region share means the region here.
    fn means_region(&self, at: usize, end: usize) -> bool {
        let office = |n: usize| self.rules.title(self.hashes(n)).is_some_and(|(_, title)| title.office && title.sector.is_some());
        let state = self.is_at(end, WordClass::Region)
            || at > 1 && self.is_at(at - 1, WordClass::Connector) && self.is_at(at - 2, WordClass::Region);
        let of_office = at > 1 && self.is_at(at - 1, WordClass::Preposition) && office(at - 2);
        state || of_office || office(end) || self.follows_place(at)
    }

    /// "Albany, New York": behind a comma a town stands before, or a name that nothing is known of.
    fn follows_place(&self, at: usize) -> bool {
        let comma = at.checked_sub(2).filter(|_| self.words[at - 1].shape == Shape::Comma);
        let Some(before) = comma.map(|n| self.words[n]).filter(Word::capital) else { return false };
        match self.found.last().filter(|f| f.span.end == before.span.end).map(|f| &f.what) {
            Some(What::Place(entry, _)) => self.lexicon.facts(*entry).class == EntryClass::Place,
            Some(What::Spot) => true,
            Some(_) => false,
            None => !before.is(WordClass::Calendar) && !before.is(WordClass::Ordinary),
        }
    }

    /// The region or country behind the comma that a town's name is followed by.
    fn outer_place(&self, end: usize, town: bool) -> Option<EntryIx> {
        let hit = self.hit(end + 1).filter(|_| self.shape_at(end) == Some(Shape::Comma))?;
        let closed = self.word(end + 1 + hit.words).is_none_or(|w| w.hash == 0 && w.shape != Shape::Genitive);
        let region = |entry: EntryIx| self.lexicon.facts(entry).region;
        let country = |entry: EntryIx| closed && town && self.lexicon.facts(entry).class == EntryClass::Country;
        let outer = hit.readings.iter().find(|r| r.form == MentionForm::Name && (region(r.entry) || country(r.entry)))?;
        self.lexicon.country(outer.entry).map(|_| outer.entry)
    }

    /// ", Texas,": a region behind a comma, and nothing that goes on with its name.
    pub(super) fn region_closed(&self, end: usize) -> bool {
        let Some(outer) = self.outer_place(end, false) else { return false };
        let length = self.hit(end + 1).map_or(0, |hit| hit.words);
        let closed =
            self.word(end + 1 + length).is_none_or(|w| w.hash == 0 && w.shape != Shape::Genitive || self.noun_ends(end + 1 + length));
        closed && self.lexicon.facts(outer).region
    }

    /// "Springfield, Illinois": the town that lies in the region behind the comma, whatever else has its name.
    pub(super) fn town_meant(&self, end: usize, hit: Match<'c>) -> Option<&'c Reading> {
        let outer = self.outer_place(end, false)?;
        let town = |r: &&Reading| {
            let facts = self.lexicon.facts(r.entry);
            self.lexicon.is_place(r.entry) && !facts.region && facts.class != EntryClass::Country && r.form == MentionForm::Name
        };
        hit.readings.iter().filter(town).find(|r| self.lexicon.country(r.entry) == self.lexicon.country(outer))
    }

    /// "Paris, Texas": the region or country behind the comma isn't where this place lies.
    pub(super) fn is_namesake(&self, end: usize, entry: EntryIx) -> bool {
        let facts = self.lexicon.facts(entry);
        let outer = self.outer_place(end, facts.class == EntryClass::Place).filter(|_| facts.class != EntryClass::Country && !facts.region);
        outer.is_some_and(|outer| self.lexicon.country(outer) != self.lexicon.country(entry))
    }
}
