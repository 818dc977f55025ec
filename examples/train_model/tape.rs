//! What was computed, so that it can be walked back: reverse-mode differentiation over matrices (Griewank and Walther
//! 2008), with just the operations that the network has.

use std::collections::BTreeMap;
use std::ops::Range;

use tidings::model::network::{DISTANCES, distance};

use crate::math::{Random, ln, multiply_add, softmax, transposed};

/// All learned numbers but the embeddings, in one vector.
#[derive(Debug, Clone, Default)]
pub struct Dense {
    pub values: Vec<f32>,
    pub tensors: Vec<TensorAt>,
}

/// Where a matrix (and its bias) lies in [`Dense`].
#[derive(Debug, Clone)]
pub struct TensorAt {
    pub inputs: usize,
    pub outputs: usize,
    pub weights: Range<usize>,
    pub bias: Range<usize>,
}

impl Dense {
    /// Adds a matrix with uniform random weights (Glorot and Bengio 2010, times `gain`) and biases of zero.
    pub fn add(&mut self, inputs: usize, outputs: usize, gain: f32, random: &mut Random) -> usize {
        let radius = gain * (6.0 / (inputs + outputs) as f32).sqrt();
        let start = self.values.len();
        self.values.extend((0..inputs * outputs).map(|_| (2.0 * random.unit() - 1.0) * radius));
        let bias = self.values.len();
        self.values.resize(bias + outputs, 0.0);
        self.tensors.push(TensorAt { inputs, outputs, weights: start..bias, bias: bias..bias + outputs });
        self.tensors.len() - 1
    }
}

/// Gradients of one part of a batch.
#[derive(Debug, Default)]
pub struct Gradients {
    pub dense: Vec<f32>,
    pub rows: BTreeMap<u32, Vec<f32>>,
}

impl Gradients {
    /// Adds those of another part.
    pub fn add(&mut self, other: &Self) {
        add(&mut self.dense, &other.dense);
        for (row, gradient) in &other.rows {
            add(self.rows.entry(*row).or_insert_with(|| vec![0.0; gradient.len()]), gradient);
        }
    }
}

/// A matrix on the tape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Node(usize);

struct Entry {
    columns: usize,
    value: Vec<f32>,
    gradient: Vec<f32>,
    op: Op,
}

/// How a node was made.
enum Op {
    Given,
    Gather(Vec<Vec<u32>>),
    Linear(Node, usize),
    Add(Node, Node),
    Rectify(Node),
    Scale(Node, Vec<f32>),
    /// Three neighbouring rows side by side.
    Window(Node),
    Recur(Node, Vec<Range<usize>>),
    /// Scores of all arcs of one sentence: turned words, heads, worth of distances to words and to heads, rows.
    Arcs([Node; 4], Range<usize>),
    /// The inputs of labels: words, heads, worth of distances; for each pair the rows of both and the distance.
    Pairs(Node, Node, usize, Vec<(usize, usize, usize)>),
}

/// Computes with the learned numbers and remembers how.
pub struct Tape<'a> {
    dense: &'a Dense,
    entries: Vec<Entry>,
    pub loss: f64,
}

/// What a row should say: one output, or how likely each is.
#[derive(Debug, Clone)]
pub enum Target {
    One(usize),
    Spread(Vec<f32>),
}

impl<'a> Tape<'a> {
    pub fn new(dense: &'a Dense) -> Self {
        Self { dense, entries: Vec::new(), loss: 0.0 }
    }

    fn push(&mut self, columns: usize, value: Vec<f32>, op: Op) -> Node {
        self.entries.push(Entry { columns, gradient: Vec::new(), value, op });
        Node(self.entries.len() - 1)
    }

    pub fn row(&self, node: Node, row: usize) -> &[f32] {
        let columns = self.entries[node.0].columns;
        &self.entries[node.0].value[row * columns..][..columns]
    }

    pub fn given(&mut self, columns: usize, value: Vec<f32>) -> Node {
        self.push(columns, value, Op::Given)
    }

    /// The sum of the embeddings of each row's features.
    pub fn gather(&mut self, embeddings: &[f32], columns: usize, features: Vec<Vec<u32>>) -> Node {
        let mut value = vec![0.0; features.len() * columns];
        for (into, rows) in value.chunks_exact_mut(columns).zip(&features) {
            for row in rows {
                add(into, &embeddings[*row as usize * columns..][..columns]);
            }
        }
        self.push(columns, value, Op::Gather(features))
    }

