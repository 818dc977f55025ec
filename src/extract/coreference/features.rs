//! What tells whether a phrase stands for somebody: distance, agreement, syntax, what was spoken of before.
//!
//! The trainer learns from the same features as the program decides by.

use super::Reading;
use super::entities::Entity;
use super::phrases::Phrase;
use super::resolver::Candidate;
use super::traits::{Fit, Sort};
use crate::annotate::Token;
use crate::codebook::phrases::fold_word;
use crate::codebook::{Gender, PronounUse};
use crate::model::features::cluster_prefix;
use crate::model::linear::Feature;
use crate::ud::{Relation, Upos};

/// The features of each answer, one after another.
#[derive(Debug, Clone, Default)]
pub struct Features {
    all: Vec<Feature>,
    ends: Vec<usize>,
}

impl Features {
    /// How many answers there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// The features of an answer.
    pub fn of(&self, answer: usize) -> &[Feature] {
        let start = answer.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.all[start..self.ends[answer]]
    }

    fn clear(&mut self) {
        self.all.clear();
        self.ends.clear();
    }

    fn close(&mut self) {
        self.ends.push(self.all.len());
    }
}

/// Describes all answers to whom the phrase `n` stands for.
pub(super) fn describe(
    reading: &Reading<'_>,
    phrases: &[Phrase],
    entities: &[Entity],
    n: u32,
    candidates: &[Candidate],
    into: &mut Features,
) {
    into.clear();
    let about = About::new(reading, phrases, entities, n, candidates);
    about.nobody(&mut into.all);
    into.close();
    for (rank, candidate) in candidates.iter().enumerate() {
        about.candidate(rank, *candidate, &mut into.all);
        into.close();
    }
}

/// A phrase, and what all of its candidates share.
struct About<'q, 'a> {
    reading: &'q Reading<'a>,
    phrases: &'q [Phrase],
    entities: &'q [Entity],
    n: u32,
    phrase: &'q Phrase,
    candidates: &'q [Candidate],
    /// What kind of question it is, coarse and fine.
    class: u64,
    fine: u64,
    role: u64,
    /// The most phrases that a candidate has.
    biggest: usize,
    /// The most names that a candidate has in the whole article.
    most_named: u32,
    /// How many candidates have a name.
    named: usize,
    /// How many candidates are surely of the sort.
    sure: u64,
    /// The nearest pronoun before that reads alike.
    twin: Option<u32>,
}

/// How far back the last pronoun is looked for.
const TWIN_REACH: usize = 40;
/// No path through a tree is followed further.
const CLIMB: usize = 24;

impl<'q, 'a> About<'q, 'a> {
    fn new(reading: &'q Reading<'a>, phrases: &'q [Phrase], entities: &'q [Entity], n: u32, candidates: &'q [Candidate]) -> Self {
        let phrase = &phrases[n as usize];
        let (class, fine) = classes(phrase);
        let size = |c: &Candidate| entities[c.entity as usize].phrases.len();
        let biggest = candidates.iter().map(size).max().unwrap_or(0);
        let named = candidates.iter().filter(|c| entities[c.entity as usize].is_named()).count();
        let most_named = candidates.iter().map(|c| entities[c.entity as usize].named).max().unwrap_or(0);
        let sure = candidates.iter().filter(|c| is_sure(phrase, &entities[c.entity as usize])).count() as u64;
        let role = role(reading.document.tokens.get(phrase.head as usize));
        let from = (n as usize).saturating_sub(TWIN_REACH);
        let twin = (from..n as usize).rev().find(|m| phrases[*m].form.pronoun().is_some() && classes(&phrases[*m]).0 == class);
        let twin = twin.filter(|_| phrase.form.pronoun().is_some()).map(|m| m as u32);
        Self { reading, phrases, entities, n, phrase, candidates, class, fine, role, biggest, most_named, named, sure, twin }
    }

    fn token(&self, at: u32) -> &Token {
        &self.reading.document.tokens[at as usize]
    }

    fn lemma(&self, at: u32) -> u64 {
        fold_word(self.reading.document.lemma(self.token(at)))
    }

