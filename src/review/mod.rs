//! Reads releases: what changed between two.

pub mod diff;

pub use diff::{Reason, diff, reasons};
