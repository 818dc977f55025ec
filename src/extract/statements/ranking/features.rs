//! What the learned models see of a cue, of a content and of a source.

use std::ops::Range;

use super::contents::SUBJECTS;
use super::sources::Source;
use super::{Content, CueFacts, Reader};
use crate::annotate::TokenKind;
use crate::codebook::WordKinds as W;
use crate::extract::{ActorKind, MentionForm};
use crate::model::features::cluster_prefix;
use crate::model::linear::{Feature, hash};
use crate::ud::{Relation, Upos};

/// The kinds of features; a number of its own for each.
#[derive(Debug, Clone, Copy)]
enum F {
    Lemma = 1,
    LemmaTag,
    Cluster,
    FineCluster,
    Relation,
    Head,
    LemmaHead,
    Shape,
    LemmaShape,
    Subject,
    LemmaSubject,
    Quoted,
    Next,
    Before,
    Auxiliary,
    LemmaAuxiliary,
    Listed,
    Sentence,
    Ruled,
    Depth,
    Way,
    WayLemma,
    WayCluster,
    WayTag,
    WayCover,
    WayLength,
    WayEdges,
    WayHead,
    WayRelation,
    WayShape,
    WayFrame,
    WaySubject,
    WayRuled,
    WayDistance,
    WayNext,
    WayListed,
    Side,
    Path,
    PathLemma,
    PathWord,
    Word,
    WordSide,
    Actor,
    ActorPath,
    Distance,
    Adjacent,
    IsSubject,
    IsSubjectLemma,
    IsRuled,
    Between,
    WayPath,
    None,
    NoneLemma,
    NoneWay,
    NoneSubject,
    SidePronoun,
    Inside,
    Outside,
    SubjectWord,
    ObjectWord,
    QuotedCue,
}

fn kind(kind: F) -> Feature {
    Feature::kind(kind as u64)
}

/// A number as one of few steps.
fn step(number: usize) -> u64 {
    match number {
        0..=4 => number as u64,
        5..=7 => 5,
        8..=12 => 6,
        13..=20 => 7,
        21..=40 => 8,
        _ => 9,
    }
}

