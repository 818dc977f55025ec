//! The command line: one file a command, wiring only.

pub mod validate;
