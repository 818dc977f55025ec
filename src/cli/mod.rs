//! c

pub mod diff;
