//! How sure statements are, learned from articles that taught nothing else.

use std::collections::HashMap;

use tidings::extract::Statement;
use tidings::extract::statements::ranking::Evidence;
use tidings::model::linear::Learner;

use crate::gold::{Marked, overlap, words};

/// A statement of the program, and whether content and speaker are right.
#[derive(Clone, Copy)]
pub struct Checked {
    evidence: Evidence,
    right: bool,
    /// As the program says it, in twentieths.
    confidence: u8,
}

/// Rounds over all statements.
const ROUNDS: usize = 30;

/// Compares the statements of an article with what is marked.
pub fn check(text: &str, marked: &[Marked], found: &[(Statement, Option<Evidence>)]) -> Vec<Checked> {
    let gold: Vec<_> = marked.iter().map(|m| (words(text, &m.content), words(text, &m.source))).collect();
    let checked = found.iter().filter_map(|(statement, evidence)| {
        let content = words(text, &statement.content);
        let speaker = statement.speakers.first().and_then(|party| party.span).map(|span| words(text, &[span])).unwrap_or_default();
        let same = |source: &std::collections::BTreeSet<usize>| {
            source.is_empty() && speaker.is_empty() || source.intersection(&speaker).count() > 0
        };
        let right = gold.iter().any(|(words, source)| overlap(words, &content) >= 0.5 && same(source));
        Some(Checked { evidence: (*evidence)?, right, confidence: statement.confidence.unwrap_or_default() })
    });
    checked.collect()
}

/// Learns the model of confidence.
pub fn learn(checked: &[Checked]) -> Learner {
    let mut learner = Learner::new(1, 10, 0.1);
    for _ in 0..ROUNDS {
        for statement in checked {
            learner.learn_binary(&statement.evidence.features(), statement.right, 1.0);
        }
    }
    learner
}

/// Prints for each step of confidence how many statements have it and how many of them are right.
pub fn print(checked: &[Checked]) {
    let mut steps: HashMap<u8, (usize, usize)> = HashMap::new();
    for statement in checked {
        let (all, right) = steps.entry(statement.confidence / 2).or_default();
        *all += 1;
        *right += usize::from(statement.right);
    }
    let mut steps: Vec<_> = steps.into_iter().collect();
    steps.sort_unstable();
    println!("| confidence | statements | right |\n|---|---:|---:|");
    for (step, (all, right)) in steps {
        let low = f64::from(step) / 10.0;
        let label = if step < 10 { format!("{low:.2}, {:.2}", low + 0.05) } else { format!("{low:.2}") };
        println!("| {label} | {all} | {:.2} |", right as f64 / all as f64);
    }
}
