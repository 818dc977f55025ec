//! How an article's findings came about: what was asked, the answers that were weighed, the patterns that matched or
//! nearly matched.

use std::collections::BTreeMap;

use super::coreference::{Chooser, Question};
use super::dates;
use super::events::{Mood, Scene};
use super::statements::ranking::{Content, Reader, Source};
use super::watch::Watch;
use super::{ChainIx, Findings, Models, extract_watched};
use crate::annotate::Document;
use crate::codebook::{Codebook, Needs, WordLists};
use crate::ingest::Article;
use crate::text::Span;

/// An article's findings and how they came about.
#[derive(Debug, Clone, Default)]
pub struct Trace {
    /// What [`super::extract`] gives.
    pub findings: Findings,
    /// Pronouns and descriptions, in the order of the text.
    pub references: Vec<Reference>,
    /// Words that may have been cues, in the order in which they were read.
    pub cues: Vec<CueTrace>,
    /// Patterns at their triggers: those of events first.
    pub clauses: Vec<Clause>,
    /// Dates in the sentences of events, as they were read, with their words.
    pub dates: Vec<(Span, String)>,
}

/// One answer to a question, with what speaks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// Its words; none for "nobody" and "nothing".
    pub spans: Vec<Span>,
    /// The actor that they stand for, where that was the question.
    pub chain: Option<ChainIx>,
    /// What speaks for it, in 1/32.
    pub score: i32,
    /// A rule gives it.
    pub ruled: bool,
}

impl Answer {
    fn none(score: i32) -> Self {
        Self { spans: Vec::new(), chain: None, score, ruled: false }
    }
}

/// Whom a pronoun or description stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Its words.
    pub span: Span,
    /// Whether it is a pronoun.
    pub pronoun: bool,
    /// How much better than nobody the best must be, in 1/32.
    pub least: i32,
    /// Nobody, then the candidates, the nearest first.
    pub answers: Vec<Answer>,
    /// Which it was, an index into `answers`.
    pub chosen: usize,
}

/// What a word that may be a cue reports, and whose words these are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CueTrace {
    /// The word.
    pub cue: Span,
    /// How much it looks like a cue, in 1/32; `None` where a rule took it for one.
    pub gate: Option<i32>,
    /// Nothing, then all that it may report. The best one counts, unless a surer statement is in its way.
    pub contents: Vec<Answer>,
    /// Nobody, then all who may say it; empty where it is no statement in the end. The best one counts.
    pub sources: Vec<Answer>,
}

/// A pattern at a word that may trigger it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clause {
    /// `event/accuse/condemn`.
    pub rule: String,
    /// The word.
    pub word: Span,
    /// Whether it matches.
    pub outcome: Outcome,
}

/// What became of a pattern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It matches.
    Matches {
        /// Whether it is the most specific of those that do.
        wins: bool,
        /// The words that it asked for.
        used: Vec<Span>,
        /// Who does it.
        sources: Vec<Span>,
        /// To whom it is done.
        targets: Vec<Span>,
        /// What the words around make of the act: `plain`, `future, negated` ...
        mood: String,
        /// The words that make it so.
        moved_by: Vec<Span>,
    },
    /// This condition doesn't hold, as the codebook has it.
    Wants(String),
    /// This condition holds and must not.
    MustNotHave(String),
    /// A party is missing.
    Lacks(Needs),
}

/// Reads one article as [`super::extract`] does and tells how it came to what it found.
pub fn trace(article: &Article, document: &Document, codebook: &Codebook, models: Models<'_>) -> Trace {
    let mut recorder = Recorder::default();
    let findings = extract_watched(article, document, codebook, models, &mut recorder);
    let Recorder { references, cues, clauses, dates } = recorder;
    Trace { findings, references: references.into_values().collect(), cues, clauses, dates: dates.into_iter().collect() }
}

#[derive(Default)]
struct Recorder {
    /// Where an article is read twice, the second reading counts.
    references: BTreeMap<Span, Reference>,
    cues: Vec<CueTrace>,
    clauses: Vec<Clause>,
    dates: BTreeMap<Span, String>,
}

impl Watch for Recorder {
    fn reference(&mut self, question: &Question<'_>, chooser: &Chooser<'_>, chosen: Option<usize>) {
        let span = |phrase: u32| question.phrases.get(phrase as usize).map(|phrase| phrase.span);
        let Some(asked) = span(question.phrase) else { return };
        let (score, least) = chooser.weigh(question);
        let candidates = question.candidates.iter().enumerate().map(|(n, candidate)| Answer {
            spans: span(candidate.phrase).into_iter().collect(),
            chain: question.entities.get(candidate.entity as usize).and_then(|entity| entity.chain),
            score: score(n + 1),
            ruled: false,
        });
        let answers = std::iter::once(Answer::none(score(0))).chain(candidates).collect();
        let reference = Reference { span: asked, pronoun: question.pronoun, least, answers, chosen: chosen.map_or(0, |chosen| chosen + 1) };
        self.references.insert(asked, reference);
    }

    fn cue(&mut self, reader: &Reader<'_>, cue: usize, gate: Option<i32>) {
        let cue = reader.span_of(&(cue..cue + 1));
        self.cues.push(CueTrace { cue, gate, contents: Vec::new(), sources: Vec::new() });
    }

