//! How a row hands its cells to whoever writes or checks them.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// The type of a column, by its Frictionless name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum CellType {
    /// UTF-8 text.
    String,
    /// A whole number, 0 to 4,294,967,295; `UInt32` in Parquet.
    Integer,
    /// A decimal number; `Float64` in Parquet.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A day, `2022-01-21`.
    Date,
}

impl CellType {
    /// The Frictionless name.
    pub fn as_str(self) -> &'static str {
        match self {
            CellType::String => "string",
            CellType::Integer => "integer",
            CellType::Number => "number",
            CellType::Boolean => "boolean",
            CellType::Date => "date",
        }
    }
}

/// Takes the cells of a row, in the order of its columns; absent is `None`.
pub trait CellSink {
    /// A text cell.
    fn text(&mut self, cell: Option<&str>);
    /// A whole number.
    fn integer(&mut self, cell: Option<u32>);
    /// A decimal number.
    fn number(&mut self, cell: Option<f64>);
    /// A truth value.
    fn boolean(&mut self, cell: Option<bool>);
    /// A day.
    fn date(&mut self, cell: Option<NaiveDate>);
}

/// A value that can stand in a cell.
pub trait Cell {
    /// Its column type.
    const TYPE: CellType;
    /// Whether it is always there.
    const REQUIRED: bool;
    /// Hands it over.
    fn put(&self, sink: &mut impl CellSink);
}

macro_rules! cell {
    ($type:ty, $kind:ident, $method:ident, $self:ident => $value:expr) => {
        impl Cell for $type {
            const TYPE: CellType = CellType::$kind;
            const REQUIRED: bool = true;
            fn put(&$self, sink: &mut impl CellSink) {
                sink.$method(Some($value));
            }
        }
        impl Cell for Option<$type> {
            const TYPE: CellType = CellType::$kind;
            const REQUIRED: bool = false;
            fn put(&self, sink: &mut impl CellSink) {
                match self {
                    Some(value) => value.put(sink),
                    None => sink.$method(None),
                }
            }
        }
    };
}

cell!(String, String, text, self => self.as_str());
cell!(u32, Integer, integer, self => *self);
cell!(f64, Number, number, self => *self);
cell!(bool, Boolean, boolean, self => *self);
cell!(NaiveDate, Date, date, self => *self);

/// One row of one table.
pub trait Row {
    /// The table's name.
    const TABLE: &'static str;
    /// Its columns in order: name, type, whether every row has it.
    const COLUMNS: &'static [(&'static str, CellType, bool)];
    /// Hands the cells over, in the order of the columns.
    fn cells(&self, sink: &mut impl CellSink);
}
