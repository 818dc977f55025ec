//! Who speaks where the words of a speaker name nobody: "who" is the noun before it, a document its author.

use super::Statement;
use super::view::View;
use crate::codebook::WordKinds as W;
use crate::extract::{ActorKind, ChainIx};
use crate::ud::Relation;

/// How many nouns may stand between a relative pronoun and the name that it tells of ("Lee, a professor at X, who").
const APPOSED: usize = 3;
/// How many words may stand between them.
const APPOSITION: usize = 24;

impl View<'_> {
    /// Gives speakers whose words are no mention the actor that these words belong to.
    pub fn tell_whose(&self, statement: &mut Statement) {
        let mut basis = None;
        for party in statement.speakers.iter_mut().filter(|party| party.chain.is_none() && party.mention.is_none()) {
            let Some(words) = party.span.and_then(|span| self.cue_words(span)) else { continue };
            let head = self.head_within(&words);
            if words.len() == 1 && self.is(head, W::RELATIVE) {
                party.chain = self.chain_of_relative(head);
            } else if let Some((chain, how)) = self.author_of(head) {
                party.chain = Some(chain);
                basis = Some(how);
            }
        }
        if let Some(basis) = basis.filter(|_| statement.speakers.len() == 1) {
            basis.clone_into(&mut statement.speaker_basis);
        }
    }

    /// Whom a relative pronoun stands for: the noun of its clause, what that noun is told of, or the name right before.
    fn chain_of_relative(&self, pronoun: usize) -> Option<ChainIx> {
        let personal = self.is(pronoun, W::PERSONAL_RELATIVE);
        let fits = |chain: &ChainIx| !personal || self.chains[chain.0 as usize].kind == ActorKind::Person;
        let up = |at: &usize| self.head(*at).filter(|_| self.token(*at).relation == Relation::Appos);
        let nouns = std::iter::successors(self.told_by_relative(pronoun), up).take(APPOSED);
        let told = nouns.filter_map(|noun| self.party_at(noun)?.0.chain).find(fits);
        // "at the instigation of France, which ...": a clause that hangs on a noun without an actor tells of the one beside it.
        let beside = || {
            let comma = pronoun.checked_sub(1).filter(|at| self.is_mark(*at, ","))?;
            let name = self.actor_ending(comma.checked_sub(1)?).and_then(|(mention, _)| self.chain_of(mention)).filter(fits);
            // "Lee, a former sailor, who ..."
            let apposed = || {
                let commas = (self.first_of(pronoun)..comma).rev().take(APPOSITION).filter(|at| self.is_mark(*at, ","));
                let before = commas.filter_map(|at| self.actor_ending(at.checked_sub(1)?));
                before.filter_map(|(mention, _)| self.chain_of(mention)).find(fits)
            };
            name.or_else(|| apposed().filter(|_| personal))
        };
        told.or_else(beside)
    }

    /// The author of a document, and how he is put: "Judge Miller's statement", "a letter from the ministry".
    fn author_of(&self, document: usize) -> Option<(ChainIx, &'static str)> {
        if !self.is(document, W::DOCUMENT) {
            return None;
        }
        let leads =
            |noun: usize| self.children(noun).any(|child| self.token(child).relation == Relation::Case && self.is(child, W::AUTHOR_LEAD));
        self.children(document).find_map(|at| {
            let author = match self.token(at).relation {
                Relation::NmodPoss | Relation::Compound => true,
                Relation::Nmod => leads(at),
                _ => false,
            };
            let (party, basis) = if author { self.party_at(at)? } else { return None };
            party.chain.map(|chain| (chain, basis))
        })
    }
}
