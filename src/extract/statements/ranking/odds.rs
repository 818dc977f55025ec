//! Which of several contents a cue most likely reports, and how likely that is.

use super::Content;

/// The unit of a share.
const ONE: u64 = 1 << 40;
/// e to the power of -1/32, in 1/2^32.
const STEP: u64 = 4_162_825_044;
/// Scores that are further apart than this, in 1/32, are as good as infinitely far.
const FAR: usize = 512;

/// A content may score less than the best one by this much, in 1/32, to be chosen for the company it has.
const NEAR: i32 = 64;

/// The powers of e, from 0 down in steps of 1/32, in units of [`ONE`].
static POWERS: [u64; FAR] = powers();

const fn powers() -> [u64; FAR] {
    let mut powers = [ONE; FAR];
    let mut n = 1;
    while n < FAR {
        powers[n] = ((powers[n - 1] >> 8) * STEP) >> 24;
        n += 1;
    }
    powers
}

/// What a score weighs beside the highest one.
fn weight(score: i32, most: i32) -> u64 {
    POWERS.get(most.abs_diff(score) as usize).copied().unwrap_or(0)
}

/// The logarithm of a ratio, in 1/32.
fn log_ratio(part: u64, rest: u64) -> i32 {
    let below = |small: u64, large: u64| {
        let share = (u128::from(small) * u128::from(ONE) / u128::from(large.max(1))) as u64;
        POWERS.partition_point(|power| *power > share) as i32
    };
    if part >= rest { below(rest, part) } else { -below(part, rest) }
}

/// Of some contents with their scores the one to choose, and the log-odds, in 1/32, that it or one much like it is right.
///
/// A content that has several like it is likelier to be about right than one that stands alone with a slightly higher score.
pub(super) fn likeliest(mut contents: Vec<(i32, Content)>, nothing: i32) -> Option<(Content, i32)> {
    let most = contents.iter().map(|(score, _)| *score).max()?;
    let top = most.max(nothing);
    let weights: Vec<u64> = contents.iter().map(|(score, _)| weight(*score, top)).collect();
    let all = weights.iter().sum::<u64>() + weight(nothing, top);
    let mut best: Option<(u64, i32, usize, u64)> = None;
    for (n, ((score, content), own)) in contents.iter().zip(&weights).enumerate().filter(|(_, ((score, _), _))| most - *score <= NEAR) {
        let like = contents.iter().zip(&weights).filter(|((_, other), _)| content.is_like(other));
        let alike: u64 = like.map(|(_, weight)| *weight).sum();
        if best.is_none_or(|(value, most, ..)| (alike + own, *score) > (value, most)) {
            best = Some((alike + own, *score, n, alike));
        }
    }
    let (.., n, alike) = best?;
    Some((contents.swap_remove(n).1, log_ratio(alike, all - alike)))
}

#[cfg(test)]
mod tests {
    use super::super::Way;
    use super::*;

    fn content(range: std::ops::Range<usize>) -> Content {
        Content { ranges: vec![range], way: Way::Rest, anchor: None }
    }

    #[test]
    fn powers_are_those_of_e() {
        let exact = |n: usize| (-(n as f64) / 32.0).exp() * ONE as f64;
        assert!((0..FAR).all(|n| (POWERS[n] as f64 - exact(n)).abs() < 1e-3 * exact(n) + 16384.0));
    }

    #[test]
    fn ratios_become_odds() {
        // Three to one: 32 ln 3 is 35.2.
        assert_eq!((log_ratio(5, 5), log_ratio(3, 1), log_ratio(1, 3)), (0, 36, -36));
        assert_eq!(log_ratio(1, 0), FAR as i32);
    }

    #[test]
    fn contents_that_are_alike_help_one_another() {
        let alone = |nothing| likeliest(vec![(40, content(5..15))], nothing).unwrap();
        assert_eq!(alone(40), (content(5..15), 0));
        let scored = vec![(42, content(30..40)), (40, content(5..15)), (40, content(5..14))];
        let (chosen, odds) = likeliest(scored, -400).unwrap();
        assert_eq!(chosen, content(5..15));
        assert!((15..=25).contains(&odds), "{odds}");
        assert!(likeliest(Vec::new(), 0).is_none());
    }
}
