//! All names of a text: what the model sees in each sentence, made one over the text.
//!
//! A name means the same thing throughout a text, and what is a name in one sentence is one in the next.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::ops::Range;

use super::sights::Sights;
use super::{Finder, KINDS, NameKind, Seen, embedded};
use crate::annotate::{Document, Token};
use crate::codebook::phrases::EdgeHasher;
use crate::codebook::{Lexicon, NameRules, WordClass};
use crate::extract::mentions::compare::abbreviates;
use crate::extract::mentions::words::{Shape, Word};
use crate::ud::Xpos;

/// A name among the words of a sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::extract::mentions) struct Named {
    /// Its words, without article before it and genitive behind it.
    pub words: Range<usize>,
    pub kind: NameKind,
    /// How sure the model is, in units of 1/32.
    pub lead: i32,
}

/// The words of a text and the names among them.
#[derive(Debug)]
pub(in crate::extract::mentions) struct Survey<'c> {
    sights: Sights<'c>,
    /// By sentence, in the order of the text.
    names: Vec<Vec<Named>>,
    /// By sentence and word, how sure the model is that it is of no name; negative where it is of one.
    none: Vec<Vec<i32>>,
}

/// What is known of a name over the text.
#[derive(Debug, Default)]
struct Votes {
    /// Sums of leads, by kind.
    leads: [i32; KINDS.len()],
    words: Vec<u64>,
}

/// A lead counts no more than this for the other sentences.
const FULL: i32 = 200;
/// A name is sought in other sentences when all that was seen of it sums up to this.
const SOUGHT: i32 = 100;
/// Initials have at most so many letters.
const LONGEST_INITIALS: usize = 8;
/// Where the model is surer than this that a word is of no name, it isn't.
const FIRM: i32 = 160;

impl<'c> Survey<'c> {
    /// Of a text.
    pub fn new(text: &str, document: &Document, lexicon: &'c Lexicon, rules: &'c NameRules) -> Self {
        let mut sights = Sights::new(lexicon, rules);
        sights.read(text, document);
        let mut survey = Self { sights, names: Vec::new(), none: Vec::new() };
        let Ok(model) = embedded() else {
            survey.names.resize_with(document.sentences.len(), Vec::new);
            survey.none.resize_with(document.sentences.len(), Vec::new);
            return survey;
        };
        let mut finder = Finder::new(model);
        let mut seen = Vec::new();
        for sentence in 0..document.sentences.len() {
            survey.sights.look(text, document, sentence);
            finder.find(document, sentence, &survey.sights, &mut seen);
            let words = survey.sights.words(sentence);
            let tokens = document.tokens_of(&document.sentences[sentence]);
            let fits = |seen: &&Seen| !is_people(tokens, seen) && !text[seen.span.end as usize..].starts_with('@');
            let things = |name: &Named| {
                let one = name.words.len() == 1 && name.kind != NameKind::Organisation;
                one && survey.sights.names_a_thing(words[name.words.start].hash)
            };
            let mut names: Vec<Named> =
                seen.iter().filter(fits).filter_map(|seen| named(words, seen)).filter(|name| !things(name)).collect();
            add_initials(words, text, &mut names);
            survey.names.push(names);
            survey.none.push(none(words, document, sentence, &finder));
        }
        survey.settle();
        survey
    }

    /// The words of a sentence.
    pub fn words(&self, sentence: usize) -> &[Word] {
        self.sights.words(sentence)
    }

    /// The names of a sentence.
    pub fn names(&self, sentence: usize) -> &[Named] {
        &self.names[sentence]
    }

    /// How sure the model is that one of these words at least is of no name; negative where all are of one.
    pub fn none(&self, sentence: usize, words: Range<usize>) -> i32 {
        let all = self.none[sentence].get(words.clone()).unwrap_or_default();
        // Signs, small words, and what a hyphen ties to a name are of no kind alone.
        let free = all.iter().zip(&self.words(sentence)[words]).filter(|(_, word)| !word.glued && word.capital());
        free.map(|(none, _)| *none).max().unwrap_or(0)
    }

    /// Makes the names one over the text.
    fn settle(&mut self) {
        let mut votes: HashMap<u64, Votes, BuildHasherDefault<EdgeHasher>> = HashMap::default();
        for (sentence, names) in self.names.iter().enumerate() {
            let words = self.sights.words(sentence);
            for name in names {
                let vote = votes.entry(key(&words[name.words.clone()])).or_default();
                vote.leads[name.kind as usize] += name.lead.min(FULL);
                if vote.words.is_empty() {
                    vote.words = words[name.words.clone()].iter().map(|w| w.hash).collect();
                }
            }
        }
        let mut sought: HashMap<u64, Vec<&Votes>, BuildHasherDefault<EdgeHasher>> = HashMap::default();
        for vote in votes.values().filter(|vote| vote.leads.iter().sum::<i32>() >= SOUGHT) {
            sought.entry(vote.words[0]).or_default().push(vote);
        }
        for (sentence, names) in self.names.iter_mut().enumerate() {
            let words = self.sights.words(sentence);
            for name in names.iter_mut() {
                if let Some(vote) = votes.get(&key(&words[name.words.clone()])) {
                    name.kind = vote.kind();
                    name.lead = name.lead.max(vote.leads[name.kind as usize].min(FULL) / 2);
                }
            }
            let more = missed(words, names, &self.none[sentence], &sought);
            names.extend(more);
            names.sort_by_key(|name| name.words.start);
        }
    }
}

