//! Learned decisions of the statement rules: which words are cues, what they report, and whose words they are.
//!
//! A cue has a list of contents that the tree, the quotation marks and the rules offer, and "none"; a content has a list
//! of noun phrases that may be its source, and "none". Linear models over hashed features rank both (a soft-max over the
//! candidates of one decision when learning, the highest sum of whole numbers when deciding). They are learned by
//! `examples/train_statements` from articles whose attributions were marked by hand.

mod clause_tree;
mod confidence;
mod contents;
mod edges;
mod features;
mod judge;
mod odds;
mod settle;
mod sources;

pub use confidence::Evidence;
pub(super) use judge::Proposal;
pub use judge::{Judge, MODELS};
pub(super) use settle::settle;
pub(in crate::extract) use sources::Source;

use std::ops::Range;

use super::view::View;
use super::{Found, by_rules};
use crate::annotate::{Document, TokenKind};
use crate::codebook::{Cues, WordKinds as W};
use crate::extract::mentions::Mentions;
use crate::ingest::Article;
use crate::model::linear::Feature;
use crate::text::Span;
use crate::ud::{Relation, Upos};
use clause_tree::ClauseTree;

/// One article as the models look at it, sentence by sentence.
pub struct Reader<'a> {
    pub(super) view: View<'a>,
    tree: ClauseTree,
    /// What the rules found, by the index of the row.
    rows: Vec<Ruled>,
    /// The rows whose cue stands in this sentence.
    ruled: Vec<(usize, Ruled)>,
    /// The longest mention of an actor that holds each word of this sentence.
    actors: Vec<Option<u32>>,
}

/// A statement that the rules found around a cue.
#[derive(Debug, Clone)]
struct Ruled {
    cue: Range<usize>,
    content: Vec<Range<usize>>,
    speaker: Option<Range<usize>>,
    /// Hash of the rule's name.
    rule: u64,
}

impl Ruled {
    fn tokens(&self) -> &[Range<usize>] {
        &self.content
    }
}

/// A stretch of text that a cue may report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    /// Tokens, in the order of the text.
    ranges: Vec<Range<usize>>,
    way: Way,
    /// The word of the tree that it comes from.
    anchor: Option<usize>,
}

impl Content {
    /// Number of words.
    fn words(&self) -> usize {
        self.ranges.iter().map(Range::len).sum()
    }

    /// Whether two contents have more than half of all their words in common.
    fn is_like(&self, other: &Self) -> bool {
        let both = self.common(other);
        2 * both >= self.words() + other.words() - both
    }

    /// Number of words that stand in both.
    fn common(&self, other: &Self) -> usize {
        let pairs = self.ranges.iter().flat_map(|a| other.ranges.iter().map(move |b| (a, b)));
        pairs.map(|(a, b)| a.end.min(b.end).saturating_sub(a.start.max(b.start))).sum()
    }

    /// Whether a rule offers it.
    pub(in crate::extract) fn is_ruled(&self) -> bool {
        matches!(self.way, Way::Rule(_))
    }

    fn holds(&self, at: usize) -> bool {
        self.ranges.iter().any(|range| range.contains(&at))
    }

    /// Words between the cue and the nearest part.
    fn distance(&self, cue: usize) -> usize {
        let far = |range: &Range<usize>| if range.start > cue { range.start - cue } else { cue - range.end.min(cue) };
        self.ranges.iter().map(far).min().unwrap_or(0)
    }
}

/// Where a content comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    /// A rule found it; the hash of its name.
    Rule(u64),
    /// All that hangs on the cue by one relation.
    Child(Relation),
    /// The same up to where another clause begins.
    ChildCut(Relation),
    /// The same and what else follows the cue.
    Tail(Relation),
    /// The same and the quotation in the next sentence.
    ChildQuoted(Relation),
    /// The cue's subject and its infinitive: "X is expected to ...".
    Raised,
    /// What is left of a phrase that the cue hangs in, so many steps up.
    Around(Relation, u8),
    Left(Relation, u8),
    Right(Relation, u8),
    QuoteBefore,
    QuotesBefore,
    QuoteBehind,
    QuotesBehind,
    /// From the quotation to the end of the sentence.
    QuoteOn,
    QuoteAround,
    QuotesAll,
    /// All behind the cue in its sentence.
    Rest,
    /// All behind the next "that".
    That,
    /// All before the comma before the cue's clause.
    Before,
    ToComma,
    FromComma,
    /// All behind the cue in its paragraph.
    Paragraph,
    /// All that hangs on the cue by one relation, up to the end of its last quotation.
    ChildToQuote(Relation),
    /// The quotation that the next paragraph opens with, behind a colon.
    NextParagraph,
    /// All that hangs on the cue by one relation, up to its first comma, to its last clause, to its last adverbial phrase.
    ChildComma(Relation),
    ChildClause(Relation),
    ChildAdverbial(Relation),
}