impl Reader<'_> {
    pub(super) fn lemma_hash(&self, at: usize) -> u64 {
        let token = &self.view.tokens[at];
        hash(self.view.document.lemma(token))
    }

    /// Facts of a cue that all of its features share.
    pub(super) fn facts(&self, cue: usize) -> CueFacts {
        let token = &self.view.tokens[cue];
        let (mut listed, mut shape) = (0, 0u64);
        for found in self.view.cues_at(cue) {
            listed |= 1 + (u64::from(found.form.participle) << 1) + (self.view.cues.cue(found.form).frames.bits() << 2);
        }
        for child in self.tree.children(cue) {
            let bit = match self.tree.relation(child) {
                Relation::Ccomp => 0,
                Relation::Xcomp => 1,
                Relation::Obj => 2,
                Relation::Obl | Relation::OblUnmarked => 3,
                Relation::Parataxis => 4,
                Relation::Acl | Relation::AclRelcl => 5,
                Relation::Advcl => 6,
                Relation::Nmod | Relation::NmodPoss => 7,
                Relation::Iobj => 8,
                Relation::Csubj | Relation::CsubjPass => 9,
                _ => continue,
            };
            shape |= 1 << bit;
        }
        let next = if cue + 1 < self.tree.words().end { self.lemma_hash(cue + 1) } else { 1 };
        CueFacts {
            lemma: self.lemma_hash(cue),
            cluster: cluster_prefix(token.cluster, 31).map_or(0, u64::from),
            tag: token.xpos as u64,
            relation: self.tree.relation(cue) as u64,
            shape,
            subject: self.subject_kind(cue),
            listed,
            next,
            ruled: self.ruled.iter().any(|(_, ruled)| ruled.cue.contains(&cue)),
        }
    }

    fn subject_kind(&self, cue: usize) -> u64 {
        let Some(subject) = self.subject(cue) else { return 0 };
        let own = self.tree.child(cue, &SUBJECTS) == Some(subject);
        1 + 2 * self.who(subject) + u64::from(own)
    }

    /// What a noun stands for: a person, a body, a pronoun, some word.
    fn who(&self, at: usize) -> u64 {
        let token = &self.view.tokens[at];
        if let Some(mention) = self.actors.get(at - self.tree.words().start).copied().flatten() {
            let mention = &self.view.mentions[mention as usize];
            let kind = match mention.referent {
                crate::extract::Referent::Actor(chain) => self.view.chains[chain.0 as usize].kind,
                _ => ActorKind::Other,
            };
            let form = match mention.form {
                MentionForm::Name | MentionForm::Metonym => 0,
                MentionForm::Nominal => 1,
                MentionForm::Pronoun => 2,
                MentionForm::Demonym => 3,
            };
            return 16 + form + 4 * u64::from(kind == ActorKind::Person) + 8 * u64::from(kind == ActorKind::Media);
        }
        match token.upos {
            Upos::Pron if self.view.is(at, W::PRONOUN) => 1,
            Upos::Pron if self.view.is(at, W::SUBJECT_PRONOUN) => 2,
            Upos::Pron if self.view.is(at, W::RELATIVE) => 3,
            Upos::Pron => 4,
            Upos::Propn => 5,
            _ if self.view.is(at, W::GENERIC) => 6,
            Upos::Noun => 7,
            _ => 8,
        }
    }

    /// Few features by which most words are seen to be no cue.
    pub(super) fn gate(&self, cue: usize, facts: &CueFacts, features: &mut Vec<Feature>) {
        features.clear();
        features.push(kind(F::Lemma).with(facts.lemma));
        features.push(kind(F::LemmaTag).with(facts.lemma).with(facts.tag));
        features.push(kind(F::LemmaShape).with(facts.lemma).with(facts.shape));
        features.push(kind(F::FineCluster).with(facts.cluster));
        features.push(kind(F::Cluster).with(facts.cluster >> 22).with(facts.tag));
        features.push(kind(F::Shape).with(facts.shape).with(facts.tag));
        features.push(kind(F::Subject).with(facts.subject).with(facts.tag));
        features.push(kind(F::Listed).with(facts.listed));
        features.push(kind(F::Ruled).with(u64::from(facts.ruled)));
        features.push(kind(F::Quoted).with(u64::from(self.view.quotation_at(cue).is_some())));
        features.push(kind(F::Next).with(facts.next));
    }

    /// What speaks for or against a cue as such.
    pub(super) fn describe_cue(&self, cue: usize, facts: &CueFacts, features: &mut Vec<Feature>) {
        self.gate(cue, facts, features);
        let (tree, view) = (&self.tree, &self.view);
        let words = tree.words();
        features.push(kind(F::Cluster).with(facts.cluster >> 26).with(facts.shape));
        features.push(kind(F::Relation).with(facts.relation).with(facts.tag));
        features.push(kind(F::Relation).with(facts.relation).with(facts.lemma));
        features.push(kind(F::LemmaSubject).with(facts.lemma).with(facts.subject));
        features.push(kind(F::Next).with(facts.next).with(facts.lemma));
        let head = tree.head(cue).map_or(0, |head| self.lemma_hash(head));
        features.push(kind(F::Head).with(head).with(facts.relation));
        features.push(kind(F::LemmaHead).with(head).with(facts.lemma));
        let before = if cue > words.start { self.lemma_hash(cue - 1) } else { 1 };
        features.push(kind(F::Before).with(before).with(facts.tag));
        features.push(kind(F::Before).with(before).with(facts.lemma));
        features.push(kind(F::Depth).with(step(tree.depth(cue))));
        for child in tree.children(cue) {
            let relation = tree.relation(child);
            if matches!(
                relation,
                Relation::Aux
                    | Relation::AuxPass
                    | Relation::Mark
                    | Relation::Cop
                    | Relation::Advmod
                    | Relation::Case
                    | Relation::CompoundPrt
            ) {
                let lemma = self.lemma_hash(child);
                features.push(kind(F::Auxiliary).with(lemma).with(relation as u64));
                features.push(kind(F::LemmaAuxiliary).with(lemma).with(facts.lemma));
            } else {
                features.push(kind(F::LemmaShape).with(relation as u64).with(facts.cluster >> 22));
            }
        }
        let quoted = words.clone().any(|t| view.quotation_at(t).is_some());
        let others = words.clone().any(|t| t != cue && view.cues_at(t).next().is_some());
        features.push(kind(F::Sentence).with(u64::from(quoted)).with(facts.lemma));
        features.push(kind(F::Sentence).with(2 + u64::from(others)).with(u64::from(facts.ruled)).with(facts.listed.min(1)));
        features.push(kind(F::Ruled).with(u64::from(facts.ruled)).with(facts.lemma));
        self.describe_partners(cue, facts, features);
        let quoted = kind(F::QuotedCue).with(u64::from(view.quotation_at(cue).is_some()));
        features.push(quoted.with(facts.lemma));
        features.push(quoted.with(facts.subject).with(1));
        features.push(quoted.with(facts.shape).with(facts.tag).with(2));
        features.push(quoted.with(facts.listed.min(1)).with(3));
    }

    /// Who does it and what hangs on it: factors and sections don't speak.
    fn describe_partners(&self, cue: usize, facts: &CueFacts, features: &mut Vec<Feature>) {
        let cluster = |at: usize, bits| cluster_prefix(self.view.tokens[at].cluster, bits).map_or(0, u64::from);
        if let Some(subject) = self.subject(cue) {
            let passive = u64::from(self.tree.child(cue, &[Relation::AuxPass]).is_some());
            features.push(kind(F::SubjectWord).with(self.lemma_hash(subject)).with(passive));
            features.push(kind(F::SubjectWord).with(self.lemma_hash(subject)).with(facts.lemma).with(1));
            features.push(kind(F::SubjectWord).with(cluster(subject, 9)).with(facts.cluster >> 26).with(2));
            features.push(kind(F::SubjectWord).with(cluster(subject, 12)).with(facts.tag).with(3));
        }
        let partners = [Relation::Obj, Relation::Obl, Relation::Nmod, Relation::Ccomp, Relation::Xcomp];
        for child in self.tree.children(cue).filter(|child| partners.contains(&self.tree.relation(*child))) {
            let relation = self.tree.relation(child) as u64;
            features.push(kind(F::ObjectWord).with(self.lemma_hash(child)).with(facts.lemma));
            features.push(kind(F::ObjectWord).with(self.lemma_hash(child)).with(relation).with(1));
            features.push(kind(F::ObjectWord).with(cluster(child, 9)).with(facts.cluster >> 22).with(2));
        }
    }

    /// What speaks for or against a content of a cue.
    pub(super) fn describe_content(&self, cue: usize, facts: &CueFacts, content: &Content, features: &mut Vec<Feature>) {
        features.clear();
        let (tree, view) = (&self.tree, &self.view);
        let way = content.way.number();
        let words = tree.words();
        features.push(kind(F::Way).with(way));
        features.push(kind(F::WayLemma).with(way).with(facts.lemma));
        features.push(kind(F::WayCluster).with(way).with(facts.cluster));
        features.push(kind(F::WayCluster).with(way).with(facts.cluster >> 22));
        features.push(kind(F::WayTag).with(way).with(facts.tag).with(facts.relation));
        features.push(kind(F::WayShape).with(way).with(facts.shape));
        features.push(kind(F::WayShape).with(way).with(facts.shape).with(facts.cluster >> 26));
        features.push(kind(F::WaySubject).with(way).with(facts.subject));
        features.push(kind(F::WayListed).with(way).with(facts.listed));
        let cover = self.cover(content);
        features.push(kind(F::WayCover).with(way).with(cover));
        features.push(kind(F::WayCover).with(cover));
        features.push(kind(F::WayCover).with(cover).with(facts.lemma));
        let length: usize = content.ranges.iter().map(Range::len).sum();
        features.push(kind(F::WayLength).with(way).with(step(length)));
        features.push(kind(F::WayLength).with(facts.lemma).with(step(length)));
        let (first, last) = (content.ranges[0].start, content.ranges[content.ranges.len() - 1].end);
        let mark = |at: usize| if view.tokens[at].upos == Upos::Punct { self.lemma_hash(at) } else { 2 };
        let before = if first == 0 { 0 } else { mark(first - 1) };
        let behind = if last >= view.tokens.len() { 0 } else { mark(last) };
        let starts = u64::from(first <= words.start);
        let ends = u64::from(last + 1 >= words.end) + u64::from(last > words.end);
        features.push(kind(F::WayEdges).with(way).with(before).with(starts));
        features.push(kind(F::WayEdges).with(way).with(behind).with(ends).with(1));
        features.push(kind(F::WayEdges).with(before).with(behind).with(starts).with(ends));
        let first_word = self.lemma_hash(first);
        features.push(kind(F::WayHead).with(first_word).with(way));
        features.push(kind(F::WayHead).with(first_word).with(facts.lemma));
        features.push(kind(F::WayHead).with(view.tokens[first].xpos as u64).with(way).with(9));
        features.push(kind(F::WayDistance).with(way).with(step(content.distance(cue))));
        if let Some(anchor) = content.anchor {
            let shape = self.clause_shape(anchor);
            features.push(kind(F::WayFrame).with(shape).with(way));
            features.push(kind(F::WayFrame).with(shape).with(facts.lemma).with(content.way.family()));
            features.push(kind(F::WayRelation).with(way).with(view.tokens[anchor].xpos as u64));
            let lemma = self.lemma_hash(anchor);
            features.push(kind(F::WayRelation).with(way).with(lemma).with(1));
            for child in tree.children(anchor) {
                let relation = tree.relation(child);
                if matches!(relation, Relation::Case | Relation::Mark) {
                    features.push(kind(F::WayRelation).with(way).with(self.lemma_hash(child)).with(2));
                    features.push(kind(F::WayRelation).with(facts.lemma).with(self.lemma_hash(child)).with(3));
                }
            }
        }
        let ruled = self.ruled.iter().find(|(_, ruled)| ruled.cue.contains(&cue));
        let same = ruled.map_or(0, |(_, ruled)| if ruled.tokens() == content.ranges { 2 } else { 1 });
        features.push(kind(F::WayRuled).with(same));
        features.push(kind(F::WayRuled).with(same).with(content.way.family()));
        features.push(kind(F::WayRuled).with(same).with(facts.lemma).with(1));
        features.push(kind(F::WayNext).with(facts.next).with(way));
        self.describe_edges(cue, facts, content, [kind(F::Inside), kind(F::Outside)], features);
    }

    /// How quotation marks and content lie to one another, in each of its parts.
    fn cover(&self, content: &Content) -> u64 {
        let view = &self.view;
        let mut cover = content.ranges.len() as u64;
        for range in &content.ranges {
            let (first, last) = (view.quotation_at(range.start), view.quotation_at(range.end - 1));
            let inside = range.clone().any(|t| view.quotation_at(t).is_some());
            let whole = first.is_some_and(|n| view.quotations[n].open + 1 == range.start && view.quotations[n].close <= range.end + 1);
            let cut = first.is_some_and(|n| view.quotations[n].open < range.start && !whole)
                || last.is_some_and(|n| view.quotations[n].close >= range.end && view.quotations[n].open >= range.start);
            cover = cover * 16
                + u64::from(first.is_some())
                + 2 * u64::from(last.is_some())
                + 4 * u64::from(inside)
                + 8 * u64::from(whole || cut);
            cover = cover * 2 + u64::from(cut);
        }
        cover
    }

    /// What a clause has: subject, finite verb, "that", "to".
    fn clause_shape(&self, at: usize) -> u64 {
        let mut shape = 0;
        for child in self.tree.children(at) {
            shape |= match self.tree.relation(child) {
                relation if SUBJECTS.contains(&relation) => 1,
                Relation::Aux | Relation::AuxPass | Relation::Cop => 2,
                Relation::Mark if self.view.is(child, W::COMPLEMENTIZER) => 4,
                Relation::Mark if self.view.is(child, W::INFINITIVE) => 8,
                Relation::Mark => 16,
                Relation::Case => 32,
                Relation::Obj => 64,
                _ => 0,
            };
        }
        shape
    }

    /// What speaks for or against a source.
    pub(super) fn describe_source(&self, cue: usize, facts: &CueFacts, content: &Content, source: &Source, features: &mut Vec<Feature>) {
        features.clear();
        let (at, way) = (source.head, content.way.family());
        let who = self.who(at);
        let side = u64::from(at > cue);
        let (low, high) = (at.min(cue), at.max(cue));
        let crossed = content.ranges.iter().any(|range| range.start >= low && range.end <= high);
        let side = side * 2 + u64::from(crossed);
        let relation = self.tree.relation(at) as u64;
        features.push(kind(F::Side).with(side).with(relation));
        features.push(kind(F::Side).with(side).with(way).with(relation));
        features.push(kind(F::Path).with(source.path));
        features.push(kind(F::PathLemma).with(source.path).with(facts.lemma));
        features.push(kind(F::PathLemma).with(source.path).with(facts.cluster >> 22).with(1));
        features.push(kind(F::PathLemma).with(source.path).with(facts.tag).with(facts.relation).with(2));
        features.push(kind(F::Word).with(self.lemma_hash(at)));
        features.push(kind(F::WordSide).with(self.view.tokens[at].xpos as u64).with(side));
        let cluster = self.view.tokens[at].cluster;
        features.push(kind(F::PathWord).with(cluster_prefix(cluster, 8).map_or(0, u64::from)).with(source.path));
        features.push(kind(F::Word).with(cluster_prefix(cluster, 10).map_or(0, u64::from)).with(1));
        features.push(kind(F::Actor).with(who));
        features.push(kind(F::ActorPath).with(who).with(source.path));
        features.push(kind(F::ActorPath).with(who).with(side).with(1));
        features.push(kind(F::Distance).with(step(high - low)).with(side));
        features.push(kind(F::Adjacent).with(self.gap(low, high)).with(side));
        features.push(kind(F::IsSubject).with(u64::from(source.subject)));
        features.push(kind(F::IsSubject).with(u64::from(source.subject)).with(who).with(way));
        features.push(kind(F::IsSubjectLemma).with(u64::from(source.subject)).with(facts.lemma));
        features.push(kind(F::IsSubjectLemma).with(u64::from(source.subject)).with(facts.tag).with(facts.relation).with(1));
        features.push(kind(F::IsRuled).with(u64::from(source.ruled)).with(u64::from(facts.ruled)));
        features.push(kind(F::WayPath).with(source.path).with(way));
        for child in self.tree.children(at).filter(|child| self.tree.relation(*child) == Relation::Case) {
            features.push(kind(F::Between).with(self.lemma_hash(child)).with(facts.lemma));
            features.push(kind(F::Between).with(self.lemma_hash(child)).with(relation).with(1));
        }
        features.push(kind(F::SidePronoun).with(u64::from(self.view.quotation_at(at).is_some())));
    }

    /// The marks and words between source and cue, where they are few.
    fn gap(&self, low: usize, high: usize) -> u64 {
        let between = low + 1..high;
        if between.len() > 3 {
            let mark = between.clone().any(|t| self.view.tokens[t].upos == Upos::Punct);
            return 7 + u64::from(mark);
        }
        between.fold(9, |gap, t| {
            let token = &self.view.tokens[t];
            let part = if token.kind == TokenKind::Word { token.upos as u64 + 1 } else { 40 };
            gap * 61 + part
        })
    }

    /// What speaks for a cue without a source.
    pub(super) fn describe_sourceless(&self, facts: &CueFacts, content: &Content, features: &mut Vec<Feature>) {
        features.clear();
        features.push(kind(F::None));
        features.push(kind(F::NoneLemma).with(facts.lemma));
        features.push(kind(F::NoneLemma).with(facts.lemma).with(facts.shape));
        features.push(kind(F::NoneLemma).with(facts.cluster >> 22).with(facts.tag).with(2));
        features.push(kind(F::NoneLemma).with(facts.tag).with(facts.relation).with(1));
        features.push(kind(F::NoneWay).with(content.way.number()));
        features.push(kind(F::NoneWay).with(content.way.number()).with(facts.lemma));
        features.push(kind(F::NoneSubject).with(facts.subject).with(facts.tag));
        features.push(kind(F::NoneSubject).with(facts.subject).with(facts.lemma).with(1));
        features.push(kind(F::NoneSubject).with(u64::from(facts.ruled)).with(2));
    }
}
