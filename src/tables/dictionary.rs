//! The data dictionary: every table and column as the schema declares them, for people and for scripts.

use std::fmt::Write;

use super::{Field, Schema, TableSchema};

/// The dictionary as Markdown: a list of the tables, then a section a table with a line a column. Headings start at `##`.
pub fn markdown(schema: &Schema) -> String {
    let mut text = String::from("| table | a row is | key |\n|---|---|---|\n");
    for table in &schema.tables {
        let key = table.primary_key.iter().map(|column| format!("`{column}`")).collect::<Vec<_>>().join(", ");
        let _ = writeln!(text, "| [{0}](#{0}) | {1} | {key} |", table.name, cell(&table.description));
    }
    for table in &schema.tables {
        text.push_str(&one_table(table));
    }
    text
}

/// The section of one table.
pub fn one_table(table: &TableSchema) -> String {
    let mut text = format!("\n## {}\n\n{}\n\n| column | type | |\n|---|---|---|\n", table.name, table.description);
    for field in &table.fields {
        let mut says = vec![cell(&field.description)];
        says.extend(notes(table, field));
        let _ = writeln!(text, "| `{}` | {} | {} |", field.name, field.kind.as_str(), says.join(" "));
    }
    text
}

/// The dictionary as JSON: the table schemas in the order of the release.
///
/// # Errors
/// Never in practice; what `serde_json` may report is passed on.
pub fn json(schema: &Schema) -> serde_json::Result<String> {
    serde_json::to_string_pretty(&schema.tables)
}

/// What the schema says of a column besides its description.
fn notes(table: &TableSchema, field: &Field) -> Vec<String> {
    let mut notes = Vec::new();
    let rules = &field.constraints;
    if rules.required {
        notes.push("Always there.".to_owned());
    }
    if rules.unique {
        notes.push("Unique.".to_owned());
    }
    if !rules.allowed.is_empty() {
        let values = rules.allowed.iter().map(|value| format!("`{value}`")).collect::<Vec<_>>();
        notes.push(format!("One of {}.", values.join(", ")));
    }
    match (&rules.minimum, &rules.maximum) {
        (Some(least), Some(most)) => notes.push(format!("From {least} to {most}.")),
        (Some(least), None) => notes.push(format!("At least {least}.")),
        (None, Some(most)) => notes.push(format!("At most {most}.")),
        (None, None) => {}
    }
    if let Some(pattern) = &rules.pattern {
        notes.push(format!("Matches `{}`.", pattern.replace('|', "\\|")));
    }
    if let Some(example) = &field.example {
        notes.push(format!("E.g. `{example}`."));
    }
    for key in table.foreign_keys.iter().filter(|key| key.fields == [field.name.as_str()]) {
        notes.push(format!("Points to `{}.{}`.", key.reference.table_name(table), key.reference.fields.join(", ")));
    }
    notes
}

/// Text that can stand in a cell of a Markdown table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::schema::SchemaFiles;

    #[test]
    fn every_column_has_a_line() {
        let schema = Schema::load(&SchemaFiles::embedded()).unwrap();
        let text = markdown(&schema);
        for table in &schema.tables {
            for field in &table.fields {
                assert!(text.contains(&format!("\n| `{}` | {} | ", field.name, field.kind.as_str())), "{}.{}", table.name, field.name);
            }
        }
        assert!(text.contains("Points to `actors.actor_id`.") && text.contains("One of `direct`, `indirect`, `mixed`."));
    }

    #[test]
    fn json_reads_back_as_the_schema() {
        let schema = Schema::load(&SchemaFiles::embedded()).unwrap();
        let tables: Vec<TableSchema> = serde_json::from_str(&json(&schema).unwrap()).unwrap();
        assert_eq!(tables.len(), schema.tables.len());
    }
}
