//! The first pass: every sentence from left to right, the most telling rule first.

mod bodies;
mod join;
mod persons;
mod places;

use super::names::Survey;
use super::words::{Shape, Word};
use crate::annotate::{Document, Sentence};
use crate::codebook::{EntryClass, EntryIx, Lexicon, Match, NameRules, Reading, WordClass};
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
    /// The office is told as one of the past ("former"), or its title reaches further back than is known: nothing is
    /// known of who holds it now.
    pub past: bool,
    /// The article introduces it as a person of a story.
    pub fictional: bool,
    /// What it is where the article doesn't speak of the country of any of its ambiguous readings.
    pub otherwise: Option<What<'c>>,
    /// The name itself, where the words hold more ("Marlow fighters").
    pub stem: Option<Span>,
    pub rule: &'static str,
}

impl<'c> Found<'c> {
    /// A mention of which no more is known yet.
    pub fn new(section: Section, sentence: u32, span: Span, form: MentionForm, what: What<'c>, rule: &'static str) -> Self {
        let (office, sector, owner, otherwise, stem) = (None, None, None, None, None);
        Self { span, section, sentence, form, what, office, sector, owner, past: false, fictional: false, otherwise, stem, rule }
    }
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
    /// A place that the lexicon doesn't know.
    Spot,
    /// A body by its head word.
    Body(ActorKind, Option<&'c str>),
    Open,
}

/// Runs the first pass; mentions come in the order of the text.
pub(super) fn scan<'c>(article: &Article, document: &Document, lexicon: &'c Lexicon, rules: &'c NameRules) -> Vec<Found<'c>> {
    let mut found = Vec::new();
    let survey = Survey::new(&article.text, document, lexicon, rules);
    for (number, sentence) in document.sentences.iter().enumerate().filter(|(_, s)| s.section.has_mentions()) {
        let words = survey.words(number);
        let from = found.len();
        let mut scan = Scan {
            text: &article.text,
            words,
            sentence,
            number: number as u32,
            lexicon,
            rules,
            titled: headline(words),
            shouted: shouted(words),
            found: &mut found,
        };
        scan.run();
        scan.join(&survey, &article.text, from);
    }
    found
}

/// Whether nearly all words of some length begin with a capital, as in many headlines: then a capital tells nothing.
pub(super) fn title_case(words: &[Word]) -> bool {
    let long = || words.iter().filter(|w| w.hash != 0 && w.span.len() > 3);
    let capitals = long().filter(|w| w.capital()).count();
    capitals >= 3 && capitals * 4 >= long().count() * 3
}

/// Whether a sentence is written like a headline: what holds other small words than a headline leaves small is a
/// sentence full of names.
fn headline(words: &[Word]) -> bool {
    let small = |w: &Word| w.shape == Shape::Lower && !w.glued && w.span.len() > 3;
    let plain = |w: &Word| w.is(WordClass::Acts) || w.is(WordClass::ActsOn) || !w.is(WordClass::Ordinary) && !w.is(WordClass::Preposition);
    title_case(words) && !words.iter().any(|w| small(w) && plain(w))
}

/// Whether most words are written in capitals: then "WHO" is a pronoun as well as a body.
pub(super) fn shouted(words: &[Word]) -> bool {
    let long = || words.iter().filter(|w| w.span.len() > 2 && w.hash != 0);
    long().count() >= 3 && long().filter(|w| w.no_small()).count() * 2 > long().count()
}

struct Scan<'s, 'c> {
    text: &'s str,
    words: &'s [Word],
    sentence: &'s Sentence,
    number: u32,
    lexicon: &'c Lexicon,
    rules: &'c NameRules,
    titled: bool,
    shouted: bool,
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
        if let Some(end) = self.numbered_body(at).or_else(|| self.town_of_region(at)).or_else(|| self.dashed_name(at)) {
            return Step { end, owner: None };
        }
        if let Some(words) = self.rules.thing(self.hashes(at)).filter(|_| self.words[at].capital()) {
            return Step { end: at + words, owner: None };
        }
        if let Some(end) = self.titled_person(at, owner) {
            return Step { end, owner: None };
        }
        let hit = self.hit(at);
        if let Some(hit) = hit.filter(|hit| hit.words > 1 || self.is_actor(hit)) {
            return self.take_long_hit(at, hit, covered, owner);
        }
        if let Some(step) = hit.and_then(|hit| self.body_of_country(at, hit)) {
            return step;
        }
        let free_place = hit.is_some_and(|hit| hit.readings.iter().any(|r| !r.needs_context));
        if !free_place && let Some(end) = self.person(at) {
            let fictional = self.is_fictional(at);
            if self.push_person(at, end, None, "given-name") {
                self.found.iter_mut().next_back().into_iter().for_each(|found| found.fictional = fictional);
            }
            return Step { end, owner: None };
        }
        if hit.is_none() {
            let step = self.body_before_country(at);
            if step.end > at {
                return step;
            }
        }
        if let Some(end) = self.headed_body(at) {
            return Step { end, owner: None };
        }
        hit.map_or_else(|| Step::none(at), |hit| self.take_hit(at, hit, covered))
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
        self.lexicon.longest(self.hashes(at), |n| self.written(at + n))
    }

