//! Learning from chains, and measuring.

use std::collections::BTreeMap;
use std::fmt::Write;

use tidings::codebook::Codebook;
use tidings::extract::coreference::{Chooser, Entity, Judge, MODELS, Phrase, Question, Resolved, resolve_with};
use tidings::model::linear::{Feature, Learner, Linear};

use crate::Example;
use crate::conll::Conll;

/// How often all documents are gone through.
const PASSES: usize = 8;
/// Two to this many weights.
const BITS: u32 = 16;
/// The length of steps.
const RATE: f32 = 0.12;

/// What is right: the gold entity of each phrase.
struct Key {
    of_phrase: Vec<Option<usize>>,
}

impl Key {
    fn new(example: &Example, phrases: &[Phrase]) -> Self {
        let mut at: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        for mention in &example.gold.mentions {
            let entry = at.entry(mention.head).or_insert((usize::MAX, 0));
            if mention.end - mention.start < entry.0 {
                *entry = (mention.end - mention.start, mention.entity);
            }
        }
        let start = |phrase: &Phrase| example.document.tokens[phrase.head as usize].span.start as usize;
        let of_phrase = phrases.iter().map(|p| at.get(&start(p)).map(|(_, entity)| *entity)).collect();
        Self { of_phrase }
    }

    /// Whether an entity is the gold one, by its names, else by most of its phrases.
    fn is(&self, entity: &Entity, phrases: &[Phrase], nearest: u32, gold: usize) -> bool {
        let named: Vec<_> = entity.phrases.iter().filter(|p| phrases[**p as usize].mention.is_some()).collect();
        let votes = |all: &mut dyn Iterator<Item = &u32>| all.map(|p| if self.of_phrase[*p as usize] == Some(gold) { 1 } else { -1 }).sum::<i32>();
        if named.is_empty() {
            return self.of_phrase[nearest as usize] == Some(gold) || votes(&mut entity.phrases.iter()) > 0;
        }
        votes(&mut named.into_iter()) > 0
    }
}

/// Learns while it answers as the gold has it.
struct Teacher<'t> {
    key: Key,
    learners: &'t mut [Learner; 2],
}

impl Judge for Teacher<'_> {
    fn choose(&mut self, q: &Question<'_>) -> Option<usize> {
        let gold = self.key.of_phrase[q.phrase as usize];
        let right: Vec<bool> = q
            .candidates
            .iter()
            .map(|c| gold.is_some_and(|gold| self.key.is(&q.entities[c.entity as usize], q.phrases, c.phrase, gold)))
            .collect();
        let answer = right.iter().position(|right| *right);
        let rows: Vec<&[Feature]> = (0..q.features.len()).map(|n| q.features.of(n)).collect();
        let mut all = vec![answer.is_none()];
        all.extend(right);
        self.learners[usize::from(!q.pronoun)].learn_choice(&rows, &all);
        answer
    }
}

/// Learns the models.
pub fn train(examples: &[Example], codebook: &Codebook) -> Vec<Linear<'static>> {
    let mut learners = [Learner::new(1, BITS, RATE), Learner::new(1, BITS, RATE)];
    for pass in 0..PASSES {
        for (n, example) in examples.iter().enumerate() {
            // names as they are and as they should be, in turn
            let reading = example.reading(codebook, (n + pass) % 2 == 0);
            let phrases = resolve_with(&reading, &mut Nobody).phrases;
            let mut teacher = Teacher { key: Key::new(example, &phrases), learners: &mut learners };
            resolve_with(&reading, &mut teacher);
        }
    }
    learners.iter().zip(MODELS).map(|(learner, name)| learner.finish(name)).collect()
}

/// Finds nobody.
struct Nobody;

impl Judge for Nobody {
    fn choose(&mut self, _: &Question<'_>) -> Option<usize> {
        None
    }
}

