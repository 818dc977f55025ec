//! Quotations with the name of their speaker behind a dash: `"..." — Ann Lee`.

use std::ops::Range;

use super::view::Quotation;
use super::{Finder, Found};
use crate::annotate::TokenKind;
use crate::extract::Party;

/// How many words such a name may have.
const NAME: usize = 6;

impl Finder<'_> {
    /// Reads the bylines of a paragraph; a name ends with the paragraph, a mark, or where the next quotation opens.
    pub fn bylines(&mut self, tokens: Range<usize>) {
        for n in self.quotations_in(&tokens) {
            let quotation = self.view.quotations[n];
            let name = quotation.close + 2;
            if self.claimed[n] || !quotation.closed || name >= tokens.end || !self.is_dash(quotation.close + 1) {
                continue;
            }
            let capital = |t: &usize| self.view.kind(*t) == Some(TokenKind::Word) && self.view.is_capital(*t) || self.view.is_mark(*t, ".");
            let end = (name..tokens.end.min(name + NAME)).find(|t| !capital(t)).unwrap_or(tokens.end.min(name + NAME));
            let ends = end == tokens.end || self.view.kind(end) != Some(TokenKind::Word);
            if end > name
                && ends
                && let Some(statement) = self.byline(quotation, name..end)
            {
                self.claimed[n] = true;
                self.found.push(statement);
            }
        }
    }

    fn is_dash(&self, at: usize) -> bool {
        matches!(self.view.word(at), "—" | "–" | "―" | "--")
    }

    fn byline(&self, quotation: Quotation, name: Range<usize>) -> Option<Found> {
        let words = self.view.quoted_words(quotation)?;
        let last = if self.view.is_mark(name.end - 1, ".") { name.end - 2 } else { name.end - 1 };
        let party: Party = match self.view.actor_starting(name.start) {
            Some((mention, _)) => self.view.mentioned(mention.0),
            None => self.view.party(name.start, last),
        };
        let mut statement = self.view.bare(quotation.open, vec![words], "quote-byline");
        (statement.speakers, statement.speaker_basis) = (vec![party], "named".to_owned());
        Some(Found { statement, paragraph: self.view.paragraph(quotation.open), last })
    }
}
