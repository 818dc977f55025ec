//! Who speaks in each quotation, by the clause that stands directly before or behind it.
//!
//! Statements are found later, with the pronouns resolved; here it is enough to know whom "he" within a quotation does not
//! stand for.

use super::Reading;
use super::phrases::Phrase;
use crate::annotate::TokenKind;
use crate::ud::{Relation, Upos};

/// So many phrases before or behind a quotation may be the subject of its verb.
const NEAR: usize = 3;
/// So many tokens may lie between a quotation and the verb of its clause.
const CLOSE: u32 = 6;

/// For each quotation, by its number, the phrase of its speaker.
pub(super) fn speakers(phrases: &[Phrase], reading: &Reading<'_>) -> Vec<Option<u32>> {
    let quotations = phrases.iter().map(|phrase| phrase.quote).max().unwrap_or(0) as usize;
    let mut ends: Vec<Option<(usize, usize)>> = vec![None; quotations + 1];
    for (n, phrase) in phrases.iter().enumerate().filter(|(_, phrase)| phrase.quote > 0) {
        let first = ends[phrase.quote as usize].map_or(n, |(first, _)| first);
        ends[phrase.quote as usize] = Some((first, n));
    }
    let speaker = |(first, last): (usize, usize)| before(phrases, first, reading).or_else(|| behind(phrases, last, reading));
    ends.into_iter().map(|ends| ends.and_then(speaker)).collect()
}

/// "Lee said: ...": the subject of a verb that stands right before the quotation.
fn before(phrases: &[Phrase], first: usize, reading: &Reading<'_>) -> Option<u32> {
    let (quoted, tokens) = (&phrases[first], &reading.document.tokens);
    let open = (0..=quoted.head).rev().find(|t| tokens[*t as usize].kind == TokenKind::QuoteOpen)?;
    let found = (first.saturating_sub(NEAR)..first).rev().find(|n| {
        let phrase = &phrases[*n];
        let verb = subject_of(phrase, reading);
        phrase.quote == 0 && phrase.sentence == quoted.sentence && verb.is_some_and(|v| phrase.head < v && v < open && open - v <= CLOSE)
    })?;
    Some(found as u32)
}

/// "...," Lee said; "...," said Lee.
fn behind(phrases: &[Phrase], last: usize, reading: &Reading<'_>) -> Option<u32> {
    let (quoted, tokens) = (&phrases[last], &reading.document.tokens);
    let close = (quoted.head..tokens.len() as u32).find(|t| tokens[*t as usize].kind == TokenKind::QuoteClose)?;
    let found = (last + 1..phrases.len().min(last + 1 + NEAR)).find(|n| {
        let phrase = &phrases[*n];
        let verb = subject_of(phrase, reading);
        phrase.quote == 0 && phrase.sentence == quoted.sentence && verb.is_some_and(|v| v > close && v - close <= CLOSE)
    })?;
    Some(found as u32)
}

/// The verb of which a phrase is the subject.
fn subject_of(phrase: &Phrase, reading: &Reading<'_>) -> Option<u32> {
    let tokens = &reading.document.tokens;
    let subject = tokens[phrase.head as usize].relation == Relation::Nsubj;
    phrase.governor.filter(|verb| subject && tokens[*verb as usize].upos == Upos::Verb)
}
