//! Worked examples for tests: a text with its actors between brackets, `[Norland]` (a government) or `[Jon Abel|person]`
//! (`official`: a person with an office), as an annotated article.

use chrono::NaiveDate;

use super::mentions::Mentions;
use super::{ActorKind, Chain, ChainIx, Mention, MentionForm, MentionIx, Office, Party, Referent, Statement};
use crate::annotate::{Document, annotate};
use crate::codebook::SegmentRules;
use crate::ingest::{Article, ArticleId, Metadata, Paragraph, Section, Source};
use crate::model::network::Network;
use crate::schema::SchemaFiles;
use crate::text::Span;

pub(crate) struct Worked {
    pub article: Article,
    pub document: Document,
    pub mentions: Vec<Mention>,
    pub chains: Vec<Chain>,
}

impl Worked {
    /// The mentions with their chains, as `mentions::find` gives them.
    pub fn all_mentions(&self) -> Mentions {
        Mentions { mentions: self.mentions.clone(), chains: self.chains.clone(), places: Vec::new() }
    }
}

/// Published on Wednesday, 15 April 2020.
pub(crate) fn worked(text: &str) -> Worked {
    worked_on(text, NaiveDate::from_ymd_opt(2020, 4, 15))
}

pub(crate) fn worked_on(marked: &str, published_on: Option<NaiveDate>) -> Worked {
    let (text, names) = unmark(marked);
    let article = article(text, published_on);
    let rules = SegmentRules::load(&SchemaFiles::embedded()).unwrap();
    let document = annotate(&article, &rules, Network::embedded().unwrap());
    let (mut mentions, mut chains): (Vec<Mention>, Vec<Chain>) = (Vec::new(), Vec::new());
    for (span, kind) in names {
        let name = span.of(&article.text).to_owned();
        let known = chains.iter().position(|c| c.name == name);
        let ix = known.unwrap_or(chains.len());
        if known.is_none() {
            chains.push(chain(&name, &kind, mentions.len()));
        }
        mentions.push(Mention {
            span,
            section: Section::Body,
            sentence: document.sentence_at(span.start).unwrap_or(0) as u32,
            form: MentionForm::Name,
            referent: Referent::Actor(ChainIx(ix as u32)),
            office: None,
            rule: "test".to_owned(),
        });
    }
    Worked { article, document, mentions, chains }
}

/// A statement of these words by the first actor with this name.
pub(crate) fn statement(worked: &Worked, speaker: &str, content: &str) -> Statement {
    let start = worked.article.text.find(content).unwrap();
    let chain = worked.chains.iter().position(|c| c.name == speaker).map(|n| ChainIx(n as u32));
    direct(Party { chain, ..Party::default() }, None, vec![Span::new(start, start + content.len())])
}

/// A direct statement of the first sentence.
pub(crate) fn direct(speaker: Party, cue: Option<Span>, content: Vec<Span>) -> Statement {
    Statement {
        section: Section::Body,
        sentence: 0,
        kind: "direct".to_owned(),
        act: "say".to_owned(),
        hedged: false,
        negated: false,
        speakers: vec![speaker],
        speaker_basis: "named".to_owned(),
        cue,
        content,
        addressees: Vec::new(),
        venue: None,
        said: None,
        parent: None,
        responds_to: None,
        confidence: None,
        rule: "test".to_owned(),
    }
}

fn article(text: String, published_on: Option<NaiveDate>) -> Article {
    let paragraphs = if text.trim().is_empty() {
        Vec::new()
    } else {
        vec![Paragraph { section: Section::Body, span: Span::new(text.len() - text.trim_start().len(), text.trim_end().len()) }]
    };
    Article {
        id: ArticleId("a0000000000000000".to_owned()),
        source: Source { raw_file: String::new(), raw_record: String::new() },
        meta: Metadata { published_on, ..Metadata::default() },
        text,
        paragraphs,
        raw_sha256: String::new(),
        text_sha256: String::new(),
    }
}

fn unmark(marked: &str) -> (String, Vec<(Span, String)>) {
    let (mut text, mut names, mut rest) = (String::new(), Vec::new(), marked);
    while let Some((before, after)) = rest.split_once('[') {
        text.push_str(before);
        let (inside, left) = after.split_once(']').unwrap();
        let (name, kind) = inside.split_once('|').unwrap_or((inside, "government"));
        let lead = ["The ", "the "].iter().find(|a| name.starts_with(**a)).map_or(0, |a| a.len());
        let start = text.len() + lead;
        text.push_str(name);
        names.push((Span::new(start, text.len()), kind.to_owned()));
        rest = left;
    }
    text.push_str(rest);
    (text, names)
}

fn chain(name: &str, kind: &str, mention: usize) -> Chain {
    let office =
        Office { title: "minister".to_owned(), organisation: None, sector: Some("GOV".to_owned()), mention: MentionIx(mention as u32) };
    let (kind, offices) = match kind {
        "official" => ("person", vec![office]),
        other => (other, Vec::new()),
    };
    Chain {
        kind: serde_json::from_value::<ActorKind>(kind.into()).unwrap(),
        entry: None,
        name: name.to_owned(),
        names: vec![name.to_owned()],
        local: false,
        country: None,
        sector: None,
        offices,
    }
}