    fn nothing(&mut self, score: i32) {
        if let Some(last) = self.cues.last_mut() {
            last.contents.push(Answer::none(score));
        }
    }

    fn content(&mut self, reader: &Reader<'_>, content: &Content, score: i32) {
        if let Some(last) = self.cues.last_mut() {
            let (spans, ruled) = (reader.spans_of(content), content.is_ruled());
            last.contents.push(Answer { spans, chain: None, score, ruled });
        }
    }

    fn source(&mut self, reader: &Reader<'_>, cue: usize, source: Option<&Source>, score: i32) {
        let cue = reader.span_of(&(cue..cue + 1));
        let Some(trace) = self.cues.iter_mut().rev().find(|trace| trace.cue == cue) else { return };
        trace.sources.push(match source {
            None => Answer::none(score),
            Some(source) => Answer { spans: vec![reader.span_of(&source.phrase)], chain: None, score, ruled: source.ruled },
        });
    }

    fn scene(&mut self, scene: &Scene<'_>) {
        self.clauses.extend(clauses(scene));
        let context = scene.context;
        for found in dates::find(context.text, scene.tokens, context.published_on, context.dates) {
            let words = scene.tokens.get(found.tokens.clone()).unwrap_or_default();
            if let (Some(date), Some(first), Some(last)) = (found.date, words.first(), words.last()) {
                self.dates.insert(first.span.cover(last.span), date.text);
            }
        }
    }
}

/// What became of every pattern that a word of a sentence may trigger, in the order of the words. Patterns whose trigger
/// is of another part of speech are passed over.
pub(crate) fn clauses(scene: &Scene<'_>) -> Vec<Clause> {
    use super::events::Miss;
    let hits = scene.hits();
    let span = |at: usize| scene.tokens[at].span;
    let mut found = Vec::new();
    for at in 0..scene.tokens.len() {
        for trigger in scene.set.of(scene.words[at]) {
            let rule = &scene.set.patterns[trigger.pattern as usize].rule;
            let outcome = match scene.attempt(at, trigger) {
                Ok(hit) => {
                    let mood = scene.mood(at, &hit.used);
                    Outcome::Matches {
                        wins: hits.iter().any(|won| won.at == at && won.pattern.rule == *rule && won.used == hit.used),
                        used: hit.used.iter().map(|used| span(*used)).collect(),
                        sources: hit.sources.iter().map(|who| who.span).collect(),
                        targets: hit.targets.iter().map(|who| who.span).collect(),
                        moved_by: moved_by(scene, at, &hit.used, mood).into_iter().map(span).collect(),
                        mood: mood.to_string(),
                    }
                }
                Err(Miss::Form) => continue,
                Err(Miss::When(condition)) => Outcome::Wants(condition.written.clone()),
                Err(Miss::Unless(condition)) => Outcome::MustNotHave(condition.written.clone()),
                Err(Miss::Party(needs)) => Outcome::Lacks(needs),
            };
            found.push(Clause { rule: rule.clone(), word: span(at), outcome });
        }
    }
    found
}

/// The words without which the mood of an act would be another.
fn moved_by(scene: &Scene<'_>, at: usize, used: &[usize], mood: Mood) -> Vec<usize> {
    if mood == Mood::default() {
        return Vec::new();
    }
    let without = |word: &usize| {
        let mut words = scene.words.clone();
        words[*word] = WordLists::UNKNOWN;
        let (context, set, number, tokens, tree) = (scene.context, scene.set, scene.number, scene.tokens, scene.tree);
        let other = Scene { context, set, number, tokens, tree, words, mentioned: scene.mentioned.clone(), owners: scene.owners.clone() };
        other.mood(at, used) != mood
    };
    (0..scene.tokens.len()).filter(without).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::extract;
    use crate::extract::worked::worked;
    use crate::schema::SchemaFiles;

    #[test]
    fn looking_on_changes_nothing_and_sees_what_won() {
        let codebook = Codebook::load(&SchemaFiles::embedded()).unwrap();
        let models = Models::embedded().unwrap();
        let text = "Jens Stoltenberg met Emmanuel Macron in Paris. He said that NATO may not attack Mali. \
            Mali condemned the plan.";
        let w = worked(text);
        let found = trace(&w.article, &w.document, &codebook, models);
        assert_eq!(found.findings, extract(&w.article, &w.document, &codebook, models));
        let words = |span: Span| span.of(text);

        let said = found.cues.iter().find(|cue| words(cue.cue) == "said").unwrap();
        let best = said.contents.iter().max_by_key(|answer| answer.score).unwrap();
        assert_eq!(words(best.spans[0]), "NATO may not attack Mali");
        assert_eq!(words(said.sources.iter().max_by_key(|answer| answer.score).unwrap().spans[0]), "He");

        let he = found.references.iter().find(|reference| words(reference.span) == "He").unwrap();
        assert!(he.pronoun && he.answers.len() > 1 && he.chosen > 0);

        let attack = found.clauses.iter().find(|clause| words(clause.word) == "attack" && clause.rule == "event/assault/attack");
        let Outcome::Matches { wins, mood, moved_by, .. } = &attack.unwrap().outcome else { panic!("no match") };
        let moved_by: Vec<&str> = moved_by.iter().map(|span| words(*span)).collect();
        assert!(*wins);
        assert_eq!((mood.as_str(), moved_by), ("possible, negated", vec!["may", "not"]));
    }
}