    /// Whether a word begins with a capital, and whether its lack of small letters tells something.
    fn written(&self, at: usize) -> (bool, bool) {
        self.word(at).map_or((false, false), |w| (w.capital(), w.no_small() && !self.shouted))
    }

    pub(super) fn is_actor(&self, hit: &Match<'_>) -> bool {
        hit.readings.iter().any(|r| !r.needs_context && !self.lexicon.is_place(r.entry))
    }

    fn push(&mut self, span: Span, form: MentionForm, what: What<'c>, rule: &'static str) -> &mut Found<'c> {
        self.found.push(Found::new(self.sentence.section, self.number, span, form, what, rule));
        let last = self.found.len() - 1;
        &mut self.found[last]
    }

    // Names of the lexicon.

    /// A name of several words, or an actor's, unless it begins a longer name of its own ("New York University") or
    /// another country's or body's name stands with it ("House of Commons of Canada", "Kenyan Red Cross").
    fn take_long_hit(&mut self, at: usize, hit: Match<'c>, covered: usize, owner: Option<(EntryIx, usize)>) -> Step {
        if let Some(step) = self.body_of_country(at, hit) {
            return step;
        }
        // a force is a part of another's name too ("US Army Special Operations Command")
        let force = |r: &Reading| self.lexicon.actor_kind(r.entry) == Some(ActorKind::Military);
        let begins_longer = hit.readings.iter().any(|r| self.lexicon.is_place(r.entry) || force(r)) || self.is_person(&hit);
        let longer = |end: &usize| *end > at + hit.words && !self.is_known_body(at + hit.words, *end);
        if begins_longer && let Some(end) = self.headed_run(at).map(|(end, _)| end).filter(longer) {
            self.headed_body(at);
            return Step { end, owner: None };
        }
        let end = at + hit.words;
        if let Some(stop) = self.other_country_behind(end, hit) {
            self.push(self.cover(at, stop), MentionForm::Name, What::Open, "lexicon");
            return Step { end: stop, owner: None };
        }
        if self.other_country_before(at, hit, owner) || self.is_person(&hit) && self.follows_bearer(at) {
            return Step { end, owner: None };
        }
        self.take_hit(at, hit, covered)
    }

    /// "Joint Task Force - Operation Marlow": a name of the lexicon with a dash in it that the lexicon leaves out.
    fn dashed_name(&mut self, at: usize) -> Option<usize> {
        let first = self.hit(at)?;
        let dash = |word: &Word| word.hash == 0 && matches!(word.span.of(self.text), "-" | "–" | "—");
        if !self.word(at + first.words).is_some_and(dash) {
            return None;
        }
        let rest = || (at..self.words.len()).filter(|n| !dash(&self.words[*n])).take(2 * MAX_NAME);
        let written = |n: usize| rest().nth(n).map_or((false, false), |n| self.written(n));
        let whole = self.lexicon.longest(rest().map(|n| self.words[n].hash), written).filter(|hit| hit.words > first.words)?;
        let end = rest().nth(whole.words - 1)? + 1;
        let reading = whole.readings.iter().find(|r| !r.needs_context && !self.lexicon.is_place(r.entry))?;
        self.push_hit(at, end, reading);
        Some(end)
    }

    /// Whether the words are a body of the lexicon ("Department of Justice" behind "United States").
    fn is_known_body(&self, at: usize, end: usize) -> bool {
        let known = |hit: &Match<'_>| at + hit.words == end && hit.readings.iter().any(|r| self.lexicon.actor_kind(r.entry).is_some());
        self.hit(at).is_some_and(|hit| known(&hit))
    }

    /// The country of a body that only one country has.
    fn body_country(&self, hit: Match<'_>) -> Option<&str> {
        let reading = hit.readings.first()?;
        let kind = self.lexicon.actor_kind(reading.entry)?;
        let of_state = matches!(kind, ActorKind::Government | ActorKind::Military | ActorKind::Police);
        self.lexicon.country(reading.entry).filter(|_| of_state)
    }

    /// The end of "of Canada" behind a body that isn't Canada's.
    fn other_country_behind(&self, end: usize, hit: Match<'_>) -> Option<usize> {
        let own = self.body_country(hit)?;
        let country = end + 1 + usize::from(self.is_at(end + 1, WordClass::Article));
        let after = self.hit(country).filter(|_| self.is_at(end, WordClass::Connector))?;
        let reading = after.readings.iter().find(|r| r.form == MentionForm::Name && self.lexicon.is_place(r.entry))?;
        (self.lexicon.country(reading.entry)? != own).then_some(country + after.words)
    }

    /// Whether the name right before makes the body another's.
    fn other_country_before(&self, at: usize, hit: Match<'_>, owner: Option<(EntryIx, usize)>) -> bool {
        let Some((owner, end)) = owner.filter(|(_, end)| self.leads_to(*end, at)) else { return false };
        let country = self.lexicon.country(owner);
        let branch = end == at && hit.readings.first().is_some_and(|r| self.lexicon.actor_kind(r.entry) == Some(ActorKind::Ngo));
        let other = self.body_country(hit).zip(country).is_some_and(|(own, country)| own != country);
        other || branch && self.lexicon.is_place(owner)
    }

    fn take_hit(&mut self, at: usize, hit: Match<'c>, covered: usize) -> Step {
        let end = at + hit.words;
        if let Some(step) = self.body_of_country(at, hit) {
            return step;
        }
        let fitting = |r: &&Reading| r.fits(hit.words, |n| self.written(at + n));
        let Some(reading) = self
            .region_meant(at, end, hit)
            .or_else(|| self.town_meant(end, hit))
            .or_else(|| hit.readings.iter().filter(fitting).find(|r| !r.needs_context))
        else {
            let given = end == at + 1 && (self.is_at(at, WordClass::Given) || self.is_at(at, WordClass::WeakGiven));
            let located = at > 0 && self.is_at(at - 1, WordClass::Locative);
            if self.stands_alone(at, end, covered) && (!given || located) {
                self.push(self.cover(at, end), MentionForm::Name, What::Ambiguous(hit.readings), "lexicon-context");
            }
            return Step::none(at);
        };
        let acronym = reading.acronym && !self.lexicon.is_place(reading.entry);
        let sure = acronym || self.titled && self.lexicon.government(reading.entry).is_some();
        let short = hit.words == 1 || self.lexicon.is_place(reading.entry);
        if short && !sure && reading.form == MentionForm::Name && !self.stands_alone(at, end, covered) {
            return Step::none(at);
        }
        if self.lexicon.is_place(reading.entry) && reading.form == MentionForm::Name && self.is_namesake(end, reading.entry) {
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
        let article = end > at + 1 && self.is_at(at, WordClass::Article);
        let span = self.cover(at + usize::from(article), end);
        let entry = reading.entry;
        match self.lexicon.facts(entry).class {
            EntryClass::Actor(_) => drop(self.push(span, reading.form, What::Actor(entry), "lexicon")),
            EntryClass::Country if reading.form == MentionForm::Demonym => self.push_demonym(at, end, reading),
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

    /// "Malian": a quality of what follows it stands for the country, people and languages for nothing that has an id.
    fn push_demonym(&mut self, at: usize, end: usize, reading: &Reading) {
        if self.is_at(end, WordClass::Language) {
            self.push(self.cover(at, end), MentionForm::Demonym, What::Open, "lexicon-demonym");
            return;
        }
        let named = self.word(end).is_some_and(|w| w.capital() && !w.glued && !w.is(WordClass::Ordinary));
        let bearer = named && (self.rules.title(self.hashes(end)).is_some() || self.person(end).is_some());
        let part_after = named && !bearer && !reading.people && !self.titled && self.hit(end).is_none();
        let before = at.checked_sub(1).map(|n| self.words[n]).filter(|_| at > 1 && !self.words[at].glued);
        let part_before = before.is_some_and(|w| w.capital() && !w.is(WordClass::Ordinary) && !w.is(WordClass::Calendar));
        if part_after || part_before && !self.titled && self.hit(at - 1).is_none() {
            return;
        }
        let ends = [WordClass::Preposition, WordClass::Conjunction, WordClass::Acts, WordClass::Closes];
        let noun = self.shape_at(end) == Some(Shape::Lower) && !ends.iter().any(|class| self.is_at(end, *class));
        let what = if (noun || bearer) && !reading.people { What::Place(reading.entry, None) } else { What::Open };
        self.push(self.cover(at, end), MentionForm::Demonym, what, "lexicon-demonym");
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
            Shape::Comma => before.checked_sub(1).is_none_or(|n| !self.words[n].capital()),
            Shape::Sign | Shape::Dash => true,
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
        let before = at.checked_sub(1).map(|n| (n, self.words[n]));
        let name_before = before.is_some_and(|(n, w)| {
            let named = w.capital() && !w.is(WordClass::Ordinary) && !w.is(WordClass::Calendar);
            let title = self.rules.title(self.hashes(n));
            let rank = title.is_some_and(|(_, title)| !title.office) && !w.no_small();
            let body = self.found.last().is_some_and(|f| f.span.end == w.span.end && self.is_body(&f.what));
            let free = covered == at && !body || title.is_some() && !rank;
            named && !free && (n > 0 || body || rank)
        });
        let name_after = self.word(end).is_some_and(|w| {
            let named = w.capital() && !w.is(WordClass::Ordinary) && !w.is(WordClass::Calendar) && !w.glued;
            named && self.rules.title(self.hashes(end)).is_none() && self.hit(end).is_none() && self.person(end).is_none()
        });
        let particle = self.word(end).is_some_and(|w| w.is(WordClass::Particle) && w.shape == Shape::Lower && !w.glued);
        let goes_on = particle && self.word(end + 1).is_some_and(Word::capital);
        !name_before && !name_after && !goes_on
    }

    /// Whether this is an organisation without a country of its own, whose branches bear the names of countries.
    fn is_body(&self, what: &What<'_>) -> bool {
        let What::Actor(entry) = what else { return false };
        !matches!(self.lexicon.actor_kind(*entry), None | Some(ActorKind::Person | ActorKind::Government | ActorKind::Igo))
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
