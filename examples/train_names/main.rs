//! Trains the model that finds names and tells persons, organisations and places apart.
//!
//! `cargo run --release --example train_names -- DATA [OUT]` reads `treebank/gum-train.conllu`, `treebank/ewt-train.conllu`,
//! `entities/wikigold.conll`, `entities/re3d-*.jsonl` but for CENTCOM's, and the texts of `statements/polnear-train.jsonl` in the
//! folder DATA, writes OUT (default `models/names.bin`), and prints F1 of the model alone on `entities/uner-ewt-dev.iob2` and on
//! CENTCOM's. It takes half a minute; the same files and the same program give the same bytes.
//!
//! The program carries the model: build it once more to use the new one.

mod texts;

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use tidings::annotate::{Annotator, Document, plain_paragraphs};
use tidings::codebook::Codebook;
use tidings::extract::mentions::names::sights::Sights;
use tidings::extract::mentions::names::{Finder, KINDS, MARKS, MODELS, NameKind, Seen, load, mark};
use tidings::model::linear::{Feature, write};
use tidings::model::network::Network;
use tidings::model::sequence::{Sequence, SequenceLearner};
use tidings::model::weights::pack;
use tidings::schema::SchemaFiles;
use tidings::text::Span;

use crate::texts::{Marked, RECASED};

/// Of so many texts one is learned from in other letters too, for each kind of letters.
const COPIES: usize = 8;
/// How often all sentences are gone through before those with open kinds join in, and after.
const PASSES: [usize; 2] = [6, 6];
/// The first step of a weight.
const STEP: f32 = 0.1;
/// The share of a weight that a step takes away.
const DECAY: f32 = 2e-4;
/// Rows of the table, as a power of two.
const BITS: u32 = 17;
/// What a sentence counts whose kinds are open.
const OPEN: f32 = 0.5;

/// News articles without any marks, from which the model learns what it is sure of itself.
const NEWS: usize = 200;
/// From this probability on it is sure.
const SURE: f32 = 0.8;

/// A sentence to learn from.
struct Lesson {
    features: Vec<Vec<Feature>>,
    /// For each word the marks that may be right.
    right: Vec<u32>,
    weight: f32,
}

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let data = arguments.next().context("give the folder with treebank/ and entities/")?;
    let out = arguments.next().unwrap_or_else(|| "models/names.bin".to_owned());
    let data = Path::new(&data);
    let codebook = Codebook::load(&SchemaFiles::embedded())?;
    let rules = &codebook.names;
    let started = Instant::now();
    let mut sure = texts::gum(&data.join("treebank/gum-train.conllu"), rules)?;
    sure.extend(texts::columns(&data.join("entities/wikigold.conll"), rules)?);
    for name in ["australian-department-of-foreign-affairs", "uk-government", "us-state-department", "wikipedia"] {
        sure.extend(texts::records(&data.join(format!("entities/re3d-{name}.jsonl")), &codebook)?);
    }
    for (n, change) in RECASED.into_iter().enumerate() {
        let copies: Vec<Marked> = sure.iter().skip(n).step_by(COPIES).map(|marked| marked.recased(change)).collect();
        sure.extend(copies);
    }
    let open = texts::proper(&data.join("treebank/ewt-train.conllu"), rules)?;
    let mut room = Room::new(&codebook)?;
    let mut lessons: Vec<Lesson> = sure.iter().flat_map(|marked| room.lessons(marked, 1.0)).collect();
    let open: Vec<Lesson> = open.iter().flat_map(|marked| room.lessons(marked, OPEN)).collect();
    let mut bare_texts = texts::bare(&data.join("statements/polnear-train.jsonl"))?;
    bare_texts.truncate(NEWS);
    let bare: Vec<Lesson> = bare_texts.iter().flat_map(|marked| room.lessons(marked, 1.0)).collect();
    println!("{} sentences, {} with open kinds, {:?}", lessons.len(), open.len(), started.elapsed());
    let mut learner = SequenceLearner::new(MARKS, BITS, STEP);
    learner.decay(DECAY);
    let mut states = Vec::new();
    let mut order = Order(0x9E37_79B9_7F4A_7C15);
    for (part, passes) in PASSES.into_iter().enumerate() {
        for pass in 0..passes {
            order.shuffle(&mut lessons);
            for lesson in &lessons {
                learner.learn(&lesson.features, &lesson.right, lesson.weight);
            }
            states.push(learner.clone());
            let last = states.len();
            let file = write(&SequenceLearner::mean(&states[last / 2..]).finish(MODELS));
            println!("pass {part}.{pass}, {:?}, {} bytes: {}", started.elapsed(), file.len(), room.scores(data, &load(&file)?)?);
        }
        if part == 0 {
            let teacher = SequenceLearner::mean(&states[states.len() / 2..]);
            let guessed = open.iter().chain(&bare).map(|lesson| {
                let right = teacher.guess(&lesson.features, &lesson.right, lesson.weight, SURE);
                Lesson { features: lesson.features.clone(), right, weight: OPEN }
            });
            lessons.extend(guessed);
            learner = SequenceLearner::new(MARKS, BITS, STEP);
            states.clear();
        }
    }
    let file = write(&learner.finish(MODELS));
    std::fs::write(&out, pack(&file)?).with_context(|| format!("can't write {out}"))?;
    println!("{out}: {} bytes unpacked", file.len());
    Ok(())
}

