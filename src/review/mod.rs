//! What reads releases that are there: validation and comparison. Knows nothing of the pipeline.

pub mod problem;
pub mod validate;
