//! Trains the models that decide which words are statements, and whose.
//!
//! `cargo run --release --example train_statements -- ARTICLES OTHERS [OUT]` learns from articles with marked attributions
//! (PolNeAR's `polnear-train.jsonl`), learns from every other article of OTHERS (`polnear-dev.jsonl`) how sure a statement is,
//! writes OUT (default `models/statements.bin`), and prints how far that is true of the rest of OTHERS. It takes a minute;
//! the same files and the same program give the same bytes.
//!
//! The program carries the models: build it once more to use the new ones.

mod calibrate;
mod gold;
mod learn;

use std::path::Path;

use anyhow::{Context, Result};
use tidings::annotate::{Annotator, Document};
use tidings::codebook::Codebook;
use tidings::extract::mentions::{self, Mentions};
use tidings::extract::statements::find_with_evidence;
use tidings::extract::statements::ranking::{Judge, MODELS, Reader};
use tidings::ingest::{Article, Collection, Record};
use tidings::model::linear::{Learner, write};
use tidings::model::network::Network;
use tidings::model::weights::pack;
use tidings::schema::SchemaFiles;

use crate::calibrate::Checked;
use crate::gold::Marked;
use crate::learn::{Learned, Lessons};

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let articles = arguments.next().context("give the file of articles with marked attributions")?;
    let others = arguments.next().context("give another file of such articles, to learn from how sure a statement is")?;
    let out = arguments.next().unwrap_or_else(|| "models/statements.bin".to_owned());
    let codebook = Codebook::load(&SchemaFiles::embedded())?;
    let lessons = lessons(Path::new(&articles), &codebook)?;
    println!("{lessons}");
    let Learned { gate, content, source } = learn::learn(&lessons);
    let unsure = Learner::new(1, 10, 0.1);
    let file = |confidence: &Learner| {
        write(&[gate.finish(MODELS[0]), content.finish(MODELS[1]), source.finish(MODELS[2]), confidence.finish(MODELS[3])])
    };
    // Every other article teaches confidence, the rest shows how far it is true.
    let (taught, _) = checked(Path::new(&others), &codebook, &file(&unsure))?;
    let file = file(&calibrate::learn(&taught));
    let (_, shown) = checked(Path::new(&others), &codebook, &file)?;
    calibrate::print(&shown);
    std::fs::write(&out, pack(&file)?).with_context(|| format!("can't write {out}"))?;
    println!("{out}: {} bytes unpacked", file.len());
    Ok(())
}

/// An article with its annotation, its mentions and what is marked in it.
type Visit<'v> = dyn FnMut(&Article, &Document, &Mentions, &[Marked]) + 'v;

/// Reads the articles as the program does.
fn read(path: &Path, codebook: &Codebook, visit: &mut Visit<'_>) -> Result<()> {
    let marked = gold::read(path)?;
    let mut annotator = Annotator::new(&codebook.segments, Network::embedded()?);
    for record in Collection::open(path, codebook.ingest.clone())? {
        let Record::Article(article) = record? else { continue };
        let Some(marked) = marked.get(&article.text) else { continue };
        let document = annotator.annotate(&article);
        let mentions = mentions::find(&article, &document, &codebook.lexicon, &codebook.names);
        visit(&article, &document, &mentions, marked);
    }
    Ok(())
}

/// All decisions with their right answers.
fn lessons(path: &Path, codebook: &Codebook) -> Result<Lessons> {
    let mut lessons = Lessons::default();
    read(path, codebook, &mut |article, document, mentions, marked| {
        let mut reader = Reader::new(article, document, mentions, &codebook.cues);
        lessons.read(&article.text, marked, &mut reader);
    })?;
    Ok(lessons)
}

/// The statements that the models find, compared with what is marked: those of the even and of the odd articles.
fn checked(path: &Path, codebook: &Codebook, file: &[u8]) -> Result<(Vec<Checked>, Vec<Checked>)> {
    let judge = Judge::read(file)?;
    let mut halves = (Vec::new(), Vec::new());
    let mut even = true;
    read(path, codebook, &mut |article, document, mentions, marked| {
        let found = find_with_evidence(article, document, mentions, &codebook.cues, &judge);
        let half = if even { &mut halves.0 } else { &mut halves.1 };
        half.extend(calibrate::check(&article.text, marked, &found));
        even = !even;
    })?;
    Ok(halves)
}
