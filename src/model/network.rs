//! The network that reads sentences: embeddings, a window of three, gated recurrent layers, and from their top the
//! tags of each word and the scores of each arc.
//!
//! The recurrence is that of Bradbury et al. 2017 and Lei et al. 2018: its gates depend on the input alone, so that
//! all products of a layer are one. Arcs are scored as by Dozat and Manning 2017, plus what a distance is worth to a
//! word and to a head.
//!
//! All of it is whole numbers: activations count 1/256, weights 1/1024, sums 1/262144, states of the recurrence 1/1024
//! and gates 1/32768. Loading makes sure that no sum can overflow.

use std::borrow::Cow;
use std::fmt::Display;
use std::str::FromStr;
use std::sync::OnceLock;

use super::features::{Features, Lexicon, ROOT};
use super::kernels::{Matrix, Rows};
use super::lemma::Lemmatizer;
use super::weights::{Embedded, Sizes, Tensor, VECTOR, Weights, WeightsError};
use crate::ud::{Feats, Relation, Upos, Xpos};

/// The largest activation, 32.
pub const LIMIT: i32 = 8191;
/// The largest state of a recurrent layer, 16.
pub const STATE_LIMIT: i32 = 16383;
/// The largest activation on either side of an arc, 16: these are multiplied with one another.
pub(super) const ARC_LIMIT: i32 = 4095;
/// Bits from a sum to a state.
pub(super) const STATE_SHIFT: u32 = 8;
/// Bits of a weight behind the point.
pub const WEIGHT_BITS: u32 = 10;
/// Bits of an activation behind the point.
pub const ACTIVATION_BITS: u32 = 8;
/// Bits of a sum behind the point.
pub const SUM_BITS: u32 = WEIGHT_BITS + ACTIVATION_BITS;
/// States of a recurrent layer in one direction, at most.
pub(super) const LARGEST_STATE: usize = 256;
/// Sums stay below this, so that three of them can be added.
const SUM_LIMIT: i64 = i32::MAX as i64 / 3;
/// Kinds of distance between a word and its head, see [`distance`].
pub const DISTANCES: usize = 19;

/// The kind of the distance from node `word` to node `head` (0 is the root): the root, or one of nine steps to
/// either side.
pub fn distance(word: usize, head: usize) -> usize {
    if head == 0 {
        return DISTANCES - 1;
    }
    let step = match word.abs_diff(head) {
        0 | 1 => 0,
        2 => 1,
        3 => 2,
        4 => 3,
        5 | 6 => 4,
        7..=9 => 5,
        10..=14 => 6,
        15..=24 => 7,
        _ => 8,
    };
    if head > word { step } else { 9 + step }
}

/// The weights, laid out for use. All threads share it; each reads with a [`Parser`](super::parser::Parser) of its own.
#[derive(Debug)]
pub struct Network<'a> {
    pub(super) sizes: Sizes,
    pub(super) upos: Vec<Upos>,
    pub(super) xpos: Vec<Xpos>,
    pub(super) feats: Vec<Feats>,
    pub(super) relations: Vec<Relation>,
    /// The index of `root`.
    pub(super) root: usize,
    /// The features that a pair of tags was seen with, as indexes; at UPOS times the number of XPOS plus XPOS.
    pub(super) seen: Vec<Vec<u16>>,
    pub(super) window: Linear,
    pub(super) layers: Vec<Layer>,
    pub(super) heads: Linear,
    /// For each set of features its weights and its bias.
    pub(super) morphology: Vec<(Vec<i16>, i32)>,
    pub(super) arc: Linear,
    pub(super) word_distance: Linear,
    pub(super) head_distance: Linear,
    pub(super) label_distance: Vec<i32>,
    pub(super) label: Linear,
    lemmatizer: Lemmatizer<'a>,
    lexicon: Lexicon<'a>,
    embeddings: Cow<'a, [u8]>,
    embedding_bits: u32,
    vectors: Cow<'a, [u8]>,
    project: Linear,
}

/// One recurrent layer.
#[derive(Debug)]
pub(super) struct Layer {
    pub gates: Linear,
    pub out: Linear,
}

/// A matrix with its biases.
#[derive(Debug)]
pub(super) struct Linear {
    matrix: Matrix,
    /// As wide as the matrix with its padding.
    bias: Vec<i32>,
}

impl Linear {
    /// Lays out a tensor whose inputs are at most `limit`.
    fn new(name: &str, tensor: &Tensor<'_>, limit: i32, [inputs, outputs]: [usize; 2]) -> Result<Self, WeightsError> {
        if tensor.outputs() != outputs || tensor.values.len() != 2 * inputs * outputs || !inputs.is_multiple_of(2) {
            return Err(WeightsError::Unfit(format!("{name} is not {inputs} by {outputs}")));
        }
        let matrix = Matrix::new(inputs, outputs, |input, output| tensor.weight(input, output));
        let bias = tensor.bias.iter().map(|bias| i64::from(*bias).abs()).max().unwrap_or(0);
        if matrix.largest_sum() * i64::from(limit) + bias + (i64::from(LIMIT) << WEIGHT_BITS) >= SUM_LIMIT {
            return Err(WeightsError::Unfit(format!("{name} could overflow")));
        }
        let mut bias = tensor.bias.clone();
        bias.resize(matrix.width(), 0);
        Ok(Self { matrix, bias })
    }

