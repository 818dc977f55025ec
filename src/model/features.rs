//! What the model sees of a word: the word itself if it was learned, its beginning, its end, its shape, its clusters,
//! and a vector. The same for training and for use.

use std::collections::HashMap;

use xxhash_rust::xxh3::xxh3_64_with_seed;

/// The row of the root of a sentence.
pub const ROOT: u32 = 0;
/// The row of every word that was not learned.
pub const UNKNOWN: u32 = 1;
/// The first row of a learned word.
const FIRST_WORD: u32 = 2;
/// Rows that affixes, shapes and clusters share by hashing.
pub const BUCKETS: u32 = 1 << 14;
/// The longest beginning and end, in characters.
const PREFIX: usize = 3;
const SUFFIX: usize = 4;
/// Bits of the path to a word's cluster, from coarse to fine (Koo, Carreras and Collins 2008 take 4, 6 and all).
const CLUSTER_BITS: [usize; 4] = [4, 6, 10, 32];

/// What is known about words from elsewhere: the learned words, clusters, vectors.
#[derive(Debug, Clone, Default)]
pub struct Lexicon<'a> {
    known: HashMap<&'a str, Known<'a>>,
    words: u32,
}

#[derive(Debug, Clone, Copy, Default)]
struct Known<'a> {
    /// Row of a learned word, or [`UNKNOWN`].
    row: Option<u32>,
    /// Path of bits to the cluster; empty where there is none.
    cluster: &'a str,
    /// Row of the vector.
    vector: Option<u32>,
}

/// The rows of a word's features in the table of embeddings, and that of its vector.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Features {
    /// The word's own row first, then those of its parts.
    pub rows: Vec<u32>,
    /// The row in the table of vectors.
    pub vector: Option<u32>,
}

impl<'a> Lexicon<'a> {
    /// From the learned words in the order of their rows, the words that have a cluster with the paths, and the words
    /// that have a vector, in the order of the vectors. All are in lower case.
    pub fn new(
        words: impl Iterator<Item = &'a str>,
        clusters: impl Iterator<Item = (&'a str, &'a str)>,
        vectors: impl Iterator<Item = &'a str>,
    ) -> Self {
        let mut lexicon = Self::default();
        for (word, path) in clusters {
            lexicon.known.entry(word).or_default().cluster = path;
        }
        for (row, word) in (0..).zip(vectors) {
            lexicon.known.entry(word).or_default().vector = Some(row);
        }
        for word in words {
            lexicon.known.entry(word).or_default().row = Some(FIRST_WORD + lexicon.words);
            lexicon.words += 1;
        }
        lexicon
    }

    /// Rows of the table of embeddings.
    pub fn rows(&self) -> usize {
        (FIRST_WORD + self.words + BUCKETS) as usize
    }

    /// The cluster of a form, [`cluster_prefix`] tells what is in it; 0 where there is none. `scratch` is any string.
    pub fn cluster(&self, form: &str, scratch: &mut String) -> u32 {
        lower(form, scratch);
        let path = self.known.get(scratch.as_str()).map_or("", |known| known.cluster);
        let bit = |n: usize, c: u8| u32::from(c == b'1') << (31 - n);
        let bits: u32 = path.bytes().take(31).enumerate().map(|(n, c)| bit(n, c)).sum();
        if path.is_empty() { 0 } else { bits | 1 }
    }

    /// The features of a form, into `features`; `scratch` is any string.
    pub fn describe(&self, form: &str, features: &mut Features, scratch: &mut String) {
        features.rows.clear();
        lower(form, scratch);
        let known = self.known.get(scratch.as_str()).copied().unwrap_or_default();
        features.vector = known.vector;
        features.rows.push(known.row.unwrap_or(UNKNOWN));
        let base = FIRST_WORD + self.words;
        let mut add = |kind: usize, part: &str| {
            let hash = xxh3_64_with_seed(part.as_bytes(), kind as u64);
            features.rows.push(base + (hash % u64::from(BUCKETS)) as u32);
        };
        let ends = scratch.char_indices().rev().map(|(at, _)| at).take(SUFFIX);
        ends.enumerate().for_each(|(n, at)| add(n, &scratch[at..]));
        let starts = scratch.char_indices().skip(1).map(|(at, _)| at).take(PREFIX);
        starts.enumerate().for_each(|(n, at)| add(10 + n, &scratch[..at]));
        for (n, bits) in CLUSTER_BITS.into_iter().enumerate().filter(|_| !known.cluster.is_empty()) {
            add(30 + n, &known.cluster[..bits.min(known.cluster.len())]);
        }
        shape(form, scratch);
        add(20, scratch);
    }
}

