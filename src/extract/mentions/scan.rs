//! The first pass: every sentence from left to right, the most telling rule first.

use super::words::{Shape, Word, fill};
use crate::annotate::{Document, Sentence};
use crate::codebook::{EntryClass, EntryIx, Lexicon, Match, NameRules, Reading, Title, WordClass};
use crate::extract::{ActorKind, MentionForm};
use crate::ingest::{Article, Section};
use crate::text::Span;

/// A mention before chains are tied.
#[derive(Debug, Clone)]
pub(super) struct Found<'c> {
    pub span: Span,
    pub section: Section,
    pub sentence: u32,
    pub form: MentionForm,
    pub what: What<'c>,
    pub office: Option<Span>,
    /// Sector of title or office.
    pub sector: Option<&'c str>,
    /// What the words before a title name: the country or body of the office.
    pub owner: Option<EntryIx>,
    pub rule: &'static str,
}

/// What a mention stands for, before chains are tied.
#[derive(Debug, Clone)]
pub(super) enum What<'c> {
    /// An actor of the lexicon.
    Actor(EntryIx),
    /// A place of the lexicon; the hash of its name where that is one word.
    Place(EntryIx, Option<u64>),
    /// Names that count only if the article speaks of their country.
    Ambiguous(&'c [Reading]),
    /// A person by the hashes of the words of his name; `true` at a word that a surname may begin with.
    Person(Vec<(u64, bool)>),
    /// A body by its head word.
    Body(ActorKind, Option<&'c str>),
    Open,
}

/// Runs the first pass; mentions come in the order of the text.
pub(super) fn scan<'c>(article: &Article, document: &Document, lexicon: &'c Lexicon, rules: &'c NameRules) -> Vec<Found<'c>> {
    let mut found = Vec::new();
    let mut words = Vec::new();
    for (number, sentence) in document.sentences.iter().enumerate().filter(|(_, s)| s.section.has_mentions()) {
        fill(&mut words, &article.text, document, sentence, rules);
        let mut scan =
            Scan { words: &words, sentence, number: number as u32, lexicon, rules, titled: title_case(&words), found: &mut found };
        scan.run();
    }
    found
}

/// Whether nearly all words of some length begin with a capital, as in many headlines: then a capital tells nothing.
pub(super) fn title_case(words: &[Word]) -> bool {
    let long = || words.iter().filter(|w| w.hash != 0 && w.span.len() > 3);
    let capitals = long().filter(|w| w.capital()).count();
    capitals >= 3 && capitals * 4 >= long().count() * 3
}

struct Scan<'s, 'c> {
    words: &'s [Word],
    sentence: &'s Sentence,
    number: u32,
    lexicon: &'c Lexicon,
    rules: &'c NameRules,
    titled: bool,
    found: &'s mut Vec<Found<'c>>,
}

/// Names longer than this are no names.
const MAX_NAME: usize = 6;
/// An apposition with more words is none.
const MAX_OFFICE: usize = 14;

impl<'c> Scan<'_, 'c> {
    fn run(&mut self) {
        let mut at = 0;
        let mut covered = 0;
        let mut owner = None;
        while at < self.words.len() {
            let step = self.step(at, covered, owner);
            if step.end > at {
                (covered, owner) = (step.end, step.owner.map(|entry| (entry, step.end)));
            }
            at = step.end.max(at + 1);
        }
    }

    /// Tries the rules at one word.
    fn step(&mut self, at: usize, covered: usize, owner: Option<(EntryIx, usize)>) -> Step {
        if self.words[at].hash == 0 {
            return Step::none(at);
        }
        if let Some(end) = self.titled_person(at, owner) {
            return Step { end, owner: None };
        }
        let hit = self.hit(at);
        if let Some(hit) = hit.filter(|hit| hit.words > 1 || self.is_actor(hit)) {
            return self.take_hit(at, hit, covered);
        }
        if let Some(step) = hit.and_then(|hit| self.body_of_country(at, hit)) {
            return step;
        }
        let free_place = hit.is_some_and(|hit| hit.readings.iter().any(|r| !r.needs_context));
        if !free_place && let Some(end) = self.person(at) {
            self.push_person(at, end, None, "given-name");
            return Step { end, owner: None };
        }
        if let Some(end) = self.headed_body(at) {
            return Step { end, owner: None };
        }
        match hit {
            Some(hit) => self.take_hit(at, hit, covered),
            None => self.body_before_country(at),
        }
    }

    fn hashes(&self, at: usize) -> impl Iterator<Item = u64> {
        self.words[at.min(self.words.len())..].iter().map(|w| w.hash)
    }

    fn word(&self, at: usize) -> Option<&Word> {
        self.words.get(at)
    }

    fn is_at(&self, at: usize, class: WordClass) -> bool {
        self.word(at).is_some_and(|w| w.is(class))
    }

    fn shape_at(&self, at: usize) -> Option<Shape> {
        self.word(at).map(|w| w.shape)
    }

    fn cover(&self, from: usize, to: usize) -> Span {
        self.words[from].span.cover(self.words[to - 1].span)
    }

    fn hit(&self, at: usize) -> Option<Match<'c>> {
        let shape = |n: usize| self.word(at + n).map_or((false, false), |w| (w.capital(), w.no_small()));
        self.lexicon.longest(self.hashes(at), shape)
    }

    fn is_actor(&self, hit: &Match<'_>) -> bool {
        hit.readings.iter().any(|r| !r.needs_context && !self.lexicon.is_place(r.entry))
    }

    fn push(&mut self, span: Span, form: MentionForm, what: What<'c>, rule: &'static str) -> &mut Found<'c> {
        let (section, sentence) = (self.sentence.section, self.number);
        self.found.push(Found { span, section, sentence, form, what, office: None, sector: None, owner: None, rule });
        let last = self.found.len() - 1;
        &mut self.found[last]
    }

    // Names of the lexicon.

    fn take_hit(&mut self, at: usize, hit: Match<'c>, covered: usize) -> Step {
        let end = at + hit.words;
        if let Some(step) = self.body_of_country(at, hit) {
            return step;
        }
        let shape = |n: usize| self.word(at + n).map_or((false, false), |w| (w.capital(), w.no_small()));
        let fitting = |r: &&Reading| r.fits(hit.words, shape);
        let Some(reading) = hit.readings.iter().filter(fitting).find(|r| !r.needs_context) else {
            if self.stands_alone(at, end, covered) {
                self.push(self.cover(at, end), MentionForm::Name, What::Ambiguous(hit.readings), "lexicon-context");
            }
            return Step::none(at);
        };
        let acronym = reading.acronym && !self.lexicon.is_place(reading.entry);
        if hit.words == 1 && !acronym && reading.form == MentionForm::Name && !self.stands_alone(at, end, covered) {
            return Step::none(at);
        }
        self.push_hit(at, end, reading);
        let person = self.lexicon.actor_kind(reading.entry) == Some(ActorKind::Person);
        if person {
            self.apposition(end);
        }
        Step { end, owner: (!person && !reading.people).then_some(reading.entry) }
    }

    fn push_hit(&mut self, at: usize, end: usize, reading: &Reading) {
        let span = self.cover(at, end);
        let entry = reading.entry;
        match self.lexicon.facts(entry).class {
            EntryClass::Actor(_) => drop(self.push(span, reading.form, What::Actor(entry), "lexicon")),
            EntryClass::Country if reading.form == MentionForm::Demonym => {
                let noun = self.shape_at(end) == Some(Shape::Lower) && !self.is_at(end, WordClass::Preposition);
                let noun = noun && !self.is_at(end, WordClass::Conjunction) && !self.is_at(end, WordClass::Acts);
                let what = if noun && !reading.people { What::Place(entry, None) } else { What::Open };
                self.push(span, MentionForm::Demonym, what, "lexicon-demonym");
            }
            class => {
                let acting = self.lexicon.government(entry).filter(|_| self.acts(at, end, class));
                let hash = (end == at + 1).then(|| self.words[at].hash);
                match (acting, class) {
                    (Some(government), EntryClass::Country) => {
                        self.push(span, MentionForm::Name, What::Actor(government), "country-acts");
                        self.join_acting(at);
                    }
                    (Some(government), _) => drop(self.push(span, MentionForm::Metonym, What::Actor(government), "capital-acts")),
                    (None, EntryClass::Country) => drop(self.push(span, MentionForm::Name, What::Place(entry, None), "lexicon")),
                    (None, _) => drop(self.push(span, MentionForm::Name, What::Place(entry, hash), "lexicon")),
                }
            }
        }
    }

    /// "France and Germany said": what is joined to an acting country acts too.
    fn join_acting(&mut self, at: usize) {
        let Some(joint) = at.checked_sub(1).filter(|n| self.is_at(*n, WordClass::Conjunction)) else { return };
        let Some(end) = joint.checked_sub(1).map(|n| self.words[n].span.end) else { return };
        let lexicon = self.lexicon;
        let Some(before) = self.found.iter_mut().rev().nth(1) else { return };
        if before.span.end != end || before.form != MentionForm::Name || before.sentence != self.number {
            return;
        }
        if let What::Place(entry, _) = before.what
            && lexicon.facts(entry).class == EntryClass::Country
            && let Some(government) = lexicon.government(entry)
        {
            (before.what, before.rule) = (What::Actor(government), "country-acts");
        }
    }

    /// Whether the country or capital at these words clearly does something or has something done to it.
    fn acts(&self, at: usize, end: usize, class: EntryClass) -> bool {
        if self.titled {
            return false;
        }
        let first = if at > 0 && self.is_at(at - 1, WordClass::Article) { at - 1 } else { at };
        let before = first.checked_sub(1).and_then(|n| self.word(n));
        if self.is_at(end, WordClass::Acts) && self.shape_at(end) == Some(Shape::Lower) {
            return self.is_subject(first, 3);
        }
        let closed = self
            .word(end)
            .is_none_or(|w| w.hash == 0 && w.shape != Shape::Genitive || w.is(WordClass::Preposition) || w.is(WordClass::Conjunction));
        if class != EntryClass::Country || !closed {
            return false;
        }
        match before {
            Some(word) if word.is(WordClass::ActsOn) => true,
            Some(word) if word.is(WordClass::RelationPreposition) => first > 1 && self.is_at(first - 2, WordClass::Relation),
            _ => false,
        }
    }

    /// Whether a name that starts here begins its clause, or stands in a list that does.
    fn is_subject(&self, first: usize, depth: usize) -> bool {
        let Some(before) = first.checked_sub(1) else { return true };
        let word = self.words[before];
        match word.shape {
            Shape::Sign | Shape::Comma => true,
            Shape::Genitive => false,
            _ if word.is(WordClass::Conjunction) => {
                let listed = before.checked_sub(1).filter(|n| self.words[*n].capital());
                match listed {
                    Some(name) if depth > 0 => {
                        let article = name > 0 && self.is_at(name - 1, WordClass::Article);
                        self.is_subject(if article { name - 1 } else { name }, depth - 1)
                    }
                    _ => true,
                }
            }
            _ => word.is(WordClass::Subordinator),
        }
    }

    /// Whether the words are not a part of a longer name that the lexicon doesn't know ("Manchester United").
    fn stands_alone(&self, at: usize, end: usize, covered: usize) -> bool {
        if self.titled {
            return true;
        }
        let before = at.checked_sub(1).map(|n| (n, self.words[n]));
        let name_before = before.is_some_and(|(n, w)| {
            let named = w.capital() && !w.is(WordClass::Ordinary) && !w.is(WordClass::Calendar);
            named && n > 0 && covered != at && self.rules.title(self.hashes(n)).is_none()
        });
        let name_after = self.word(end).is_some_and(|w| {
            let named = w.capital() && !w.is(WordClass::Ordinary) && !w.is(WordClass::Calendar) && !w.glued;
            named && self.rules.title(self.hashes(end)).is_none() && self.hit(end).is_none() && self.person(end).is_none()
        });
        !name_before && !name_after
    }

    // Bodies.

    /// "Malian army", "Mali's ruling junta": a country and the noun of one of its bodies.
    fn body_of_country(&mut self, at: usize, hit: Match<'c>) -> Option<Step> {
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
    fn body_before_country(&mut self, at: usize) -> Step {
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
    fn headed_body(&mut self, at: usize) -> Option<usize> {
        let word = self.words[at];
        if self.titled || !word.capital() || word.is(WordClass::Ordinary) || word.glued {
            return None;
        }
        let end = self.body_run(at);
        let (last, first) = (self.words[end - 1].facts, word.facts);
        let connected = self.words[at..end].iter().any(|w| w.is(WordClass::Connector) && !w.capital());
        let head = if connected { self.rules.head(first) } else { self.rules.head(last) }?;
        if end - at < 2 || end - at > MAX_NAME {
            return None;
        }
        let specific = (at..end).any(|n| self.rules.head(self.words[n].facts).is_none() && !self.words[n].is(WordClass::Connector));
        let what = if head.generic || !specific { What::Open } else { What::Body(head.kind, head.sector.as_deref()) };
        let span = self.cover(at, end);
        self.push(span, MentionForm::Name, what, "head-word");
        Some(end)
    }

    /// The end of a run of capitalised words, joined by "of", "for" and "and".
    fn body_run(&self, at: usize) -> usize {
        let mut end = at + 1;
        while let Some(word) = self.word(end) {
            let joins = word.is(WordClass::Connector) && self.word(end + 1).is_some_and(Word::capital);
            if word.shape == Shape::Lower && !joins || word.hash == 0 || word.is(WordClass::Calendar) || word.shape == Shape::Number {
                break;
            }
            end += 1 + usize::from(word.shape == Shape::Lower);
        }
        end
    }

    // Persons.

    /// A title and a name: "General Stephen Townsend".
    fn titled_person(&mut self, at: usize, owner: Option<(EntryIx, usize)>) -> Option<usize> {
        let (length, title) = self.rules.title(self.hashes(at))?;
        let name = at + length;
        let known = self.hit(name).filter(|hit| self.is_person(hit));
        let end = match known {
            Some(hit) => name + hit.words,
            None => self.name_run(name).filter(|_| !self.titled && self.word(at).is_some_and(|w| !w.glued))?,
        };
        let owner = owner.filter(|(_, end)| self.leads_to(*end, at)).map(|(entry, _)| entry);
        let span = self.cover(at, name);
        match known {
            Some(hit) => {
                let person = |r: &&Reading| self.lexicon.actor_kind(r.entry) == Some(ActorKind::Person);
                let entry = hit.readings.iter().find(person)?.entry;
                self.push(self.cover(name, end), MentionForm::Name, What::Actor(entry), "title-name");
            }
            None => self.push_person(name, end, Some(title), "title-name"),
        }
        let found = self.found.last_mut()?;
        found.office = found.office.or(title.office.then_some(span));
        found.owner = owner;
        if known.is_some() {
            self.apposition(end);
        }
        Some(end)
    }

    fn is_person(&self, hit: &Match<'_>) -> bool {
        hit.readings.iter().any(|r| self.lexicon.actor_kind(r.entry) == Some(ActorKind::Person))
    }

    /// Whether nothing but a genitive or "former" stands between the owner of an office and the title.
    fn leads_to(&self, from: usize, to: usize) -> bool {
        let between = from..to;
        between.len() <= 2
            && between.into_iter().all(|n| {
                let word = self.words[n];
                word.shape == Shape::Genitive || word.is(WordClass::Modifier) || word.is(WordClass::Former)
            })
    }

    /// A given name that is known, and what follows it.
    fn person(&self, at: usize) -> Option<usize> {
        let first = self.word(at)?;
        let strong = first.is(WordClass::Given) || first.is(WordClass::WeakGiven) && at > 0 && self.words[at - 1].shape == Shape::Lower;
        if self.titled || !strong || first.shape != Shape::Capital || first.glued {
            return None;
        }
        let end = self.name_run(at)?;
        let words = self.words[at..end].iter().filter(|w| w.shape == Shape::Capital && !w.glued).count();
        (words >= 2).then_some(end)
    }

    /// The end of a run of words that may be a person's name.
    fn name_run(&self, at: usize) -> Option<usize> {
        let mut end = at;
        while let Some(word) = self.word(end) {
            let named = matches!(word.shape, Shape::Capital | Shape::Initial) && !word.is(WordClass::Calendar);
            let particle = word.is(WordClass::Particle) && end > at && self.particles_lead_on(end);
            let suffix = word.is(WordClass::Suffix) && end > at;
            if !named && !particle && !suffix || self.ends_name(at, end) {
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
        let long = self.word(end).is_some_and(|w| w.capital() && w.is(WordClass::NotPerson) && !w.is(WordClass::Calendar));
        let fine = !run.is_empty() && run.len() <= MAX_NAME && !run.iter().any(banned) && !long;
        fine.then_some(end)
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

    fn push_person(&mut self, at: usize, end: usize, title: Option<&'c Title>, rule: &'static str) {
        let parts = self.words[at..end].iter().filter(|w| !w.is(WordClass::Suffix) || w.shape == Shape::Capital && w.span.len() > 3);
        let parts = parts.map(|w| (w.hash, !w.glued && w.shape != Shape::Initial)).collect();
        let span = self.cover(at, end);
        let found = self.push(span, MentionForm::Name, What::Person(parts), rule);
        found.sector = title.and_then(|t| t.sector.as_deref());
        self.apposition(end);
    }

    /// ", the head of US Africa Command,": the office of the person just found.
    fn apposition(&mut self, end: usize) {
        if self.shape_at(end) != Some(Shape::Comma) {
            return;
        }
        let mut at = end + 1 + usize::from(self.is_at(end + 1, WordClass::Article));
        let from = at;
        let mut owner = None;
        if let Some(hit) = self.hit(at).filter(|hit| !self.is_person(hit)) {
            owner = hit.readings.iter().find(|r| !r.needs_context).map(|r| r.entry);
            at += hit.words;
            at += usize::from(self.shape_at(at) == Some(Shape::Genitive));
        }
        at += (at..at + 2).take_while(|n| self.is_at(*n, WordClass::Modifier) || self.is_at(*n, WordClass::Former)).count();
        let Some((length, title)) = self.rules.title(self.hashes(at)).filter(|(_, title)| title.office) else { return };
        let Some(stop) = self.office_end(at + length) else { return };
        let from = if owner.is_some() { at } else { from };
        let office = self.cover(from, stop);
        if let Some(found) = self.found.last_mut() {
            found.office = Some(office);
            found.sector = title.sector.as_deref().or(found.sector);
            found.owner = owner.or(found.owner);
        }
    }

    /// Where an office ends whose title ends before `at`: at a comma or the end of the sentence.
    fn office_end(&self, at: usize) -> Option<usize> {
        for n in at..(at + MAX_OFFICE).min(self.words.len()) {
            let word = self.words[n];
            match word.shape {
                Shape::Comma | Shape::Sign => return Some(n),
                Shape::Lower if word.is(WordClass::Acts) || word.is(WordClass::Subordinator) => return None,
                _ => {}
            }
        }
        (at + MAX_OFFICE >= self.words.len()).then_some(self.words.len())
    }
}

/// How far a rule went.
struct Step {
    /// One past its last word; not beyond the first word when no rule fits.
    end: usize,
    /// The country or body that a title may follow.
    owner: Option<EntryIx>,
}

impl Step {
    fn none(at: usize) -> Self {
        Self { end: at, owner: None }
    }
}
