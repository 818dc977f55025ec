//! Trains the weights that decide where sentences end.
//!
//! `cargo run --release --example train_segmenter -- TREEBANKS [OUT]` reads `ewt-train.conllu` and `gum-train.conllu` in the
//! folder TREEBANKS, writes OUT (default `models/segmenter.bin`), and prints sentence F1 on `ewt-dev.conllu` and
//! `gum-dev.conllu` there, as they are, in lower case and in capitals. It takes some seconds; the same files and the same
//! program give the same bytes.
//!
//! The program carries the weights: build it once more to use the new ones.

mod learn;
mod treebank;

use std::path::Path;

use anyhow::{Context, Result};
use tidings::codebook::SegmentRules;
use tidings::model::segmenter::Weights;
use tidings::model::weights::pack;
use tidings::schema::SchemaFiles;

use crate::learn::{Gap, gaps};
use crate::treebank::Treebank;

/// Every so-manieth block of the text is learned from in lower case too, and another one in capitals.
const COPIES: usize = 4;

/// How many gaps in a row make up such a block.
const BLOCK: usize = 400;

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().context("give the folder that holds ewt-train.conllu and gum-train.conllu")?;
    let out = arguments.next().unwrap_or_else(|| "models/segmenter.bin".to_owned());
    let rules = SegmentRules::without_weights(&SchemaFiles::embedded())?;
    let read = |name: &str| Treebank::read(&Path::new(&folder).join(name));
    let examples = examples(&[read("ewt-train.conllu")?, read("gum-train.conllu")?], &rules);
    println!("{} gaps, {} of them ends", examples.len(), examples.iter().filter(|gap| gap.end).count());
    let file = learn::train(&examples);
    std::fs::write(&out, pack(&file)?).with_context(|| format!("can't write {out}"))?;
    println!("{out}: {} bytes unpacked", file.len());
    let weights = Weights::read(&file)?;
    for name in ["ewt-dev", "gum-dev"] {
        let treebank = read(&format!("{name}.conllu"))?;
        let texts = [&treebank, &treebank.recased(char::to_ascii_lowercase), &treebank.recased(char::to_ascii_uppercase)];
        let [plain, lower, upper] = texts.map(|text| treebank::f1(text, &rules, &weights));
        println!("{name}: sentences F1 {plain:.2}, in lower case {lower:.2}, in capitals {upper:.2}");
    }
    Ok(())
}

/// The gaps of the treebanks, some of them once more in other letters.
fn examples(treebanks: &[Treebank], rules: &SegmentRules) -> Vec<Gap> {
    let mut examples: Vec<Gap> = treebanks.iter().flat_map(|treebank| gaps(treebank, rules)).collect();
    for (n, change) in [char::to_ascii_lowercase, char::to_ascii_uppercase].into_iter().enumerate() {
        let copies = treebanks.iter().flat_map(|treebank| gaps(&treebank.recased(change), rules));
        examples.extend(copies.enumerate().filter(|(at, _)| at / BLOCK % COPIES == n).map(|(_, gap)| gap));
    }
    examples
}
