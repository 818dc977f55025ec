//! `schema/tables/*.json`: Frictionless Table Schema v2 (<https://datapackage.org/standard/table-schema/>), the part of it
//! that the tables use.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use super::{CellType, TABLES};
use crate::schema::{SchemaError, SchemaFiles};

/// The declared tables, in the order of the release.
#[derive(Debug, Clone)]
pub struct Schema {
    /// One a table.
    pub tables: Vec<TableSchema>,
}

/// One table as declared.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TableSchema {
    /// The profile's address.
    #[serde(rename = "$schema")]
    pub schema: String,
    /// The table's name: also its file's.
    pub name: String,
    /// A title to show.
    pub title: String,
    /// What a row is.
    pub description: String,
    /// The columns in order.
    pub fields: Vec<Field>,
    /// What stands for an absent value in CSV.
    pub missing_values: Vec<String>,
    /// The columns that identify a row.
    pub primary_key: Vec<String>,
    /// The columns that point to other tables.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub foreign_keys: Vec<ForeignKey>,
}

/// One column as declared.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Field {
    /// The column's name.
    pub name: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: CellType,
    /// What it holds, with unit and source.
    pub description: String,
    /// Texts for true.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub true_values: Vec<String>,
    /// Texts for false.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub false_values: Vec<String>,
    /// The values of a categorical column.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub categories: Vec<String>,
    /// An example value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub example: Option<String>,
    /// What every value must satisfy.
    #[serde(default, skip_serializing_if = "Constraints::is_empty")]
    pub constraints: Constraints,
}

/// What every value of a column must satisfy.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Constraints {
    /// Never absent.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub required: bool,
    /// Never twice.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unique: bool,
    /// One of these.
    #[serde(default, rename = "enum", skip_serializing_if = "Vec::is_empty")]
    pub allowed: Vec<String>,
    /// Matches this regular expression, as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pattern: Option<String>,
    /// At least this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub minimum: Option<serde_json::Number>,
    /// At most this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub maximum: Option<serde_json::Number>,
}

impl Constraints {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

/// Columns that point to a key of another table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForeignKey {
    /// The columns here.
    pub fields: Vec<String>,
    /// Where they point.
    pub reference: Reference,
}

/// The far end of a foreign key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reference {
    /// The other table; empty for the same one.
    pub resource: String,
    /// Its columns.
    pub fields: Vec<String>,
}

/// Why the declared tables can't be used.
#[derive(Debug, Error)]
pub enum TableError {
    /// A file is missing or unreadable.
    #[error(transparent)]
    File(#[from] SchemaError),
    /// A file is no table schema.
    #[error("`{file}` is no table schema: {source}")]
    Json {
        /// The file.
        file: String,
        /// Line, column and what was expected.
        source: serde_json::Error,
    },
    /// Code and schema disagree.
    #[error("`{file}` and this program disagree: {what}; use the schema that belongs to this version of tidings, or change both")]
    Disagree {
        /// The file.
        file: String,
        /// On what.
        what: String,
    },
    /// A pattern or key of the schema is broken.
    #[error("`{file}`: {what}")]
    Broken {
        /// The file.
        file: String,
        /// What is wrong and how to mend it.
        what: String,
    },
}

/// The column of `articles` that only a release with texts has.
pub const TEXT_COLUMN: &str = "text";

impl Schema {
    /// Reads `schema/tables/` and compares it with the row structs of the program.
    ///
    /// # Errors
    /// When a table is missing, unreadable, broken, or differs from what the program fills.
    pub fn load(files: &SchemaFiles) -> Result<Self, TableError> {
        let mut tables = Vec::with_capacity(TABLES.len());
        for (name, columns) in TABLES {
            let file = format!("tables/{name}.json");
            let table: TableSchema =
                serde_json::from_str(files.text(&file)?).map_err(|source| TableError::Json { file: files.shown(&file), source })?;
            agree(&files.shown(&file), &table, name, columns)?;
            tables.push(table);
        }
        let known = |path: &str| TABLES.iter().any(|(name, _)| path == format!("tables/{name}.json"));
        if let Some((path, _)) = files.below("tables/").find(|(path, _)| !known(path)) {
            return Err(TableError::Disagree { file: files.shown(path), what: "the program has no such table".to_owned() });
        }
        let schema = Self { tables };
        schema.check_keys(files)?;
        Ok(schema)
    }

