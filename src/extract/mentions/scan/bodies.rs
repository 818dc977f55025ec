//! Bodies: of a country ("Malian army"), and by a head word ("Harvard University").

use super::{MAX_NAME, Scan, Step, What};
use crate::codebook::{EntryClass, EntryIx, Match, Reading, WordClass};
use crate::extract::MentionForm;
use crate::extract::mentions::words::{Shape, Word};

impl<'c> Scan<'_, 'c> {
    /// "Malian army", "Mali's ruling junta": a country and the noun of one of its bodies.
    pub(super) fn body_of_country(&mut self, at: usize, hit: Match<'c>) -> Option<Step> {
        let is_country = |r: &&Reading| !r.people && !r.needs_context && self.lexicon.facts(r.entry).class == EntryClass::Country;
        let reading = hit.readings.iter().find(is_country)?.clone();
        let end = at + hit.words;
        let mut noun = end + usize::from(self.shape_at(end) == Some(Shape::Genitive));
        let owned = noun > end || reading.form == MentionForm::Demonym || reading.acronym;
        let modifiers = (noun..noun + 2).take_while(|n| self.is_at(*n, WordClass::Modifier)).count();
        let (length, body) = (0..=modifiers).rev().find_map(|skip| {
            let found = self.lexicon.body(self.hashes(noun + skip))?;
            noun += skip;
            Some(found)
        })?;
        let stop = noun + length;
        let entry = self.lexicon.body_of(reading.entry, body)?;
        if !owned || !self.noun_ends(stop) {
            return None;
        }
        self.push_body(at, stop, noun, entry);
        let (span, form) = (self.cover(at, end), reading.form);
        self.push(span, form, What::Place(reading.entry, None), "lexicon");
        Some(Step { end: stop, owner: Some(entry) })
    }

    /// "the government of Mali": the body first. Gives the step up to the country, which is a mention of its own.
    pub(super) fn body_before_country(&mut self, at: usize) -> Step {
        let Some((length, body)) = self.lexicon.body(self.hashes(at)) else { return Step::none(at) };
        let mut country = at + length;
        if !self.is_at(country, WordClass::Connector) {
            return Step::none(at);
        }
        country += 1 + usize::from(self.is_at(country + 1, WordClass::Article));
        let Some(hit) = self.hit(country) else { return Step::none(at) };
        let is_country = |r: &&Reading| r.form == MentionForm::Name && !r.needs_context;
        let Some(reading) = hit.readings.iter().find(is_country) else { return Step::none(at) };
        let entry = self.lexicon.body_of(reading.entry, body);
        let stop = country + hit.words;
        if let Some(entry) = entry.filter(|_| self.noun_ends(stop)) {
            self.push_body(at, stop, at, entry);
            let place = What::Place(reading.entry, None);
            self.push(self.cover(country, stop), MentionForm::Name, place, "lexicon");
            return Step { end: stop, owner: None };
        }
        Step::none(at)
    }

    fn push_body(&mut self, at: usize, end: usize, noun: usize, entry: EntryIx) {
        let name = self.words[noun].capital() && !self.titled && (noun > 0 || at != noun);
        let article = at > 0 && self.is_at(at - 1, WordClass::Article) && self.words[at - 1].shape != Shape::Capitals;
        let (from, form) = if name { (at, MentionForm::Name) } else { (at - usize::from(article), MentionForm::Nominal) };
        let span = self.cover(from, end);
        self.push(span, form, What::Actor(entry), "body");
    }

    /// Whether the noun phrase that ends before this word ends there ("army" in "the army said", not in "army officer").
    fn noun_ends(&self, end: usize) -> bool {
        self.word(end).is_none_or(|w| {
            let closes = [WordClass::Preposition, WordClass::Conjunction, WordClass::Article, WordClass::Acts, WordClass::Closes];
            w.hash == 0 || w.capital() || closes.iter().any(|class| w.is(*class))
        })
    }

    /// A name whose last word, or first before "of", says what it names: "Harvard University", "Bank of Somewhere".
    pub(super) fn headed_body(&mut self, at: usize) -> Option<usize> {
        let word = self.words[at];
        if self.titled || !word.capital() || word.is(WordClass::Ordinary) || word.glued {
            return None;
        }
        let end = self.body_run(at);
        let connector = (at..end).find(|n| self.words[*n].shape == Shape::Lower);
        let head = self.rules.head(self.words[connector.unwrap_or(end) - 1].facts)?;
        if end - at < 2 || end - at > MAX_NAME + 2 {
            return None;
        }
        let plain = |w: &Word| [WordClass::Connector, WordClass::GenericName, WordClass::Article].iter().any(|class| w.is(*class));
        let specific = self.words[at..end].iter().any(|w| w.hash != 0 && self.rules.head(w.facts).is_none() && !plain(w));
        let what = if head.generic || !specific { What::Open } else { What::Body(head.kind, head.sector.as_deref()) };
        let span = self.cover(at, end);
        self.push(span, MentionForm::Name, what, "head-word");
        Some(end)
    }

    /// The end of a run of capitalised words, joined by "of", "for", "of the" and, after one of these, "and".
    fn body_run(&self, at: usize) -> usize {
        let (mut end, mut connected) = (at + 1, false);
        while let Some(word) = self.word(end) {
            let joins = word.is(WordClass::Connector) || connected && word.is(WordClass::Conjunction);
            let article = usize::from(joins && word.shape == Shape::Lower && self.is_at(end + 1, WordClass::Article));
            let leads_on = self.word(end + 1 + article).is_some_and(Word::capital);
            if word.capital() && !word.is(WordClass::Calendar) {
                end += 1;
            } else if word.shape == Shape::Lower && joins && leads_on {
                connected |= word.is(WordClass::Connector);
                end += 1 + article;
            } else {
                break;
            }
        }
        end
    }
}
