//! From a text to its annotation: sentences and tokens first, then tags, trees and lemmas.

use std::io::{self, Write};

use super::conllu::{Columns, GivenSentence};
use super::document::{Document, LemmaSpan};
use super::segment;
use super::straighten::straighten;
use crate::codebook::SegmentRules;
use crate::ingest::{Article, Paragraph};
use crate::model::network::Network;
use crate::model::parser::{Analysis, Parser};
use crate::ud::Xpos;

/// Annotates one text after another, in memory that it reuses. One for each thread; what it says of a text depends on
/// that text alone.
#[derive(Debug)]
pub struct Annotator<'m> {
    rules: &'m SegmentRules,
    network: &'m Network<'m>,
    parser: Parser<'m>,
    ends: Vec<usize>,
    found: Vec<Analysis>,
    scratch: String,
}

impl<'m> Annotator<'m> {
    /// An annotator with these rules and weights.
    pub fn new(rules: &'m SegmentRules, network: &'m Network<'m>) -> Self {
        let parser = Parser::new(network);
        Self { rules, network, parser, ends: Vec::new(), found: Vec::new(), scratch: String::new() }
    }

    /// Annotates an article. Bylines, credits and footers have no sentences.
    pub fn annotate(&mut self, article: &Article) -> Document {
        let mut document = Document::default();
        self.annotate_into(article, &mut document);
        document
    }

    /// As [`Annotator::annotate`], into the memory of a document that is no longer needed.
    pub fn annotate_into(&mut self, article: &Article, document: &mut Document) {
        self.annotate_text(&article.text, &article.paragraphs, document);
    }

    /// Annotates the paragraphs of a text.
    pub fn annotate_text(&mut self, text: &str, paragraphs: &[Paragraph], document: &mut Document) {
        segment(text, paragraphs, self.rules, document);
        let forms: Vec<&str> = document.tokens.iter().map(|token| token.span.of(text)).collect();
        self.ends.clear();
        self.ends.extend(document.sentences.iter().map(|sentence| sentence.tokens.end as usize));
        self.parse(&forms);
        document.lemmas.clear();
        for (token, found) in document.tokens.iter_mut().zip(&self.found) {
            (token.upos, token.xpos, token.feats) = (found.upos, found.xpos, found.feats);
            (token.head, token.relation) = (found.head, found.relation);
            token.cluster = self.network.lexicon().cluster(token.span.of(text), &mut self.scratch);
            let start = document.lemmas.len();
            self.network.lemmatizer().lemma(token.span.of(text), found.xpos, &mut self.scratch, &mut document.lemmas);
            token.lemma = LemmaSpan::new(start, document.lemmas.len());
        }
    }

    /// Parses the sentences that end at [`Annotator::ends`].
    fn parse(&mut self, forms: &[&str]) {
        self.parser.parse(forms, &self.ends, &mut self.found);
        let mut start = 0;
        for end in &self.ends {
            if let Some(sentence) = self.found.get_mut(start..*end) {
                straighten(sentence);
            }
            start = *end;
        }
    }

    /// Annotates sentences of a CoNLL-U file anew and writes them.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn annotate_given(&mut self, sentences: &[GivenSentence], out: &mut impl Write) -> io::Result<()> {
        let forms: Vec<&str> = sentences.iter().flat_map(GivenSentence::forms).collect();
        self.ends.clear();
        let mut end = 0;
        for sentence in sentences {
            end += sentence.forms().count();
            self.ends.push(end);
        }
        self.parse(&forms);
        let mut start = 0;
        for (sentence, end) in sentences.iter().zip(&self.ends) {
            let lemmas: Vec<String> = forms[start..*end]
                .iter()
                .zip(&self.found[start..*end])
                .map(|(form, found)| lemma(self.network, form, found.xpos))
                .collect();
            let columns = self.found[start..*end].iter().zip(&lemmas).map(|(found, lemma)| {
                let Analysis { upos, xpos, feats, head, relation } = *found;
                Columns { lemma, upos, xpos, feats, head, relation }
            });
            sentence.write(columns, out)?;
            start = *end;
        }
        Ok(())
    }
}

fn lemma(network: &Network<'_>, form: &str, xpos: Xpos) -> String {
    let mut lemma = String::new();
    network.lemmatizer().lemma(form, xpos, &mut String::new(), &mut lemma);
    lemma
}
