//! The second pass: surnames alone, names that need context, and one chain for all mentions of an actor.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::Mentions;
use super::compare::{Parts, abbreviates, begins, hashes, is_one_word, misspells, one_line, only, shortens, years};
use super::scan::{Found, What, title_case};
use super::words::{Shape, Word, fill};
use crate::annotate::Document;
use crate::codebook::phrases::{split_words, word_hash};
use crate::codebook::{EntryClass, EntryIx, Lexicon, NameRules, WordClass};
use crate::extract::{ActorKind, Chain, ChainIx, Mention, MentionForm, MentionIx, Office, Referent};
use crate::ingest::Article;
use crate::text::Span;
use chrono::Datelike;

/// Ties the mentions of the first pass into chains.
pub(super) fn tie(article: &Article, document: &Document, lexicon: &Lexicon, rules: &NameRules, found: Vec<Found<'_>>) -> Mentions {
    let mut ties = Ties {
        article,
        document,
        text: &article.text,
        lexicon,
        rules,
        found,
        people: Vec::new(),
        surnames: HashMap::new(),
        initials: HashMap::new(),
    };
    ties.mark_past();
    ties.settle_ambiguous();
    ties.settle_bodies();
    ties.gather_people();
    ties.surnames_alone(document);
    ties.finish()
}

struct Ties<'s, 'c> {
    article: &'s Article,
    document: &'s Document,
    text: &'s str,
    lexicon: &'c Lexicon,
    rules: &'c NameRules,
    found: Vec<Found<'c>>,
    people: Vec<Person>,
    /// What may stand for a person later in the text, by the hash of its first word: the person and the words.
    surnames: HashMap<u64, Vec<(usize, Vec<u64>)>>,
    /// The full names of bodies by the initials that the text gives them in brackets, and by their first words.
    initials: HashMap<String, Key>,
}

/// Kind, country and sector of a chain.
type Facts = (ActorKind, Option<String>, Option<String>);

/// The chains by what they stand for, and the facts of each.
type Bodies<'a> = (&'a BTreeMap<Key, ChainIx>, &'a [Facts]);

/// How often an article names a country.
#[derive(Debug, Clone, Copy, Default)]
struct Named {
    /// Itself, its people and its bodies.
    itself: u32,
    /// Its first-level divisions.
    regions: u32,
}

/// A person of the article.
struct Person {
    parts: Parts,
    entry: Option<EntryIx>,
    /// Known by one word alone.
    surname_only: bool,
    /// Introduced as a person of a story: no actor.
    fictional: bool,
    /// The name as first written, in small letters.
    name: String,
    /// Other spellings.
    variants: Vec<Parts>,
}

/// Between a person's name and what he belongs to stand no more bytes than in " from the ".
const LONGEST_TIE: usize = 12;

/// What makes two mentions one actor's.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Entry(EntryIx),
    Person(usize),
    Body(String),
    /// A body that any country has, by the number of its noun.
    Noun(u32),
}

