//! Persons by title or given name, and the offices that stand behind their names.

use super::{MAX_NAME, MAX_OFFICE, Scan, What};
use crate::codebook::{EntryClass, EntryIx, Match, Reading, Title, WordClass};
use crate::extract::mentions::words::{Shape, Word};
use crate::extract::{ActorKind, MentionForm};

impl<'c> Scan<'_, 'c> {
    /// A title and a name: "General Stephen Townsend".
    pub(super) fn titled_person(&mut self, at: usize, owner: Option<(EntryIx, usize)>) -> Option<usize> {
        let (length, mut title) = self.rules.title(self.hashes(at))?;
        if self.hit(at).is_some_and(|hit| hit.words > length && !self.is_person(&hit) && hit.readings.iter().any(|r| !r.needs_context)) {
            return None;
        }
        let (mut from, mut name) = (at, at + length);
        let mut stop = name;
        while let Some((more, next)) = self.rules.title(self.hashes(name)) {
            if !title.office || title.needs_body && next.office && !next.needs_body {
                (title, from, stop) = (next, name, name + more);
            }
            name += more;
        }
        let known = self.hit(name).filter(|hit| self.is_person(hit));
        let end = match known {
            Some(hit) => name + hit.words,
            None => self.name_run(name).filter(|_| !self.titled && !self.words[at].glued && self.word(name).is_some_and(|w| !w.glued))?,
        };
        let owner = owner.filter(|(_, end)| from == at && self.leads_to(*end, at)).map(|(entry, _)| entry);
        let span = self.cover(from, stop);
        let bodiless = title.needs_body && owner.is_none_or(|owner| self.lexicon.is_place(owner));
        let bodiless = bodiless || title.anywhere && owner.is_none() && !self.stands_free(from);
        let (past, cut) = (self.follows_former(at), owner.is_none() && from == at && self.is_cut_title(at) || bodiless);
        let sector = self.title_sector(title, from, owner);
        match known {
            Some(hit) => {
                let person = |r: &&Reading| self.lexicon.actor_kind(r.entry) == Some(ActorKind::Person);
                let entry = hit.readings.iter().find(person)?.entry;
                self.push(self.cover(name, end), MentionForm::Name, What::Actor(entry), "title-name");
            }
            None => {
                let fictional = self.is_fictional(at);
                if !self.push_person(name, end, sector, "title-name") {
                    return None;
                }
                self.found.last_mut()?.fictional = fictional;
            }
        }
        let found = self.found.last_mut()?;
        found.office = found.office.or(title.office.then_some(span).filter(|_| !cut));
        found.owner = found.owner.or(owner);
        found.sector = found.sector.or(sector);
        found.past |= past;
        if known.is_some() {
            self.apposition(end);
        }
        Some(end)
    }

    /// The sector that a title tells. What is called the same in states and elsewhere ("president") tells it only where
    /// nothing but a country stands before it; of another body's it is the body's.
    fn title_sector(&self, title: &'c Title, at: usize, owner: Option<EntryIx>) -> Option<&'c str> {
        let own = title.sector.as_deref();
        if !title.anywhere {
            return own;
        }
        if let Some(owner) = owner {
            return if self.of_state(owner) { own } else { self.lexicon.sector(owner) };
        }
        own.filter(|_| self.stands_free(at))
    }

    /// Whether nothing before a title says whose it is, or a name of the lexicon does.
    fn stands_free(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map(|n| self.words[n]);
        before.is_none_or(|w| {
            let closes = [WordClass::Preposition, WordClass::Conjunction, WordClass::Article, WordClass::Acts, WordClass::Closes];
            let small = w.shape == Shape::Lower && (self.words[at].capital() || closes.iter().any(|class| w.is(*class)));
            w.hash == 0 || small || w.is(WordClass::Ordinary) || w.is(WordClass::Modifier) || self.hit_ending(at).is_some()
        })
    }

    pub(super) fn is_person(&self, hit: &Match<'_>) -> bool {
        hit.readings.iter().any(|r| self.lexicon.actor_kind(r.entry) == Some(ActorKind::Person))
    }

    /// Whether nothing but a genitive or "former" stands between the owner of an office and the title.
    pub(super) fn leads_to(&self, from: usize, to: usize) -> bool {
        let between = from..to;
        between.len() <= 2
            && between.into_iter().all(|n| {
                let word = self.words[n];
                word.shape == Shape::Genitive || word.is(WordClass::Modifier) || word.is(WordClass::Former)
            })
    }

    /// "former US president": the word of the past and the title, with nothing but capitals and modifiers between.
    fn follows_former(&self, at: usize) -> bool {
        let before = (at.saturating_sub(MAX_OFFICE)..at).rev();
        let mut near = before.take_while(|n| {
            let word = self.words[*n];
            word.capital() || word.shape == Shape::Genitive || word.is(WordClass::Modifier) || word.is(WordClass::Former)
        });
        near.any(|n| self.is_at(n, WordClass::Former)) || self.joined_office(at).is_some_and(|first| self.follows_former(first))
    }

    /// "former governor and US Senator": where the office begins that "and" joins to the one here.
    fn joined_office(&self, at: usize) -> Option<usize> {
        let joint = (at.saturating_sub(3)..at).rev().find(|n| !self.words[*n].capital())?;
        let first =
            (joint.saturating_sub(4)..joint).find(|n| self.rules.title(self.hashes(*n)).is_some_and(|(words, _)| n + words == joint));
        first.filter(|_| self.is_at(joint, WordClass::Conjunction))
    }

    /// "Emergency Situations Minister": a capitalised title behind a capitalised word that it must belong to.
    fn is_cut_title(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1).map(|n| self.words[n]) else { return false };
        let part = before.shape == Shape::Capital && !before.is(WordClass::Ordinary) && !before.is(WordClass::Modifier);
        !self.titled && part && !before.is(WordClass::Former) && self.words[at].capital() && self.hit_ending(at).is_none()
    }

    /// A name of the lexicon that ends right before `at`.
    fn hit_ending(&self, at: usize) -> Option<usize> {
        (at.saturating_sub(MAX_OFFICE)..at).find(|n| self.hit(*n).is_some_and(|hit| n + hit.words == at))
    }

    /// A given name that is known, and what follows it.
    pub(super) fn person(&self, at: usize) -> Option<usize> {
        let first = self.word(at)?;
        let initial = first.shape == Shape::Initial && self.is_at(at + 1, WordClass::Given);
        let before = at.checked_sub(1).map(|n| self.words[n]);
        let part = self.is_part(at);
        let weak = first.is(WordClass::WeakGiven) && before.is_some_and(|w| w.shape == Shape::Lower) && self.hit(at).is_none();
        let strong = first.is(WordClass::Given) || weak || initial;
        let shaped = first.shape == Shape::Capital || initial;
        if self.titled && !first.is(WordClass::Given) || !strong || part || !shaped || first.glued || self.follows_bearer(at) {
            return None;
        }
        let end = self.name_run(at)?;
        let words = self.words[at..end].iter().filter(|w| w.shape == Shape::Capital && !w.glued).count() + usize::from(initial);
        // where all words are capitalised, a name must be closed by a sign
        let closed = self.word(end).is_none_or(|w| w.hash == 0) && words < 4;
        (words >= 2 && (closed || !self.titled)).then_some(end)
    }

    /// "Place Edwin Marlow": whether the name here is part of another one.
    pub(super) fn is_part(&self, at: usize) -> bool {
        let part = |w: &Word| w.capital() && w.is(WordClass::NotPerson) && !w.is(WordClass::Calendar) && !w.is(WordClass::Ordinary);
        at.checked_sub(1).is_some_and(|before| part(&self.words[before]))
    }

    /// "USS Edwin Marlow": whether the name here is a thing's.
    pub(super) fn follows_bearer(&self, at: usize) -> bool {
        at.checked_sub(1).map(|n| self.words[n]).is_some_and(|w| w.is(WordClass::Bearer) && w.capital())
    }

    /// The end of a run of words that may be a person's name.
    fn name_run(&self, at: usize) -> Option<usize> {
        let mut end = at;
        while let Some(word) = self.word(end) {
            if word.shape == Shape::Comma
                && end > at + 1
                && self.is_at(end + 1, WordClass::Suffix)
                && self.word(end + 1).is_some_and(Word::capital)
            {
                end += 2;
                break;
            }
            // "Pasquale \"Pat\" Di Cicco"
            if end > at && self.is_nickname(end) {
                end += 3;
                continue;
            }
            let named = matches!(word.shape, Shape::Capital | Shape::Initial) && !word.is(WordClass::Calendar);
            let particle = word.is(WordClass::Particle) && end > at && self.particles_lead_on(end);
            let suffix = word.is(WordClass::Suffix) && end > at;
            // "Prayuth Chan-o-cha": small letters behind a hyphen
            let joined = word.shape == Shape::Lower && word.glued && end > at && self.is_name_part(end);
            if !named && !particle && !suffix && !joined || self.ends_name(at, end) {
                break;
            }
            end += 1;
        }
        while end > at && self.words[end - 1].shape == Shape::Initial {
            end -= 1;
        }
        let run = self.words.get(at..end)?;
        let banned = |w: &Word| {
            w.is(WordClass::NotPerson) && !w.is(WordClass::Given)
                || w.is(WordClass::Ordinary) && !w.is(WordClass::Given) && !w.is(WordClass::WeakGiven)
        };
        let capital_after = |n: usize| self.word(n).is_some_and(Word::capital);
        let long = self.word(end).is_some_and(|w| w.capital() && w.is(WordClass::NotPerson) && !w.is(WordClass::Calendar))
            || self.shape_at(end) == Some(Shape::Ampersand) && capital_after(end + 1)
            || self.is_plural_genitive(end) && self.heads_body(end + 1);
        let fine = !run.is_empty() && run.len() <= MAX_NAME && !run.iter().any(banned) && !long;
        fine.then_some(end)
    }

    /// Whether one word in quotation marks stands here, and the name goes on behind it.
    fn is_nickname(&self, at: usize) -> bool {
        let quote = |n: usize| self.word(n).is_some_and(|w| w.hash == 0 && matches!(w.span.of(self.text), "\"" | "“" | "”" | "''" | "``"));
        let capital = |n: usize| self.word(n).is_some_and(Word::capital);
        quote(at) && capital(at + 1) && quote(at + 2) && capital(at + 3)
    }

    /// Whether the small word here goes on with a name and is no "-backed" or "-era".
    fn is_name_part(&self, at: usize) -> bool {
        let glued = (at..self.words.len()).take_while(|n| self.words[*n].glued && self.words[*n].shape == Shape::Lower);
        glued.clone().count() <= 2 && glued.into_iter().all(|n| self.words[n].span.len() <= 6 && !self.is_at(n, WordClass::Compound))
    }

    /// An apostrophe without s.
    fn is_plural_genitive(&self, at: usize) -> bool {
        self.word(at).is_some_and(|w| w.shape == Shape::Genitive && matches!(w.span.len(), 1 | 3))
    }

    /// "Hospital", "District Hospital": capitalised words up to one that heads a body's name.
    fn heads_body(&self, at: usize) -> bool {
        let mut run = (at..at + 3).take_while(|n| self.word(*n).is_some_and(Word::capital));
        run.any(|n| self.rules.head(self.words[n].facts).is_some_and(|head| !head.generic))
    }

    /// Small words of a surname count only if a capital follows.
    fn particles_lead_on(&self, at: usize) -> bool {
        let after = (at..at + 3).find(|n| self.word(*n).is_none_or(|w| w.shape != Shape::Lower || !w.is(WordClass::Particle)));
        after.and_then(|n| self.word(n)).is_some_and(Word::capital)
    }

    /// A name of the lexicon that is no part of this one, such as a country's, ends it.
    fn ends_name(&self, at: usize, here: usize) -> bool {
        let Some(hit) = self.hit(here).filter(|_| here > at || !self.words[here].is(WordClass::Given)) else { return false };
        let country = |r: &Reading| matches!(self.lexicon.facts(r.entry).class, EntryClass::Country) && !r.needs_context;
        let body = |r: &Reading| self.lexicon.actor_kind(r.entry).is_some_and(|kind| kind != ActorKind::Person) && !r.needs_context;
        hit.readings.iter().any(|r| country(r) || body(r))
    }

    /// "the character Edwin Marlow": whether the name that begins here is of a story.
    pub(super) fn is_fictional(&self, at: usize) -> bool {
        let of = usize::from(at > 1 && self.is_at(at - 1, WordClass::Connector));
        at.checked_sub(1 + of).is_some_and(|n| self.is_at(n, WordClass::Fiction))
    }

    /// A mention of a person by name; none where the words hold no name, as in "Queen II". Tells whether there is one.
    pub(super) fn push_person(&mut self, at: usize, end: usize, sector: Option<&'c str>, rule: &'static str) -> bool {
        let parts = self.parts(&(at..end));
        if parts.is_empty() {
            return false;
        }
        let span = self.cover(at, end);
        let found = self.push(span, MentionForm::Name, What::Person(parts), rule);
        found.sector = sector;
        self.apposition(end);
        true
    }

    /// ", the head of US Africa Command,": the office of the person just found.
    pub(super) fn apposition(&mut self, end: usize) {
        if self.shape_at(end) != Some(Shape::Comma) {
            return;
        }
        let mut at = end + 1 + usize::from(self.is_at(end + 1, WordClass::Article));
        let from = at;
        let mut owner = None;
        let title_words = self.rules.title(self.hashes(at)).map_or(0, |(words, _)| words);
        if let Some(hit) = self.hit(at).filter(|hit| !self.is_person(hit) && hit.words > title_words) {
            owner = hit.readings.iter().find(|r| !r.needs_context).map(|r| r.entry);
            at += hit.words;
            at += usize::from(self.shape_at(at) == Some(Shape::Genitive));
        }
        // without an article, "Labour MP" begins the next of a list
        let article = self.is_at(end + 1, WordClass::Article);
        let modifier = |n: &usize| {
            let fits = self.is_at(*n, WordClass::Modifier) && (article || !self.word(*n).is_some_and(Word::capital));
            fits || self.is_at(*n, WordClass::Former)
        };
        let modifiers = (at..at + 2).take_while(modifier).count();
        let past = (from..at + modifiers).any(|n| self.is_at(n, WordClass::Former));
        at += modifiers;
        let office_at = |at: usize| self.rules.title(self.hashes(at)).filter(|(_, title)| title.office);
        // "a law professor": small words before the title belong to it
        let small = |n: &usize| {
            self.shape_at(*n) == Some(Shape::Lower) && !self.is_at(*n, WordClass::Closes) && !self.is_at(*n, WordClass::Preposition)
        };
        let described = (at..at + 2).take_while(small).count();
        let title = office_at(at).map(|title| (0, title));
        let title = title.or_else(|| (1..=described).filter(|_| article).find_map(|n| Some((n, office_at(at + n)?))));
        let Some((before, (length, title))) = title else { return };
        let name = at + before + length;
        if self.name_run(name).is_some() || self.hit(name).is_some_and(|hit| self.is_person(&hit)) {
            return;
        }
        let Some(stop) = self.office_end(name) else { return };
        let from = at;
        let office = self.cover(from, stop);
        // "vice president of a firm" is no office of state
        let tail = (name..stop).any(|n| self.hit(n).is_some_and(|hit| self.is_state(&hit)));
        let of_state = !title.anywhere || owner.is_some_and(|owner| self.of_state(owner)) || tail;
        let sector = title.sector.as_deref().filter(|_| of_state);
        if title.needs_body && stop == name && owner.is_none_or(|owner| self.lexicon.is_place(owner)) {
            return;
        }
        if let Some(found) = self.found.last_mut() {
            found.office = Some(office);
            found.sector = sector.or(found.sector);
            found.owner = owner.or(found.owner);
            found.past |= past;
        }
    }

    fn is_state(&self, hit: &Match<'_>) -> bool {
        hit.readings.iter().any(|r| self.of_state(r.entry))
    }

    fn of_state(&self, entry: EntryIx) -> bool {
        self.lexicon.is_place(entry) || self.lexicon.actor_kind(entry) == Some(ActorKind::Government)
    }

    /// Where an office ends whose title ends before `at`: at a comma or the end of the sentence.
    fn office_end(&self, at: usize) -> Option<usize> {
        for n in at..(at + MAX_OFFICE).min(self.words.len()) {
            let word = self.words[n];
            match word.shape {
                Shape::Comma | Shape::Sign | Shape::Dash => return Some(n),
                Shape::Lower if word.is(WordClass::ActsOn) && n == at => return Some(n),
                Shape::Lower if word.is(WordClass::ActsOn) => return None,
                Shape::Lower if word.is(WordClass::Acts) || word.is(WordClass::Subordinator) => return None,
                _ => {}
            }
        }
        (at + MAX_OFFICE >= self.words.len()).then_some(self.words.len())
    }
}