impl Votes {
    /// The kind that most says, the first among equals.
    fn kind(&self) -> NameKind {
        KINDS.into_iter().max_by_key(|kind| (self.leads[*kind as usize], std::cmp::Reverse(*kind))).unwrap_or(NameKind::Organisation)
    }
}

/// Names of other sentences that stand among these words too.
fn missed(words: &[Word], names: &[Named], none: &[i32], sought: &HashMap<u64, Vec<&Votes>, BuildHasherDefault<EdgeHasher>>) -> Vec<Named> {
    let mut more = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let fits = |vote: &&&Votes| {
            let end = at + vote.words.len();
            let here = words.get(at..end);
            here.is_some_and(|here| {
                here.iter().map(|w| w.hash).eq(vote.words.iter().copied()) && here.iter().all(|w| w.capital() || w.hash == 0)
            })
        };
        let free = |end: usize| {
            let taken = names.iter().any(|name| name.words.start < end && at < name.words.end);
            let firm = none.get(at..end).is_none_or(|none| none.iter().any(|lead| *lead > FIRM));
            // a part of a longer name is another
            let capital = |n: Option<usize>| n.and_then(|n| words.get(n)).is_some_and(|w| w.capital() && !w.is(WordClass::Ordinary));
            !taken && !firm && !capital(at.checked_sub(1)) && !capital(Some(end))
        };
        let found = sought.get(&words[at].hash).and_then(|all| all.iter().filter(fits).max_by_key(|vote| vote.words.len()));
        match found.filter(|vote| free(at + vote.words.len())) {
            Some(vote) => {
                let end = at + vote.words.len();
                more.push(Named { words: at..end, kind: vote.kind(), lead: SOUGHT / 2 });
                at = end;
            }
            None => at += 1,
        }
    }
    more
}

/// "Union of Northern Ports (UNP)": what is given initials in brackets is a name, and so are they.
fn add_initials(words: &[Word], text: &str, names: &mut Vec<Named>) {
    let sign = |at: usize, sign: &str| words.get(at).is_some_and(|w| w.span.of(text) == sign);
    for at in 2..words.len() {
        let short = words[at].span.of(text);
        if words[at].shape != Shape::Capitals || !sign(at - 1, "(") || !sign(at + 1, ")") || short.len() > LONGEST_INITIALS {
            continue;
        }
        let long = |start: usize| words[start].span.cover(words[at - 2].span).of(text);
        let starts = (at.saturating_sub(2 + 2 * short.len())..at - 1).rev();
        let Some(start) = starts.filter(|start| words[*start].capital()).find(|start| abbreviates(short, long(*start))) else { continue };
        for range in [start..at - 1, at..at + 1] {
            let taken = |name: &Named| name.words.start < range.end && range.start < name.words.end;
            match names.iter_mut().find(|name| taken(name)) {
                Some(name) => name.lead = name.lead.max(SOUGHT),
                None => names.push(Named { words: range, kind: NameKind::Organisation, lead: SOUGHT }),
            }
        }
        names.sort_by_key(|name| name.words.start);
    }
}

/// "Sunnis", "Edwin Doctors": what ends with a plural is nobody's name.
fn is_people(tokens: &[Token], seen: &Seen) -> bool {
    let plural = |token: &Token| token.span.end == seen.span.end && matches!(token.xpos, Xpos::Nnps | Xpos::Nns);
    seen.kind == NameKind::Person && tokens.iter().any(plural)
}

/// One number for the words of a name.
fn key(words: &[Word]) -> u64 {
    words.iter().fold(0, |key: u64, word| (key.rotate_left(7) ^ word.hash).wrapping_mul(0x9E37_79B9_7F4A_7C15))
}

/// The words of a name that the model sees, without article before and signs behind.
fn named(words: &[Word], seen: &Seen) -> Option<Named> {
    let mut start = words.partition_point(|w| w.span.end <= seen.span.start);
    let mut end = words.partition_point(|w| w.span.start < seen.span.end);
    // nor "Karsten Warholm of"
    let small = |w: &Word| w.shape == Shape::Lower && !w.glued && (w.is(WordClass::Preposition) || w.is(WordClass::Conjunction));
    while end > start && (words[end - 1].hash == 0 || small(&words[end - 1])) {
        end -= 1;
    }
    while start < end && (words[start].hash == 0 || words[start].is(WordClass::Article) && words[start].shape != Shape::Capitals) {
        start += 1;
    }
    // a dash between spaces or a bracket parts a name from what is told of it
    let parts = |n: &usize| match words[*n].shape {
        Shape::Sign => true,
        _ => words[*n].hash == 0 && words[*n].span.start > words[*n - 1].span.end && words[*n].shape != Shape::Ampersand,
    };
    end = (start + 1..end).find(parts).unwrap_or(end);
    // "Sami al-Basri" doesn't end at its "al"
    while end > start && words[end - 1].is(WordClass::Particle) && words.get(end).is_some_and(|w| w.glued && w.capital()) {
        end += 1;
    }
    (start < end).then_some(Named { words: start..end, kind: seen.kind, lead: seen.lead })
}

/// For each word, how sure the model is that it is of no name.
fn none(words: &[Word], document: &Document, sentence: usize, finder: &Finder<'_>) -> Vec<i32> {
    let tokens = document.tokens_of(&document.sentences[sentence]);
    let mut at = 0;
    let lead = |word: &Word| {
        while at + 1 < tokens.len() && tokens[at].span.end <= word.span.start {
            at += 1;
        }
        finder.marks().get(at).map_or(0, |(mark, lead)| if *mark == 0 { *lead } else { -lead })
    };
    words.iter().map(lead).collect()
}
