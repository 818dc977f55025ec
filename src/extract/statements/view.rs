//! One article as the statement rules look at it: words with their kinds, cues, quotations and the mentions at each word.

use crate::annotate::{Document, Sentence, Token, TokenKind};
use crate::codebook::{CueForm, Cues, WordKinds};
use crate::extract::mentions::Mentions;
use crate::extract::{Chain, ChainIx, Mention, MentionIx, Referent};
use crate::ingest::Article;
use crate::text::Span;

/// A quotation within one paragraph, by its tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Quotation {
    /// The opening mark.
    pub open: usize,
    /// The closing mark; one past the paragraph's last token where it stays open.
    pub close: usize,
    /// Whether it has a closing mark.
    pub closed: bool,
}

/// A cue at some place of the text.
#[derive(Debug, Clone, Copy)]
pub(super) struct CueAt<'a> {
    pub first: usize,
    /// One past the last token.
    pub end: usize,
    pub form: &'a CueForm,
}

/// Look-ups by token; all token numbers are those of the document.
pub(super) struct View<'a> {
    pub text: &'a str,
    pub document: &'a Document,
    pub tokens: &'a [Token],
    pub mentions: &'a [Mention],
    pub chains: &'a [Chain],
    pub cues: &'a Cues,
    kinds: Vec<WordKinds>,
    /// Sentence of each token.
    sentence: Vec<u32>,
    /// Longest mention that starts, ends at each token.
    starts: Vec<Option<u32>>,
    ends: Vec<Option<u32>>,
    pub quotations: Vec<Quotation>,
    /// The quotation that each token stands in, its marks included.
    quoted: Vec<Option<u32>>,
}

impl<'a> View<'a> {
    pub fn new(article: &'a Article, document: &'a Document, mentions: &'a Mentions, cues: &'a Cues) -> Self {
        let Mentions { mentions, chains, .. } = mentions;
        let tokens = &document.tokens[..];
        let mut lower = String::new();
        let kind = |token: &Token, lower: &mut String| {
            lower_case(token.span.of(&article.text), lower);
            cues.kinds(lower)
        };
        let kinds = tokens.iter().map(|token| kind(token, &mut lower)).collect();
        let mut sentence = vec![0; tokens.len()];
        for (n, s) in document.sentences.iter().enumerate() {
            sentence[s.tokens.start as usize..s.tokens.end as usize].fill(n as u32);
        }
        let (starts, ends) = (vec![None; tokens.len()], vec![None; tokens.len()]);
        let (quotations, quoted) = (Vec::new(), vec![None; tokens.len()]);
        let text = &article.text;
        let mut view = Self { text, document, tokens, mentions, chains, cues, kinds, sentence, starts, ends, quotations, quoted };
        view.place_mentions();
        view.pair_quotations();
        view
    }

    fn place_mentions(&mut self) {
        for (n, mention) in self.mentions.iter().enumerate() {
            let Some((first, last)) = self.tokens_of_span(mention.span) else { continue };
            let longer = |other: Option<u32>| other.is_none_or(|o| self.mentions[o as usize].span.len() < mention.span.len());
            if longer(self.starts[first]) {
                self.starts[first] = Some(n as u32);
            }
            if longer(self.ends[last]) {
                self.ends[last] = Some(n as u32);
            }
        }
    }

    /// Pairs marks within a paragraph; a mark inside a quotation opens nothing, and a quotation ends with its paragraph.
    fn pair_quotations(&mut self) {
        let mut open: Option<(usize, u32)> = None;
        let mut depth = 0;
        for at in 0..self.tokens.len() {
            let paragraph = self.paragraph(at);
            if let Some((start, _)) = open.filter(|(_, p)| *p != paragraph) {
                self.add_quotation(start, at, false);
                open = None;
            }
            match (self.tokens[at].kind, open) {
                (TokenKind::QuoteOpen, None) => {
                    open = Some((at, paragraph));
                    depth = 0;
                }
                (TokenKind::QuoteOpen, Some(_)) => depth += 1,
                (TokenKind::QuoteClose, Some(_)) if depth > 0 => depth -= 1,
                (TokenKind::QuoteClose, Some((start, _))) => {
                    self.add_quotation(start, at, true);
                    open = None;
                }
                _ => {}
            }
        }
        if let Some((start, _)) = open {
            self.add_quotation(start, self.tokens.len(), false);
        }
    }

    fn add_quotation(&mut self, open: usize, close: usize, closed: bool) {
        if close <= open + 1 {
            return;
        }
        let end = (close + 1).min(self.tokens.len()).min(if closed { close + 1 } else { close });
        self.quoted[open..end].fill(Some(self.quotations.len() as u32));
        self.quotations.push(Quotation { open, close, closed });
    }

    /// The first and the last token of a span.
    pub fn tokens_of_span(&self, span: Span) -> Option<(usize, usize)> {
        let first = self.tokens.partition_point(|t| t.span.end <= span.start);
        let last = self.tokens.partition_point(|t| t.span.start < span.end).checked_sub(1)?;
        (first <= last).then_some((first, last))
    }

