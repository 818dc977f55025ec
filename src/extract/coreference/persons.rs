//! Persons whom no list of names knows, found by the pronouns that stand for them: who is called "she" is a person.

use super::Reading;
use super::entities::Entity;
use super::phrases::{Phrase, PhraseForm};
use super::resolver::Resolved;
use super::traits::Number;
use crate::annotate::Token;
use crate::codebook::phrases::word_hash;
use crate::codebook::{Gender, NameRules, WordClass};
use crate::extract::{ActorKind, Chain, ChainIx, Mention, MentionForm, Referent};
use crate::text::Span;
use crate::ud::Upos;

/// The rule of these mentions.
const RULE: &str = "pronoun-person";
/// So many mentions may lie within one another.
const NESTED: usize = 8;
/// A name with more words is none.
const WORDS: usize = 4;
/// So many pronouns show that a proper noun is a person's name; one is enough for a given name.
const PRONOUNS: usize = 2;

/// The persons that proper nouns without an actor stand for, and the mentions of their names.
pub(in crate::extract) fn introduce(resolved: &Resolved, reading: &Reading<'_>, rules: &NameRules) -> (Vec<Chain>, Vec<Mention>) {
    let (mut chains, mut mentions) = (Vec::new(), Vec::new());
    for entity in &resolved.entities {
        if entity.chain.is_some() || entity.place.is_some() || !is_person(entity, &resolved.phrases) {
            continue;
        }
        let proper = entity.phrases.iter().map(|n| &resolved.phrases[*n as usize]).filter(|p| p.form == PhraseForm::Proper);
        let mut names: Vec<(&Phrase, Span)> = proper.filter_map(|phrase| Some((phrase, name_at(phrase, reading, rules)?))).collect();
        names.retain(|(_, span)| may_be(span.of(reading.text), entity, reading));
        let known = names.iter().any(|(_, span)| is_given(span.of(reading.text), rules));
        let needed = if known { 1 } else { PRONOUNS };
        if names.is_empty() || pronouns(entity, &resolved.phrases) < needed {
            continue;
        }
        let chain = ChainIx((reading.chains.len() + chains.len()) as u32);
        chains.push(person(&names, reading));
        mentions.extend(names.iter().map(|(phrase, span)| Mention {
            span: *span,
            section: reading.document.sentences[phrase.sentence as usize].section,
            sentence: phrase.sentence,
            form: MentionForm::Name,
            referent: Referent::Actor(chain),
            office: None,
            rule: RULE.to_owned(),
        }));
    }
    (chains, mentions)
}

fn is_person(entity: &Entity, phrases: &[Phrase]) -> bool {
    matches!(entity.traits.gender, Gender::Male | Gender::Female) && entity.traits.number != Number::Plural && pronouns(entity, phrases) > 0
}

/// How many pronouns of a man or woman stand for the entity.
fn pronouns(entity: &Entity, phrases: &[Phrase]) -> usize {
    let told = |n: &&u32| {
        let pronoun = phrases[**n as usize].form.pronoun();
        pronoun.is_some_and(|pronoun| matches!(pronoun.gender, Gender::Male | Gender::Female))
    };
    entity.phrases.iter().filter(told).count()
}

fn is_given(name: &str, rules: &NameRules) -> bool {
    name.split_whitespace().next().is_some_and(|first| rules.word(word_hash(first)).is(WordClass::Given))
}

/// Whether an entity may have a name: its given name is of no other gender, and no person of the article shares a word of it.
fn may_be(name: &str, entity: &Entity, reading: &Reading<'_>) -> bool {
    let gender = name.split_whitespace().next().map_or(Gender::Open, |first| reading.rules.given_name(first));
    let shared = |chain: &Chain| {
        let mut words = chain.names.iter().flat_map(|name| name.split_whitespace());
        chain.kind == ActorKind::Person && words.any(|word| name.split_whitespace().any(|own| own == word))
    };
    (gender == Gender::Open || gender == entity.traits.gender) && !reading.chains.iter().any(shared)
}

/// The proper nouns around the head of a phrase; `None` where a word among them is in no person's name.
fn name_at(phrase: &Phrase, reading: &Reading<'_>, rules: &NameRules) -> Option<Span> {
    let sentence = &reading.document.sentences[phrase.sentence as usize];
    let tokens = reading.document.tokens_of(sentence);
    let at = (phrase.head - sentence.tokens.start) as usize;
    let written = |token: &Token| token.span.of(reading.text).starts_with(char::is_uppercase);
    let proper = |n: &usize| tokens.get(*n).is_some_and(|t| t.upos == Upos::Propn && written(t));
    if !proper(&at) {
        return None;
    }
    let before = (0..at).rev().take(WORDS).take_while(proper).count();
    let after = (at + 1..=at + WORDS).take_while(proper).count();
    let words = &tokens[at - before..=at + after];
    let fine = |token: &Token| {
        let facts = rules.word(word_hash(token.span.of(reading.text)));
        !facts.is(WordClass::Calendar)
            && (facts.is(WordClass::Given) || facts.is(WordClass::WeakGiven) || !NO_NAME.iter().any(|class| facts.is(*class)))
    };
    let span = words[0].span.cover(words[words.len() - 1].span);
    let end = reading.mentions.partition_point(|m| m.span.start < span.end);
    let free = !reading.mentions[end.saturating_sub(NESTED)..end].iter().any(|m| m.span.overlaps(span));
    (words.len() <= WORDS && free && words.iter().all(fine)).then_some(span)
}

/// Words that no person is called by.
const NO_NAME: [WordClass; 4] = [WordClass::NotPerson, WordClass::Ordinary, WordClass::GenericName, WordClass::Bearer];

fn person(names: &[(&Phrase, Span)], reading: &Reading<'_>) -> Chain {
    let mut written: Vec<String> = Vec::new();
    for (_, span) in names {
        let name = span.of(reading.text).split_whitespace().collect::<Vec<_>>().join(" ");
        if !written.contains(&name) {
            written.push(name);
        }
    }
    written.sort_by(|a, b| b.chars().count().cmp(&a.chars().count()).then_with(|| a.cmp(b)));
    let name = written[0].clone();
    let local = !name.contains(' ');
    Chain { kind: ActorKind::Person, entry: None, name, names: written, local, country: None, sector: None, offices: Vec::new() }
}
