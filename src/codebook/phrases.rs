//! Finding known phrases in running text: words folded to hashes, and a trie over them.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Hash of a word without case and diacritics: "Goïta" and "GOITA" are equal to it. Never 0.
pub fn fold_word(word: &str) -> u64 {
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let mut add = |byte: u8| hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
    if word.is_ascii() {
        word.bytes().filter(u8::is_ascii_alphanumeric).for_each(|b| add(b.to_ascii_lowercase()));
    } else {
        for c in word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase) {
            match base_letter(c) {
                Some(base) => base.bytes().for_each(&mut add),
                None => c.encode_utf8(&mut [0; 4]).bytes().for_each(&mut add),
            }
        }
    }
    hash.max(1)
}

/// The letters below the diacritics of Latin-1 and Latin Extended-A (Unicode decomposition; ligatures spelt out).
fn base_letter(c: char) -> Option<&'static str> {
    const GROUPS: &[(&str, &str)] = &[
        ("àáâãäåāăąǎạảấầậắ", "a"),
        ("çćĉċč", "c"),
        ("ďđð", "d"),
        ("èéêëēĕėęěẹếềệ", "e"),
        ("ĝğġģǧ", "g"),
        ("ĥħḥ", "h"),
        ("ìíîïĩīĭįıị", "i"),
        ("ĵ", "j"),
        ("ķ", "k"),
        ("ĺļľŀł", "l"),
        ("ñńņňŋ", "n"),
        ("òóôõöøōŏőơọốồộớ", "o"),
        ("ŕŗř", "r"),
        ("śŝşšșṣ", "s"),
        ("ţťŧțṭ", "t"),
        ("ùúûüũūŭůűųưụứừ", "u"),
        ("ŵ", "w"),
        ("ýÿŷỳ", "y"),
        ("źżžẓ", "z"),
        ("æ", "ae"),
        ("œ", "oe"),
        ("ß", "ss"),
        ("þ", "th"),
    ];
    GROUPS.iter().find(|(letters, _)| letters.contains(c)).map(|(_, base)| *base)
}

/// The words of a text as byte ranges: runs of letters, digits and marks, with the dots of an abbreviation such as
/// "U.S." or an initial such as "J." kept; `&` is a word.
pub fn split_words(text: &str) -> impl Iterator<Item = std::ops::Range<usize>> + '_ {
    let mut from = 0;
    std::iter::from_fn(move || {
        let rest = text.get(from..)?;
        let start = from + rest.find(is_word_char)?;
        let length = text[start..].find(|c| !is_word_char(c)).unwrap_or(text.len() - start);
        let mut end = start + length;
        if text[start..].starts_with('&') {
            end = start + 1;
        } else if text[start..end].chars().count() == 1 {
            end = abbreviation_end(text, end);
        }
        from = end;
        Some(start..end)
    })
}

/// Where an abbreviation of single letters with dots ends whose first letter ends at `end`.
fn abbreviation_end(text: &str, mut end: usize) -> usize {
    while text[end..].starts_with('.') {
        let mut after = text[end + 1..].chars();
        match (after.next(), after.next()) {
            (Some(letter), next) if letter.is_alphabetic() && !next.is_some_and(is_word_char) => end += 1 + letter.len_utf8(),
            (Some(letter), _) if is_word_char(letter) => return end,
            _ => return end + 1,
        }
    }
    end
}

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric() || c == '&' || ('\u{300}'..='\u{36f}').contains(&c)
}

/// Phrases as sequences of [`fold_word`] hashes, each with a number.
#[derive(Debug, Clone, Default)]
pub struct Phrases {
    edges: HashMap<(u32, u64), u32, BuildHasherDefault<EdgeHasher>>,
    /// By node; node 0 is the root.
    ends: Vec<Option<u32>>,
}

impl Phrases {
    /// Adds a phrase and gives its number: that of an equal phrase added before, else `next`.
    pub fn add(&mut self, phrase: &str, next: u32) -> u32 {
        if self.ends.is_empty() {
            self.ends.push(None);
        }
        let mut node = 0;
        for word in split_words(phrase) {
            let fresh = self.ends.len() as u32;
            node = *self.edges.entry((node, word_hash(&phrase[word]))).or_insert(fresh);
            if node == fresh {
                self.ends.push(None);
            }
        }
        *self.ends[node as usize].get_or_insert(next)
    }

    /// The longest phrase that these hashes begin with and that `accept` takes: its length in words and its number.
    pub fn longest(&self, words: impl IntoIterator<Item = u64>, mut accept: impl FnMut(usize, u32) -> bool) -> Option<(usize, u32)> {
        let (mut node, mut best) = (0, None);
        for (n, word) in words.into_iter().enumerate() {
            let Some(next) = self.edges.get(&(node, word)) else { break };
            node = *next;
            if let Some(number) = self.ends[node as usize].filter(|number| accept(n + 1, *number)) {
                best = Some((n + 1, number));
            }
        }
        best
    }
}

/// Hash of a word of a phrase; `&` stands for "and" as its own sign does in the text.
pub fn word_hash(word: &str) -> u64 {
    if word == "&" { AMPERSAND } else { fold_word(word) }
}

/// What `&` is hashed to.
const AMPERSAND: u64 = 2;

/// Mixes a node and a word's hash; the latter is well spread already.
#[derive(Debug, Clone, Copy, Default)]
pub struct EdgeHasher(u64);

impl Hasher for EdgeHasher {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.write_u64(u64::from(*byte));
        }
    }

    fn write_u32(&mut self, n: u32) {
        self.write_u64(u64::from(n));
    }

    fn write_u64(&mut self, n: u64) {
        self.0 = (self.0.rotate_left(5) ^ n).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn words(text: &str) -> Vec<&str> {
        split_words(text).map(|range| &text[range]).collect()
    }

    #[test]
    fn words_are_runs_of_letters_and_abbreviations_keep_their_dots() {
        assert_eq!(words("al-Shabaab's U.S. base"), ["al", "Shabaab", "s", "U.S.", "base"]);
        assert_eq!(words("John F. Kennedy, D.C"), ["John", "F.", "Kennedy", "D.C"]);
        assert_eq!(words("A.com & B"), ["A", "com", "&", "B"]);
    }

    #[test]
    fn case_and_diacritics_are_folded() {
        assert_eq!(fold_word("GOÏTA"), fold_word("goita"));
        assert_eq!(fold_word("U.S."), fold_word("us"));
        assert_ne!(fold_word("Мали"), fold_word("Mali"));
    }

    #[test]
    fn the_longest_phrase_wins() {
        let mut phrases = Phrases::default();
        assert_eq!(phrases.add("South", 0), 0);
        assert_eq!(phrases.add("South Sudan", 1), 1);
        assert_eq!(phrases.add("south sudan", 2), 1);
        let text = ["south", "sudan", "said"].map(fold_word);
        assert_eq!(phrases.longest(text, |_, _| true), Some((2, 1)));
        assert_eq!(phrases.longest(text, |_, number| number != 1), Some((1, 0)));
    }

    proptest! {
        #[test]
        fn words_lie_in_the_text_in_order(text in "\\PC{0,80}") {
            let mut end = 0;
            for range in split_words(&text) {
                prop_assert!(range.start >= end && range.end > range.start);
                prop_assert!(text.get(range.clone()).is_some());
                end = range.end;
            }
        }
    }
}
