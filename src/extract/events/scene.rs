//! One sentence as patterns see it: its tree, its lemmas as the codebook's words, and who is mentioned where.

use std::collections::BTreeMap;

use super::Context;
use crate::annotate::{Sentence, Token, Tree};
use crate::codebook::{Grammar, ListId, PatternSet, Word};
use crate::extract::{ChainIx, MentionForm, Referent};
use crate::ud::{Feats, Relation, Upos, Xpos};

/// How many sentences before and after tell whether harm was violence.
const NEAR: usize = 2;
/// How many steps a search for a subject may take.
const DEPTH: usize = 6;

/// A sentence.
pub(crate) struct Scene<'a> {
    pub context: &'a Context<'a>,
    pub set: &'a PatternSet,
    pub number: usize,
    pub tokens: &'a [Token],
    pub tree: Tree<'a>,
    /// Lemmas.
    pub words: Vec<Word>,
    /// By token, the mention of an actor or country whose head it is.
    pub mentioned: Vec<Option<usize>>,
    /// Whose deeds the sentences before spoke of.
    pub owners: Owners,
}

/// By the noun of a deed, whose it was when the article last said so: "its decision ... the decision".
pub(crate) type Owners = BTreeMap<Word, ChainIx>;

impl<'a> Scene<'a> {
    /// `None` for a sentence without a tree. `first` and `last` bound the sentence's mentions.
    pub fn new(
        context: &'a Context<'a>,
        set: &'a PatternSet,
        (number, sentence): (usize, &Sentence),
        words: Vec<Word>,
        mentions: std::ops::Range<usize>,
        owners: Owners,
    ) -> Option<Self> {
        let tokens = context.document.tokens_of(sentence);
        let tree = context.document.tree(sentence)?;
        let mut scene = Self { context, set, number, tokens, tree, words, mentioned: vec![None; tokens.len()], owners };
        for n in mentions {
            scene.place(n);
        }
        Some(scene)
    }

    /// Notes a mention at its head: the word in it that hangs on a word outside.
    fn place(&mut self, n: usize) {
        let mention = &self.context.mentions[n];
        if matches!(mention.referent, Referent::Open) {
            return;
        }
        let start = self.tokens.partition_point(|t| t.span.end <= mention.span.start);
        let end = self.tokens.partition_point(|t| t.span.start < mention.span.end);
        let outside = |at: &usize| self.tree.head(*at).is_none_or(|head| !(start..end).contains(&head));
        let Some(head) = (start..end).find(|at| outside(at) && self.tokens[*at].upos != Upos::Punct) else { return };
        let better = match self.mentioned[head] {
            None => true,
            Some(other) => {
                let other = &self.context.mentions[other];
                let actor = |r: &Referent| matches!(r, Referent::Actor(_));
                let known = |r: &Referent| !matches!(r, Referent::NewPlace(_));
                (actor(&mention.referent), known(&mention.referent), mention.form != MentionForm::Demonym, mention.span.len())
                    > (actor(&other.referent), known(&other.referent), other.form != MentionForm::Demonym, other.span.len())
            }
        };
        if better {
            self.mentioned[head] = Some(n);
        }
    }

    /// Takes down whose deeds this sentence speaks of.
    pub fn into_owners(mut self) -> Owners {
        for at in 0..self.tokens.len() {
            let deed = self.is(at, self.grammar().deed) || self.is(at, self.grammar().event_noun);
            if !deed || !matches!(self.tokens[at].upos, Upos::Noun | Upos::Propn) {
                continue;
            }
            // "announced a plan": a deed is whose verb makes it
            let made = |verb: &usize| self.relation(at) == Relation::Obj && self.is_verb(*verb) && self.is(*verb, self.grammar().light);
            let maker = self.tree.head(at).filter(made);
            let owner = self.owner(at).or_else(|| self.agent(maker?));
            if let Some(chain) = owner.and_then(|owner| self.actor_at(owner)) {
                self.owners.insert(self.words[at], chain);
            }
        }
        self.owners
    }

