//! From the forms of a sentence to its tags and its tree.

use std::collections::HashMap;
use std::ops::Range;

use super::elementwise::{add_residual, dot, first_highest, rectify, recur};
use super::kernels::{Matrix, Rows};
use super::network::{ACTIVATION_BITS, ARC_LIMIT, EmbedScratch, LIMIT, Layer, Network, SUM_BITS, WEIGHT_BITS, distance, shrink};
use super::tree::TreeFinder;
use crate::ud::{Feats, Relation, Upos, Xpos};

/// What the parser says of one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Analysis {
    /// Universal word class.
    pub upos: Upos,
    /// Penn tag.
    pub xpos: Xpos,
    /// Morphological features.
    pub feats: Feats,
    /// The head's number in the sentence, from 1; 0 for the root of the sentence.
    pub head: u32,
    /// The relation to the head.
    pub relation: Relation,
}

/// Longer sentences are parsed in pieces of at most this many words, each piece hung on the first one's root: the arcs
/// of a sentence cost the square of its length, and what has more words is a list.
pub const LONGEST: usize = 300;
/// Sentences are read together until they have this many rows.
const BATCH: usize = 96;
/// Forms whose input is kept.
const CACHE: usize = 1 << 15;

/// Reads sentences with a [`Network`]. One for each thread; its memory is reused, and nothing it says depends on what
/// it read before.
#[derive(Debug)]
pub struct Parser<'n> {
    network: &'n Network<'n>,
    inputs: Inputs,
    /// Words of each piece, and the row of its root.
    pieces: Vec<(Range<usize>, usize)>,
    /// Inputs: a row of zeros before each piece and after the last.
    input: Vec<i16>,
    /// The layers' output. Row `r` belongs to row `r + 1` of the input.
    top: Vec<i16>,
    states: Vec<i16>,
    sums: Vec<i32>,
    heads: Vec<i32>,
    arcs: Arcs,
    tree: TreeFinder,
    found: Vec<u32>,
    labels: Vec<i16>,
}

/// Inputs of forms that were seen lately.
#[derive(Debug, Default)]
struct Inputs {
    rows: HashMap<Box<str>, usize>,
    values: Vec<i16>,
    root: Vec<i16>,
    scratch: EmbedScratch,
}

/// Both sides of all arcs of a batch.
#[derive(Debug, Default)]
struct Arcs {
    words: Vec<i16>,
    heads: Vec<i16>,
    turned: Vec<i16>,
    sums: Vec<i32>,
    word_distance: Vec<i32>,
    head_distance: Vec<i32>,
    matrix: Matrix,
    products: Vec<i32>,
    scores: Vec<i32>,
}

impl<'n> Parser<'n> {
    /// A parser without memories.
    pub fn new(network: &'n Network<'n>) -> Self {
        let mut inputs = Inputs::default();
        network.embed(None, &mut inputs.scratch, &mut inputs.root);
        Self {
            network,
            inputs,
            pieces: Vec::new(),
            input: Vec::new(),
            top: Vec::new(),
            states: Vec::new(),
            sums: Vec::new(),
            heads: Vec::new(),
            arcs: Arcs::default(),
            tree: TreeFinder::default(),
            found: Vec::new(),
            labels: Vec::new(),
        }
    }

    /// Analyses the words of consecutive sentences into `out`, one entry a form.
    ///
    /// `ends` holds for each sentence the index behind its last form; the last is `forms.len()`. Every sentence gets a
    /// tree, whatever its forms are.
    ///
    /// # Panics
    /// When `ends` falls or goes beyond `forms`.
    pub fn parse(&mut self, forms: &[&str], ends: &[usize], out: &mut Vec<Analysis>) {
        out.clear();
        out.resize(forms.len(), Analysis::default());
        self.pieces.clear();
        let (mut start, mut rows) = (0, 1);
        for end in ends.iter().copied() {
            let sentence = start;
            while start < end {
                let piece = start..end.min(start + LONGEST);
                start = piece.end;
                self.pieces.push((piece.clone(), rows));
                rows += piece.len() + 2;
                if rows >= BATCH {
                    self.parse_batch(forms, rows, out);
                    self.pieces.clear();
                    rows = 1;
                }
            }
            if end - sentence > LONGEST {
                self.parse_batch(forms, rows, out);
                self.pieces.clear();
                rows = 1;
                join(&mut out[sentence..end]);
            }
        }
        self.parse_batch(forms, rows, out);
        self.pieces.clear();
    }

