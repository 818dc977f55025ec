//! What the model of names sees of a word: form, neighbours, tree, the codebook's classes and lexicon, and how the same
//! word is used elsewhere in the text. The same for training and for use.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::ops::Range;

use crate::annotate::{Document, Token};
use crate::codebook::phrases::EdgeHasher;
use crate::codebook::{EntryClass, Lexicon, NameRules, WordClass};
use crate::extract::mentions::scan::{shouted, title_case};
use crate::extract::mentions::words::{Shape, Word, fill};
use crate::extract::{ActorKind, MentionForm};
use crate::model::features::{cluster_prefix, lower};
use crate::model::linear::{Feature, hash};
use crate::ud::{Relation, Xpos};

/// Looks at a text and then at one sentence after another.
#[derive(Debug)]
pub struct Sights<'c> {
    lexicon: &'c Lexicon,
    rules: &'c NameRules,
    /// The words of all sentences.
    words: Vec<Word>,
    /// Which of `words` are of which sentence.
    ranges: Vec<Range<usize>>,
    /// How each word is used in the text, by its hash.
    uses: HashMap<u64, u32, BuildHasherDefault<EdgeHasher>>,
    sights: Vec<Sight>,
    /// How the sentence is written.
    case: u64,
    scratch: String,
}

/// What is seen of one token.
#[derive(Debug, Clone, Copy, Default)]
struct Sight {
    capital: bool,
    form: u64,
    lemma: u64,
    shape: u64,
    starts: [u64; 3],
    ends: [u64; 4],
    cluster: u32,
    xpos: u64,
    upos: u64,
    relation: u64,
    /// The token that it hangs on; itself for the root.
    head: usize,
    /// The token that the whole name hangs together by.
    top: usize,
    /// The codebook's classes.
    classes: u64,
    /// What the lexicon says, 0 for nothing.
    entry: u64,
    /// Whether a title or an office stands here.
    title: u64,
    /// The kind of body that it heads.
    body: u64,
    /// What the codebook's list of known names says: kinds, and whether it goes on with a name of several words.
    known: u64,
    uses: u32,
}

/// How a word is used in a text.
mod usage {
    pub const SMALL: u32 = 1;
    pub const CAPITAL_INSIDE: u32 = 1 << 1;
    pub const BEHIND_TITLE: u32 = 1 << 2;
    pub const BEHIND_GIVEN: u32 = 1 << 3;
    pub const BEHIND_PLACE_PREPOSITION: u32 = 1 << 4;
    pub const ACTS: u32 = 1 << 5;
    pub const BEFORE_HEAD: u32 = 1 << 6;
    pub const BEHIND_ARTICLE: u32 = 1 << 7;
    pub const OWNS: u32 = 1 << 8;
    pub const BEFORE_CAPITAL: u32 = 1 << 9;
    pub const BEHIND_CAPITAL: u32 = 1 << 10;
    pub const BEHIND_BEARER: u32 = 1 << 11;
    pub const COUNT: u32 = 12;
}

/// Words of a name hang on one another by these.
const NAME_RELATIONS: [Relation; 3] = [Relation::Flat, Relation::Compound, Relation::Goeswith];

impl<'c> Sights<'c> {
    /// With the classes and names of a codebook.
    pub fn new(lexicon: &'c Lexicon, rules: &'c NameRules) -> Self {
        let (words, ranges, sights, scratch) = (Vec::new(), Vec::new(), Vec::new(), String::new());
        Self { lexicon, rules, words, ranges, uses: HashMap::default(), sights, case: 0, scratch }
    }

    /// Looks at a whole text: how its words are used.
    pub fn read(&mut self, text: &str, document: &Document) {
        self.words.clear();
        self.ranges.clear();
        self.uses.clear();
        let mut words = Vec::new();
        for sentence in &document.sentences {
            fill(&mut words, text, document, sentence, self.rules);
            let start = self.words.len();
            self.words.extend_from_slice(&words);
            self.ranges.push(start..self.words.len());
            self.note_uses(&words);
        }
    }

    /// The words of a sentence.
    pub(in crate::extract::mentions) fn words(&self, sentence: usize) -> &[Word] {
        &self.words[self.ranges[sentence].clone()]
    }

    /// Whether the text has this word in the name of a thing ("Hurricane Edwin") and in nobody's.
    pub(super) fn names_a_thing(&self, word: u64) -> bool {
        let uses = self.uses.get(&word).copied().unwrap_or(0);
        uses & usage::BEHIND_BEARER != 0 && uses & (usage::BEHIND_TITLE | usage::BEHIND_GIVEN) == 0
    }

