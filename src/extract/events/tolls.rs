//! How many were killed, injured, or took part.

use super::parties::Who;
use super::scene::Scene;
use crate::codebook::ListId;
use crate::extract::Range;
use crate::ud::{Relation, Upos};

impl Scene<'_> {
    /// The killed and injured that the act's clause counts.
    pub fn tolls(&self, at: usize) -> (Range, Range) {
        let mut near = vec![at];
        near.extend(self.tree.head(at));
        near.extend(self.tree.children(at));
        near.extend(self.tree.head(at).into_iter().flat_map(|head| self.tree.children(head).collect::<Vec<_>>()));
        let of = |class: ListId| {
            let verb = near.iter().copied().find(|word| self.is(*word, class) && self.is_verb(*word));
            verb.and_then(|verb| self.count(self.patient(verb)?)).unwrap_or_default()
        };
        (of(self.grammar().killing), of(self.grammar().injuring))
    }

    /// How many take part, where their words tell it.
    pub fn crowd(&self, sources: &[Who]) -> Range {
        let head = |who: &Who| {
            let inside = |t: usize| who.span.contains(self.tokens[t].span);
            (0..self.tokens.len()).find(|t| inside(*t) && self.tree.head(*t).is_none_or(|h| !inside(h)))
        };
        sources.iter().find_map(|who| self.count(head(who)?)).unwrap_or_default()
    }

    /// "at least 12 people", "dozens of soldiers", "one".
    fn count(&self, noun: usize) -> Option<Range> {
        let own = self.children_by(noun, &[Relation::Nummod]).next();
        let number = own.or_else(|| Some(noun).filter(|n| self.tokens[*n].upos == Upos::Num || self.several(*n).is_some()))?;
        let value = self.value(number).or_else(|| self.several(number))?;
        let before = |class: ListId| {
            let near = |word: usize| word < self.tokens.len() && self.is(word, class);
            (1..=2).any(|back| number.checked_sub(back).is_some_and(near))
        };
        let exact = self.value(number).is_some();
        let (min, max) = match () {
            () if before(self.grammar().at_most) => (None, Some(value)),
            () if before(self.grammar().at_least) || !exact => (Some(value), None),
            () => (Some(value), Some(value)),
        };
        Some(Range { min, max })
    }

    fn value(&self, at: usize) -> Option<u32> {
        let word = self.tokens[at].span.of(self.context.text).to_lowercase();
        let written = self.context.dates.numbers.get(&word).copied();
        written.or_else(|| word.replace(',', "").parse().ok())
    }

    /// "dozens": the least that it means.
    fn several(&self, at: usize) -> Option<u32> {
        let word = self.tokens[at].span.of(self.context.text);
        self.context.dates.several.get(&word.to_lowercase()).copied()
    }
}
