//! Which article a record is: ids that never depend on order or on other articles.

use std::collections::HashMap;
use std::collections::hash_map::Entry;

use sha2::{Digest, Sha256};

use super::article::ArticleId;
use crate::bytes::hex;

/// What identifies an article: the first of these that it has.
///
/// The id is `a` and the first 16 hex digits of the SHA-256 over these bytes:
/// - its url, without white space around it;
/// - its collection (the raw file's path without `.gz` or `.zst`), a line feed, and the record's own id;
/// - its text as received.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Identity<'a> {
    /// Where it was published.
    pub url: Option<&'a str>,
    /// Path of the raw file below `raw/`.
    pub raw_file: &'a str,
    /// The id that the record itself gives.
    pub own_id: Option<&'a str>,
    /// Its text.
    pub text: &'a str,
}

/// The collection of a raw file: its path without the extension of a compression.
pub fn collection(raw_file: &str) -> &str {
    raw_file.strip_suffix(".gz").or_else(|| raw_file.strip_suffix(".zst")).unwrap_or(raw_file)
}

impl Identity<'_> {
    fn digest(&self) -> [u8; 32] {
        let given = |value: Option<&str>| value.map(str::trim).filter(|v| !v.is_empty()).map(str::to_owned);
        let digest = match (given(self.url), given(self.own_id)) {
            (Some(url), _) => Sha256::digest(url),
            (None, Some(id)) => Sha256::digest(format!("{}\n{id}", collection(self.raw_file))),
            (None, None) => Sha256::digest(self.text),
        };
        digest.into()
    }

    /// The article's id.
    pub fn id(&self) -> ArticleId {
        ArticleId(format!("a{}", hex(&self.digest()[..8])))
    }
}

/// The articles that were read, each in 40 bytes: enough to know one again, and to say where it was.
#[derive(Debug, Default)]
pub struct Seen {
    articles: HashMap<u64, First>,
}

/// Where an article was read first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct First {
    check: u64,
    raw: u64,
    /// Number of the file in the order of reading.
    pub file: u32,
    /// Line in it.
    pub line: u64,
}

/// What is known of an id when an article comes with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Meeting {
    /// It is new.
    New,
    /// The same article with the same bytes was read there.
    Repeated(First),
    /// The same article with other bytes was read there.
    Changed(First),
    /// Another article has the same id: its identity has the same first 64 bits of SHA-256.
    Clash(First),
}

impl Seen {
    /// Notes an article and says what is known of its id.
    pub fn meet(&mut self, identity: &Identity<'_>, raw_sha256: &str, file: u32, line: u64) -> Meeting {
        let digest = identity.digest();
        let word = |n: usize| digest[n..n + 8].iter().fold(0u64, |word, byte| word << 8 | u64::from(*byte));
        let raw = u64::from_str_radix(raw_sha256.get(..16).unwrap_or(""), 16).unwrap_or(0);
        match self.articles.entry(word(0)) {
            Entry::Vacant(entry) => {
                entry.insert(First { check: word(8), raw, file, line });
                Meeting::New
            }
            Entry::Occupied(entry) => match *entry.get() {
                first if first.check != word(8) => Meeting::Clash(first),
                first if first.raw == raw => Meeting::Repeated(first),
                first => Meeting::Changed(first),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_url_own_id_and_text_counts() {
        let bare = Identity { url: None, raw_file: "a/b.jsonl.gz", own_id: None, text: "Text" };
        let with_id = Identity { own_id: Some("7"), ..bare };
        assert_eq!(bare.id().0, format!("a{}", &crate::bytes::sha256_hex(b"Text")[..16]));
        assert_eq!(with_id.id().0, format!("a{}", &crate::bytes::sha256_hex(b"a/b.jsonl\n7")[..16]));
        assert_eq!(Identity { url: Some(" x "), ..with_id }.id(), Identity { url: Some("x"), text: "Other", ..bare }.id());
    }

    #[test]
    fn a_clash_is_told_from_a_repetition() {
        let mut seen = Seen::default();
        let article = Identity { url: Some("x"), raw_file: "", own_id: None, text: "" };
        assert_eq!(seen.meet(&article, "00", 0, 1), Meeting::New);
        assert!(matches!(seen.meet(&article, "00", 1, 1), Meeting::Repeated(First { file: 0, line: 1, .. })));
        assert!(matches!(seen.meet(&article, "0000000000000001", 1, 1), Meeting::Changed(_)));
        seen.articles.values_mut().for_each(|first| first.check ^= 1);
        assert!(matches!(seen.meet(&article, "00", 1, 1), Meeting::Clash(_)));
    }
}
