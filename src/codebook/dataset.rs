//! `schema/dataset.toml`: what the dataset is called, who makes it, and how its raw files are to be read.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde::{Deserialize, Deserializer};

use super::CodebookError;
use crate::schema::SchemaFiles;

/// The dataset's own facts. Everything that a descriptor says comes from here, never from a clock.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dataset {
    /// Machine name: lower-case letters, digits, hyphens.
    pub name: String,
    /// Name to show.
    pub title: String,
    /// One paragraph.
    pub description: String,
    /// Version of the data, `major.minor.patch`.
    pub version: String,
    /// The day that this version is dated with.
    #[serde(deserialize_with = "day")]
    pub created: NaiveDate,
    /// Where the dataset lives on the web.
    #[serde(default)]
    pub url: Option<String>,
    /// Words to find it by.
    #[serde(default)]
    pub keywords: Vec<String>,
    /// Licences of the tables (not of the articles).
    pub licenses: Vec<License>,
    /// Who makes it.
    pub creators: Vec<Creator>,
    /// How raw files are read.
    #[serde(default)]
    pub ingest: IngestSettings,
}

/// A licence of the data.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct License {
    /// SPDX or Open Definition identifier.
    pub name: String,
    /// Address of its text.
    pub path: String,
    /// Name to show.
    pub title: String,
}

/// A person or body that makes the dataset.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Creator {
    /// Name to show.
    pub title: String,
    /// Homepage or ORCID.
    #[serde(default)]
    pub path: Option<String>,
}

/// How raw files are read.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct IngestSettings {
    /// More field names by what they mean, e.g. `text = ["artikel"]`; they go before the codebook's.
    pub fields: BTreeMap<String, Vec<String>>,
    /// Articles with more characters are set aside.
    pub max_text_chars: usize,
    /// Records with more bytes are set aside without being held in memory.
    pub max_record_bytes: usize,
}

impl Default for IngestSettings {
    fn default() -> Self {
        Self { fields: BTreeMap::new(), max_text_chars: 2_000_000, max_record_bytes: 64 << 20 }
    }
}

impl Dataset {
    /// Where it stands below `schema/`.
    pub const PATH: &'static str = "dataset.toml";

    /// Reads and checks `schema/dataset.toml`.
    ///
    /// # Errors
    /// With line and column when it can't be used.
    pub fn load(schema: &SchemaFiles) -> Result<Self, CodebookError> {
        let error = |line, column, message: String, hint: &str| CodebookError::new(Self::PATH, (line, column), message, hint);
        let text = schema.text(Self::PATH).map_err(|e| error(0, 0, e.to_string(), ""))?;
        let dataset: Self = toml::from_str(text).map_err(|e| {
            let (line, column) = e.span().map_or((0, 0), |span| line_and_column(text, span.start));
            error(line, column, e.message().to_owned(), "`tidings init` writes a commented example")
        })?;
        let named = |ok: bool, message: &str, hint: &str| if ok { Ok(()) } else { Err(error(0, 0, message.to_owned(), hint)) };
        let slug = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        named(
            !dataset.name.is_empty() && dataset.name.chars().all(slug),
            "`name` is no machine name",
            "use lower-case letters, digits and hyphens",
        )?;
        let parts: Vec<_> = dataset.version.split('.').collect();
        let numbers = parts.len() == 3 && parts.iter().all(|p| !p.is_empty() && p.bytes().all(|b| b.is_ascii_digit()));
        named(numbers, "`version` is not of the form major.minor.patch", "write e.g. version = \"1.0.0\"")?;
        named(!dataset.licenses.is_empty(), "there is no licence", "add a [[licenses]] table")?;
        named(!dataset.creators.is_empty(), "there is no creator", "add a [[creators]] table")?;
        Ok(dataset)
    }
}

/// Line and column, both from 1, of a byte of a text.
pub(crate) fn line_and_column(text: &str, byte: usize) -> (u64, u64) {
    let before = &text[..byte.min(text.len())];
    let line_start = before.rfind('\n').map_or(0, |n| n + 1);
    (before.matches('\n').count() as u64 + 1, before[line_start..].chars().count() as u64 + 1)
}

/// Reads a TOML date (`2026-11-24`), bare or between quotation marks.
fn day<'de, D: Deserializer<'de>>(deserializer: D) -> Result<NaiveDate, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Toml(toml::value::Datetime),
        Text(String),
    }
    let text = match Written::deserialize(deserializer)? {
        Written::Toml(date) => date.to_string(),
        Written::Text(text) => text,
    };
    text.parse().map_err(|_| serde::de::Error::custom(format!("`{text}` is no day; write e.g. 2026-11-24")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn load(change: impl Fn(&str) -> String) -> Result<Dataset, String> {
        let mut files = SchemaFiles::embedded();
        let changed = change(files.text(Dataset::PATH).unwrap());
        files.replace(Dataset::PATH, changed.into_bytes());
        Dataset::load(&files).map_err(|e| e.to_string())
    }

    #[test]
    fn the_projects_own_file_is_fine() {
        assert_eq!(load(str::to_owned).unwrap().name, "tidings-sample");
    }

    #[test]
    fn errors_name_line_and_column() {
        let error = load(|text| text.replace("version = \"", "versoin = \"")).unwrap_err();
        assert!(error.contains("schema/dataset.toml:") && error.contains("versoin"), "{error}");
        let error = load(|text| text.replace("created = 2026-11-24", "created = \"24 November\"")).unwrap_err();
        assert!(error.contains("`24 November` is no day"), "{error}");
    }
}
