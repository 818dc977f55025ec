//! Statements by the sentence's tree: the subject of the cue's verb speaks, its clause is what is said, whatever stands
//! between them.

use std::ops::Range;

use super::content::Content;
use super::speakers::Speaker;
use super::view::{CueAt, View};
use super::{Finder, Frame};
use crate::annotate::{Token, Tree};
use crate::codebook::{Cue, Frames, WordKinds as W};
use crate::extract::{MentionForm, Party};
use crate::ud::{Feats, Relation, Upos, Xpos};

/// What is told of a noun, but is no part of its name.
const TOLD_OF_NOUN: [Relation; 6] = [Relation::Acl, Relation::AclRelcl, Relation::Appos, Relation::Parataxis, Relation::Conj, Relation::Cc];

/// What shows that a clause is whole.
const SUBJECTS: [Relation; 7] = [
    Relation::Nsubj,
    Relation::NsubjOuter,
    Relation::NsubjPass,
    Relation::Csubj,
    Relation::CsubjOuter,
    Relation::CsubjPass,
    Relation::Expl,
];

impl<'a> Finder<'a> {
    /// The frame that the tree gives around a cue; whether there is one.
    pub fn by_tree(&mut self, cue: CueAt<'a>, entry: &Cue) -> bool {
        let found = self.view.verb_of(cue).and_then(|verb| {
            let speaker = self.view.subject_of(verb)?;
            Some((speaker.clone(), self.frame_of(verb, cue, entry, &speaker)?))
        });
        let Some((speaker, frame)) = found else { return false };
        self.add(entry, cue, speaker, frame);
        true
    }

    fn frame_of(&self, verb: usize, cue: CueAt<'a>, entry: &Cue, speaker: &Speaker) -> Option<Frame> {
        let (words, content, rule) = self.view.said_by_tree(verb, entry)?;
        let apart = |other: Range<usize>| other.end <= words.start || words.end <= other.start;
        let claimed = |at: usize| self.view.quotation_at(at).is_some_and(|n| self.claimed[n]);
        if !apart(cue.first..cue.end) || !apart(speaker.first..speaker.last + 1) || words.clone().any(claimed) {
            return None;
        }
        let takes_object = entry.frames.any(Frames::ADDRESSEE.with(Frames::ADDRESSEE_THAT).with(Frames::OBJECT_TO));
        let tail = self.view.tail(cue.end, takes_object && words.start > cue.first);
        Some(Frame { content: vec![content.span], kind: content.kind, tail, last: content.last.max(cue.end - 1), rule })
    }
}