    pub fn word(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |token| token.span.of(self.text))
    }

    pub fn kind(&self, at: usize) -> Option<TokenKind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    /// Whether the word may be one of these.
    pub fn is(&self, at: usize, kinds: WordKinds) -> bool {
        self.kinds.get(at).is_some_and(|k| k.any(kinds))
    }

    /// Whether it is this punctuation mark.
    pub fn is_mark(&self, at: usize, mark: &str) -> bool {
        self.kind(at) == Some(TokenKind::Punct) && self.word(at) == mark
    }

    /// Whether its ending is that of a present participle.
    pub fn has_participle_form(&self, at: usize) -> bool {
        self.cues.endings().is_participle(self.word(at))
    }

    /// Past the end of the text, its last sentence.
    pub fn sentence_of(&self, at: usize) -> usize {
        self.sentence.get(at).or(self.sentence.last()).map_or(0, |n| *n as usize)
    }

    pub fn sentence(&self, at: usize) -> &'a Sentence {
        &self.document.sentences[self.sentence_of(at)]
    }

    pub fn paragraph(&self, at: usize) -> u32 {
        self.sentence(at).paragraph
    }

    /// First token of the sentence of `at`.
    pub fn first_of(&self, at: usize) -> usize {
        self.sentence(at).tokens.start as usize
    }

    /// One past the last token of the sentence of `at`.
    pub fn end_of(&self, at: usize) -> usize {
        self.sentence(at).tokens.end as usize
    }

    /// The span from token `first` to token `last`, both included.
    pub fn span(&self, first: usize, last: usize) -> Span {
        self.tokens[first].span.cover(self.tokens[last].span)
    }

    /// The quotation that this token stands in.
    pub fn quotation_at(&self, at: usize) -> Option<usize> {
        self.quoted.get(at).copied().flatten().map(|n| n as usize)
    }

    /// The longest actor's mention that ends at this token, with its first token.
    pub fn actor_ending(&self, at: usize) -> Option<(MentionIx, usize)> {
        let n = (*self.ends.get(at)?)?;
        let (first, _) = self.tokens_of_span(self.mentions[n as usize].span)?;
        self.is_actor(n).then_some((MentionIx(n), first))
    }

    /// The longest actor's mention that starts at this token, with its last token.
    pub fn actor_starting(&self, at: usize) -> Option<(MentionIx, usize)> {
        let n = (*self.starts.get(at)?)?;
        let (_, last) = self.tokens_of_span(self.mentions[n as usize].span)?;
        self.is_actor(n).then_some((MentionIx(n), last))
    }

    fn is_actor(&self, n: u32) -> bool {
        matches!(self.mentions[n as usize].referent, Referent::Actor(_))
    }

    pub fn chain_of(&self, mention: MentionIx) -> Option<ChainIx> {
        match self.mentions[mention.0 as usize].referent {
            Referent::Actor(chain) => Some(chain),
            _ => None,
        }
    }

    /// The cue forms that start at this token; none inside quotations.
    pub fn cues_at(&self, at: usize) -> impl Iterator<Item = CueAt<'a>> + use<'a> {
        self.all_cues_at(at, self.quotation_at(at).is_none())
    }

    /// The cue forms that start at this token, also where somebody is quoted.
    pub fn quoted_cues_at(&self, at: usize) -> impl Iterator<Item = CueAt<'a>> + use<'a> {
        self.all_cues_at(at, true)
    }

    fn all_cues_at(&self, at: usize, wanted: bool) -> impl Iterator<Item = CueAt<'a>> + use<'a> {
        let mut lower = String::new();
        // A capital within a sentence is a name's ("United States"), where the sentence has no other words.
        let named = self.is_capital(at) && at != self.first_of(at) && self.kind(at - 1) == Some(TokenKind::Word);
        let word = wanted && self.kind(at) == Some(TokenKind::Word) && !named;
        if word {
            lower_case(self.word(at), &mut lower);
        }
        let forms = if word { self.cues.forms(&lower) } else { &[] };
        let (text, tokens) = (self.text, self.tokens);
        let within = if word { self.end_of(at) } else { 0 };
        forms.iter().filter_map(move |form| {
            let fits = |(n, word): (usize, &String)| tokens.get(at + 1 + n).is_some_and(|t| t.span.of(text).eq_ignore_ascii_case(word));
            let end = at + 1 + form.rest.len();
            (end <= within && form.rest.iter().enumerate().all(fits)).then_some(CueAt { first: at, end, form })
        })
    }

    /// Whether the token is a word with a capital.
    pub fn is_capital(&self, at: usize) -> bool {
        self.word(at).starts_with(char::is_uppercase)
    }
}

/// Long words are in no list and stay empty.
fn lower_case(word: &str, into: &mut String) {
    into.clear();
    if word.len() <= 32 {
        into.extend(word.chars().map(|c| if c == '’' { '\'' } else { c }).flat_map(char::to_lowercase));
    }
}