impl Way {
    fn number(self) -> u64 {
        let part = match self {
            Self::Rule(rule) => rule,
            Self::Child(relation)
            | Self::ChildCut(relation)
            | Self::Tail(relation)
            | Self::ChildQuoted(relation)
            | Self::ChildToQuote(relation)
            | Self::ChildComma(relation)
            | Self::ChildClause(relation)
            | Self::ChildAdverbial(relation) => relation as u64,
            Self::Around(relation, step) | Self::Left(relation, step) | Self::Right(relation, step) => {
                100 * u64::from(step) + relation as u64
            }
            _ => 0,
        };
        part.wrapping_mul(64).wrapping_add(self.family())
    }

    /// Ways of one kind, whatever the relation.
    fn family(self) -> u64 {
        match self {
            Self::Rule(_) => 0,
            Self::Child(_) => 1,
            Self::ChildCut(_) => 2,
            Self::Tail(_) => 3,
            Self::ChildQuoted(_) => 4,
            Self::Raised => 5,
            Self::Around(..) => 6,
            Self::Left(..) => 7,
            Self::Right(..) => 8,
            Self::QuoteBefore => 9,
            Self::QuotesBefore => 10,
            Self::QuoteBehind => 11,
            Self::QuotesBehind => 12,
            Self::QuoteOn => 13,
            Self::QuoteAround => 14,
            Self::QuotesAll => 15,
            Self::Rest => 16,
            Self::That => 17,
            Self::Before => 18,
            Self::ToComma => 19,
            Self::FromComma => 20,
            Self::Paragraph => 21,
            Self::ChildToQuote(_) => 22,
            Self::NextParagraph => 23,
            Self::ChildComma(_) => 24,
            Self::ChildClause(_) => 25,
            Self::ChildAdverbial(_) => 26,
        }
    }
}

/// What is known of a cue, whatever it reports.
#[derive(Debug, Clone, Default)]
pub struct CueFacts {
    lemma: u64,
    cluster: u64,
    tag: u64,
    relation: u64,
    /// Which relations hang on it, as bits.
    shape: u64,
    subject: u64,
    /// What the codebook says of it.
    listed: u64,
    next: u64,
    ruled: bool,
}

/// A content with its features.
#[derive(Debug, Clone)]
pub struct ContentCase {
    /// Where it stands, in bytes.
    pub spans: Vec<Span>,
    /// What the model sees of it.
    pub features: Vec<Feature>,
    content: Content,
}

/// Words that may be a cue, with what they may report: what the models learn from.
#[derive(Debug, Clone)]
pub struct CueCase {
    /// The word, in bytes.
    pub span: Span,
    /// Steps to the root of its sentence.
    pub depth: usize,
    /// What the first model sees, which sets aside most words.
    pub gate: Vec<Feature>,
    /// What the model sees of the cue that reports nothing.
    pub none: Vec<Feature>,
    /// What it may report.
    pub contents: Vec<ContentCase>,
    cue: usize,
    facts: CueFacts,
}

/// A source with its features.
#[derive(Debug, Clone)]
pub struct SourceCase {
    /// The noun phrase, in bytes; `None` for "no source".
    pub span: Option<Span>,
    /// What the model sees of it.
    pub features: Vec<Feature>,
    /// Steps from its head to the root.
    pub depth: usize,
}

impl<'a> Reader<'a> {
    /// Reads an article with the rules.
    pub fn new(article: &'a Article, document: &'a Document, mentions: &'a Mentions, cues: &'a Cues) -> Self {
        let (view, found) = by_rules(article, document, mentions, cues);
        Self::of(view, &found)
    }

    pub(super) fn of(view: View<'a>, found: &[Found]) -> Self {
        let ruled = |found: &Found| {
            let range = |span: Span| view.tokens_of_span(span).map(|(first, last)| first..last + 1);
            let statement = &found.statement;
            Ruled {
                cue: statement.cue.and_then(range).unwrap_or_default(),
                content: statement.content.iter().filter_map(|span| range(*span)).collect(),
                speaker: statement.speakers.first().and_then(|speaker| speaker.span).and_then(range),
                rule: crate::model::linear::hash(&statement.rule),
            }
        };
        let rows = found.iter().map(ruled).collect();
        Self { view, tree: ClauseTree::default(), rows, ruled: Vec::new(), actors: Vec::new() }
    }

    /// The row of the rules that says the same as a proposal of this sentence.
    pub(super) fn row_of(&self, proposal: &Proposal) -> Option<usize> {
        let same = |row: &Ruled| row.cue.contains(&proposal.cue()) && self.trimmed_all(&row.content) == proposal.ranges();
        self.ruled.iter().find(|(_, row)| same(row)).map(|(n, _)| *n)
    }

    fn trimmed_all(&self, ranges: &[Range<usize>]) -> Vec<Range<usize>> {
        ranges.iter().filter_map(|range| self.trimmed(range.clone())).collect()
    }