    /// What tells that it stands for none of the candidates.
    fn nobody(&self, out: &mut Vec<Feature>) {
        let (class, fine) = (self.class, self.fine);
        let mut add = |kind: u64, value: u64| out.push(Feature::kind(kind).with(value));
        let count = few(self.candidates.len() as u64, 6);
        add(100, fine);
        add(101, class * 8 + count);
        add(102, class * 8 + few(self.named as u64, 5));
        add(103, class * 32 + self.role);
        add(104, fine * 32 + self.role);
        add(105, class * 2 + u64::from(self.phrase.sentence == 0));
        add(106, class * 8 + few(self.biggest as u64, 6));
        add(107, class * 2 + u64::from(self.phrase.quote > 0));
        add(108, class * 4 + u64::from(self.phrase.complement) * 2 + u64::from(self.phrase.modifiers.is_empty()));
        add(119, class * 8 + few(self.sure, 5));
        add(109, class * 2 + u64::from(self.twin.is_some()));
        if let Some(governor) = self.phrase.governor {
            let token = self.token(governor);
            add(110, fine << 32 | u64::from(token.upos as u8) << 8 | self.role);
            let clause = self.clause_of(governor);
            add(111, class * 64 + clause);
            out.push(Feature::kind(112).with(class * 32 + self.role).with(self.lemma(governor)));
            out.push(Feature::kind(113).with(class * 64 + clause).with(self.lemma(governor)));
        }
        if self.phrase.form.pronoun().is_none() {
            out.push(Feature::kind(114).with(class).with(self.phrase.lemma));
            out.push(Feature::kind(115).with(self.phrase.traits.kind.map_or(0, |k| k as u64 + 1)).with(class));
            let same = self.candidates.iter().filter(|c| self.entities[c.entity as usize].lemmas.contains(&self.phrase.lemma)).count();
            out.push(Feature::kind(116).with(class * 4 + few(same as u64, 3)));
            if let Some(prefix) = cluster_prefix(self.token(self.phrase.head).cluster, 8) {
                out.push(Feature::kind(117).with(class).with(u64::from(prefix)));
            }
            for modifier in &self.phrase.modifiers {
                out.push(Feature::kind(118).with(*modifier));
            }
        }
    }

    /// Whether a clause hangs on the governor that "it" may stand for in advance.
    fn clause_of(&self, governor: u32) -> u64 {
        let sentence = &self.reading.document.sentences[self.phrase.sentence as usize];
        let from = sentence.tokens.start;
        let number = governor - from + 1;
        let mut seen = 0;
        for token in self.reading.document.tokens_of(sentence).iter().filter(|t| t.head == number) {
            seen |= match token.relation {
                Relation::Ccomp | Relation::Csubj => 1,
                Relation::Xcomp => 2,
                Relation::Advcl => 4,
                Relation::Cop => 8,
                Relation::AclRelcl | Relation::AdvclRelcl => 16,
                _ => 0,
            };
        }
        seen
    }

    fn candidate(&self, rank: usize, candidate: Candidate, out: &mut Vec<Feature>) {
        let (entity, other) = (&self.entities[candidate.entity as usize], &self.phrases[candidate.phrase as usize]);
        let shared = Shared::new(self, rank, candidate, entity, other);
        self.place(&shared, out);
        self.agreement(&shared, out);
        self.salience(&shared, out);
        if self.phrase.form.pronoun().is_none() {
            self.description(&shared, out);
        }
    }

    /// Where the candidate stands, and as what.
    fn place(&self, s: &Shared<'_>, out: &mut Vec<Feature>) {
        let (class, fine, other) = (self.class, self.fine, s.other);
        let mut add = |kind: u64, value: u64| out.push(Feature::kind(kind).with(value));
        let form = other.form.code();
        add(0, fine);
        add(1, fine * 16 + s.far);
        add(2, class * 128 + s.rank * 16 + s.far);
        add(3, class * 512 + form * 32 + s.role);
        add(4, class * 1024 + s.role * 16 + s.far);
        add(5, (class * 32 + self.role) * 64 + s.role * 2 + u64::from(s.far == 0));
        add(6, fine * 16 + s.ties);
        add(7, (class * 16 + s.ties) * 8 + form);
        add(8, (class * 16 + s.ties) * 32 + s.role);
        add(9, class * 64 + s.quotes * 8 + few(s.far, 3));
        add(10, (class * 64 + s.quotes * 8 + few(s.far, 3)) * 32 + s.role);
        add(11, class * 16 + s.paragraphs * 4 + few(s.far, 3));
        add(12, class * 32 + few(s.between, 12) * 2 + u64::from(s.far == 0));
        add(13, class * 32 + few(u64::from(other.rank), 3) * 4 + few(s.far, 3));
        add(14, class * 8 + s.rank);
        if let (Some(own), Some(its)) = (self.phrase.governor, other.governor)
            && own != its
        {
            add(15, class * 2 + u64::from(self.lemma(own) == self.lemma(its)));
        }
        if other.form.pronoun().is_some() {
            let alike = classes(other).0 == class;
            add(16, class * 8 + u64::from(alike) * 4 + few(s.far, 3));
        }
    }