/// What texts are read with.
struct Room<'c> {
    annotator: Annotator<'c>,
    sights: Sights<'c>,
    document: Document,
    codebook: &'c Codebook,
}

impl<'c> Room<'c> {
    fn new(codebook: &'c Codebook) -> Result<Self> {
        let annotator = Annotator::new(&codebook.segments, Network::embedded()?);
        let sights = Sights::new(&codebook.lexicon, &codebook.names);
        Ok(Self { annotator, sights, document: Document::default(), codebook })
    }

    fn annotate(&mut self, text: &str) {
        self.annotator.annotate_text(text, &plain_paragraphs(text), &mut self.document);
        self.sights.read(text, &self.document);
    }

    fn lessons(&mut self, marked: &Marked, weight: f32) -> Vec<Lesson> {
        self.annotate(&marked.text);
        let mut lessons = Vec::new();
        for (n, sentence) in self.document.sentences.iter().enumerate() {
            self.sights.look(&marked.text, &self.document, n);
            let tokens = self.document.tokens_of(sentence);
            let mut right = vec![1; tokens.len()];
            let within = |span: Span| tokens.iter().enumerate().filter(move |(_, t)| span.overlaps(t.span)).map(|(at, _)| at);
            for span in &marked.unsure {
                within(*span).for_each(|at| right[at] = u32::MAX);
            }
            for (span, kind) in &marked.names {
                for (nth, at) in within(*span).enumerate() {
                    let one = |kind: NameKind| 1 << mark(kind, nth == 0);
                    let any = KINDS.into_iter().fold(1, |bits, kind| bits | one(kind) | 1 << mark(kind, true));
                    right[at] = kind.map_or(any, one);
                }
            }
            let mut features = vec![Vec::new(); tokens.len()];
            features.iter_mut().enumerate().for_each(|(at, into)| self.sights.features(at, into));
            lessons.push(Lesson { features, right, weight });
        }
        lessons
    }

    fn scores(&mut self, data: &Path, model: &Sequence<'_>) -> Result<String> {
        let uner = texts::universal(&data.join("entities/uner-ewt-dev.iob2"))?;
        let centcom = texts::records(&data.join("entities/re3d-centcom.jsonl"), self.codebook)?;
        Ok(format!("UNER {}, CENTCOM {}", self.score(&uner, model), self.score(&centcom, model)))
    }

    fn score(&mut self, texts: &[Marked], model: &Sequence<'_>) -> String {
        let (mut hits, mut spans, mut found, mut gold) = (0, 0, 0, 0);
        let mut finder = Finder::new(model);
        let mut seen: Vec<Seen> = Vec::new();
        for marked in texts {
            self.annotate(&marked.text);
            for n in 0..self.document.sentences.len() {
                self.sights.look(&marked.text, &self.document, n);
                finder.find(&self.document, n, &self.sights, &mut seen);
                found += seen.len();
                hits += seen.iter().filter(|name| marked.names.contains(&(name.span, Some(name.kind)))).count();
                spans += seen.iter().filter(|name| marked.names.iter().any(|(span, _)| *span == name.span)).count();
            }
            gold += marked.names.len();
        }
        let f1 = |hits: usize| 200.0 * hits as f64 / (found + gold) as f64;
        let (p, r) = (100.0 * hits as f64 / found as f64, 100.0 * hits as f64 / gold as f64);
        format!("F1 {:.1} (P {p:.1} R {r:.1}), spans {:.1}", f1(hits), f1(spans))
    }
}

/// A small generator of numbers (xorshift: Marsaglia 2003), so that the order of sentences is the same everywhere.
struct Order(u64);

impl Order {
    fn shuffle(&mut self, lessons: &mut [Lesson]) {
        for at in (1..lessons.len()).rev() {
            let other = self.next() % (at as u64 + 1);
            lessons.swap(at, other as usize);
        }
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }
}
