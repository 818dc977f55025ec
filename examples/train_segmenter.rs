//! Trains the weights that decide where sentences end, from the treebanks' train parts.
//!
//! `cargo run --release --example train_segmenter -- TREEBANKS [OUT]` reads `ewt-train.conllu` and `gum-train.conllu` in the
//! folder TREEBANKS, writes OUT (default `models/segmenter.bin`), and prints sentence F1 on the dev parts there. Takes about
//! a minute; the same files give the same bytes.

use std::collections::HashSet;
use std::path::Path;

use tidings::annotate::boundaries::{Properties, walk};
use tidings::annotate::{Document, annotate};
use tidings::codebook::SegmentRules;
use tidings::ingest::{Article, ArticleId, Metadata, Paragraph, Section, Source};
use tidings::model::segmenter::{TABLE, Weights};
use tidings::schema::SchemaFiles;
use tidings::text::Span;

/// The raw text of a treebank and where its sentences end.
struct Treebank {
    article: Article,
    /// Bytes at which sentences end.
    ends: HashSet<u32>,
}

/// Reads a CoNLL-U file as running text: paragraphs between blank lines, sentences a space apart.
fn read(path: &Path) -> Treebank {
    let file = std::fs::read_to_string(path).unwrap_or_else(|e| panic!("can't read {}: {e}", path.display()));
    let mut text = String::new();
    let (mut ends, mut paragraphs) = (HashSet::new(), Vec::new());
    let (mut new_paragraph, mut start, mut covered) = (true, 0, 0);
    for line in file.lines() {
        if line.starts_with("# newpar") || line.starts_with("# newdoc") {
            new_paragraph = true;
        } else if line.is_empty() {
            text.truncate(text.trim_end().len());
            ends.insert(text.len() as u32);
            text.push(' ');
        } else if !line.starts_with('#') {
            if new_paragraph {
                text.truncate(text.trim_end().len());
                if text.len() > start {
                    paragraphs.push(Paragraph { section: Section::Body, span: Span::new(start, text.len()) });
                    text.push_str("\n\n");
                }
                (start, new_paragraph) = (text.len(), false);
            }
            let columns: Vec<&str> = line.split('\t').collect();
            if let Some((_, last)) = columns[0].split_once('-') {
                covered = last.parse().unwrap();
            } else if columns[0].contains('.') || columns[0].parse::<u32>().unwrap() <= covered {
                continue;
            }
            text.push_str(columns[1]);
            if !columns[9].contains("SpaceAfter=No") {
                text.push(' ');
            }
        }
        if line.is_empty() {
            covered = 0;
        }
    }
    text.truncate(text.trim_end().len());
    paragraphs.push(Paragraph { section: Section::Body, span: Span::new(start, text.len()) });
    let source = Source { raw_file: String::new(), raw_record: String::new() };
    let (raw_sha256, text_sha256) = (String::new(), String::new());
    let article = Article { id: ArticleId(String::new()), source, meta: Metadata::default(), text, paragraphs, raw_sha256, text_sha256 };
    Treebank { article, ends }
}

impl Treebank {
    /// The same text in other letters; only where each keeps its length.
    fn recased(&self, change: fn(&char) -> char) -> Self {
        let changed = |c: char| Some(change(&c)).filter(|new| c.is_ascii() && new.is_ascii()).unwrap_or(c);
        let article = Article { text: self.article.text.chars().map(changed).collect(), ..self.article.clone() };
        Self { article, ends: self.ends.clone() }
    }
}

/// The tokens of each paragraph.
fn paragraphs(document: &Document) -> Vec<std::ops::Range<usize>> {
    let mut ranges: Vec<std::ops::Range<usize>> = Vec::new();
    let mut last = u32::MAX;
    for sentence in &document.sentences {
        let range = sentence.tokens.start as usize..sentence.tokens.end as usize;
        match ranges.last_mut().filter(|_| last == sentence.paragraph) {
            Some(open) => open.end = range.end,
            None => ranges.push(range),
        }
        last = sentence.paragraph;
    }
    ranges
}

/// Where a sentence ends, and where not.
struct Gap {
    properties: Properties,
    end: bool,
}

fn gaps(treebank: &Treebank, rules: &SegmentRules) -> Vec<Gap> {
    let document = annotate(&treebank.article, rules);
    let mut gaps = Vec::new();
    for range in paragraphs(&document) {
        let tokens = &document.tokens[range];
        let ask = |at: usize, properties: &Properties| {
            let end = treebank.ends.contains(&tokens[at - 1].span.end);
            gaps.push(Gap { properties: *properties, end });
            end
        };
        walk(&treebank.article.text, tokens, rules, ask, |_| {});
    }
    gaps
}

/// Sentence F1 in hundredths of a per cent: both ends must be right.
fn f1(treebank: &Treebank, rules: &SegmentRules, weights: &Weights) -> u64 {
    let document = annotate(&treebank.article, rules);
    let bytes = |at: u32| treebank.article.text.as_bytes()[..at as usize].iter().filter(|b| !b.is_ascii_whitespace()).count();
    let _ = bytes;
    let mut found = HashSet::new();
    for range in paragraphs(&document) {
        let tokens = &document.tokens[range];
        let mut starts = vec![0];
        walk(&treebank.article.text, tokens, rules, |_, p| weights.ends(p), |at| starts.push(at));
        starts.push(tokens.len());
        found.extend(starts.windows(2).map(|w| (tokens[w[0]].span.start, tokens[w[1] - 1].span.end)));
    }
    let mut ends: Vec<u32> = treebank.ends.iter().copied().collect();
    ends.sort_unstable();
    let mut start = 0;
    let mut hits = 0;
    for end in &ends {
        let text = &treebank.article.text[start..];
        start += text.len() - text.trim_start().len();
        hits += u64::from(found.contains(&(start as u32, *end)));
        start = *end as usize;
    }
    20_000 * hits / (found.len() + ends.len()) as u64
}

