//! Whom the phrases of an article stand for, as far as it has been read.

use std::collections::BTreeMap;

use super::Reading;
use super::phrases::{Phrase, PhraseForm};
use super::traits::{Sort, Traits};
use crate::codebook::EntryIx;
use crate::codebook::phrases::{split_words, word_hash};
use crate::extract::{ChainIx, PlaceIx, Referent};

/// Somebody or something that phrases stand for.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Entity {
    /// The actor of the article that it is.
    pub chain: Option<ChainIx>,
    /// The place that it is.
    pub place: Option<EntryIx>,
    /// What its phrases tell.
    pub traits: Traits,
    /// Its phrases so far.
    pub phrases: Vec<u32>,
    /// Hashes of the heads of its descriptions.
    pub lemmas: Vec<u64>,
    /// Hashes of the words of its names.
    pub names: Vec<u64>,
    /// Hashes of the words of its titles and offices.
    pub offices: Vec<u64>,
    /// How many names it has in the whole article.
    pub named: u32,
    /// The country that it belongs to.
    pub country: Option<String>,
}

impl Entity {
    /// Whether it has a name.
    pub fn is_named(&self) -> bool {
        self.chain.is_some() || self.place.is_some() || !self.names.is_empty()
    }
}

/// What one entity may have of each kind of word.
const WORDS: usize = 24;

/// All entities of an article.
pub(super) struct Entities {
    pub all: Vec<Entity>,
    of_place: BTreeMap<EntryIx, u32>,
    of_new_place: BTreeMap<PlaceIx, u32>,
    /// The one person with each word in his name.
    persons: BTreeMap<u64, Option<u32>>,
    /// The entity of each phrase so far.
    pub of_phrase: Vec<Option<u32>>,
}

impl Entities {
    /// The article's actors, of whom nothing has been read yet.
    pub fn new(reading: &Reading<'_>, phrases: usize) -> Self {
        let mut all: Vec<Entity> = Vec::new();
        for (n, chain) in reading.chains.iter().enumerate() {
            let traits = Traits { sort: Sort::of(Some(chain.kind)), kind: Some(chain.kind), ..Traits::default() };
            let mut entity = Entity { chain: Some(ChainIx(n as u32)), traits, country: chain.country.clone(), ..Entity::default() };
            for name in chain.names.iter().chain([&chain.name]) {
                add_words(&mut entity.names, name);
            }
            chain.offices.iter().for_each(|office| add_words(&mut entity.offices, &office.title));
            all.push(entity);
        }
        for mention in reading.mentions {
            let Referent::Actor(chain) = mention.referent else { continue };
            all[chain.0 as usize].named += 1;
            if let Some(office) = mention.office {
                add_words(&mut all[chain.0 as usize].offices, office.of(reading.text));
            }
        }
        let mut persons = BTreeMap::new();
        for (n, entity) in all.iter().enumerate().filter(|(_, entity)| entity.traits.sort == Sort::Person) {
            for word in &entity.names {
                persons.entry(*word).and_modify(|known| *known = None).or_insert(Some(n as u32));
            }
        }
        Self { all, of_place: BTreeMap::new(), of_new_place: BTreeMap::new(), persons, of_phrase: vec![None; phrases] }
    }

    /// The one person with this word in his name.
    pub fn person_called(&self, word: u64) -> Option<u32> {
        self.persons.get(&word).copied().flatten()
    }

    /// A new entity.
    pub fn fresh(&mut self) -> u32 {
        self.all.push(Entity::default());
        self.all.len() as u32 - 1
    }

    /// The entity of a mention's chain or place.
    pub fn of_referent(&mut self, referent: Referent) -> Option<u32> {
        match referent {
            Referent::Actor(chain) => Some(chain.0),
            Referent::Place(place) => Some(match self.of_place.get(&place) {
                Some(known) => *known,
                None => {
                    let n = self.fresh();
                    self.all[n as usize].place = Some(place);
                    self.of_place.insert(place, n);
                    n
                }
            }),
            Referent::NewPlace(place) => Some(match self.of_new_place.get(&place) {
                Some(known) => *known,
                None => {
                    let n = self.fresh();
                    self.of_new_place.insert(place, n);
                    n
                }
            }),
            Referent::Open => None,
        }
    }

    /// Counts a phrase to an entity.
    pub fn join(&mut self, number: u32, phrase: &Phrase, entity: u32) {
        self.of_phrase[number as usize] = Some(entity);
        let entity = &mut self.all[entity as usize];
        entity.phrases.push(number);
        entity.traits.learn(phrase.traits);
        match phrase.form {
            PhraseForm::Pronoun(_) => {}
            PhraseForm::Name | PhraseForm::Proper => push(&mut entity.names, phrase.lemma),
            _ => push(&mut entity.lemmas, phrase.lemma),
        }
        if entity.country.is_none() {
            entity.country.clone_from(&phrase.country);
        }
    }

    /// Moves the phrases of an entity without a name to another one.
    pub fn merge(&mut self, from: u32, into: u32, phrases: &[Phrase]) {
        let moved = std::mem::take(&mut self.all[from as usize]);
        for number in moved.phrases {
            self.join(number, &phrases[number as usize], into);
        }
        self.all[into as usize].phrases.sort_unstable();
    }
}

fn add_words(words: &mut Vec<u64>, text: &str) {
    split_words(text).for_each(|word| push(words, word_hash(&text[word])));
}

fn push(words: &mut Vec<u64>, word: u64) {
    if words.len() < WORDS && !words.contains(&word) {
        words.push(word);
    }
}
