//! Ways through the tree of a sentence.

use std::ops::Range;

use super::{Document, Sentence, Token};
use crate::model::parser::LONGEST;
use crate::ud::{Feats, Relation, Upos, Xpos};

/// The tree of one sentence. Its words are counted from 0.
#[derive(Debug, Clone, Copy)]
pub struct Tree<'a> {
    tokens: &'a [Token],
}

/// Who does what a verb says, or has it done to him.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject {
    /// The head of the noun phrase.
    pub word: usize,
    /// Whether the verb is passive.
    pub passive: bool,
}

/// How many verbs may share a subject.
const CHAIN: usize = 4;

impl Document {
    /// The tree of a sentence; see [`Tree::new`].
    pub fn tree(&self, sentence: &Sentence) -> Option<Tree<'_>> {
        Tree::new(self.tokens_of(sentence))
    }
}

impl<'a> Tree<'a> {
    /// The tree over all tokens of a sentence; `None` for one that was parsed in pieces, which says little of who does
    /// what and would take long to walk through.
    pub fn new(tokens: &'a [Token]) -> Option<Self> {
        (tokens.len() <= LONGEST).then_some(Self { tokens })
    }

    /// The head of a word; `None` for the root.
    pub fn head(&self, at: usize) -> Option<usize> {
        Some(self.tokens[at].head.checked_sub(1)? as usize)
    }

    /// The words whose head this one is, from left to right.
    pub fn children(&self, at: usize) -> impl Iterator<Item = usize> + use<'a> {
        let number = at as u32 + 1;
        self.tokens.iter().enumerate().filter(move |(_, token)| token.head == number).map(|(child, _)| child)
    }

    /// The first child with one of these relations.
    pub fn child(&self, at: usize, relations: &[Relation]) -> Option<usize> {
        self.children(at).find(|child| relations.contains(&self.tokens[*child].relation))
    }

    /// The shortest range that holds the word and all that hangs on it, but for those of its children that are left out.
    pub fn phrase(&self, at: usize, leaves_out: impl Fn(usize) -> bool) -> Range<usize> {
        // Whether a word belongs to it, where that is known: each is climbed from once.
        let mut inside: Vec<Option<bool>> = vec![None; self.tokens.len()];
        for child in self.children(at).filter(|child| leaves_out(*child)) {
            inside[child] = Some(false);
        }
        inside[at] = Some(true);
        let (mut range, mut path) = (at..at + 1, Vec::new());
        for word in 0..self.tokens.len() {
            let mut next = Some(word);
            while let Some(open) = next.filter(|open| inside[*open].is_none()) {
                path.push(open);
                next = self.head(open);
            }
            let belongs = next.is_some_and(|known| inside[known] == Some(true));
            path.drain(..).for_each(|open| inside[open] = Some(belongs));
            if inside[word] == Some(true) {
                range = range.start.min(word)..range.end.max(word + 1);
            }
        }
        range
    }

    /// The subject of a verb: its own, that of the verb which it is joined to or goes on ("left, saying"), or the noun
    /// that its relative clause tells of.
    pub fn subject(&self, verb: usize) -> Option<Subject> {
        const OWN: [Relation; 3] = [Relation::Nsubj, Relation::NsubjOuter, Relation::NsubjPass];
        let passive = self.child(verb, &[Relation::NsubjPass, Relation::AuxPass]).is_some();
        let mut at = verb;
        for _ in 0..CHAIN {
            let token = &self.tokens[at];
            if let Some(word) = self.child(at, &OWN) {
                let word = if self.tokens[word].feats.has(Feats::RELATIVE) {
                    self.head(at).filter(|_| token.relation == Relation::AclRelcl)?
                } else {
                    word
                };
                return Some(Subject { word, passive });
            }
            let head = self.head(at)?;
            let shares = match token.relation {
                Relation::Conj => self.tokens[head].upos == Upos::Verb,
                Relation::Advcl => self.is_bare_participle(at),
                _ => false,
            };
            at = Some(head).filter(|_| shares)?;
        }
        None
    }

    /// "saying", without an auxiliary or a joint: "cited her as saying" and "after saying" may be of others.
    fn is_bare_participle(&self, at: usize) -> bool {
        let alone = |child: usize| self.tokens[child].upos != Upos::Aux && self.tokens[child].relation != Relation::Mark;
        self.tokens[at].xpos == Xpos::Vbg && self.children(at).all(alone)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::annotate::TokenKind;
    use crate::text::Span;

    /// Words as `form/UPOS/head/relation`.
    fn tokens(words: &str) -> Vec<Token> {
        let token = |word: &str| {
            let parts: Vec<&str> = word.split('/').collect();
            let mut token = Token::new(Span::new(0, 1), TokenKind::Word);
            token.upos = parts[1].parse().unwrap();
            (token.head, token.relation) = (parts[2].parse().unwrap(), parts[3].parse().unwrap());
            token.xpos = if parts[0].ends_with("ing") { Xpos::Vbg } else { Xpos::Vbd };
            if parts[0] == "who" {
                token.feats = Feats::RELATIVE;
            }
            token
        };
        words.split_whitespace().map(token).collect()
    }

    fn subject(words: &str, verb: usize) -> Option<(usize, bool)> {
        let tokens = tokens(words);
        Tree::new(&tokens).unwrap().subject(verb).map(|subject| (subject.word, subject.passive))
    }

    #[test]
    fn verbs_share_subjects() {
        let both = "Lee/PROPN/2/nsubj came/VERB/0/root and/CCONJ/4/cc left/VERB/2/conj saying/VERB/4/advcl it/PRON/8/nsubj was/AUX/8/cop late/ADJ/5/ccomp";
        assert_eq!(subject(both, 1), Some((0, false)));
        assert_eq!(subject(both, 3), Some((0, false)));
        assert_eq!(subject(both, 4), Some((0, false)));
        assert_eq!(subject(both, 7), Some((5, false)));
    }

    #[test]
    fn a_relative_clause_tells_of_its_noun() {
        let relative = "men/NOUN/4/nsubj:pass who/PRON/3/nsubj fled/VERB/1/acl:relcl found/VERB/0/root were/AUX/4/aux:pass";
        assert_eq!(subject(relative, 2), Some((0, false)));
        assert_eq!(subject(relative, 3), Some((0, true)));
        assert_eq!(subject("who/PRON/2/nsubj fled/VERB/0/root", 1), None);
    }

    #[test]
    fn a_phrase_holds_what_hangs_on_its_head() {
        let tokens = tokens("the/DET/2/det men/NOUN/5/nsubj of/ADP/4/case Gao/PROPN/2/nmod fled/VERB/0/root");
        let tree = Tree::new(&tokens).unwrap();
        assert_eq!(tree.phrase(1, |_| false), 0..4);
        assert_eq!(tree.phrase(1, |child| child == 3), 0..2);
        assert_eq!((tree.head(1), tree.head(4)), (Some(4), None));
        assert_eq!(tree.children(4).collect::<Vec<_>>(), [1]);
    }
}
