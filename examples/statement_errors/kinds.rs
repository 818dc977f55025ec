//! What kind of error a statement that was missed, that nobody marked, or that has another speaker is.

use std::collections::BTreeSet;

use tidings::annotate::Document;
use tidings::codebook::Cues;
use tidings::extract::Statement;
use tidings::text::Span;
use tidings::ud::{Relation, Upos};

use crate::gold::Marked;

/// The words of content and speaker.
type Words = (BTreeSet<usize>, BTreeSet<usize>);

/// An article as it is read.
pub struct Page<'a> {
    pub text: &'a str,
    pub document: &'a Document,
    pub cues: &'a Cues,
}

impl Page<'_> {
    /// Of a marked statement that no found one fits.
    pub fn missed(&self, marked: &Marked, words: &BTreeSet<usize>, found: &[Statement], own: &[Words]) -> String {
        let same_cue = |s: &Statement| s.cue.is_some_and(|cue| marked.cue.iter().any(|m| m.overlaps(cue)));
        if let Some(n) = found.iter().position(same_cue) {
            let content = &own[n].0;
            let way = if content.is_superset(words) {
                "too long"
            } else if content.is_subset(words) {
                "too short"
            } else if content.is_disjoint(words) {
                "elsewhere"
            } else {
                "shifted"
            };
            return format!("content {way}");
        }
        let covered = own.iter().any(|(content, _)| 2 * content.intersection(words).count() > words.len());
        if covered {
            return format!("missed beside another cue, {}", self.word_of(&marked.cue));
        }
        format!("missed, {}{}", self.word_of(&marked.cue), if words.len() <= 4 { ", at most 4 words said" } else { "" })
    }

    /// Of a found statement that fits no marked one; `None` for one whose cue is marked, which counts as missed already.
    pub fn spurious(&self, found: &Statement, marked: &[Marked]) -> Option<String> {
        let Some(cue) = found.cue else { return Some("not marked, quotation without cue".to_owned()) };
        if marked.iter().any(|m| m.cue.iter().any(|m| m.overlaps(cue))) {
            return None;
        }
        if marked.iter().any(|m| m.content.iter().any(|m| m.contains(cue))) {
            return Some("not marked, within what somebody says".to_owned());
        }
        Some(format!("not marked, {}, {}", self.word_of(&[cue]), self.shape(found)))
    }

    /// Of a found statement with the right content and another speaker.
    pub fn misspoken(&self, marked: &Marked, found: &Statement) -> String {
        let Some(speaker) = found.speakers.first().and_then(|party| party.span) else { return "speaker missing".to_owned() };
        let Some(source) = marked.source.first() else { return "speaker where none is".to_owned() };
        let sentence = |at: u32| self.document.sentences.iter().position(|s| s.span.end > at);
        let near = sentence(source.start) == sentence(speaker.start);
        format!("speaker is another{}", if near { "" } else { ", in another sentence" })
    }

    /// What kind of word a cue is.
    fn word_of(&self, cue: &[Span]) -> &'static str {
        let within = |span: Span| cue.iter().any(|c| c.contains(span));
        let tags: Vec<Upos> = self.document.tokens.iter().filter(|t| within(t.span)).map(|t| t.upos).collect();
        let listed =
            self.document.tokens.iter().any(|t| within(t.span) && !self.cues.forms(&t.span.of(self.text).to_lowercase()).is_empty());
        let has = |tag: Upos| tags.contains(&tag);
        match () {
            () if tags.is_empty() => "no cue",
            () if has(Upos::Verb) && listed => "verb of the codebook",
            () if has(Upos::Verb) => "another verb",
            () if has(Upos::Noun) => "noun",
            () if has(Upos::Adj) => "adjective",
            () => "another word",
        }
    }

    /// How the content is put.
    fn shape(&self, found: &Statement) -> &'static str {
        if found.kind == "direct" {
            return "quotation";
        }
        let inside = |span: Span| found.content.iter().any(|c| c.contains(span));
        let tokens: Vec<_> = self.document.tokens.iter().filter(|t| inside(t.span)).collect();
        let finite = tokens.iter().any(|t| matches!(t.relation, Relation::Nsubj | Relation::NsubjPass | Relation::Expl));
        let infinitive = tokens.first().is_some_and(|t| t.upos == Upos::Part);
        if infinitive {
            "infinitive"
        } else if finite {
            "clause"
        } else {
            "phrase"
        }
    }

    /// The sentence, with what is marked and what is found.
    pub fn line(&self, marked: Option<&Marked>, found: Option<&Statement>) -> String {
        let words = |spans: &[Span]| spans.iter().map(|s| s.of(self.text)).collect::<Vec<_>>().join(" … ").replace('\n', " ");
        let start = marked.map(|m| m.content[0].start).or(found.map(|f| f.content[0].start)).unwrap_or_default();
        let sentence = self.document.sentences.iter().find(|s| s.span.end > start).map_or("", |s| s.span.of(self.text)).replace('\n', " ");
        let mut line = sentence;
        if let Some(m) = marked {
            line += &format!("\n    marked <{}> [{}] {}", words(&m.source), words(&m.cue), words(&m.content));
        }
        if let Some(f) = found {
            let speakers: Vec<Span> = f.speakers.iter().filter_map(|p| p.span).collect();
            let cue: Vec<Span> = f.cue.into_iter().collect();
            line += &format!(
                "\n    found  <{}> [{}] {} ({}, {})",
                words(&speakers),
                words(&cue),
                words(&f.content),
                f.rule,
                f.confidence.map_or(-1, i32::from)
            );
        }
        line
    }
}
