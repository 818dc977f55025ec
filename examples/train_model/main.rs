//! Trains the parser: `cargo run --release --example train_model -- --treebanks DIR --lexicon DIR --out models/english.bin`.
//!
//! Learns from `ewt-train.conllu` and `gum-train.conllu` in DIR, reports on `ewt-dev.conllu` and `gum-dev.conllu`. With
//! `--news`, a few large nets learn first; what they together say of the news teaches the small one that is kept
//! (Bucilă et al. 2006, Hinton et al. 2015, Kuncoro et al. 2016). The same inputs give the same bytes, on any machine
//! and with any number of threads.

mod adam;
mod data;
mod lemmas;
mod math;
mod measure;
mod net;
mod news;
mod quantize;
mod tape;

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result};
use clap::Parser;
use tidings::model::features::Lexicon;
use tidings::model::tree::TreeFinder;
use tidings::model::weights::{Sizes, Weights, pack, unpack};

use adam::Adam;
use data::{Line, Scheme, Sentence, Truth, Words, Writing, read_genres, read_treebank};
use lemmas::Lemmas;
use math::Random;
use net::{Net, Plan, teach};
use tape::Gradients;

/// Sentences of a step.
const BATCH: usize = 32;
/// Parts in which a step is computed, whatever the number of threads: their gradients are added in order.
const PARTS: usize = 4;

/// Teachers are larger than what they teach.
const TEACHER: Plan = Plan { sizes: Sizes { width: 192, state: 96, arc: 64, label: 64 }, layers: 4, drop_out: 0.3 };

#[derive(Parser)]
struct Args {
    /// Folder with ewt-train.conllu, ewt-dev.conllu, gum-train.conllu, gum-dev.conllu.
    #[arg(long)]
    treebanks: PathBuf,
    /// Folder with glove-clusters.tsv and glove50-int8-50k.*.
    #[arg(long)]
    lexicon: PathBuf,
    /// Files or folders of articles, in any form that `tidings run` reads.
    #[arg(long)]
    news: Vec<PathBuf>,
    /// Where the weights go.
    #[arg(long, default_value = "models/english.bin")]
    out: PathBuf,
    /// Keep the network that OUT holds and learn lemmas alone.
    #[arg(long)]
    only_lemmas: bool,
    /// Train nothing: print the tables of the model card for these weights.
    #[arg(long, value_name = "FILE")]
    measure: Option<PathBuf>,
    /// Times that the treebanks are read.
    #[arg(long, default_value_t = 20)]
    epochs: usize,
    /// Nets that teach on the news.
    #[arg(long, default_value_t = 3)]
    teachers: usize,
    /// Times that each teacher reads the treebanks.
    #[arg(long, default_value_t = 10)]
    teacher_epochs: usize,
    /// Size of a word between the layers.
    #[arg(long, default_value_t = 160)]
    width: usize,
    /// Size of a recurrent state in one direction.
    #[arg(long, default_value_t = 96)]
    state: usize,
    /// Recurrent layers.
    #[arg(long, default_value_t = 3)]
    layers: usize,
    /// Share of values that are left out in training.
    #[arg(long, default_value_t = 0.3)]
    drop_out: f32,
    /// Step of learning.
    #[arg(long, default_value_t = 0.0025)]
    rate: f32,
    /// Threads; they change nothing but the time.
    #[arg(long, default_value_t = 2)]
    threads: usize,
}