    /// How well gender, number and sort agree.
    fn agreement(&self, s: &Shared<'_>, out: &mut Vec<Feature>) {
        let (class, own, its) = (self.class, self.phrase.traits, s.entity.traits);
        let mut add = |kind: u64, value: u64| out.push(Feature::kind(kind).with(value));
        let sort = its.sort as u64 * 4 + its.number as u64;
        let kind = its.kind.map_or(0, |kind| kind as u64 + 1);
        add(30, class * 4 + own.gender_fit(its) as u64);
        add(31, class * 4 + own.number_fit(its) as u64);
        add(32, class * 4 + own.sort_fit(its) as u64);
        add(33, class * 16 + sort);
        add(34, class * 16 + kind);
        add(35, (class * 16 + sort) * 16 + s.other.form.code());
        add(36, (class * 4 + own.gender_fit(its) as u64) * 16 + sort);
        add(37, (class * 16 + sort) * 8 + few(s.far, 3) * 2 + u64::from(s.rank == 0));
        if s.other.mention.is_none() && s.other.form.pronoun().is_none() {
            let cluster = self.token(s.other.head).cluster;
            for bits in [5, 8] {
                if let Some(prefix) = cluster_prefix(cluster, bits) {
                    out.push(Feature::kind(38 + u64::from(bits)).with(class).with(u64::from(prefix)));
                }
            }
            out.push(Feature::kind(47).with(class).with(s.other.lemma));
        }
    }

    /// How much the article has spoken of the candidate.
    fn salience(&self, s: &Shared<'_>, out: &mut Vec<Feature>) {
        let class = self.class;
        let mut add = |kind: u64, value: u64| out.push(Feature::kind(kind).with(value));
        let size = match s.entity.phrases.len() {
            n @ 0..=3 => n as u64,
            4..=5 => 4,
            6..=9 => 5,
            _ => 6,
        };
        let named = u64::from(s.entity.is_named());
        let most = u64::from(s.entity.phrases.len() == self.biggest);
        let early = s.entity.phrases.first().is_some_and(|p| self.phrases[*p as usize].sentence <= 1);
        add(50, class * 8 + size);
        add(51, class * 2 + named);
        add(52, class * 4 + most * 2 + named);
        add(53, class * 2 + u64::from(early));
        add(54, class * 32 + size * 4 + few(s.far, 3));
        let top = u64::from(s.entity.named > 0 && s.entity.named == self.most_named);
        let often = few(u64::from(s.entity.named), 3) + u64::from(s.entity.named > 5) + u64::from(s.entity.named > 12);
        add(60, class * 16 + top * 8 + often);
        add(61, (class * 16 + top * 8 + often) * 8 + few(s.far, 3));
        let sure = u64::from(is_sure(self.phrase, s.entity));
        add(62, class * 16 + few(self.sure, 5) * 2 + sure);
        add(63, (class * 16 + few(self.sure, 5) * 2 + sure) * 8 + few(s.far, 5));
        add(55, class * 4 + u64::from(s.entity.chain.is_some()) * 2 + u64::from(s.entity.place.is_some()));
        if let Some(twin) = self.twin {
            let its = s.entity.phrases.binary_search(&twin).is_ok();
            let gap = few(u64::from(self.phrase.sentence - self.phrases[twin as usize].sentence), 4);
            add(56, class * 16 + u64::from(its) * 8 + gap);
            add(57, (self.fine * 32 + s.role) * 16 + u64::from(its) * 8 + gap);
        }
        let again = s
            .entity
            .phrases
            .iter()
            .rev()
            .take(6)
            .filter(|p| self.phrase.sentence.saturating_sub(self.phrases[**p as usize].sentence) <= 2)
            .count();
        add(58, class * 8 + few(again as u64, 5));
        let subject = s
            .entity
            .phrases
            .iter()
            .rev()
            .take(4)
            .filter(|p| role(self.reading.document.tokens.get(self.phrases[**p as usize].head as usize)) == 0)
            .count();
        add(59, class * 8 + subject as u64);
    }

