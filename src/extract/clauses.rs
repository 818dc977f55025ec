//! The machine behind events and sanctions: finds the clauses of a sentence that a pattern of the codebook describes.
//!
//! What is known of English stands in the codebook's word classes and patterns; here is how they are put together. A
//! clause that isn't wholly understood yields nothing.

use chrono::NaiveDate;

use super::dates::{self, DateExpression};
use super::{Chain, ChainIx, Mention, MentionForm, MentionIx, Party, Referent};
use crate::annotate::{Document, Sentence, Token, TokenKind};
use crate::codebook::{DateRules, Element, Forms, Grammar, KindSet, ListId, Pattern, PatternSet, Slot, Word};
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
    pub place: Option<crate::codebook::EntryIx>,
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
}

/// A party of a row.
pub(super) fn party(mentions: &[Mention], (mention, chain): (MentionIx, ChainIx)) -> Party {
    let span = mentions.get(mention.0 as usize).map(|m| m.span);
    Party { chain: Some(chain), mention: Some(mention), span, sector: None, ascribed: false }
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

/// A mention as tokens of the sentence.
#[derive(Debug, Clone, Copy)]
struct Place {
    start: usize,
    end: usize,
    mention: MentionIx,
    /// The actor, where it can be a party.
    chain: Option<ChainIx>,
    entry: Option<crate::codebook::EntryIx>,
}

struct Reader<'a, 'p> {
    text: &'a str,
    tokens: &'a [Token],
    words: Vec<Word>,
    set: &'p PatternSet,
    grammar: Grammar,
    /// Mentions that lie in no other, in order.
    mentions: Vec<Place>,
    chains: &'a [Chain],
    dates: Vec<DateExpression>,
}

/// Parties joined by "and".
type Parties = Vec<(MentionIx, ChainIx)>;

/// What stands before a verb group.
struct Subject {
    start: usize,
    parties: Parties,
    conditional: bool,
}

/// What was read after a verb so far.
#[derive(Default, Clone)]
struct Tail {
    end: usize,
    trigger_end: usize,
    party_end: usize,
    sources: Parties,
    targets: Parties,
    measures: Vec<u16>,
}

impl<'a, 'p> Reader<'a, 'p> {
    fn new(context: &Context<'a>, set: &'p PatternSet, tokens: &'a [Token], words: Vec<Word>, range: std::ops::Range<usize>) -> Self {
        let mut mentions: Vec<Place> = Vec::new();
        for index in range {
            let mention = &context.mentions[index];
            let start = tokens.partition_point(|t| t.span.end <= mention.span.start);
            let end = tokens.partition_point(|t| t.span.start < mention.span.end);
            if start >= end || mentions.last().is_some_and(|last| start < last.end) {
                continue;
            }
            let aligned = tokens[start].span.start == mention.span.start && tokens[end - 1].span.end == mention.span.end;
            let named = aligned && mention.form != MentionForm::Demonym;
            let (chain, entry) = match mention.referent {
                Referent::Actor(chain) if named && (chain.0 as usize) < context.chains.len() => (Some(chain), None),
                Referent::Place(entry) if named => (None, Some(entry)),
                _ => (None, None),
            };
            mentions.push(Place { start, end, mention: MentionIx(index as u32), chain, entry });
        }
        let dates = dates::find(context.text, tokens, context.published_on, context.dates);
        Self { text: context.text, tokens, words, set, grammar: set.grammar, mentions, chains: context.chains, dates }
    }

    fn clauses(&self, quoted: &[bool]) -> Vec<Clause<'p>> {
        let mut found = Vec::new();
        if self.tokens.iter().any(|t| t.span.of(self.text) == "?") {
            return found;
        }
        for (verb, word) in self.words.iter().enumerate() {
            let candidates = self.set.of_verb(*word).iter();
            let clause = candidates.filter_map(|(forms, pattern)| self.clause(verb, *forms, *pattern as usize)).next();
            found.extend(clause.map(|clause| Clause { quoted: quoted[verb], ..clause }));
        }
        found
    }

    fn clause(&self, verb: usize, forms: Forms, pattern: usize) -> Option<Clause<'p>> {
        let pattern = self.set.patterns.get(pattern)?;
        let (group, modality) = self.verb_group(verb, forms, pattern.passive)?;
        let subject = self.subject(group)?;
        let start = Tail { end: verb + 1, trigger_end: verb + 1, ..Tail::default() };
        let mut tail = self.tail(pattern, 0, start)?;
        let conditional = subject.conditional;
        let side = if pattern.subject == Slot::Target { &mut tail.targets } else { &mut tail.sources };
        side.splice(0..0, subject.parties.iter().copied());
        if pattern.subject == Slot::Sources && subject.parties.len() < 2 {
            return None;
        }
        let fits = |parties: &Parties, kinds: KindSet| parties.iter().all(|(_, chain)| self.has_kind(*chain, kinds));
        if !fits(&tail.sources, pattern.sources) || !fits(&tail.targets, pattern.targets) {
            return None;
        }
        let modality = match (conditional, modality) {
            (false, modality) => modality,
            (true, Modality::Plain) => Modality::Hypothetical,
            (true, _) => return None,
        };
        Some(Clause {
            pattern,
            modality,
            trigger: self.span(verb, tail.trigger_end),
            span: self.span(subject.start, tail.party_end.max(tail.trigger_end)),
            occurred: self.occurred(subject.start, tail.end),
            place: self.place(tail.end),
            quoted: false,
            ascribed: self.ascribed(verb),
            sources: tail.sources,
            targets: tail.targets,
            measures: tail.measures,
        })
    }

    fn has_kind(&self, chain: ChainIx, kinds: KindSet) -> bool {
        let chain = &self.chains[chain.0 as usize];
        kinds.holds(chain.kind, !chain.offices.is_empty() || chain.sector.is_some())
    }

    fn span(&self, start: usize, end: usize) -> Span {
        self.tokens[start].span.cover(self.tokens[end - 1].span)
    }

    fn is(&self, at: usize, class: ListId) -> bool {
        self.words.get(at).is_some_and(|w| self.set.words.is(*w, class))
    }

    fn symbol(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |t| t.span.of(self.text))
    }

    /// Where the verb's auxiliaries begin and what they say; `None` for a group that is not understood.
    fn verb_group(&self, verb: usize, forms: Forms, passive: bool) -> Option<(usize, Modality)> {
        let g = &self.grammar;
        let (mut start, mut negated, mut auxiliaries) = (verb, false, Vec::new());
        while start > 0 && verb - start < 6 {
            let before = start - 1;
            let auxiliary = [g.have, g.was, g.been, g.be, g.did, g.may].into_iter().find(|class| self.is(before, *class));
            match auxiliary {
                Some(class) => auxiliaries.push(class),
                None if self.is(before, g.negator) => negated = true,
                None if self.is(before, g.adverb) => {}
                None => break,
            }
            start = before;
        }
        let plain = |negated| if negated { Modality::Negated } else { Modality::Plain };
        let modality = match (passive, auxiliaries.as_slice()) {
            (false, []) if forms.past && !negated => Modality::Plain,
            (false, [a]) if *a == g.have && forms.participle => plain(negated),
            (false, [a, b]) if *a == g.been && *b == g.have && forms.ing && !negated => Modality::Plain,
            (false, [a]) if *a == g.did && forms.base => plain(negated),
            (false, [a]) if *a == g.may && forms.base && !negated => Modality::Hypothetical,
            (true, [a]) if *a == g.was && forms.participle => plain(negated),
            (true, [a, b]) if *a == g.been && *b == g.have && forms.participle => plain(negated),
            (true, [a, b]) if *a == g.be && *b == g.may && forms.participle && !negated => Modality::Hypothetical,
            _ => return None,
        };
        Some((start, modality))
    }

    /// The parties that end where a verb group begins, if they are the subject of its clause.
    fn subject(&self, group: usize) -> Option<Subject> {
        let mut end = self.before_date(group);
        if self.symbol(end.wrapping_sub(1)) == ")" {
            end = (end.saturating_sub(6)..end).rev().find(|at| self.symbol(*at) == "(")?;
        }
        end = self.before_apposition(end);
        let last = self.mentions.iter().find(|m| m.end == end)?;
        let mut parties = vec![(last.mention, last.chain?)];
        let mut start = self.before_modifiers(last.start);
        if start > 1 && self.is(start - 1, self.grammar.joiner) {
            let mut join = start - 1 - usize::from(self.symbol(start - 2) == ",");
            while let Some(before) = self.mentions.iter().find(|m| m.end == join) {
                parties.insert(0, (before.mention, before.chain?));
                start = self.before_modifiers(before.start);
                if start == 0 || self.symbol(start - 1) != "," {
                    break;
                }
                join = start - 1;
            }
        }
        let conditional = self.opens_clause(start)?;
        let first = self.mentions.iter().find(|m| m.mention == parties[0].0).map_or(start, |m| m.start);
        Some(Subject { start: first, parties, conditional })
    }

    /// Whether a clause may begin here, and if so, whether it is a condition.
    fn opens_clause(&self, at: usize) -> Option<bool> {
        let Some(before) = at.checked_sub(1) else { return Some(false) };
        let joined = self.is(before, self.grammar.joiner) && matches!(self.symbol(before.wrapping_sub(1)), "," | ";");
        let marked = matches!(self.symbol(before), "," | ";" | "—" | "–") || self.tokens[before].kind == TokenKind::QuoteOpen;
        if self.is(before, self.grammar.condition) {
            return Some(true);
        }
        (joined || marked || self.is(before, self.grammar.clause_start) || self.date_ends(at)).then_some(false)
    }

    fn date_ends(&self, at: usize) -> bool {
        self.dates.iter().any(|d| d.tokens.end == at)
    }

    fn before_date(&self, at: usize) -> usize {
        self.dates.iter().find(|d| d.tokens.end == at && !d.bound).map_or(at, |d| d.tokens.start)
    }

    fn after_date(&self, at: usize) -> Option<usize> {
        self.dates.iter().find(|d| d.tokens.start == at && !d.bound).map(|d| d.tokens.end)
    }

    /// Steps back over ", the German chancellor,".
    fn before_apposition(&self, end: usize) -> usize {
        if end < 3 || self.symbol(end - 1) != "," {
            return end;
        }
        let open = (end.saturating_sub(16)..end - 1).rev().find(|at| self.symbol(*at) == ",");
        let Some(open) = open.filter(|open| self.is(open + 1, self.grammar.determiner)) else { return end };
        let inside = open + 1..end - 1;
        let simple = inside.clone().all(|at| !self.is(at, self.grammar.boundary) && self.set.of_verb(self.words[at]).is_empty());
        if simple { open } else { end }
    }

    fn before_modifiers(&self, mut at: usize) -> usize {
        for _ in 0..4 {
            let modifies = at > 0 && (self.is(at - 1, self.grammar.premodifier) || self.is(at - 1, self.grammar.determiner));
            if !modifies {
                break;
            }
            at -= 1;
        }
        at
    }

    fn after_modifiers(&self, mut at: usize) -> usize {
        for _ in 0..4 {
            if !self.is(at, self.grammar.premodifier) && !self.is(at, self.grammar.determiner) {
                break;
            }
            at += 1;
        }
        at
    }

    /// The rest of a pattern from one of its elements on.
    fn tail(&self, pattern: &Pattern, element: usize, so_far: Tail) -> Option<Tail> {
        let mut state = so_far;
        if element == pattern.trigger_tail {
            state.trigger_end = state.end;
        }
        let Some(part) = pattern.tail.get(element) else {
            // words after the trigger are there to end the phrase before them
            let closed = matches!(pattern.tail.last(), Some(Element::Words { .. })) && pattern.trigger_tail < element;
            return (closed || self.closes(state.end)).then_some(state);
        };
        let dated = self.after_date(state.end).map(|end| Tail { end, ..state.clone() });
        self.part(pattern, element, part, state).or_else(|| self.part(pattern, element, part, dated?))
    }

    fn part(&self, pattern: &Pattern, element: usize, part: &Element, state: Tail) -> Option<Tail> {
        match part {
            Element::Words { any, optional } => {
                let fits = any.iter().filter(|words| self.words[state.end..].starts_with(words));
                let taken = fits
                    .map(|words| state.end + words.len())
                    .find_map(|end| self.tail(pattern, element + 1, Tail { end, ..state.clone() }));
                taken.or_else(|| if *optional { self.tail(pattern, element + 1, state.clone()) } else { None })
            }
            Element::Class(class) => {
                let most = (0..3).take_while(|n| self.is(state.end + n, *class)).count();
                (0..=most).rev().find_map(|n| self.tail(pattern, element + 1, Tail { end: state.end + n, ..state.clone() }))
            }
            Element::End => {
                if self.closes(state.end) {
                    self.tail(pattern, element + 1, state)
                } else {
                    None
                }
            }
            Element::Measures => {
                let (end, measures) = self.measures(state.end)?;
                self.tail(pattern, element + 1, Tail { end, measures, ..state })
            }
            Element::Slot(slot) => {
                let (end, parties) = self.parties(state.end, pattern.tail.get(element + 1))?;
                let mut state = Tail { end, party_end: end, ..state };
                match slot {
                    Slot::Target => state.targets.extend(parties),
                    Slot::Source => state.sources.extend(parties),
                    Slot::Sources if parties.len() > 1 => state.sources.extend(parties),
                    Slot::Sources => return None,
                }
                self.tail(pattern, element + 1, state)
            }
        }
    }

    /// One or more parties that begin here: "A", "A and B", "A, B and C". `None` if the list can't be read to its end.
    fn parties(&self, at: usize, next: Option<&Element>) -> Option<(usize, Parties)> {
        let first = self.party_at(at)?;
        let (mut parties, mut end) = (vec![(first.mention, first.chain?)], first.end);
        let mut more = Vec::new();
        let mut over = end;
        while self.symbol(over) == "," {
            let Some(listed) = self.party_at(over + 1) else { break };
            more.push((listed.mention, listed.chain));
            over = listed.end;
        }
        let join = over + usize::from(self.symbol(over) == ",");
        if !self.is(join, self.grammar.joiner) {
            return Some((end, parties));
        }
        let Some(last) = self.party_at(join + 1) else { return Some((end, parties)) };
        if !self.closes(last.end) && !self.goes_on(last.end, next) {
            // "A and B's allies", or "X met A and B left": the list or the clause ends elsewhere
            return None;
        }
        more.push((last.mention, last.chain));
        for (mention, chain) in more {
            parties.push((mention, chain?));
        }
        end = last.end;
        Some((end, parties))
    }

    /// Whether the words that the pattern wants next stand here.
    fn goes_on(&self, at: usize, next: Option<&Element>) -> bool {
        matches!(next, Some(Element::Words { any, .. }) if any.iter().any(|words| self.words[at..].starts_with(words)))
    }

    fn party_at(&self, at: usize) -> Option<Place> {
        let start = self.after_modifiers(at);
        self.mentions.iter().find(|m| m.start == at).or_else(|| self.mentions.iter().find(|m| m.start == start)).copied()
    }

    fn measures(&self, at: usize) -> Option<(usize, Vec<u16>)> {
        let phrase = |at: usize| {
            let found = self.set.measures.iter().find(|(words, _)| self.words.get(at..).is_some_and(|rest| rest.starts_with(words)));
            found.map(|(words, measure)| (at + words.len(), *measure))
        };
        let (mut end, first) = phrase(at)?;
        let mut measures = vec![first];
        loop {
            let comma = end + usize::from(self.symbol(end) == ",");
            let next = self.after_modifiers(comma + usize::from(self.is(comma, self.grammar.joiner)));
            match phrase(next).filter(|_| next > end) {
                Some((after, measure)) => {
                    end = after;
                    if !measures.contains(&measure) {
                        measures.push(measure);
                    }
                }
                None => return Some((end, measures)),
            }
        }
    }

    /// Whether a noun phrase or clause can be over here.
    fn closes(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else { return true };
        let mark = matches!(token.span.of(self.text), "." | "," | ";" | ":" | ")" | "(" | "!" | "—" | "–");
        mark || token.kind == TokenKind::QuoteClose
            || self.is(at, self.grammar.after_party)
            || self.dates.iter().any(|d| d.tokens.start == at)
    }

    /// The sentence's one date, if it stands in this clause or opens the sentence before it.
    fn occurred(&self, start: usize, end: usize) -> Option<Edtf> {
        let [date] = self.dates.as_slice() else { return None };
        let (first, last) = (date.tokens.start, date.tokens.end);
        let between = if last <= start {
            last..start
        } else if first >= end {
            end..first
        } else {
            start..start
        };
        let clear = between.clone().all(|at| !self.is(at, self.grammar.boundary) && self.symbol(at) != ";");
        let near = between.len() <= 8 || first == 0;
        (clear && near && !date.bound).then(|| date.date.clone())
    }

    /// "in Oranto" right after the clause.
    fn place(&self, end: usize) -> Option<crate::codebook::EntryIx> {
        let end = self.after_date(end).unwrap_or(end);
        let here = self.is(end, self.grammar.at_place);
        self.mentions.iter().find(|m| here && m.start == end + 1)?.entry
    }

    /// Whether words before the verb, or a tag after it ("officials said"), make the clause somebody's claim.
    fn ascribed(&self, verb: usize) -> bool {
        (0..self.words.len()).any(|at| {
            let own = at > verb && at > 0 && self.is(at - 1, self.grammar.same_subject);
            self.is(at, self.grammar.attribution) && !own
        })
    }
}
