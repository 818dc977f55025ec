//! A short summary of an article's words, for finding near-duplicates over a collection.

use xxhash_rust::xxh3::xxh3_64;

use super::{Document, TokenKind};
use crate::ingest::{Article, Section};

/// How many numbers a fingerprint has.
const LENGTH: usize = 32;
/// Words in a row that count as one feature.
const SHINGLE: usize = 5;

/// MinHash of the story's words: of two articles, the share of positions with equal numbers estimates the share of
/// five-word sequences that they have in common (Broder 1997).
///
/// The same wire story, lightly edited, agrees in most positions; two stories on one event in few. Headlines and
/// datelines don't count, because every paper writes its own, except in a text that has nothing else. A text of less
/// than five words counts as one sequence; one without words has an empty fingerprint. Integers only, so that it is
/// the same on every machine.
pub fn fingerprint(article: &Article, document: &Document) -> Vec<u32> {
    let story = |section| matches!(section, Section::Body | Section::Caption);
    let mut words = hashes(article, document, story);
    if words.is_empty() {
        words = hashes(article, document, |_| true);
    }
    if words.is_empty() {
        return Vec::new();
    }
    let mut least = vec![u32::MAX; LENGTH];
    for shingle in words.windows(SHINGLE.min(words.len())) {
        let feature = shingle.iter().fold(0, |sum: u64, word| mix(sum.rotate_left(7) ^ word));
        for (n, least) in least.iter_mut().enumerate() {
            *least = (*least).min((mix(feature ^ SEEDS[n]) >> 32) as u32);
        }
    }
    least
}

/// One hash a word or number, in lower case, in the order of the text.
fn hashes(article: &Article, document: &Document, wanted: impl Fn(Section) -> bool) -> Vec<u64> {
    let mut words = Vec::new();
    let mut lower = String::new();
    for sentence in document.sentences.iter().filter(|s| wanted(s.section)) {
        for token in document.tokens_of(sentence) {
            if matches!(token.kind, TokenKind::Word | TokenKind::Number) {
                lower.clear();
                lower.extend(token.span.of(&article.text).chars().map(|c| if c == '’' { '\'' } else { c }).flat_map(char::to_lowercase));
                words.push(xxh3_64(lower.as_bytes()));
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