    /// How well a description fits a candidate.
    fn description(&self, s: &Shared<'_>, out: &mut Vec<Feature>) {
        let (class, own, its) = (self.class, self.phrase, s.entity);
        let mut add = |kind: u64, value: u64| out.push(Feature::kind(kind).with(value));
        let same = u64::from(its.lemmas.contains(&own.lemma));
        let in_name = u64::from(its.names.contains(&own.lemma));
        let office = u64::from(its.offices.contains(&own.lemma));
        let country = match (&own.country, &its.country) {
            (Some(a), Some(b)) => 1 + u64::from(a == b),
            _ => 0,
        };
        let last = |p: &&u32| {
            let phrase = &self.phrases[**p as usize];
            phrase.lemma == own.lemma && phrase.form.pronoun().is_none()
        };
        let before = its.phrases.iter().rev().find(last).map(|p| &self.phrases[*p as usize]);
        let modifiers = before.map_or(3, |before| {
            let all = own.modifiers.iter().all(|m| before.modifiers.contains(m));
            let more = before.modifiers.iter().all(|m| own.modifiers.contains(m));
            u64::from(all) + 2 * u64::from(!more)
        });
        let bare = u64::from(own.modifiers.is_empty()) + 2 * u64::from(own.complement);
        let kinds = own.traits.kind.map_or(0, |k| k as u64 + 1) * 16 + its.traits.kind.map_or(0, |k| k as u64 + 1);
        let told = same * 4 + in_name * 2 + office;
        add(70, class * 8 + told);
        add(71, (class * 8 + told) * 4 + bare);
        add(72, (class * 8 + told) * 4 + country);
        add(73, (class * 8 + told) * 16 + modifiers * 4 + bare);
        add(74, class * 256 + kinds);
        add(75, (told * 256 + kinds) * 4 + bare);
        add(76, (class * 8 + told) * 8 + few(self.named as u64, 5));
        add(77, (class * 8 + told) * 16 + s.far);
        add(78, (class * 8 + told) * 8 + s.rank);
        add(79, (class * 8 + told) * 2 + u64::from(its.phrases.len() == self.biggest));
        let predicate = self.phrase.governor.is_none() || s.other.governor == Some(own.head);
        add(80, class * 4 + u64::from(predicate) * 2 + u64::from(s.other.governor == Some(own.head)));
        add(81, (class * 8 + told) * 2 + u64::from(its.is_named()));
        out.push(Feature::kind(82).with(told).with(own.lemma));
        out.push(Feature::kind(83).with(its.traits.kind.map_or(0, |k| k as u64 + 1)).with(own.lemma));
        for (n, word) in own.modifiers.iter().enumerate() {
            let known = its.names.contains(word) || its.offices.contains(word);
            out.push(Feature::kind(84).with(class * 4 + u64::from(known) * 2 + u64::from(n == 0)));
        }
    }

    /// How two phrases of one sentence are tied by its tree.
    fn ties(&self, other: &Phrase) -> u64 {
        let (own, its) = (self.phrase, other);
        if own.sentence != its.sentence {
            return 0;
        }
        let behind = own.head < its.head;
        if own.governor.is_some() && own.governor == its.governor {
            return 1 + u64::from(behind);
        }
        if let Some((steps, relative)) = self.climb(own.head, its.head) {
            return 3 + u64::from(relative) + 2 * u64::from(steps > 2);
        }
        if self.climb(its.head, own.head).is_some() {
            return 7;
        }
        let over = its.governor.and_then(|governor| self.climb(own.head, governor));
        if let Some((steps, _)) = over {
            return 8 + few(steps.saturating_sub(2), 3);
        }
        let under = own.governor.and_then(|governor| self.climb(its.head, governor));
        if under.is_some() { 12 + u64::from(behind) } else { 14 + u64::from(behind) }
    }