    pub fn linear(&mut self, node: Node, tensor: usize) -> Node {
        let at = &self.dense.tensors[tensor];
        let x = &self.entries[node.0];
        assert_eq!(x.columns, at.inputs);
        let rows = x.value.len() / x.columns;
        let mut value = self.dense.values[at.bias.clone()].repeat(rows);
        multiply_add(&x.value, &self.dense.values[at.weights.clone()], &mut value, at.inputs, at.outputs);
        self.push(at.outputs, value, Op::Linear(node, tensor))
    }

    pub fn add(&mut self, a: Node, b: Node) -> Node {
        let mut value = self.entries[a.0].value.clone();
        add(&mut value, &self.entries[b.0].value);
        self.push(self.entries[a.0].columns, value, Op::Add(a, b))
    }

    pub fn rectify(&mut self, node: Node) -> Node {
        let value = self.entries[node.0].value.iter().map(|x| x.max(0.0)).collect();
        self.push(self.entries[node.0].columns, value, Op::Rectify(node))
    }

    /// Sets a share of the values to nothing (Srivastava et al. 2014); without random numbers, none.
    pub fn drop_out(&mut self, node: Node, share: f32, random: Option<&mut Random>) -> Node {
        let Some(random) = random else { return node };
        let kept = 1.0 / (1.0 - share);
        let count = self.entries[node.0].value.len();
        let mask: Vec<f32> = (0..count).map(|_| if random.unit() < share { 0.0 } else { kept }).collect();
        let value = self.entries[node.0].value.iter().zip(&mask).map(|(x, m)| x * m).collect();
        self.push(self.entries[node.0].columns, value, Op::Scale(node, mask))
    }

    /// Sets these rows to nothing.
    pub fn silence(&mut self, node: Node, rows: &[usize]) -> Node {
        let Entry { columns, value, .. } = &self.entries[node.0];
        let columns = *columns;
        let mut mask = vec![1.0; value.len()];
        rows.iter().for_each(|row| mask[row * columns..][..columns].fill(0.0));
        let value = value.iter().zip(&mask).map(|(x, m)| x * m).collect();
        self.push(columns, value, Op::Scale(node, mask))
    }

    /// Each row with both neighbours; the first and the last row have none and are left out.
    pub fn window(&mut self, node: Node) -> Node {
        let x = &self.entries[node.0];
        let width = x.columns;
        let rows = x.value.len() / width - 2;
        let value = (0..rows).flat_map(|row| x.value[row * width..][..3 * width].iter().copied()).collect();
        self.push(3 * width, value, Op::Window(node))
    }

    /// The gated recurrence over each range of rows, see [`tidings::model::network`]. A row of `node` is forward gate,
    /// backward gate, forward value, backward value.
    pub fn recur(&mut self, node: Node, sentences: &[Range<usize>]) -> Node {
        let x = &self.entries[node.0];
        let size = x.columns / 4;
        let mut value = vec![0.0; x.value.len() / 2];
        for rows in sentences {
            for backward in [false, true] {
                let side = if backward { size } else { 0 };
                let mut last: Option<usize> = None;
                for row in steps(rows, backward) {
                    for k in side..side + size {
                        let gate = gate(x.value[row * 4 * size + k]);
                        let new = x.value[row * 4 * size + 2 * size + k];
                        let old = last.map_or(0.0, |last| value[last * 2 * size + k]);
                        value[row * 2 * size + k] = old + gate * (new - old);
                    }
                    last = Some(row);
                }
            }
        }
        self.push(2 * size, value, Op::Recur(node, sentences.to_vec()))
    }

    /// The scores of all arcs of the sentence at `rows`; a row for each word, a column for each head.
    pub fn arcs(&mut self, parts: [Node; 4], rows: Range<usize>) -> Node {
        let n = rows.len();
        let [turned, heads, word_worth, head_worth] = parts.map(|part| &self.entries[part.0]);
        let size = turned.columns;
        let of = |entry: &Entry| entry.value[rows.start * entry.columns..rows.end * entry.columns].to_vec();
        let mut value = vec![0.0; n * n];
        multiply_add(&of(turned), &transposed(&of(heads), size), &mut value, size, n);
        for (word, scores) in value.chunks_exact_mut(n).enumerate() {
            for (head, score) in scores.iter_mut().enumerate() {
                let kind = distance(word, head);
                *score += word_worth.value[(rows.start + word) * DISTANCES + kind];
                *score += head_worth.value[(rows.start + head) * DISTANCES + kind];
                *score = if word == head { -1e4 } else { *score * arc_scale(size) };
            }
        }
        self.push(n, value, Op::Arcs(parts, rows))
    }

