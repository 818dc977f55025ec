//! Who and what is mentioned: names of the lexicon, persons with titles or known given names, bodies with a head word,
//! and the chains that tie the mentions of one actor.

mod chains;
mod compare;
pub mod names;
mod scan;
mod words;

use crate::annotate::Document;
use crate::codebook::{EntryIx, Lexicon, NameRules};
use crate::extract::{Chain, Mention, NewPlace, PlaceIx};
use crate::ingest::Article;

/// All mentions of an article.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Mentions {
    /// By start, then longest first.
    pub mentions: Vec<Mention>,
    /// Who they stand for, in the order of their first mention.
    pub chains: Vec<Chain>,
    /// Names of places that the lexicon doesn't know, in the order of their first mention.
    pub places: Vec<NewPlace>,
}

impl Mentions {
    /// The place of this name that the lexicon doesn't know, in the one that the article says it lies in.
    fn place(&mut self, name: String, within: Option<EntryIx>) -> PlaceIx {
        let known = self.places.iter().position(|place| place.name == name);
        let place = known.unwrap_or_else(|| {
            self.places.push(NewPlace { name, within: None });
            self.places.len() - 1
        });
        self.places[place].within = self.places[place].within.or(within);
        PlaceIx(place as u32)
    }
}

/// Finds the mentions of an article in the parts of the page that have any.
pub fn find(article: &Article, document: &Document, lexicon: &Lexicon, rules: &NameRules) -> Mentions {
    let found = scan::scan(article, document, lexicon, rules);
    chains::tie(article, document, lexicon, rules, found)
}

#[cfg(test)]
mod tests;
