//! The phrases of an article that stand for something: names, descriptions and pronouns, each with what its words tell of
//! whom it stands for.

use super::Reading;
use super::traits::{Number, Sort, Traits};
use crate::annotate::{Sentence, Token, TokenKind};
use crate::codebook::phrases::fold_word;
use crate::codebook::{Gender, Pronoun};
use crate::extract::{Mention, MentionForm, MentionIx, Referent};
use crate::text::Span;
use crate::ud::{Feats, Relation, Upos, Xpos};

/// How a phrase is put.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PhraseForm {
    /// A mention that was found before: a name, or what stands for one.
    Name,
    /// A proper noun that nobody knows.
    Proper,
    /// A personal pronoun.
    Pronoun(Pronoun),
    /// "the minister".
    Definite,
    /// "this company".
    Demonstrative,
    /// "his wife".
    Owned,
    /// "a man", "some men", "no man".
    Indefinite,
    /// "men".
    Bare,
}

impl PhraseForm {
    /// A small number for each form.
    pub fn code(self) -> u64 {
        match self {
            Self::Name => 0,
            Self::Proper => 1,
            Self::Pronoun(_) => 2,
            Self::Definite => 3,
            Self::Demonstrative => 4,
            Self::Owned => 5,
            Self::Indefinite => 6,
            Self::Bare => 7,
        }
    }

    /// The pronoun.
    pub fn pronoun(self) -> Option<Pronoun> {
        match self {
            Self::Pronoun(pronoun) => Some(pronoun),
            _ => None,
        }
    }
}

/// A phrase that stands for something.
#[derive(Debug, Clone, PartialEq)]
pub struct Phrase {
    /// The token of the document that the others hang on.
    pub head: u32,
    /// Its words up to a relative clause.
    pub span: Span,
    /// Sentence of the document.
    pub sentence: u32,
    /// How it is put.
    pub form: PhraseForm,
    /// The mention that was found before.
    pub mention: Option<MentionIx>,
    /// What that mention stands for.
    pub referent: Referent,
    /// What its words tell of whom it stands for.
    pub traits: Traits,
    /// Hash of the dictionary form of its head.
    pub lemma: u64,
    /// Hashes of the words that describe it.
    pub modifiers: Vec<u64>,
    /// The country that its words name.
    pub country: Option<String>,
    /// Whether something hangs on it with a preposition or as a clause.
    pub complement: bool,
    /// The token that its head hangs on.
    pub governor: Option<u32>,
    /// The token of whom its clause says that he is it: "Lee" of "Lee is a doctor".
    pub subject: Option<u32>,
    /// The quotation that it stands in, counted from 1; 0 outside.
    pub quote: u32,
    /// How many phrases of its sentence stand before it.
    pub rank: u32,
}

/// A phrase has no more words than this on either side of its head.
const REACH: usize = 24;
/// Nobody climbs a tree higher than this.
const CLIMB: usize = 24;

/// Relations whose words are parts of another phrase or name nothing.
const PARTS: [Relation; 10] = [
    Relation::Compound,
    Relation::Flat,
    Relation::NmodDesc,
    Relation::Fixed,
    Relation::Goeswith,
    Relation::Amod,
    Relation::NmodUnmarked,
    Relation::OblUnmarked,
    Relation::Nummod,
    Relation::CompoundPrt,
];

/// What hangs on a noun and is told of it, but is no part of its phrase.
const TOLD: [Relation; 8] = [
    Relation::AclRelcl,
    Relation::Appos,
    Relation::Parataxis,
    Relation::Conj,
    Relation::Cc,
    Relation::Punct,
    Relation::Cop,
    Relation::List,
];

/// What hangs on a noun only as far as it is what its clause says ("she was a doctor when ...").
const CLAUSAL: [Relation; 9] = [
    Relation::Nsubj,
    Relation::NsubjOuter,
    Relation::Csubj,
    Relation::Aux,
    Relation::Advcl,
    Relation::Mark,
    Relation::Advmod,
    Relation::Discourse,
    Relation::Obl,
];

/// Whether a pronoun stands for nobody: "it is clear that", "it was reported that".
fn is_empty(tokens: &[Token], at: usize) -> bool {
    let token = &tokens[at];
    let clause = |relations: &[Relation]| tokens[at..].iter().any(|t| t.head == token.head && relations.contains(&t.relation));
    match token.relation {
        Relation::Expl => true,
        Relation::Nsubj => clause(&[Relation::Csubj]),
        Relation::NsubjPass => clause(&[Relation::Csubj, Relation::Ccomp]),
        _ => false,
    }
}

