//! The network in training: the same as the parser's, in floating point.

use std::ops::Range;

use tidings::model::features::{Features, Lexicon, ROOT, UNKNOWN};
use tidings::model::network::{DISTANCES, distance};
use tidings::model::tree::TreeFinder;
use tidings::model::weights::{Sizes, VECTOR};

use crate::data::{Scheme, Sentence, Taught, Truth, Words};
use crate::math::{Random, softmax};
use crate::tape::{Dense, Gradients, Node, Tape, Target};

/// Sizes and what is dropped.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    pub sizes: Sizes,
    pub layers: usize,
    pub drop_out: f32,
}

/// The learned numbers.
#[derive(Debug, Clone)]
pub struct Net {
    pub plan: Plan,
    pub dense: Dense,
    pub embeddings: Vec<f32>,
    pub at: At,
}

/// Where each matrix stands in [`Dense::tensors`].
#[derive(Debug, Clone, Default)]
pub struct At {
    pub project: usize,
    pub window: usize,
    pub layers: Vec<(usize, usize)>,
    pub upos: usize,
    pub xpos: usize,
    pub word_arc: usize,
    pub head_arc: usize,
    pub word_label: usize,
    pub head_label: usize,
    pub morphology: usize,
    pub arc: usize,
    pub word_distance: usize,
    pub head_distance: usize,
    pub label_distance: usize,
    pub label: usize,
}

/// Sentences one after another, a row of nothing before each and after the last.
struct Batch {
    features: Vec<Vec<u32>>,
    vectors: Vec<f32>,
    /// Rows of nothing.
    borders: Vec<usize>,
    /// Rows of each sentence, its root first, in what the window gives.
    rows: Vec<Range<usize>>,
}

/// Scores of a batch.
struct Scores {
    upos: Node,
    xpos: Node,
    feats: Node,
    arcs: Vec<Node>,
    word_label: Node,
    head_label: Node,
}

impl Net {
    pub fn new(plan: Plan, scheme: &Scheme, rows: usize, random: &mut Random) -> Self {
        let Sizes { width, state, arc, label } = plan.sizes;
        let mut dense = Dense::default();
        let mut add = |inputs, outputs, gain| dense.add(inputs, outputs, gain, random);
        let at = At {
            // A vector's bytes count 1/256 like all activations; they are small.
            project: add(VECTOR, width, 4.0),
            window: add(3 * width, width, 1.0),
            layers: (0..plan.layers).map(|_| (add(width, 4 * state, 1.0), add(2 * state, width, 1.0))).collect(),
            upos: add(width, scheme.upos.len(), 1.0),
            xpos: add(width, scheme.xpos.len(), 1.0),
            word_arc: add(width, arc, 1.0),
            head_arc: add(width, arc, 1.0),
            word_label: add(width, label, 1.0),
            head_label: add(width, label, 1.0),
            morphology: add(width, scheme.feats.len(), 1.0),
            arc: add(arc, arc, 1.0),
            word_distance: add(arc, DISTANCES, 0.0),
            head_distance: add(arc, DISTANCES, 0.0),
            label_distance: add(DISTANCES, label, 0.0),
            label: add(label, scheme.relations.len(), 1.0),
        };
        let embeddings = (0..rows * width).map(|_| (2.0 * random.unit() - 1.0) * 0.08).collect();
        Self { plan, dense, embeddings, at }
    }

    /// Learns from sentences: adds to the gradients and gives the loss.
    pub fn learn(&self, words: &Words, lexicon: &Lexicon<'_>, sentences: &[Sentence], random: &mut Random, into: &mut Gradients) -> f64 {
        let batch = Batch::new(words, lexicon, sentences, Some(random));
        let mut tape = Tape::new(&self.dense);
        let scores = self.score(&mut tape, batch, Some(random));
        let Scores { upos, xpos, feats, arcs, word_label, head_label } = scores.0;
        for ((sentence, rows), arcs) in sentences.iter().zip(&scores.1).zip(arcs) {
            let targets = Targets::of(&sentence.truth);
            let rows = rows.start + 1..rows.end;
            tape.compare(upos, rows.clone().zip(targets.upos), 0.5);
            tape.compare(xpos, rows.clone().zip(targets.xpos), 0.5);
            tape.compare(feats, rows.clone().zip(targets.feats), 0.5);
            tape.compare(arcs, (1..).zip(targets.arcs), 1.0);
            let pairs = pairs(rows.start - 1, &targets.heads);
            let labels = self.label(&mut tape, word_label, head_label, pairs, Some(random));
            tape.compare(labels, (0..).zip(targets.relations), 1.0);
        }
        let loss = tape.loss;
        tape.walk_back(into);
        loss
    }

