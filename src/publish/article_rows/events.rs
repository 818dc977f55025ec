//! The rows of events: their parties, what statements say of them, their groups.

use std::collections::BTreeSet;

use super::{Maker, date};
use crate::extract::{Event, Party};
use crate::resolve::{ActorIx, ReportIx};
use crate::tables::*;

impl Maker<'_> {
    pub(super) fn events(&mut self) {
        let processed = self.processed;
        for (ix, event) in processed.findings.events.iter().enumerate() {
            let Some(event_id) = self.ids.events[ix].clone() else { continue };
            let Some(quad_class) = self.context.quad_classes.get(event.event_type.as_str()) else { continue };
            let (sources, targets) = self.context.resolution.event_actors(self.position, event);
            let source = self.event_actors(&event_id, "source", &event.sources, &sources);
            let target = self.event_actors(&event_id, "target", &event.targets, &targets);
            self.event_statements(&event_id, event);
            let mut row = self.event(event_id, event, quad_class);
            (row.source_actor_id, row.target_actor_id) = (source, target);
            self.event_group(ix as u32, &mut row);
            self.rows.events.push(row);
        }
    }

    /// The row without its actors and group.
    fn event(&mut self, event_id: String, event: &Event, quad_class: &str) -> EventRow {
        let (trigger_char_start, trigger_char_end) = self.chars.chars(event.trigger);
        let (occurred_edtf, occurred_from, occurred_to) = date(&event.occurred);
        EventRow {
            event_group_id: event_id.clone(),
            event_id,
            article_id: self.article_id(),
            section: event.section.as_str().to_owned(),
            sentence: event.sentence,
            event_type: event.event_type.clone(),
            mode: event.mode.clone(),
            quad_class: quad_class.to_owned(),
            status: event.status.clone(),
            trigger: self.words(event.trigger),
            trigger_char_start,
            trigger_char_end,
            source_actor_id: None,
            target_actor_id: None,
            occurred_edtf,
            occurred_from,
            occurred_to,
            place_id: self.place(event.place),
            killed_min: event.killed.min,
            killed_max: event.killed.max,
            injured_min: event.injured.min,
            injured_max: event.injured.max,
            participants_min: event.participants.min,
            participants_max: event.participants.max,
            statement_id: self.statement_id(event.statement),
            rule: event.rule.clone(),
            confidence: None,
        }
    }

    /// Writes the parties of one role and gives the first one's actor. A party with neither actor nor mention is no row.
    fn event_actors(&mut self, event_id: &str, role: &str, parties: &[Party], actors: &[Option<ActorIx>]) -> Option<String> {
        let known = |(party, actor): &(&Party, &Option<ActorIx>)| actor.is_some() || party.mention.is_some();
        let mut first = None;
        for (position, (party, actor)) in (0..).zip(parties.iter().zip(actors).filter(known)) {
            let actor_id = self.actor(*actor);
            if position == 0 {
                first.clone_from(&actor_id);
            }
            let row = EventActorRow {
                event_id: event_id.to_owned(),
                role: role.to_owned(),
                position,
                actor_id,
                mention_id: self.mention_id(party.mention),
                text: party.span.map(|span| self.words(span)),
                sector: party.sector.clone(),
                ascribed: party.ascribed,
            };
            self.rows.event_actors.push(row);
        }
        first
    }

    fn event_statements(&mut self, event_id: &str, event: &Event) {
        let mut seen = BTreeSet::new();
        for (statement, relation) in &event.spoken_of {
            let Some(statement_id) = self.statement_id(Some(*statement)) else { continue };
            if seen.insert((statement_id.clone(), relation)) {
                let (event_id, relation) = (event_id.to_owned(), relation.clone());
                self.rows.event_statements.push(EventStatementRow { event_id, statement_id, relation });
            }
        }
    }

    /// Names the event's group in its row, and writes the group's row where this is its first report.
    fn event_group(&mut self, row_ix: u32, row: &mut EventRow) {
        let report = ReportIx { article: self.position, row: row_ix };
        let group = self.context.resolution.groups().of(report);
        let first = group.and_then(|group| self.context.first_events.get(&group.first));
        row.event_group_id.clone_from(first.unwrap_or(&row.event_id));
        if row.event_group_id != row.event_id {
            return;
        }
        let mut written = alone(row);
        if let Some(group) = group {
            written.mode.clone_from(&group.mode);
            written.status.clone_from(&group.status);
            (written.occurred_from, written.occurred_to) = (Some(group.from), Some(group.to));
            written.place_id = self.place(group.place);
            (written.report_count, written.article_count) = (group.reports, group.reports);
            written.publisher_count = group.publishers;
        }
        self.rows.event_groups.push(written);
    }
}

/// The group of an event that nobody else reports.
fn alone(row: &EventRow) -> EventGroupRow {
    EventGroupRow {
        event_group_id: row.event_id.clone(),
        event_type: row.event_type.clone(),
        mode: row.mode.clone(),
        status: row.status.clone(),
        source_actor_id: row.source_actor_id.clone(),
        target_actor_id: row.target_actor_id.clone(),
        occurred_from: row.occurred_from,
        occurred_to: row.occurred_to,
        place_id: row.place_id.clone(),
        report_count: 1,
        article_count: 1,
        publisher_count: 1,
        first_event_id: row.event_id.clone(),
    }
}
