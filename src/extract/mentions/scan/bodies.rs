//! Bodies: of a country ("Malian army"), and by a head word ("Harvard University").

use super::{MAX_NAME, Scan, Step, What};
use crate::codebook::{EntryClass, EntryIx, Head, Match, Reading, WordClass};
use crate::extract::mentions::words::{Shape, Word};
use crate::extract::{ActorKind, MentionForm};

impl<'c> Scan<'_, 'c> {
    /// "Malian army", "Mali's ruling junta": a country and the noun of one of its bodies.
    pub(super) fn body_of_country(&mut self, at: usize, hit: Match<'c>) -> Option<Step> {
        let end = at + hit.words;
        let mut noun = end + usize::from(self.shape_at(end) == Some(Shape::Genitive));
        // "Jordan Armed Forces": what is only a country or a person is the country before a body's name
        let open = hit.readings.len() == 1 && noun == end && self.shape_at(noun) == Some(Shape::Capital);
        let country = |r: &Reading| self.lexicon.facts(r.entry).class == EntryClass::Country;
        // "the CAR military" needs no other sign that CAR is a country
        let is_country = |r: &&Reading| !r.people && (!r.needs_context || open || r.acronym) && country(r);
        let reading = hit.readings.iter().find(is_country)?.clone();
        let named = !self.titled && self.word(noun).is_some_and(|w| w.capital() && !w.no_small());
        let owned = noun > end || named || reading.form == MentionForm::Demonym || reading.acronym;
        if named
            && self
                .hit(noun)
                .is_some_and(|hit| hit.words > 1 && self.lexicon.country(hit.readings[0].entry).is_some() && self.is_actor(&hit))
        {
            return None;
        }
        let modifiers = (noun..noun + 2).take_while(|n| self.is_at(*n, WordClass::Modifier)).count();
        let (length, body) = (0..=modifiers).rev().find_map(|skip| {
            let found = self.lexicon.body(self.hashes(noun + skip))?;
            noun += skip;
            Some(found)
        })?;
        let stop = noun + length;
        let entry = self.lexicon.body_of(reading.entry, body)?;
        // "US Naval Forces Central Command": the name goes on to a word that heads it
        let longer = named && self.shape_at(end) != Some(Shape::Genitive) && self.headed_run(at).is_some_and(|(last, _)| last > stop);
        if !owned || longer || !named && !self.noun_ends(stop) {
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
    pub(super) fn noun_ends(&self, end: usize) -> bool {
        self.word(end).is_none_or(|w| {
            let closes = [WordClass::Preposition, WordClass::Conjunction, WordClass::Article, WordClass::Acts, WordClass::Closes];
            w.hash == 0 || w.capital() || w.shape == Shape::Genitive || closes.iter().any(|class| w.is(*class))
        })
    }

    /// A name whose last word, or first before "of", says what it names: "Harvard University", "Bank of Somewhere".
    /// One that is cut, because its first words are joined to it by "and", is passed over.
    pub(super) fn headed_body(&mut self, at: usize) -> Option<usize> {
        let (end, head) = self.headed_run(at)?;
        let cut = self.is_second_half(at);
        if cut && !head.generic || cut && at > 3 && self.words[at - 3].shape == Shape::Comma {
            return Some(end);
        }
        let plain = |w: &Word| [WordClass::Connector, WordClass::GenericName, WordClass::Article].iter().any(|class| w.is(*class));
        let specific = self.words[at..end].iter().any(|w| w.hash != 0 && self.rules.head(w.facts).is_none() && !plain(w));
        // "Emergencies Ministry": what every country has is a body, whose the article may tell
        let known = || self.lexicon.body(self.hashes(at)).is_some_and(|(length, _)| at + length == end);
        let what = if (head.generic || !specific) && !known() { What::Open } else { What::Body(head.kind, head.sector.as_deref()) };
        let span = self.cover(if cut { self.first_half(at) } else { at }, end);
        self.push(span, MentionForm::Name, what, "head-word");
        Some(end)
    }

    /// "321st Field Artillery Regiment", "407th AEG": an ordinal, and capitalised words up to one that heads a body's
    /// name, or initials.
    pub(super) fn numbered_body(&mut self, at: usize) -> Option<usize> {
        if self.shape_at(at) != Some(Shape::Ordinal) {
            return None;
        }
        let run = (at + 1..at + 1 + MAX_NAME).take_while(|n| self.word(*n).is_some_and(|w| w.capital() && !w.is(WordClass::Calendar)));
        let headed = run.filter_map(|n| Some((n + 1, self.rules.head(self.words[n].facts)?))).last();
        let initials = self.shape_at(at + 1) == Some(Shape::Capitals) && !self.shouted && self.noun_ends(at + 2);
        let (end, what) = match headed {
            Some((end, head)) => (end, What::Body(head.kind, head.sector.as_deref())),
            None => (at + 2, What::Body(ActorKind::Other, None)),
        };
        if self.hit(at + 1).is_some() || headed.is_none() && !initials {
            return None;
        }
        self.push(self.cover(at, end), MentionForm::Name, what, "numbered-body");
        Some(end)
    }

    /// Where a body's name ends that begins here, and the word that says what it names.
    pub(super) fn headed_run(&self, at: usize) -> Option<(usize, &'c Head)> {
        let word = self.words[at];
        let begins = at == 0 || self.words[at - 1].hash == 0;
        let ordinary = word.is(WordClass::Ordinary) && (begins || word.is(WordClass::Article) || word.is(WordClass::Preposition));
        if self.titled || !word.capital() || ordinary || word.glued || word.is(WordClass::Calendar) {
            return None;
        }
        let end = self.with_campus(at, self.body_run(at));
        let connector = (at..end).find(|n| self.words[*n].shape == Shape::Lower);
        // "Mobile Unit Two": a number in words behind the head
        let number = usize::from(connector.is_none() && end > at + 2 && self.is_at(end - 1, WordClass::Ordinary));
        let head = self.rules.head(self.words[connector.unwrap_or(end - number) - 1].facts)?;
        let suffix = connector == Some(at + 1) && head.kind == ActorKind::Company && !head.single;
        (!suffix && end - at >= 2 && end - at <= MAX_NAME + 2).then_some((end, head))
    }

    /// "Securities and Exchange Commission", read from "Exchange": whether the words before belong to the name.
    fn is_second_half(&self, at: usize) -> bool {
        let Some(joint) = at.checked_sub(1).map(|n| self.words[n]).filter(|_| self.hit(at).is_none()) else { return false };
        let joined =
            joint.is(WordClass::Conjunction) && joint.shape == Shape::Lower || matches!(joint.shape, Shape::Ampersand | Shape::Dash);
        let before = at.checked_sub(2).map(|n| self.words[n]);
        let named = before.is_some_and(|w| w.capital() && !w.is(WordClass::Ordinary) && self.rules.head(w.facts).is_none());
        joined && named && self.found.last().is_none_or(|f| before.is_some_and(|w| f.span.end < w.span.end))
    }

    /// Where the capitalised words before "and" begin.
    fn first_half(&self, at: usize) -> usize {
        let words = (0..at - 1).rev().take_while(|n| self.words[*n].capital() && !self.words[*n].is(WordClass::Ordinary));
        words.last().unwrap_or(at)
    }

    /// The end of a run of capitalised words, joined by "of", "for", "of the" and, after one of these, "and"; also by
    /// "&" and by the genitive of such words as "People's".
    fn body_run(&self, at: usize) -> usize {
        let (mut end, mut connected) = (at + 1, None);
        while let Some(word) = self.word(end) {
            let and = word.is(WordClass::Conjunction) && connected.is_some_and(|from| self.and_joins(from, end));
            let campus = word.is(WordClass::Locative) && connected.is_some() && self.is_campus(at, end);
            let joins = word.is(WordClass::Connector) || and || campus;
            let article = usize::from(joins && word.shape == Shape::Lower && self.is_at(end + 1, WordClass::Article));
            let leads_on = self.word(end + 1 + article).is_some_and(|w| w.capital() && !w.is(WordClass::Calendar));
            let owner = word.shape == Shape::Genitive && self.words[end - 1].is(WordClass::Owner);
            let sign = matches!(word.shape, Shape::Ampersand | Shape::Dash) || owner;
            if word.capital() && !word.is(WordClass::Calendar) || sign && leads_on {
                end += 1;
            } else if word.shape == Shape::Lower && joins && leads_on {
                connected = connected.or_else(|| word.is(WordClass::Connector).then_some(end + 1 + article));
                end += 1 + article;
            } else {
                break;
            }
        }
        end
    }

    /// Whether "and" joins what one name holds ("Department of Health and Human Services") and no second name to it.
    /// `from` is the word behind the first "of".
    fn and_joins(&self, from: usize, and: usize) -> bool {
        let second = (and + 1..self.words.len()).take_while(|n| self.words[*n].capital());
        let named = |n: usize| self.hit(n).is_some() || self.person(n).is_some() || self.words[n].no_small();
        let is_place = |hit: &Match<'_>| hit.readings.iter().any(|r| self.lexicon.is_place(r.entry));
        let place_after = self.hit(and + 1).is_some_and(|hit| is_place(&hit));
        let place = (from..and).any(|n| self.hit(n).is_some_and(|hit| n + hit.words == and));
        let mut second = second.peekable();
        let first = second.peek().copied();
        let last = second.last();
        let headed = last.is_some_and(|n| self.rules.head(self.words[n].facts).is_some()) || first.is_some_and(|n| self.heads(n));
        let campus = from > 1 && self.rules.head(self.words[from - 2].facts).is_some_and(|head| head.single);
        !headed && !campus && if place { place_after } else { !first.is_some_and(named) }
    }

    /// Whether a word that heads names stands here before "of" or "for".
    fn heads(&self, at: usize) -> bool {
        self.rules.head(self.words[at].facts).is_some() && self.is_at(at + 1, WordClass::Connector)
    }

    /// "University of California, Davis": the end with the town behind the comma, where a university bears its region's name.
    fn with_campus(&self, at: usize, end: usize) -> usize {
        let facts =
            |n: usize, hit: Match<'_>| hit.readings.iter().find(|r| self.lexicon.is_place(r.entry)).map(|r| (n + hit.words, r.entry));
        let region = (at + 2..end).find_map(|n| self.hit(n).and_then(|hit| facts(n, hit)).filter(|(stop, _)| *stop == end));
        let town = self.hit(end + 1).and_then(|hit| facts(end + 1, hit));
        let university = self.rules.head(self.words[at].facts).is_some_and(|head| head.single) && self.is_at(at + 1, WordClass::Connector);
        let Some(((_, region), (stop, town))) = region.zip(town).filter(|_| university && self.shape_at(end) == Some(Shape::Comma)) else {
            return end;
        };
        let (region, town) = (self.lexicon.facts(region), self.lexicon.facts(town));
        if region.region && !town.region && town.class == EntryClass::Place && region.country == town.country { stop } else { end }
    }

    /// "University of Colorado at Boulder": whether the place behind "at" is a part of the name.
    fn is_campus(&self, at: usize, preposition: usize) -> bool {
        let university = self.rules.head(self.words[at].facts).is_some_and(|head| head.single) && self.is_at(at + 1, WordClass::Connector);
        university && self.is_at(preposition, WordClass::Campus)
    }
}
