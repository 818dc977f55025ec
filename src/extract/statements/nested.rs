//! What others are reported to have said within somebody's words: "they said they don't know", "he asked them about it".
//!
//! The models learned from articles whose nested statements are not marked, so that they see few of them. Here those are added
//! whose cue the codebook lists, whose speaker is its subject or owner, and whose content hangs on it.

use std::ops::Range;

use super::Statement;
use super::ranking::Evidence;
use super::speakers::Speaker;
use super::view::View;
use crate::codebook::{CueClass, WordKinds as W};
use crate::extract::StatementIx;
use crate::ud::{Relation, Upos, Xpos};

/// The rule of these rows.
const RULE: &str = "nested";
/// Acts of nouns that report: "his demand to go", "reports of attacks".
const NOUN_ACTS: [&str; 7] = ["say", "claim", "demand", "promise", "threaten", "warn", "accuse"];
/// Acts of verbs that report.
const VERB_ACTS: [&str; 12] =
    ["say", "claim", "confirm", "deny", "accuse", "demand", "request", "promise", "threaten", "warn", "propose", "ask"];

const SUBJECTS: [Relation; 2] = [Relation::Nsubj, Relation::NsubjOuter];

impl View<'_> {
    /// Adds the statements within others that the models did not see; their parents are still to be found.
    pub fn add_nested(&self, statements: &mut Vec<(Statement, Option<Evidence>)>) {
        let mut found: Vec<(Statement, usize)> = Vec::new();
        for (parent, (outer, _)) in statements.iter().enumerate() {
            for range in outer.content.iter().filter_map(|content| self.cue_words(*content)) {
                for at in range.clone() {
                    let known = |(s, _): &(Statement, Option<Evidence>)| s.cue.is_some_and(|cue| cue.overlaps(self.tokens[at].span));
                    if statements.iter().any(known) {
                        continue;
                    }
                    if let Some(statement) = self.nested_at(at, &range)
                        && statement.content.iter().all(|content| Some(*content) != outer.content.first().copied())
                    {
                        found.push((statement, parent));
                    }
                }
            }
        }
        // What lies in two is a part of the shorter one.
        let length = |parent: usize| statements[parent].0.content.iter().map(|content| content.len()).sum::<usize>();
        found.sort_by_key(|(statement, parent)| (statement.cue, length(*parent), *parent));
        found.dedup_by(|later, first| later.0.cue == first.0.cue);
        for (mut statement, parent) in found {
            statement.parent = Some(StatementIx(parent as u32));
            statements.push((statement, None));
        }
    }

    fn nested_at(&self, at: usize, within: &Range<usize>) -> Option<Statement> {
        let (speaker, content) = match self.token(at).upos {
            Upos::Verb => (Some(self.nested_speaker(at, within)?), self.nested_content(at)?),
            Upos::Noun => (self.owner_of(at), self.told_by_noun(at)?),
            _ => return None,
        };
        let inside = content.start >= within.start && content.end <= within.end && !content.contains(&at);
        let apart = speaker.as_ref().is_none_or(|speaker| speaker.last < content.start || content.end <= speaker.first);
        if !inside || !apart || content.is_empty() {
            return None;
        }
        let mut statement = self.bare(at, vec![self.span(content.start, content.end - 1)], RULE);
        "indirect".clone_into(&mut statement.kind);
        "other".clone_into(&mut statement.act);
        if let Some(cue) = self.quoted_cues_at(at).next() {
            statement.act.clone_from(&self.cues.cue(cue.form).act);
        }
        statement.cue = Some(self.tokens[at].span);
        if let Some(speaker) = speaker {
            (statement.speakers, statement.speaker_basis) = (speaker.parties, speaker.basis.to_owned());
        }
        Some(statement)
    }

    /// The subject of a finite verb that the codebook lists as one of speech.
    fn nested_speaker(&self, verb: usize, within: &Range<usize>) -> Option<Speaker> {
        let listed = self.quoted_cues_at(verb).any(|cue| !cue.form.participle && VERB_ACTS.contains(&self.cues.cue(cue.form).act.as_str()));
        let finite = matches!(self.token(verb).xpos, Xpos::Vbd | Xpos::Vbz | Xpos::Vbp) || self.child(verb, &[Relation::Aux]).is_some();
        let subject = self.child(verb, &SUBJECTS).filter(|subject| *subject < verb && within.contains(subject))?;
        let modal = self.children(verb).any(|child| self.token(child).relation == Relation::Aux && self.is(child, W::MODAL));
        if !listed || !finite || modal || self.child(verb, &[Relation::AuxPass]).is_some() {
            return None;
        }
        let pronoun =
            self.token(subject).upos == Upos::Pron && self.is(subject, W::PRONOUN.with(W::SUBJECT_PRONOUN).with(W::OTHER_PRONOUN));
        if pronoun {
            return Some(self.speaker(vec![self.party(subject, subject)], "pronoun", subject, subject));
        }
        let phrase = self.phrase_of(subject, |child| child > subject && self.token(child).relation == Relation::AclRelcl)?;
        let named = self.party_at(subject);
        let (party, basis) = named.unwrap_or_else(|| (self.party(phrase.start, phrase.end - 1), "generic"));
        (self.token(subject).upos != Upos::Pron).then(|| self.speaker(vec![party], basis, phrase.start, phrase.end - 1))
    }

    /// A clause behind the verb, or "about" something that somebody is asked or told.
    fn nested_content(&self, verb: usize) -> Option<Range<usize>> {
        let whole = |clause: &usize| {
            *clause > verb
                && self.is_finite(*clause)
                && self.child(*clause, &[Relation::Nsubj, Relation::NsubjPass, Relation::Expl]).is_some()
        };
        if let Some(clause) = self.child(verb, &[Relation::Ccomp]).filter(whole) {
            return self.said_in(clause);
        }
        let object = self.child(verb, &[Relation::Obj, Relation::Iobj]).is_some();
        let topic = |child: &usize| {
            *child > verb && self.token(*child).relation == Relation::Obl && self.children(*child).any(|case| self.is(case, W::TOPIC_LEAD))
        };
        let topic = self.children(verb).find(topic).filter(|_| object)?;
        self.phrase_of(topic, |child| self.token(child).relation == Relation::Punct)
    }

    /// The words of a clause without "that" and marks around it.
    fn said_in(&self, clause: usize) -> Option<Range<usize>> {
        let range = self.phrase_of(clause, |_| false)?;
        let outer = |at: &usize| {
            self.token(*at).upos == Upos::Punct || self.is(*at, W::COMPLEMENTIZER) && self.token(*at).relation == Relation::Mark
        };
        let start = range.clone().find(|at| !outer(at))?;
        Some(start..self.without_marks(start..range.end))
    }

    /// Whose demand or promise it is: "his promise", "Iran's threat".
    fn owner_of(&self, noun: usize) -> Option<Speaker> {
        let owner = self.child(noun, &[Relation::NmodPoss])?;
        if self.token(owner).upos == Upos::Pron {
            return Some(self.speaker(vec![self.party(owner, owner)], "pronoun", owner, owner));
        }
        let (party, basis) = self.party_at(owner)?;
        Some(self.speaker(vec![party], basis, owner, owner))
    }

    /// "demands to go", "a promise that ...", "reports of the attack".
    fn told_by_noun(&self, noun: usize) -> Option<Range<usize>> {
        let lemma = self.document.lemma(self.token(noun));
        let entries = self.cues.acts().entries(lemma);
        let act = entries.iter().find(|e| e.class == CueClass::Noun && e.rest.is_empty() && e.takes.is_none()).map(|e| e.act.as_str());
        let act = act.filter(|act| NOUN_ACTS.contains(act))?;
        let clause = self.children(noun).find(|child| {
            let told = *child > noun && matches!(self.token(*child).relation, Relation::Acl | Relation::Ccomp);
            told && (self.has_modifier(*child, W::INFINITIVE) && act != "say"
                || self.children(*child).any(|mark| self.is(mark, W::COMPLEMENTIZER) && self.token(mark).relation == Relation::Mark))
        });
        if let Some(clause) = clause {
            return self.said_in(clause);
        }
        let of = self.children(noun).find(|child| {
            let told = *child > noun && self.token(*child).relation == Relation::Nmod;
            told && self.children(*child).any(|case| self.is(case, W::GROUND_OF) && self.token(case).relation == Relation::Case)
        })?;
        // "reports of" tell of something; "the call of the president" does not.
        let heard = self.is(noun, W::REPORT_OF) && self.token(of).upos != Upos::Propn;
        let range = self.phrase_of(of, |_| false).filter(|_| heard)?;
        let start = range.clone().find(|at| !self.is(*at, W::GROUND_OF))?;
        Some(start..self.without_marks(start..range.end))
    }
}