    /// The schema as a release has it: with a column of the articles' texts, where they are asked for.
    pub fn released(&self, include_text: bool) -> Self {
        let mut schema = self.clone();
        let articles = schema.tables.iter_mut().find(|table| table.name == "articles");
        if let Some(articles) = articles.filter(|_| include_text) {
            articles.fields.push(Field {
                name: TEXT_COLUMN.to_owned(),
                kind: CellType::String,
                description: "The text that offsets count in, as received.".to_owned(),
                true_values: Vec::new(),
                false_values: Vec::new(),
                categories: Vec::new(),
                example: None,
                constraints: Constraints { required: true, ..Constraints::default() },
            });
        }
        schema
    }

    /// The table of this name.
    pub fn table(&self, name: &str) -> Option<&TableSchema> {
        self.tables.iter().find(|t| t.name == name)
    }

    fn check_keys(&self, files: &SchemaFiles) -> Result<(), TableError> {
        for table in &self.tables {
            let broken = |what: String| TableError::Broken { file: files.shown(&format!("tables/{}.json", table.name)), what };
            for key in &table.primary_key {
                table.field(key).ok_or_else(|| broken(format!("the primary key names `{key}`, which is no column")))?;
            }
            for key in &table.foreign_keys {
                let there = key.reference.table_name(table);
                let target = self.table(there).ok_or_else(|| broken(format!("a foreign key points to `{there}`, which is no table")))?;
                for (here, far) in key.fields.iter().zip(&key.reference.fields) {
                    table.field(here).ok_or_else(|| broken(format!("a foreign key names `{here}`, which is no column")))?;
                    target.field(far).ok_or_else(|| broken(format!("a foreign key points to `{there}.{far}`, which is no column")))?;
                }
            }
            for field in &table.fields {
                if let Some(pattern) = &field.constraints.pattern {
                    regex::Regex::new(pattern).map_err(|e| broken(format!("the pattern of `{}` is broken: {e}", field.name)))?;
                }
            }
        }
        Ok(())
    }
}

impl TableSchema {
    /// The column of this name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|f| f.name == name)
    }

    /// The position of this column, from 0.
    pub fn position(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|f| f.name == name)
    }
}

impl Reference {
    /// The name of the table that it points to, from `here`.
    pub fn table_name<'a>(&'a self, here: &'a TableSchema) -> &'a str {
        if self.resource.is_empty() { &here.name } else { &self.resource }
    }
}

/// Compares a declared table with the columns that the program fills.
fn agree(file: &str, table: &TableSchema, name: &str, columns: &[(&str, CellType, bool)]) -> Result<(), TableError> {
    let disagree = |what: String| TableError::Disagree { file: file.to_owned(), what };
    if table.name != name {
        return Err(disagree(format!("it declares `{}`", table.name)));
    }
    for (n, (column, kind, required)) in columns.iter().enumerate() {
        let Some(field) = table.fields.get(n) else {
            return Err(disagree(format!("the program fills column {} `{column}`, which is not declared", n + 1)));
        };
        if field.name != *column {
            return Err(disagree(format!("column {} is `{}`, the program fills `{column}`", n + 1, field.name)));
        }
        if field.kind != *kind {
            return Err(disagree(format!("`{column}` is declared {}, the program fills it with {}", field.kind.as_str(), kind.as_str())));
        }
        if field.constraints.required != *required {
            let says = if field.constraints.required {
                "required, the program may leave it empty"
            } else {
                "optional, the program always fills it"
            };
            return Err(disagree(format!("`{column}` is declared {says}")));
        }
    }
    match table.fields.get(columns.len()) {
        Some(extra) => Err(disagree(format!("the program doesn't fill `{}`", extra.name))),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_fills_what_the_schema_declares() {
        let schema = Schema::load(&SchemaFiles::embedded()).unwrap();
        assert_eq!(schema.tables.len(), 15);
    }

    #[test]
    fn only_a_release_with_texts_has_their_column() {
        let schema = Schema::load(&SchemaFiles::embedded()).unwrap();
        let has_text = |schema: &Schema| schema.table("articles").unwrap().field(TEXT_COLUMN).is_some();
        assert!(has_text(&schema.released(true)) && !has_text(&schema.released(false)));
    }

    #[test]
    fn a_changed_column_is_refused_with_its_name() {
        for (from, to, says) in [
            ("\"sector\"", "\"sektor\"", "column 4 is `sektor`, the program fills `sector`"),
            (
                "\"name\": \"country\",\n      \"type\": \"string\"",
                "\"name\": \"country\",\n      \"type\": \"integer\"",
                "`country` is declared integer",
            ),
            ("\"type\": \"string\"", "\"typ\": \"string\"", "unknown field `typ`"),
        ] {
            let mut files = SchemaFiles::embedded();
            let changed = files.text("tables/actors.json").unwrap().replacen(from, to, 1);
            files.replace("tables/actors.json", changed.into_bytes());
            let error = Schema::load(&files).unwrap_err().to_string();
            assert!(error.contains(says), "{error}");
        }
    }
}
