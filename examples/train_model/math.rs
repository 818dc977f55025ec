//! Arithmetic that gives the same bits on every machine: each sum is added up in one order, products and sums are
//! never fused, and nothing calls the system's mathematical library.

use multiversion::multiversion;

/// Random numbers (xorshift, Marsaglia 2003), the same for a seed everywhere.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Self {
        let mut random = Self(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1);
        (0..8).for_each(|_| {
            random.next();
        });
        random
    }

    pub fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0
    }

    /// Between 0 and 1.
    pub fn unit(&mut self) -> f32 {
        (self.next() >> 40) as f32 / (1u64 << 24) as f32
    }

    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for at in (1..items.len()).rev() {
            items.swap(at, self.below(at + 1));
        }
    }
}

/// Adds the product of `a` (`rows` by `inner`) and `b` (`inner` by `columns`) to `c`.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
pub fn multiply_add(a: &[f32], b: &[f32], c: &mut [f32], inner: usize, columns: usize) {
    let rows = a.len() / inner;
    let mut row = 0;
    while row < rows {
        let few = (rows - row).min(4);
        let a = &a[row * inner..][..few * inner];
        let mut column = 0;
        while column < columns {
            let wide = columns - column;
            let c = &mut c[row * columns + column..];
            let b = &b[column..];
            match (few, wide) {
                (4, 32..) => tile::<4, 32>(a, b, c, inner, columns),
                (4, 8..) => tile::<4, 8>(a, b, c, inner, columns),
                (_, 8..) => (0..few).for_each(|r| tile::<1, 8>(&a[r * inner..], b, &mut c[r * columns..], inner, columns)),
                _ => (0..few).for_each(|r| tile::<1, 1>(&a[r * inner..], b, &mut c[r * columns..], inner, columns)),
            }
            column += match (few, wide) {
                (4, 32..) => 32,
                (_, 8..) => 8,
                _ => 1,
            };
        }
        row += few;
    }
}

#[inline(always)]
fn tile<const R: usize, const C: usize>(a: &[f32], b: &[f32], c: &mut [f32], inner: usize, columns: usize) {
    let mut sums = [[0f32; C]; R];
    for k in 0..inner {
        let b: &[f32; C] = b[k * columns..][..C].try_into().expect("C values");
        for (r, sums) in sums.iter_mut().enumerate() {
            let a = a[r * inner + k];
            for (sum, b) in sums.iter_mut().zip(b) {
                *sum += a * b;
            }
        }
    }
    for (r, sums) in sums.iter().enumerate() {
        for (c, sum) in c[r * columns..][..C].iter_mut().zip(sums) {
            *c += sum;
        }
    }
}

/// Rows become columns.
pub fn transposed(values: &[f32], columns: usize) -> Vec<f32> {
    let rows = values.len() / columns.max(1);
    let mut out = vec![0.0; values.len()];
    const BLOCK: usize = 16;
    for start in (0..rows).step_by(BLOCK) {
        for column in 0..columns {
            for row in start..rows.min(start + BLOCK) {
                out[column * rows + row] = values[row * columns + column];
            }
        }
    }
    out
}

/// e^x: 2^n times a polynomial (Cephes' `expf`), to seven digits.
#[inline(always)]
pub fn exp(x: f32) -> f32 {
    let x = x.clamp(-87.0, 88.0);
    let whole = (x * std::f32::consts::LOG2_E + 0.5).floor();
    let rest = x - whole * 0.693_359_4 - whole * -2.121_944_4e-4;
    let mut sum = 1.987_569_1e-4;
    for coefficient in [1.398_199_9e-3, 8.333_452e-3, 4.166_579_6e-2, 0.166_666_66, 0.5] {
        sum = sum * rest + coefficient;
    }
    (sum * rest * rest + rest + 1.0) * f32::from_bits(((whole as i32 + 127) as u32) << 23)
}

/// The natural logarithm of a positive number: the exponent, and the series of artanh.
pub fn ln(x: f32) -> f32 {
    let bits = x.max(f32::MIN_POSITIVE).to_bits();
    let exponent = (bits >> 23) as i32 - 127;
    let mantissa = f32::from_bits(bits & 0x007F_FFFF | 0x3F80_0000);
    let z = (mantissa - 1.0) / (mantissa + 1.0);
    let square = z * z;
    let mut sum = 0.0;
    for odd in [13.0f32, 11.0, 9.0, 7.0, 5.0, 3.0, 1.0] {
        sum = sum * square + 1.0 / odd;
    }
    exponent as f32 * std::f32::consts::LN_2 + 2.0 * z * sum
}

/// Turns scores into probabilities.
#[multiversion(targets("x86_64+avx512f", "x86_64+avx2"))]
pub fn softmax(scores: &mut [f32]) {
    let most = scores.iter().fold(f32::MIN, |most, score| most.max(*score));
    scores.iter_mut().for_each(|score| *score = exp(*score - most));
    let sum: f32 = scores.iter().sum();
    scores.iter_mut().for_each(|score| *score /= sum);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn products_are_those_of_the_definition() {
        let mut random = Random::new(3);
        for (rows, inner, columns) in [(1, 1, 1), (4, 3, 32), (7, 10, 43), (9, 5, 8)] {
            let a: Vec<f32> = (0..rows * inner).map(|_| random.unit() - 0.5).collect();
            let b: Vec<f32> = (0..inner * columns).map(|_| random.unit() - 0.5).collect();
            let mut c = vec![1.0; rows * columns];
            multiply_add(&a, &b, &mut c, inner, columns);
            for (at, c) in c.iter().enumerate() {
                let sum: f32 = (0..inner).map(|k| a[at / columns * inner + k] * b[k * columns + at % columns]).sum();
                assert_eq!(*c, 1.0 + sum);
            }
            assert_eq!(transposed(&transposed(&b, columns), inner), b);
        }
    }

    #[test]
    fn functions_are_close_to_the_system_s() {
        for n in -800..800 {
            let x = n as f32 / 10.0;
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-5, "exp {x}");
            let x = (n + 801) as f32 / 7.0;
            assert!((ln(x) - x.ln()).abs() < 1e-5 * x.ln().abs().max(1.0), "ln {x}");
        }
        let mut scores = [1.0, 2.0, 3.0];
        softmax(&mut scores);
        assert!((scores.iter().sum::<f32>() - 1.0).abs() < 1e-6 && scores[2] > scores[1]);
    }
}