    /// How likely the net finds everything, added to `taught`; heads and relations come later.
    pub fn judge(&self, words: &Words, lexicon: &Lexicon<'_>, sentence: &Sentence, taught: &mut Taught, feats: &mut Vec<f32>) {
        let mut tape = Tape::new(&self.dense);
        let (scores, rows) = self.score(&mut tape, Batch::new(words, lexicon, std::slice::from_ref(sentence), None), None);
        let rows = rows[0].start + 1..rows[0].end;
        for (node, into) in [(scores.upos, &mut taught.upos), (scores.xpos, &mut taught.xpos), (scores.feats, feats)] {
            add_likelihoods(&tape, node, rows.clone(), into);
        }
        add_likelihoods(&tape, scores.arcs[0], 1..rows.len() + 1, &mut taught.arcs);
    }

    /// How likely the net finds each relation to the heads of `taught`, added to it.
    pub fn judge_relations(&self, words: &Words, lexicon: &Lexicon<'_>, sentence: &Sentence, taught: &mut Taught) {
        let mut tape = Tape::new(&self.dense);
        let (scores, rows) = self.score(&mut tape, Batch::new(words, lexicon, std::slice::from_ref(sentence), None), None);
        let pairs = pairs(rows[0].start, &taught.heads);
        let labels = self.label(&mut tape, scores.word_label, scores.head_label, pairs, None);
        add_likelihoods(&tape, labels, 0..sentence.forms.len(), &mut taught.relations);
    }

    fn score(&self, tape: &mut Tape<'_>, batch: Batch, mut random: Option<&mut Random>) -> (Scores, Vec<Range<usize>>) {
        let (at, drop) = (&self.at, self.plan.drop_out);
        let vectors = tape.given(VECTOR, batch.vectors);
        let projected = tape.linear(vectors, at.project);
        let words = tape.gather(&self.embeddings, self.plan.sizes.width, batch.features);
        let words = tape.add(words, projected);
        let words = tape.drop_out(words, drop * 0.6, random.as_deref_mut());
        let words = tape.silence(words, &batch.borders);
        let window = tape.window(words);
        let window = tape.linear(window, at.window);
        let window = tape.rectify(window);
        let mut top = tape.drop_out(window, drop, random.as_deref_mut());
        for (gates, out) in &at.layers {
            let gates = tape.linear(top, *gates);
            let states = tape.recur(gates, &batch.rows);
            let states = tape.rectify(states);
            let states = tape.drop_out(states, drop, random.as_deref_mut());
            let out = tape.linear(states, *out);
            top = tape.add(top, out);
        }
        let [words, heads] = [at.word_arc, at.head_arc].map(|side| {
            let side = tape.linear(top, side);
            let side = tape.rectify(side);
            tape.drop_out(side, drop, random.as_deref_mut())
        });
        let turned = tape.linear(words, at.arc);
        let word_worth = tape.linear(words, at.word_distance);
        let head_worth = tape.linear(heads, at.head_distance);
        let arcs = batch.rows.iter().map(|rows| tape.arcs([turned, heads, word_worth, head_worth], rows.clone())).collect();
        let [upos, xpos, feats] = [at.upos, at.xpos, at.morphology].map(|tensor| tape.linear(top, tensor));
        let [word_label, head_label] = [at.word_label, at.head_label].map(|tensor| tape.linear(top, tensor));
        (Scores { upos, xpos, feats, arcs, word_label, head_label }, batch.rows)
    }

    fn label(&self, tape: &mut Tape<'_>, words: Node, heads: Node, pairs: Vec<(usize, usize, usize)>, random: Option<&mut Random>) -> Node {
        let pairs = tape.pairs(words, heads, self.at.label_distance, pairs);
        let pairs = tape.rectify(pairs);
        let pairs = tape.drop_out(pairs, self.plan.drop_out, random);
        tape.linear(pairs, self.at.label)
    }
}

/// For each word the rows of itself and of its head, and the kind of their distance.
fn pairs(root: usize, heads: &[usize]) -> Vec<(usize, usize, usize)> {
    (1..).zip(heads).map(|(word, head)| (root + word, root + head, distance(word, *head))).collect()
}

fn add_likelihoods(tape: &Tape<'_>, node: Node, rows: Range<usize>, into: &mut Vec<f32>) {
    let mut likely: Vec<f32> = Vec::new();
    for row in rows {
        let start = likely.len();
        likely.extend_from_slice(tape.row(node, row));
        softmax(&mut likely[start..]);
    }
    into.resize(likely.len(), 0.0);
    into.iter_mut().zip(likely).for_each(|(into, likely)| *into += likely);
}