    fn parse_batch(&mut self, forms: &[&str], rows: usize, out: &mut [Analysis]) {
        if self.pieces.is_empty() {
            return;
        }
        self.fill_input(forms, rows);
        self.climb();
        self.network.heads.apply(all_rows(&self.top, self.network.sizes.width), &mut self.heads);
        self.tag(out);
        self.score_arcs();
        for piece in 0..self.pieces.len() {
            self.attach(piece, out);
        }
        self.label(out);
    }

    fn fill_input(&mut self, forms: &[&str], rows: usize) {
        let width = self.network.sizes.width;
        self.input.clear();
        self.input.resize(rows * width, 0);
        for (piece, root) in &self.pieces {
            self.input[root * width..][..width].copy_from_slice(&self.inputs.root);
            for (word, form) in forms[piece.clone()].iter().enumerate() {
                let row = self.inputs.row(self.network, form);
                self.input[(root + 1 + word) * width..][..width].copy_from_slice(&self.inputs.values[row * width..][..width]);
            }
        }
    }

    /// The window and the recurrent layers.
    fn climb(&mut self) {
        let Self { network, pieces, input, top, states, sums, .. } = self;
        let (width, state) = (network.sizes.width, network.sizes.state);
        let count = input.len() / width - 2;
        network.window.apply(Rows { values: input, stride: width, count }, sums);
        top.clear();
        top.resize(count * width, 0);
        rectify(sums, top);
        states.clear();
        states.resize(count * 2 * state, 0);
        for Layer { gates, out } in &network.layers {
            gates.apply(all_rows(top, width), sums);
            for (piece, root) in pieces.iter() {
                let rows = root - 1..root + piece.len();
                recur(sums, states, rows, state);
            }
            out.apply(all_rows(states, 2 * state), sums);
            add_residual(sums, top);
        }
    }

    fn tag(&self, out: &mut [Analysis]) {
        let network = self.network;
        let (tops, width, upos, xpos) = (network.heads.width(), network.sizes.width, network.upos.len(), network.xpos.len());
        for (piece, root) in &self.pieces {
            for (row, analysis) in (*root..).zip(&mut out[piece.clone()]) {
                let sums = &self.heads[row * tops..][..tops];
                let (u, x) = (first_highest(&sums[..upos]), first_highest(&sums[upos..upos + xpos]));
                (analysis.upos, analysis.xpos) = (network.upos[u], network.xpos[x]);
                let seen = &network.seen[u * xpos + x];
                analysis.feats = self.morphology(seen, &self.top[row * width..][..width]);
            }
        }
    }

    /// The likeliest of the features that the tags were seen with.
    fn morphology(&self, seen: &[u16], top: &[i16]) -> Feats {
        let sum = |feats: u16| {
            let (weights, bias) = &self.network.morphology[usize::from(feats)];
            dot(weights, top) + bias
        };
        let best = match seen {
            [] => return Feats::NONE,
            [only] => *only,
            [first, others @ ..] => {
                let (mut best, mut highest) = (*first, sum(*first));
                for feats in others {
                    let sum = sum(*feats);
                    if sum > highest {
                        (best, highest) = (*feats, sum);
                    }
                }
                best
            }
        };
        self.network.feats[usize::from(best)]
    }

    /// Both sides of the arcs, and what distances are worth, for all rows of the batch.
    fn score_arcs(&mut self) {
        let (network, arcs) = (self.network, &mut self.arcs);
        let (size, tops) = (network.sizes.arc, network.heads.width());
        let first = network.upos.len() + network.xpos.len();
        arcs.words.clear();
        arcs.heads.clear();
        for sums in self.heads.chunks_exact(tops) {
            let (words, heads) = sums[first..first + 2 * size].split_at(size);
            arcs.words.extend(words.iter().map(|sum| shrink(*sum, WEIGHT_BITS, 0, ARC_LIMIT)));
            arcs.heads.extend(heads.iter().map(|sum| shrink(*sum, WEIGHT_BITS, 0, ARC_LIMIT)));
        }
        network.arc.apply(all_rows(&arcs.words, size), &mut arcs.sums);
        arcs.turned.clear();
        for sums in arcs.sums.chunks_exact(network.arc.width()) {
            arcs.turned.extend(sums[..size].iter().map(|sum| shrink(*sum, WEIGHT_BITS, -ARC_LIMIT, ARC_LIMIT)));
        }
        network.word_distance.apply(all_rows(&arcs.words, size), &mut arcs.word_distance);
        network.head_distance.apply(all_rows(&arcs.heads, size), &mut arcs.head_distance);
    }