    /// The sums of all rows, each [`Linear::width`] long.
    pub fn apply(&self, rows: Rows<'_>, sums: &mut Vec<i32>) {
        self.matrix.multiply(rows, sums);
        for row in sums.chunks_exact_mut(self.width()) {
            row.iter_mut().zip(&self.bias).for_each(|(sum, bias)| *sum += bias);
        }
    }

    /// Sums of a row, padding included.
    pub fn width(&self) -> usize {
        self.bias.len()
    }
}

fn labels<T: FromStr<Err: Display>>(lines: &str) -> Result<Vec<T>, WeightsError> {
    let label = |line: &str| line.parse().map_err(|error| WeightsError::Unfit(format!("label `{line}`: {error}")));
    lines.lines().map(label).collect()
}

/// The weights inside the program; `models/english.md` is their card.
static EMBEDDED: Embedded = Embedded::new(include_bytes!("../../models/english.bin"));

impl Network<'static> {
    /// The network inside the program, loaded once.
    ///
    /// # Errors
    /// When the program was built with weights that don't fit it.
    pub fn embedded() -> Result<&'static Self, WeightsError> {
        static NETWORK: OnceLock<Result<Network<'static>, WeightsError>> = OnceLock::new();
        NETWORK.get_or_init(|| Network::read(EMBEDDED.file()?)).as_ref().map_err(Clone::clone)
    }
}

impl<'a> Network<'a> {
    /// Reads a file of weights that was [unpacked](super::weights::unpack).
    ///
    /// # Errors
    /// When it is of another version, damaged, or contradicts itself.
    pub fn read(file: &'a [u8]) -> Result<Self, WeightsError> {
        Self::new(Weights::read(file)?)
    }

    /// Lays the weights out for use.
    ///
    /// # Errors
    /// When a part has not the size that the others ask for, a label is unknown, or sums could overflow.
    pub fn new(weights: Weights<'a>) -> Result<Self, WeightsError> {
        let Sizes { width, state, arc, label } = weights.sizes;
        let (upos, xpos) = (labels(&weights.upos)?, labels(&weights.xpos)?);
        let (feats, relations) = (labels(&weights.feats)?, labels::<Relation>(&weights.relations)?);
        let tops = upos.len() + xpos.len() + 2 * arc + 2 * label;
        let layer = |weights: &super::weights::LayerWeights<'_>| {
            let gates = Linear::new("gates", &weights.gates, LIMIT, [width, 4 * state])?;
            Ok(Layer { gates, out: Linear::new("out", &weights.out, LIMIT, [2 * state, width])? })
        };
        let lexicon = lexicon(&weights)?;
        let lemmatizer = lemmatizer(&weights)?;
        let fits = weights.embeddings.len() == lexicon.rows() * width
            && weights.label_distance.len() == DISTANCES * label
            && weights.label_distance.iter().all(|sum| i64::from(*sum).abs() < SUM_LIMIT)
            && weights.embedding_bits < ACTIVATION_BITS
            && state <= LARGEST_STATE
            && arc as i64 * i64::from(ARC_LIMIT) * i64::from(ARC_LIMIT) < i64::from(i32::MAX)
            && [width, state, arc, label].iter().all(|size| size.is_multiple_of(16) && *size > 0);
        let root = relations.iter().position(|relation| *relation == Relation::Root);
        let Some(root) = root.filter(|_| fits) else {
            return Err(WeightsError::Unfit("sizes contradict one another".to_owned()));
        };
        Ok(Self {
            seen: seen(&weights.seen, [upos.len(), xpos.len(), feats.len()])?,
            window: Linear::new("window", &weights.window, LIMIT, [3 * width, width])?,
            layers: weights.layers.iter().map(layer).collect::<Result<_, _>>()?,
            heads: Linear::new("heads", &weights.heads, LIMIT, [width, tops])?,
            morphology: morphology(&weights.morphology, width, feats.len())?,
            arc: Linear::new("arc", &weights.arc, ARC_LIMIT, [arc, arc])?,
            word_distance: Linear::new("word_distance", &weights.word_distance, ARC_LIMIT, [arc, DISTANCES])?,
            head_distance: Linear::new("head_distance", &weights.head_distance, ARC_LIMIT, [arc, DISTANCES])?,
            label: Linear::new("label", &weights.label, LIMIT, [label, relations.len()])?,
            project: Linear::new("project", &weights.project, 128, [VECTOR, width])?,
            label_distance: weights.label_distance,
            lemmatizer,
            lexicon,
            embeddings: weights.embeddings,
            embedding_bits: weights.embedding_bits,
            vectors: weights.vectors,
            sizes: weights.sizes,
            upos,
            xpos,
            feats,
            relations,
            root,
        })
    }

    /// What is known about words.
    pub fn lexicon(&self) -> &Lexicon<'a> {
        &self.lexicon
    }

    /// Finds the lemmas of what was tagged.
    pub fn lemmatizer(&self) -> &Lemmatizer<'a> {
        &self.lemmatizer
    }

    /// The input of a word, [`Sizes::width`] activations appended to `into`; of the root without a form.
    pub(super) fn embed(&self, form: Option<&str>, scratch: &mut EmbedScratch, into: &mut Vec<i16>) {
        let EmbedScratch { features, text, vector, sums } = scratch;
        match form {
            Some(form) => self.lexicon.describe(form, features, text),
            None => *features = Features { rows: vec![ROOT], vector: None },
        }
        vector.clear();
        let bytes = features.vector.and_then(|row| self.vectors.chunks_exact(VECTOR).nth(row as usize));
        vector.extend(bytes.unwrap_or(&[0; VECTOR]).iter().map(|byte| i16::from(byte.cast_signed())));
        self.project.apply(Rows { values: vector, stride: VECTOR, count: 1 }, sums);
        let width = self.sizes.width;
        for row in &features.rows {
            let embedding = &self.embeddings[*row as usize * width..][..width];
            for (sum, byte) in sums.iter_mut().zip(embedding) {
                *sum += i32::from(byte.cast_signed()) << (self.embedding_bits + WEIGHT_BITS);
            }
        }
        into.extend(sums[..width].iter().map(|sum| shrink(*sum, WEIGHT_BITS, -LIMIT, LIMIT)));
    }
}