/// A small generator of numbers, so that the order of the examples is the same on every machine.
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % bound as u64) as usize
    }
}

/// 1 / (1 + e^-x) from additions, multiplications and divisions alone: no machine's own exponential.
fn chance(x: f64) -> f64 {
    let mut power = 1.0 + x.abs().min(30.0) / 1024.0;
    for _ in 0..10 {
        power *= power;
    }
    if x < 0.0 { 1.0 / (1.0 + power) } else { power / (1.0 + power) }
}

fn train(gaps: &[Gap], epochs: usize, rate: f64, decay: f64, drop: usize) -> (Vec<f64>, f64) {
    let mut weights = vec![0.0_f64; TABLE];
    let mut squares = vec![1e-6_f64; TABLE];
    let mut sums = vec![0.0_f64; TABLE];
    let mut order: Vec<usize> = (0..gaps.len()).collect();
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    for epoch in 0..epochs {
        for at in (1..order.len()).rev() {
            order.swap(at, dice.below(at + 1));
        }
        for &at in &order {
            let gap = &gaps[at];
            let mut active = [0_usize; 64];
            let mut count = 0;
            for &property in &gap.properties {
                if drop > 0 && dice.below(100) < drop {
                    continue;
                }
                active[count] = property as usize % TABLE;
                count += 1;
            }
            let score: f64 = active[..count].iter().map(|p| weights[*p]).sum();
            let error = f64::from(u8::from(gap.end)) - chance(score);
            if error.abs() < 1e-3 {
                continue;
            }
            for &property in &active[..count] {
                let slope = error - decay * weights[property];
                squares[property] += slope * slope;
                weights[property] += rate * slope / squares[property].sqrt();
            }
        }
        if epoch >= epochs / 2 {
            for (sum, weight) in sums.iter_mut().zip(&weights) {
                *sum += weight;
            }
        }
    }
    let scale = 1.0 / (epochs - epochs / 2) as f64 * (100.0 / (100.0_f64)) * (100 - drop) as f64 / 100.0;
    (sums.iter().map(|sum| sum * scale).collect(), scale)
}

/// Steps of a weight in one unit of log odds.
const SCALE: f64 = 48.0;

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    let folder = Path::new(arguments.get(1).expect("give the treebanks' folder"));
    let out = arguments.get(2).map_or("models/segmenter.bin", String::as_str);
    let number = |n: usize, default: f64| arguments.get(n).map_or(default, |a| a.parse().unwrap());
    let (epochs, rate, decay, drop) = (number(3, 10.0) as usize, number(4, 0.1), number(5, 1e-5), number(6, 0.0) as usize);
    let rules = SegmentRules::without_weights(&SchemaFiles::embedded()).unwrap();
    let trains: Vec<Treebank> = ["ewt-train.conllu", "gum-train.conllu"].iter().map(|name| read(&folder.join(name))).collect();
    let devs: Vec<Treebank> = ["ewt-dev.conllu", "gum-dev.conllu"].iter().map(|name| read(&folder.join(name))).collect();
    let copies = number(7, 4.0) as usize;
    let odd: Vec<Treebank> = devs.iter().flat_map(|t| [t.recased(char::to_ascii_lowercase), t.recased(char::to_ascii_uppercase)]).collect();
    let mut examples: Vec<Gap> = trains.iter().flat_map(|t| gaps(t, &rules)).collect();
    if copies > 0 {
        for (n, change) in [char::to_ascii_lowercase, char::to_ascii_uppercase].into_iter().enumerate() {
            let all: Vec<Gap> = trains.iter().flat_map(|t| gaps(&t.recased(change), &rules)).collect();
            let block = |at: usize| at / 400 % copies == n * (copies > 1) as usize;
            examples.extend(all.into_iter().enumerate().filter(|(at, _)| block(*at)).map(|(_, gap)| gap));
        }
    }
    eprintln!("{} gaps, {} ends", examples.len(), examples.iter().filter(|g| g.end).count());
    let (weights, _) = train(&examples, epochs, rate, decay, drop);
    let table: Vec<i8> = weights.iter().map(|w| (w * SCALE).round().clamp(-127.0, 127.0) as i8).collect();
    eprintln!("clamped {}", weights.iter().filter(|w| w.abs() * SCALE > 127.0).count());
    for bias in [0, 24, 36, 48, 60] {
        let file = Weights::write(&table, bias);
        let weights = Weights::read(&file).unwrap();
        eprint!("bias {bias}:");
        for t in devs.iter().chain(&trains).chain(&odd) {
            eprint!(" {}", f1(t, &rules, &weights));
        }
        eprintln!();
    }
    eprintln!("nonzero {}", table.iter().filter(|w| **w != 0).count());
    std::fs::write(out, Weights::write(&table, 36)).unwrap();
}
