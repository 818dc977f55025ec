//! The files of learned weights, and what stands in that of the trees, `models/english.bin`.
//!
//! All files in `models/` are kept as one frame of Zstandard each ([`pack`], [`unpack`], [`Embedded`]). In it stand
//! eight bytes of kind and version, an XXH3 checksum of the rest (8 bytes, little endian), then the weights; those of the
//! trees are [`Weights`] as postcard encodes it. Texts and tables are borrowed from the file, so that loading copies nothing but what is laid out anew.

use std::borrow::Cow;
use std::io::Read;
use std::sync::OnceLock;

use serde::{Deserialize, Serialize};
use thiserror::Error;
use xxhash_rust::xxh3::xxh3_64;

/// Opens the file; the last byte is the version, raised with every change of features, fields or arithmetic.
const MAGIC: &[u8; 8] = b"TIDTREE\x01";
const HEADER: usize = 16;

/// Everything that the trainer learned.
///
/// Activations are whole numbers of 1/256, weights of 1/1024, sums and biases of 1/262144 (see
/// [`network`](super::network)).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Weights<'a> {
    /// Sizes of the layers.
    pub sizes: Sizes,
    /// Learned words in lower case, one a line, in the order of their rows.
    #[serde(borrow)]
    pub words: Cow<'a, str>,
    /// Words that have a cluster, one a line; the first of them have a vector each.
    #[serde(borrow)]
    pub clustered: Cow<'a, str>,
    /// The cluster of each of these words: an index into `paths`, two bytes each, little endian.
    #[serde(borrow)]
    pub clusters: Cow<'a, [u8]>,
    /// Paths of bits, one a line.
    #[serde(borrow)]
    pub paths: Cow<'a, str>,
    /// Vectors, [`VECTOR`] bytes (i8) each.
    #[serde(borrow)]
    pub vectors: Cow<'a, [u8]>,
    /// Embeddings, `sizes.width` bytes (i8) a row, for the rows of [`Lexicon`](super::features::Lexicon).
    #[serde(borrow)]
    pub embeddings: Cow<'a, [u8]>,
    /// An embedding's byte times two to this power is an activation.
    pub embedding_bits: u32,
    /// Labels, one a line, in the order of the outputs.
    #[serde(borrow)]
    pub upos: Cow<'a, str>,
    /// As `upos`.
    #[serde(borrow)]
    pub xpos: Cow<'a, str>,
    /// As `upos`.
    #[serde(borrow)]
    pub feats: Cow<'a, str>,
    /// As `upos`.
    #[serde(borrow)]
    pub relations: Cow<'a, str>,
    /// Which features a pair of tags was seen with: UPOS, XPOS, features, as indexes of the labels; sorted.
    pub seen: Vec<(u8, u8, u16)>,
    /// From a vector to the width.
    #[serde(borrow)]
    pub project: Tensor<'a>,
    /// From three neighbours to the width.
    #[serde(borrow)]
    pub window: Tensor<'a>,
    /// The recurrent layers.
    #[serde(borrow)]
    pub layers: Vec<LayerWeights<'a>>,
    /// From the top to UPOS, XPOS, word in an arc, head in an arc, word of a label, head of a label, side by side.
    #[serde(borrow)]
    pub heads: Tensor<'a>,
    /// From the top to features.
    #[serde(borrow)]
    pub morphology: Tensor<'a>,
    /// Between word and head of an arc.
    #[serde(borrow)]
    pub arc: Tensor<'a>,
    /// From the word of an arc to the worth of each distance.
    #[serde(borrow)]
    pub word_distance: Tensor<'a>,
    /// From the head of an arc to the worth of each distance.
    #[serde(borrow)]
    pub head_distance: Tensor<'a>,
    /// What each distance adds to the input of the labels; `sizes.label` sums for each distance.
    pub label_distance: Vec<i32>,
    /// From a labelled pair to the relations.
    #[serde(borrow)]
    pub label: Tensor<'a>,
    /// Forms whose lemmas follow no rule, see [`Lemmatizer::new`](super::lemma::Lemmatizer::new).
    #[serde(borrow)]
    pub lemma_exceptions: Cow<'a, str>,
    /// Rules of lemmas, see [`Lemmatizer::new`](super::lemma::Lemmatizer::new).
    #[serde(borrow)]
    pub lemma_rules: Cow<'a, str>,
}

/// Bytes of a vector.
pub const VECTOR: usize = 50;

/// Sizes of the layers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sizes {
    /// Of a word between the layers.
    pub width: usize,
    /// Of the state of a recurrent layer, in each direction.
    pub state: usize,
    /// Of both sides of an arc.
    pub arc: usize,
    /// Of both sides of a label.
    pub label: usize,
}

/// One recurrent layer.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct LayerWeights<'a> {
    /// From the width to forward gate, backward gate, forward value, backward value, side by side.
    #[serde(borrow)]
    pub gates: Tensor<'a>,
    /// From both states to the width.
    #[serde(borrow)]
    pub out: Tensor<'a>,
}

/// A matrix of weights with its biases.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Tensor<'a> {
    /// Weights, two bytes each, little endian; those of one input stand together.
    #[serde(borrow)]
    pub values: Cow<'a, [u8]>,
    /// One for each output.
    pub bias: Vec<i32>,
}

impl Tensor<'_> {
    /// From weights (inputs after one another) and biases.
    pub fn new(values: &[i16], bias: Vec<i32>) -> Self {
        Self { values: values.iter().flat_map(|value| value.to_le_bytes()).collect(), bias }
    }

    /// Number of outputs.
    pub fn outputs(&self) -> usize {
        self.bias.len()
    }

    /// The weight between two of them.
    ///
    /// # Panics
    /// When there is no such input or output.
    pub fn weight(&self, input: usize, output: usize) -> i16 {
        let at = 2 * (input * self.outputs() + output);
        i16::from_le_bytes([self.values[at], self.values[at + 1]])
    }
}

