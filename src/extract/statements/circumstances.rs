//! Whom something was said to, and where or in what medium, by what hangs on its cue.

use std::ops::Range;

use super::Statement;
use super::view::View;
use crate::codebook::{Frames, WordKinds as W};
use crate::extract::{Party, Referent};
use crate::text::Span;
use crate::ud::{Relation, Upos};

/// Acts whose object is whom they are addressed to, if it is somebody.
const ADDRESSED: [&str; 5] = ["ask", "request", "demand", "warn", "promise"];
/// Acts that need no hearer.
const UNHEARD: [&str; 2] = ["believe", "intend"];

const OBLIQUE: [Relation; 3] = [Relation::Obl, Relation::OblUnmarked, Relation::Nmod];
/// What is told of a place, but is no part of it.
const APART: [Relation; 5] = [Relation::AclRelcl, Relation::Advcl, Relation::Appos, Relation::Parataxis, Relation::Conj];

impl View<'_> {
    /// Adds hearer and venue where the words right behind the cue told none.
    pub fn tell_circumstances(&self, statement: &mut Statement) {
        let Some(cue) = statement.cue.and_then(|span| self.cue_words(span)) else { return };
        let head = self.head_within(&cue);
        if statement.venue.is_none() {
            statement.venue = self.verbs_of(head).into_iter().flatten().find_map(|verb| self.venue_at(verb, statement));
        }
        // "pleaded guilty": an adjective is nobody.
        statement.addressees.retain(|party| party.mention.is_some() || party.span.is_none_or(|span| self.ends_with_noun(span)));
        if statement.addressees.is_empty() && !UNHEARD.contains(&statement.act.as_str()) {
            statement.addressees = self.hearers(head, &cue, statement);
        }
    }

    fn ends_with_noun(&self, span: Span) -> bool {
        self.tokens_of_span(span).is_none_or(|(_, last)| self.token(last).upos != Upos::Adj)
    }

    /// A cue and the verb that hedges it: "appeared in New York to confirm".
    pub fn verbs_of(&self, head: usize) -> [Option<usize>; 2] {
        let hedge = self.head(head).filter(|over| self.token(head).relation == Relation::Xcomp && self.is(*over, W::HEDGE_TO));
        [Some(head), hedge]
    }

    fn venue_at(&self, verb: usize, statement: &Statement) -> Option<Span> {
        self.children(verb).filter(|child| OBLIQUE.contains(&self.token(*child).relation)).find_map(|noun| {
            let lead =
                self.children(noun).find(|c| *c < noun && self.token(*c).relation == Relation::Case && self.is(*c, W::VENUE_LEAD))?;
            if !self.is(noun, W::VENUE) && !self.is_place(noun) {
                return None;
            }
            let range = self.phrase_of(noun, |child| APART.contains(&self.token(child).relation) || self.is_dated(child))?;
            let span = self.span(lead, self.without_marks(lead..range.end) - 1);
            self.is_apart(span, statement).then_some(span)
        })
    }

    /// A date that hangs on a noun: "in an interview on Sunday".
    fn is_dated(&self, at: usize) -> bool {
        let range = self.phrase_of(at, |_| false).unwrap_or(at..at + 1);
        range.into_iter().all(|t| self.is(t, W::DATE.with(W::DATE_LEAD).with(W::DATE_TAIL)) || self.token(t).upos == Upos::Num)
    }

    fn is_place(&self, noun: usize) -> bool {
        let token = self.token(noun).span;
        let from = self.mentions.partition_point(|m| m.span.end <= token.start);
        let here = self.mentions.iter().skip(from).take_while(|m| m.span.start <= token.start);
        here.filter(|m| m.span.contains(token)).any(|m| matches!(m.referent, Referent::Place(_) | Referent::NewPlace(_)))
    }

    /// Whether words are neither what is said nor what reports it or who speaks.
    fn is_apart(&self, span: Span, statement: &Statement) -> bool {
        let speakers = statement.speakers.iter().filter_map(|party| party.span);
        statement.content.iter().copied().chain(statement.cue).chain(speakers).all(|other| !other.overlaps(span))
    }

    fn hearers(&self, head: usize, cue: &Range<usize>, statement: &Statement) -> Vec<Party> {
        const HEARER: Frames = Frames::ADDRESSEE.with(Frames::ADDRESSEE_THAT).with(Frames::OBJECT_TO);
        let listed = self.quoted_cues_at(cue.start).any(|found| self.cues.cue(found.form).frames.any(HEARER));
        let addressed = ADDRESSED.contains(&statement.act.as_str());
        let passive = self.child(head, &[Relation::AuxPass]).is_some();
        for child in self.children(head) {
            let fits = match self.token(child).relation {
                Relation::Iobj => true,
                Relation::Obj => addressed || listed,
                Relation::NsubjPass => passive && (addressed || listed),
                Relation::Obl | Relation::Nmod => {
                    child > head
                        && self.children(child).any(|case| {
                            let lead = self.is(case, W::HEARER_LEAD) || addressed && cue.contains(&case);
                            lead && self.token(case).relation == Relation::Case
                        })
                }
                _ => false,
            };
            // "called for records": a preposition of the cue leads to an actor.
            let own = self.children(child).any(|case| cue.contains(&case));
            let Some(party) = self.somebody(child).filter(|party| fits && (!own || party.mention.is_some())) else { continue };
            // "urged Iran to stop": whom it is said to may stand within what is said.
            let apart = party.span.is_some_and(|span| addressed || self.is_apart(span, statement));
            if apart && statement.speakers.iter().all(|speaker| speaker.span != party.span) {
                let joined = self.children(child).filter(|joined| self.token(*joined).relation == Relation::Conj);
                return std::iter::once(party).chain(joined.filter_map(|joined| self.somebody(joined))).collect();
            }
        }
        Vec::new()
    }

    /// A noun that is a person or body: an actor, a pronoun, or a word for people who speak or listen.
    pub(super) fn somebody(&self, noun: usize) -> Option<Party> {
        if self.token(noun).upos == Upos::Pron {
            return self.is(noun, W::PRONOUN.with(W::OBJECT_PRONOUN)).then(|| self.party(noun, noun));
        }
        let (party, _) = self.party_at(noun)?;
        (party.mention.is_some() || self.is(noun, W::ADDRESSEE.with(W::GENERIC))).then_some(party)
    }
}