/// All phrases of an article in the order of their heads.
pub(super) fn collect(reading: &Reading<'_>) -> Vec<Phrase> {
    let mut collector = Collector { reading, phrases: Vec::new(), held: Vec::new(), said_of: Vec::new(), quote: Quote::default(), next: 0 };
    for (number, sentence) in reading.document.sentences.iter().enumerate() {
        collector.sentence(number, sentence);
    }
    collector.phrases
}

struct Collector<'r, 'a> {
    reading: &'r Reading<'a>,
    phrases: Vec<Phrase>,
    /// For each token of the sentence: the mention that it is part of.
    held: Vec<Option<u32>>,
    /// For each token of the sentence: the subject of which it is said.
    said_of: Vec<Option<u32>>,
    quote: Quote,
    /// The first mention that no sentence so far holds.
    next: usize,
}

/// The quotation that is open.
#[derive(Default)]
struct Quote {
    paragraph: u32,
    depth: u32,
    count: u32,
}

impl Collector<'_, '_> {
    fn sentence(&mut self, number: usize, sentence: &Sentence) {
        let document = self.reading.document;
        let (tokens, base) = (document.tokens_of(sentence), sentence.tokens.start);
        if self.quote.paragraph != sentence.paragraph {
            (self.quote.paragraph, self.quote.depth) = (sentence.paragraph, 0);
        }
        let mentions = self.hold(sentence, tokens);
        self.find_predicates(tokens, base);
        let first = self.phrases.len();
        for (at, token) in tokens.iter().enumerate() {
            self.turn(token);
            if !sentence.section.has_mentions() {
                continue;
            }
            let found = match self.held[at] {
                Some(n) => mentions.iter().find(|m| m.0 == n && m.1 == at).and_then(|m| self.name(tokens, at, m.0)),
                None => self.plain(tokens, at),
            };
            let Some(mut phrase) = found else { continue };
            (phrase.head, phrase.sentence) = (base + at as u32, number as u32);
            phrase.governor = token.head.checked_sub(1).map(|head| base + head);
            phrase.subject = self.said_of[at];
            phrase.quote = if self.quote.depth > 0 { self.quote.count } else { 0 };
            phrase.rank = (self.phrases.len() - first) as u32;
            self.phrases.push(phrase);
        }
    }

    /// Notes of which subject each noun with "is" is said.
    fn find_predicates(&mut self, tokens: &[Token], base: u32) {
        self.said_of.clear();
        self.said_of.resize(tokens.len(), None);
        for token in tokens.iter().filter(|t| t.relation == Relation::Cop && t.head > 0) {
            let is_subject = |t: &Token| t.head == token.head && matches!(t.relation, Relation::Nsubj | Relation::NsubjOuter);
            let denied = tokens.iter().any(|t| t.head == token.head && t.upos == Upos::Part && t.relation == Relation::Advmod);
            let subject = tokens.iter().position(is_subject).filter(|_| !denied);
            self.said_of[token.head as usize - 1] = subject.map(|at| base + at as u32);
        }
    }

    fn turn(&mut self, token: &Token) {
        let quote = &mut self.quote;
        match token.kind {
            TokenKind::QuoteOpen => {
                quote.count += u32::from(quote.depth == 0);
                quote.depth += 1;
            }
            TokenKind::QuoteClose => quote.depth = quote.depth.saturating_sub(1),
            _ => {}
        }
    }

    /// Notes which tokens are parts of which mention, and gives the mentions with their heads.
    fn hold(&mut self, sentence: &Sentence, tokens: &[Token]) -> Vec<(u32, usize)> {
        self.held.clear();
        self.held.resize(tokens.len(), None);
        let mut found = Vec::new();
        let mentions = self.reading.mentions;
        while let Some(mention) = mentions.get(self.next).filter(|m| m.span.start < sentence.span.end) {
            let n = self.next as u32;
            self.next += 1;
            let first = tokens.partition_point(|t| t.span.end <= mention.span.start);
            let end = tokens.partition_point(|t| t.span.start < mention.span.end);
            if first >= end || self.held[first..end].iter().any(Option::is_some) {
                continue;
            }
            self.held[first..end].fill(Some(n));
            let inside = |head: u32| (first + 1..=end).contains(&(head as usize));
            let head = (first..end).find(|at| !inside(tokens[*at].head) && tokens[*at].upos != Upos::Punct);
            found.push((n, head.unwrap_or(first)));
        }
        found
    }

