//! Quotations without a cue of their own: further spans in a paragraph, and those that go on in the next.

use std::ops::Range;

use super::view::Quotation;
use super::{Finder, Found};
use crate::annotate::TokenKind;
use crate::codebook::WordKinds as W;

/// A quotation with more tokens is no mere phrase.
const LONG: usize = 8;
/// What goes on with a quotation has at most so many tokens.
const PHRASE: usize = 24;

impl Finder<'_> {
    /// A whole quotation in the sentence behind a report is a further span of it.
    pub fn further_quotations(&mut self, tokens: Range<usize>) {
        for n in self.quotations_in(&tokens) {
            let quotation = self.view.quotations[n];
            let whole = self.view.opens_sentence(quotation) && self.view.closes_sentence(quotation);
            if self.claimed[n] || !whole || quotation.open == tokens.start {
                continue;
            }
            let Some(words) = self.view.quoted_words(quotation) else { continue };
            let Some(at) = self.report_ending_at(quotation.open - 1) else { continue };
            let found = &mut self.found[at];
            if found.statement.content.iter().any(|c| c.overlaps(words) || c.start > words.start) || found.statement.negated {
                continue;
            }
            found.statement.content.push(words);
            if found.statement.kind == "indirect" {
                "mixed".clone_into(&mut found.statement.kind);
            }
            found.last = self.view.last_of(quotation);
            self.claimed[n] = true;
        }
    }

    pub fn quotations_in(&self, tokens: &Range<usize>) -> Range<usize> {
        let from = self.view.quotations.partition_point(|q| q.open < tokens.start);
        let to = self.view.quotations.partition_point(|q| q.open < tokens.end);
        from..to
    }

    /// The report that ends with the sentence of token `last`, where nobody else speaks in that sentence.
    fn report_ending_at(&self, last: usize) -> Option<usize> {
        let sentence = self.view.sentence_of(last);
        let range = self.view.first_of(last)..self.view.end_of(last);
        let here = |found: &Found| {
            let cue = found.statement.cue.is_some_and(|cue| self.view.document.sentences[sentence].span.contains(cue));
            cue || range.contains(&found.last)
        };
        let at = self.found.iter().rposition(here)?;
        let speakers = |n: usize| self.found[n].statement.speakers.iter().map(|p| (p.chain, p.span)).collect::<Vec<_>>();
        let others = self.found.iter().enumerate().rev().take(8).filter(|(_, found)| here(found));
        let agree = others.into_iter().all(|(n, _)| speakers(n) == speakers(at));
        (agree && self.is_quiet(self.found[at].last + 1, range.end)).then_some(at)
    }

    /// Whether nobody speaks between these tokens.
    pub fn is_quiet(&self, first: usize, end: usize) -> bool {
        (first..end).all(|t| self.view.quotation_at(t).is_none()) && !self.view.holds_report(first, end)
    }

    /// A paragraph that is one quotation, behind a paragraph that ends with the words of one speaker.
    pub fn continued_quotation(&mut self, tokens: Range<usize>) {
        let Some(n) = self.quotations_in(&tokens).next() else { return };
        let quotation = self.view.quotations[n];
        let opens = quotation.open == tokens.start && tokens.start > 0;
        let whole = self.view.last_of(quotation) + 1 == tokens.end;
        // A phrase that goes on with what is quoted: "'...,' in terms of peace."
        let led_on = quotation.close - quotation.open > LONG && self.goes_on(quotation, tokens.end);
        if self.claimed[n] || !opens || !(whole || led_on) || self.is_title(quotation) {
            return;
        }
        let Some(before) = self.words_before(tokens.start, quotation) else { return };
        let Some(words) = self.view.quoted_words(quotation) else { return };
        let said = &self.found[before].statement;
        let mut statement = self.view.bare(tokens.start, vec![words], "continued-quotation");
        (statement.speakers, statement.speaker_basis) = (said.speakers.clone(), "continued".to_owned());
        self.claimed[n] = true;
        self.found.push(Found { statement, paragraph: self.view.paragraph(tokens.start), last: tokens.end - 1 });
    }

    /// Whether the rest of a paragraph behind a quotation is a phrase without anybody who speaks.
    fn goes_on(&self, quotation: Quotation, end: usize) -> bool {
        let next = self.view.last_of(quotation) + 1;
        let comma = self.view.ends_with_comma(quotation.close);
        comma && quotation.closed && self.view.is(next, W::PREPOSITION) && end - next <= PHRASE && self.is_quiet(next, end)
    }

    /// Most words have a capital: a heading or the title of a work.
    fn is_title(&self, quotation: Quotation) -> bool {
        let words = (quotation.open + 1..quotation.close).filter(|t| self.view.kind(*t) == Some(TokenKind::Word));
        let (capitals, all) = words.fold((0, 0), |(capitals, all), t| (capitals + usize::from(self.view.is_capital(t)), all + 1));
        2 * capitals > all
    }

    /// The last statement of the paragraph before, where that paragraph ends with it and has one speaker.
    fn words_before(&self, start: usize, quotation: Quotation) -> Option<usize> {
        let last = start - 1;
        let paragraph = self.view.paragraph(last);
        let at = self.found.len().checked_sub(1).filter(|n| self.found[*n].paragraph == paragraph)?;
        let stays_open = self.view.quotation_at(last).is_some_and(|n| !self.view.quotations[n].closed);
        let found = &self.found[at];
        let spoken = !found.statement.negated && found.statement.speakers.len() == 1;
        let mut here = self.found.iter().rev().take_while(|f| f.paragraph == paragraph);
        let one = here.all(|f| f.statement.speakers.first().map(|p| p.chain) == found.statement.speakers.first().map(|p| p.chain));
        let linked = found.statement.speakers.first().is_some_and(|p| p.chain.is_some());
        (spoken && one && linked && found.last + 2 >= start && (stays_open || quotation.closed)).then_some(at)
    }
}