    fn note_uses(&mut self, words: &[Word]) {
        let titled = title_case(words);
        let word = |n: Option<usize>| n.and_then(|n| words.get(n)).copied();
        for (n, here) in words.iter().enumerate().filter(|(_, w)| w.hash != 0) {
            if !here.capital() {
                if here.shape == Shape::Lower {
                    *self.uses.entry(here.hash).or_default() |= usage::SMALL;
                }
                continue;
            }
            let (before, after) = (word(n.checked_sub(1)), word(Some(n + 1)));
            let is_before = |class: WordClass| before.is_some_and(|w| w.is(class));
            let title = n > 0 && self.rules.title(std::iter::once(words[n - 1].hash)).is_some();
            let acts = after.is_some_and(|w| w.is(WordClass::Acts) && w.shape == Shape::Lower);
            let heads = after.is_some_and(|w| w.capital() && self.rules.head(w.facts).is_some());
            let inside = !titled && n > 0 && before.is_some_and(|w| w.hash != 0);
            let capital = |w: Option<Word>| w.is_some_and(|w| w.capital()) && !titled;
            let owns = after.is_some_and(|w| w.shape == Shape::Genitive);
            let bits = [
                (inside, usage::CAPITAL_INSIDE),
                (title, usage::BEHIND_TITLE),
                (is_before(WordClass::Given) && capital(before), usage::BEHIND_GIVEN),
                (is_before(WordClass::Locative), usage::BEHIND_PLACE_PREPOSITION),
                (acts, usage::ACTS),
                (heads, usage::BEFORE_HEAD),
                (is_before(WordClass::Article), usage::BEHIND_ARTICLE),
                (owns, usage::OWNS),
                (capital(after), usage::BEFORE_CAPITAL),
                (capital(before) && n > 1, usage::BEHIND_CAPITAL),
                (is_before(WordClass::Bearer) && !is_before(WordClass::PlaceHead) && capital(before), usage::BEHIND_BEARER),
            ];
            let all = bits.iter().filter(|(so, _)| *so).fold(0, |all, (_, bit)| all | bit);
            *self.uses.entry(here.hash).or_default() |= all;
        }
    }

    /// Looks at a sentence of the text.
    pub fn look(&mut self, text: &str, document: &Document, sentence: usize) {
        let tokens = document.tokens_of(&document.sentences[sentence]);
        self.sights.clear();
        for (at, token) in tokens.iter().enumerate() {
            let sight = self.sight(text, document, token, at, tokens.len());
            self.sights.push(sight);
        }
        for at in 0..tokens.len() {
            let mut top = at;
            for _ in 0..8 {
                let next = self.sights[top].head;
                if next == top || !NAME_RELATIONS.contains(&tokens[top].relation) {
                    break;
                }
                top = next;
            }
            self.sights[at].top = top;
        }
        self.note_words(tokens, sentence);
    }

    fn sight(&mut self, text: &str, document: &Document, token: &Token, at: usize, length: usize) -> Sight {
        let form = token.span.of(text);
        lower(form, &mut self.scratch);
        let small = self.scratch.as_str();
        let mut ends = [0; 4];
        for (n, (from, _)) in small.char_indices().rev().take(4).enumerate() {
            ends[n] = hash(&small[from..]);
        }
        let mut starts = [0; 3];
        for (n, (from, _)) in small.char_indices().skip(2).take(3).enumerate() {
            starts[n] = hash(&small[..from]);
        }
        Sight {
            capital: form.contains(char::is_uppercase),
            form: hash(small),
            lemma: hash(document.lemma(token)),
            shape: shape(form),
            starts,
            ends,
            cluster: token.cluster,
            xpos: token.xpos as u64,
            upos: token.upos as u64,
            relation: token.relation as u64,
            head: token.head.checked_sub(1).map_or(at, |head| (head as usize).min(length - 1)),
            ..Sight::default()
        }
    }