    /// The steps up from one token to another, and whether a relative clause is left.
    fn climb(&self, from: u32, to: u32) -> Option<(u64, bool)> {
        let base = self.reading.document.sentences[self.phrase.sentence as usize].tokens.start;
        let (mut at, mut relative) = (from, false);
        for steps in 0..CLIMB as u64 {
            if at == to {
                return Some((steps, relative));
            }
            let token = self.token(at);
            relative |= matches!(token.relation, Relation::AclRelcl | Relation::Acl);
            at = base + token.head.checked_sub(1)?;
        }
        None
    }
}

/// What several features of a candidate are made of.
struct Shared<'q> {
    entity: &'q Entity,
    other: &'q Phrase,
    rank: u64,
    /// Sentences between, in steps.
    far: u64,
    /// Phrases between.
    between: u64,
    role: u64,
    ties: u64,
    quotes: u64,
    paragraphs: u64,
}

impl<'q> Shared<'q> {
    fn new(about: &About<'_, '_>, rank: usize, candidate: Candidate, entity: &'q Entity, other: &'q Phrase) -> Self {
        let own = about.phrase;
        let sentences = u64::from(own.sentence.abs_diff(other.sentence));
        let ahead = candidate.phrase > about.n;
        let far = match sentences {
            0 if ahead => 9,
            n @ 0..=3 => n,
            4..=5 => 4,
            6..=9 => 5,
            10..=19 => 6,
            _ => 7,
        };
        let paragraph = |phrase: &Phrase| about.reading.document.sentences[phrase.sentence as usize].paragraph;
        let quotes = match (own.quote, other.quote) {
            (0, 0) => 0,
            (0, _) => 1,
            (_, 0) => 2,
            (a, b) => 3 + u64::from(a == b),
        };
        Self {
            entity,
            other,
            rank: few(rank as u64, 7),
            far,
            between: u64::from(about.n.abs_diff(candidate.phrase)),
            role: role(about.reading.document.tokens.get(other.head as usize)),
            ties: about.ties(other),
            quotes,
            paragraphs: few(u64::from(paragraph(own).abs_diff(paragraph(other))), 3),
        }
    }
}

/// Whether an entity is known to be of the sort and gender that a phrase tells.
fn is_sure(phrase: &Phrase, entity: &Entity) -> bool {
    let (own, its) = (phrase.traits, entity.traits);
    match own.gender {
        Gender::Male | Gender::Female => its.sort == Sort::Person && entity.is_named() || its.gender == own.gender,
        Gender::Neuter => its.sort == Sort::Body,
        Gender::Open => its.sort_fit(own) == Fit::Same || phrase.form.pronoun().is_some() && its.number_fit(own) == Fit::Same,
    }
}

/// A number, or the most that is told apart.
fn few(number: u64, most: u64) -> u64 {
    number.min(most)
}

/// The coarse and the fine class of a phrase.
fn classes(phrase: &Phrase) -> (u64, u64) {
    match phrase.form.pronoun() {
        Some(pronoun) => {
            let class = match (pronoun.gender, pronoun.plural) {
                (Gender::Neuter, _) => 2,
                (_, true) => 1,
                _ => 0,
            };
            let stands = match pronoun.stands {
                PronounUse::Subject => 0,
                PronounUse::Object => 1,
                PronounUse::Possessive => 2,
                PronounUse::Reflexive => 3,
            };
            (class, class * 4 + stands)
        }
        None => {
            let sort = if phrase.traits.sort == Sort::Open { 0 } else { phrase.traits.sort as u64 };
            let class = 3 + sort;
            (class, 16 + phrase.form.code() * 4 + sort)
        }
    }
}

/// What a phrase is in its clause.
fn role(token: Option<&Token>) -> u64 {
    let Some(token) = token else { return 31 };
    match token.relation {
        Relation::Nsubj | Relation::NsubjOuter => 0,
        Relation::NsubjPass => 1,
        Relation::Obj => 2,
        Relation::Iobj => 3,
        Relation::OblAgent => 4,
        Relation::Obl => 5,
        Relation::NmodPoss => 6,
        Relation::Nmod => 7,
        Relation::Appos => 8,
        Relation::Conj => 9,
        Relation::Root => 10 + u64::from(token.upos == Upos::Pron),
        Relation::Vocative => 12,
        Relation::Xcomp | Relation::Ccomp | Relation::Advcl => 13,
        Relation::Expl => 14,
        Relation::Compound | Relation::Flat | Relation::NmodDesc => 15,
        Relation::Parataxis | Relation::List | Relation::Dislocated => 16,
        _ => 17,
    }
}
