//! The machine behind events and sanctions: finds the clauses of a sentence that a pattern of the codebook describes.
//!
//! What is known of English stands in the codebook's word classes and patterns; here is how they are put together. A
//! clause that isn't wholly understood yields nothing.

mod parties;
mod reader;
mod tail;

use std::collections::BTreeSet;

use chrono::NaiveDate;

use reader::Reader;

use super::mentions::Mentions;
use super::{ActorKind, Chain, ChainIx, Findings, Mention, MentionIx, Party, Referent};
use crate::annotate::{Document, Sentence, Token, TokenKind};
use crate::codebook::{DateRules, EntryClass, EntryIx, Lexicon, Pattern, PatternSet, Word};
use crate::edtf::Edtf;
use crate::text::Span;

/// What a clause says of its own truth.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Modality {
    /// Told as fact.
    Plain,
    /// "did not".
    Negated,
    /// "may", "if".
    Hypothetical,
    /// "agreed to": decided, not yet done.
    Resolved,
}

/// A party of a clause: an actor, or people without a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Who {
    /// The mention; `None` for people without a name.
    pub mention: Option<MentionIx>,
    /// The actor.
    pub chain: Option<ChainIx>,
    /// The words.
    pub span: Span,
}

impl Who {
    /// Whether both are the same actor or the same words.
    pub fn same(&self, other: &Self) -> bool {
        self.span == other.span || (self.chain.is_some() && self.chain == other.chain)
    }
}

/// A clause that a pattern describes.
#[derive(Debug, Clone)]
pub(super) struct Clause<'p> {
    /// The pattern.
    pub pattern: &'p Pattern,
    /// Its truth.
    pub modality: Modality,
    /// The verb and what the pattern adds to it.
    pub trigger: Span,
    /// From its first party to its last, or to the trigger.
    pub span: Span,
    /// Who does it.
    pub sources: Vec<Who>,
    /// Whom it is done to.
    pub targets: Vec<Who>,
    /// Measures named in it, as indexes of the codebook.
    pub measures: Vec<u16>,
    /// When, where the sentence has exactly one date and that belongs to this clause.
    pub occurred: Option<Edtf>,
    /// A place named right after it.
    pub place: Option<EntryIx>,
    /// It stands between quotation marks.
    pub quoted: bool,
    /// The sentence, outside of quotation, ascribes it to somebody.
    pub ascribed: bool,
}

/// The article's parts that clauses are found in.
#[derive(Clone, Copy)]
pub(super) struct Context<'a> {
    pub text: &'a str,
    pub document: &'a Document,
    pub mentions: &'a [Mention],
    pub chains: &'a [Chain],
    pub published_on: Option<NaiveDate>,
    pub dates: &'a DateRules,
    pub lexicon: &'a Lexicon,
}

impl Context<'_> {
    /// The actor of this article that a country's name stands for where the country acts or is acted upon.
    fn government(&self, place: EntryIx) -> Option<ChainIx> {
        if self.lexicon.facts(place).class != EntryClass::Country {
            return None;
        }
        let government = self.lexicon.government(place);
        let chain = self.chains.iter().position(|c| c.entry.is_some() && c.entry == government)?;
        Some(ChainIx(chain as u32))
    }
}

/// A party of a row. The mention of a country as a place is no mention of its government, even where that is the party.
pub(super) fn party(mentions: &[Mention], who: Who) -> Party {
    let is_his =
        |ix: &MentionIx| mentions.get(ix.0 as usize).is_some_and(|m| matches!(m.referent, Referent::Actor(c) if Some(c) == who.chain));
    Party { chain: who.chain, mention: who.mention.filter(is_his), span: Some(who.span), sector: None, ascribed: false }
}

