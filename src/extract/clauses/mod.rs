//! The machine behind events and sanctions: finds the clauses of a sentence that a pattern of the codebook describes.
//!
//! What is known of English stands in the codebook's word classes and patterns; here is how they are put together. A
//! clause that isn't wholly understood yields nothing.

mod parties;
mod reader;
mod tail;

use chrono::NaiveDate;

use reader::Reader;

use super::{Chain, ChainIx, Mention, MentionIx, Party, Referent};
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
    pub sources: Vec<(MentionIx, ChainIx)>,
    /// Whom it is done to.
    pub targets: Vec<(MentionIx, ChainIx)>,
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
pub(super) fn party(mentions: &[Mention], (ix, chain): (MentionIx, ChainIx)) -> Party {
    let mention = mentions.get(ix.0 as usize);
    let own = mention.is_some_and(|m| matches!(m.referent, Referent::Actor(_)));
    Party { chain: Some(chain), mention: own.then_some(ix), span: mention.map(|m| m.span), sector: None, ascribed: false }
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
        if !sentence.section.has_rows() || first == mention {
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
