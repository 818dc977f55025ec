//! Weights that were learned, and what reads them. Knows words and sentences, nothing of articles.

pub mod kernels;
pub mod tree;
