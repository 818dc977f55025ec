//! What a pattern says of the words after the verb.

use super::reader::{Reader, Tail};
use crate::annotate::TokenKind;
use crate::codebook::{Element, Pattern, Slot};

impl Reader<'_, '_> {
    /// The rest of a pattern from one of its elements on.
    pub(super) fn tail(&self, pattern: &Pattern, element: usize, so_far: Tail) -> Option<Tail> {
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

    pub(super) fn part(&self, pattern: &Pattern, element: usize, part: &Element, state: Tail) -> Option<Tail> {
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
            Element::Phrase => {
                let end = self.phrase(state.end)?;
                self.tail(pattern, element + 1, Tail { end, ..state })
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

    /// Where a noun phrase ends that names no actor.
    fn phrase(&self, at: usize) -> Option<usize> {
        let mut end = at;
        while !self.closes(end) || self.is(end, self.grammar.joiner) {
            let plain = matches!(self.tokens.get(end)?.kind, TokenKind::Word | TokenKind::Number);
            let named = self.mentions.iter().any(|m| m.start <= end && end < m.end && !m.generic);
            let capital = self.symbol(end).starts_with(char::is_uppercase);
            if !plain || named || capital || end - at > 8 {
                return None;
            }
            end += 1;
        }
        (end > at).then_some(end)
    }

    pub(super) fn measures(&self, at: usize) -> Option<(usize, Vec<u16>)> {
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
}