    /// The tree of one piece: heads, as numbers in the piece.
    fn attach(&mut self, piece: usize, out: &mut [Analysis]) {
        let (network, arcs) = (self.network, &mut self.arcs);
        let (words, root) = &self.pieces[piece];
        let (nodes, size) = (words.len() + 1, network.sizes.arc);
        let rows = root - 1..root - 1 + nodes;
        let heads = &arcs.heads[rows.start * size..rows.end * size];
        arcs.matrix.fill(size, nodes, |input, output| heads[output * size + input]);
        arcs.matrix.multiply(all_rows(&arcs.turned[rows.start * size..rows.end * size], size), &mut arcs.products);
        let (width, word_width, head_width) = (arcs.matrix.width(), network.word_distance.width(), network.head_distance.width());
        arcs.scores.clear();
        for word in 0..nodes {
            let products = &arcs.products[word * width..][..nodes];
            let worth = &arcs.word_distance[(rows.start + word) * word_width..][..word_width];
            for (head, product) in products.iter().enumerate() {
                let kind = distance(word, head);
                let distance = worth[kind] + arcs.head_distance[(rows.start + head) * head_width + kind];
                arcs.scores.push((product >> 1) + (distance >> (SUM_BITS - 2 * ACTIVATION_BITS + 1)));
            }
        }
        self.tree.find(&arcs.scores, nodes, &mut self.found);
        for (analysis, head) in out[words.clone()].iter_mut().zip(&self.found[1..]) {
            analysis.head = *head;
        }
    }

    /// The relations of all words to their heads.
    fn label(&mut self, out: &mut [Analysis]) {
        let network = self.network;
        let (size, tops) = (network.sizes.label, network.heads.width());
        let first = network.upos.len() + network.xpos.len() + 2 * network.sizes.arc;
        self.labels.clear();
        for (piece, root) in &self.pieces {
            for (word, analysis) in (1..).zip(&out[piece.clone()]) {
                let head = analysis.head as usize;
                let of_word = &self.heads[(root - 1 + word) * tops + first..][..size];
                let of_head = &self.heads[(root - 1 + head) * tops + first + size..][..size];
                let of_distance = &network.label_distance[distance(word, head) * size..][..size];
                let sums = of_word.iter().zip(of_head).zip(of_distance).map(|((a, b), c)| a + b + c);
                self.labels.extend(sums.map(|sum| shrink(sum, WEIGHT_BITS, 0, LIMIT)));
            }
        }
        network.label.apply(all_rows(&self.labels, size), &mut self.sums);
        let words = self.pieces.iter().flat_map(|(piece, _)| piece.clone());
        for (word, sums) in words.zip(self.sums.chunks_exact_mut(network.label.width())) {
            let sums = &mut sums[..network.relations.len()];
            // Only the root of the tree is a `root`.
            let analysis = &mut out[word];
            sums[network.root] = if analysis.head == 0 { i32::MAX } else { i32::MIN };
            analysis.relation = network.relations[first_highest(sums)];
        }
    }
}

impl Inputs {
    /// The row of a form's input in `values`.
    fn row(&mut self, network: &Network<'_>, form: &str) -> usize {
        if let Some(row) = self.rows.get(form) {
            return *row;
        }
        if self.rows.len() >= CACHE {
            self.rows.clear();
            self.values.clear();
        }
        let row = self.rows.len();
        network.embed(Some(form), &mut self.scratch, &mut self.values);
        self.rows.insert(form.into(), row);
        row
    }
}

/// Makes one tree of the trees of a long sentence's pieces.
fn join(words: &mut [Analysis]) {
    let first = words.iter().position(|word| word.head == 0).map_or(0, |root| root as u32 + 1);
    for (n, piece) in words.chunks_mut(LONGEST).enumerate().skip(1) {
        for word in piece {
            (word.head, word.relation) = match word.head {
                0 => (first, Relation::Parataxis),
                head => (head + (n * LONGEST) as u32, word.relation),
            };
        }
    }
}

fn all_rows(values: &[i16], width: usize) -> Rows<'_> {
    Rows { values, stride: width, count: values.len() / width }
}
