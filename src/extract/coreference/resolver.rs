//! Reads the phrases of an article from first to last and asks of each pronoun and description whom it stands for.

use super::Reading;
use super::entities::{Entities, Entity};
use super::features::{Features, describe};
use super::phrases::{Phrase, PhraseForm, collect};
use super::speakers::speakers;
use super::traits::{Fit, Number, Sort};
use crate::codebook::Gender;
use crate::extract::{ChainIx, Referent};
use crate::ud::Relation;

/// Somebody whom a phrase may stand for, and the phrase for him that stands nearest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Candidate {
    /// Index into the entities.
    pub entity: u32,
    /// Index into the phrases: before the phrase in question, or behind it in its sentence.
    pub phrase: u32,
}

/// One phrase, and all it may stand for.
pub struct Question<'q> {
    /// All phrases.
    pub phrases: &'q [Phrase],
    /// All entities so far.
    pub entities: &'q [Entity],
    /// The phrase in question.
    pub phrase: u32,
    /// Whether it is a pronoun.
    pub pronoun: bool,
    /// The nearest first.
    pub candidates: &'q [Candidate],
    /// What tells of each answer: first of "none of them", then of each candidate.
    pub features: &'q Features,
}

/// Who answers: the program by its weights, the trainer by what is right.
pub trait Judge {
    /// The candidate that the phrase stands for.
    fn choose(&mut self, question: &Question<'_>) -> Option<usize>;
}

/// What was read.
pub struct Resolved {
    /// All phrases in the order of their heads.
    pub phrases: Vec<Phrase>,
    /// Whom they stand for.
    pub entities: Vec<Entity>,
    /// The entity of each phrase.
    pub of_phrase: Vec<Option<u32>>,
    /// Which phrases the judge has given an entity.
    pub chosen: Vec<bool>,
}

impl Resolved {
    /// The actor that a phrase stands for.
    pub fn chain_of(&self, phrase: usize) -> Option<ChainIx> {
        self.of_phrase[phrase].and_then(|entity| self.entities[entity as usize].chain)
    }

    /// Whether a phrase stands for a person, or people.
    pub fn is_of_person(&self, phrase: usize) -> bool {
        self.of_phrase[phrase].is_some_and(|entity| self.entities[entity as usize].traits.sort == Sort::Person)
    }
}

/// A pronoun looks back over so many phrases.
const PRONOUN_REACH: usize = 90;
/// A pronoun looks back over so many sentences.
const PRONOUN_SENTENCES: u32 = 12;
/// A description looks back over so many phrases.
const NOMINAL_REACH: usize = 240;
/// No question has more candidates.
const CANDIDATES: usize = 24;

/// Finds the phrases of an article and whom they stand for.
pub fn resolve_with(reading: &Reading<'_>, judge: &mut impl Judge) -> Resolved {
    let phrases = collect(reading);
    let mut at_token = vec![None; reading.document.tokens.len()];
    for (n, phrase) in phrases.iter().enumerate() {
        at_token[phrase.head as usize] = Some(n as u32);
    }
    let entities = Entities::new(reading, phrases.len());
    let chosen = vec![false; phrases.len()];
    let speakers = speakers(&phrases, reading);
    let mut resolver = Resolver {
        speakers,
        reading,
        phrases: &phrases,
        at_token,
        entities,
        chosen,
        candidates: Vec::new(),
        features: Features::default(),
    };
    for n in 0..phrases.len() as u32 {
        resolver.read(n, judge);
    }
    let (chosen, Entities { all, of_phrase, .. }) = (resolver.chosen, resolver.entities);
    Resolved { phrases, entities: all, of_phrase, chosen }
}

struct Resolver<'r, 'a> {
    reading: &'r Reading<'a>,
    phrases: &'r [Phrase],
    /// The phrase of who speaks in each quotation.
    speakers: Vec<Option<u32>>,
    /// The phrase with its head at each token.
    at_token: Vec<Option<u32>>,
    entities: Entities,
    chosen: Vec<bool>,
    candidates: Vec<Candidate>,
    features: Features,
}

impl Resolver<'_, '_> {
    fn phrase(&self, n: u32) -> &Phrase {
        &self.phrases[n as usize]
    }