    /// Sums of the rows of word, head and distance for each pair.
    pub fn pairs(&mut self, words: Node, heads: Node, worth: usize, pairs: Vec<(usize, usize, usize)>) -> Node {
        let size = self.entries[words.0].columns;
        let worths = &self.dense.values[self.dense.tensors[worth].weights.clone()];
        let mut value = vec![0.0; pairs.len() * size];
        for (into, (word, head, kind)) in value.chunks_exact_mut(size).zip(&pairs) {
            add(into, self.row(words, *word));
            add(into, self.row(heads, *head));
            add(into, &worths[kind * size..][..size]);
        }
        self.push(size, value, Op::Pairs(words, heads, worth, pairs))
    }

    /// Adds the cross entropy between the rows of scores and what they should say to the loss, times `weight`.
    pub fn compare(&mut self, node: Node, targets: impl IntoIterator<Item = (usize, Target)>, weight: f32) {
        let entry = &mut self.entries[node.0];
        entry.gradient.resize(entry.value.len(), 0.0);
        for (row, target) in targets {
            let range = row * entry.columns..(row + 1) * entry.columns;
            let mut scores = entry.value[range.clone()].to_vec();
            softmax(&mut scores);
            let gradient = &mut entry.gradient[range];
            match target {
                Target::One(one) => {
                    self.loss -= f64::from(weight * ln(scores[one]));
                    scores[one] -= 1.0;
                }
                Target::Spread(spread) => {
                    self.loss -= f64::from(weight) * scores.iter().zip(&spread).map(|(s, t)| f64::from(t * ln(*s))).sum::<f64>();
                    scores.iter_mut().zip(&spread).for_each(|(score, target)| *score -= target);
                }
            }
            gradient.iter_mut().zip(&scores).for_each(|(gradient, score)| *gradient += weight * score);
        }
    }

    /// Walks back from the losses and adds up what each learned number did to them.
    pub fn walk_back(mut self, gradients: &mut Gradients) {
        gradients.dense.resize(self.dense.values.len(), 0.0);
        while let Some(entry) = self.entries.pop() {
            if !entry.gradient.is_empty() {
                self.step_back(entry, gradients);
            }
        }
    }

    fn gradient(&mut self, node: Node) -> &mut Vec<f32> {
        let entry = &mut self.entries[node.0];
        entry.gradient.resize(entry.value.len(), 0.0);
        &mut entry.gradient
    }

    fn step_back(&mut self, entry: Entry, gradients: &mut Gradients) {
        let Entry { columns, value, gradient, op } = entry;
        match op {
            Op::Given => {}
            Op::Gather(features) => {
                for (rows, gradient) in features.iter().zip(gradient.chunks_exact(columns)) {
                    for row in rows {
                        add(gradients.rows.entry(*row).or_insert_with(|| vec![0.0; columns]), gradient);
                    }
                }
            }
            Op::Linear(node, tensor) => self.linear_back(node, tensor, &gradient, gradients),
            Op::Add(a, b) => {
                add(self.gradient(a), &gradient);
                add(self.gradient(b), &gradient);
            }
            Op::Rectify(node) => {
                let into = self.gradient(node).iter_mut().zip(&gradient).zip(&value);
                into.filter(|(_, value)| **value > 0.0).for_each(|((into, gradient), _)| *into += gradient);
            }
            Op::Scale(node, mask) => {
                let into = self.gradient(node).iter_mut().zip(&gradient).zip(&mask);
                into.for_each(|((into, gradient), mask)| *into += gradient * mask);
            }
            Op::Window(node) => {
                let into = self.gradient(node);
                for (row, gradient) in gradient.chunks_exact(columns).enumerate() {
                    add(&mut into[row * columns / 3..][..columns], gradient);
                }
            }
            Op::Recur(node, sentences) => self.recur_back(node, &sentences, &value, gradient),
            Op::Arcs(parts, rows) => self.arcs_back(parts, rows, gradient),
            Op::Pairs(words, heads, worth, pairs) => {
                let at = self.dense.tensors[worth].weights.start;
                for ((word, head, kind), gradient) in pairs.iter().zip(gradient.chunks_exact(columns)) {
                    add(&mut self.gradient(words)[word * columns..][..columns], gradient);
                    add(&mut self.gradient(heads)[head * columns..][..columns], gradient);
                    add(&mut gradients.dense[at + kind * columns..][..columns], gradient);
                }
            }
        }
    }

