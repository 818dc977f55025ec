//! Trains the weights that decide whom pronouns and descriptions stand for.
//!
//! `cargo run --release --example train_coreference -- TREEBANKS [OUT]` reads `gum-train.conllu` and `gum-dev.conllu` in the
//! folder TREEBANKS, reads their raw text through the program's own steps, learns from the chains of the train part, writes OUT
//! (default `models/coreference.bin`), and prints how good it is on both parts' documents. It takes a minute or two; the
//! same files and the same program give the same bytes.
//!
//! The program carries the weights: build it once more to use the new ones.

mod conll;
mod gold;
mod learn;

use std::io::Write;
use std::path::Path;

use anyhow::{Context, Result};
use tidings::annotate::{Annotator, Document};
use tidings::codebook::Codebook;
use tidings::extract::coreference::{Chooser, Reading};
use tidings::extract::mentions::{self, Mentions};
use tidings::extract::{ActorKind, Chain, ChainIx, Mention, MentionForm, Referent};
use tidings::ingest::{Article, Collection, Record, Section};
use tidings::model::linear;
use tidings::model::network::Network;
use tidings::model::weights::pack;
use tidings::schema::SchemaFiles;
use tidings::text::Span;

use crate::gold::{GoldDocument, GoldMention};

/// A document with its gold chains, read by the program.
pub struct Example {
    pub gold: GoldDocument,
    pub article: Article,
    pub document: Document,
    /// As the program finds them.
    pub found: Mentions,
    /// As the corpus has them.
    pub given: Mentions,
}

impl Example {
    /// The document with the program's names, or with the corpus'.
    pub fn reading<'a>(&'a self, codebook: &'a Codebook, given: bool) -> Reading<'a> {
        let Mentions { mentions, chains, .. } = if given { &self.given } else { &self.found };
        Reading {
            text: &self.article.text,
            document: &self.document,
            mentions,
            chains,
            rules: &codebook.reference,
            lexicon: &codebook.lexicon,
        }
    }
}

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().context("give the folder that holds gum-train.conllu and gum-dev.conllu")?;
    let out = arguments.next().unwrap_or_else(|| "models/coreference.bin".to_owned());
    let codebook = Codebook::load(&SchemaFiles::embedded())?;
    let read = |name: &str| examples(&Path::new(&folder).join(name), &codebook);
    let (train, dev) = (read("gum-train.conllu")?, read("gum-dev.conllu")?);
    if arguments.next().as_deref() == Some("--folds") {
        return folds(train, &codebook);
    }
    let models = learn::train(&train.iter().collect::<Vec<_>>(), &codebook);
    let file = linear::write(&models);
    std::fs::write(&out, pack(&file)?).with_context(|| format!("can't write {out}"))?;
    println!("{out}: {} bytes unpacked", file.len());
    let chooser = Chooser::read(&file)?;
    for given in [false, true] {
        println!("{}", if given { "with the corpus' names" } else { "with the program's names" });
        for (part, examples) in [("train", &train), ("dev", &dev)] {
            let mut sums = learn::Sums::default();
            sums.add(&examples.iter().collect::<Vec<_>>(), &codebook, &chooser, given);
            println!("  {part}: {sums}");
        }
    }
    Ok(())
}

/// Measures on each fifth of the documents what was learned from the others.
fn folds(examples: Vec<Example>, codebook: &Codebook) -> Result<()> {
    let mut sums = [learn::Sums::default(), learn::Sums::default()];
    for fold in 0..FOLDS {
        let (mut out, mut rest) = (Vec::new(), Vec::new());
        examples.iter().enumerate().for_each(|(n, e)| if n % FOLDS == fold { out.push(e) } else { rest.push(e) });
        let file = linear::write(&learn::train(&rest, codebook));
        let chooser = Chooser::read(&file)?;
        for (sums, given) in sums.iter_mut().zip([false, true]) {
            sums.add(&out, codebook, &chooser, given);
        }
    }
    println!("found: {}\ngiven: {}", sums[0], sums[1]);
    Ok(())
}

/// Parts of the train documents, each left out in turn.
const FOLDS: usize = 5;

/// The documents of a treebank, read by the program.
fn examples(path: &Path, codebook: &Codebook) -> Result<Vec<Example>> {
    let golds = gold::read(path)?;
    let raw = std::env::temp_dir().join(format!("train_coreference-{}.jsonl", std::process::id()));
    let mut file = std::fs::File::create(&raw)?;
    for gold in &golds {
        writeln!(file, "{}", serde_json::json!({"id": gold.id, "text": gold.text}))?;
    }
    drop(file);
    let mut annotator = Annotator::new(&codebook.segments, Network::embedded()?);
    let mut articles = Vec::new();
    for record in &mut Collection::open(&raw, codebook.ingest.clone())? {
        if let Record::Article(article) = record? {
            articles.push(*article);
        }
    }
    std::fs::remove_file(&raw)?;
    let mut examples = Vec::new();
    for gold in golds {
        let Some(n) = articles.iter().position(|a| a.source.raw_record == gold.id && a.text == gold.text) else { continue };
        let article = articles.swap_remove(n);
        let document = annotator.annotate(&article);
        let found = mentions::find(&article, &document, &codebook.lexicon, &codebook.names);
        let given = given(&gold, &document);
        examples.push(Example { gold, article, document, found, given });
    }
    Ok(examples)
}

/// The corpus' names as mentions.
fn given(gold: &GoldDocument, document: &Document) -> Mentions {
    let mut names: Vec<&GoldMention> =
        gold.mentions.iter().filter(|m| m.name && matches!(&*m.kind, "person" | "organization" | "place")).collect();
    names.sort_by_key(|m| (m.start, std::cmp::Reverse(m.end)));
    let mut made = Mentions::default();
    let mut entities: Vec<usize> = Vec::new();
    for name in names {
        let Some(sentence) = document.sentence_at(name.start as u32) else { continue };
        let ix = entities.iter().position(|e| *e == name.entity).unwrap_or(entities.len());
        let words = &gold.text[name.start..name.end];
        if ix == entities.len() && name.kind != "place" {
            entities.push(name.entity);
            let kind = if name.kind == "person" { ActorKind::Person } else { ActorKind::Other };
            let (name, names) = (words.to_owned(), vec![words.to_owned()]);
            made.chains.push(Chain { kind, entry: None, name, names, local: false, country: None, sector: None, offices: Vec::new() });
        }
        let referent = if name.kind == "place" { Referent::Open } else { Referent::Actor(ChainIx(ix as u32)) };
        let (span, sentence, rule) = (Span::new(name.start, name.end), sentence as u32, "gold".to_owned());
        made.mentions.push(Mention { span, section: Section::Body, sentence, form: MentionForm::Name, referent, office: None, rule });
    }
    made
}
