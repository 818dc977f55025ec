//! **tidings** turns raw news articles into a versioned open dataset: tidy tables of actors, statements, events and
//! sanctions, every row traceable to the words it came from.
//!
//! Data goes one way; a room knows nothing of the later ones:
//!
//! ```text
//! raw files --ingest--> Article --annotate--> Document --extract--> Findings --resolve--> Resolution --publish--> release
//! ```
//!
//! [`pipeline`] joins the rooms, [`review`] reads what they published, [`codebook`] and [`tables`] hold what `schema/`
//! declares. The command line in [`cli`] is wiring only.
#![deny(missing_docs)]

// Under the name by which the tests of `tests/` know it, for helpers that both kinds of tests use.
#[cfg(test)]
extern crate self as tidings;

pub mod annotate;
pub mod bytes;
pub mod cli;
pub mod codebook;
pub mod edtf;
pub mod extract;
pub mod ingest;
pub mod inputs;
pub mod model;
pub mod pipeline;
pub mod publish;
pub mod resolve;
pub mod review;
pub mod schema;
pub mod spill;
pub mod tables;
pub mod text;
