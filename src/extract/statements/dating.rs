//! When something was said: the date that hangs on its cue.

use std::ops::Range;

use super::Statement;
use crate::annotate::{Document, Token, Tree};
use crate::codebook::DateRules;
use crate::extract::dates::{self, DateExpression};
use crate::ingest::Article;
use crate::ud::Relation;

/// So many words may stand between a date and the cue that it hangs on: "said on Friday", "said in an interview on Friday".
const STEPS: usize = 3;

/// Dates the statements of an article; without a day of publication years stay open and relative dates have no meaning.
pub fn date(statements: &mut [Statement], article: &Article, document: &Document, rules: &DateRules) {
    let mut read: Option<(u32, Vec<DateExpression>)> = None;
    for statement in statements.iter_mut().filter(|statement| statement.cue.is_some()) {
        let Some(sentence) = document.sentences.get(statement.sentence as usize) else { continue };
        let tokens = document.tokens_of(sentence);
        let Some(tree) = Tree::new(tokens) else { continue };
        if read.as_ref().is_none_or(|(of, _)| *of != statement.sentence) {
            let found = dates::find(&article.text, tokens, article.meta.published_on, rules);
            read = Some((statement.sentence, found));
        }
        let found = read.as_ref().map_or(&[][..], |(_, found)| found);
        let said = Said { tokens, tree, statement };
        // What is still to come was not said yet: "declared tomorrow a day of mourning".
        let past = |d: &&DateExpression| {
            d.date.as_ref().is_some_and(|date| date.from.zip(article.meta.published_on).is_none_or(|(from, on)| from <= on))
        };
        let date = found.iter().filter(|d| !d.bound).filter(past).find(|d| said.is_at_cue(&d.tokens)).and_then(|d| d.date.clone());
        statement.said = date;
    }
}

/// A statement in the tree of its cue's sentence.
struct Said<'a> {
    tokens: &'a [Token],
    tree: Tree<'a>,
    statement: &'a Statement,
}

impl Said<'_> {
    /// Whether a date stands outside of what is said and hangs on the cue, straight or by a venue.
    fn is_at_cue(&self, date: &Range<usize>) -> bool {
        let spoken = |at: usize| self.statement.content.iter().any(|content| content.overlaps(self.tokens[at].span));
        if date.clone().any(spoken) {
            return false;
        }
        let top = date.clone().find(|at| self.tree.head(*at).is_none_or(|head| !date.contains(&head)));
        let mut at = top;
        for step in 0..STEPS {
            let Some(head) = at.and_then(|at| self.tree.head(at)) else { return false };
            if self.is_cue(head) || self.is_hedge(head) {
                return true;
            }
            // Only the venue leads on: "in an interview on Friday", but not "after an attack on Friday".
            let venue = self.statement.venue.is_some_and(|venue| venue.overlaps(self.tokens[head].span));
            if step + 1 == STEPS || !venue {
                return false;
            }
            at = Some(head);
        }
        false
    }

    fn is_cue(&self, at: usize) -> bool {
        self.statement.cue.is_some_and(|cue| cue.contains(self.tokens[at].span))
    }

    /// The verb of which the cue is the infinitive: "appeared on Friday to confirm".
    fn is_hedge(&self, at: usize) -> bool {
        let infinitive = |child: usize| self.is_cue(child) && self.tokens[child].relation == Relation::Xcomp;
        self.statement.hedged && self.tree.children(at).any(infinitive)
    }
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use crate::codebook::Codebook;
    use crate::extract::worked::worked_on;
    use crate::extract::{Models, extract};
    use crate::schema::SchemaFiles;

    /// The dates of saying of a text published on Wednesday, 15 April 2020, or on no known day.
    fn said(text: &str, published: bool) -> Vec<String> {
        let worked = worked_on(text, NaiveDate::from_ymd_opt(2020, 4, 15).filter(|_| published));
        let codebook = Codebook::load(&SchemaFiles::embedded()).unwrap();
        let found = extract(&worked.article, &worked.document, &codebook, Models::embedded().unwrap());
        found.statements.iter().filter_map(|s| s.said.as_ref().map(|date| date.text.clone())).collect()
    }

    #[test]
    fn a_date_at_the_cue_is_that_of_saying() {
        assert_eq!(said("Jens Stoltenberg said on Friday that the road was open.", true), ["2020-04-10"]);
        assert_eq!(said("On Tuesday, Jens Stoltenberg said that the road was open.", true), ["2020-04-14"]);
        assert_eq!(said("“The road is open,” Jens Stoltenberg said in an interview on Friday.", true), ["2020-04-10"]);
        assert_eq!(said("Jens Stoltenberg said on January 14 that the road was open.", false), ["XXXX-01-14"]);
    }

    #[test]
    fn other_dates_are_none() {
        for text in [
            "Jens Stoltenberg said that the road was closed on Friday.",
            "Jens Stoltenberg declared tomorrow a day of mourning.",
            "Jens Stoltenberg said that the road was open.",
        ] {
            assert_eq!(said(text, true), Vec::<String>::new(), "{text}");
        }
    }
}
