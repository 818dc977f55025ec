//! What reads releases that are there: validation and comparison. Knows nothing of the pipeline.

pub mod problem;
pub mod validate;
//! Reads releases: what changed between two.
pub mod diff;
pub use diff::{Reason, diff, reasons};
