//! What the network does to activations one by one. Compiled for wide instructions too; whole numbers give the same
//! everywhere.

use std::ops::Range;

use multiversion::multiversion;

use super::network::{LARGEST_STATE, LIMIT, STATE_LIMIT, STATE_SHIFT, WEIGHT_BITS, shrink};

/// The index of the highest value; of equals, the first.
pub(super) fn first_highest(values: &[i32]) -> usize {
    let mut best = 0;
    for (at, value) in values.iter().enumerate() {
        if *value > values[best] {
            best = at;
        }
    }
    best
}

#[multiversion(targets("x86_64+avx512f+avx512bw+avx512vl", "x86_64+avx2"))]
pub(super) fn dot(a: &[i16], b: &[i16]) -> i32 {
    a.iter().zip(b).map(|(a, b)| i32::from(*a) * i32::from(*b)).sum()
}

/// Activations of sums, none below zero. Rows are equally wide: the widths of the layers are whole blocks.
#[multiversion(targets("x86_64+avx512f+avx512bw+avx512vl", "x86_64+avx2"))]
pub(super) fn rectify(sums: &[i32], into: &mut [i16]) {
    for (value, sum) in into.iter_mut().zip(sums) {
        *value = shrink(*sum, WEIGHT_BITS, 0, LIMIT);
    }
}

/// Adds the sums of a layer to what it was given.
#[multiversion(targets("x86_64+avx512f+avx512bw+avx512vl", "x86_64+avx2"))]
pub(super) fn add_residual(sums: &[i32], into: &mut [i16]) {
    for (value, sum) in into.iter_mut().zip(sums) {
        *value = shrink(*sum + (i32::from(*value) << WEIGHT_BITS), WEIGHT_BITS, -LIMIT, LIMIT);
    }
}

/// Runs over the rows of a sentence in both directions. A row of `sums` is forward gate, backward gate, forward value,
/// backward value, each `size` long; a row of `states` gets both states, none below zero.
#[multiversion(targets("x86_64+avx512f+avx512bw+avx512vl", "x86_64+avx2"))]
pub(super) fn recur(sums: &[i32], states: &mut [i16], rows: Range<usize>, size: usize) {
    let mut memory = [0i32; LARGEST_STATE];
    for backward in [false, true] {
        let side = if backward { size } else { 0 };
        let memory = &mut memory[..size];
        memory.fill(0);
        for step in 0..rows.len() {
            let row = if backward { rows.end - 1 - step } else { rows.start + step };
            let gates = &sums[row * 4 * size + side..][..size];
            let values = &sums[row * 4 * size + 2 * size + side..][..size];
            let states = &mut states[row * 2 * size + side..][..size];
            for k in 0..size {
                let gate = gate((gates[k] + (1 << (WEIGHT_BITS - 1))) >> WEIGHT_BITS);
                let value = i32::from(shrink(values[k], STATE_SHIFT, -STATE_LIMIT, STATE_LIMIT));
                memory[k] += (gate * (value - memory[k]) + (1 << 14)) >> 15;
                states[k] = ((memory[k].max(0) + 2) >> 2) as i16;
            }
        }
    }
}

/// How much of a new value a state takes in, of 32768: 1/2 + x/4 - x|x|/32 for x between -4 and 4, counted in 1/256.
/// It follows the logistic function closely and needs no table.
#[inline(always)]
fn gate(x: i32) -> i32 {
    let x = x.clamp(-1024, 1024);
    16384 + 32 * x - ((x * x.abs()) >> 6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_gate_opens_from_nothing_to_all() {
        assert_eq!([gate(-5000), gate(-1024), gate(0), gate(1024), gate(5000)], [0, 0, 16384, 32768, 32768]);
        assert!((-1100..1100).all(|x| gate(x) <= gate(x + 1)));
    }

    #[test]
    fn a_state_goes_on_until_its_gate_opens_and_stays_in_its_sentence() {
        const OPEN: i32 = 8 << 18;
        let value = |x: i32| x << 18;
        // One state in each direction: forward gate, backward gate, forward value, backward value.
        let sums = [
            [OPEN, OPEN, value(2), value(3)],
            [-OPEN, -OPEN, value(9), value(9)],
            [OPEN, OPEN, value(-1), value(4)],
            [-OPEN, -OPEN, value(9), value(9)],
        ]
        .concat();
        let mut states = vec![0; 8];
        recur(&sums, &mut states, 0..3, 1);
        recur(&sums, &mut states, 3..4, 1);
        let units: Vec<i16> = states.iter().map(|state| state / 256).collect();
        assert_eq!(units, [2, 3, 2, 4, 0, 4, 0, 0]);
    }

    #[test]
    fn sums_become_activations() {
        let mut values = [0i16; 4];
        rectify(&[1 << 18, -(1 << 18), 1 << 30, 512], &mut values);
        assert_eq!(values, [256, 0, 8191, 1]);
        add_residual(&[1 << 18, -(1 << 18), 1 << 29, 0], &mut values);
        assert_eq!(values, [512, -256, 8191, 1]);
        assert_eq!((dot(&values, &[1, 1, 0, 2]), first_highest(&[3, 9, 9])), (258, 1));
    }
}