impl Batch {
    /// With random numbers, words and features are left out now and then, as if they were not known.
    fn new(words: &Words, lexicon: &Lexicon<'_>, sentences: &[Sentence], mut random: Option<&mut Random>) -> Self {
        let mut batch = Self { features: vec![vec![]], vectors: vec![0.0; VECTOR], borders: vec![0], rows: Vec::new() };
        let (mut features, mut scratch) = (Features::default(), String::new());
        for sentence in sentences {
            let start = batch.features.len() - 1;
            batch.features.push(vec![ROOT]);
            batch.vectors.resize(batch.features.len() * VECTOR, 0.0);
            for form in &sentence.forms {
                lexicon.describe(form, &mut features, &mut scratch);
                if let Some(random) = random.as_deref_mut() {
                    leave_out(&mut features, random);
                }
                batch.features.push(features.rows.clone());
                let bytes = features.vector.map_or(&[0; VECTOR][..], |row| &words.vectors[row as usize * VECTOR..][..VECTOR]);
                batch.vectors.extend(bytes.iter().map(|byte| f32::from(byte.cast_signed()) / 256.0));
            }
            batch.rows.push(start..batch.features.len() - 1);
            batch.borders.push(batch.features.len());
            batch.features.push(vec![]);
            batch.vectors.resize(batch.features.len() * VECTOR, 0.0);
        }
        batch
    }
}

fn leave_out(features: &mut Features, random: &mut Random) {
    let chance = random.unit();
    if chance < 0.08 {
        features.rows[0] = UNKNOWN;
    }
    if chance < 0.03 {
        features.vector = None;
    }
    let mut first = true;
    features.rows.retain(|_| std::mem::take(&mut first) || random.unit() >= 0.05);
}

/// What each word should be given.
struct Targets {
    upos: Vec<Target>,
    xpos: Vec<Target>,
    feats: Vec<Target>,
    arcs: Vec<Target>,
    relations: Vec<Target>,
    heads: Vec<usize>,
}

impl Targets {
    fn of(truth: &Truth) -> Self {
        match truth {
            Truth::Gold(gold) => {
                let all = |of: fn(&crate::data::Gold) -> usize| gold.iter().map(|word| Target::One(of(word))).collect();
                Self {
                    upos: all(|word| word.upos),
                    xpos: all(|word| word.xpos),
                    feats: all(|word| word.feats),
                    arcs: all(|word| word.head),
                    relations: all(|word| word.relation),
                    heads: gold.iter().map(|word| word.head).collect(),
                }
            }
            Truth::Taught(taught) => {
                let words = taught.heads.len();
                let all = |rows: &[f32]| rows.chunks_exact(rows.len() / words).map(|row| Target::Spread(row.to_vec())).collect();
                Self {
                    upos: all(&taught.upos),
                    xpos: all(&taught.xpos),
                    feats: taught.feats.iter().map(|feats| Target::One(*feats)).collect(),
                    arcs: all(&taught.arcs),
                    relations: all(&taught.relations),
                    heads: taught.heads.clone(),
                }
            }
        }
    }
}

/// What the nets together say of a sentence.
pub fn teach(nets: &[Net], words: &Words, lexicon: &Lexicon<'_>, sentence: &Sentence, finder: &mut TreeFinder) -> Taught {
    let (mut taught, mut feats) = (Taught::default(), Vec::new());
    nets.iter().for_each(|net| net.judge(words, lexicon, sentence, &mut taught, &mut feats));
    let count = sentence.forms.len();
    taught.feats = feats.chunks_exact(feats.len() / count).map(highest).collect();
    let nodes = count + 1;
    let mut scores = vec![0; nodes];
    scores.extend(taught.arcs.iter().map(|likely| (crate::math::ln(likely / nets.len() as f32) * 4096.0) as i32));
    let mut heads = Vec::new();
    finder.find(&scores, nodes, &mut heads);
    taught.heads = heads[1..].iter().map(|head| *head as usize).collect();
    nets.iter().for_each(|net| net.judge_relations(words, lexicon, sentence, &mut taught));
    let share = 1.0 / nets.len() as f32;
    for values in [&mut taught.upos, &mut taught.xpos, &mut taught.arcs, &mut taught.relations] {
        values.iter_mut().for_each(|value| *value *= share);
    }
    taught
}

fn highest(values: &[f32]) -> usize {
    (1..values.len()).fold(0, |best, at| if values[at] > values[best] { at } else { best })
}