/// The first `bits` of the path to a cluster, fewer for a coarser one; none where a word has no cluster.
pub fn cluster_prefix(cluster: u32, bits: u32) -> Option<u32> {
    (cluster != 0).then(|| cluster >> (32 - bits.clamp(1, 31)))
}

/// The form under which a word is looked up: in lower case, with plain quotation marks and apostrophes.
pub fn lower(form: &str, into: &mut String) {
    into.clear();
    for c in form.chars() {
        match c {
            '\u{2018}' | '\u{2019}' | '\u{201A}' | '\u{201B}' => into.push('\''),
            '\u{201C}' | '\u{201D}' | '\u{201E}' | '\u{201F}' | '\u{AB}' | '\u{BB}' => into.push('"'),
            _ if c.is_ascii() => into.push(c.to_ascii_lowercase()),
            _ => into.extend(c.to_lowercase()),
        }
    }
}

/// Runs of capitals as `X`, of small letters as `x`, of digits as `9`; everything else as it is, runs cut to one.
fn shape(form: &str, into: &mut String) {
    into.clear();
    let mut last = None;
    for c in form.chars() {
        let kind = match c {
            _ if c.is_uppercase() => 'X',
            _ if c.is_lowercase() => 'x',
            _ if c.is_numeric() => '9',
            _ => c,
        };
        if last != Some(kind) {
            into.push(kind);
        }
        last = Some(kind);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn describe(lexicon: &Lexicon<'_>, form: &str) -> Features {
        let mut features = Features::default();
        lexicon.describe(form, &mut features, &mut String::new());
        features
    }

    fn lexicon() -> Lexicon<'static> {
        Lexicon::new(["river", "'"].into_iter(), [("river", "0101100"), ("delta", "01")].into_iter(), ["delta", "river"].into_iter())
    }

    #[test]
    fn a_known_word_has_its_row_its_parts_its_clusters_and_its_vector() {
        let river = describe(&lexicon(), "River");
        assert_eq!((river.rows[0], river.vector, river.rows.len()), (2, Some(1), 1 + 4 + 3 + 4 + 1));
        assert_eq!(describe(&lexicon(), "Delta").rows[0], UNKNOWN);
        assert_eq!(describe(&lexicon(), "\u{2019}").rows[0], 3, "a curly apostrophe is looked up as a plain one");
        assert!(river.rows.iter().all(|row| (*row as usize) < lexicon().rows()));
    }

    #[test]
    fn clusters_are_cut_to_coarser_ones() {
        let cluster = |form: &str| lexicon().cluster(form, &mut String::new());
        assert_eq!(cluster_prefix(cluster("River"), 4), Some(0b0101));
        assert_eq!(cluster_prefix(cluster("delta"), 2), Some(0b01));
        assert_eq!((cluster("hill"), cluster_prefix(cluster("hill"), 4)), (0, None));
    }

    #[test]
    fn case_changes_the_shape_alone() {
        let (small, capital) = (describe(&lexicon(), "delta"), describe(&lexicon(), "Delta"));
        let last = small.rows.len() - 1;
        assert_eq!(small.rows[..last], capital.rows[..last]);
        assert_ne!(small.rows[last], capital.rows[last]);
    }

    #[test]
    fn any_form_can_be_described() {
        for form in ["", "é", "👩‍👩‍👧", "İstanbul", "ß", "\u{0}", "a\u{301}b"] {
            assert!(!describe(&lexicon(), form).rows.is_empty());
        }
    }
}
