//! Who takes part: positions without gap, first actors repeated truly, no empty party, nobody acting on himself alone.

use super::csv_table::Row;
use super::facts::{Facts, REPEATS};
use super::key_set::{KeySet, hash};
use super::out::{Out, RowCheck, said};
use crate::review::problem::Code;
use crate::tables::TableSchema;

/// Positions within a role run from 0 without gap.
pub struct Positions<'f> {
    keys: &'f KeySet,
    id: usize,
    role: usize,
    position: usize,
}

impl<'f> Positions<'f> {
    /// For a table keyed by id, role and position; `None` for others.
    pub fn new(schema: &TableSchema, facts: &'f Facts) -> Option<Self> {
        let [id, role, position] = schema.primary_key.as_slice() else { return None };
        (role == "role" && position == "position").then_some(())?;
        Some(Self {
            keys: facts.keys(&schema.name, &schema.primary_key)?,
            id: schema.position(id)?,
            role: schema.position(role)?,
            position: schema.position(position)?,
        })
    }
}

impl RowCheck for Positions<'_> {
    fn row(&mut self, row: &Row<'_>, out: &mut Out<'_>) {
        let position = row.cell(self.position).and_then(|p| p.parse::<u32>().ok());
        let (Some(before), Some(id), Some(role)) = (position.and_then(|p| p.checked_sub(1)), row.cell(self.id), row.cell(self.role)) else {
            return;
        };
        if self.keys.line(hash([id, role, &before.to_string()])).is_none() {
            out.cell(Code::PositionGap, row, self.position, || {
                said(
                    format!("there is no {role} at position {before}"),
                    "positions 0, 1, 2 ... within the role",
                    "restore the missing row, or number the rows anew",
                )
            });
        }
    }
}

/// A cell that must be found on the other side of a [`Repeat`](super::facts::Repeat).
pub struct FirstActor<'f> {
    n: usize,
    wide: bool,
    other: &'f KeySet,
    key: usize,
    value: usize,
    /// On the long side: role and position.
    place: Option<(usize, usize)>,
}

impl<'f> FirstActor<'f> {
    /// The repeats that a table has a side of.
    pub fn all(schema: &TableSchema, facts: &'f Facts) -> Vec<Self> {
        let side = |n: usize, wide: bool| {
            let repeat = &REPEATS[n];
            let (table, column) = if wide { repeat.wide } else { repeat.long };
            (table == schema.name).then_some(())?;
            let place = if wide { None } else { Some((schema.position("role")?, schema.position("position")?)) };
            let other = facts.repeat(n, !wide)?;
            Some(Self { n, wide, other, key: schema.position(repeat.key)?, value: schema.position(column)?, place })
        };
        (0..REPEATS.len()).flat_map(|n| [side(n, true), side(n, false)]).flatten().collect()
    }
}

impl RowCheck for FirstActor<'_> {
    fn row(&mut self, row: &Row<'_>, out: &mut Out<'_>) {
        let repeat = &REPEATS[self.n];
        let there = self.place.is_none_or(|(role, position)| row.cell(role) == Some(repeat.role) && row.cell(position) == Some("0"));
        let (Some(key), Some(value)) = (row.cell(self.key), row.cell(self.value).filter(|_| there)) else { return };
        if self.other.line(hash([key, value])).is_some() {
            return;
        }
        out.cell(Code::FirstActor, row, self.value, || {
            let ((wide, column), (long, long_column), role) = (repeat.wide, repeat.long, repeat.role);
            let (message, expected) = if self.wide {
                (
                    format!("`{long}` has another {long_column} for the first {role}, or none"),
                    format!("the {long_column} of {role} 0 in {long}"),
                )
            } else {
                (format!("`{wide}.{column}` says another one, or none"), format!("what {wide}.{column} has"))
            };
            said(message, expected, "make the two tables agree")
        });
    }
}

/// A party of an event is an actor or a mention, or both.
pub struct EmptyParty {
    actor: usize,
    mention: usize,
}

impl EmptyParty {
    /// For `event_actors`; `None` for other tables.
    pub fn new(schema: &TableSchema) -> Option<Self> {
        (schema.name == "event_actors").then_some(())?;
        Some(Self { actor: schema.position("actor_id")?, mention: schema.position("mention_id")? })
    }
}

impl RowCheck for EmptyParty {
    fn row(&mut self, row: &Row<'_>, out: &mut Out<'_>) {
        if row.get(self.actor) == Some("") && row.get(self.mention) == Some("") {
            out.cell(Code::EmptyParty, row, self.actor, || {
                said(
                    "the party has neither actor nor mention",
                    "an actor_id, a mention_id, or both",
                    "restore one of the two, or remove the row",
                )
            });
        }
    }
}

/// No event has one actor as its only source and only target.
pub struct SelfDirected<'f> {
    parties: Option<&'f KeySet>,
    id: usize,
    source: usize,
    target: usize,
}

impl<'f> SelfDirected<'f> {
    /// For `events`; `None` for other tables.
    pub fn new(schema: &TableSchema, facts: &'f Facts) -> Option<Self> {
        (schema.name == "events").then_some(())?;
        let key = ["event_id", "role", "position"].map(str::to_owned);
        let at = |name: &str| schema.position(name);
        Some(Self {
            parties: facts.keys("event_actors", &key),
            id: at("event_id")?,
            source: at("source_actor_id")?,
            target: at("target_actor_id")?,
        })
    }
}

impl RowCheck for SelfDirected<'_> {
    fn row(&mut self, row: &Row<'_>, out: &mut Out<'_>) {
        let (Some(id), Some(source), Some(target)) = (row.cell(self.id), row.cell(self.source), row.cell(self.target)) else { return };
        let joined = |role: &str| self.parties.is_some_and(|parties| parties.line(hash([id, role, "1"])).is_some());
        if source == target && !joined("source") && !joined("target") {
            out.cell(Code::SelfDirected, row, self.target, || {
                said(
                    "the event's only source is its only target",
                    "another target, or an empty cell",
                    "empty the target, or correct source or target",
                )
            });
        }
    }
}
