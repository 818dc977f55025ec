//! Keys of tables of any size: a sorted list of hashes, 16 bytes a row.

use xxhash_rust::xxh3::{Xxh3, xxh3_128};

/// Keys with the line on which each stands first.
///
/// An entry is 96 bits of the key's XXH3 hash and 32 bits of line number. Two of 10 million different keys share 96 bits
/// with a probability of 1 in 10^15.
#[derive(Debug, Default)]
pub struct KeySet {
    entries: Vec<u128>,
    /// Where the entries whose hash begins with these bits begin.
    starts: Vec<u32>,
    bits: u32,
    repeated: bool,
}

const LINE_BITS: u32 = 32;
/// Entries that share a start, on average.
const PER_START: usize = 4;

impl KeySet {
    /// Adds a key's hash and line; [`KeySet::finish`] must follow before any look-up.
    pub fn push(&mut self, hash: u128, line: u64) {
        self.entries.push(hash >> LINE_BITS << LINE_BITS | u128::from(u32::try_from(line).unwrap_or(u32::MAX)));
    }

    /// Sorts what was pushed.
    pub fn finish(&mut self) {
        self.entries.sort_unstable();
        self.entries.shrink_to_fit();
        self.repeated = self.entries.windows(2).any(|pair| pair[0] >> LINE_BITS == pair[1] >> LINE_BITS);
        self.bits = (self.entries.len() / PER_START).max(1).ilog2();
        let slots = 1_usize << self.bits;
        self.starts = Vec::with_capacity(slots + 1);
        let mut next = 0;
        for slot in 0..slots {
            while next < self.entries.len() && self.slot(self.entries[next]) < slot {
                next += 1;
            }
            self.starts.push(next as u32);
        }
        self.starts.push(self.entries.len() as u32);
    }

    fn slot(&self, hash: u128) -> usize {
        if self.bits == 0 { 0 } else { (hash >> (u128::BITS - self.bits)) as usize }
    }

    /// The first line with this key.
    pub fn line(&self, hash: u128) -> Option<u32> {
        let slot = self.slot(hash);
        let (from, to) = (*self.starts.get(slot)? as usize, *self.starts.get(slot + 1)? as usize);
        self.entries[from..to].iter().find(|e| **e >> LINE_BITS == hash >> LINE_BITS).map(|e| *e as u32)
    }

    /// Whether some key stands twice.
    pub fn has_repeats(&self) -> bool {
        self.repeated
    }

    /// The low 32 bits of all entries with this hash, in order: lines, or whatever number was pushed.
    pub fn numbers(&self, hash: u128) -> impl Iterator<Item = u32> + '_ {
        let first = self.entries.partition_point(|e| *e >> LINE_BITS < hash >> LINE_BITS);
        self.entries[first..].iter().take_while(move |e| **e >> LINE_BITS == hash >> LINE_BITS).map(|e| *e as u32)
    }
}

/// The hash of a key of several cells; of a single cell the hash of its bytes.
pub fn hash<'a>(parts: impl IntoIterator<Item = &'a str>) -> u128 {
    let mut parts = parts.into_iter();
    let first = parts.next().unwrap_or_default();
    let Some(second) = parts.next() else { return xxh3_128(first.as_bytes()) };
    let mut hasher = Xxh3::new();
    for part in [first, second].into_iter().chain(parts) {
        hasher.update(&(part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.digest128()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn knows_the_first_line_of_every_key(keys in prop::collection::vec("[a-d]{0,3}", 0..200)) {
            let mut set = KeySet::default();
            for (n, key) in keys.iter().enumerate() {
                set.push(hash([key.as_str()]), n as u64);
            }
            set.finish();
            for key in ["", "a", "ab", "zz"].into_iter().chain(keys.iter().map(String::as_str)) {
                let first = keys.iter().position(|k| k == key).map(|n| n as u32);
                prop_assert_eq!(set.line(hash([key])), first);
                prop_assert_eq!(set.numbers(hash([key])).count(), keys.iter().filter(|k| *k == key).count());
            }
        }
    }

    #[test]
    fn parts_do_not_run_together() {
        assert_ne!(hash(["ab", "c"]), hash(["a", "bc"]));
    }
}
