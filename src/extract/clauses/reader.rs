//! One sentence as clauses are read in it: its words, mentions and dates, and the verb group in the middle.

use super::{Clause, Context, Modality, Who};
use crate::annotate::{Token, TokenKind};
use crate::codebook::{EntryIx, Forms, Grammar, KindSet, ListId, PatternSet, Slot, Word};
use crate::edtf::Edtf;
use crate::extract::dates::{self, DateExpression};
use crate::extract::{Chain, ChainIx, MentionForm, MentionIx, Referent};
use crate::text::Span;

/// A mention as tokens of the sentence.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) mention: Option<MentionIx>,
    pub(super) span: Span,
    /// People without a name.
    pub(super) generic: bool,
    /// A word such as "Malian".
    pub(super) demonym: bool,
    /// The actor, where it can be a party.
    pub(super) chain: Option<ChainIx>,
    pub(super) entry: Option<EntryIx>,
}

impl Place {
    /// As a party; `None` for what can't be one.
    pub(super) fn who(&self) -> Option<Who> {
        (self.generic || self.chain.is_some()).then_some(Who { mention: self.mention, chain: self.chain, span: self.span })
    }
}

pub(super) struct Reader<'a, 'p> {
    pub(super) text: &'a str,
    pub(super) tokens: &'a [Token],
    pub(super) words: Vec<Word>,
    pub(super) set: &'p PatternSet,
    pub(super) grammar: Grammar,
    /// Mentions that lie in no other, in order.
    pub(super) mentions: Vec<Place>,
    pub(super) chains: &'a [Chain],
    pub(super) dates: Vec<DateExpression>,
}

/// Parties joined by "and".
pub(super) type Parties = Vec<Who>;

/// What stands before a verb group.
pub(super) struct Subject {
    pub(super) start: usize,
    pub(super) parties: Parties,
    pub(super) conditional: bool,
}

/// What was read after a verb so far.
#[derive(Default, Clone)]
pub(super) struct Tail {
    pub(super) end: usize,
    pub(super) trigger_end: usize,
    pub(super) party_end: usize,
    pub(super) sources: Parties,
    pub(super) targets: Parties,
    pub(super) measures: Vec<u16>,
}

impl<'a, 'p> Reader<'a, 'p> {
    pub(super) fn new(
        context: &Context<'a>,
        set: &'p PatternSet,
        tokens: &'a [Token],
        words: Vec<Word>,
        range: std::ops::Range<usize>,
    ) -> Self {
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
                Referent::Place(entry) if named => (context.government(entry), Some(entry)),
                _ => (None, None),
            };
            let form = mention.form;
            let mention = Some(MentionIx(index as u32));
            mentions.push(Place {
                start,
                end,
                mention,
                span: context.mentions[index].span,
                generic: false,
                demonym: form == MentionForm::Demonym,
                chain,
                entry,
            });
        }
        let dates = dates::find(context.text, tokens, context.published_on, context.dates);
        let mut reader = Self { text: context.text, tokens, words, set, grammar: set.grammar, mentions, chains: context.chains, dates };
        reader.add_people();
        reader
    }

    /// "Three masked men": people who have no name and are parties all the same.
    fn add_people(&mut self) {
        let g = self.grammar;
        for head in 0..self.words.len() {
            if !self.is(head, g.people) {
                continue;
            }
            let mut start = head;
            while start > 0 && head - start < 6 {
                let number = self.tokens[start - 1].kind == TokenKind::Number;
                let part = [g.people_quality, g.count, g.determiner].iter().any(|class| self.is(start - 1, *class));
                let origin = self.mentions.iter().find(|m| m.end == start && m.demonym);
                match origin {
                    Some(origin) => start = origin.start,
                    None if part || number => start -= 1,
                    None => break,
                }
            }
            if start > 1 && start < head && self.is(start - 1, g.approximate_second) {
                start -= 2;
            } else if start > 0 && start < head && self.is(start - 1, g.approximate) {
                start -= 1;
            }
            if self.is(start, g.partitive) {
                continue;
            }
            let bare = start == head && self.is(head, g.people_counted);
            if bare || self.mentions.iter().any(|m| m.start < head + 1 && m.end > head) {
                continue;
            }
            let span = self.span(start, head + 1);
            self.mentions.retain(|m| m.end <= start || m.start > head);
            let at = self.mentions.partition_point(|m| m.start < start);
            self.mentions
                .insert(at, Place { start, end: head + 1, mention: None, span, generic: true, demonym: false, chain: None, entry: None });
        }
    }

    pub(super) fn clauses(&self, quoted: &[bool]) -> Vec<Clause<'p>> {
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

    pub(super) fn clause(&self, verb: usize, forms: Forms, pattern: usize) -> Option<Clause<'p>> {
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
        let agent = verb + 1..self.words.len();
        if pattern.alone && pattern.passive && agent.into_iter().any(|at| self.is(at, self.grammar.agent)) {
            return None;
        }
        let fits = |parties: &Parties, kinds: KindSet| {
            parties.iter().all(|who| who.chain.map_or(kinds.holds_people(), |chain| self.has_kind(chain, kinds)))
        };
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

    pub(super) fn has_kind(&self, chain: ChainIx, kinds: KindSet) -> bool {
        let chain = &self.chains[chain.0 as usize];
        kinds.holds(chain.kind, !chain.offices.is_empty() || chain.sector.is_some())
    }

    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        self.tokens[start].span.cover(self.tokens[end - 1].span)
    }

    pub(super) fn is(&self, at: usize, class: ListId) -> bool {
        self.words.get(at).is_some_and(|w| self.set.words.is(*w, class))
    }

    pub(super) fn symbol(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |t| t.span.of(self.text))
    }

    /// Where the verb's auxiliaries begin and what they say; `None` for a group that is not understood.
    pub(super) fn verb_group(&self, verb: usize, forms: Forms, passive: bool) -> Option<(usize, Modality)> {
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
        if !passive && forms.base && start > 1 && verb == start && self.is(verb - 1, g.to) && self.is(verb - 2, g.resolved) {
            let mut start = verb - 2;
            while start > 0 && (self.is(start - 1, g.adverb) || self.is(start - 1, g.have)) {
                start -= 1;
            }
            return Some((start, Modality::Resolved));
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

    /// The sentence's one date, if it stands in this clause or opens the sentence before it.
    pub(super) fn occurred(&self, start: usize, end: usize) -> Option<Edtf> {
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
        (clear && near && !date.bound).then(|| date.date.clone())?
    }

    /// "in Oranto" right after the clause.
    pub(super) fn place(&self, end: usize) -> Option<EntryIx> {
        let end = self.after_date(end).unwrap_or(end);
        let here = self.is(end, self.grammar.at_place);
        self.mentions.iter().find(|m| here && m.start == end + 1)?.entry
    }

    /// Whether words before the verb, or a tag after it ("officials said"), make the clause somebody's claim.
    pub(super) fn ascribed(&self, verb: usize) -> bool {
        (0..self.words.len()).any(|at| {
            let own = at > verb && at > 0 && self.is(at - 1, self.grammar.same_subject);
            // a new clause after the verb has its own claims
            let later = at > verb && (verb..at).any(|n| self.is(n, self.grammar.clause_start) || self.is(n, self.grammar.relative));
            at != verb && self.is(at, self.grammar.attribution) && !own && !later
        })
    }
}