    /// What the codebook says of the words, and what the text does with them.
    fn note_words(&mut self, tokens: &[Token], sentence: usize) {
        let words = &self.words[self.ranges[sentence].clone()];
        let long = || words.iter().filter(|w| w.hash != 0);
        let small = !long().any(Word::capital);
        let shout = shouted(words);
        self.case = u64::from(title_case(words)) | u64::from(shout) << 1 | u64::from(small) << 2;
        let (mut at, mut covered, mut entry) = (0, 0, 0);
        let mut titled = 0;
        let (mut known_end, mut known) = (0, 0);
        for (n, word) in words.iter().enumerate() {
            while at + 1 < tokens.len() && tokens[at].span.end <= word.span.start {
                at += 1;
            }
            if word.hash == 0 {
                continue;
            }
            let hashes = || words[n..].iter().map(|w| w.hash);
            let mut code = 0;
            if n < covered {
                code = entry + 64;
            } else {
                let written = |m: usize| words.get(n + m).map_or((false, false), |w| (w.capital(), w.no_small() && !shout));
                let sure = self.lexicon.longest(hashes(), written);
                let any = |_| (true, false);
                if let Some(hit) = sure.or_else(|| self.lexicon.longest(hashes(), any)) {
                    entry = self.code(&hit) + 128 * u64::from(sure.is_none());
                    covered = n + hit.words;
                    code = entry;
                }
            }
            if n >= titled
                && let Some((length, title)) = self.rules.title(hashes())
            {
                titled = n + length;
                self.sights[at].title = 1 + u64::from(title.office);
            } else if n < titled {
                self.sights[at].title = 3;
            }
            if n >= known_end {
                let found = self.rules.known_name(hashes());
                known_end = n + found.map_or(0, |(length, _)| length);
                known = found.map_or(0, |(length, kinds)| u64::from(kinds) | u64::from(length > 1) << 6);
            } else {
                known |= 1 << 7;
            }
            let sight = &mut self.sights[at];
            // a token may hold several words: the first says most
            if sight.uses == 0 && sight.classes == 0 && sight.entry == 0 {
                sight.classes = word.facts.bits();
                sight.entry = code;
                sight.known = known;
                sight.body = self.rules.head(word.facts).map_or(0, |head| 1 + head.kind as u64);
                sight.uses = self.uses.get(&word.hash).copied().unwrap_or(0) | 1 << usage::COUNT;
            }
        }
    }

    /// A number for what the lexicon says of a name.
    fn code(&self, hit: &crate::codebook::Match<'_>) -> u64 {
        let Some(reading) = hit.readings.first() else { return 0 };
        let facts = self.lexicon.facts(reading.entry);
        let class = match facts.class {
            _ if reading.form == MentionForm::Demonym => 1 + u64::from(reading.people),
            EntryClass::Country => 3,
            EntryClass::Capital => 4,
            EntryClass::Place => 5 + u64::from(facts.region),
            EntryClass::Actor(ActorKind::Person) => 7,
            EntryClass::Actor(_) => 8 + u64::from(reading.acronym),
        };
        let several =
            hit.readings.iter().any(|r| self.lexicon.is_place(r.entry)) && hit.readings.iter().any(|r| !self.lexicon.is_place(r.entry));
        1 + class + 16 * u64::from(reading.needs_context || several) + 32 * u64::from(hit.words > 1)
    }

    /// Whether a token of the sentence may be of a name at all: it or a neighbour has a capital or is tagged as a proper
    /// noun, or the lexicon knows it. Most words aren't, and cost no further look.
    pub fn may_name(&self, at: usize) -> bool {
        let proper = |sight: &Sight| sight.capital || [Xpos::Nnp as u64, Xpos::Nnps as u64].contains(&sight.xpos);
        let near = &self.sights[at.saturating_sub(1)..(at + 2).min(self.sights.len())];
        near.iter().any(proper) || self.sights[at].entry != 0
    }

