//! From marked articles to decisions with their right answers, and from these to models.

use std::collections::{BTreeSet, HashMap};
use std::fmt;

use tidings::extract::statements::ranking::{CueCase, Reader, SourceCase};
use tidings::model::linear::{Feature, Learner};

use crate::gold::{Marked, overlap, words};

/// Rounds over all examples.
const ROUNDS: usize = 4;
/// Length of steps.
const RATE: f32 = 0.05;

/// Candidates of one decision, and which of them are right.
pub struct Choice {
    candidates: Vec<Vec<Feature>>,
    right: Vec<bool>,
}

/// All that is learned from.
#[derive(Default)]
pub struct Lessons {
    /// Whether a word is a cue.
    gates: Vec<(Vec<Feature>, bool)>,
    contents: Vec<Choice>,
    sources: Vec<Choice>,
    attributions: usize,
    /// Attributions that have a candidate with half of their words, and one with all.
    reached: usize,
    exact: usize,
    sourced: usize,
    sources_reached: usize,
}

impl fmt::Display for Lessons {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let share = |n: usize, of: usize| 100.0 * n as f64 / of.max(1) as f64;
        write!(
            f,
            "{} attributions, {:.1} % with a fitting content among the candidates, {:.1} % with the same; {:.1} % of sources; {} words, {} decisions",
            self.attributions,
            share(self.reached, self.attributions),
            share(self.exact, self.attributions),
            share(self.sources_reached, self.sourced),
            self.gates.len(),
            self.contents.len(),
        )
    }
}

impl Lessons {
    /// Learns from one article.
    pub fn read(&mut self, text: &str, marked: &[Marked], reader: &mut Reader<'_>) {
        let contents: Vec<BTreeSet<usize>> = marked.iter().map(|m| words(text, &m.content)).collect();
        for sentence in 0..reader.sentences() {
            if !reader.enter(sentence) {
                continue;
            }
            let cases = reader.cases();
            let mut answers: Vec<Option<usize>> = Vec::new();
            for case in &cases {
                answers.push(marked.iter().position(|m| m.cue.iter().any(|cue| cue.contains(case.span))));
            }
            for (n, content) in contents.iter().enumerate() {
                keep_best(n, content, text, &cases, &mut answers);
            }
            for (case, answer) in cases.iter().zip(&answers) {
                let nested = marked.iter().any(|m| m.content.iter().any(|content| content.contains(case.span)));
                match answer {
                    Some(n) => self.add(text, case, Some((&marked[*n], &contents[*n])), reader),
                    None if !nested => self.add(text, case, None, reader),
                    None => {}
                }
            }
        }
        self.attributions += marked.len();
    }

    fn add(&mut self, text: &str, case: &CueCase, gold: Option<(&Marked, &BTreeSet<usize>)>, reader: &Reader<'_>) {
        self.gates.push((case.gate.clone(), gold.is_some()));
        let overlaps: Vec<f64> = case.contents.iter().map(|c| gold.map_or(0.0, |(_, g)| overlap(g, &words(text, &c.spans)))).collect();
        let most = overlaps.iter().copied().fold(0.0, f64::max);
        let fits = gold.is_some() && most >= 0.5;
        if gold.is_some() {
            self.reached += usize::from(fits);
            self.exact += usize::from(most > 0.99);
        }
        let mut candidates: Vec<Vec<Feature>> = case.contents.iter().map(|c| c.features.clone()).collect();
        candidates.push(case.none.clone());
        let mut right: Vec<bool> = overlaps.iter().map(|o| fits && *o >= most - 0.02).collect();
        right.push(!fits && gold.is_none());
        if fits || gold.is_none() {
            self.contents.push(Choice { candidates, right });
        }
        let Some((gold, _)) = gold.filter(|_| fits) else { return };
        let best = overlaps.iter().position(|o| *o == most).unwrap_or(0);
        let cases = reader.source_cases(case, best);
        let source = words(text, &gold.source);
        let hits: Vec<bool> = cases
            .iter()
            .map(|c| {
                c.span.map_or(source.is_empty(), |span| {
                    let own = words(text, &[span]);
                    own.intersection(&source).count() > 0 && own.len() <= source.len() + 15
                })
            })
            .collect();
        self.sourced += 1;
        if hits.iter().any(|hit| *hit) {
            self.sources_reached += 1;
            // Of several that overlap the highest in the tree is right ("Lee, director of the museum": Lee), of equals what fits best.
            let highest = cases.iter().zip(&hits).filter(|(_, hit)| **hit).map(|(case, _)| case.depth).min().unwrap_or(0);
            let fit = |case: &SourceCase| case.span.map_or(1.0, |span| overlap(&source, &words(text, &[span])));
            let fits: Vec<f64> =
                cases.iter().zip(&hits).map(|(case, hit)| if *hit && case.depth == highest { fit(case) } else { 0.0 }).collect();
            let best = fits.iter().copied().fold(0.0, f64::max);
            let right = fits.iter().map(|fit| *fit > 0.0 && *fit >= best - 0.01).collect();
            self.sources.push(Choice { candidates: cases.into_iter().map(|c| c.features).collect(), right });
        }
    }
}