    fn read(&mut self, n: u32, judge: &mut impl Judge) {
        let phrases = self.phrases;
        let phrase = &phrases[n as usize];
        let entity = match phrase.form {
            PhraseForm::Name if phrase.referent != Referent::Open => self.named(n),
            PhraseForm::Name | PhraseForm::Proper => self.of_same_name(n),
            PhraseForm::Pronoun(pronoun) if pronoun.first_person => None,
            PhraseForm::Pronoun(_) => self.ask(n, true, judge),
            PhraseForm::Indefinite | PhraseForm::Bare => self.apposed(n),
            PhraseForm::Definite | PhraseForm::Demonstrative | PhraseForm::Owned => match self.apposed(n) {
                Some(entity) => Some(entity),
                None => self.ask(n, false, judge),
            },
        };
        let entity = entity.unwrap_or_else(|| self.entities.fresh());
        self.entities.join(n, phrase, entity);
    }

    /// The entity of a name; a description that the name is an apposition of joins it.
    fn named(&mut self, n: u32) -> Option<u32> {
        let entity = self.entities.of_referent(self.phrase(n).referent)?;
        if let Some(before) = self.head_of_apposition(n) {
            let other = self.entities.of_phrase[before as usize];
            if let Some(other) = other.filter(|other| *other != entity && !self.entities.all[*other as usize].is_named()) {
                self.entities.merge(other, entity, self.phrases);
            }
        }
        Some(entity)
    }

    /// The phrase that this one is an apposition of, where both may stand for the same.
    fn head_of_apposition(&self, n: u32) -> Option<u32> {
        let phrase = self.phrase(n);
        let relation = self.reading.document.tokens[phrase.head as usize].relation;
        let before = self.at_token[phrase.governor? as usize].filter(|_| relation == Relation::Appos)?;
        let other = self.phrase(before);
        let one = phrase.traits.number_fit(other.traits) != Fit::Other && phrase.traits.sort_fit(other.traits) != Fit::Other;
        (before < n && one && other.form.pronoun().is_none()).then_some(before)
    }

    /// "Ann Lee, a doctor", "Ann Lee is a doctor": whom the phrase before stands for.
    fn apposed(&self, n: u32) -> Option<u32> {
        let before = self.head_of_apposition(n).or_else(|| self.subject_of(n))?;
        self.entities.of_phrase[before as usize]
    }

    /// The phrase of which this one is said, where both may stand for the same.
    fn subject_of(&self, n: u32) -> Option<u32> {
        let phrase = self.phrase(n);
        let before = self.at_token[phrase.subject? as usize]?;
        let entity = &self.entities.all[self.entities.of_phrase[before as usize]? as usize];
        let known = phrase.traits.sort != Sort::Open && phrase.traits.number_fit(entity.traits) != Fit::Other;
        (known && phrase.traits.sort_fit(entity.traits) == Fit::Same).then_some(before)
    }

    /// A name that nobody knows stands for what the same name stood for before.
    fn of_same_name(&self, n: u32) -> Option<u32> {
        let phrase = self.phrase(n);
        let from = (n as usize).saturating_sub(NOMINAL_REACH);
        let same = (from..n as usize).rev().find(|before| {
            let other = &self.phrases[*before];
            matches!(other.form, PhraseForm::Proper | PhraseForm::Name) && other.referent == Referent::Open && other.lemma == phrase.lemma
        });
        let known = || self.entities.person_called(phrase.lemma).filter(|_| phrase.form == PhraseForm::Proper);
        same.and_then(|before| self.entities.of_phrase[before]).or_else(known).or_else(|| self.apposed(n))
    }

    fn ask(&mut self, n: u32, pronoun: bool, judge: &mut impl Judge) -> Option<u32> {
        self.gather(n, pronoun);
        describe(self.reading, self.phrases, &self.entities.all, n, &self.candidates, &mut self.features);
        let question = Question {
            phrases: self.phrases,
            entities: &self.entities.all,
            phrase: n,
            pronoun,
            candidates: &self.candidates,
            features: &self.features,
        };
        let chosen = judge.choose(&question)?;
        self.chosen[n as usize] = true;
        Some(self.candidates[chosen].entity)
    }