impl View<'_> {
    pub(super) fn token(&self, at: usize) -> &Token {
        &self.tokens[at]
    }

    /// The tree of the sentence of `at`, and its first token.
    fn tree(&self, at: usize) -> Option<(Tree<'_>, usize)> {
        Some((self.document.tree(self.sentence(at))?, self.first_of(at)))
    }

    pub(super) fn head(&self, at: usize) -> Option<usize> {
        let (tree, first) = self.tree(at)?;
        tree.head(at - first).map(|head| first + head)
    }

    pub(super) fn children(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        self.tree(at).into_iter().flat_map(move |(tree, first)| tree.children(at - first).map(move |child| first + child))
    }

    pub(super) fn child(&self, at: usize, relations: &[Relation]) -> Option<usize> {
        let (tree, first) = self.tree(at)?;
        tree.child(at - first, relations).map(|child| first + child)
    }

    pub(super) fn phrase_of(&self, at: usize, leaves_out: impl Fn(usize) -> bool) -> Option<Range<usize>> {
        let (tree, first) = self.tree(at)?;
        let range = tree.phrase(at - first, |child| leaves_out(first + child));
        Some(first + range.start..first + range.end)
    }

    /// The verb of a cue: the word of it that the others hang on.
    fn verb_of(&self, cue: CueAt<'_>) -> Option<usize> {
        let inside = |at: usize| (cue.first..cue.end).contains(&at);
        let verb = (cue.first..cue.end).find(|at| self.head(*at).is_none_or(|head| !inside(head)))?;
        (self.token(verb).upos == Upos::Verb).then_some(verb)
    }

    /// Who speaks, by the subject of a verb.
    fn subject_of(&self, verb: usize) -> Option<Speaker> {
        let (tree, first) = self.tree(verb)?;
        let subject = tree.subject(verb - first)?;
        let agent = self.child(verb, &[Relation::OblAgent]);
        let mut speaker = self.speaker_at(if subject.passive { agent? } else { first + subject.word })?;
        for child in self.children(verb).filter(|child| *child < verb) {
            speaker.negated |= self.is(child, W::NEGATION);
            speaker.hedged |= self.is(child, W::HEDGE);
            if self.token(child).upos == Upos::Aux && self.is(child, W::MODAL) && !self.is(child, W::NEGATION) {
                return None;
            }
        }
        Some(speaker)
    }

    /// The speakers whose noun phrase has its head here.
    pub fn speaker_at(&self, head: usize) -> Option<Speaker> {
        if self.quotation_at(head).is_some() {
            return None;
        }
        let phrase = self.noun_phrase(head)?;
        let (mut parties, mut basis) = (Vec::new(), "generic");
        let joined = self.children(head).filter(|child| self.token(*child).relation == Relation::Conj);
        for part in [head].into_iter().chain(joined) {
            let (party, how) = self.party_at(part)?;
            if part == head {
                basis = how;
            }
            parties.push(party);
        }
        Some(self.speaker(parties, basis, phrase.start, phrase.end - 1))
    }

    /// Whether a word of this kind hangs on a word, before it.
    pub fn has_modifier(&self, at: usize, kinds: W) -> bool {
        self.children(at).any(|child| child < at && self.is(child, kinds))
    }

    /// The noun that the clause of a relative pronoun tells of.
    pub fn told_by_relative(&self, pronoun: usize) -> Option<usize> {
        let verb = self.head(pronoun).filter(|_| self.token(pronoun).feats.has(Feats::RELATIVE))?;
        self.head(verb).filter(|_| self.token(verb).relation == Relation::AclRelcl)
    }

    /// Whether an infinitive hangs on a verb.
    pub fn has_infinitive(&self, at: usize) -> bool {
        self.child(at, &[Relation::Xcomp]).is_some_and(|clause| self.has_modifier(clause, W::INFINITIVE))
    }

    fn noun_phrase(&self, head: usize) -> Option<Range<usize>> {
        let left_out = |child: usize| {
            let token = self.token(child);
            let leads = || matches!(token.relation, Relation::Case | Relation::Mark | Relation::Cc | Relation::Discourse);
            let aside = || token.relation == Relation::Advmod && self.is_mark(child + 1, ",");
            token.relation == Relation::Punct
                || child > head && TOLD_OF_NOUN.contains(&token.relation)
                || child < head && (leads() || aside())
        };
        self.phrase_of(head, left_out)
    }

    pub(super) fn party_at(&self, head: usize) -> Option<(Party, &'static str)> {
        let phrase = self.noun_phrase(head)?;
        let token = self.token(head);
        if token.upos == Upos::Pron {
            let personal = self.is(head, W::PRONOUN.with(W::SUBJECT_PRONOUN));
            return personal.then(|| (self.party(head, head), "pronoun"));
        }
        if let Some(named) = self.mention_of(head) {
            return Some(named);
        }
        matches!(token.upos, Upos::Noun | Upos::Propn | Upos::Adj | Upos::Num)
            .then(|| (self.party(phrase.start, phrase.end - 1), "generic"))
    }

    /// The mention that a noun phrase is: one that holds its head, else the person whose title or apposition the head is
    /// ("Foreign Minister Ann Lee", "a Republican, Ann Lee,"), who goes before a body whose name the head is.
    fn mention_of(&self, head: usize) -> Option<(Party, &'static str)> {
        let range = self.phrase_of(head, |_| false)?;
        let (mut person, mut other) = (None, None);
        for end in range {
            let Some((mention, first)) = self.actor_ending(end) else { continue };
            let basis = match self.mentions[mention.0 as usize].form {
                MentionForm::Demonym => continue,
                MentionForm::Nominal => "nominal",
                MentionForm::Pronoun => "pronoun",
                _ => "named",
            };
            if (first..=end).contains(&head) {
                if self.is_person(mention.0) {
                    return Some((self.mentioned(mention.0), basis));
                }
                other = other.or_else(|| Some((self.mentioned(mention.0), basis)));
            }
            // "the Lee campaign" is no person.
            let apart = other.is_none() || first > head;
            if apart && self.is_person(mention.0) && (first..=end).any(|word| self.is_named_by(word, head)) {
                person = person.or_else(|| Some((self.mentioned(mention.0), basis)));
            }
        }
        // "Former deputy director Ann Lee said": a title whose name the tree took for a second subject.
        let titled = || {
            let (mention, _) = self.actor_starting(head + 1).filter(|(mention, _)| self.is_person(mention.0))?;
            (self.token(head).upos == Upos::Noun).then(|| (self.mentioned(mention.0), "named"))
        };
        person.or(other).or_else(titled)
    }

    /// Whether a word is part of a name that stands directly at the noun `head`.
    fn is_named_by(&self, word: usize, head: usize) -> bool {
        const NAMES: [Relation; 5] = [Relation::Flat, Relation::NmodDesc, Relation::Compound, Relation::Appos, Relation::Goeswith];
        let ties = [Some(word), self.head(word).filter(|_| NAMES.contains(&self.token(word).relation))];
        ties.into_iter().flatten().any(|at| NAMES.contains(&self.token(at).relation) && self.head(at) == Some(head))
    }

    /// What a verb reports: its words, the content, the rule.
    fn said_by_tree(&self, verb: usize, entry: &Cue) -> Option<(Range<usize>, Content, &'static str)> {
        let clausal =
            Frames::THAT.with(Frames::BARE).with(Frames::WH).with(Frames::ADDRESSEE).with(Frames::ADDRESSEE_THAT).with(Frames::QUOTE);
        let clause = self.child(verb, &[Relation::Ccomp]).filter(|clause| entry.frames.any(clausal) && self.is_finite(*clause));
        // A clause without a subject has lost it to another: "groups which they say could leave".
        if let Some(clause) = clause.filter(|clause| self.child(*clause, &SUBJECTS).is_some()) {
            // "told those gathered to watch": a hearer that is taken for a clause.
            let hearer = entry.frames.any(Frames::ADDRESSEE.with(Frames::ADDRESSEE_THAT));
            let told = self.child(verb, &[Relation::Obj, Relation::Iobj]).is_some();
            if hearer && !told && clause > verb && !self.children(clause).any(|child| self.is(child, W::COMPLEMENTIZER)) {
                return None;
            }
            let (words, content) = self.content_at(clause)?;
            return Some((words, content, if clause < verb { "clause-before" } else { "clause-behind" }));
        }
        let infinitive = self.child(verb, &[Relation::Xcomp]).filter(|_| entry.frames.any(Frames::TO.with(Frames::OBJECT_TO)));
        if let Some(clause) = infinitive.filter(|clause| self.children(*clause).any(|t| self.is(t, W::INFINITIVE))) {
            let (words, content) = self.content_at(clause)?;
            return Some((words, content, "infinitive"));
        }
        None
    }

    /// Whether a clause has a verb that tells something: a participle alone does not.
    pub(super) fn is_finite(&self, clause: usize) -> bool {
        let helped = || self.children(clause).any(|child| self.token(child).upos == Upos::Aux);
        match self.token(clause).xpos {
            Xpos::Vbd | Xpos::Vbp | Xpos::Vbz | Xpos::Vb | Xpos::Md => true,
            _ => helped(),
        }
    }

    /// A clause without "that" and marks around it.
    fn content_at(&self, clause: usize) -> Option<(Range<usize>, Content)> {
        let range = self.phrase_of(clause, |_| false)?;
        let (mut first, mut last) = (range.start, range.end - 1);
        while first < last
            && (self.token(first).upos == Upos::Punct && self.quotation_at(first).is_none() || self.is(first, W::COMPLEMENTIZER))
        {
            first += 1;
        }
        if let Some(quotation) = self.quotation_at(last).map(|n| self.quotations[n]) {
            if quotation.open < first {
                return None;
            }
            last = self.last_of(quotation);
        }
        if self.quotation_at(first).is_some_and(|n| self.quotations[n].open < first) {
            return None;
        }
        Some((first..last + 1, self.trim(first, last)?))
    }
}