fn relearn_lemmas(out: &Path, lemmas: &Lemmas, dev: &[(&'static str, Vec<Vec<Line>>)]) -> Result<()> {
    let old = std::fs::read(out).with_context(|| format!("cannot read {}", out.display()))?;
    let old = unpack(&old)?;
    let mut weights = Weights::read(&old)?;
    (weights.lemma_exceptions, weights.lemma_rules) = ((&lemmas.exceptions).into(), (&lemmas.rules).into());
    let file = weights.write();
    for (name, treebank) in dev {
        eprintln!("{name} dev: {}", measure::measure(&file, treebank)?);
    }
    std::fs::write(out, pack(&file)?).with_context(|| format!("cannot write {}", out.display()))
}

fn print_card(args: &Args, file: &Path) -> Result<()> {
    let treebank = |name: &'static str, file: &str| -> Result<_> {
        let path = args.treebanks.join(file);
        Ok((name, read_treebank(&path)?, read_genres(&path)?))
    };
    let file = unpack(&std::fs::read(file).with_context(|| format!("cannot read {}", file.display()))?)?;
    Ok(measure::print_card(&file, &[treebank("EWT", "ewt-dev.conllu")?, treebank("GUM", "gum-dev.conllu")?])?)
}

/// All that stays the same while a net learns.
#[derive(Clone, Copy)]
struct School<'a> {
    words: &'a Words,
    lexicon: &'a Lexicon<'a>,
    scheme: &'a Scheme,
    lemmas: &'a Lemmas,
    dev: &'a [(&'static str, Vec<Vec<Line>>)],
    threads: usize,
}

fn main() -> Result<()> {
    let args = Args::parse();
    let read = |name: &str| read_treebank(&args.treebanks.join(name));
    if let Some(file) = &args.measure {
        return print_card(&args, file);
    }
    let treebank = [read("ewt-train.conllu")?, read("gum-train.conllu")?].concat();
    let dev = [("EWT", read("ewt-dev.conllu")?), ("GUM", read("gum-dev.conllu")?)];
    let scheme = Scheme::of(&treebank);
    let words = Words::read(&args.lexicon, &treebank)?;
    let lexicon = words.lexicon();
    let lemmas = lemmas::learn(&treebank, &args.lexicon)?;
    if args.only_lemmas {
        return relearn_lemmas(&args.out, &lemmas, &dev);
    }
    let sentences = scheme.sentences(&treebank);
    let school = School { words: &words, lexicon: &lexicon, scheme: &scheme, lemmas: &lemmas, dev: &dev, threads: args.threads.max(1) };
    let taught = match &args.news[..] {
        [] => Vec::new(),
        news => school.teach(&args, &sentences, news::read(news)?),
    };
    let sizes = Sizes { width: args.width, state: args.state, arc: 64, label: 64 };
    let plan = Plan { sizes, layers: args.layers, drop_out: args.drop_out };
    let net = school.train(plan, &sentences, &taught, args.epochs, args.rate, 1);
    let file = quantize::quantize(&net, &scheme, &words, &lemmas).write();
    for (name, treebank) in &dev {
        eprintln!("{name} dev: {}", measure::measure(&file, treebank)?);
    }
    std::fs::write(&args.out, pack(&file)?).with_context(|| format!("cannot write {}", args.out.display()))
}

