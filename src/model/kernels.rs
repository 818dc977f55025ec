//! Integer matrix products: the time of a tree goes into these.
//!
//! Activations and weights are 16 bits wide, sums 32. Integer sums are exact in any order, so the wide instructions of
//! a processor (AVX-512 VNNI, AVX2) and the plain loop give the same bits, and every machine the same trees.

/// Outputs that are computed side by side: the width of [`Lane`].
const BLOCK: usize = 16;

/// Two weights (of neighbouring inputs) for each of [`BLOCK`] outputs: what one wide instruction takes in.
#[derive(Debug, Clone, Copy)]
#[repr(C, align(64))]
struct Lane([i16; 2 * BLOCK]);

/// A matrix of weights, laid out for [`Matrix::multiply`].
#[derive(Debug, Clone, Default)]
pub struct Matrix {
    inputs: usize,
    outputs: usize,
    /// For each block of outputs, one lane for each pair of inputs.
    lanes: Vec<Lane>,
}

/// Rows of activations in one slice: row `r` is `values[r * stride ..][..inputs]`, so rows may overlap.
#[derive(Debug, Clone, Copy)]
pub struct Rows<'a> {
    /// All activations.
    pub values: &'a [i16],
    /// From the start of a row to the start of the next.
    pub stride: usize,
    /// How many rows there are.
    pub count: usize,
}

impl Matrix {
    /// Lays out the weights that `weight(input, output)` gives. An odd number of inputs gets one more, of weight 0.
    pub fn new(inputs: usize, outputs: usize, weight: impl Fn(usize, usize) -> i16) -> Self {
        let mut matrix = Self::default();
        matrix.fill(inputs, outputs, weight);
        matrix
    }

    /// As [`Matrix::new`], in the memory of this one.
    pub fn fill(&mut self, inputs: usize, outputs: usize, weight: impl Fn(usize, usize) -> i16) {
        (self.inputs, self.outputs) = (inputs, outputs);
        self.lanes.clear();
        for block in 0..outputs.div_ceil(BLOCK) {
            for pair in 0..inputs.div_ceil(2) {
                self.lanes.push(Lane(std::array::from_fn(|at| {
                    let (input, output) = (2 * pair + at % 2, block * BLOCK + at / 2);
                    if input < inputs && output < outputs { weight(input, output) } else { 0 }
                })));
            }
        }
    }

    /// Outputs of a row, with the padding up to whole blocks.
    pub fn width(&self) -> usize {
        self.outputs.next_multiple_of(BLOCK)
    }

    /// The largest sum of absolute weights that any output has: with it, a caller can rule out an overflow.
    pub fn largest_sum(&self) -> i64 {
        let pairs = self.inputs.div_ceil(2).max(1);
        let sum = |lanes: &[Lane], output: usize| -> i64 {
            lanes.iter().map(|lane| i64::from(lane.0[2 * output]).abs() + i64::from(lane.0[2 * output + 1]).abs()).sum()
        };
        let sums = self.lanes.chunks(pairs).flat_map(|lanes| (0..BLOCK).map(move |output| sum(lanes, output)));
        sums.max().unwrap_or(0)
    }