/// What [`Network::embed`] works in.
#[derive(Debug, Default)]
pub(super) struct EmbedScratch {
    features: Features,
    text: String,
    vector: Vec<i16>,
    sums: Vec<i32>,
}

/// A sum with fewer bits behind the point, rounded, between the limits.
pub(super) fn shrink(sum: i32, bits: u32, least: i32, most: i32) -> i16 {
    ((sum + (1 << (bits - 1))) >> bits).clamp(least, most) as i16
}

fn lexicon<'a>(weights: &Weights<'a>) -> Result<Lexicon<'a>, WeightsError> {
    let unfit = |what: &str| WeightsError::Unfit(what.to_owned());
    let (Cow::Borrowed(words), Cow::Borrowed(clustered), Cow::Borrowed(paths)) = (&weights.words, &weights.clustered, &weights.paths)
    else {
        return Err(unfit("words must be read from a file"));
    };
    let paths: Vec<&'a str> = paths.lines().collect();
    let clusters = weights.clusters.chunks_exact(2).map(|two| usize::from(u16::from_le_bytes([two[0], two[1]])));
    let clusters: Vec<&'a str> = clusters.map(|at| paths.get(at).copied()).collect::<Option<_>>().ok_or_else(|| unfit("clusters"))?;
    let vectors = weights.vectors.len() / VECTOR;
    if clusters.len() != clustered.lines().count() || vectors > clusters.len() {
        return Err(unfit("clusters and vectors"));
    }
    Ok(Lexicon::new(words.lines(), clustered.lines().zip(clusters), clustered.lines().take(vectors)))
}

fn lemmatizer<'a>(weights: &Weights<'a>) -> Result<Lemmatizer<'a>, WeightsError> {
    match (&weights.lemma_exceptions, &weights.lemma_rules) {
        (Cow::Borrowed(exceptions), Cow::Borrowed(rules)) => Lemmatizer::new(exceptions, rules),
        _ => Err(WeightsError::Unfit("lemmas must be read from a file".to_owned())),
    }
}

fn seen(triples: &[(u8, u8, u16)], [upos, xpos, feats]: [usize; 3]) -> Result<Vec<Vec<u16>>, WeightsError> {
    let mut seen = vec![Vec::new(); upos * xpos];
    for (u, x, f) in triples {
        if usize::from(*u) >= upos || usize::from(*x) >= xpos || usize::from(*f) >= feats {
            return Err(WeightsError::Unfit("features of tags".to_owned()));
        }
        seen[usize::from(*u) * xpos + usize::from(*x)].push(*f);
    }
    Ok(seen)
}

fn morphology(tensor: &Tensor<'_>, inputs: usize, outputs: usize) -> Result<Vec<(Vec<i16>, i32)>, WeightsError> {
    // The check of the sums is that of a matrix.
    Linear::new("morphology", tensor, LIMIT, [inputs, outputs])?;
    let row = |output: usize| ((0..inputs).map(|input| tensor.weight(input, output)).collect(), tensor.bias[output]);
    Ok((0..outputs).map(row).collect())
}
