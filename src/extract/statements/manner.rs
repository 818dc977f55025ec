//! What a speaker does by saying it, whether he does, and how surely the narrator tells it: act, negation and hedge.
//!
//! The words that report are known by now; here the sentence around them is read, with the acts of `codebook/acts.csv`.

use std::ops::Range;

use super::Statement;
use super::view::View;
use crate::codebook::{ActEntry, CueClass, Takes, WordKinds as W};
use crate::text::Span;
use crate::ud::{Feats, Relation, Upos, Xpos};

/// Acts that are none where nobody performs them: "would not say" refuses.
const TELLING: [&str; 2] = ["say", "confirm"];
/// Acts with which somebody may disown what he is said to have done.
const CLAIMING: [&str; 3] = ["say", "claim", "confirm"];

const OBJECTS: [Relation; 2] = [Relation::Obj, Relation::NsubjPass];
const SUBJECTS: [Relation; 3] = [Relation::Nsubj, Relation::NsubjOuter, Relation::NsubjPass];
const CLAUSES: [Relation; 2] = [Relation::Ccomp, Relation::Xcomp];

/// What the words around a cue do to it.
#[derive(Debug, Clone, Copy, Default)]
struct Group {
    negated: bool,
    hedged: bool,
    refused: bool,
}

impl View<'_> {
    /// Sets act, negation and hedge of a statement by the words around its cue.
    pub fn tell_manner(&self, statement: &mut Statement) {
        let Some(cue) = statement.cue.and_then(|span| self.cue_words(span)) else { return };
        let head = self.head_within(&cue);
        let group = self.group_of(head);
        let (negated, hedged) = (statement.negated || group.negated, statement.hedged || group.hedged);
        if let Some((entry, certain)) = self.act_entry(&cue, head)
            && (certain || statement.act == "other")
        {
            statement.act = self.act_of(entry, head).to_owned();
        }
        if let Some(other) = self.act_entry(&cue, head).and_then(|(entry, _)| entry.negated.as_ref()).filter(|_| negated) {
            statement.act.clone_from(other);
        }
        if group.refused && (TELLING.contains(&statement.act.as_str()) || self.head(head).is_some_and(|g| self.is(g, W::REFUSE_TO))) {
            "refuse".clone_into(&mut statement.act);
        } else if !negated && CLAIMING.contains(&statement.act.as_str()) && self.is_disowned(&statement.content) {
            "deny".clone_into(&mut statement.act);
        }
        (statement.negated, statement.hedged) = (negated, hedged);
    }

    /// Whether a word reports something by what the codebook says of it. Marked articles hold attitudes and deeds of all kinds
    /// ("implemented a policy"), which the models believe to be statements; what has no act is none.
    pub fn reports(&self, cue: usize) -> bool {
        let listed = || self.quoted_cues_at(cue).next().is_some();
        let reports = || self.act_entry(&(cue..cue + 1), cue).is_some_and(|(entry, _)| self.act_of(entry, cue) != "other");
        (listed() || reports()) && !(self.is(cue, W::NAMING) && self.is_name_giving(cue))
    }

    /// "a plume, called X", "known as X": a name, and nobody who gives it.
    fn is_name_giving(&self, cue: usize) -> bool {
        let passive = self.child(cue, &[Relation::AuxPass]).is_some();
        let bare = self.token(cue).xpos == Xpos::Vbn && self.child(cue, &[Relation::Aux]).is_none();
        (passive || bare) && self.child(cue, &[Relation::OblAgent]).is_none() && self.child(cue, &CLAUSES[..1]).is_none()
    }

    /// The tokens of a cue.
    pub fn cue_words(&self, span: Span) -> Option<Range<usize>> {
        self.tokens_of_span(span).map(|(first, last)| first..last + 1)
    }

    /// The word of some that the others hang on.
    pub fn head_within(&self, words: &Range<usize>) -> usize {
        let outside = |at: &usize| self.head(*at).is_none_or(|head| !words.contains(&head));
        words.clone().find(outside).unwrap_or(words.start)
    }

    /// The entry that says most of a cue, and whether anything but its lemma tells so.
    fn act_entry(&self, cue: &Range<usize>, head: usize) -> Option<(&ActEntry, bool)> {
        let mut best: Option<(usize, &ActEntry)> = None;
        let own = class_of(self.token(head).upos);
        for entry in self.cues.acts().entries(&self.lemma(head)).iter().filter(|entry| entry.class != CueClass::Disowned) {
            let follows = entry.rest.is_empty() || self.is_followed_by(&entry.rest, head, cue);
            if !follows || !entry.takes.is_none_or(|takes| self.takes(head, takes)) {
                continue;
            }
            let said = 8 * entry.rest.len() + 4 * usize::from(entry.takes.is_some()) + usize::from(entry.class == own);
            if best.is_none_or(|(most, _)| said > most) {
                best = Some((said, entry));
            }
        }
        best.map(|(said, entry)| (entry, said >= 4))
    }

    fn act_of<'e>(&'e self, entry: &'e ActEntry, head: usize) -> &'e str {
        let noun = self.child(head, &OBJECTS).filter(|_| entry.takes == Some(Takes::Noun));
        let act = noun.and_then(|noun| {
            let entries = self.cues.acts().entries(&self.lemma(noun));
            let fits = |e: &&ActEntry| e.class == CueClass::Noun && e.rest.is_empty() && e.takes.is_none_or(|t| self.takes(noun, t));
            entries.iter().rfind(fits).map(|entry| entry.act.as_str())
        });
        act.unwrap_or(&entry.act)
    }

    fn lemma(&self, at: usize) -> String {
        self.document.lemma(self.token(at)).to_lowercase()
    }

    /// Whether the words stand right behind the cue, or its particle or preposition is the word.
    fn is_followed_by(&self, words: &[String], head: usize, cue: &Range<usize>) -> bool {
        let equal = |at: usize, word: &String| self.word(at).eq_ignore_ascii_case(word);
        let beside = |from: usize| words.iter().enumerate().all(|(n, word)| from + n < self.end_of(head) && equal(from + n, word));
        if beside(head + 1) || beside(cue.end) {
            return true;
        }
        let [word] = words else { return false };
        self.children(head).filter(|child| *child > head).any(|child| match self.token(child).relation {
            Relation::CompoundPrt => equal(child, word),
            Relation::Obl | Relation::Nmod => {
                self.children(child).any(|case| self.token(case).relation == Relation::Case && equal(case, word))
            }
            _ => false,
        })
    }

    fn takes(&self, head: usize, takes: Takes) -> bool {
        let has_object = || self.child(head, &[Relation::Obj, Relation::Iobj]).is_some();
        let clause = || self.child(head, &[Relation::Ccomp]);
        match takes {
            Takes::To => self.takes_infinitive(head) && !has_object(),
            Takes::ObjectTo => self.takes_infinitive(head) && (has_object() || self.has_raised_subject(head)),
            Takes::Clause => self.is(head + 1, W::COMPLEMENTIZER) || clause().is_some_and(|clause| self.is_finite(clause)),
            Takes::Should => clause().is_some_and(|clause| self.is_wanted(clause)),
            Takes::Question => self.child(head, &CLAUSES).is_some_and(|clause| self.children(clause).any(|c| self.is(c, W::QUESTION))),
            Takes::Noun => self.child(head, &OBJECTS).is_some(),
            Takes::Claim => {
                let told = self.head(head).filter(|_| self.token(head).relation == Relation::AclRelcl);
                let object = self.child(head, &OBJECTS).filter(|object| !self.token(*object).feats.has(Feats::RELATIVE)).or(told);
                object.is_some_and(|object| self.is(object, W::CLAIM_NOUN.with(W::SAID)))
            }
            Takes::Ing => self.child(head, &CLAUSES).is_some_and(|clause| self.token(clause).xpos == Xpos::Vbg),
        }
    }

    /// "wants to go", "a plan to go", "was urged to go".
    fn takes_infinitive(&self, head: usize) -> bool {
        let clause = [Relation::Xcomp, Relation::Ccomp, Relation::Acl, Relation::Advcl];
        self.children(head).any(|child| {
            let after = child > head && clause.contains(&self.token(child).relation);
            after && self.has_modifier(child, W::INFINITIVE)
        })
    }

    /// "wants him to go", "was urged to go".
    fn has_raised_subject(&self, head: usize) -> bool {
        let passive = self.child(head, &[Relation::AuxPass]).is_some();
        passive || self.child(head, &CLAUSES).is_some_and(|clause| self.child(clause, &SUBJECTS).is_some_and(|subject| subject > head))
    }

    /// A clause of what should be: "that he go", "he must go".
    fn is_wanted(&self, clause: usize) -> bool {
        let aux = self.children(clause).find(|child| matches!(self.token(*child).relation, Relation::Aux | Relation::AuxPass));
        match aux {
            Some(aux) => self.is(aux, W::OUGHT) || self.token(aux).xpos == Xpos::Vb,
            None => self.token(clause).xpos == Xpos::Vb && !self.has_modifier(clause, W::INFINITIVE),
        }
    }

    /// The negations and hedges at a cue, at its subject, and at the verb that it is the infinitive of.
    fn group_of(&self, head: usize) -> Group {
        let negation = |at: usize| {
            let own = self.children(at).any(|child| {
                let near = matches!(
                    self.token(child).relation,
                    Relation::Advmod | Relation::Det | Relation::Mark | Relation::Aux | Relation::CcPreconj
                );
                near && child < at && self.is(child, W::NEGATION)
            });
            let nobody = |subject: usize| self.is(subject, W::NONE) || self.has_modifier(subject, W::NONE);
            own || self.token(at).upos == Upos::Noun && self.has_modifier(at, W::NONE) || self.child(at, &SUBJECTS).is_some_and(nobody)
        };
        let mut group = Group { negated: negation(head), hedged: self.has_modifier(head, W::HEDGE), refused: false };
        group.refused = group.negated && self.has_modifier(head, W::VOLITION);
        let over = self.head(head).filter(|_| self.token(head).relation == Relation::Xcomp);
        let Some(over) = over.filter(|over| *over < head) else { return group };
        if self.is(over, W::REFUSE_TO) && !negation(over) {
            (group.negated, group.refused) = (true, true);
        } else if self.is(over, W::FAIL_TO) {
            group.negated = !negation(over);
        } else if self.is(over, W::HEDGE_TO) || self.is_hearsay(over) {
            group.hedged = true;
            group.negated |= negation(over);
        }
        group
    }

    /// "is said to have warned": others tell it.
    fn is_hearsay(&self, verb: usize) -> bool {
        let entries = self.cues.acts().entries(&self.lemma(verb));
        let listed = self.quoted_cues_at(verb).map(|cue| self.cues.cue(cue.form).act.as_str());
        let told = listed.chain(entries.iter().map(|e| e.act.as_str())).any(|act| matches!(act, "say" | "claim" | "believe"));
        told && self.child(verb, &[Relation::AuxPass]).is_some()
    }

    /// "(said) he did not know", "(said) it had no role": of himself.
    fn is_disowned(&self, content: &[Span]) -> bool {
        let Some(words) = content.first().and_then(|span| self.cue_words(*span)) else { return false };
        let head = self.head_within(&words);
        let own = |at: usize| self.is(at, W::PRONOUN.with(W::SUBJECT_PRONOUN).with(W::OTHER_PRONOUN));
        if !self.child(head, &SUBJECTS).is_some_and(|subject| own(subject) && self.token(subject).upos == Upos::Pron) {
            return false;
        }
        let disowned = |at: usize| self.cues.acts().entries(&self.lemma(at)).iter().any(|entry| entry.class == CueClass::Disowned);
        let not =
            self.children(head).any(|child| child < head && self.is(child, W::NEGATION) && self.token(child).relation == Relation::Advmod);
        let object = self.child(head, &[Relation::Obj]);
        let none = object.is_some_and(|object| self.has_modifier(object, W::NONE) && disowned(object));
        none || not && disowned(head)
    }
}

fn class_of(upos: Upos) -> CueClass {
    match upos {
        Upos::Verb | Upos::Aux => CueClass::Verb,
        Upos::Noun | Upos::Propn => CueClass::Noun,
        Upos::Adj => CueClass::Adjective,
        _ => CueClass::Word,
    }
}