    /// `out[r][o]` = the sum over inputs `i` of `rows[r][i] * weight(i, o)`, for `rows.count` rows of [`Matrix::width`].
    ///
    /// Sums wrap around where they leave 32 bits; see [`Matrix::largest_sum`].
    ///
    /// # Panics
    /// When `rows.values` is shorter than its rows say, or the number of inputs is odd.
    pub fn multiply(&self, rows: Rows<'_>, out: &mut Vec<i32>) {
        out.clear();
        out.resize(rows.count * self.width(), 0);
        if rows.count == 0 || self.outputs == 0 {
            return;
        }
        assert!(self.inputs.is_multiple_of(2) && (rows.count - 1) * rows.stride + self.inputs <= rows.values.len());
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx512vnni") && is_x86_feature_detected!("avx512f") {
                // SAFETY: the processor has the instructions; the bounds are asserted above.
                return unsafe { wide::multiply_vnni(self, rows, out) };
            }
            if is_x86_feature_detected!("avx2") {
                // SAFETY: as above.
                return unsafe { wide::multiply_avx2(self, rows, out) };
            }
        }
        self.multiply_plainly(rows, out);
    }

    fn multiply_plainly(&self, rows: Rows<'_>, out: &mut [i32]) {
        let (pairs, width) = (self.inputs / 2, self.width());
        for row in 0..rows.count {
            let values = &rows.values[row * rows.stride..][..self.inputs];
            for (block, lanes) in self.lanes.chunks_exact(pairs).enumerate() {
                let sums = &mut out[row * width + block * BLOCK..][..BLOCK];
                for (lane, pair) in lanes.iter().zip(values.chunks_exact(2)) {
                    let (first, second) = (i32::from(pair[0]), i32::from(pair[1]));
                    for (sum, weights) in sums.iter_mut().zip(lane.0.chunks_exact(2)) {
                        let product = (first * i32::from(weights[0])).wrapping_add(second * i32::from(weights[1]));
                        *sum = sum.wrapping_add(product);
                    }
                }
            }
        }
    }
}

#[cfg(target_arch = "x86_64")]
mod wide {
    use std::arch::x86_64::*;

    use super::{BLOCK, Lane, Matrix, Rows};

    /// Calls a tile for every block of outputs and every few rows; `$tile::<R>` takes R rows at once.
    macro_rules! in_tiles {
        ($matrix:expr, $rows:expr, $out:expr, $most:literal, $tile:ident, [$($few:literal),+]) => {{
            let (pairs, width) = ($matrix.inputs / 2, $matrix.width());
            for (block, lanes) in $matrix.lanes.chunks_exact(pairs).enumerate() {
                let mut row = 0;
                while row < $rows.count {
                    // SAFETY: rows and blocks lie inside both slices; the caller checked the rows.
                    unsafe {
                        let values = $rows.values.as_ptr().add(row * $rows.stride);
                        let sums = $out.as_mut_ptr().add(row * width + block * BLOCK);
                        match $rows.count - row {
                            $($few => $tile::<$few>(lanes, values, $rows.stride, sums, width),)+
                            _ => $tile::<$most>(lanes, values, $rows.stride, sums, width),
                        }
                    }
                    row += $most;
                }
            }
        }};
    }

    #[target_feature(enable = "avx2")]
    pub(super) unsafe fn multiply_avx2(matrix: &Matrix, rows: Rows<'_>, out: &mut [i32]) {
        in_tiles!(matrix, rows, out, 6, tile_avx2, [1, 2, 3, 4, 5]);
    }

    /// The sums of one block for `R` rows.
    #[target_feature(enable = "avx2")]
    unsafe fn tile_avx2<const R: usize>(lanes: &[Lane], values: *const i16, stride: usize, sums: *mut i32, width: usize) {
        let mut totals = [[_mm256_setzero_si256(); 2]; R];
        for (pair, lane) in lanes.iter().enumerate() {
            let weights = lane.0.as_ptr().cast::<__m256i>();
            // SAFETY: a lane holds two vectors, a row `2 * lanes.len()` values; the caller vouches for the rows.
            unsafe {
                let weights = [_mm256_load_si256(weights), _mm256_load_si256(weights.add(1))];
                for (row, totals) in totals.iter_mut().enumerate() {
                    let two = _mm256_set1_epi32(values.add(row * stride + 2 * pair).cast::<i32>().read_unaligned());
                    totals[0] = _mm256_add_epi32(totals[0], _mm256_madd_epi16(two, weights[0]));
                    totals[1] = _mm256_add_epi32(totals[1], _mm256_madd_epi16(two, weights[1]));
                }
            }
        }
        for (row, totals) in totals.into_iter().enumerate() {
            // SAFETY: a block of sums is two vectors wide.
            unsafe {
                let sums = sums.add(row * width).cast::<__m256i>();
                _mm256_storeu_si256(sums, totals[0]);
                _mm256_storeu_si256(sums.add(1), totals[1]);
            }
        }
    }