    /// A mention as a phrase; `None` for a quality ("Malian").
    fn name(&self, tokens: &[Token], at: usize, n: u32) -> Option<Phrase> {
        let mention = &self.reading.mentions[n as usize];
        let token = &tokens[at];
        if PARTS.contains(&token.relation) && mention.form == MentionForm::Demonym || token.upos == Upos::Adj {
            return None;
        }
        let mut phrase = self.phrase(token, PhraseForm::Name, mention.span);
        (phrase.mention, phrase.referent) = (Some(MentionIx(n)), mention.referent);
        phrase.traits = self.traits_of_name(mention, tokens, at);
        if let Referent::Actor(chain) = mention.referent {
            phrase.country.clone_from(&self.reading.chains[chain.0 as usize].country);
        }
        Some(phrase)
    }

    fn traits_of_name(&self, mention: &Mention, tokens: &[Token], at: usize) -> Traits {
        let plural = tokens[at].feats.has(Feats::PLURAL);
        let mut traits = Traits { number: if plural { Number::Plural } else { Number::Singular }, ..Traits::default() };
        match mention.referent {
            Referent::Place(_) | Referent::NewPlace(_) => traits.sort = Sort::Place,
            Referent::Open => {}
            Referent::Actor(chain) => {
                traits.kind = Some(self.reading.chains[chain.0 as usize].kind);
                traits.sort = Sort::of(traits.kind);
            }
        }
        if mention.form == MentionForm::Demonym {
            traits.sort = Sort::Person;
        }
        if traits.sort == Sort::Person {
            traits.gender = self.gender_of_name(mention, tokens);
        }
        traits
    }

    /// The gender that title or given name tell.
    fn gender_of_name(&self, mention: &Mention, tokens: &[Token]) -> Gender {
        let first = tokens.partition_point(|t| t.span.end <= mention.span.start);
        let text = self.reading.text;
        let titles = tokens[first.saturating_sub(3)..first].iter().rev().take_while(|t| t.upos == Upos::Propn || t.upos == Upos::Noun);
        let inside = tokens[first..].iter().take_while(|t| t.span.start < mention.span.end);
        let mut told = titles.chain(inside).filter_map(|t| self.reading.rules.noun(t.span.of(text))).map(|noun| noun.gender);
        let given = || tokens.get(first).map_or(Gender::Open, |t| self.reading.rules.given_name(t.span.of(text)));
        told.find(|gender| *gender != Gender::Open).unwrap_or_else(given)
    }

    /// A pronoun or a description.
    fn plain(&self, tokens: &[Token], at: usize) -> Option<Phrase> {
        let token = &tokens[at];
        match token.upos {
            Upos::Pron | Upos::Det if matches!(token.xpos, Xpos::Prp | Xpos::PrpPoss) => self.pronoun(tokens, at),
            Upos::Noun | Upos::Propn if !PARTS.contains(&token.relation) => self.noun(tokens, at),
            _ => None,
        }
    }

    fn pronoun(&self, tokens: &[Token], at: usize) -> Option<Phrase> {
        let token = &tokens[at];
        let pronoun = self.reading.rules.pronoun(token.span.of(self.reading.text)).filter(|_| !is_empty(tokens, at))?;
        let mut phrase = self.phrase(token, PhraseForm::Pronoun(pronoun), token.span);
        phrase.traits = Traits::of_pronoun(pronoun);
        Some(phrase)
    }

    fn noun(&self, tokens: &[Token], at: usize) -> Option<Phrase> {
        let token = &tokens[at];
        let children = || {
            let from = at.saturating_sub(REACH);
            tokens[from..].iter().take(2 * REACH + 1).enumerate().map(move |(n, t)| (from + n, t)).filter(|(_, t)| t.head == at as u32 + 1)
        };
        // "President" in "President Lee" where the parser takes the title for the head
        let titled = |(n, t): &(usize, &Token)| *n > at && (NAMED.contains(&t.relation)) && self.held[*n].is_some();
        if children().any(|child| titled(&child)) {
            return None;
        }
        let form = Self::form(token, children().map(|(_, t)| t));
        let range = range_of(tokens, at);
        let span = tokens[range.start].span.cover(tokens[range.end - 1].span);
        let mut phrase = self.phrase(token, form, span);
        phrase.traits = self.traits_of_noun(token, form);
        for (n, child) in children() {
            match child.relation {
                Relation::Amod | Relation::Compound | Relation::Nummod => {
                    phrase.modifiers.push(fold_word(self.reading.document.lemma(child)));
                }
                Relation::Nmod | Relation::Acl | Relation::AclRelcl | Relation::Ccomp if n > at => phrase.complement = true,
                _ => {}
            }
        }
        phrase.country = range.clone().find_map(|n| self.country_at(n));
        Some(phrase)
    }

