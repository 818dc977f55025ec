//! Whether an act happened, by the words above and around it and by who tells it.

use super::scene::Scene;
use crate::ud::{Relation, Upos, Xpos};

/// What the tree says of an act's truth.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Mood {
    pub future: bool,
    /// Of the future by somebody's plan, not by the verb's form alone ("will").
    pub planned: bool,
    pub possible: bool,
    pub negated: bool,
    pub hedged: bool,
    pub accused: bool,
    pub denied: bool,
    /// A demand, promise, threat or refusal of it is the act.
    pub spoken: bool,
    /// It is demanded.
    pub requested: bool,
    /// It is refused.
    pub refused: bool,
    /// Somebody thinks about it.
    pub considered: bool,
    /// Somebody proposes it, perhaps himself.
    pub proposed: bool,
    /// It is threatened.
    pub threatened: bool,
    /// Somebody doubts it.
    pub doubted: bool,
    /// Decided by who can decide it.
    pub decided: bool,
    /// What somebody wants to reach by what he does.
    pub purpose: bool,
    /// What a bill or plan provides for.
    pub provided: bool,
}

impl std::fmt::Display for Mood {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let all = [
            (self.future, "future"),
            (self.planned, "planned"),
            (self.possible, "possible"),
            (self.negated, "negated"),
            (self.hedged, "hedged"),
            (self.accused, "accused"),
            (self.denied, "denied"),
            (self.spoken, "spoken of"),
            (self.requested, "requested"),
            (self.refused, "refused"),
            (self.considered, "considered"),
            (self.proposed, "proposed"),
            (self.threatened, "threatened"),
            (self.doubted, "doubted"),
            (self.decided, "decided"),
            (self.purpose, "purpose"),
            (self.provided, "provided for"),
        ];
        let told: Vec<&str> = all.iter().filter(|(is, _)| *is).map(|(_, name)| *name).collect();
        f.write_str(if told.is_empty() { "plain" } else { "" })?;
        f.write_str(&told.join(", "))
    }
}

/// How far up the tree words still bear on an act.
const DEPTH: usize = 6;

