//! Who may stand behind a cue: the noun phrases of its sentence outside of what is said.

use std::ops::Range;

use super::contents::SUBJECTS;
use super::{Content, Reader};
use crate::annotate::TokenKind;
use crate::codebook::WordKinds as W;
use crate::ud::{Relation, Upos};

/// No cue has more sources to choose from.
const MOST: usize = 24;
/// Verbs that share a subject, at most.
const SHARED: usize = 4;
/// Steps between a cue and the head of a source that are told apart.
const STEPS: usize = 4;

/// A noun phrase that may be the source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::extract) struct Source {
    /// Its head.
    pub head: usize,
    /// Its words without what is told of it.
    pub phrase: Range<usize>,
    /// How it stands to the cue in the tree.
    pub path: u64,
    /// The subject by the tree, its own or shared.
    pub subject: bool,
    /// The rules' speaker.
    pub ruled: bool,
}

/// What is told of a noun, but is no part of its name.
const TOLD: [Relation; 7] =
    [Relation::Acl, Relation::AclRelcl, Relation::Appos, Relation::Parataxis, Relation::Conj, Relation::Cc, Relation::Punct];

/// Part of a larger noun phrase, as its name or kind.
const INNER: [Relation; 6] =
    [Relation::Flat, Relation::Compound, Relation::Goeswith, Relation::Fixed, Relation::NmodDesc, Relation::Nummod];

impl Reader<'_> {
    /// The sources that a cue with this content may have.
    pub(super) fn sources(&self, cue: usize, content: &Content) -> Vec<Source> {
        let subject = self.subject(cue);
        let ruled = self.ruled.iter().find(|(_, ruled)| ruled.cue.contains(&cue)).and_then(|(_, ruled)| ruled.speaker.clone());
        let mut found: Vec<Source> = Vec::new();
        for at in self.tree.words() {
            let is_ruled = ruled.as_ref().is_some_and(|range| range.contains(&at));
            let part = INNER.contains(&self.tree.relation(at)) || self.is_added(at) && !content.holds(self.tree.head(at).unwrap_or(at));
            let apart = self.is_predicate(at) || self.is_told_of(at, cue);
            if !self.is_nominal(at) || part && !is_ruled || at == cue || content.holds(at) || apart && !is_ruled {
                continue;
            }
            let phrase = self.noun_phrase(at, cue, content);
            found.push(Source { head: at, phrase, path: self.path(cue, at), subject: subject == Some(at), ruled: is_ruled });
        }
        // The nearest ones, where there are many.
        if found.len() > MOST {
            found.sort_by_key(|source| (!source.subject && !source.ruled, source.head.abs_diff(cue)));
            found.truncate(MOST);
            found.sort_by_key(|source| source.head);
        }
        found
    }

    /// "Lee was the first mayor": a noun that is told of another is a clause, nobody who speaks.
    fn is_predicate(&self, at: usize) -> bool {
        self.tree.child(at, &SUBJECTS).is_some() || self.tree.child(at, &[Relation::Cop]).is_some()
    }

    /// "X was reported missing", "X was expected to go": what a passive verb of saying tells of is not who speaks; "X was convinced"
    /// and the like are no such verbs.
    fn is_told_of(&self, at: usize, cue: usize) -> bool {
        let passive = self.tree.relation(at) == Relation::NsubjPass && self.tree.head(at) == Some(cue);
        passive && self.tree.child(cue, &[Relation::AuxPass]).is_some() && self.view.quoted_cues_at(cue).next().is_some()
    }

    fn is_nominal(&self, at: usize) -> bool {
        if self.view.is(at, W::DATE) && self.actors[at - self.tree.words().start].is_none() {
            return false;
        }
        match self.view.tokens[at].upos {
            Upos::Noun | Upos::Propn | Upos::Pron => true,
            Upos::Adj | Upos::Num | Upos::Det => SUBJECTS.contains(&self.tree.relation(at)),
            _ => false,
        }
    }

    /// Whether a noun is told of another one or joined to it, which stands for both.
    fn is_added(&self, at: usize) -> bool {
        matches!(self.tree.relation(at), Relation::Appos | Relation::Conj) && self.tree.head(at).is_some_and(|head| self.is_nominal(head))
    }

    /// The words of a noun phrase up to what is told of it, without cue and content.
    fn noun_phrase(&self, head: usize, cue: usize, content: &Content) -> Range<usize> {
        let mut phrase = self.tree.phrase(head);
        for child in self.tree.children(head) {
            if child < head && matches!(self.tree.relation(child), Relation::Case | Relation::Mark) {
                phrase.start = phrase.start.max(child + 1);
            }
            if !TOLD.contains(&self.tree.relation(child)) {
                continue;
            }
            let part = self.tree.phrase(child);
            if child > head {
                phrase.end = phrase.end.min(part.start.max(head + 1));
            } else {
                phrase.start = phrase.start.max(part.end.min(head));
            }
        }
        let inside = |t: &usize| *t != cue && !content.holds(*t) && self.view.kind(*t) != Some(TokenKind::QuoteClose);
        let start = (phrase.start..head).rev().take_while(inside).last().unwrap_or(head);
        let end = (head + 1..phrase.end).take_while(inside).last().map_or(head + 1, |last| last + 1);
        start..end
    }

    /// The subject of a verb: its own, that of the verb it is joined to or hangs on, or the noun that its clause tells of.
    pub(super) fn subject(&self, cue: usize) -> Option<usize> {
        let tree = &self.tree;
        let mut at = cue;
        for _ in 0..SHARED {
            let passive = tree.child(at, &[Relation::AuxPass]).is_some();
            if let Some(agent) = tree.child(at, &[Relation::OblAgent]) {
                return Some(agent);
            }
            if let Some(subject) = tree.child(at, &SUBJECTS).filter(|_| !passive || at != cue) {
                let relative = self.view.is(subject, W::RELATIVE) && tree.relation(at) == Relation::AclRelcl;
                return if relative { tree.head(at) } else { Some(subject) };
            }
            let head = tree.head(at)?;
            match tree.relation(at) {
                Relation::Conj | Relation::Advcl | Relation::Xcomp | Relation::Parataxis => at = head,
                Relation::Acl => return Some(head),
                _ => return None,
            }
        }
        None
    }

    /// The way from the cue up and down to a word, as relations; long ways are all alike.
    pub(super) fn path(&self, cue: usize, to: usize) -> u64 {
        let (mut up, mut path) = (cue, 17u64);
        for _ in 0..=STEPS {
            if self.tree.is_under(to, up) {
                return self.path_down(up, to).map_or(1, |down| path.wrapping_mul(131) ^ down);
            }
            path = path.wrapping_mul(67).wrapping_add(self.tree.relation(up).universal() as u64 + 1);
            match self.tree.head(up) {
                Some(head) => up = head,
                None => return 2,
            }
        }
        3
    }

    fn path_down(&self, top: usize, mut to: usize) -> Option<u64> {
        let mut path = 11u64;
        for _ in 0..=STEPS {
            if to == top {
                return Some(path);
            }
            path = path.wrapping_mul(71).wrapping_add(self.tree.relation(to) as u64 + 1);
            to = self.tree.head(to)?;
        }
        None
    }
}
