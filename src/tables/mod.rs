//! The contract: what `schema/tables/` declares, and one row struct a table that is checked against it.
//!
//! A column is declared in `schema/tables/<table>.json` and nowhere else. The structs in [`rows`] say which columns the
//! program fills; [`Schema::load`] compares the two and refuses to start where they differ.

mod cell;
pub mod dictionary;
mod rows;
mod table_schema;

pub use cell::{Cell, CellSink, CellType, Row};
pub use rows::*;
pub use table_schema::{Constraints, Field, ForeignKey, Reference, Schema, TEXT_COLUMN, TableError, TableSchema};
