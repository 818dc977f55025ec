//! The tree of one sentence, laid out so that children and phrases are read without a search. Words are tokens of the
//! document.

use std::ops::Range;

use crate::annotate::{Document, Sentence};
use crate::model::parser::LONGEST;
use crate::ud::Relation;

/// Children, phrases and depths of one sentence.
#[derive(Debug, Default)]
pub(super) struct ClauseTree {
    first: usize,
    /// Head of each word, [`NONE`] for the root.
    heads: Vec<u32>,
    relations: Vec<Relation>,
    /// Children of all words, one word after another, each from left to right.
    children: Vec<u32>,
    /// Where the children of each word start; one more at the end.
    starts: Vec<u32>,
    /// The hull of all that hangs on each word.
    hulls: Vec<(u32, u32)>,
}

const NONE: u32 = u32::MAX;

impl ClauseTree {
    /// Lays out a sentence; `false` for one that was parsed in pieces, which says little of who does what.
    pub fn fill(&mut self, document: &Document, sentence: &Sentence) -> bool {
        let tokens = document.tokens_of(sentence);
        self.first = sentence.tokens.start as usize;
        self.heads.clear();
        self.relations.clear();
        if tokens.len() > LONGEST {
            return false;
        }
        self.heads.extend(tokens.iter().map(|token| token.head.checked_sub(1).unwrap_or(NONE)));
        self.relations.extend(tokens.iter().map(|token| token.relation));
        self.lay_children(tokens.len());
        self.lay_hulls(tokens.len());
        true
    }

    fn lay_children(&mut self, words: usize) {
        self.starts.clear();
        self.starts.resize(words + 1, 0);
        for head in self.heads.iter().filter(|head| **head != NONE) {
            self.starts[*head as usize + 1] += 1;
        }
        for at in 0..words {
            self.starts[at + 1] += self.starts[at];
        }
        let mut next = self.starts.clone();
        self.children.clear();
        self.children.resize(self.starts[words] as usize, 0);
        for (word, head) in self.heads.iter().enumerate().filter(|(_, head)| **head != NONE) {
            let at = &mut next[*head as usize];
            self.children[*at as usize] = word as u32;
            *at += 1;
        }
    }

    /// Each word widens the hulls of all that it hangs on; trees are flat enough for that.
    fn lay_hulls(&mut self, words: usize) {
        self.hulls.clear();
        self.hulls.extend((0..words as u32).map(|word| (word, word + 1)));
        for word in 0..words as u32 {
            let mut head = self.heads[word as usize];
            while head != NONE {
                let hull = &mut self.hulls[head as usize];
                if hull.0 <= word && word < hull.1 {
                    break;
                }
                *hull = (hull.0.min(word), hull.1.max(word + 1));
                head = self.heads[head as usize];
            }
        }
        self.settle_hulls(words);
    }

    /// A hull holds those of its children: repeated until nothing moves, which takes a second round only where a branch
    /// crosses another.
    fn settle_hulls(&mut self, words: usize) {
        let mut moved = true;
        while moved {
            moved = false;
            for word in 0..words {
                let head = self.heads[word];
                if head == NONE {
                    continue;
                }
                let (own, hull) = (self.hulls[word], &mut self.hulls[head as usize]);
                let wider = (hull.0.min(own.0), hull.1.max(own.1));
                moved |= wider != *hull;
                *hull = wider;
            }
        }
    }

    pub fn words(&self) -> Range<usize> {
        self.first..self.first + self.heads.len()
    }

    pub fn head(&self, at: usize) -> Option<usize> {
        let head = self.heads[at - self.first];
        (head != NONE).then(|| self.first + head as usize)
    }

    pub fn relation(&self, at: usize) -> Relation {
        self.relations[at - self.first]
    }

    pub fn children(&self, at: usize) -> impl DoubleEndedIterator<Item = usize> + '_ {
        let (from, to) = (self.starts[at - self.first] as usize, self.starts[at - self.first + 1] as usize);
        self.children[from..to].iter().map(|child| self.first + *child as usize)
    }

    pub fn child(&self, at: usize, relations: &[Relation]) -> Option<usize> {
        self.children(at).find(|child| relations.contains(&self.relation(*child)))
    }

    /// The shortest range that holds the word and all that hangs on it.
    pub fn phrase(&self, at: usize) -> Range<usize> {
        let (from, to) = self.hulls[at - self.first];
        self.first + from as usize..self.first + to as usize
    }

    /// Whether a word hangs on another, directly or not.
    pub fn is_under(&self, mut at: usize, top: usize) -> bool {
        loop {
            if at == top {
                return true;
            }
            match self.head(at) {
                Some(head) => at = head,
                None => return false,
            }
        }
    }

    /// Steps to the root.
    pub fn depth(&self, at: usize) -> usize {
        std::iter::successors(self.head(at), |at| self.head(*at)).count()
    }
}
