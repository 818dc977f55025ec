//! Who said what: quotations and reported clauses whose cue and speaker stand beside them.
//!
//! One row a cue and its speaker. A quotation behind it in the same paragraph is a further span, one without cue in the
//! next paragraph a row of its own. What can't be told surely from the words beside a cue is left out.

mod according;
mod answers;
mod asides;
mod borne;
mod bylines;
mod circumstances;
mod content;
mod continued;
mod dating;
mod frames;
mod learned;
mod manner;
mod nested;
mod phrases;
mod quotes;
pub mod ranking;
mod speakers;
mod states;
mod tail;
mod trees;
mod view;
mod whose;

#[cfg(test)]
mod hostile_tests;
#[cfg(test)]
mod tests;

use crate::annotate::Document;
use crate::codebook::{Cue, Cues, Frames, WordKinds as W};
use crate::extract::mentions::Mentions;
use crate::extract::watch::{Nobody, Watch};
use crate::extract::{ActorKind, MentionIx, Party, Statement};
use crate::ingest::Article;
use crate::text::Span;
pub use dating::date;
use ranking::{Evidence, Judge};
use speakers::Speaker;
pub use states::let_states_speak;
use tail::Tail;
use view::{CueAt, View};

/// Finds the statements of one article, by the start of cue or content.
///
/// The rules propose, the models decide, on these proposals and on all other words.
pub fn find(article: &Article, document: &Document, mentions: &Mentions, cues: &Cues, judge: &Judge<'_>) -> Vec<Statement> {
    find_watched(article, document, mentions, cues, judge, &mut Nobody)
}

/// As [`find`], while somebody looks on.
pub(super) fn find_watched(
    article: &Article,
    document: &Document,
    mentions: &Mentions,
    cues: &Cues,
    judge: &Judge<'_>,
    watch: &mut dyn Watch,
) -> Vec<Statement> {
    evidenced(article, document, mentions, cues, judge, watch).into_iter().map(|(statement, _)| statement).collect()
}

/// As [`find`], each with the evidence that its confidence stands on; `None` for what the models don't decide.
pub fn find_with_evidence(
    article: &Article,
    document: &Document,
    mentions: &Mentions,
    cues: &Cues,
    judge: &Judge<'_>,
) -> Vec<(Statement, Option<Evidence>)> {
    evidenced(article, document, mentions, cues, judge, &mut Nobody)
}

/// As [`find_with_evidence`], while somebody looks on.
fn evidenced(
    article: &Article,
    document: &Document,
    mentions: &Mentions,
    cues: &Cues,
    judge: &Judge<'_>,
    watch: &mut dyn Watch,
) -> Vec<(Statement, Option<Evidence>)> {
    let (view, found) = by_rules(article, document, mentions, cues);
    let (view, mut statements) = learned::judged(view, found, judge, watch);
    view.add_borne(&mut statements);
    view.add_answers(&mut statements);
    view.add_nested(&mut statements);
    for (statement, _) in &mut statements {
        view.doubt_owner(statement);
        view.hear_answer(statement);
        view.tell_whose(statement);
        view.tell_manner(statement);
        view.tell_circumstances(statement);
    }
    let mut statements = learned::sorted(statements);
    view.tie_answers(&mut statements);
    statements
}

/// What the rules find, with the view that they found it in.
fn by_rules<'a>(article: &'a Article, document: &'a Document, mentions: &'a Mentions, cues: &'a Cues) -> (View<'a>, Vec<Found>) {
    let view = View::new(article, document, mentions, cues);
    let claimed = vec![false; view.quotations.len()];
    let mut finder = Finder { view, found: Vec::new(), claimed };
    let mut first = 0;
    while first < document.sentences.len() {
        let paragraph = document.sentences[first].paragraph;
        let length = document.sentences[first..].iter().take_while(|s| s.paragraph == paragraph).count();
        if document.sentences[first].section.has_rows() {
            finder.paragraph(first, first + length);
        }
        first += length;
    }
    (finder.view, finder.found)
}

struct Finder<'a> {
    view: View<'a>,
    found: Vec<Found>,
    /// Which quotations belong to a statement already.
    claimed: Vec<bool>,
}

/// A statement with the last token that belongs to it or its frame.
struct Found {
    statement: Statement,
    paragraph: u32,
    last: usize,
}

/// What a frame found around a cue.
struct Frame {
    content: Vec<Span>,
    kind: &'static str,
    tail: Tail,
    /// Last token of content and frame.
    last: usize,
    rule: &'static str,
}

impl View<'_> {
    /// Somebody's words, with nothing known but what they are and where: a direct statement that says something.
    fn bare(&self, at: usize, content: Vec<Span>, rule: &str) -> Statement {
        Statement {
            section: self.sentence(at).section,
            sentence: self.sentence_of(at) as u32,
            kind: "direct".to_owned(),
            act: "say".to_owned(),
            hedged: false,
            negated: false,
            speakers: Vec::new(),
            speaker_basis: "none".to_owned(),
            cue: None,
            content,
            addressees: Vec::new(),
            venue: None,
            said: None,
            parent: None,
            responds_to: None,
            confidence: None,
            rule: rule.to_owned(),
        }
    }
}

