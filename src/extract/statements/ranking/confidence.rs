//! How sure a statement is: of statements whose decisions were as clear, the share that was right.

use crate::model::linear::Feature;

/// How clear the decisions about a statement were.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Evidence {
    /// The log-odds of the content, in 1/32.
    pub margin: i32,
    /// How much better the source is than the next one, in 1/32.
    pub lead: i32,
    /// The rules have the same content.
    pub ruled: bool,
    /// All of it is quoted.
    pub quoted: bool,
    /// It has a source.
    pub sourced: bool,
}

/// Steps of evidence are that wide, in 1/32.
const STEP: i32 = 24;

impl Evidence {
    /// What the model of confidence sees.
    pub fn features(self) -> [Feature; 4] {
        let step = |value: i32, most: i32| (value / STEP).clamp(-1, most) as u64;
        let flags = u64::from(self.ruled) + 2 * u64::from(self.quoted);
        [
            Feature::kind(1).with(step(self.margin, 10)),
            Feature::kind(2).with(step(self.lead, 6)),
            Feature::kind(3).with(flags),
            Feature::kind(4).with(u64::from(self.sourced)),
        ]
    }
}

/// Log-odds, in 1/32, from which on a share of so many twentieths and a half is reached: 32 ln(p / (1 - p)).
const ODDS: [i32; 20] = [-117, -81, -62, -50, -40, -31, -23, -16, -10, -3, 3, 10, 16, 23, 31, 40, 50, 62, 81, 117];

/// A score as a share in twentieths.
pub fn twentieths(score: i32) -> u8 {
    ODDS.partition_point(|odds| *odds <= score) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_become_shares() {
        assert_eq!((twentieths(0), twentieths(-200), twentieths(200)), (10, 0, 20));
        // Three in four: 32 ln 3 is 35.
        assert_eq!(twentieths(35), 15);
    }
}
