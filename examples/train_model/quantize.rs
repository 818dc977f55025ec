//! From floating point to the whole numbers of the parser's file.

use std::borrow::Cow;
use std::collections::BTreeSet;

use tidings::model::network::{ACTIVATION_BITS, SUM_BITS, WEIGHT_BITS};
use tidings::model::weights::{LayerWeights, Tensor, Weights};

use crate::data::{Labels, Scheme, Words};
use crate::lemmas::Lemmas;
use crate::net::Net;

/// The file's content for a net.
pub fn quantize(net: &Net, scheme: &Scheme, words: &Words, lemmas: &Lemmas) -> Weights<'static> {
    let at = &net.at;
    let one = |tensor: usize| joined(net, &[tensor]);
    let paths: Vec<&str> = words.clustered.iter().map(|(_, path)| path.as_str()).collect::<BTreeSet<_>>().into_iter().collect();
    let cluster = |path: &str| (paths.binary_search(&path).unwrap_or_default() as u16).to_le_bytes();
    let (embeddings, embedding_bits) = embeddings(&net.embeddings);
    let distances = &net.dense.values[net.dense.tensors[at.label_distance].weights.clone()];
    Weights {
        sizes: net.plan.sizes,
        words: lines(words.learned.iter().map(String::as_str)),
        clustered: lines(words.clustered.iter().map(|(word, _)| word.as_str())),
        clusters: words.clustered.iter().flat_map(|(_, path)| cluster(path)).collect(),
        paths: lines(paths.iter().copied()),
        vectors: words.vectors.clone().into(),
        embeddings: embeddings.into(),
        embedding_bits,
        upos: labels(&scheme.upos),
        xpos: labels(&scheme.xpos),
        feats: labels(&scheme.feats),
        relations: labels(&scheme.relations),
        seen: scheme.seen.iter().copied().collect(),
        project: one(at.project),
        window: one(at.window),
        layers: at.layers.iter().map(|(gates, out)| LayerWeights { gates: one(*gates), out: one(*out) }).collect(),
        heads: joined(net, &[at.upos, at.xpos, at.word_arc, at.head_arc, at.word_label, at.head_label]),
        morphology: one(at.morphology),
        arc: one(at.arc),
        word_distance: one(at.word_distance),
        head_distance: one(at.head_distance),
        label_distance: distances.iter().map(|x| whole(*x, SUM_BITS)).collect(),
        label: one(at.label),
        lemma_exceptions: lemmas.exceptions.clone().into(),
        lemma_rules: lemmas.rules.clone().into(),
    }
}

fn lines<'a>(words: impl Iterator<Item = &'a str>) -> Cow<'static, str> {
    words.collect::<Vec<_>>().join("\n").into()
}

fn labels(labels: &Labels) -> Cow<'static, str> {
    lines(labels.0.iter().map(String::as_str))
}

fn whole(x: f32, bits: u32) -> i32 {
    (x * (1u32 << bits) as f32).round() as i32
}

/// Matrices with the same inputs, side by side.
fn joined(net: &Net, tensors: &[usize]) -> Tensor<'static> {
    let parts: Vec<_> = tensors.iter().map(|tensor| &net.dense.tensors[*tensor]).collect();
    let small = |x: &f32| whole(*x, WEIGHT_BITS).clamp(i32::from(i16::MIN), i32::from(i16::MAX)) as i16;
    let row = |input: usize| parts.iter().flat_map(move |at| &net.dense.values[at.weights.clone()][input * at.outputs..][..at.outputs]);
    let values: Vec<i16> = (0..parts[0].inputs).flat_map(row).map(small).collect();
    let bias = parts.iter().flat_map(|at| &net.dense.values[at.bias.clone()]).map(|x| whole(*x, SUM_BITS)).collect();
    Tensor::new(&values, bias)
}

/// Bytes, and the bits by which they are shifted: as fine as fits all but one of a thousand, which are cut.
fn embeddings(values: &[f32]) -> (Vec<u8>, u32) {
    let unit = (1u32 << ACTIVATION_BITS) as f32;
    let too_large = |bits: u32| values.iter().filter(|x| x.abs() * unit > 127.0 * (1u32 << bits) as f32).count();
    let bits = (0..ACTIVATION_BITS).find(|bits| too_large(*bits) * 1000 <= values.len()).unwrap_or(ACTIVATION_BITS - 1);
    let byte = |x: &f32| ((x * unit / (1u32 << bits) as f32).round().clamp(-127.0, 127.0) as i8).cast_unsigned();
    (values.iter().map(byte).collect(), bits)
}
