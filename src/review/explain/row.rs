//! The row itself: its cells with names for ids, and how it comes out when its article is read again.

use super::store::{Record, Store};
use super::{Case, Cell, ExplainError, Reread};
use crate::tables::Schema;

/// The cells that are not empty, in the order of the columns.
pub(super) fn cells(case: &Case<'_>) -> Vec<Cell> {
    let Some(table) = case.store.table(&case.row.table) else { return Vec::new() };
    let cell = |field: &crate::tables::Field| {
        let value = case.row.get(&field.name)?;
        let named = || case.names.get(value).cloned();
        let name = if names(&field.name) { named() } else { kind_of_event(case, &field.name) };
        Some(Cell { column: field.name.clone(), value: value.to_owned(), name, meaning: field.description.clone() })
    };
    table.fields.iter().filter_map(cell).collect()
}

/// What an event's type or mode means, by the table of event types.
fn kind_of_event(case: &Case<'_>, column: &str) -> Option<String> {
    let row = &case.row;
    let mode = match column {
        "event_type" => None,
        "mode" => Some(row.get("mode")?),
        _ => return None,
    };
    let kinds = case.store.with("event_types", "event_type", row.get("event_type")?).ok()?;
    kinds.into_iter().find(|kind| kind.get("mode") == mode)?.get("description").map(str::to_owned)
}

/// Whether a column holds ids that have names.
fn names(column: &str) -> bool {
    column.ends_with("actor_id") || column.ends_with("place_id")
}

/// Columns whose cells other articles have a say in: here it counts only whether there is anything.
fn is_joint(column: &str) -> bool {
    names(column) || column.ends_with("statement_id") || column.ends_with("mention_id") || column.ends_with("event_id")
}

/// How the row comes out now, where that is otherwise.
pub(super) fn differences(case: &Case<'_>, reread: &Reread, schema: &Schema) -> Result<Vec<String>, ExplainError> {
    let table = case.row.table.as_str();
    let in_article = matches!(table, "mentions" | "statements" | "events" | "sanctions");
    let Some(declared) = case.store.table(table).filter(|_| in_article) else { return Ok(Vec::new()) };
    let Some(key) = declared.primary_key.first() else { return Ok(Vec::new()) };
    let again = Store::open(&reread.again.release, schema)?;
    let Some(now) = again.with(table, key, &case.id)?.into_iter().next() else {
        return Ok(vec![format!(
            "reading the article again gives no such row: the program or its codebook has changed since; below is what the release has"
        )]);
    };
    let otherwise = |field: &&crate::tables::Field| {
        let (then, now) = (case.row.get(&field.name), now.get(&field.name));
        let grouped = matches!(field.name.as_str(), "event_group_id" | "episode_id");
        !grouped && if is_joint(&field.name) { then.is_some() != now.is_some() } else { then != now }
    };
    let told = |field: &crate::tables::Field| {
        let shown = |record: &Record| record.get(&field.name).map_or_else(|| "nothing".to_owned(), |cell| format!("`{cell}`"));
        format!("read again, {} is {}, in the release {}", field.name, shown(&now), shown(&case.row))
    };
    Ok(declared.fields.iter().filter(otherwise).map(told).collect())
}