    /// The country of the name that this token is part of.
    fn country_at(&self, at: usize) -> Option<String> {
        let mention = &self.reading.mentions[self.held[at]? as usize];
        match mention.referent {
            Referent::Place(place) => self.reading.lexicon.country(place).map(str::to_owned),
            Referent::Actor(chain) => self.reading.chains[chain.0 as usize].country.clone(),
            Referent::NewPlace(_) | Referent::Open => None,
        }
    }

    fn form<'t>(token: &Token, children: impl Iterator<Item = &'t Token>) -> PhraseForm {
        let (mut form, mut owned) = (PhraseForm::Bare, false);
        for child in children {
            match child.relation {
                Relation::NmodPoss => owned = true,
                Relation::Det if child.feats.has(Feats::DEFINITE) => form = PhraseForm::Definite,
                Relation::Det if child.feats.has(Feats::DEMONSTRATIVE) => form = PhraseForm::Demonstrative,
                Relation::Det => form = PhraseForm::Indefinite,
                Relation::Nummod if form == PhraseForm::Bare => form = PhraseForm::Indefinite,
                _ => {}
            }
        }
        match form {
            _ if owned => PhraseForm::Owned,
            PhraseForm::Bare if token.upos == Upos::Propn => PhraseForm::Proper,
            PhraseForm::Definite if token.upos == Upos::Propn => PhraseForm::Proper,
            other => other,
        }
    }

    fn traits_of_noun(&self, token: &Token, form: PhraseForm) -> Traits {
        let plural = token.feats.has(Feats::PLURAL);
        let mut traits = Traits { number: if plural { Number::Plural } else { Number::Singular }, ..Traits::default() };
        let noun = self.reading.rules.noun(self.reading.document.lemma(token));
        if form == PhraseForm::Proper {
            traits.gender = self.reading.rules.given_name(token.span.of(self.reading.text));
            if traits.gender != Gender::Open {
                traits.sort = Sort::Person;
            }
        } else if let Some(noun) = noun {
            (traits.gender, traits.kind, traits.sort) = (noun.gender, Some(noun.kind), Sort::of(Some(noun.kind)));
        }
        traits
    }

    fn phrase(&self, token: &Token, form: PhraseForm, span: Span) -> Phrase {
        Phrase {
            head: 0,
            span,
            sentence: 0,
            form,
            mention: None,
            referent: Referent::Open,
            traits: Traits::default(),
            lemma: fold_word(self.reading.document.lemma(token)),
            modifiers: Vec::new(),
            country: None,
            complement: false,
            governor: None,
            subject: None,
            quote: 0,
            rank: 0,
        }
    }
}

/// What ties a name to the title before it.
const NAMED: [Relation; 3] = [Relation::Flat, Relation::NmodDesc, Relation::Appos];

/// The words of the noun phrase with its head here: those around it that hang on it, but for what is only told of it.
fn range_of(tokens: &[Token], at: usize) -> std::ops::Range<usize> {
    let belongs = |word: usize| {
        let mut here = word;
        for _ in 0..CLIMB {
            let token = &tokens[here];
            let Some(head) = token.head.checked_sub(1).map(|head| head as usize) else { return false };
            if head == at {
                let told = TOLD.contains(&token.relation) && here > at || token.relation == Relation::Punct;
                return !told && token.relation != Relation::Case && !CLAUSAL.contains(&token.relation) && token.relation != Relation::Cop;
            }
            here = head;
        }
        false
    };
    let start =
        (at.saturating_sub(REACH)..at).rev().take_while(|n| belongs(*n) || tokens[*n].upos == Upos::Punct).filter(|n| belongs(*n)).last();
    let end =
        (at + 1..tokens.len().min(at + REACH)).take_while(|n| belongs(*n) || tokens[*n].upos == Upos::Punct).filter(|n| belongs(*n)).last();
    start.unwrap_or(at)..end.unwrap_or(at) + 1
}