impl Scene<'_> {
    /// The mood of the act at a word; words that its pattern asked for ("did NOT accede") don't count.
    pub fn mood(&self, trigger: usize, used: &[usize]) -> Mood {
        let mut mood = Mood::default();
        let mut at = trigger;
        mood.spoken |= self.is_forbidden(trigger);
        for _ in 0..DEPTH {
            self.beside(at, used, &mut mood);
            let Some(head) = self.tree.head(at) else { break };
            let relation = self.relation(at);
            let owned = || self.tree.child(at, &[Relation::NmodPoss]).is_some();
            if at == trigger && relation == Relation::Obl && self.tokens[at].upos == Upos::Noun && owned() {
                // "help with Ruritania's inquiry": that is there already
                break;
            }
            let goes_on = match relation {
                Relation::Acl if self.tokens[at].xpos == Xpos::Vb => {
                    let governed = self.under(head, at, &mut mood);
                    mood.purpose |= !governed;
                    governed
                }
                Relation::Xcomp | Relation::Obj | Relation::Acl | Relation::Nmod | Relation::Obl | Relation::Compound => {
                    self.under(head, at, &mut mood)
                }
                Relation::Nsubj | Relation::NsubjPass => {
                    // "an attack is planned, was averted, may follow"
                    self.beside(head, used, &mut mood);
                    self.under(head, at, &mut mood);
                    false
                }
                Relation::Ccomp => {
                    self.under(head, at, &mut mood);
                    self.is(head, self.grammar().transparent) && !mood.spoken
                }
                // "voted 66 to 27 to legalise it"
                Relation::Advcl if at > head && self.tokens[at].xpos == Xpos::Vb && self.is(head, self.grammar().decided_by) => {
                    self.under(head, at, &mut mood)
                }
                // "did not persuade them to leave"
                Relation::Advcl if self.is_caused(head, at) => self.under(head, at, &mut mood),
                Relation::Advcl => {
                    let bare = matches!(self.tokens[at].xpos, Xpos::Vb | Xpos::Vbg);
                    let marked = self.children_by(at, &[Relation::Mark]).any(|c| self.is(c, self.grammar().infinitive));
                    mood.purpose |= self.tokens[at].xpos == Xpos::Vb && (at > head || marked);
                    if bare && self.tree.child(at, &[Relation::Mark]).is_some() {
                        self.under(head, at, &mut mood);
                    }
                    false
                }
                Relation::Conj => self.shares(at, head),
                _ => false,
            };
            if !goes_on {
                break;
            }
            at = head;
        }
        mood.possible |= self.is_in_condition(trigger);
        mood.future |= mood.planned;
        mood.provided = self.is_provided(trigger);
        mood
    }

    /// "If the House votes to impeach him, ...": between the word that opens a condition and the comma that ends it.
    fn is_in_condition(&self, trigger: usize) -> bool {
        let clause = (0..trigger).rev().take_while(|w| self.tokens[*w].upos != Upos::Punct);
        // "hundreds if not thousands" opens none
        let not = |w: usize| self.words.get(w + 1).is_some_and(|_| self.is(w + 1, self.grammar().negator));
        let opens = |w: usize| self.relation(w) == Relation::Mark && self.is(w, self.grammar().condition) && !not(w);
        clause.into_iter().any(opens)
    }

    /// "Don't attack them": nobody did.
    fn is_forbidden(&self, at: usize) -> bool {
        const SUBJECT: [Relation; 3] = [Relation::Nsubj, Relation::NsubjPass, Relation::Mark];
        let root = matches!(self.relation(at), Relation::Root | Relation::Parataxis | Relation::Ccomp);
        let not = |c: usize| self.relation(c) == Relation::Advmod && self.is(c, self.grammar().negator);
        let bare = self.tokens[at].xpos == Xpos::Vb && self.children_by(at, &SUBJECT).next().is_none();
        root && bare && self.tree.child(at, &[Relation::Aux]).is_some() && self.tree.children(at).any(not)
    }

    /// "a bill that would allow the state to extradite suspects": what somebody drafted, not what anybody does.
    fn is_provided(&self, trigger: usize) -> bool {
        let g = self.grammar();
        if !self.is_verb(trigger) {
            return false;
        }
        let mut at = trigger;
        for _ in 0..2 * DEPTH {
            let Some(head) = self.tree.head(at) else { return false };
            let clause = matches!(self.relation(at), Relation::AclRelcl | Relation::Acl);
            if clause && self.is(head, g.draft) {
                let open = |c: usize| self.relation(c) == Relation::Aux && (self.is(c, g.future) || self.is(c, g.possible));
                return self.tree.children(at).any(open) || self.is(at, g.hypothetical_by) || self.tokens[at].xpos == Xpos::Vb;
            }
            at = head;
        }
        false
    }

    /// What hangs on a word and changes its truth.
    fn beside(&self, at: usize, used: &[usize], mood: &mut Mood) {
        let g = self.grammar();
        for child in self.tree.children(at).filter(|c| !used.contains(c)) {
            match self.relation(child) {
                Relation::Aux if !self.is_name(child) => {
                    mood.future |= self.is(child, g.future);
                    let next = self.tree.children(at).find(|c| *c == child + 1);
                    mood.planned |= self.is(child, g.be) && next.is_some_and(|c| self.is(c, g.infinitive));
                    mood.possible |= self.is(child, g.possible);
                }
                Relation::Advmod | Relation::Det | Relation::CcPreconj => {
                    mood.negated |= self.is(child, g.negator);
                    mood.hedged |= self.is(child, g.hedge);
                }
                Relation::Amod => {
                    mood.hedged |= self.is(child, g.hedge);
                    mood.planned |= self.is(child, g.planned_by);
                    mood.proposed |= self.is(child, g.proposed_by);
                    mood.possible |= self.is(child, g.hypothetical_by);
                }
                // "the visit, which was cancelled"
                Relation::AclRelcl if !self.is_verb(at) && self.is_passive(child) => mood.negated |= self.is(child, g.negated_by),
                // "is to resign"
                Relation::Cop | Relation::AuxPass if self.is(child, g.be) => {
                    let next = self.tree.children(at).find(|c| *c == child + 1);
                    mood.planned |= next.is_some_and(|c| self.is(c, g.infinitive));
                }
                // "no group has claimed it"
                Relation::Nsubj | Relation::NsubjPass => {
                    let none = |c: usize| self.relation(c) == Relation::Det && self.is(c, g.negator);
                    mood.negated |= self.is_verb(at) && self.tree.children(child).any(none);
                }
                Relation::Mark => mood.possible |= self.is(child, g.condition),
                _ => {}
            }
        }
    }

    /// "Theresa May stepped down": an auxiliary with a capital within the sentence.
    fn is_name(&self, at: usize) -> bool {
        let capital = |at: usize| self.tokens[at].span.of(self.context.text).starts_with(char::is_uppercase);
        at > 0 && capital(at) && capital(at - 1)
    }

    /// What a word makes of what hangs on it. Whether the words above bear on it too.
    fn under(&self, head: usize, at: usize, mood: &mut Mood) -> bool {
        let g = self.grammar();
        if self.relation(at) == Relation::Obl && self.is_verb(head) && !self.opens_object(head, at) {
            return false;
        }
        mood.negated |= self.is(head, g.negated_by);
        mood.planned |= self.is(head, g.planned_by);
        mood.possible |= self.is(head, g.hypothetical_by);
        mood.doubted |= self.is(head, g.doubted_by);
        // "claimed responsibility for the attack" tells of one's own
        let authorship = self.children_by(head, &[Relation::Obj]).any(|c| self.is(c, g.authorship));
        mood.accused |= self.is(head, g.alleged_by) && !authorship;
        mood.denied |= self.is(head, g.denied_by);
        mood.decided |= self.is(head, g.decided_by);
        mood.requested |= self.is(head, g.requested_by);
        // "we have to stop it" is a wish, "they had to stop it" a fact
        let must = self.is(head, g.have) && self.tokens[head].xpos != Xpos::Vbd && self.relation(at) == Relation::Xcomp;
        mood.spoken |= must && self.tokens[at].xpos == Xpos::Vb;
        mood.refused |= self.is(head, g.refused_by);
        mood.considered |= self.is(head, g.considered_by);
        mood.proposed |= self.is(head, g.proposed_by);
        mood.threatened |= self.is(head, g.threatened_by);
        mood.spoken |= [g.promised_by, g.threatened_by, g.requested_by, g.refused_by].iter().any(|class| self.is(head, *class));
        let all = [
            g.negated_by,
            g.planned_by,
            g.hypothetical_by,
            g.alleged_by,
            g.denied_by,
            g.decided_by,
            g.promised_by,
            g.threatened_by,
            g.requested_by,
            g.refused_by,
            g.transparent,
            g.light,
        ];
        all.iter().any(|class| self.is(head, *class))
            && matches!(
                self.relation(at),
                Relation::Xcomp
                    | Relation::Acl
                    | Relation::Nmod
                    | Relation::Compound
                    | Relation::Obj
                    | Relation::NsubjPass
                    | Relation::Advcl
            )
    }

    /// "persuaded them to leave": whether an infinitive tells what the object of the verb above is made to do.
    pub fn is_caused(&self, head: usize, at: usize) -> bool {
        let object = self.tree.child(head, &[Relation::Obj, Relation::NsubjPass]).is_some();
        object && at > head && self.tokens[at].xpos == Xpos::Vb && self.is(head, self.grammar().caused_by)
    }

    /// "called for talks", "accused of murder": the noun behind the preposition is what the verb is about; "met after
    /// talks" isn't.
    fn opens_object(&self, head: usize, at: usize) -> bool {
        self.tree.children(at).any(|c| self.relation(c) == Relation::Case && self.is(c, self.grammar().object_preposition)) && head < at
    }

    /// "will meet and discuss": a joined verb of the same form without a subject of its own.
    fn shares(&self, at: usize, head: usize) -> bool {
        let own = self.tree.child(at, &[Relation::Nsubj, Relation::NsubjPass, Relation::Aux]).is_some();
        // "to resign or be impeached"
        let be = self.tree.child(at, &[Relation::AuxPass]).filter(|be| self.tokens[*be].xpos == Xpos::Vb).unwrap_or(at);
        !own && self.tokens[be].xpos == self.tokens[head].xpos
    }
}
