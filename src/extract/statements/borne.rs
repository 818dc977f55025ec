//! Words on signs and shirts: "a man holds up a sign reading '...'" is what the man says.

use super::Statement;
use super::ranking::Evidence;
use super::speakers::Speaker;
use super::view::{Quotation, View};
use crate::codebook::WordKinds as W;
use crate::ud::{Feats, Relation, Upos};

/// The rule of these rows.
const RULE: &str = "borne";
/// So many verbs may share a subject.
const SHARED: usize = 4;
/// A verb of speech stands at most so many tokens before the quotation.
const NEAR: usize = 2;

impl View<'_> {
    /// Adds the quotations that a sign or shirt bears, and gives those that are known to whoever bears it.
    pub fn add_borne(&self, statements: &mut Vec<(Statement, Option<Evidence>)>) {
        for quotation in self.quotations.iter().filter(|quotation| quotation.closed) {
            let Some((verb, noun)) = self.bearing(*quotation) else { continue };
            let (Some(bearer), Some(words)) = (self.bearer_of(noun), self.quoted_words(*quotation)) else { continue };
            let known = statements.iter_mut().find(|(s, _)| s.content.iter().any(|content| content.overlaps(words)));
            let Some((statement, _)) = known else {
                let mut statement = self.bare(verb, vec![words], RULE);
                statement.cue = Some(self.tokens[verb].span);
                (statement.speakers, statement.speaker_basis) = (bearer.parties, bearer.basis.to_owned());
                statements.push((statement, None));
                continue;
            };
            if statement.cue.is_some_and(|cue| cue.contains(self.tokens[verb].span)) {
                (statement.speakers, statement.speaker_basis) = (bearer.parties, bearer.basis.to_owned());
            }
        }
    }

    /// The verb before a quotation, and the noun that it tells of, where that is a thing that bears words.
    fn bearing(&self, quotation: Quotation) -> Option<(usize, usize)> {
        let told = |at: &usize| {
            let relation = matches!(self.token(*at).relation, Relation::Acl | Relation::AclRelcl);
            relation && self.sentence(*at).section.has_rows() && self.all_say(*at)
        };
        let bears = |at: usize| self.is(at, W::BEARER);
        let clause = (quotation.open.saturating_sub(NEAR)..quotation.open).rev().find(told);
        let pair = clause.and_then(|verb| self.head(verb).filter(|noun| *noun < verb && bears(*noun)).map(|noun| (verb, noun)));
        // "a sign reading": a participle that was taken for a noun.
        let misread = || {
            let verb = quotation.open.checked_sub(1).filter(|verb| self.has_participle_form(*verb) && self.all_say(*verb))?;
            verb.checked_sub(1).filter(|noun| bears(*noun) && self.sentence(verb).section.has_rows()).map(|noun| (verb, noun))
        };
        let (verb, noun) = pair.or_else(misread)?;
        let between = (verb + 1..quotation.open).all(|at| self.token(at).upos == Upos::Punct);
        (between && self.sentence_of(noun) == self.sentence_of(quotation.open)).then_some((verb, noun))
    }

    fn all_say(&self, at: usize) -> bool {
        self.quoted_cues_at(at).any(|cue| self.cues.cue(cue.form).act == "say")
    }

    /// Who holds, carries or wears a thing: the subject of the verb that it is the object of, or the noun that it is told of,
    /// else the thing itself.
    fn bearer_of(&self, noun: usize) -> Option<Speaker> {
        let top = self.head(noun).filter(|_| self.token(noun).relation == Relation::Compound).unwrap_or(noun);
        let over = self.head(top);
        let own = match self.token(top).relation {
            Relation::Obj => over.and_then(|verb| self.shared_subject(verb)),
            Relation::Nmod => over.filter(|at| self.token(*at).upos == Upos::Noun),
            _ => None,
        };
        let person = own.filter(|at| !self.token(*at).feats.has(Feats::RELATIVE)).and_then(|at| {
            let mut speaker = self.speaker_at(at)?;
            // "a man in a shirt that read ...": without the shirt.
            if (speaker.first..=speaker.last).contains(&noun) {
                speaker.parties = vec![self.party(speaker.first, at)];
            }
            Some(speaker)
        });
        person.or_else(|| self.speaker_at(noun))
    }

    /// The subject of a verb, or that of the verb which it is joined to; the noun that a participle tells of.
    fn shared_subject(&self, verb: usize) -> Option<usize> {
        let mut at = verb;
        for _ in 0..SHARED {
            if let Some(subject) = self.child(at, &[Relation::Nsubj, Relation::NsubjPass]) {
                return Some(subject);
            }
            match self.token(at).relation {
                Relation::Conj | Relation::Advcl => at = self.head(at)?,
                Relation::Acl => return self.head(at),
                _ => return None,
            }
        }
        None
    }
}