/// How good the models are on documents.
pub fn measure(examples: &[Example], codebook: &Codebook, models: &[Linear<'_>], given: bool) -> String {
    let mut conll = Conll::default();
    let (mut all, mut reachable, mut right, mut answered) = (0, 0, 0, 0);
    let (mut linked, mut linked_right, mut links) = (0, 0, 0);
    for example in examples {
        let reading = example.reading(codebook, given);
        let resolved = resolve_with(&reading, &mut Chooser::new(models));
        let key = Key::new(example, &resolved.phrases);
        let golds = &example.gold.mentions;
        // which entities of ours each gold entity's names are
        let mut names: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
        for mention in golds.iter().filter(|m| m.named && matches!(&*m.kind, "person" | "organization")) {
            names.entry(mention.entity).or_default();
            for m in reading.mentions.iter().filter(|m| (m.span.start as usize) < mention.end && mention.start < m.span.end as usize) {
                if let tidings::extract::Referent::Actor(chain) = m.referent {
                    names.entry(mention.entity).or_default().push(chain.0);
                }
            }
        }
        let at: BTreeMap<usize, usize> =
            resolved.phrases.iter().enumerate().map(|(n, p)| (example.document.tokens[p.head as usize].span.start as usize, n)).collect();
        for mention in golds.iter().filter(|m| m.pronoun && matches!(&*m.kind, "person" | "organization")) {
            let Some(chains) = names.get(&mention.entity) else { continue };
            all += 1;
            reachable += usize::from(!chains.is_empty());
            let entity = at.get(&mention.start).and_then(|n| resolved.of_phrase[*n]);
            let chain = entity.and_then(|e| resolved.entities[e as usize].chain);
            answered += usize::from(chain.is_some());
            right += usize::from(chain.is_some_and(|chain| chains.contains(&chain.0)));
        }
        count_nominals(&resolved, &key, (&mut linked, &mut linked_right, &mut links));
        add_conll(&mut conll, example, &resolved, &at);
    }
    let [muc, b3, ceaf, mean] = conll.scores();
    let mut out = String::new();
    let share = |a: usize, b: usize| 100.0 * a as f64 / b.max(1) as f64;
    let _ = write!(out, "pronouns {all}, reachable {:.1}, resolved {:.1}, right {:.1}; ", share(reachable, all), share(answered, all), share(right, all));
    let _ = write!(out, "descriptions linked {linked}, right {:.1}, of {links}; ", share(linked_right, linked));
    let _ = write!(out, "MUC {muc:.1} B3 {b3:.1} CEAFe {ceaf:.1} CoNLL {mean:.1}");
    out
}

/// Descriptions that are linked to an actor.
fn count_nominals(resolved: &Resolved, key: &Key, (linked, right, links): (&mut usize, &mut usize, &mut usize)) {
    for (n, phrase) in resolved.phrases.iter().enumerate() {
        if phrase.form.pronoun().is_some() || phrase.mention.is_some() {
            continue;
        }
        let Some(entity) = resolved.of_phrase[n].map(|e| &resolved.entities[e as usize]) else { continue };
        let gold = key.of_phrase[n];
        if entity.chain.is_some() {
            *linked += 1;
            *right += usize::from(gold.is_some_and(|gold| key.is(entity, &resolved.phrases, n as u32, gold)));
        }
        let named = |e: &&Entity| e.chain.is_some() && gold.is_some_and(|gold| key.is(e, &resolved.phrases, u32::MAX, gold));
        *links += usize::from(gold.is_some() && resolved.entities.iter().filter(|e| !e.phrases.is_empty() && e.phrases.iter().any(|p| resolved.phrases[*p as usize].mention.is_some())).any(|e| named(&e)));
    }
}

/// Mentions are the same where their heads are.
fn add_conll(conll: &mut Conll, example: &Example, resolved: &Resolved, at: &BTreeMap<usize, usize>) {
    let mut gold: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    let mut seen = BTreeMap::new();
    for (n, mention) in example.gold.mentions.iter().enumerate() {
        // of two mentions with one head, the shorter has it
        let id = match at.get(&mention.head) {
            Some(phrase) => {
                let shortest = example.gold.mentions.iter().enumerate().filter(|(_, m)| m.head == mention.head).min_by_key(|(n, m)| (m.end - m.start, *n));
                if shortest.is_some_and(|(other, _)| other == n) { *phrase } else { 1_000_000 + n }
            }
            None => 1_000_000 + n,
        };
        seen.insert(id, ());
        gold.entry(mention.entity).or_default().push(id);
    }
    let mut found: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (n, entity) in resolved.of_phrase.iter().enumerate() {
        if let Some(entity) = entity {
            found.entry(*entity).or_default().push(n);
        }
    }
    conll.add(&gold.into_values().collect(), &found.into_values().collect());
}
