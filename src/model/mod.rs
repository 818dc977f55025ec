//! Weights that were learned, and what reads them. Knows words and sentences, nothing of articles.

mod elementwise;
pub mod features;
pub mod kernels;
pub mod lemma;
pub mod linear;
pub mod network;
pub mod parser;
pub mod segmenter;
pub mod sequence;
pub mod tree;
pub mod weights;

#[cfg(test)]
mod tests;