    /// The features of a token of the sentence, into `into`.
    pub fn features(&self, at: usize, into: &mut Vec<Feature>) {
        into.clear();
        let mut add = |kind: u64, value: u64| into.push(Feature::kind(kind).with(value));
        let edge = Sight::default();
        let near = |by: isize| at.checked_add_signed(by).and_then(|n| self.sights.get(n)).unwrap_or(&edge);
        let here = near(0);
        let pair = |a: u64, b: u64| a.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ b;
        for (n, by) in (-2..=2).enumerate() {
            let (sight, n) = (near(by), n as u64);
            add(10 + n, sight.form);
            add(20 + n, sight.shape);
            add(30 + n, sight.xpos);
            if let Some(cluster) = cluster_prefix(sight.cluster, 6) {
                add(40 + n, cluster.into());
            }
            if let Some(cluster) = cluster_prefix(sight.cluster, 31) {
                add(50 + n, cluster.into());
            }
        }
        for (n, by) in (-1..=1).enumerate() {
            let (sight, n) = (near(by), n as u64);
            for bits in [4, 10] {
                if let Some(cluster) = cluster_prefix(sight.cluster, bits) {
                    add(60 + n + 3 * u64::from(bits), cluster.into());
                }
            }
            add(100 + n, sight.entry);
            add(110 + n, sight.title);
            add(120 + n, sight.body);
            add(190 + n, sight.known);
            let mut classes = sight.classes;
            while classes != 0 {
                add(130 + n, u64::from(classes.trailing_zeros()));
                classes &= classes - 1;
            }
        }
        add(103, pair(near(-1).entry, here.entry));
        add(104, pair(here.entry, near(1).entry));
        add(105, pair(here.entry, pair(here.xpos, here.shape)));
        add(106, pair(here.entry, near(-1).form));
        add(107, pair(here.entry, near(1).form));
        add(1, pair(near(-1).form, here.form));
        add(2, pair(here.form, near(1).form));
        add(193, pair(near(-1).known, here.known));
        add(194, pair(here.known, near(1).known));
        add(195, pair(here.known, pair(here.shape, here.xpos)));
        add(196, pair(here.known, near(-1).form));
        add(197, pair(here.known, near(1).form));
        add(198, pair(here.known, pair(here.entry, (here.uses & 1).into())));
        add(3, pair(near(-1).shape, pair(here.shape, near(1).shape)));
        add(4, pair(near(-1).xpos, here.xpos));
        add(5, pair(here.xpos, near(1).xpos));
        add(6, pair(here.shape, near(-1).form));
        add(7, pair(here.shape, near(1).form));
        add(8, pair(near(-2).form, near(-1).form));
        add(9, pair(near(1).form, near(2).form));
        for (n, part) in here.starts.iter().enumerate().filter(|(_, part)| **part != 0) {
            add(140 + n as u64, *part);
        }
        for (n, part) in here.ends.iter().enumerate().filter(|(_, part)| **part != 0) {
            add(145 + n as u64, *part);
        }
        add(150, near(-1).ends[2]);
        add(151, near(1).ends[2]);
        add(152, pair(here.shape, self.case));
        add(153, pair(here.xpos, pair(here.shape, self.case)));
        add(154, pair(at.min(1) as u64, pair(here.shape, here.upos)));
        self.tree_features(at, &mut add);
        let mut uses = here.uses;
        while uses != 0 {
            add(180, pair(u64::from(uses.trailing_zeros()), u64::from(here.shape > 1)));
            uses &= uses - 1;
        }
        add(181, pair(here.uses.into(), here.shape));
        add(182, pair((here.uses & 3).into(), pair(here.xpos, pair(here.shape, at.min(1) as u64))));
        add(183, near(-1).uses.into());
        add(184, near(1).uses.into());
    }

    fn tree_features(&self, at: usize, add: &mut impl FnMut(u64, u64)) {
        let here = &self.sights[at];
        let pair = |a: u64, b: u64| a.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ b;
        let (head, top) = (&self.sights[here.head], &self.sights[here.top]);
        let over = &self.sights[top.head];
        add(160, here.relation);
        add(161, pair(here.relation, head.lemma));
        add(162, pair(top.relation, over.lemma));
        add(163, pair(u64::from(here.top == at), top.form));
        add(164, pair(u64::from(here.top == at), top.body));
        add(165, pair(top.relation, over.upos));
        if let Some(cluster) = cluster_prefix(over.cluster, 8) {
            add(166, pair(top.relation, cluster.into()));
        }
        if let Some(cluster) = cluster_prefix(top.cluster, 8) {
            add(167, pair(u64::from(here.top == at), cluster.into()));
        }
    }
}

/// Runs of capitals, small letters, digits and other signs, in order, as digits of a number.
fn shape(form: &str) -> u64 {
    let (mut shape, mut last, mut capitals) = (0, 0, 0);
    for c in form.chars().take(24) {
        let kind = match c {
            _ if c.is_lowercase() => 1,
            _ if c.is_uppercase() => 2,
            _ if c.is_numeric() => 3,
            '.' => 4,
            '-' => 5,
            '\'' | '’' => 6,
            _ => 7,
        };
        capitals += u64::from(kind == 2);
        if kind != last {
            shape = shape << 3 | kind;
        }
        last = kind;
    }
    // one capital alone is an initial
    shape << 1 | u64::from(capitals == 1 && shape == 2)
}