impl<'a> Finder<'a> {
    /// Reads the sentences of one paragraph.
    fn paragraph(&mut self, first: usize, end: usize) {
        let sentences = &self.view.document.sentences;
        let tokens = sentences[first].tokens.start as usize..sentences[end - 1].tokens.end as usize;
        for at in tokens.clone() {
            let cues: Vec<_> = self.view.cues_at(at).collect();
            for cue in cues {
                if self.cue(cue) || self.by_tree(cue, self.view.cues.cue(cue.form)) {
                    break;
                }
            }
        }
        self.further_quotations(tokens.clone());
        self.bylines(tokens.clone());
        self.continued_quotation(tokens);
    }

    /// Tries all frames of one cue; whether one fitted.
    fn cue(&mut self, cue: CueAt<'a>) -> bool {
        let entry = self.view.cues.cue(cue.form);
        if entry.frames.any(Frames::ACCORDING) {
            return self.according(cue, entry);
        }
        if cue.form.participle {
            return self.progressive(cue, entry) || self.continued_report(cue, entry);
        }
        if let Some(speaker) = self.view.subject_before(cue.first) {
            let frame = self.attributed(cue, entry, speaker.first, cue.end, false).or_else(|| self.forward(cue, entry, speaker.first));
            if let Some(frame) = frame {
                self.add(entry, cue, speaker, frame);
                return true;
            }
        }
        if let Some(speaker) = self.view.relative_subject(cue)
            && let Some(frame) = self.forward(cue, entry, speaker.first)
        {
            self.add(entry, cue, speaker, frame);
            return true;
        }
        if self.continued_report(cue, entry) {
            return true;
        }
        if !entry.frames.any(Frames::INVERSION) {
            return false;
        }
        let Some(speaker) = self.view.subject_after(cue.end) else { return false };
        let frame =
            self.attributed(cue, entry, cue.first, speaker.last + 1, true).or_else(|| self.inverted_forward(cue, entry, speaker.last + 1));
        let Some(frame) = frame else { return false };
        self.add(entry, cue, speaker, frame);
        true
    }

    /// `X is demanding ...`.
    fn progressive(&mut self, cue: CueAt<'a>, entry: &Cue) -> bool {
        let Some(speaker) = self.view.progressive_subject(cue.first) else { return false };
        let Some(frame) = self.forward(cue, entry, speaker.first) else { return false };
        self.add(entry, cue, speaker, frame);
        true
    }

    fn add(&mut self, entry: &Cue, cue: CueAt<'_>, mut speaker: Speaker, frame: Frame) {
        let span = self.view.span(cue.first, cue.end - 1);
        let spoken = |party: &Party| party.span.is_some_and(|s| frame.content.iter().any(|c| c.overlaps(s)));
        if frame.content.iter().any(|c| c.overlaps(span) || c.is_empty()) || speaker.parties.iter().any(spoken) {
            return;
        }
        if speaker.basis == "pronoun" && self.view.is(speaker.last, W::PRONOUN) {
            self.link_pronoun(&mut speaker, cue.first);
        }
        for content in &frame.content {
            for (n, quotation) in self.view.quotations.iter().enumerate() {
                self.claimed[n] |= content.overlaps(self.view.tokens[quotation.open + 1].span);
            }
        }
        let paragraph = self.view.paragraph(cue.first);
        let mut statement = self.view.bare(cue.first, frame.content, frame.rule);
        statement.kind = frame.kind.to_owned();
        statement.act.clone_from(&entry.act);
        (statement.hedged, statement.negated) = (speaker.hedged, speaker.negated);
        (statement.speakers, statement.speaker_basis) = (speaker.parties, speaker.basis.to_owned());
        statement.cue = Some(span);
        (statement.addressees, statement.venue) = (frame.tail.addressees, frame.tail.venue);
        self.found.push(Found { statement, paragraph, last: frame.last.max(cue.end - 1) });
    }

    /// "he said" is the last speaker where that is a person and no other person stands between.
    fn link_pronoun(&self, speaker: &mut Speaker, cue: usize) {
        let Some(party) = speaker.parties.first_mut().filter(|party| party.chain.is_none()) else { return };
        let Some(before) = self.found.last().filter(|f| f.paragraph + 1 >= self.view.paragraph(cue)) else { return };
        let [only] = &before.statement.speakers[..] else { return };
        let Some(chain) = only.chain.filter(|c| self.view.chains[c.0 as usize].kind == ActorKind::Person) else { return };
        let from = before.statement.speakers[0].span.or(before.statement.cue).map_or(0, |s| s.end);
        let to = self.view.tokens[cue].span.start;
        let mut between = self.view.mentions.iter().enumerate().filter(|(_, m)| m.span.start >= from && m.span.end <= to);
        let other = |n: usize| self.view.is_person(n as u32) && self.view.chain_of(MentionIx(n as u32)) != Some(chain);
        if !between.any(|(n, _)| other(n)) {
            party.chain = Some(chain);
        }
    }
}