impl School<'_> {
    /// Trains teachers and lets them analyse the news.
    fn teach(&self, args: &Args, sentences: &[Sentence], news: Vec<Sentence>) -> Vec<Sentence> {
        let teacher =
            |n: usize| School { threads: 1, ..*self }.train(TEACHER, sentences, &[], args.teacher_epochs, args.rate, 100 + n as u64);
        let numbers: Vec<usize> = (1..=args.teachers).collect();
        let mut teachers: Vec<Net> = Vec::new();
        // Several at a time: a thread for each costs less waiting than all threads for one.
        for numbers in numbers.chunks(self.threads) {
            std::thread::scope(|scope| {
                let learning: Vec<_> = numbers.iter().map(|n| scope.spawn(move || teacher(*n))).collect();
                teachers.extend(learning.into_iter().map(|teacher| teacher.join().expect("a teacher does not panic")));
            });
        }
        let share = news.len().div_ceil(self.threads).max(1);
        let teach_all = |sentences: &[Sentence]| {
            let mut finder = TreeFinder::default();
            let mut teach = |sentence: &Sentence| Sentence {
                truth: Truth::Taught(teach(&teachers, self.words, self.lexicon, sentence, &mut finder)),
                forms: sentence.forms.clone(),
            };
            sentences.iter().map(&mut teach).collect::<Vec<_>>()
        };
        std::thread::scope(|scope| {
            let workers: Vec<_> = news.chunks(share).map(|news| scope.spawn(move || teach_all(news))).collect();
            workers.into_iter().flat_map(|worker| worker.join().expect("a worker does not panic")).collect()
        })
    }

    /// Trains a net. Each epoch reads all of `sentences` and as many of `taught`, in turn.
    fn train(&self, plan: Plan, sentences: &[Sentence], taught: &[Sentence], epochs: usize, rate: f32, seed: u64) -> Net {
        let mut random = Random::new(seed);
        let mut net = Net::new(plan, self.scheme, self.lexicon.rows(), &mut random);
        let count = sentences.len() + taught.len().min(sentences.len());
        let mut adam = Adam::new(&net, rate, epochs * count.div_ceil(BATCH));
        let mut next = 0..taught.len();
        let start = Instant::now();
        for epoch in 1..=epochs {
            let mut order: Vec<&Sentence> = sentences.iter().collect();
            for _ in sentences.len()..count {
                let at = next.next().unwrap_or_else(|| {
                    next = 1..taught.len();
                    0
                });
                order.push(&taught[at]);
            }
            random.shuffle(&mut order);
            let (mut loss, mut words) = (0.0, 0);
            for batch in order.chunks(BATCH) {
                let batch: Vec<Sentence> = batch.iter().map(|sentence| Writing::random(&mut random).apply(sentence)).collect();
                let count = batch.iter().map(|sentence| sentence.forms.len()).sum();
                let (gradients, batch_loss) = self.learn(&net, &batch, &mut random);
                adam.step(&mut net, &gradients, count);
                loss += batch_loss;
                words += count;
            }
            eprintln!("net {seed}, epoch {epoch}: loss {:.4} a word, {} s", loss / words as f64, start.elapsed().as_secs());
            if epoch % 4 == 0 || epoch == epochs {
                self.report(&adam.mean(&net));
            }
        }
        adam.mean(&net)
    }

    /// The gradients of a batch: its parts are computed by as many threads as there are, and added in order.
    fn learn(&self, net: &Net, batch: &[Sentence], random: &mut Random) -> (Gradients, f64) {
        let parts: Vec<(&[Sentence], u64)> = batch.chunks(BATCH / PARTS).map(|part| (part, random.next())).collect();
        let learn = |(part, seed): &(&[Sentence], u64)| {
            let mut gradients = Gradients::default();
            let loss = net.learn(self.words, self.lexicon, part, &mut Random::new(*seed), &mut gradients);
            (gradients, loss)
        };
        let learned: Vec<(Gradients, f64)> = std::thread::scope(|scope| {
            let share = parts.len().div_ceil(self.threads);
            let workers: Vec<_> =
                parts.chunks(share).map(|parts| scope.spawn(move || parts.iter().map(learn).collect::<Vec<_>>())).collect();
            workers.into_iter().flat_map(|worker| worker.join().expect("a worker does not panic")).collect()
        });
        let mut learned = learned.into_iter();
        let (mut sum, mut loss) = learned.next().unwrap_or_default();
        for (gradients, more) in learned {
            sum.add(&gradients);
            loss += more;
        }
        (sum, loss)
    }

    fn report(&self, net: &Net) {
        let file = quantize::quantize(net, self.scheme, self.words, self.lemmas).write();
        for (name, treebank) in self.dev {
            match measure::measure(&file, treebank) {
                Ok(score) => eprintln!("  {name} dev: {score}"),
                Err(error) => eprintln!("  {name} dev: {error}"),
            }
        }
    }
}