    #[target_feature(enable = "avx512f,avx512vnni")]
    pub(super) unsafe fn multiply_vnni(matrix: &Matrix, rows: Rows<'_>, out: &mut [i32]) {
        in_tiles!(matrix, rows, out, 8, tile_vnni, [1, 2, 3, 4, 5, 6, 7]);
    }

    /// The sums of one block for `R` rows.
    #[target_feature(enable = "avx512f,avx512vnni")]
    unsafe fn tile_vnni<const R: usize>(lanes: &[Lane], values: *const i16, stride: usize, sums: *mut i32, width: usize) {
        let mut totals = [_mm512_setzero_si512(); R];
        for (pair, lane) in lanes.iter().enumerate() {
            // SAFETY: as in `tile_avx2`; a lane is one vector.
            unsafe {
                let weights = _mm512_load_si512(lane.0.as_ptr().cast());
                for (row, total) in totals.iter_mut().enumerate() {
                    let two = _mm512_set1_epi32(values.add(row * stride + 2 * pair).cast::<i32>().read_unaligned());
                    *total = _mm512_dpwssd_epi32(*total, two, weights);
                }
            }
        }
        for (row, total) in totals.into_iter().enumerate() {
            // SAFETY: a block of sums is one vector wide.
            unsafe { _mm512_storeu_si512(sums.add(row * width).cast(), total) };
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn naive(inputs: usize, outputs: usize, weights: &[i16], rows: Rows<'_>, width: usize) -> Vec<i32> {
        let mut out = vec![0i32; rows.count * width];
        for row in 0..rows.count {
            for output in 0..outputs {
                for input in 0..inputs {
                    let product = i32::from(rows.values[row * rows.stride + input]) * i32::from(weights[input * outputs + output]);
                    out[row * width + output] = out[row * width + output].wrapping_add(product);
                }
            }
        }
        out
    }

    proptest! {
        /// Whatever the processor offers, the sums are those of the definition, to the bit.
        #[test]
        fn every_way_of_multiplying_gives_the_same_sums(
            pairs in 1usize..20, outputs in 1usize..40, count in 0usize..20, overlap in any::<bool>(),
            seed in any::<u64>(),
        ) {
            let inputs = 2 * pairs;
            let stride = if overlap { 2 } else { inputs };
            let mut state = seed | 1;
            let mut random = |bound: i64| {
                state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
                ((state >> 33) as i64 % (2 * bound + 1) - bound) as i16
            };
            let weights: Vec<i16> = (0..inputs * outputs).map(|_| random(32767)).collect();
            let values: Vec<i16> = (0..count * stride + inputs).map(|_| random(8191)).collect();
            let rows = Rows { values: &values, stride, count };
            let matrix = Matrix::new(inputs, outputs, |i, o| weights[i * outputs + o]);
            let expected = naive(inputs, outputs, &weights, rows, matrix.width());

            let mut out = vec![7; 3];
            matrix.multiply(rows, &mut out);
            prop_assert_eq!(&out, &expected);
            let mut plain = vec![0; expected.len()];
            matrix.multiply_plainly(rows, &mut plain);
            prop_assert_eq!(&plain, &expected);
            #[cfg(target_arch = "x86_64")]
            if is_x86_feature_detected!("avx2") {
                let mut out = vec![0; expected.len()];
                // SAFETY: the processor has the instructions; the rows lie inside the values.
                unsafe { wide::multiply_avx2(&matrix, rows, &mut out) };
                prop_assert_eq!(&out, &expected);
            }
        }
    }

    #[test]
    fn the_largest_sum_is_that_of_one_output() {
        let matrix = Matrix::new(4, 3, |input, output| if output == 1 { -3 } else { input as i16 });
        assert_eq!(matrix.largest_sum(), 12);
        assert_eq!(Matrix::default().largest_sum(), 0);
    }
}
