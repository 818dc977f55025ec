//! Marks for the words of a sentence, decided together: each word's own score for each mark, and one for each pair of
//! neighbours.
//!
//! A [`Sequence`] finds the best row of marks in whole numbers, so that every machine decides alike; a
//! [`SequenceLearner`] learns it as a conditional random field (Lafferty, McCallum and Pereira 2001).

mod learn;

pub use learn::SequenceLearner;

use super::linear::{Feature, Linear, read};
use super::weights::WeightsError;

/// A score that no row of marks can make up for.
const NEVER: i32 = -1_000_000;

/// The kind of the feature that tells the mark before; see [`step_feature`].
const STEP: Feature = Feature::kind(0);

/// Weights of the marks of words and of pairs of neighbours.
#[derive(Debug, Clone)]
pub struct Sequence<'a> {
    marks: Linear<'a>,
    /// By the mark before, the start of the sentence last, then by the mark.
    steps: Vec<i32>,
}

/// What [`Sequence::best`] needs to keep from sentence to sentence.
#[derive(Debug, Clone, Default)]
pub struct Paths {
    own: Vec<i32>,
    scores: Vec<i32>,
    ahead: Vec<i32>,
    behind: Vec<i32>,
}

/// The feature of the step from one mark to the next; `None` is the start.
fn step_feature(before: Option<usize>) -> Feature {
    STEP.with(before.map_or(0, |mark| mark as u64 + 1))
}

impl<'a> Sequence<'a> {
    /// From the models of words and of steps.
    fn new(marks: Linear<'a>, steps: &Linear<'_>) -> Self {
        let (classes, mut table, mut row) = (marks.classes(), Vec::new(), Vec::new());
        for before in (0..classes).map(Some).chain([None]) {
            steps.start(&mut row);
            steps.add(step_feature(before), &mut row);
            table.extend_from_slice(&row[..classes]);
        }
        Self { marks, steps: table }
    }

    /// Reads the file of a sequence model: the models of words and of steps, with these names.
    ///
    /// # Errors
    /// When it is of another version, damaged, or holds other models.
    pub fn read(file: &'a [u8], names: [&str; 2]) -> Result<Self, WeightsError> {
        let mut models = read(file, &names)?;
        let (steps, marks) = (models.pop(), models.pop());
        match (marks, steps) {
            (Some(marks), Some(steps)) if marks.classes() == steps.classes() => Ok(Self::new(marks, &steps)),
            _ => Err(WeightsError::Unfit("marks and steps don't go together".to_owned())),
        }
    }

    /// Number of marks.
    pub fn classes(&self) -> usize {
        self.marks.classes()
    }

    /// Begins a sentence.
    pub fn start(&self, paths: &mut Paths) {
        paths.own.clear();
    }

    /// Adds the next word of the sentence by its features.
    pub fn word(&self, features: &[Feature], paths: &mut Paths) {
        self.marks.start(&mut paths.scores);
        for feature in features {
            self.marks.add(*feature, &mut paths.scores);
        }
        paths.own.extend_from_slice(&paths.scores);
    }

    /// Adds the next word of the sentence, which has mark 0 whatever stands beside it.
    pub fn plain_word(&self, paths: &mut Paths) {
        paths.own.push(0);
        paths.own.extend(std::iter::repeat_n(NEVER, self.classes() - 1));
    }

    /// The best row of marks for the words added since the start, where `may_follow` says which mark may stand behind
    /// which (`None` before the first word); with each, by how much it beats every row with another mark at this word.
    pub fn best(&self, may_follow: impl Fn(Option<usize>, usize) -> bool, paths: &mut Paths, found: &mut Vec<(usize, i32)>) {
        found.clear();
        let classes = self.classes();
        let words = paths.own.len() / classes;
        let step = |before: Option<usize>, mark: usize| {
            let row = before.unwrap_or(classes);
            if may_follow(before, mark) { self.steps[row * classes + mark] } else { NEVER }
        };
        let table: Vec<i32> = (0..classes).flat_map(|a| (0..classes).map(move |b| (a, b))).map(|(a, b)| step(Some(a), b)).collect();
        let Paths { own, ahead, behind, .. } = paths;
        ahead.clear();
        ahead.resize(words * classes, NEVER);
        behind.clear();
        behind.resize(words * classes, 0);
        for at in 0..words {
            for mark in 0..classes {
                let before = |a: usize| ahead[(at - 1) * classes + a].saturating_add(table[a * classes + mark]);
                let best = if at == 0 { step(None, mark) } else { (0..classes).map(before).max().unwrap_or(NEVER) };
                ahead[at * classes + mark] = best.saturating_add(own[at * classes + mark]);
            }
        }
        for at in (0..words.saturating_sub(1)).rev() {
            for mark in 0..classes {
                let after = |b: usize| {
                    let next = (at + 1) * classes + b;
                    behind[next].saturating_add(own[next]).saturating_add(table[mark * classes + b])
                };
                behind[at * classes + mark] = (0..classes).map(after).max().unwrap_or(NEVER);
            }
        }
        let mut last = None;
        for at in 0..words {
            let through = |mark: usize| ahead[at * classes + mark].saturating_add(behind[at * classes + mark]);
            let fits = |mark: &usize| may_follow(last, *mark);
            let best = (0..classes).filter(fits).max_by_key(|mark| (through(*mark), std::cmp::Reverse(*mark))).unwrap_or(0);
            let other = (0..classes).filter(|mark| *mark != best).map(through).max().unwrap_or(NEVER);
            found.push((best, through(best).saturating_sub(other)));
            last = Some(best);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::linear::write;
    use super::*;

    fn word(number: u64) -> Vec<Feature> {
        vec![Feature::kind(0).with(number)]
    }

    /// 1 opens, 2 goes on: word 7 goes on only behind word 5.
    fn learned() -> Vec<u8> {
        let mut learner = SequenceLearner::new(3, 10, 0.3);
        for _ in 0..60 {
            learner.learn(&[word(5), word(7), word(9)], &[1 << 1, 1 << 2, 1], 1.0);
            learner.learn(&[word(8), word(7), word(9)], &[1, 1, 1], 1.0);
        }
        write(&learner.finish(["marks", "steps"]))
    }

    fn best(file: &[u8], words: &[u64]) -> Vec<usize> {
        let sequence = Sequence::read(file, ["marks", "steps"]).unwrap();
        let (mut paths, mut found) = (Paths::default(), Vec::new());
        sequence.start(&mut paths);
        words.iter().for_each(|number| sequence.word(&word(*number), &mut paths));
        sequence.best(|before, mark| mark != 2 || before.is_some_and(|b| b != 0), &mut paths, &mut found);
        assert!(found.iter().all(|(_, lead)| *lead >= 0));
        found.into_iter().map(|(mark, _)| mark).collect()
    }

    #[test]
    fn neighbours_decide() {
        let file = learned();
        assert_eq!(best(&file, &[5, 7, 9]), [1, 2, 0]);
        assert_eq!(best(&file, &[8, 7, 9]), [0, 0, 0]);
        assert!(best(&file, &[]).is_empty());
    }

    #[test]
    fn a_mark_that_may_not_follow_never_does() {
        assert_ne!(best(&learned(), &[7, 7])[0], 2);
    }

    #[test]
    fn other_models_are_refused() {
        assert!(Sequence::read(&learned(), ["marks", "stops"]).is_err());
    }
}