    fn linear_back(&mut self, node: Node, tensor: usize, gradient: &[f32], gradients: &mut Gradients) {
        let at = &self.dense.tensors[tensor];
        let x = &self.entries[node.0];
        let rows = x.value.len() / at.inputs;
        multiply_add(&transposed(&x.value, at.inputs), gradient, &mut gradients.dense[at.weights.clone()], rows, at.outputs);
        for row in gradient.chunks_exact(at.outputs) {
            add(&mut gradients.dense[at.bias.clone()], row);
        }
        if !matches!(x.op, Op::Given) {
            let weights = transposed(&self.dense.values[at.weights.clone()], at.outputs);
            let (inputs, outputs) = (at.inputs, at.outputs);
            multiply_add(gradient, &weights, self.gradient(node), outputs, inputs);
        }
    }

    fn recur_back(&mut self, node: Node, sentences: &[Range<usize>], value: &[f32], mut gradient: Vec<f32>) {
        self.gradient(node);
        let entry = &mut self.entries[node.0];
        let size = entry.columns / 4;
        for rows in sentences {
            for backward in [false, true] {
                let side = if backward { size } else { 0 };
                let mut order = steps(rows, !backward).peekable();
                while let Some(row) = order.next() {
                    let last = order.peek().copied();
                    for k in side..side + size {
                        let (at, new) = (row * 4 * size + k, row * 4 * size + 2 * size + k);
                        let old = last.map_or(0.0, |last| value[last * 2 * size + k]);
                        let (gate, slope) = (gate(entry.value[at]), gate_slope(entry.value[at]));
                        let flow = gradient[row * 2 * size + k];
                        entry.gradient[at] += flow * (entry.value[new] - old) * slope;
                        entry.gradient[new] += flow * gate;
                        if let Some(last) = last {
                            gradient[last * 2 * size + k] += flow * (1.0 - gate);
                        }
                    }
                }
            }
        }
    }

    fn arcs_back(&mut self, parts: [Node; 4], rows: Range<usize>, mut gradient: Vec<f32>) {
        let n = rows.len();
        let size = self.entries[parts[0].0].columns;
        for (at, gradient) in gradient.iter_mut().enumerate() {
            *gradient = if at / n == at % n { 0.0 } else { *gradient * arc_scale(size) };
        }
        let of = |node: Node, columns: usize| (node, rows.start * columns..rows.end * columns);
        let [(turned, range), (heads, _)] = [of(parts[0], size), of(parts[1], size)];
        let (words_value, heads_value) =
            (self.entries[turned.0].value[range.clone()].to_vec(), self.entries[heads.0].value[range.clone()].to_vec());
        multiply_add(&gradient, &heads_value, &mut self.gradient(turned)[range.clone()], n, size);
        multiply_add(&transposed(&gradient, n), &words_value, &mut self.gradient(heads)[range], n, size);
        for (at, gradient) in gradient.iter().enumerate() {
            let (word, head) = (at / n, at % n);
            let kind = distance(word, head);
            self.gradient(parts[2])[(rows.start + word) * DISTANCES + kind] += gradient;
            self.gradient(parts[3])[(rows.start + head) * DISTANCES + kind] += gradient;
        }
    }
}

fn add(into: &mut [f32], from: &[f32]) {
    into.iter_mut().zip(from).for_each(|(into, from)| *into += from);
}

fn steps(rows: &Range<usize>, backward: bool) -> impl Iterator<Item = usize> + use<> {
    let (start, end) = (rows.start, rows.end);
    (start..end).map(move |row| if backward { start + end - 1 - row } else { row })
}

/// Keeps the scores of arcs small, as Vaswani et al. 2017 do.
fn arc_scale(size: usize) -> f32 {
    1.0 / (size as f32).sqrt()
}

/// The parser's gate, see `gate` in `tidings::model::parser`.
fn gate(x: f32) -> f32 {
    let x = x.clamp(-4.0, 4.0);
    0.5 + x / 4.0 - x * x.abs() / 32.0
}

fn gate_slope(x: f32) -> f32 {
    if x.abs() >= 4.0 { 0.0 } else { 0.25 - x.abs() / 16.0 }
}
