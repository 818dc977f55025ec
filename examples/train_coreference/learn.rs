//! Learning from chains, and measuring.

use std::collections::BTreeMap;

use tidings::codebook::Codebook;
use tidings::extract::Referent;
use tidings::extract::coreference::{Chooser, Entity, Judge, MODELS, Phrase, Question, Reading, Resolved, resolve_with};
use tidings::model::linear::{Feature, Learner, Linear};

use crate::Example;
use crate::conll::Conll;
use crate::gold::GoldMention;

/// How often all documents are gone through.
const PASSES: usize = 16;
/// Two to this many weights.
const BITS: u32 = 16;
/// The length of steps.
const RATE: f32 = 0.04;
/// What share of a weight each step takes away.
const DECAY: f32 = 0.005;

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
        let votes =
            |all: &mut dyn Iterator<Item = &u32>| all.map(|p| if self.of_phrase[*p as usize] == Some(gold) { 1 } else { -1 }).sum::<i32>();
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
    /// Goes on with its own answers, right or not.
    alone: bool,
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
        let learner = &mut self.learners[usize::from(!q.pronoun)];
        learner.learn_choice(&rows, &all);
        if !self.alone {
            return answer;
        }
        let best = (0..rows.len()).max_by(|a, b| learner.score(rows[*a]).total_cmp(&learner.score(rows[*b])))?;
        best.checked_sub(1)
    }
}

/// Learns the models.
pub fn train(examples: &[&Example], codebook: &Codebook) -> Vec<Linear<'static>> {
    let mut learners = [Learner::new(1, BITS, RATE), Learner::new(1, BITS, RATE)];
    learners.iter_mut().for_each(|learner| learner.decay = DECAY);
    let mut states: [Vec<Learner>; 2] = Default::default();
    for pass in 0..PASSES {
        for (n, example) in examples.iter().enumerate() {
            // names as they are and as they should be, in turn
            let reading = example.reading(codebook, (n + pass) % 2 == 0);
            let phrases = resolve_with(&reading, &mut Nobody).phrases;
            let mut teacher = Teacher { key: Key::new(example, &phrases), learners: &mut learners, alone: pass >= PASSES / 2 };
            resolve_with(&reading, &mut teacher);
        }
        if pass >= PASSES / 2 {
            states.iter_mut().zip(&learners).for_each(|(states, learner)| states.push(learner.clone()));
        }
    }
    // some two hundred documents: the last state alone depends much on which of them came last
    states.iter().zip(MODELS).map(|(states, name)| Learner::mean(states).finish(name)).collect()
}

/// Finds nobody.
struct Nobody;

impl Judge for Nobody {
    fn choose(&mut self, _: &Question<'_>) -> Option<usize> {
        None
    }
}

/// How good models are on documents.
#[derive(Debug, Default)]
pub struct Sums {
    conll: Conll,
    /// Pronouns by "he or she", "they", "it": all, those whose actor is known, those resolved, those right.
    pronouns: [[usize; 4]; 3],
    /// Pronouns of what has no name, and how many of them have got an actor.
    nameless: usize,
    nameless_linked: usize,
    /// Descriptions: linked to an actor, rightly, to be linked.
    linked: usize,
    linked_right: usize,
    links: usize,
}

impl Sums {
    /// Adds documents.
    pub fn add(&mut self, examples: &[&Example], codebook: &Codebook, mut chooser: &Chooser<'_>, given: bool) {
        for example in examples {
            let reading = example.reading(codebook, given);
            let resolved = resolve_with(&reading, &mut chooser);
            let key = Key::new(example, &resolved.phrases);
            let at: BTreeMap<usize, usize> = resolved
                .phrases
                .iter()
                .enumerate()
                .map(|(n, p)| (example.document.tokens[p.head as usize].span.start as usize, n))
                .collect();
            self.pronouns(example, &reading, &resolved, &at);
            count_nominals(&resolved, &key, (&mut self.linked, &mut self.linked_right, &mut self.links));
            add_conll(&mut self.conll, example, &resolved, &at);
        }
    }

    /// Pronouns of persons and bodies with a name.
    fn pronouns(&mut self, example: &Example, reading: &Reading<'_>, resolved: &Resolved, at: &BTreeMap<usize, usize>) {
        let golds = &example.gold.mentions;
        let actor = |m: &GoldMention| matches!(&*m.kind, "person" | "organization");
        // which of our actors each gold entity's names are
        let mut names: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
        for mention in golds.iter().filter(|m| m.named && actor(m)) {
            let chains = names.entry(mention.entity).or_default();
            for m in reading.mentions.iter().filter(|m| (m.span.start as usize) < mention.end && mention.start < m.span.end as usize) {
                if let Referent::Actor(chain) = m.referent {
                    chains.push(chain.0);
                }
            }
        }
        for mention in golds.iter().filter(|m| m.pronoun) {
            let entity = at.get(&mention.start).and_then(|n| resolved.of_phrase[*n]);
            let chain = entity.and_then(|e| resolved.entities[e as usize].chain);
            let Some(chains) = names.get(&mention.entity).filter(|_| actor(mention)) else {
                self.nameless += 1;
                self.nameless_linked += usize::from(chain.is_some());
                continue;
            };
            let word = example.gold.text[mention.start..mention.end].to_lowercase();
            let class = if word.starts_with('t') || word == "em" { 1 } else { usize::from(word.starts_with('i')) * 2 };
            let sums = &mut self.pronouns[class];
            let right = chain.is_some_and(|chain| chains.contains(&chain.0));
            for (sum, yes) in sums.iter_mut().zip([true, !chains.is_empty(), chain.is_some(), right]) {
                *sum += usize::from(yes);
            }
        }
    }
}

impl std::fmt::Display for Sums {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let share = |a: usize, b: usize| 100.0 * a as f64 / b.max(1) as f64;
        let all = self.pronouns.iter().fold([0; 4], |sums, s| [0, 1, 2, 3].map(|n| sums[n] + s[n]));
        for (name, [count, reachable, resolved, right]) in
            ["pronouns", "he/she", "they", "it"].into_iter().zip([all, self.pronouns[0], self.pronouns[1], self.pronouns[2]])
        {
            write!(f, "{name} {count}: {:.1} {:.1} {:.1}; ", share(reachable, count), share(resolved, count), share(right, count))?;
        }
        write!(f, "nameless {}: {:.1} linked; ", self.nameless, share(self.nameless_linked, self.nameless))?;
        write!(f, "descriptions {}: {:.1} right, of {}; ", self.linked, share(self.linked_right, self.linked), self.links)?;
        let [muc, b3, ceaf, mean] = self.conll.scores();
        write!(f, "MUC {muc:.1} B3 {b3:.1} CEAFe {ceaf:.1} CoNLL {mean:.1}")
    }
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
        *links += usize::from(
            gold.is_some()
                && resolved
                    .entities
                    .iter()
                    .filter(|e| !e.phrases.is_empty() && e.phrases.iter().any(|p| resolved.phrases[*p as usize].mention.is_some()))
                    .any(|e| named(&e)),
        );
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
                let shortest = example
                    .gold
                    .mentions
                    .iter()
                    .enumerate()
                    .filter(|(_, m)| m.head == mention.head)
                    .min_by_key(|(n, m)| (m.end - m.start, *n));
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
