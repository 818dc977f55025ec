//! Groups and episodes: their counts are those of their rows, and their first report is one of them.

use std::collections::BTreeSet;

use super::csv_table::Row;
use super::facts::{Facts, MEMBERS};
use super::key_set::{KeySet, hash};
use super::out::{Out, RowCheck, said};
use crate::review::problem::Code;
use crate::tables::TableSchema;

/// The counts of a group.
pub struct Counts<'f> {
    members: &'f KeySet,
    facts: &'f Facts,
    id: usize,
    reports: usize,
    articles: Option<usize>,
    publishers: Option<usize>,
}

impl<'f> Counts<'f> {
    /// For `event_groups` and `sanction_episodes`; `None` for other tables.
    pub fn new(schema: &TableSchema, facts: &'f Facts) -> Option<Self> {
        let key = schema.primary_key.first()?;
        let (table, _) = MEMBERS.iter().find(|(table, group)| group == key && *table != schema.name)?;
        Some(Self {
            members: facts.members(table)?,
            facts,
            id: schema.position(key)?,
            reports: schema.position("report_count")?,
            articles: schema.position("article_count"),
            publishers: schema.position("publisher_count"),
        })
    }
}

impl RowCheck for Counts<'_> {
    fn row(&mut self, row: &Row<'_>, out: &mut Out<'_>) {
        let Some(id) = row.cell(self.id) else { return };
        let (mut reports, mut articles) = (0, BTreeSet::new());
        for line in self.members.numbers(hash([id])) {
            reports += 1;
            articles.insert(line);
        }
        count(row, Some(self.reports), reports, "reports", out);
        let publishers: Option<BTreeSet<_>> = articles.iter().map(|line| self.facts.article_at(*line).map(|a| a.publisher)).collect();
        // A report in an article that isn't there is a dangling key; what it would count for is not known.
        if let Some(publishers) = publishers {
            count(row, self.articles, articles.len(), "articles", out);
            count(row, self.publishers, publishers.len(), "publishers", out);
        }
    }
}

fn count(row: &Row<'_>, column: Option<usize>, wanted: usize, what: &str, out: &mut Out<'_>) {
    let Some(column) = column else { return };
    let Some(found) = row.cell(column).and_then(|n| n.parse::<usize>().ok()) else { return };
    if found != wanted {
        out.cell(Code::GroupCount, row, column, || {
            said(
                format!("the rows that point here make {wanted} {what}"),
                wanted.to_string(),
                "correct the count, or the rows that point here",
            )
        });
    }
}

/// A report whose id is that of a group stands in that group.
pub struct Leaders<'f> {
    groups: &'f KeySet,
    id: usize,
    group: usize,
}

impl<'f> Leaders<'f> {
    /// For `events` and `sanctions`; `None` for other tables.
    pub fn new(schema: &TableSchema, facts: &'f Facts) -> Option<Self> {
        let (_, group) = MEMBERS.iter().find(|(table, _)| *table == schema.name)?;
        let key = schema.foreign_keys.iter().find(|key| key.fields == [*group])?;
        Some(Self {
            groups: facts.keys(&key.reference.resource, &key.reference.fields)?,
            id: schema.position(schema.primary_key.first()?)?,
            group: schema.position(group)?,
        })
    }
}

impl RowCheck for Leaders<'_> {
    fn row(&mut self, row: &Row<'_>, out: &mut Out<'_>) {
        let (Some(id), Some(group)) = (row.cell(self.id), row.cell(self.group)) else { return };
        if id != group && self.groups.line(hash([id])).is_some() {
            out.cell(Code::GroupLeader, row, self.group, || {
                said("a group bears this row's id and the row stands in another one", id, "put the row back into its group")
            });
        }
    }
}

/// Type, mode and class of an event are a row of the codebook.
pub struct EventTypes<'f> {
    facts: &'f Facts,
    kind: usize,
    mode: usize,
    class: usize,
    fine: (String, String, String),
}

impl<'f> EventTypes<'f> {
    /// For `events`; `None` for other tables, and when the codebook's table is not there.
    pub fn new(schema: &TableSchema, facts: &'f Facts) -> Option<Self> {
        (schema.name == "events").then_some(())?;
        facts.classes()?;
        let at = |name: &str| schema.position(name);
        Some(Self { facts, kind: at("event_type")?, mode: at("mode")?, class: at("quad_class")?, fine: Default::default() })
    }
}

impl RowCheck for EventTypes<'_> {
    fn row(&mut self, row: &Row<'_>, out: &mut Out<'_>) {
        let (Some(kind), Some(mode), Some(class)) = (row.cell(self.kind), row.get(self.mode), row.cell(self.class)) else { return };
        if (self.fine.0.as_str(), self.fine.1.as_str(), self.fine.2.as_str()) == (kind, mode, class) {
            return;
        }
        let key = (kind.to_owned(), mode.to_owned());
        match self.facts.classes().and_then(|classes| classes.get(&key)) {
            Some(known) if known == class => self.fine = (key.0, key.1, class.to_owned()),
            Some(known) => out.cell(Code::EventType, row, self.class, || {
                said(format!("event_types has {kind} {mode} in another class"), known.as_str(), "correct the class")
            }),
            None => out.cell(Code::EventType, row, if mode.is_empty() { self.kind } else { self.mode }, || {
                said(format!("event_types has no {kind} {mode}"), "a type and mode of the codebook", "correct type or mode")
            }),
        }
    }
}