/// Gives every country that the article names as a place a chain for its government, since a country that acts or is acted
/// upon is its government. Returns how many chains there were before; see [`drop_unused`].
pub(super) fn add_governments(mentions: &mut Mentions, lexicon: &Lexicon) -> usize {
    let before = mentions.chains.len();
    let known: BTreeSet<EntryIx> = mentions.chains.iter().filter_map(|c| c.entry).collect();
    let place = |m: &Mention| match m.referent {
        Referent::Place(place) if lexicon.facts(place).class == EntryClass::Country => lexicon.government(place),
        _ => None,
    };
    let wanted: BTreeSet<EntryIx> = mentions.mentions.iter().filter_map(place).filter(|g| !known.contains(g)).collect();
    mentions.chains.extend(wanted.into_iter().map(|entry| Chain {
        kind: lexicon.actor_kind(entry).unwrap_or(ActorKind::Government),
        entry: Some(entry),
        name: String::new(),
        names: Vec::new(),
        surname_only: false,
        country: lexicon.country(entry).map(str::to_owned),
        sector: lexicon.sector(entry).map(str::to_owned),
        offices: Vec::new(),
    }));
    before
}

/// Drops the chains from `first` on that no row speaks of.
pub(super) fn drop_unused(findings: &mut Findings, first: usize) {
    let used = |chain: ChainIx| {
        let is = |p: &Party| p.chain == Some(chain);
        findings.events.iter().any(|e| e.sources.iter().chain(&e.targets).any(is))
            || findings.sanctions.iter().any(|s| is(&s.sender) || is(&s.target) || s.proposer.as_ref().is_some_and(is))
    };
    let mut next = first as u32;
    let kept: Vec<Option<ChainIx>> = (first..findings.chains.len())
        .map(|old| {
            used(ChainIx(old as u32)).then(|| {
                next += 1;
                ChainIx(next - 1)
            })
        })
        .collect();
    let renumber = |party: &mut Party| {
        let new = |chain: ChainIx| (chain.0 as usize).checked_sub(first).map_or(Some(chain), |n| kept[n]);
        party.chain = party.chain.and_then(new);
    };
    for event in &mut findings.events {
        event.sources.iter_mut().chain(&mut event.targets).for_each(renumber);
    }
    for sanction in &mut findings.sanctions {
        [Some(&mut sanction.sender), Some(&mut sanction.target), sanction.proposer.as_mut()].into_iter().flatten().for_each(renumber);
    }
    let mut number = 0;
    findings.chains.retain(|_| {
        number += 1;
        number <= first || kept[number - 1 - first].is_some()
    });
}

/// All clauses of the article, in order, with their sentences.
pub(super) fn find<'p>(context: &Context<'_>, set: &'p PatternSet) -> Vec<(usize, Clause<'p>)> {
    let mut found = Vec::new();
    let mut buffer = String::new();
    let (mut mention, mut quotes) = (0, Quotes::default());
    for (number, sentence) in context.document.sentences.iter().enumerate() {
        let first = mention;
        while context.mentions.get(mention).is_some_and(|m| m.span.start < sentence.span.end) {
            mention += 1;
        }
        let tokens = context.document.tokens_of(sentence);
        quotes.enter(sentence, tokens);
        if !sentence.section.has_rows() {
            continue;
        }
        let words: Vec<Word> = tokens.iter().map(|t| set.words.find(t.span.of(context.text), &mut buffer)).collect();
        if !words.iter().any(|w| !set.of_verb(*w).is_empty()) {
            continue;
        }
        let reader = Reader::new(context, set, tokens, words, first..mention);
        found.extend(reader.clauses(&quotes.inside).into_iter().map(|clause| (number, clause)));
    }
    found
}

/// Which tokens stand between quotation marks; a paragraph starts anew.
#[derive(Default)]
struct Quotes {
    paragraph: Option<u32>,
    depth: usize,
    inside: Vec<bool>,
}

impl Quotes {
    fn enter(&mut self, sentence: &Sentence, tokens: &[Token]) {
        if self.paragraph != Some(sentence.paragraph) {
            (self.paragraph, self.depth) = (Some(sentence.paragraph), 0);
        }
        self.inside.clear();
        for token in tokens {
            match token.kind {
                TokenKind::QuoteOpen => self.depth += 1,
                TokenKind::QuoteClose => self.depth = self.depth.saturating_sub(1),
                _ => {}
            }
            self.inside.push(self.depth > 0);
        }
    }
}
