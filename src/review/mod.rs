//! What reads releases that are there: validation, comparison, explanation. Knows nothing of the pipeline.

mod check;
pub mod diff;
pub mod explain;
pub mod problem;
pub mod validate;

pub use check::{Check, CheckError, check};
pub use diff::{Reason, diff, reasons};
