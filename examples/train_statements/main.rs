//! Trains the models that decide which words are statements, and whose.
//!
//! `cargo run --release --example train_statements -- ARTICLES [OUT]` learns from articles with marked attributions (PolNeAR's
//! `polnear-train.jsonl`), writes OUT (default `models/statements.bin`) and says how well it learned. It takes some minutes;
//! the same files and the same program give the same bytes.
//!
//! The program carries the models: build it once more to use the new ones.

mod gold;
mod learn;

use std::path::Path;

use anyhow::{Context, Result};
use tidings::annotate::Annotator;
use tidings::codebook::Codebook;
use tidings::extract::mentions;
use tidings::extract::statements::ranking::{MODELS, Reader};
use tidings::ingest::{Collection, Record};
use tidings::model::linear::write;
use tidings::model::network::Network;
use tidings::schema::SchemaFiles;

use crate::learn::{Learned, Lessons};

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let articles = arguments.next().context("give the file of articles with marked attributions")?;
    let out = arguments.next().unwrap_or_else(|| "models/statements.bin".to_owned());
    let lessons = lessons(Path::new(&articles))?;
    println!("{lessons}");
    let Learned { gate, content, source } = learn::learn(&lessons);
    let file = write(&[gate.finish(MODELS[0]), content.finish(MODELS[1]), source.finish(MODELS[2])]);
    std::fs::write(&out, &file).with_context(|| format!("can't write {out}"))?;
    println!("{out}: {} bytes", file.len());
    Ok(())
}

/// Reads the articles as the program does and compares them with what is marked.
fn lessons(path: &Path) -> Result<Lessons> {
    let codebook = Codebook::load(&SchemaFiles::embedded())?;
    let marked = gold::read(path)?;
    let mut annotator = Annotator::new(&codebook.segments, Network::embedded()?);
    let mut lessons = Lessons::default();
    for record in Collection::open(path, codebook.ingest.clone())? {
        let Record::Article(article) = record? else { continue };
        let Some(marked) = marked.get(&article.text) else { continue };
        let document = annotator.annotate(&article);
        let mentions = mentions::find(&article, &document, &codebook.lexicon, &codebook.names);
        let mut reader = Reader::new(&article, &document, &mentions, &codebook.cues);
        lessons.read(&article.text, marked, &mut reader);
    }
    Ok(lessons)
}