/// Of all words of one marked cue, the one whose contents come nearest is the cue; of equals the highest in its tree.
fn keep_best(n: usize, gold: &BTreeSet<usize>, text: &str, cases: &[CueCase], answers: &mut [Option<usize>]) {
    let most = |case: &CueCase| case.contents.iter().map(|c| overlap(gold, &words(text, &c.spans))).fold(0.0, f64::max);
    let mut best: Option<(usize, f64)> = None;
    for at in 0..cases.len() {
        if answers[at] != Some(n) {
            continue;
        }
        let fit = most(&cases[at]);
        let better = best.is_none_or(|(other, least)| fit > least + 0.01 || fit > least - 0.01 && cases[at].depth < cases[other].depth);
        if better {
            best = Some((at, fit));
        }
    }
    for (at, answer) in answers.iter_mut().enumerate().filter(|(_, answer)| **answer == Some(n)) {
        *answer = answer.filter(|_| best.is_some_and(|(best, _)| best == at));
    }
}

/// The models, still in the form in which they learn.
pub struct Learned {
    pub gate: Learner,
    pub content: Learner,
    pub source: Learner,
}

/// Learns the three models.
pub fn learn(lessons: &Lessons) -> Learned {
    let mut gate = Learner::new(1, 17, 0.1);
    for _ in 0..ROUNDS {
        for (features, right) in &lessons.gates {
            gate.learn_binary(features, *right, 1.0);
        }
    }
    let content = rank(&lessons.contents, 21, "contents");
    let source = rank(&lessons.sources, 19, "sources");
    Learned { gate, content, source }
}

/// Features that were seen less often teach nothing that would hold elsewhere.
const SELDOM: u32 = 6;

/// The choices without seldom features.
fn without_seldom(choices: &[Choice]) -> Vec<Choice> {
    let mut seen: HashMap<Feature, u32> = HashMap::new();
    for feature in choices.iter().flat_map(|choice| choice.candidates.iter().flatten()) {
        *seen.entry(*feature).or_default() += 1;
    }
    let often = |features: &Vec<Feature>| features.iter().copied().filter(|feature| seen[feature] >= SELDOM).collect();
    let kept = |choice: &Choice| Choice { candidates: choice.candidates.iter().map(often).collect(), right: choice.right.clone() };
    choices.iter().map(kept).collect()
}

fn rank(choices: &[Choice], bits: u32, what: &str) -> Learner {
    let choices = &without_seldom(choices);
    let mut learner = Learner::new(1, bits, RATE);
    let mut order: Vec<usize> = (0..choices.len()).collect();
    let mut chance = Chance(1);
    let mut states: Vec<Learner> = Vec::new();
    for round in 1..=ROUNDS {
        chance.shuffle(&mut order);
        let mut right = 0.0;
        for choice in order.iter().map(|n| &choices[*n]) {
            let candidates: Vec<&[Feature]> = choice.candidates.iter().map(Vec::as_slice).collect();
            right += f64::from(learner.learn_choice(&candidates, &choice.right));
        }
        println!("{what}, round {round}: the right one has {:.3} on average", right / choices.len().max(1) as f64);
        states.push(learner.clone());
    }
    // The first round is far from where the others end.
    Learner::mean(states.get(1..).filter(|later| !later.is_empty()).unwrap_or(&states))
}

/// Numbers without a pattern, the same ones in every run: xorshift (Marsaglia 2003).
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    fn shuffle(&mut self, items: &mut [usize]) {
        for n in (1..items.len()).rev() {
            items.swap(n, (self.next() % (n as u64 + 1)) as usize);
        }
    }
}
