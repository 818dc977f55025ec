//! Weights that were learned, and what reads them. Knows nothing of articles.

pub mod segmenter;
