//! From [`Findings`](crate::extract::Findings) and the resolution to a release: rows, CSV, Parquet, descriptors.

mod manifest;

pub use manifest::{Manifest, OutputFile, Program};
