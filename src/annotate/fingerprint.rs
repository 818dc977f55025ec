//! A short summary of an article's words, for finding near-duplicates over a collection.

use serde::{Deserialize, Serialize};
use xxhash_rust::xxh3::xxh3_64;

use super::{Document, Token, TokenKind};
use crate::ingest::{Article, Section};
use crate::ud::Upos;

/// How many numbers a fingerprint has for the words.
const LENGTH: usize = 64;
/// How many it has for the figures.
const FIGURES: usize = 32;
/// A text with fewer figures has none in its fingerprint.
const FEWEST: usize = 6;
/// Words in a row that count as one feature.
const SHINGLE: usize = 3;

/// Two MinHashes of an article's story (Broder 1997): of two articles, the share of positions with equal numbers estimates
/// the share of features that they have in common.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fingerprint {
    /// Of three-word sequences; empty for a text without words.
    pub words: Vec<u32>,
    /// Of figures with the word behind each; empty for a text with few. Reports that are written after one pattern, as those
    /// of each day's strikes or each match, differ in these alone.
    pub figures: Vec<u32>,
}

/// The fingerprint of an article.
///
/// The same wire story, lightly edited, agrees in most positions; two stories on one event in few. Headlines and
/// datelines don't count, because every paper writes its own, except in a text that has nothing else. A text of less
/// than three words counts as one sequence. Integers only, so that it is the same on every machine.
pub fn fingerprint(article: &Article, document: &Document) -> Fingerprint {
    let story = |section| matches!(section, Section::Body | Section::Caption);
    let mut words = hashes(article, document, story);
    if words.is_empty() {
        words = hashes(article, document, |_| true);
    }
    let hash_of = |words: &[(u64, bool)]| words.iter().fold(0, |sum: u64, word| mix(sum.rotate_left(7) ^ word.0));
    let shingles: Vec<u64> = words.windows(SHINGLE.min(words.len()).max(1)).map(hash_of).collect();
    let figures: Vec<u64> = words.windows(2).filter(|pair| pair[0].1).map(hash_of).collect();
    let figures = if figures.len() < FEWEST { Vec::new() } else { min_hash(&figures, FIGURES) };
    Fingerprint { words: min_hash(&shingles, LENGTH), figures }
}

/// The least hash of all features, for each of `length` ways of hashing; empty where there is no feature.
fn min_hash(features: &[u64], length: usize) -> Vec<u32> {
    if features.is_empty() {
        return Vec::new();
    }
    let mut least = vec![u32::MAX; length];
    for feature in features {
        for (n, least) in least.iter_mut().enumerate() {
            *least = (*least).min((mix(feature ^ SEEDS[n]) >> 32) as u32);
        }
    }
    least
}

/// One hash a word or number, in lower case, in the order of the text, and whether it is a figure.
fn hashes(article: &Article, document: &Document, wanted: impl Fn(Section) -> bool) -> Vec<(u64, bool)> {
    let figure = |token: &Token| token.kind == TokenKind::Number || token.upos == Upos::Num;
    let mut words = Vec::new();
    let mut lower = String::new();
    for sentence in document.sentences.iter().filter(|s| wanted(s.section)) {
        for token in document.tokens_of(sentence) {
            if matches!(token.kind, TokenKind::Word | TokenKind::Number) {
                lower.clear();
                lower.extend(token.span.of(&article.text).chars().map(|c| if c == '’' { '\'' } else { c }).flat_map(char::to_lowercase));
                words.push((xxh3_64(lower.as_bytes()), figure(token)));
            }
        }
    }
    words
}

/// A bijection that spreads every bit (SplitMix64's finisher).
const fn mix(mut x: u64) -> u64 {
    x = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    x = (x ^ (x >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    x ^ (x >> 31)
}

/// One seed a position.
const SEEDS: [u64; LENGTH] = {
    let mut seeds = [0; LENGTH];
    let mut n = 0;
    while n < LENGTH {
        seeds[n] = mix((n as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
        n += 1;
    }
    seeds
};
