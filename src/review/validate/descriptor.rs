//! `datapackage.json` says of every table what the schema says, and of every file its size and hash.

use std::path::Path;

use serde_json::Value;

use super::files::{DATAPACKAGE, Files};
use crate::review::problem::{Code, Problem, Problems};
use crate::tables::TEXT_COLUMN;
use crate::tables::{Schema, TableSchema};

/// Compares the descriptor with schema and files.
pub fn check(release: &Path, schema: &Schema, files: &Files, include_text: bool, problems: &mut Problems) {
    let Ok(bytes) = std::fs::read(release.join(DATAPACKAGE)) else { return };
    let package: Value = match serde_json::from_slice(&bytes) {
        Ok(package) => package,
        Err(e) => {
            say(problems, None, "", "", format!("it is no JSON: {e}"), "a Data Package descriptor");
            return;
        }
    };
    let resources = package["resources"].as_array().map(Vec::as_slice).unwrap_or_default();
    let mut known = Vec::new();
    for table in &schema.tables {
        for (suffix, path) in [("", format!("csv/{}.csv", table.name)), ("_parquet", format!("parquet/{}.parquet", table.name))] {
            let name = format!("{}{suffix}", table.name);
            match resources.iter().find(|r| r["name"] == name.as_str()) {
                Some(resource) => {
                    check_file(resource, &name, &path, files, problems);
                    check_schema(resource, &name, &wanted(table, suffix), include_text && table.name == "articles", problems);
                }
                None => {
                    say(problems, Some(&table.name), &name, "", "the resource is missing".to_owned(), "a resource for every table and form")
                }
            }
            known.push(name);
        }
    }
    for name in resources.iter().filter_map(|r| r["name"].as_str()).filter(|name| !known.iter().any(|k| k == name)) {
        if resources.iter().any(|r| r["name"] == name && r.get("schema").is_some() && is_table_path(&r["path"])) {
            say(problems, None, name, "", "the resource is no table of the schema".to_owned(), "the tables of the schema only");
        }
    }
}

fn is_table_path(path: &Value) -> bool {
    path.as_str().is_some_and(|p| p.starts_with("csv/") || p.starts_with("parquet/"))
}

fn say(problems: &mut Problems, table: Option<&str>, resource: &str, value: &str, message: String, expected: &str) {
    problems.add(0, Code::Descriptor, || {
        let mut problem = Problem::of_file(Code::Descriptor, DATAPACKAGE, message)
            .value(value)
            .expected(expected)
            .hint("take the released file; it is made from the schema and not edited");
        problem.key = Some(resource.to_owned()).filter(|name| !name.is_empty());
        match table {
            // The group is of the release as a whole; the table is in the message.
            Some(table) => {
                problem.message = format!("{} (table `{table}`)", problem.message);
                problem
            }
            None => problem,
        }
    });
}

/// Path, size and hash.
fn check_file(resource: &Value, name: &str, path: &str, files: &Files, problems: &mut Problems) {
    if resource["path"] != path {
        say(problems, None, name, &resource["path"].to_string(), "the path differs".to_owned(), path);
    }
    let Some(found) = files.get(path) else { return };
    // Resources of Parquet files say no size: programs that read them as data frames would compare it with a CSV's.
    let size = resource.get("bytes").or((!path.starts_with("parquet/")).then_some(&Value::Null));
    if size.is_some_and(|size| size.as_u64() != Some(found.bytes)) {
        say(problems, None, name, &resource["bytes"].to_string(), "the size differs from the file's".to_owned(), &found.bytes.to_string());
    }
    let hash = format!("sha256:{}", found.sha256);
    if resource["hash"] != hash.as_str() {
        say(problems, None, name, resource["hash"].as_str().unwrap_or("nothing"), "the hash differs from the file's".to_owned(), &hash);
    }
}

/// The schema that a resource must carry; foreign keys of Parquet resources point among their own.
fn wanted(table: &TableSchema, suffix: &str) -> Value {
    let mut table = table.clone();
    for key in &mut table.foreign_keys {
        if !key.reference.resource.is_empty() {
            key.reference.resource.push_str(suffix);
        }
    }
    serde_json::to_value(table).unwrap_or_default()
}

/// The parts of a table schema that are promises; titles may be anywhere.
const PARTS: [&str; 4] = ["fields", "primaryKey", "foreignKeys", "missingValues"];

fn check_schema(resource: &Value, name: &str, wanted: &Value, with_text: bool, problems: &mut Problems) {
    let mut found = resource["schema"].clone();
    let mut wanted = wanted.clone();
    // The column that a release with texts has more is not declared in `schema/`.
    for fields in [&mut found, &mut wanted].into_iter().filter(|_| with_text).filter_map(|s| s["fields"].as_array_mut()) {
        fields.retain(|field| field["name"] != TEXT_COLUMN);
    }
    for part in PARTS {
        // Parquet has nulls of its own; what stands for them differs with the program that reads it.
        if part == "missingValues" && name.ends_with("_parquet") {
            continue;
        }
        let mut place = vec![part.to_owned()];
        if let Some((found, expected)) = first_difference(&found[part], &wanted[part], &mut place) {
            let place = place.join(".");
            say(problems, None, name, &found, format!("`schema.{place}` differs from the schema"), &expected);
        }
    }
}

/// The first place at which two JSON values differ, with both values there.
fn first_difference(found: &Value, wanted: &Value, place: &mut Vec<String>) -> Option<(String, String)> {
    match (found, wanted) {
        (Value::Object(a), Value::Object(b)) => {
            let mut keys: Vec<_> = a.keys().chain(b.keys()).collect();
            keys.sort();
            keys.dedup();
            keys.into_iter().find_map(|key| step(&found[key], &wanted[key], key.clone(), place))
        }
        (Value::Array(a), Value::Array(b)) => {
            let name = |n: usize| b.get(n).or(a.get(n)).and_then(|v| v["name"].as_str()).map_or(n.to_string(), str::to_owned);
            let at = |list: &Vec<Value>, n: usize| list.get(n).cloned().unwrap_or_default();
            (0..a.len().max(b.len())).find_map(|n| step(&at(a, n), &at(b, n), name(n), place))
        }
        _ if found == wanted => None,
        _ => Some((found.to_string(), wanted.to_string())),
    }
}

fn step(found: &Value, wanted: &Value, key: String, place: &mut Vec<String>) -> Option<(String, String)> {
    place.push(key);
    let difference = first_difference(found, wanted, place);
    if difference.is_none() {
        place.pop();
    }
    difference
}
