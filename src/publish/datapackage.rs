//! `datapackage.json`: the release as a Data Package v2 (<https://datapackage.org/standard/data-package/>), in a form that
//! frictionless-py 5, which reads v1, accepts as well.
//!
//! Every table is two resources: `<table>`, its CSV, and `<table>_parquet`, whose foreign keys stay among the Parquet
//! files. `created`, version, licence and creators come from `dataset.toml`.
//!
//! frictionless-py reads Parquet through pandas: it counts no bytes there, so that a declared `bytes` is always wrong for
//! it, and shows nulls of numeric columns as `nan`. So Parquet resources declare no `bytes` (the manifest has them) and
//! name `nan` among their missing values, where real nulls make both meaningless to anybody else.

use serde::Serialize;

use super::manifest::OutputFile;
use super::table_file::{csv_path, parquet_path};
use crate::codebook::{Creator, Dataset, License};
use crate::tables::{Field, ForeignKey, Schema, TableSchema};

#[derive(Serialize)]
struct Package<'a> {
    #[serde(rename = "$schema")]
    schema: &'a str,
    name: &'a str,
    title: &'a str,
    description: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    homepage: Option<&'a str>,
    version: &'a str,
    created: String,
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    keywords: &'a [String],
    licenses: Vec<Licence<'a>>,
    contributors: Vec<Contributor<'a>>,
    sources: Vec<Source<'a>>,
    resources: Vec<Resource<'a>>,
}

#[derive(Serialize)]
struct Licence<'a> {
    name: &'a str,
    path: &'a str,
    title: &'a str,
}

#[derive(Serialize)]
struct Contributor<'a> {
    title: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    path: Option<&'a str>,
    roles: [&'a str; 1],
}

#[derive(Serialize)]
struct Source<'a> {
    title: &'a str,
    path: &'a str,
}

#[derive(Serialize)]
struct Resource<'a> {
    name: String,
    title: &'a str,
    description: &'a str,
    path: String,
    #[serde(rename = "type")]
    kind: &'a str,
    format: &'a str,
    mediatype: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    encoding: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes: Option<u64>,
    hash: String,
    schema: InlineSchema<'a>,
}

/// The table's schema without what its resource says.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct InlineSchema<'a> {
    #[serde(rename = "$schema")]
    schema: &'a str,
    fields: &'a [Field],
    missing_values: Vec<&'a str>,
    primary_key: &'a [String],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    foreign_keys: Vec<ForeignKey>,
}

/// The text of the file. `outputs` must hold the tables' files.
pub(super) fn render(dataset: &Dataset, schema: &Schema, outputs: &[OutputFile]) -> serde_json::Result<Vec<u8>> {
    let resources = schema.tables.iter().map(|table| csv(table, outputs)).chain(schema.tables.iter().map(|table| parquet(table, outputs)));
    let package = Package {
        schema: "https://datapackage.org/profiles/2.0/datapackage.json",
        name: &dataset.name,
        title: &dataset.title,
        description: &dataset.description,
        homepage: dataset.url.as_deref(),
        version: &dataset.version,
        created: format!("{}T00:00:00Z", dataset.created),
        keywords: &dataset.keywords,
        licenses: dataset.licenses.iter().map(|License { name, path, title }| Licence { name, path, title }).collect(),
        contributors: dataset.creators.iter().map(contributor).collect(),
        sources: vec![Source { title: "The news articles that the table articles lists", path: "csv/articles.csv" }],
        resources: resources.collect(),
    };
    let mut text = serde_json::to_vec_pretty(&package)?;
    text.push(b'\n');
    Ok(text)
}

fn contributor(creator: &Creator) -> Contributor<'_> {
    Contributor { title: &creator.title, path: creator.path.as_deref(), roles: ["creator"] }
}

fn csv<'a>(table: &'a TableSchema, outputs: &[OutputFile]) -> Resource<'a> {
    let path = csv_path(&table.name);
    let schema = inline(table, table.foreign_keys.clone(), None);
    resource(table, table.name.clone(), path, ("csv", "text/csv", Some("utf-8")), schema, outputs)
}

fn parquet<'a>(table: &'a TableSchema, outputs: &[OutputFile]) -> Resource<'a> {
    let mut keys = table.foreign_keys.clone();
    for key in keys.iter_mut().filter(|key| !key.reference.resource.is_empty()) {
        key.reference.resource = parquet_name(&key.reference.resource);
    }
    let form = ("parquet", "application/vnd.apache.parquet", None);
    resource(table, parquet_name(&table.name), parquet_path(&table.name), form, inline(table, keys, Some("nan")), outputs)
}

fn parquet_name(table: &str) -> String {
    format!("{table}_parquet")
}

fn inline<'a>(table: &'a TableSchema, foreign_keys: Vec<ForeignKey>, missing: Option<&'a str>) -> InlineSchema<'a> {
    InlineSchema {
        schema: &table.schema,
        fields: &table.fields,
        missing_values: table.missing_values.iter().map(String::as_str).chain(missing).collect(),
        primary_key: &table.primary_key,
        foreign_keys,
    }
}

fn resource<'a>(
    table: &'a TableSchema,
    name: String,
    path: String,
    (format, mediatype, encoding): (&'a str, &'a str, Option<&'a str>),
    schema: InlineSchema<'a>,
    outputs: &[OutputFile],
) -> Resource<'a> {
    let file = outputs.iter().find(|file| file.path == path);
    Resource {
        name,
        title: &table.title,
        description: &table.description,
        path,
        kind: "table",
        format,
        mediatype,
        encoding,
        bytes: file.filter(|_| format == "csv").map(|file| file.bytes),
        hash: file.map(|file| format!("sha256:{}", file.sha256)).unwrap_or_default(),
        schema,
    }
}
