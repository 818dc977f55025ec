//! The properties of a gap that weights are learned for.

use super::verdict::Verdict;
use super::words::{Shape, Word};
use super::{Paragraph, State, WINDOW};

/// How many properties a gap has.
pub const PROPERTIES: usize = 40;

/// The properties of one gap, hashed.
pub type Properties = [u32; PROPERTIES];

impl Paragraph<'_> {
    /// The properties of the gap before token `at`.
    pub(super) fn describe(&self, at: usize, verdict: Verdict, window: &[Word; WINDOW], state: &State) -> Properties {
        let [p2, p1, p0, n0, n1, n2] = window;
        let s = |word: &Word| word.shape as u32;
        let pair = s(p0) << 5 | s(n0);
        let length = bucket(at - state.start);
        let left = bucket(self.tokens.len() - at);
        let content = if s(p0) >= Shape::Stop as u32 { p1 } else { p0 };
        let verdict = verdict as u32;
        let inside = u32::from(state.quoted) << 1 | u32::from(state.bracketed);
        let style = self.capitals << 6 | (self.last as u32) << 1 | u32::from(self.stops);
        let short_start = if at - state.start <= 2 { s(&state.first) << 2 | (at - state.start) as u32 } else { 0 };
        [
            mix(0, 0, 0, 0),
            mix(1, s(p0), 0, 0),
            mix(2, s(n0), 0, 0),
            mix(3, pair, 0, 0),
            mix(4, pair, s(p1), 0),
            mix(5, pair, s(n1), 0),
            mix(6, pair, s(p1), s(n1)),
            mix(7, pair, s(p1), s(p2)),
            mix(8, pair, s(n1), s(n2)),
            mix(9, p0.hash, 0, 0),
            mix(10, n0.hash, 0, 0),
            mix(11, p0.hash, s(n0), 0),
            mix(12, n0.hash, s(p0), s(n0)),
            mix(13, p0.hash, n0.hash, 0),
            mix(14, p1.hash, pair, 0),
            mix(15, n1.hash, pair, 0),
            mix(16, p1.hash, p0.hash, 0),
            mix(17, n0.hash, n1.hash, 0),
            mix(18, content.tail, pair, 0),
            mix(19, n0.tail, s(p0), s(n0)),
            mix(20, u32::from(content.length), pair, 0),
            mix(21, length, pair, 0),
            mix(22, inside, pair, s(p1)),
            mix(23, left, pair, 0),
            mix(24, style, pair, 0),
            mix(25, self.capitals, pair, length),
            mix(26, short_start, pair, 0),
            mix(27, state.first.hash, pair, 0),
            mix(28, verdict, 0, 0),
            mix(29, verdict, pair, s(p1)),
            mix(30, n0.hash, s(n0), self.last as u32),
            mix(31, content.hash, n0.hash, s(p0)),
            mix(32, length, left, self.last as u32),
            mix(33, u32::from(n0.length), pair, s(n1)),
            mix(34, verdict, s(n0), s(n1)),
            mix(35, verdict, n0.hash, 0),
            mix(36, verdict, content.hash, 0),
            mix(37, verdict, self.last as u32, u32::from(self.stops)),
            mix(38, verdict, length, left),
            mix(39, verdict, inside, s(n0)),
        ]
    }
}

/// A length in coarse steps.
fn bucket(length: usize) -> u32 {
    match length {
        0..=6 => length as u32,
        7..=9 => 7,
        10..=14 => 8,
        15..=24 => 9,
        25..=39 => 10,
        _ => 11,
    }
}

/// The number of a property with its values.
fn mix(property: u32, a: u32, b: u32, c: u32) -> u32 {
    let h = (property.wrapping_add(1)).wrapping_mul(0x9E37_79B1) ^ a.wrapping_mul(0x85EB_CA77);
    let h = (h ^ h >> 15).wrapping_mul(0x2C1B_3C6D) ^ b.wrapping_mul(0xC2B2_AE3D) ^ c.wrapping_mul(0x27D4_EB2F);
    let h = (h ^ h >> 13).wrapping_mul(0x297A_2D39);
    h ^ h >> 16
}
