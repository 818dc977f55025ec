//! Values of one row that must fit each other: days and counts in order, confidence in steps, one referent a mention.

use super::cells;
use super::csv_table::Row;
use super::out::{Out, RowCheck, said};
use crate::review::problem::Code;
use crate::tables::{CellType, TableSchema};

/// `<x>_from` not after `<x>_to`, `<x>_min` not above `<x>_max`.
pub struct Ranges(Vec<(usize, usize, CellType)>);

impl Ranges {
    /// For a table; `None` when it has no such columns.
    pub fn new(schema: &TableSchema) -> Option<Self> {
        let mut found = Vec::new();
        for (low, field) in schema.fields.iter().enumerate() {
            for (from, to) in [("_from", "_to"), ("_min", "_max")] {
                let high = field.name.strip_suffix(from).and_then(|stem| schema.position(&format!("{stem}{to}")));
                found.extend(high.map(|high| (low, high, field.kind)));
            }
        }
        (!found.is_empty()).then_some(Self(found))
    }
}

impl RowCheck for Ranges {
    fn row(&mut self, row: &Row<'_>, out: &mut Out<'_>) {
        for &(low, high, kind) in &self.0 {
            let (Some(least), Some(most)) = (row.cell(low), row.cell(high)) else { continue };
            let backwards = match kind {
                CellType::Date => cells::date(least).zip(cells::date(most)).is_some_and(|(least, most)| least > most),
                _ => cells::number(least).zip(cells::number(most)).is_some_and(|(least, most)| least > most),
            };
            if backwards {
                out.cell(Code::Range, row, high, || {
                    said(format!("{most} comes before {least}"), format!("{least} or more"), "correct one of the two cells")
                });
            }
        }
    }
}

/// Confidence in steps of 0.05.
pub struct Confidence(usize);

impl Confidence {
    /// For a table; `None` when it has no confidence.
    pub fn new(schema: &TableSchema) -> Option<Self> {
        schema.position("confidence").map(Self)
    }
}

impl RowCheck for Confidence {
    fn row(&mut self, row: &Row<'_>, out: &mut Out<'_>) {
        const STEPS: f64 = 20.0;
        let Some(confidence) = row.cell(self.0).and_then(cells::number) else { return };
        if ((confidence * STEPS) - (confidence * STEPS).round()).abs() > 1e-9 {
            out.cell(Code::ConfidenceStep, row, self.0, || {
                said("the confidence is between two steps", "a multiple of 0.05", "round it to the nearest step")
            });
        }
    }
}

/// A mention stands for an actor or a place, never both.
pub struct OneReferent(usize, usize);

impl OneReferent {
    /// For `mentions`; `None` for other tables.
    pub fn new(schema: &TableSchema) -> Option<Self> {
        (schema.name == "mentions").then_some(())?;
        Some(Self(schema.position("actor_id")?, schema.position("place_id")?))
    }
}

impl RowCheck for OneReferent {
    fn row(&mut self, row: &Row<'_>, out: &mut Out<'_>) {
        if let (Some(actor), Some(_)) = (row.cell(self.0), row.cell(self.1)) {
            out.cell(Code::ActorAndPlace, row, self.1, || {
                said(
                    format!("the mention stands for the actor {actor} and for a place"),
                    "at most one of actor_id and place_id",
                    "empty one of the two cells",
                )
            });
        }
    }
}
