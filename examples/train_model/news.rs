//! Sentences of news, cut as the program itself cuts them.

use std::path::PathBuf;

use anyhow::Result;
use tidings::annotate::{Document, segment};
use tidings::codebook::Codebook;
use tidings::ingest::{Collection, Record};
use tidings::schema::SchemaFiles;

use crate::data::Sentence;

/// Sentences of at least and at most so many words teach something.
const LENGTHS: std::ops::RangeInclusive<usize> = 3..=60;

/// Reads all sentences of articles.
pub fn read(paths: &[PathBuf]) -> Result<Vec<Sentence>> {
    let codebook = Codebook::load(&SchemaFiles::embedded())?;
    let (mut sentences, mut document) = (Vec::new(), Document::default());
    for path in paths {
        for record in Collection::open(path, codebook.ingest.clone())? {
            let Record::Article(article) = record? else { continue };
            segment(&article.text, &article.paragraphs, &codebook.segments, &mut document);
            for sentence in &document.sentences {
                let forms: Vec<String> = document.tokens_of(sentence).iter().map(|t| t.span.of(&article.text).to_owned()).collect();
                if LENGTHS.contains(&forms.len()) {
                    sentences.push(Sentence { forms, ..Sentence::default() });
                }
            }
        }
    }
    Ok(sentences)
}
