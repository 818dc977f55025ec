//! Where a content ends and what it takes along: what the models see of its borders.

use std::ops::Range;

use super::{Content, CueFacts, Reader};
use crate::model::linear::Feature;
use crate::ud::{Relation, Upos};

/// What may be told along with a thing or be left out.
const LOOSE: [Relation; 11] = [
    Relation::Acl,
    Relation::AclRelcl,
    Relation::Advcl,
    Relation::Appos,
    Relation::Parataxis,
    Relation::Conj,
    Relation::Obl,
    Relation::OblUnmarked,
    Relation::Nmod,
    Relation::Advmod,
    Relation::Xcomp,
];

/// A part that hangs loosely on what stands before it.
#[derive(Debug, Clone, Copy)]
struct Loose {
    relation: Relation,
    /// Its first word, which often says what it is ("when", "in", "who").
    opens: usize,
    /// Whether a comma or dash stands before it.
    parted: bool,
    /// What it hangs on: the cue, the word that the content comes from, another one.
    level: u64,
    /// The word that all of it hangs on.
    top: usize,
}

impl Reader<'_> {
    /// The borders of a content, into `features` as kinds from `inside` and `outside`.
    pub(super) fn describe_edges(&self, cue: usize, facts: &CueFacts, content: &Content, kinds: [Feature; 2], features: &mut Vec<Feature>) {
        let Some(range) = content.ranges.last().filter(|range| self.tree.words().contains(&range.start)) else { return };
        let end = range.end.min(self.tree.words().end);
        let level = |at: usize| match self.tree.head(at) {
            Some(head) if head == cue => 0,
            Some(head) if content.anchor == Some(head) => 1,
            Some(head) if content.holds(head) => 2,
            Some(_) => 3,
            None => 4,
        };
        let way = content.way.family();
        let [inside, outside] = kinds;
        if let Some(next) = self.loose_at(end, level) {
            self.describe_loose(next, facts, way, outside, features);
        } else {
            features.push(outside.with(way).with(u64::from(end >= self.tree.words().end)));
        }
        let from = content.anchor.filter(|anchor| range.contains(anchor)).unwrap_or(range.start);
        for at in from + 1..end {
            if !LOOSE.contains(&self.tree.relation(at)) || self.tree.head(at).is_none_or(|head| head >= at) {
                continue;
            }
            let start = self.tree.phrase(at).start.clamp(from + 1, at);
            let part = Loose { relation: self.tree.relation(at), opens: start, parted: self.is_parted(start), level: level(at), top: at };
            if part.level < 2 || part.parted {
                self.describe_loose(part, facts, way, inside, features);
            }
        }
    }

    /// The part that starts behind a content.
    fn loose_at(&self, end: usize, level: impl Fn(usize) -> u64) -> Option<Loose> {
        let words = self.tree.words();
        let is_mark = |at: &usize| self.view.tokens[*at].upos == Upos::Punct;
        let start = (end..words.end).find(|at| !is_mark(at))?;
        let mut top = start;
        while let Some(head) = self.tree.head(top).filter(|head| *head >= start && self.tree.phrase(*head).start >= start) {
            top = head;
        }
        Some(Loose {
            relation: self.tree.relation(top),
            opens: start,
            parted: start > end || self.is_parted(start),
            level: level(top),
            top,
        })
    }

    /// Whether a comma or dash stands right before a word.
    fn is_parted(&self, at: usize) -> bool {
        at > self.tree.words().start && self.view.tokens[at - 1].upos == Upos::Punct
    }

    fn describe_loose(&self, part: Loose, facts: &CueFacts, way: u64, kind: Feature, features: &mut Vec<Feature>) {
        let place = part.level * 2 + u64::from(part.parted);
        let relation = part.relation as u64;
        let kind = kind.with(relation).with(place);
        let opens = self.lemma_hash(part.opens);
        features.push(kind);
        features.push(kind.with(way));
        features.push(kind.with(opens).with(1));
        features.push(kind.with(facts.lemma).with(2));
        features.push(kind.with(u64::from(facts.listed != 0)).with(way).with(3));
        if part.relation == Relation::Conj {
            let reports = self.view.cues_at(part.top).next().is_some();
            features.push(kind.with(self.lemma_hash(part.top)).with(4));
            features.push(kind.with(u64::from(reports)).with(way).with(5));
        }
    }
}

/// The part of a range before the first comma or dash behind a word, outside of quotation marks.
pub(super) fn to_comma(reader: &Reader<'_>, range: &Range<usize>, from: usize) -> Option<Range<usize>> {
    let view = &reader.view;
    let mark = (from + 1..range.end).find(|at| {
        let dash = || matches!(view.word(*at), "-" | "–" | "—" | "--" | ";" | "(");
        (view.is_mark(*at, ",") || dash()) && view.quotation_at(*at).is_none()
    })?;
    Some(range.start..mark)
}

/// The part of a range before what hangs last and loosely on its right side, below a word.
pub(super) fn to_last_clause(reader: &Reader<'_>, range: &Range<usize>, from: usize) -> Option<Range<usize>> {
    let tree = &reader.tree;
    let clauses = [Relation::AclRelcl, Relation::Advcl, Relation::Appos, Relation::Parataxis, Relation::Acl];
    let opens = |at: usize| tree.phrase(at).start;
    let mut best: Option<usize> = None;
    for at in from + 1..range.end {
        let loose = clauses.contains(&tree.relation(at)) && tree.head(at).is_some_and(|head| head < at && range.contains(&head));
        if loose && tree.phrase(at).end + 1 >= range.end && opens(at) > from {
            best = Some(best.map_or(opens(at), |other| other.min(opens(at))));
        }
    }
    best.map(|start| range.start..start)
}

/// The part of a range before the adverbial phrase that it ends with ("in", "on", "during").
pub(super) fn to_adverbial(reader: &Reader<'_>, range: &Range<usize>, from: usize) -> Option<Range<usize>> {
    let tree = &reader.tree;
    let last = (from + 1..range.end).rev().find(|at| {
        let phrase = tree.phrase(*at);
        matches!(tree.relation(*at), Relation::Obl | Relation::Nmod | Relation::OblUnmarked)
            && phrase.start > from
            && phrase.end + 1 >= range.end
    })?;
    Some(range.start..tree.phrase(last).start)
}