/// Why a file of weights is refused.
#[derive(Debug, Clone, Error, PartialEq, Eq)]
pub enum WeightsError {
    /// It is of another kind or version.
    #[error("these are no weights of this version of the program; train them anew (see the model card in models/)")]
    Version,
    /// Bytes are missing or changed.
    #[error("the weights are damaged; restore the file or train it anew (see the model card in models/)")]
    Damaged,
    /// The parts don't fit one another.
    #[error("the weights don't fit this program ({0}); train them anew (see the model card in models/)")]
    Unfit(String),
}

impl<'a> Weights<'a> {
    /// Reads a file.
    ///
    /// # Errors
    /// When it is of another kind or version, or damaged.
    pub fn read(file: &'a [u8]) -> Result<Self, WeightsError> {
        open_sealed(MAGIC, file)
    }

    /// The file of these weights.
    pub fn write(&self) -> Vec<u8> {
        seal(MAGIC, self)
    }
}

/// Unpacked weights are at most this long.
const LARGEST: u64 = 64 << 20;
/// How hard is tried to make a file small: it is packed once and read often.
const LEVEL: i32 = 19;

/// A file of weights as it is kept: one frame of Zstandard.
///
/// # Errors
/// When there is no memory for it.
pub fn pack(file: &[u8]) -> std::io::Result<Vec<u8>> {
    zstd::bulk::compress(file, LEVEL)
}

/// The file of weights in such a frame, for [`Weights::read`].
///
/// # Errors
/// When it is none, or damaged.
pub fn unpack(packed: &[u8]) -> Result<Vec<u8>, WeightsError> {
    if !packed.starts_with(&ZSTD) {
        return Err(WeightsError::Version);
    }
    let mut file = Vec::new();
    let decoder = zstd::Decoder::with_buffer(packed).map_err(|_| WeightsError::Damaged)?;
    decoder.take(LARGEST).read_to_end(&mut file).map_err(|_| WeightsError::Damaged)?;
    Ok(file)
}

/// A file of weights inside the program, unpacked when it is first asked for.
#[derive(Debug)]
pub struct Embedded {
    packed: &'static [u8],
    file: OnceLock<Result<Vec<u8>, WeightsError>>,
}

impl Embedded {
    /// A file as [`pack`] made it.
    pub const fn new(packed: &'static [u8]) -> Self {
        Self { packed, file: OnceLock::new() }
    }

    /// The unpacked file.
    ///
    /// # Errors
    /// When the program was built with something that was not packed, or damaged.
    pub fn file(&'static self) -> Result<&'static [u8], WeightsError> {
        let file = self.file.get_or_init(|| unpack(self.packed));
        file.as_deref().map_err(Clone::clone)
    }
}

/// Opens a frame of Zstandard (RFC 8878).
const ZSTD: [u8; 4] = 0xFD2F_B528_u32.to_le_bytes();

/// The body of a file of weights of this kind and version.
pub(super) fn open_sealed<'a, T: Deserialize<'a>>(magic: &[u8; 8], file: &'a [u8]) -> Result<T, WeightsError> {
    let body = file.get(HEADER..).filter(|_| file.starts_with(magic)).ok_or(WeightsError::Version)?;
    if file[8..HEADER] != xxh3_64(body).to_le_bytes() {
        return Err(WeightsError::Damaged);
    }
    postcard::from_bytes(body).map_err(|_| WeightsError::Damaged)
}

/// A file of weights: kind and version, checksum, body.
pub(super) fn seal(magic: &[u8; 8], body: &impl Serialize) -> Vec<u8> {
    // Writing into memory fails only for maps and sequences of unknown length; there are none.
    let body = postcard::to_stdvec(body).unwrap_or_default();
    [magic.as_slice(), &xxh3_64(&body).to_le_bytes(), &body].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn weights() -> Weights<'static> {
        let tensor = Tensor::new(&[1, -2, 3, 400, -500, 6], vec![70_000, -8, 9]);
        Weights { words: "a\nb".into(), vectors: vec![1, 2, 255].into(), project: tensor, seen: vec![(1, 2, 3)], ..Weights::default() }
    }

    #[test]
    fn what_is_written_is_read() {
        let file = weights().write();
        let read = Weights::read(&file).unwrap();
        assert_eq!(read, weights());
        assert!(matches!(read.vectors, Cow::Borrowed(_)), "tables are not copied");
        assert_eq!((read.project.outputs(), read.project.weight(1, 1)), (3, -500));
        assert_eq!(unpack(&pack(&file).unwrap()).unwrap(), file);
    }

    #[test]
    fn other_versions_and_damage_are_refused() {
        let file = weights().write();
        let with = |at: usize| {
            let mut file = file.clone();
            file[at] ^= 1;
            Weights::read(&file).map(|_| ()).unwrap_err()
        };
        assert_eq!((with(7), with(9), with(20)), (WeightsError::Version, WeightsError::Damaged, WeightsError::Damaged));
        assert_eq!(Weights::read(&file[..file.len() - 1]).unwrap_err(), WeightsError::Damaged);
        assert_eq!(Weights::read(b"").unwrap_err(), WeightsError::Version);
        let packed = pack(&file).unwrap();
        assert_eq!(
            (unpack(&file).unwrap_err(), unpack(&packed[..packed.len() - 1]).unwrap_err()),
            (WeightsError::Version, WeightsError::Damaged)
        );
    }
}