    /// Whether a range lies within quotation marks.
    fn is_quoted(&self, range: &Range<usize>) -> bool {
        self.view.quotation_at(range.start).is_some() && self.view.quotation_at(range.end - 1).is_some()
    }

    /// Whether a range is a noun phrase or the like: without a subject and without quotation marks.
    fn names_a_thing(&self, range: &Range<usize>) -> bool {
        let says = |at: usize| contents::SUBJECTS.contains(&self.view.tokens[at].relation) || self.view.quotation_at(at).is_some();
        let infinitive = self.view.is(range.start, W::INFINITIVE);
        !infinitive && !range.clone().any(says)
    }

    /// Whether the rules have the same speaker for a proposal's cue.
    pub(super) fn is_speaker(&self, proposal: &Proposal, source: Option<usize>) -> bool {
        let row = self.ruled.iter().find(|(_, row)| row.cue.contains(&proposal.cue()));
        row.is_some_and(|(_, row)| match (&row.speaker, source) {
            (Some(words), Some(source)) => words.contains(&source),
            (None, None) => true,
            _ => false,
        })
    }

    /// Number of sentences.
    pub fn sentences(&self) -> usize {
        self.view.document.sentences.len()
    }

    /// The words of a content.
    pub(in crate::extract) fn spans_of(&self, content: &Content) -> Vec<Span> {
        content.ranges.iter().map(|range| self.span_of(range)).collect()
    }

    /// Some words.
    pub(in crate::extract) fn span_of(&self, tokens: &Range<usize>) -> Span {
        self.view.span(tokens.start, tokens.end.saturating_sub(1))
    }

    /// Turns to a sentence; `false` where there is nothing to be read.
    pub fn enter(&mut self, sentence: usize) -> bool {
        let found = &self.view.document.sentences[sentence];
        if !found.section.has_rows() || !self.tree.fill(self.view.document, found) {
            return false;
        }
        let words = self.tree.words();
        self.ruled.clear();
        self.ruled.extend(
            self.rows
                .iter()
                .enumerate()
                .filter(|(_, row)| words.contains(&row.cue.start) && !row.cue.is_empty())
                .map(|(n, row)| (n, row.clone())),
        );
        self.actors.clear();
        self.actors.resize(words.len(), None);
        for at in words.clone() {
            if let Some((mention, last)) = self.view.actor_starting(at) {
                for place in &mut self.actors[at - words.start..(last + 1).min(words.end) - words.start] {
                    *place = place.or(Some(mention.0));
                }
            }
        }
        true
    }

    /// The words of the sentence that may be cues.
    pub(super) fn cues(&self) -> impl Iterator<Item = usize> + '_ {
        self.tree.words().filter(|at| {
            let token = &self.view.tokens[*at];
            if token.kind == TokenKind::Punct {
                return self.view.is_mark(*at, ":");
            }
            match token.upos {
                Upos::Verb | Upos::Noun | Upos::Adj | Upos::Adv => token.kind == TokenKind::Word,
                Upos::Aux => self.tree.child(*at, &[Relation::Ccomp]).is_some(),
                Upos::Adp | Upos::Sconj => self.view.cues_at(*at).next().is_some(),
                _ => false,
            }
        })
    }

    /// All that the models could learn from in this sentence.
    pub fn cases(&self) -> Vec<CueCase> {
        self.cues().map(|cue| self.case(cue)).collect()
    }

    fn case(&self, cue: usize) -> CueCase {
        let facts = self.facts(cue);
        let (mut gate, mut none) = (Vec::new(), Vec::new());
        self.gate(cue, &facts, &mut gate);
        self.describe_cue(cue, &facts, &mut none);
        let contents = self.contents(cue).into_iter().map(|content| {
            let mut features = Vec::new();
            self.describe_content(cue, &facts, &content, &mut features);
            let spans = self.spans_of(&content);
            ContentCase { spans, features, content }
        });
        let contents = contents.collect();
        CueCase { span: self.view.tokens[cue].span, depth: self.tree.depth(cue), gate, none, contents, cue, facts }
    }

    /// The sources that a cue with one of its contents may have, the last of them none.
    pub fn source_cases(&self, case: &CueCase, content: usize) -> Vec<SourceCase> {
        let content = &case.contents[content].content;
        let mut found: Vec<SourceCase> = Vec::new();
        for source in self.sources(case.cue, content) {
            let mut features = Vec::new();
            self.describe_source(case.cue, &case.facts, content, &source, &mut features);
            let span = Some(self.view.span(source.phrase.start, source.phrase.end - 1));
            found.push(SourceCase { span, features, depth: self.tree.depth(source.head) });
        }
        let mut features = Vec::new();
        self.describe_sourceless(&case.facts, content, &mut features);
        found.push(SourceCase { span: None, features, depth: 0 });
        found
    }
}
