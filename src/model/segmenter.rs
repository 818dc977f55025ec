//! The weights that decide where sentences end, in `models/segmenter.bin`.

use std::sync::Arc;

use xxhash_rust::xxh3::xxh3_64;

use super::weights::{Embedded, WeightsError};

static EMBEDDED: Embedded = Embedded::new(include_bytes!("../../models/segmenter.bin"));

/// Opens the file; the last byte is its version, raised whenever the properties of a gap change.
const MAGIC: &[u8; 8] = b"TIDSEG\0\x01";
/// Magic, then an XXH3 checksum of all that follows.
const HEADER: usize = 16;
/// Weights in the table, a power of two.
pub const TABLE: usize = 1 << 18;

/// One weight for each hashed property.
///
/// The file is [`MAGIC`], the checksum (8 bytes, little endian), a bias (i32, little endian), and the table as i8.
#[derive(Debug, Clone, Default)]
pub struct Weights {
    table: Arc<[i8]>,
    bias: i32,
}

impl Weights {
    /// The weights inside the program.
    ///
    /// # Errors
    /// When the program was built with weights that don't fit it.
    pub fn embedded() -> Result<Self, WeightsError> {
        Self::read(EMBEDDED.file()?)
    }

    /// Reads and checks a file of weights.
    ///
    /// # Errors
    /// When it is of another version, or damaged.
    pub fn read(bytes: &[u8]) -> Result<Self, WeightsError> {
        let body = bytes.get(HEADER..).filter(|_| bytes.starts_with(MAGIC)).ok_or(WeightsError::Version)?;
        let (bias, table) = body.split_at_checked(4).ok_or(WeightsError::Damaged)?;
        if bytes[8..HEADER] != xxh3_64(body).to_le_bytes() || table.len() != TABLE {
            return Err(WeightsError::Damaged);
        }
        let bias = i32::from_le_bytes([bias[0], bias[1], bias[2], bias[3]]);
        Ok(Self { table: table.iter().map(|byte| byte.cast_signed()).collect(), bias })
    }

    /// The file of a table of [`TABLE`] weights.
    pub fn write(table: &[i8], bias: i32) -> Vec<u8> {
        let mut body = bias.to_le_bytes().to_vec();
        body.extend(table.iter().map(|weight| weight.cast_unsigned()));
        [MAGIC.as_slice(), &xxh3_64(&body).to_le_bytes(), &body].concat()
    }

    /// Whether the properties of a gap say that a sentence ends there.
    pub fn ends(&self, properties: &[u32]) -> bool {
        let weight = |property: &u32| self.table.get(*property as usize % TABLE).copied().map_or(0, i32::from);
        self.bias + properties.iter().map(weight).sum::<i32>() > 0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_of_another_version_and_damaged_ones_are_refused() {
        let mut table = vec![0; TABLE];
        table[7] = 3;
        let file = Weights::write(&table, -2);
        let weights = Weights::read(&file).unwrap();
        assert!(weights.ends(&[7, 8]) && !weights.ends(&[8, 9]));
        let changed = |at: usize| {
            let mut file = file.clone();
            file[at] ^= 1;
            Weights::read(&file).unwrap_err()
        };
        assert_eq!((changed(7), changed(9), changed(20)), (WeightsError::Version, WeightsError::Damaged, WeightsError::Damaged));
        assert_eq!(Weights::read(&file[..40]).unwrap_err(), WeightsError::Damaged);
        assert_eq!(Weights::read(b"").unwrap_err(), WeightsError::Version);
    }

    #[test]
    fn the_program_s_own_weights_fit() {
        Weights::embedded().unwrap();
    }
}
