//! What rules and lexicon found in a sentence, joined with the names that the model sees there.
//!
//! Where both see the same words, the lexicon says who that is; where only the model sees a name, it is a person, body
//! or place of its own. The model's word counts the more, the surer it is, and the less sure the rule was.

use std::ops::Range;

use super::{Found, Scan, What};
use crate::codebook::{EntryClass, Match, Reading, WordClass};
use crate::extract::mentions::names::{NameKind, Named, Survey};
use crate::extract::mentions::words::{Shape, Word};
use crate::extract::{ActorKind, MentionForm};
use crate::text::Span;

/// The rule of mentions that only the model sees.
const RULE: &str = "model";
/// With this lead the model is right that a name is longer than a rule saw.
const LONGER: i32 = 15;
/// With this lead the model is right against a rule of words alone.
const SURE: i32 = 50;
/// With this lead the model is right against a place of the lexicon.
const SURER: i32 = 100;
/// With this lead the model is right that what a rule found is no name.
const NO_NAME: i32 = 130;

impl<'c> Scan<'_, 'c> {
    /// Joins the mentions from `from` on, all of this sentence, with the model's names.
    pub(super) fn join(&mut self, survey: &Survey<'_>, text: &str, from: usize) {
        let number = self.number as usize;
        self.doubt(survey, from);
        for name in survey.names(number) {
            let (first, second) = self.halves(name);
            for name in [Some(first), second].into_iter().flatten() {
                if let Some(name) = self.trimmed(&name) {
                    self.join_name(&name, from);
                }
            }
        }
        for at in from..self.found.len() {
            self.close(at, text);
            self.add_number(at);
        }
        for at in from..self.found.len() {
            self.add_members(at);
            self.add_part(at);
        }
    }

    /// ", Inc.", "Corp.": what closes a company's name belongs to it, with the dot that cuts the word short.
    fn close(&mut self, at: usize, text: &str) {
        let (Found { span, form, .. }, words) = (&self.found[at], self.words);
        if *form != MentionForm::Name || !matches!(self.found[at].what, What::Body(..) | What::Actor(_)) {
            return;
        }
        let next = words.partition_point(|w| w.span.start < span.end);
        let company = |n: usize| words.get(n).is_some_and(|w| self.rules.head(w.facts).is_some_and(|head| head.kind == ActorKind::Company));
        // a dot before the sentence's end is the word's
        let dot = |end: u32| text[end as usize..].starts_with('.') && end + 1 < self.sentence.span.end;
        let behind = words.get(next + 1).filter(|w| self.shape_at(next) == Some(Shape::Comma) && company(next + 1) && w.capital());
        let end = behind.filter(|w| w.no_small() || dot(w.span.end)).map_or(span.end, |w| w.span.end);
        let closes = end > span.end || next.checked_sub(1).is_some_and(company);
        self.found[at].span.end = end + u32::from(closes && dot(end));
    }

    /// "CTF 50": the number behind initials of an unknown body is part of its name, where no noun follows that it counts.
    fn add_number(&mut self, at: usize) {
        let found = &self.found[at];
        let next = self.words.partition_point(|w| w.span.start < found.span.end);
        let initials = next.checked_sub(1).is_some_and(|n| self.shape_at(n) == Some(Shape::Capitals));
        let number = self.word(next).filter(|w| w.shape == Shape::Number && !w.glued && w.span.len() <= 3);
        if !matches!(found.what, What::Body(..))
            || !initials
            || self.shouted
            || !self.noun_ends(next + 1) && !self.is_at(next + 1, WordClass::Ordinary)
        {
            return;
        }
        if let Some(end) = number.map(|w| w.span.end) {
            self.found[at].span.end = end;
        }
    }

    /// "northern Iraq": a part of a place is a place of its own, around the name of the whole.
    fn add_part(&mut self, at: usize) {
        let Found { span, form, what, .. } = &self.found[at];
        let (What::Place(whole, _), MentionForm::Name) = (what, form) else { return };
        let (whole, span) = (*whole, *span);
        let first = self.words.partition_point(|w| w.span.start < span.start);
        let part = |n: &usize| self.words[*n].shape == Shape::Lower && (self.is_at(*n, WordClass::Direction) || self.words[*n + 1].glued);
        let Some(start) = (0..first).rev().take_while(part).last().filter(|_| self.is_at(first - 1, WordClass::Direction)) else { return };
        let found = self.push(self.words[start].span.cover(span), MentionForm::Name, What::Spot, "part-of-place");
        found.owner = Some(whole);
    }

    /// "Marlow Front fighters": some of an armed body's own, called by its name.
    fn add_members(&mut self, at: usize) {
        let Found { span, form, what, otherwise, .. } = self.found[at].clone();
        let kind = match what {
            What::Actor(entry) => self.lexicon.actor_kind(entry),
            What::Ambiguous(readings) => readings.iter().find_map(|r| self.lexicon.actor_kind(r.entry)),
            What::Body(kind, _) => Some(kind),
            _ => None,
        };
        let arms = [ActorKind::ArmedGroup, ActorKind::Military, ActorKind::Igo, ActorKind::Group, ActorKind::Party, ActorKind::Other];
        if form != MentionForm::Name || !kind.is_some_and(|kind| arms.contains(&kind)) || self.titled {
            return;
        }
        let small = |n: usize, class: WordClass| self.word(n).is_some_and(|w| w.shape == Shape::Lower && !w.glued && w.is(class));
        let next = self.words.partition_point(|w| w.span.start < span.end);
        let noun = next + (next..next + 2).take_while(|n| small(*n, WordClass::Modifier)).count();
        if !small(noun, WordClass::Member) {
            return;
        }
        let whole = span.cover(self.words[noun].span);
        let found = self.push(whole, MentionForm::Name, what, "members");
        (found.stem, found.otherwise) = (Some(span), otherwise);
    }

    /// "Springfield Illinois": a town and its region are two names where the lexicon doesn't know them as one.
    fn halves(&self, name: &Named) -> (Named, Option<Named>) {
        let Range { start, end } = name.words.clone();
        let any = |at: usize| self.lexicon.longest(self.hashes(at), |_| (true, false));
        let whole = any(start).is_some_and(|hit| start + hit.words == end);
        let region = |at: &usize| {
            let outer = |r: &Reading| self.lexicon.facts(r.entry).region || self.lexicon.facts(r.entry).class == EntryClass::Country;
            any(*at).is_some_and(|hit| at + hit.words == end && hit.readings.iter().any(|r| r.form == MentionForm::Name && outer(r)))
        };
        let town = |at: &usize| self.rules.known_town(self.hashes(start)) == Some(at - start);
        let parted = (start + 1..end).find(|at| region(at) && town(at)).filter(|_| name.kind == NameKind::Place && !whole);
        match parted {
            Some(at) => (Named { words: start..at, ..name.clone() }, Some(Named { words: at..end, ..name.clone() })),
            None => (name.clone(), None),
        }
    }

    /// Drops what rules of words alone found where the model is sure that no name stands.
    fn doubt(&mut self, survey: &Survey<'_>, from: usize) {
        let words = self.words;
        let number = self.number as usize;
        let mut at = 0;
        self.found.retain(|found| {
            at += 1;
            // four capitalised words and a head are too many to be none
            let long = || range(words, found.span).len() >= 4;
            let weak = match found.rule {
                "head-word" => !long(),
                "given-name" => true,
                "lexicon" => found.form == MentionForm::Name && matches!(found.what, What::Place(_, Some(_))),
                _ => false,
            };
            at <= from || !weak || survey.none(number, range(words, found.span)) < NO_NAME
        });
    }

    /// The name without what is no part of it, a title before a person's, a day or month, and with the kind that its
    /// words leave no doubt of.
    fn trimmed(&self, name: &Named) -> Option<Named> {
        let mut words = name.words.clone();
        if name.kind == NameKind::Person {
            while let Some((length, _)) = self.rules.title(self.hashes(words.start)).filter(|(length, _)| words.start + length < words.end)
            {
                words.start += length;
            }
        }
        // "London's Hyde Park": the town owns the park and is no part of its name
        let owns = |n: &usize| self.shape_at(*n) == Some(Shape::Genitive);
        if let Some(genitive) = words.clone().find(owns).filter(|n| n + 1 < words.end)
            && self.hit(words.start).is_some_and(|hit| words.start + hit.words == genitive && self.lexicon.is_place(hit.readings[0].entry))
        {
            words.start = genitive + 1;
        }
        // "south" of "south-eastern"
        if self.word(words.end).is_some_and(|w| w.glued && w.is(WordClass::Direction)) {
            return None;
        }
        // "Senate Minority Leader" is an office
        let office = self.rules.title(self.hashes(words.start)).is_some_and(|(length, _)| length >= words.len());
        if office && name.kind == NameKind::Organisation {
            return None;
        }
        let known = |n: usize| self.words[n].is(WordClass::Calendar);
        let thing = self.rules.thing(self.hashes(words.start)).is_some_and(|length| length >= words.len());
        let town = name.kind == NameKind::Person && (self.is_town(&words) || name.lead < SURE && self.is_near(&words));
        let kind = if town || self.heads_place(&words) { NameKind::Place } else { name.kind };
        (!words.clone().all(known) && !thing).then_some(Named { words, kind, ..*name })
    }

    /// "Allen, Texas".
    fn is_town(&self, words: &Range<usize>) -> bool {
        words.len() == 1 && self.region_closed(words.end)
    }

    /// "near Marlow": a preposition of place leads to a word that nothing else shows to be somebody's.
    fn is_near(&self, words: &Range<usize>) -> bool {
        let before = words.start.checked_sub(1).map(|n| self.words[n]);
        let first = words.start < 2 || self.words[words.start - 2].hash == 0;
        let located = before.is_some_and(|w| w.is(WordClass::Locative) && (w.shape == Shape::Lower || first && w.shape == Shape::Capital));
        located && !self.is_at(words.start, WordClass::Given) && self.shape_at(words.end) != Some(Shape::Genitive)
    }

    /// "Fort Marlow", "Marlow River", but not "Edwin River" or "River Commission".
    fn heads_place(&self, words: &Range<usize>) -> bool {
        let head = |at: usize| self.words[at].capital() && self.is_at(at, WordClass::PlaceHead);
        let (first, last) = (words.start, words.end.saturating_sub(1));
        let headed = head(last) || head(first) && self.is_at(first, WordClass::Bearer);
        let body = || words.clone().any(|at| self.rules.head(self.words[at].facts).is_some());
        words.len() > 1 && headed && !self.is_at(first, WordClass::Given) && !body()
    }

    fn join_name(&mut self, name: &Named, from: usize) {
        let span = self.cover(name.words.start, name.words.end);
        let here: Vec<usize> = (from..self.found.len()).filter(|n| self.found[*n].span.overlaps(span)).collect();
        let [one] = here[..] else {
            return self.join_several(name, span, &here);
        };
        let found = &self.found[one];
        if found.span == span {
            self.judge(one, name);
        } else if span.contains(found.span) {
            self.join_several(name, span, &here);
        } else if !found.span.contains(span) && name.lead >= SURE && found.rule == "given-name" {
            self.found.remove(one);
            self.push_name(name, span);
        }
    }

    /// The model's name holds several mentions, or none.
    fn join_several(&mut self, name: &Named, span: Span, here: &[usize]) {
        if here.is_empty() {
            return self.push_name(name, span);
        }
        if here.iter().any(|n| !span.contains(self.found[*n].span)) || name.lead < LONGER {
            return;
        }
        let fixed =
            |f: &Found<'_>| f.rule == "title-name" || f.rule == "body" || matches!(f.what, What::Actor(_)) && f.form == MentionForm::Name;
        match name.kind {
            NameKind::Person if here.iter().all(|n| matches!(self.found[*n].what, What::Person(_))) => {
                self.widen(here[0], name, span);
            }
            _ if here.iter().any(|n| fixed(&self.found[*n])) => {}
            NameKind::Organisation => {
                // "5th Special Forces Group": the rule saw no further than "Forces"
                let cut = |n: &&usize| self.found[**n].rule == "numbered-body" && self.found[**n].span.start == span.start;
                if let Some(cut) = here.iter().find(cut).filter(|_| here.len() == 1) {
                    self.found.remove(*cut);
                }
                self.push_name(name, span);
            }
            NameKind::Person | NameKind::Place => {
                here.iter().rev().for_each(|n| drop(self.found.remove(*n)));
                self.push_name(name, span);
            }
        }
    }

    /// A person's name has more words than a rule saw.
    fn widen(&mut self, at: usize, name: &Named, span: Span) {
        let parts = self.parts(&name.words);
        if !parts.is_empty() {
            let found = &mut self.found[at];
            found.span = span;
            found.what = What::Person(parts);
        }
    }

    /// The words of a person's name by hash, each with whether a surname may begin there; without "III" and "Jr".
    pub(super) fn parts(&self, words: &Range<usize>) -> Vec<(u64, bool)> {
        let all = self.words[words.clone()].iter();
        let named = all.filter(|w| w.hash != 0 && (!w.is(WordClass::Suffix) || w.shape == Shape::Capital && w.span.len() > 3));
        named.map(|w| (w.hash, !w.glued && w.shape != Shape::Initial)).collect()
    }

    /// Rule and model see the same words.
    fn judge(&mut self, at: usize, name: &Named) {
        let found = &self.found[at];
        let new = match (&found.what, name.kind) {
            (What::Place(entry, _), NameKind::Person) => {
                let country = self.lexicon.facts(*entry).class == EntryClass::Country;
                let needed = if country { SURER } else { SURE };
                (name.lead >= needed && found.form == MentionForm::Name).then_some(NameKind::Person)
            }
            (What::Place(entry, Some(_)), NameKind::Organisation) => {
                let town = self.lexicon.facts(*entry).class == EntryClass::Place;
                (town && name.lead >= SURER && found.form == MentionForm::Name).then_some(NameKind::Organisation)
            }
            (What::Person(_), kind) if found.rule == "given-name" && kind != NameKind::Person && name.lead >= SURE => Some(kind),
            (What::Ambiguous(_), _) if found.form == MentionForm::Name => {
                self.found[at].otherwise = Some(self.what_of(name).1);
                return;
            }
            (What::Open, kind) if found.form == MentionForm::Name => Some(kind),
            _ => None,
        };
        if let Some(kind) = new {
            let span = found.span;
            let rule = found.rule;
            self.found.remove(at);
            self.push_name(&Named { kind, ..name.clone() }, span);
            if let Some(found) = self.found.last_mut().filter(|_| rule == "head-word") {
                found.rule = rule;
            }
        }
    }

    /// A mention of a name that the model sees: what the lexicon knows by it, if that is of the kind, else somebody or
    /// something of its own.
    fn push_name(&mut self, name: &Named, span: Span) {
        let Range { start, end } = name.words.clone();
        let bearer = self.is_at(start, WordClass::Bearer) && !(name.kind == NameKind::Place && self.is_at(start, WordClass::PlaceHead));
        if self.is_part(start) || self.follows_bearer(start) || bearer || self.is_titled(start, name.kind) {
            return;
        }
        match self.what_of(name) {
            (None, What::Open) => {}
            (_, what @ What::Actor(_)) if name.kind == NameKind::Person => {
                self.push(span, MentionForm::Name, what, RULE);
                self.apposition(end);
            }
            (Some(reading), What::Place(..) | What::Actor(_)) => self.push_hit(start, end, reading),
            (_, What::Person(_)) => drop(self.push_person(start, end, None, RULE)),
            (_, what) => drop(self.push(span, MentionForm::Name, what, RULE)),
        }
    }

    /// What a name of the model stands for, with the lexicon's reading if it knows one of that kind.
    fn what_of(&self, name: &Named) -> (Option<&'c Reading>, What<'c>) {
        let Range { start, end } = name.words.clone();
        let hit = self.hit(start).or_else(|| self.lexicon.longest(self.hashes(start), |_| (true, false)));
        let reading = hit.filter(|hit| hit.words == end - start).and_then(|hit| self.reading(hit, name.kind));
        let what = match (reading, name.kind) {
            // "Paris, Texas" is another Paris than the lexicon's.
            (Some(reading), NameKind::Place) if self.is_namesake(end, reading.entry) => What::Spot,
            (Some(reading), NameKind::Place) => What::Place(reading.entry, None),
            (Some(reading), _) => What::Actor(reading.entry),
            (None, NameKind::Person) => Some(self.parts(&name.words)).filter(|parts| !parts.is_empty()).map_or(What::Open, What::Person),
            (None, NameKind::Place) => What::Spot,
            (None, NameKind::Organisation) => {
                let head = (start..end).rev().find_map(|n| self.rules.head(self.words[n].facts));
                head.map_or(What::Body(ActorKind::Other, None), |head| What::Body(head.kind, head.sector.as_deref()))
            }
        };
        (reading, what)
    }

    /// "Mister Kenya": a title makes it no place.
    fn is_titled(&self, at: usize, kind: NameKind) -> bool {
        let title = at.checked_sub(1).and_then(|before| self.rules.title(self.hashes(before)));
        kind == NameKind::Place && title.is_some_and(|(length, title)| length == 1 && !title.office && self.words[at - 1].capital())
    }

    /// What the lexicon knows by a name as something of this kind.
    fn reading(&self, hit: Match<'c>, kind: NameKind) -> Option<&'c Reading> {
        hit.readings.iter().filter(|r| r.form != MentionForm::Demonym).find(|r| match kind {
            NameKind::Place => self.lexicon.is_place(r.entry),
            NameKind::Person => self.lexicon.actor_kind(r.entry) == Some(ActorKind::Person),
            NameKind::Organisation => self.lexicon.actor_kind(r.entry).is_some_and(|kind| kind != ActorKind::Person),
        })
    }
}

/// The words of a span.
fn range(words: &[Word], span: Span) -> Range<usize> {
    words.partition_point(|w| w.span.end <= span.start)..words.partition_point(|w| w.span.start < span.end)
}