    /// All that the phrase may stand for, the nearest first.
    fn gather(&mut self, n: u32, pronoun: bool) {
        self.candidates.clear();
        let reach = if pronoun { PRONOUN_REACH } else { NOMINAL_REACH };
        for before in ((n as usize).saturating_sub(reach)..n as usize).rev() {
            let far = self.phrase(n).sentence - self.phrases[before].sentence;
            if pronoun && far > PRONOUN_SENTENCES || self.candidates.len() >= CANDIDATES {
                break;
            }
            let Some(entity) = self.entities.of_phrase[before] else { continue };
            self.consider(n, Candidate { entity, phrase: before as u32 }, pronoun);
        }
        if pronoun {
            self.look_ahead(n);
        }
    }

    /// "Before he left, Lee ...": names behind a pronoun in its sentence.
    fn look_ahead(&mut self, n: u32) {
        let sentence = self.phrase(n).sentence;
        let behind = (n + 1..self.phrases.len() as u32).take_while(|m| self.phrases[*m as usize].sentence == sentence).take(12);
        for other in behind {
            let phrase = &self.phrases[other as usize];
            if phrase.form == PhraseForm::Name
                && let Some(entity) = self.entities.of_referent(phrase.referent)
            {
                self.consider(n, Candidate { entity, phrase: other }, true);
            }
        }
    }

    /// Whether a phrase stands in the words of somebody: who speaks says "I" of himself.
    fn speaks(&mut self, n: u32, entity: u32) -> bool {
        let quote = self.phrase(n).quote as usize;
        let Some(speaker) = self.speakers[quote] else { return false };
        let known = self.entities.of_phrase[speaker as usize];
        known.or_else(|| self.entities.of_referent(self.phrase(speaker).referent)) == Some(entity)
    }

    fn consider(&mut self, n: u32, candidate: Candidate, pronoun: bool) {
        let new = !self.candidates.iter().any(|c| c.entity == candidate.entity);
        let entity = &self.entities.all[candidate.entity as usize];
        let fits = |phrase: &Phrase| if pronoun { pronoun_fits(phrase, entity) } else { nominal_fits(phrase, entity) };
        if new && fits(self.phrase(n)) && !(pronoun && self.speaks(n, candidate.entity)) {
            self.candidates.push(candidate);
        }
    }
}

/// Whether a pronoun may stand for an entity.
fn pronoun_fits(phrase: &Phrase, entity: &Entity) -> bool {
    let (own, other) = (phrase.traits, entity.traits);
    if own.gender_fit(other) == Fit::Other {
        return false;
    }
    match (own.gender, own.number) {
        (Gender::Neuter, _) => other.sort != Sort::Person && other.number != Number::Plural,
        (Gender::Male | Gender::Female, _) => matches!(other.sort, Sort::Person | Sort::Open) && other.number != Number::Plural,
        _ => other.gender == Gender::Open || other.gender == Gender::Neuter && other.sort == Sort::Body,
    }
}

/// Whether a description may stand for an entity: one that was described so before, or one that has a name and is of the
/// sort.
fn nominal_fits(phrase: &Phrase, entity: &Entity) -> bool {
    let (own, other) = (phrase.traits, entity.traits);
    let plural = own.number_fit(other) == Fit::Other;
    if own.gender_fit(other) == Fit::Other && other.gender != Gender::Neuter || plural {
        return false;
    }
    let same = entity.lemmas.contains(&phrase.lemma) || entity.names.contains(&phrase.lemma);
    if entity.chain.is_none() {
        let named = entity.is_named() && own.sort != Sort::Open && own.sort == other.sort && phrase.form != PhraseForm::Owned;
        return same || named;
    }
    // an actor: better nobody than somebody else
    let known = |word: &u64| entity.names.contains(word) || entity.offices.contains(word);
    let plain = phrase.modifiers.iter().all(known);
    let told = same || entity.offices.contains(&phrase.lemma);
    let abroad = phrase.country.is_some() && entity.country.is_some() && phrase.country != entity.country;
    let fits = own.sort != Sort::Open && own.sort == other.sort && phrase.form != PhraseForm::Owned && !abroad;
    fits && if told { plain || !phrase.complement } else { own.sort == Sort::Body && plain && !phrase.complement }
}