    pub fn grammar(&self) -> &'a Grammar {
        &self.set.grammar
    }

    pub fn is(&self, at: usize, class: ListId) -> bool {
        self.set.words.is(self.words[at], class)
    }

    pub fn relation(&self, at: usize) -> Relation {
        self.tokens[at].relation
    }

    /// The children with one of these relations.
    pub fn children_by(&self, at: usize, relations: &'static [Relation]) -> impl Iterator<Item = usize> + use<'a> {
        let tokens = self.tokens;
        self.tree.children(at).filter(move |child| relations.contains(&tokens[*child].relation))
    }

    pub fn is_verb(&self, at: usize) -> bool {
        self.tokens[at].upos == Upos::Verb
    }

    fn is_relative(&self, at: usize) -> bool {
        self.tokens[at].feats.has(Feats::RELATIVE)
    }

    /// "was attacked", "the troops attacked by", "the ousted president".
    pub fn is_passive(&self, at: usize) -> bool {
        if self.tree.child(at, &[Relation::NsubjPass, Relation::AuxPass, Relation::OblAgent]).is_some() {
            return true;
        }
        if self.tokens[at].xpos != Xpos::Vbn {
            return false;
        }
        match self.relation(at) {
            Relation::Acl | Relation::Amod => true,
            // "appeared in court, charged with murder"
            Relation::Advcl => self.tree.child(at, &[Relation::Nsubj, Relation::Aux, Relation::Obj, Relation::Mark]).is_none(),
            Relation::Conj => {
                let own = self.tree.child(at, &[Relation::Nsubj, Relation::Aux, Relation::Obj]).is_some();
                !own && self.tree.head(at).is_some_and(|head| self.tokens[head].xpos == Xpos::Vbn && self.is_passive(head))
            }
            _ => false,
        }
    }

    /// The surface subject: its own or the one that it shares.
    pub fn subject(&self, at: usize) -> Option<usize> {
        self.subject_within(at, DEPTH)
    }

    fn subject_within(&self, at: usize, depth: usize) -> Option<usize> {
        let depth = depth.checked_sub(1)?;
        if let Some(own) = self.tree.child(at, &[Relation::Nsubj, Relation::NsubjPass, Relation::NsubjOuter]) {
            if !self.is_relative(own) {
                return Some(own);
            }
            return self.tree.head(at).filter(|_| matches!(self.relation(at), Relation::AclRelcl));
        }
        let head = self.tree.head(at)?;
        if let Some(before) = self.stray_subject(at, head) {
            return Some(before);
        }
        if let Some(blamed) = self.blamed(head, at) {
            return Some(blamed);
        }
        match self.relation(at) {
            Relation::Acl if self.tokens[at].xpos == Xpos::Vb => self.owner_within(head, depth),
            // "sent a letter asking": whose letter it is asks
            Relation::Acl if self.tokens[at].xpos == Xpos::Vbg && self.is(head, self.grammar().thing) => self.owner_within(head, depth),
            Relation::Acl | Relation::Amod => Some(head),
            Relation::Xcomp | Relation::Ccomp => self.controller(head, depth),
            Relation::Advcl if self.is_caused(head, at) => self.controller(head, depth),
            Relation::Conj if self.is_verb(head) => self.subject_within(head, depth),
            // "looked into the deaths of villagers, killed in May": not who looked
            Relation::Advcl if self.tokens[at].xpos == Xpos::Vbn && head < at && (head + 1..at).any(|w| self.is_people(w)) => None,
            Relation::Advcl | Relation::Parataxis if self.tokens[at].xpos != Xpos::Vbd && !self.tokens[at].feats.has(Feats::FINITE) => {
                self.doer(head, depth)
            }
            _ => None,
        }
    }

    /// A common noun for people.
    fn is_people(&self, at: usize) -> bool {
        self.tokens[at].upos == Upos::Noun && (self.is(at, self.grammar().person) || self.set.words.sector(self.words[at]) == Some("CVL"))
    }

    /// "comes after the League sanctioned": a subject that was hung on the verb before.
    fn stray_subject(&self, at: usize, head: usize) -> Option<usize> {
        let clause = matches!(self.relation(at), Relation::Advcl | Relation::Parataxis);
        if !clause || matches!(self.tokens[at].xpos, Xpos::Vb | Xpos::Vbg) || head > at {
            return None;
        }
        if let Some(described) = self.described_subject(at, head) {
            return Some(described);
        }
        if self.relation(at) != Relation::Advcl {
            return None;
        }
        let before = (head + 1..at).rev().find(|w| !matches!(self.tokens[*w].upos, Upos::Adv | Upos::Aux))?;
        let hung = matches!(self.relation(before), Relation::Obl | Relation::Obj | Relation::Nmod);
        let bare = self.tree.child(before, &[Relation::Case]).is_none_or(|c| self.is(c, self.grammar().subordinator));
        (hung && bare && self.tree.head(before) == Some(head)).then_some(before)
    }

    /// "began after Jon Abel, the minister, was arrested": a subject with an apposition that was hung on the verb before as
    /// if "after" were a preposition.
    fn described_subject(&self, at: usize, head: usize) -> Option<usize> {
        let opened = |c: &usize| self.tree.child(*c, &[Relation::Case]).is_some_and(|case| self.is(case, self.grammar().subordinator));
        let described = |c: &usize| {
            let beside = self.tree.child(*c, &[Relation::Appos])?;
            let comma = (beside..at).rev().find(|w| !matches!(self.tokens[*w].upos, Upos::Adv | Upos::Aux))?;
            (self.tokens[comma].upos == Upos::Punct).then_some(())
        };
        let mut hung = self.children_by(head, &[Relation::Obl, Relation::Nmod]).filter(|c| head < *c && *c < at && opened(c));
        hung.find(|c| described(c).is_some())
    }

    /// "the emergency the president declared": the noun before a clause that lacks its object, where the parser saw no
    /// relative clause.
    fn noun_before_clause(&self, at: usize) -> Option<usize> {
        let subject = self.tree.child(at, &[Relation::Nsubj])?;
        let hung = matches!(self.relation(at), Relation::Parataxis | Relation::Ccomp | Relation::Dep);
        let finite = matches!(self.tokens[at].xpos, Xpos::Vbd | Xpos::Vbz | Xpos::Vbp | Xpos::Vbn);
        let complete = self.tree.child(at, &[Relation::Obj, Relation::Ccomp, Relation::Xcomp, Relation::AuxPass]).is_some();
        if !hung || !finite || complete || subject > at {
            return None;
        }
        let first = (0..=subject).rev().take_while(|w| *w == subject || self.hangs_under(*w, subject)).last()?;
        let mut noun = first.checked_sub(1).filter(|w| matches!(self.tokens[*w].upos, Upos::Noun | Upos::Propn))?;
        let of = |w: usize| self.tree.children(w).any(|c| self.relation(c) == Relation::Case && self.is(c, self.grammar().containing));
        while self.relation(noun) == Relation::Nmod && of(noun) {
            noun = self.tree.head(noun)?;
        }
        Some(noun)
    }

    fn hangs_under(&self, word: usize, top: usize) -> bool {
        let mut at = word;
        while let Some(head) = self.tree.head(at) {
            if head == top {
                return true;
            }
            at = head;
        }
        false
    }

    /// "jailed them for taking", "barred them from leaving": the object of the verb above is whose act it is.
    fn blamed(&self, verb: usize, at: usize) -> Option<usize> {
        let hung = matches!(self.relation(at), Relation::Advcl | Relation::Acl | Relation::Xcomp) && verb < at;
        let opened =
            |c: usize| c < at && matches!(self.relation(c), Relation::Mark | Relation::Case) && self.is(c, self.grammar().object_control);
        if !hung || !self.is_verb(verb) || self.tokens[at].xpos != Xpos::Vbg || !self.tree.children(at).any(opened) {
            return None;
        }
        self.tree.child(verb, &[Relation::Obj, Relation::NsubjPass]).filter(|object| !self.is(*object, self.grammar().thing))
    }

    /// Whose infinitive hangs on this verb: its object's, else its subject's.
    fn controller(&self, verb: usize, depth: usize) -> Option<usize> {
        if !self.is_verb(verb) {
            return self.subject_within(verb, depth);
        }
        let object = self.tree.child(verb, &[Relation::Obj, Relation::Iobj]).filter(|_| !self.is(verb, self.grammar().subject_control));
        object.or_else(|| self.subject_within(verb, depth))
    }

    /// Who does what a noun names: its genitive, else who takes it on ("made a PROMISE to leave").
    fn owner_within(&self, noun: usize, depth: usize) -> Option<usize> {
        let own = self.tree.child(noun, &[Relation::NmodPoss, Relation::Nsubj]);
        own.or_else(|| {
            let head = self.tree.head(noun).filter(|head| self.is_verb(*head))?;
            self.doer(head, depth)
        })
    }

    /// The logical subject.
    pub fn agent(&self, at: usize) -> Option<usize> {
        if !self.is_verb(at) && self.tree.child(at, &[Relation::Cop]).is_none() {
            return None;
        }
        self.doer(at, DEPTH)
    }

    fn doer(&self, at: usize, depth: usize) -> Option<usize> {
        if self.is_passive(at) {
            let by =
                |child: &usize| self.tree.children(*child).any(|c| self.relation(c) == Relation::Case && self.is(c, self.grammar().by));
            let stated = self.children_by(at, &[Relation::OblAgent, Relation::Obl]).find(by);
            return stated.or_else(|| {
                // "attacked and killed by": the doer stands at one of them
                let joined = self.children_by(at, &[Relation::Conj]).find(|c| self.is_verb(*c) && self.is_passive(*c))?;
                self.children_by(joined, &[Relation::OblAgent, Relation::Obl]).find(by)
            });
        }
        self.subject_within(at, depth)
    }

    /// The logical object.
    pub fn patient(&self, at: usize) -> Option<usize> {
        if self.is_passive(at) {
            let own = self.tree.child(at, &[Relation::NsubjPass, Relation::Nsubj]).filter(|own| !self.is_relative(*own));
            // "the Front is a banned body"
            let told_of =
                self.tree.head(at).filter(|head| self.relation(at) == Relation::Amod && self.tree.child(*head, &[Relation::Cop]).is_some());
            let own = own.or_else(|| told_of.and_then(|head| self.tree.child(head, &[Relation::Nsubj])));
            return own.or_else(|| self.subject(at));
        }
        if let Some(object) = self.tree.child(at, &[Relation::Obj]) {
            if self.is_relative(object) {
                return self.tree.head(at).filter(|_| self.relation(at) == Relation::AclRelcl);
            }
            return Some(object);
        }
        if self.relation(at) == Relation::AclRelcl {
            let own = self.tree.child(at, &[Relation::Nsubj]).filter(|own| !self.is_relative(*own));
            return self.tree.head(at).filter(|_| own.is_some());
        }
        if let Some(counted) = self.children_by(at, &[Relation::Obl]).find(|c| self.is_counted(*c)) {
            return Some(counted);
        }
        if let Some(before) = self.noun_before_clause(at) {
            return Some(before);
        }
        let joined = self.children_by(at, &[Relation::Conj]).find(|c| self.is_verb(*c) && *c < at + 4);
        joined.and_then(|other| self.tree.child(other, &[Relation::Obj]))
    }

    /// "the emergency that the president declared": who does what is told of a noun in the clause behind it.
    pub fn doer_of_clause_on(&self, noun: usize) -> Option<usize> {
        let behind = (noun + 1..self.tokens.len()).filter(|w| self.is_verb(*w));
        behind.take(3).find(|verb| self.patient(*verb) == Some(noun)).and_then(|verb| self.agent(verb)).filter(|doer| *doer != noun)
    }

    /// "killed at least 12 people": a counted object that was taken for a place.
    fn is_counted(&self, at: usize) -> bool {
        let g = self.grammar();
        let number = self.tree.child(at, &[Relation::Nummod]).is_some() || self.tokens[at].upos == Upos::Num;
        let bound = |w: usize| self.is(w, g.at_least) || self.is(w, g.at_most);
        number && (at.saturating_sub(4)..at).any(|w| bound(w) && w > 0 && self.relation(w - 1) == Relation::Case)
    }

    /// Whether this word hangs on its head with one of these prepositions or conjunctions.
    pub fn opened_by(&self, at: usize, words: &[Word]) -> bool {
        let marks = [Relation::Case, Relation::Mark, Relation::Advmod];
        self.tree.children(at).any(|c| c < at && marks.contains(&self.relation(c)) && (words.is_empty() || words.contains(&self.words[c])))
    }

    /// Whether harm that nobody is said to have done befell its victims by accident: nothing near tells of violence.
    pub fn is_accident(&self, at: usize) -> bool {
        let g = self.grammar();
        let mut buffer = String::new();
        let near = self.number.saturating_sub(NEAR)..(self.number + NEAR + 1).min(self.context.document.sentences.len());
        let mut tells = |n: usize| {
            let Some(sentence) = self.context.document.sentences.get(n) else { return false };
            self.context.document.tokens_of(sentence).iter().any(|token| {
                let word = self.set.words.find(self.context.document.lemma(token), &mut buffer);
                self.set.words.is(word, g.violence)
            })
        };
        self.is(at, g.harm_of_any) && !near.into_iter().any(&mut tells)
    }

    /// The empty verb that has this noun as its object, or "led to", "called for" with its noun behind a preposition.
    pub fn light(&self, noun: usize) -> Option<usize> {
        let mut at = noun;
        if self.relation(at) == Relation::Conj {
            at = self.tree.head(at)?;
        }
        let head = self.tree.head(at)?;
        let object = matches!(self.relation(at), Relation::Obj | Relation::NsubjPass | Relation::Obl | Relation::Acl);
        let relative = self.children_by(noun, &[Relation::AclRelcl, Relation::Acl]).find(|c| self.is(*c, self.grammar().light));
        relative.or_else(|| Some(head).filter(|head| object && self.is_verb(*head) && self.is(*head, self.grammar().light)))
    }
}
