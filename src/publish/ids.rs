//! Ids of one article's rows, made of its id and character offsets.
//!
//! Two findings at one place that would have one id are one row: the first stays, and links to the other point to it.
//! Events and sanctions may share a trigger, so they get `b`, `c` ... after the first.

use std::collections::{HashMap, HashSet};

use crate::spill::Processed;
use crate::text::{CharIndex, Span};

/// The ids of one article's rows, by their index in the findings; `None` for a finding that can't have one.
#[derive(Debug, Default)]
pub(super) struct RowIds {
    pub mentions: Vec<RowId>,
    pub statements: Vec<RowId>,
    pub events: Vec<Option<String>>,
    pub sanctions: Vec<Option<String>>,
}

/// An id, and whether this finding is the one that is written under it.
#[derive(Debug)]
pub(super) struct RowId {
    pub id: String,
    pub written: bool,
}

impl RowIds {
    pub fn new(processed: &Processed, chars: &CharIndex) -> Self {
        let (article, findings) = (&processed.article.id.0, &processed.findings);
        let mention = |span: Span| {
            let (start, end) = chars.chars(span);
            format!("{article}.m{start}-{end}")
        };
        let statement = |cue: Option<Span>, content: &[Span]| match (cue, content.first()) {
            (Some(cue), _) => Some(format!("{article}.s{}", chars.char_at(cue.start))),
            (None, Some(content)) => Some(format!("{article}.q{}", chars.char_at(content.start))),
            (None, None) => None,
        };
        let event = |trigger: Span| format!("{article}.e{}", chars.char_at(trigger.start));
        let sanction = |s: &crate::extract::Sanction| {
            let target = s.target.span.map_or(s.trigger_start, |span| span.start);
            format!("{article}.x{}.{}.{}", chars.char_at(s.trigger_start), s.measure, chars.char_at(target))
        };
        Self {
            mentions: once(findings.mentions.iter().map(|m| Some(mention(m.span)))),
            statements: once(findings.statements.iter().map(|s| statement(s.cue, &s.content))),
            events: lettered(findings.events.iter().map(|e| event(e.trigger))),
            sanctions: lettered(findings.sanctions.iter().map(sanction)),
        }
    }
}

/// Marks the first of each id as written. A finding without words gets an empty id, which nothing is written under.
fn once(ids: impl Iterator<Item = Option<String>>) -> Vec<RowId> {
    let mut seen = HashSet::new();
    ids.map(|id| {
        let written = id.as_ref().is_some_and(|id| seen.insert(id.clone()));
        RowId { id: id.unwrap_or_default(), written }
    })
    .collect()
}

/// Adds `b` to the second of an id, `c` to the third ...; after `z` there are no more.
fn lettered(ids: impl Iterator<Item = String>) -> Vec<Option<String>> {
    let mut seen: HashMap<String, u8> = HashMap::new();
    ids.map(|id| {
        let count = seen.entry(id.clone()).or_insert(0);
        *count = count.saturating_add(1);
        match *count {
            1 => Some(id),
            n @ 2..=26 => Some(format!("{id}{}", char::from(b'a' + n - 1))),
            _ => None,
        }
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_at_one_place_get_letters_up_to_z() {
        let ids = lettered(std::iter::repeat_n("e1".to_owned(), 28));
        assert_eq!(ids[0].as_deref(), Some("e1"));
        assert_eq!(ids[1].as_deref(), Some("e1b"));
        assert_eq!(ids[25].as_deref(), Some("e1z"));
        assert_eq!(ids[26], None);
    }

    #[test]
    fn the_first_finding_of_an_id_is_written() {
        let ids = once([Some("m0-4".to_owned()), None, Some("m0-4".to_owned())].into_iter());
        assert_eq!(ids.iter().map(|id| id.written).collect::<Vec<_>>(), [true, false, false]);
        assert_eq!(ids[2].id, "m0-4");
    }
}