impl<'c> Ties<'_, 'c> {
    /// An office in a sentence that tells a year before the last is one of that time.
    fn mark_past(&mut self) {
        let Some(published) = self.article.meta.published_on else { return };
        for found in self.found.iter_mut().filter(|f| f.office.is_some()) {
            let sentence = self.document.sentences[found.sentence as usize].span.of(self.text);
            found.past |= years(sentence).any(|year| year < published.year() - 1);
        }
    }

    /// How often the article names each country, its people, bodies and towns.
    fn spoken_of(&self) -> BTreeMap<&'c str, u32> {
        let mut spoken_of = BTreeMap::new();
        for found in &self.found {
            if let What::Actor(entry) | What::Place(entry, _) = found.what {
                self.lexicon.country(entry).into_iter().for_each(|country| *spoken_of.entry(country).or_default() += 1);
            }
        }
        spoken_of
    }

    /// Names such as "Georgia" count where the article names the country, its people or a town of it otherwise; names
    /// of bodies that several countries have, such as "House of Commons", where it speaks of the country before others.
    fn settle_ambiguous(&mut self) {
        let spoken_of = self.spoken_of();
        let most = spoken_of.values().copied().max().unwrap_or(0);
        self.found.retain_mut(|found| {
            let What::Ambiguous(readings) = found.what else { return true };
            let often = |entry: EntryIx| self.lexicon.country(entry).and_then(|country| spoken_of.get(country)).copied();
            let body = |entry: EntryIx| self.lexicon.actor_kind(entry) == Some(ActorKind::Government);
            let fits = |entry: EntryIx| often(entry).is_some_and(|count| !body(entry) || count * 2 >= most);
            let Some(reading) = readings.iter().find(|r| fits(r.entry)) else {
                return found.otherwise.take().is_some_and(|what| {
                    found.what = what;
                    true
                });
            };
            found.form = reading.form;
            found.what = if self.lexicon.is_place(reading.entry) { What::Place(reading.entry, None) } else { What::Actor(reading.entry) };
            true
        });
    }

    /// "Parliament", "the Interior Ministry": a body that every country has is that of the country which the article
    /// names with it elsewhere, else that of the one country that it speaks of before all others.
    fn settle_bodies(&mut self) {
        let nations = self.nations();
        let named: BTreeSet<EntryIx> =
            self.found.iter().filter_map(|f| if let What::Actor(entry) = f.what { Some(entry) } else { None }).collect();
        let settled: Vec<_> = (0..self.found.len()).filter_map(|n| Some((n, self.body_meant(&self.found[n], &nations, &named)?))).collect();
        for (n, entry) in settled {
            self.found[n].what = What::Actor(entry);
        }
    }

    fn body_meant(&self, found: &Found<'_>, nations: &BTreeMap<EntryIx, Named>, named: &BTreeSet<EntryIx>) -> Option<EntryIx> {
        let body = self.body_noun(found).filter(|_| matches!(found.what, What::Body(..) | What::Open))?;
        let bodies = || nations.keys().filter_map(|country| self.lexicon.body_of(*country, body));
        only(bodies().filter(|entry| named.contains(entry))).or_else(|| {
            let (first, most) = nations.iter().max_by_key(|(country, named)| (named.itself, std::cmp::Reverse(**country)))?;
            let second = nations.iter().filter(|(country, _)| *country != first).map(|(_, named)| named.itself).max().unwrap_or(0);
            // the parliament of a state is not that of its country, but only countries have armies
            let clear = most.itself >= 2 && most.itself >= 2 * second;
            let entry = self.lexicon.body_of(*first, body)?;
            let own = most.itself > most.regions || self.lexicon.actor_kind(entry) == Some(ActorKind::Military);
            (clear && own).then_some(entry)
        })
    }

    /// The number of the body that the whole of a name is the noun of ("Parliament", "Ministry of Defence").
    fn body_noun(&self, found: &Found<'_>) -> Option<u32> {
        let name = found.span.of(self.text);
        let words: Vec<_> = split_words(name).map(|word| word_hash(&name[word])).collect();
        let (length, body) = self.lexicon.body(words.iter().copied()).filter(|_| found.form == MentionForm::Name)?;
        (length == words.len()).then_some(body)
    }

    /// Whether many bodies have this name, each in its own country or town: who it is, the article alone tells.
    fn is_anybodys(&self, found: &Found<'_>) -> bool {
        let name = found.span.of(self.text);
        let common = |word: std::ops::Range<usize>| {
            let facts = self.rules.word(word_hash(&name[word]));
            let plain = [WordClass::Connector, WordClass::GenericName, WordClass::Article].iter().any(|class| facts.is(*class));
            plain || self.rules.head(facts).is_some_and(|head| head.generic)
        };
        self.body_noun(found).is_some() || split_words(name).all(common)
    }

    /// How often the article names each country and its bodies, and its regions.
    fn nations(&self) -> BTreeMap<EntryIx, Named> {
        let mut nations: BTreeMap<EntryIx, Named> = BTreeMap::new();
        for found in &self.found {
            let (What::Actor(entry) | What::Place(entry, _)) = found.what else { continue };
            let facts = self.lexicon.facts(entry);
            let country = if facts.class == EntryClass::Country { Some(entry) } else { facts.country_place };
            let Some(named) = country.map(|country| nations.entry(country).or_default()) else { continue };
            if facts.region {
                named.regions += 1;
            } else if facts.class != EntryClass::Place {
                named.itself += 1;
            }
        }
        nations
    }

    /// The persons of the article by their full names, then those known by one word.
    fn gather_people(&mut self) {
        let mut order: Vec<_> = (0..self.found.len()).filter(|n| self.parts(*n).is_some()).collect();
        let longest_first = |n: &usize| std::cmp::Reverse(self.parts(*n).map_or(0, |(parts, _)| parts.len()));
        order.sort_by_key(longest_first);
        for n in order {
            let Some((parts, entry)) = self.parts(n) else { continue };
            if !is_one_word(&parts) || entry.is_some() {
                self.full_name(n, parts, entry);
            }
        }
        self.index_surnames();
        self.part_names_with_titles();
        for n in 0..self.found.len() {
            let Some((parts, None)) = self.parts(n) else { continue };
            if is_one_word(&parts) && self.person_called(&parts).is_none() && !self.stands_for_somebody(parts[0].0) {
                let entry = self.office_holder(n, parts[parts.len() - 1].0);
                self.push_person(n, parts.clone(), entry, entry.is_none());
                let person = self.people.len() - 1;
                self.surnames.entry(parts[0].0).or_default().push((person, hashes(&parts).collect()));
            }
        }
    }

    /// Whom title and surname alone stand for, where the registry knows just one such holder of the office.
    fn office_holder(&self, n: usize, surname: u64) -> Option<EntryIx> {
        let found = &self.found[n];
        let office = found.office?.of(self.text);
        let words: Vec<_> = split_words(office).map(|word| word_hash(&office[word])).collect();
        let country = found.owner.and_then(|owner| self.lexicon.country(owner));
        self.lexicon.holder(surname, &words, self.article.meta.published_on, country)
    }

    /// The words of a person's name, if this mention is one.
    fn parts(&self, n: usize) -> Option<(Parts, Option<EntryIx>)> {
        match &self.found[n].what {
            What::Person(parts) => Some((parts.clone(), None)),
            What::Actor(entry) if self.lexicon.actor_kind(*entry) == Some(ActorKind::Person) => {
                let name = self.found[n].span.of(self.text);
                let mut end = 0;
                let parts = split_words(name).map(|word| {
                    let glued = word.start > 0 && word.start == end + 1 && !name[end..word.start].starts_with(char::is_whitespace);
                    end = word.end;
                    (word_hash(&name[word]), !glued)
                });
                Some((parts.collect(), Some(*entry)))
            }
            _ => None,
        }
    }

    fn push_person(&mut self, n: usize, parts: Parts, entry: Option<EntryIx>, surname_only: bool) {
        let (name, fictional) = (one_line(self.found[n].span.of(self.text)).to_lowercase(), self.found[n].fictional);
        self.people.push(Person { parts, entry, surname_only, fictional, name, variants: Vec::new() });
    }

    fn full_name(&mut self, n: usize, parts: Parts, entry: Option<EntryIx>) {
        let same = |person: &Person| match (person.entry, entry) {
            (Some(a), Some(b)) => a == b,
            _ => shortens(&parts, &person.parts),
        };
        let known = self.people.iter().position(same);
        let Some(known) = known.or_else(|| self.variant_of(n, &parts, entry)).or_else(|| self.tail_of(&parts, entry)) else {
            self.push_person(n, parts, entry, false);
            return;
        };
        let fictional = self.found[n].fictional;
        let person = &mut self.people[known];
        person.entry = person.entry.or(entry);
        person.fictional |= fictional;
        if !shortens(&parts, &person.parts) {
            person.variants.push(parts);
        }
    }

    /// The one person whose name ends with this one, which a particle opens: "Le Drian" behind "Jean-Yves Le Drian".
    fn tail_of(&self, parts: &Parts, entry: Option<EntryIx>) -> Option<usize> {
        let words = || parts.iter().map(|part| part.0);
        let ends = |person: &Person| {
            let longer = person.parts.len().checked_sub(parts.len()).filter(|before| *before > 0);
            longer.is_some_and(|before| person.parts.iter().skip(before).map(|part| part.0).eq(words()))
        };
        let opened = parts.first().is_some_and(|first| self.rules.word(first.0).is(WordClass::Particle));
        let same = |person: &&Person| opened && person.entry.zip(entry).is_none() && ends(person);
        only(self.people.iter().enumerate().filter(|(_, person)| same(person)).map(|(n, _)| n))
    }

    /// The one person of whose name this is another spelling ("Ladin" for "Laden") or the beginning ("Ana Ruiz" for
    /// "Ana Ruiz Gil").
    fn variant_of(&self, n: usize, parts: &Parts, entry: Option<EntryIx>) -> Option<usize> {
        let name = one_line(self.found[n].span.of(self.text)).to_lowercase();
        let same = |person: &Person| {
            let known = person.entry.zip(entry).is_none();
            let end = parts.last().is_some_and(|last| last.1) && begins(parts, &person.parts);
            known && parts.len() > 1 && (end || parts.len() == person.parts.len() && misspells(&name, &person.name))
        };
        only(self.people.iter().enumerate().filter(|(_, person)| same(person)).map(|(at, _)| at))
    }

    /// "Princess Ana" is Ana Ruiz where she is the article's only Ana, "Governor Ruiz" is Ana Ruiz Gil.
    fn part_names_with_titles(&mut self) {
        for n in 0..self.found.len() {
            let Some((parts, None)) = self.parts(n).filter(|_| matches!(self.found[n].rule, "title-name" | "model")) else { continue };
            let [(word, _)] = parts[..] else { continue };
            let named = |person: &Person| !person.surname_only && person.parts.iter().any(|part| part.0 == word);
            let person = only(self.people.iter().enumerate().filter(|(_, p)| named(p)).map(|(at, _)| at));
            if let Some(person) = person.filter(|_| !self.stands_for_somebody(word)) {
                self.surnames.entry(word).or_default().push((person, vec![word]));
            }
        }
    }

    /// Whether this word alone is somebody's surname.
    fn stands_for_somebody(&self, word: u64) -> bool {
        self.surnames.get(&word).is_some_and(|tails| tails.iter().any(|(_, tail)| tail.len() == 1))
    }

    fn index_surnames(&mut self) {
        let spellings = |person: &Person| -> Vec<Parts> { std::iter::once(&person.parts).chain(&person.variants).cloned().collect() };
        let people: Vec<_> = self.people.iter().map(spellings).enumerate().collect();
        for (person, parts) in people.iter().flat_map(|(person, all)| all.iter().map(move |parts| (*person, parts))) {
            for from in 1..parts.len() {
                if parts[from].1 {
                    let tail: Vec<_> = parts[from..].iter().map(|p| p.0).collect();
                    self.surnames.entry(tail[0]).or_default().push((person, tail));
                }
            }
            if let Some((first, _)) = parts.first().filter(|first| self.rules.word(first.0).is(WordClass::FamilyFirst)) {
                self.surnames.entry(*first).or_default().push((person, vec![*first]));
            }
        }
    }

    /// The one person that a full name or a surname stands for.
    fn person_called(&self, parts: &[(u64, bool)]) -> Option<usize> {
        let words = || parts.iter().map(|p| p.0);
        let whole = self.people.iter().position(|p| !p.surname_only && parts.len() > 1 && shortens(parts, &p.parts));
        let whole = whole.or_else(|| self.people.iter().position(|p| p.variants.iter().any(|variant| hashes(variant).eq(words()))));
        whole.or_else(|| {
            let called = self.surnames.get(&parts.first()?.0)?.iter().filter(|(_, tail)| tail.iter().copied().eq(words()));
            only(called.map(|(person, _)| *person))
        })
    }

    /// "Townsend said": surnames of the article's persons where no title and no given name stands with them.
    fn surnames_alone(&mut self, document: &Document) {
        let mut words = Vec::new();
        let mut more = Vec::new();
        for (number, sentence) in document.sentences.iter().enumerate().filter(|(_, s)| s.section.has_mentions()) {
            fill(&mut words, self.text, document, sentence, self.rules);
            let from = self.found.partition_point(|f| (f.sentence as usize) < number);
            let to = self.found.partition_point(|f| f.sentence as usize <= number);
            let titled = title_case(&words);
            let mut at = 0;
            while at < words.len() {
                let end = self.surname_at(&words, at, titled, from..to);
                if let Some((end, person)) = end {
                    let span = words[at].span.cover(words[end - 1].span);
                    let what = What::Person(self.people[person].parts.clone());
                    more.push(Found::new(sentence.section, number as u32, span, MentionForm::Name, what, "surname"));
                    at = end;
                } else {
                    at += 1;
                }
            }
        }
        self.drop_places_under(&more);
        self.found.extend(more);
    }

    fn surname_at(&self, words: &[Word], at: usize, titled: bool, here: std::ops::Range<usize>) -> Option<(usize, usize)> {
        let word = words[at];
        let tails = self.surnames.get(&word.hash).filter(|_| word.hash != 0 && !word.glued)?;
        let fits = |tail: &Vec<u64>| words[at..].iter().map(|w| w.hash).take(tail.len()).eq(tail.iter().copied());
        let length = tails.iter().filter(|(_, tail)| fits(tail)).map(|(_, tail)| tail.len()).max()?;
        let person = only(tails.iter().filter(|(_, tail)| tail.len() == length && fits(tail)).map(|(person, _)| *person))?;
        let end = at + length;
        let capitals = words[at..end].iter().any(Word::capital) && words[end - 1].capital();
        let span = word.span.cover(words[end - 1].span);
        let free = !self.found[here].iter().any(|f| f.span.overlaps(span) && !self.gives_way(f, words, at));
        let named = |w: &Word| w.capital() && !w.is(WordClass::Ordinary) && !w.is(WordClass::Calendar);
        let before =
            at.checked_sub(1).is_some_and(|n| named(&words[n]) && n > 0 && self.rules.title(words[n..at].iter().map(|w| w.hash)).is_none());
        let given =
            at.checked_sub(1).is_some_and(|n| words[n].capital() && (words[n].is(WordClass::Given) || words[n].is(WordClass::WeakGiven)));
        let after = words.get(end).is_some_and(|w| named(w) || w.glued && w.hash != 0);
        let town = self.lies_in_region(words, end, at > 0 && words[at - 1].is(WordClass::Locative));
        (capitals && free && !given && !town && (titled || !before && !after)).then_some((end, person))
    }

    /// ", Texas": what stands before is a town; before a country only where a preposition of place says so.
    fn lies_in_region(&self, words: &[Word], at: usize, located: bool) -> bool {
        let comma = words.get(at).is_some_and(|w| w.shape == Shape::Comma);
        let start = words.get(at + 1).filter(|_| comma).map(|w| w.span.start);
        let here = start.and_then(|start| self.found.iter().find(|f| f.span.start == start));
        here.is_some_and(|f| matches!(f.what, What::Place(entry, _) if located || self.lexicon.facts(entry).region))
    }

    /// The region or country behind the comma that follows a place.
    fn lies_in(&self, place: Span) -> Option<EntryIx> {
        let at = self.found.partition_point(|f| f.span.start < place.end);
        let next = self.found.get(at)?;
        let What::Place(entry, _) = next.what else { return None };
        let facts = self.lexicon.facts(entry);
        let comma = self.text.get(place.end as usize..next.span.start as usize).is_some_and(|between| between.trim_end() == ",");
        let closed = !self.text[next.span.end as usize..].starts_with(char::is_alphanumeric);
        let outer = next.form == MentionForm::Name && (facts.region || facts.class == EntryClass::Country);
        (comma && closed && outer).then_some(entry)
    }

    /// A town's name gives way to a person of that name, unless a preposition says that it is the town.
    fn gives_way(&self, found: &Found<'_>, words: &[Word], at: usize) -> bool {
        let What::Place(entry, Some(hash)) = found.what else { return false };
        let before = |class| at > 0 && words[at - 1].is(class);
        let here = self.found.iter().filter(|f| matches!(f.what, What::Place(other, _) if other == entry)).count();
        let country = self.lexicon.country(entry);
        let spoken_of = || self.spoken_of().get(country.unwrap_or_default()).is_some_and(|count| *count as usize > here);
        // "sorrow to Dayton's family"
        let owns = words.get(at + 1).is_some_and(|w| w.shape == Shape::Genitive);
        let place = before(WordClass::Locative) || before(WordClass::Preposition) && !owns && spoken_of();
        !place && hash == words[at].hash && self.lexicon.facts(entry).class != EntryClass::Country
    }

    fn drop_places_under(&mut self, more: &[Found<'_>]) {
        let starts: BTreeSet<u32> = more.iter().map(|f| f.span.start).collect();
        self.found.retain(|f| !(matches!(f.what, What::Place(..)) && starts.contains(&f.span.start)));
    }

    fn finish(mut self) -> Mentions {
        self.found.sort_by_key(|f| (f.span.start, std::cmp::Reverse(f.span.end)));
        self.found.dedup_by(|later, first| later.span == first.span);
        self.note_initials();
        self.note_short_names();
        let mut made = Mentions::default();
        let mut chains: BTreeMap<Key, ChainIx> = BTreeMap::new();
        for found in &self.found {
            let referent = match (&found.what, self.key(found)) {
                (What::Place(entry, _), _) => Referent::Place(*entry),
                (What::Spot, _) => {
                    Referent::NewPlace(made.place(one_line(found.span.of(self.text)), found.owner.or_else(|| self.lies_in(found.span))))
                }
                (_, None) => Referent::Open,
                (_, Some(key)) => Referent::Actor(*chains.entry(key.clone()).or_insert_with(|| {
                    made.chains.push(self.chain(&key, found));
                    ChainIx(made.chains.len() as u32 - 1)
                })),
            };
            let (span, section, sentence, form) = (found.span, found.section, found.sentence, found.form);
            made.mentions.push(Mention { span, section, sentence, form, referent, office: found.office, rule: found.rule.to_owned() });
        }
        self.fill_chains(&mut made, &chains);
        made
    }

    /// "Ruritanian Workers' Union (RWU)": the initials stand for the same body, here and elsewhere in the text.
    fn note_initials(&mut self) {
        for pair in self.found.windows(2) {
            let [full, short] = pair else { continue };
            let between = self.text.get(full.span.end as usize..short.span.start as usize);
            let body = matches!(full.what, What::Body(..) | What::Actor(_)) && matches!(short.what, What::Body(..));
            if !body || between.is_none_or(|text| text.trim() != "(") || !self.text[short.span.end as usize..].starts_with(')') {
                continue;
            }
            let name = one_line(short.span.of(self.text));
            if abbreviates(&name, full.span.of(self.text))
                && let Some(key) = self.key(full)
            {
                self.initials.insert(name, key);
            }
        }
    }

    /// "Marlow" for "Marlow Airlines": what one body's name begins with, up to the noun that says what it is.
    fn note_short_names(&mut self) {
        let mut short: BTreeMap<String, BTreeSet<Key>> = BTreeMap::new();
        for found in self.found.iter().filter(|f| f.form == MentionForm::Name && f.stem.is_none()) {
            let full = found.span.of(self.text);
            let known = |entry: EntryIx| self.lexicon.actor_kind(entry).is_some_and(|kind| kind != ActorKind::Person);
            if !matches!(found.what, What::Body(..)) && !matches!(found.what, What::Actor(entry) if known(entry)) {
                continue;
            }
            let Some((last, key)) = split_words(full).last().zip(self.key(found)) else { continue };
            let first = one_line(full[..last.start].trim_end());
            let noun = self.rules.word(word_hash(&full[last.clone()]));
            let says = self.rules.head(noun).is_some() || noun.is(WordClass::NotPerson);
            if says && !first.is_empty() && first.len() + 1 + last.len() == one_line(full).len() {
                short.entry(first).or_default().insert(key);
            }
        }
        for (first, keys) in short {
            if let (Some(key), 1) = (keys.first(), keys.len()) {
                self.initials.entry(first).or_insert_with(|| key.clone());
            }
        }
    }

    /// The one person with a full name whose surname these words are.
    fn surname_of(&self, found: &Found<'_>) -> Option<usize> {
        let name = found.span.of(self.text);
        let mut words = split_words(name);
        let word = words.next().filter(|_| words.next().is_none())?;
        let parts = [(word_hash(&name[word]), true)];
        self.person_called(&parts).filter(|person| !self.people[*person].surname_only && !self.people[*person].fictional)
    }

    /// "Mahan" alone is rather the airline of that name than a person of whom nothing else is told.
    fn is_firm(&self, key: &Key) -> bool {
        matches!(key, Key::Entry(entry) if self.lexicon.actor_kind(*entry) == Some(ActorKind::Company))
    }

    fn key(&self, found: &Found<'_>) -> Option<Key> {
        match &found.what {
            What::Actor(entry) => Some(Key::Entry(*entry)),
            What::Person(parts) => {
                let firm = self.initials.get(&one_line(found.span.of(self.text))).filter(|key| parts.len() == 1 && self.is_firm(key));
                if let Some(firm) = firm.filter(|_| self.person_called(parts).is_none_or(|person| self.people[person].surname_only)) {
                    return Some(firm.clone());
                }
                let person = self.person_called(parts).filter(|person| !self.people[*person].fictional)?;
                Some(self.people[person].entry.map_or(Key::Person(person), Key::Entry))
            }
            // "Wasef", seen as a body once, is the Wasef of whom the article speaks
            What::Body(..) if found.rule == "model" && self.surname_of(found).is_some() => {
                let person = self.surname_of(found)?;
                Some(self.people[person].entry.map_or(Key::Person(person), Key::Entry))
            }
            What::Body(..) => {
                let name = one_line(found.stem.unwrap_or(found.span).of(self.text));
                let known = self.initials.get(&name).cloned();
                // "Emergencies Ministry" and "Emergency Situations Ministry" are one
                let noun = self.body_noun(found).map(Key::Noun);
                Some(known.or(noun).unwrap_or_else(|| Key::Body(name.to_lowercase())))
            }
            What::Place(..) | What::Spot | What::Ambiguous(_) | What::Open => None,
        }
    }

    fn chain(&self, key: &Key, found: &Found<'_>) -> Chain {
        let (mut kind, mut entry, mut local, mut country, mut sector) = (ActorKind::Person, None, false, None, None);
        match (key, &found.what) {
            (Key::Entry(known), _) => {
                kind = self.lexicon.actor_kind(*known).unwrap_or(ActorKind::Other);
                (country, sector) = (self.lexicon.country(*known), self.lexicon.sector(*known));
                entry = Some(*known);
            }
            (Key::Person(person), _) => local = self.people[*person].surname_only,
            (Key::Body(_) | Key::Noun(_), What::Body(head, head_sector)) => {
                (kind, sector) = (*head, *head_sector);
                local = self.is_anybodys(found);
                country = self.country_of_name(found.span);
            }
            (Key::Body(_) | Key::Noun(_), _) => kind = ActorKind::Other,
        }
        let (country, sector) = (country.map(str::to_owned), sector.map(str::to_owned));
        Chain { kind, entry, name: String::new(), names: Vec::new(), local, country, sector, offices: Vec::new() }
    }

    /// "Boston University": the country of the places that a body's name holds, if it is one.
    fn country_of_name(&self, span: Span) -> Option<&'c str> {
        let name = span.of(self.text);
        let words: Vec<_> = split_words(name).collect();
        let capital = |word: &std::ops::Range<usize>| name[word.clone()].starts_with(char::is_uppercase);
        let hashes: Vec<u64> = words.iter().map(|word| word_hash(&name[word.clone()])).collect();
        let mut at = 0;
        let mut countries = BTreeSet::new();
        while at < hashes.len() {
            let written = |n: usize| words.get(at + n).map_or((false, false), |word| (capital(word), true));
            let hit = self.lexicon.longest(hashes[at..].iter().copied(), written);
            let places = hit.iter().flat_map(|hit| hit.readings).filter(|r| self.lexicon.is_place(r.entry));
            countries.extend(places.filter_map(|r| self.lexicon.country(r.entry)));
            at += hit.map_or(1, |hit| hit.words);
        }
        only(countries.into_iter())
    }

    /// Names, countries, sectors and offices from all mentions of each chain.
    fn fill_chains(&self, made: &mut Mentions, chains: &BTreeMap<Key, ChainIx>) {
        let facts = |chain: &Chain| (chain.kind, chain.country.clone(), chain.sector.clone());
        let bodies: Vec<_> = made.chains.iter().map(facts).collect();
        for (n, (mention, found)) in made.mentions.iter().zip(&self.found).enumerate() {
            let Referent::Actor(ix) = mention.referent else { continue };
            let chain = &mut made.chains[ix.0 as usize];
            let name = one_line(found.stem.unwrap_or(found.span).of(self.text));
            if found.form == MentionForm::Name && !chain.names.contains(&name) {
                chain.names.push(name);
            } else if chain.name.is_empty() && found.form != MentionForm::Name {
                chain.name = self.without_article(found.span);
            }
            if chain.kind != ActorKind::Person {
                continue;
            }
            if chain.entry.is_none() {
                chain.sector = chain.sector.take().or(found.sector.filter(|_| !found.past).map(str::to_owned));
                let country = found.owner.and_then(|owner| self.lexicon.country(owner));
                chain.country = chain.country.take().or(country.map(str::to_owned));
            }
            if chain.entry.is_none()
                && let Some((country, sector)) = self.belongs_to(found.span, &made.mentions[n + 1..], &bodies)
            {
                chain.country = chain.country.take().or(country);
                chain.sector = chain.sector.take().or(sector);
            }
            if let Some(office) = found.office.filter(|_| !found.past) {
                let organisation = self.organisation(found, office, &made.mentions, (chains, &bodies));
                let title = one_line(office.of(self.text));
                if let Some(ix) = organisation.filter(|_| chain.entry.is_none()) {
                    // who speaks for the army is a soldier of its country
                    let (_, country, sector) = &bodies[ix.0 as usize];
                    chain.country = chain.country.take().or_else(|| country.clone());
                    chain.sector = chain.sector.take().or_else(|| sector.clone());
                }
                if !chain.offices.iter().any(|o| o.title == title) {
                    let sector = found.sector.map(str::to_owned);
                    chain.offices.push(Office { title, organisation, sector, mention: MentionIx(n as u32) });
                }
            }
        }
        for chain in &mut made.chains {
            chain.names.sort_by(|a, b| b.chars().count().cmp(&a.chars().count()).then_with(|| a.cmp(b)));
            if let Some(longest) = chain.names.first() {
                chain.name.clone_from(longest);
            }
        }
    }

    /// "Edwin Marlow of the University of Essex", "of Norway": country and sector of what stands behind the name.
    fn belongs_to(&self, name: Span, after: &[Mention], bodies: &[Facts]) -> Option<(Option<String>, Option<String>)> {
        let next = after.iter().find(|m| m.span.start > name.end && m.form == MentionForm::Name)?;
        let between = self.text.get(name.end as usize..next.span.start as usize).filter(|text| text.len() <= LONGEST_TIE)?;
        let mut words = split_words(between).map(|word| self.rules.word(word_hash(&between[word])));
        let first = words.next()?;
        // "the Edwin Marlow of Pakistan" is somebody else
        let before = &self.text[..name.start as usize];
        let word = before.trim_end_matches(|c: char| !c.is_alphanumeric()).rsplit(|c: char| !c.is_alphanumeric()).next();
        let likened = word.is_some_and(|word| self.rules.word(word_hash(word)).is(WordClass::Article));
        if likened {
            return None;
        }
        let of = first.is(WordClass::Connector) && !first.is(WordClass::Purpose);
        if !of && !first.is(WordClass::Locative)
            || words.any(|word| !word.is(WordClass::Article))
            || between.contains([',', '.', '"', '“', '('])
        {
            return None;
        }
        match next.referent {
            Referent::Actor(chain) => {
                let (kind, country, sector) = bodies.get(chain.0 as usize)?;
                // who is at a ministry may be its guest
                let works = matches!(kind, ActorKind::Other | ActorKind::Company | ActorKind::Media | ActorKind::Ngo);
                (*kind != ActorKind::Person && (of || works)).then(|| (country.clone(), sector.clone()))
            }
            Referent::Place(place) if of => Some((self.lexicon.country(place).map(str::to_owned), None)),
            Referent::Place(_) | Referent::NewPlace(_) | Referent::Open => None,
        }
    }

    /// The body of an office: one named within the office's words, else the one before the title.
    fn organisation(&self, found: &Found<'_>, office: Span, mentions: &[Mention], (chains, bodies): Bodies<'_>) -> Option<ChainIx> {
        if let Some(owner) = found.owner {
            let body = if self.lexicon.is_place(owner) { self.lexicon.government(owner)? } else { owner };
            return chains.get(&Key::Entry(body)).copied();
        }
        let from = mentions.partition_point(|m| m.span.start < office.start);
        let inside = mentions[from..].iter().take_while(|m| m.span.start < office.end).filter(|m| office.contains(m.span));
        let mut named = inside.filter(|m| self.owns_office(office, m)).filter_map(|m| match m.referent {
            Referent::Actor(chain) => Some(chain).filter(|chain| bodies[chain.0 as usize].0 != ActorKind::Person),
            Referent::Place(place) => {
                let country = self.lexicon.facts(place).class == EntryClass::Country;
                chains.get(&Key::Entry(self.lexicon.government(place).filter(|_| country)?)).copied()
            }
            Referent::NewPlace(_) | Referent::Open => None,
        });
        named.next()
    }

    /// Whether an office is that of a name in its words: it ends them ("head of the Coast Guard") behind "of" or "for",
    /// and no preposition stands before that ("director of music at", "envoy for talks with").
    fn owns_office(&self, office: Span, mention: &Mention) -> bool {
        let name = mention.span;
        let before = &self.text[office.start as usize..name.start as usize];
        let words: Vec<_> = split_words(before).map(|word| self.rules.word(word_hash(&before[word]))).collect();
        let prepositions = words.iter().filter(|word| word.is(WordClass::Preposition)).count();
        let leads = words.iter().rev().find(|word| !word.is(WordClass::Article)).is_some_and(|word| {
            let of = word.is(WordClass::Connector);
            of && !(word.is(WordClass::Purpose) && matches!(mention.referent, Referent::Place(_) | Referent::NewPlace(_)))
        });
        let whole = name.end == office.end || !self.text[name.end as usize..].starts_with(['\'', '’']);
        prepositions == 1 && leads && whole
    }

    fn without_article(&self, span: Span) -> String {
        let words = one_line(span.of(self.text));
        match words.split_once(' ') {
            Some((first, rest)) if self.rules.word(word_hash(first)).is(WordClass::Article) => rest.to_owned(),
            _ => words,
        }
    }
}
