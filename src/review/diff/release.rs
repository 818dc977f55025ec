//! One side of a comparison: which tables a release folder has, by what they are keyed, and where their files are.
//!
//! The release's own `datapackage.json` says so. Without one (a folder of CSV files, or one that was edited by hand)
//! the schema of this program does.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

use super::DiffError;
use crate::publish::Manifest;
use crate::tables::{Schema, TableSchema};

/// A release folder as found.
pub(super) struct Release {
    pub root: PathBuf,
    /// Its version, from `datapackage.json`.
    pub version: Option<String>,
    /// In the order of the release.
    pub tables: Vec<Table>,
    pub manifest: Option<Manifest>,
    /// What is odd about it, for the user.
    pub notes: Vec<String>,
}

/// A table as declared; its file need not be there.
#[derive(Debug, Clone)]
pub(super) struct Table {
    pub name: String,
    /// Path below the release, with `/` as separator.
    pub path: String,
    pub key: Vec<String>,
    /// The columns' types, by name.
    pub types: BTreeMap<String, String>,
    /// Columns that point to another table, with its name.
    pub parents: Vec<(String, String)>,
}

#[derive(Deserialize)]
struct Descriptor {
    version: Option<String>,
    #[serde(default)]
    resources: Vec<Resource>,
}

#[derive(Deserialize)]
struct Resource {
    name: String,
    #[serde(default)]
    path: Value,
    #[serde(default)]
    schema: Value,
}

impl Release {
    /// Looks at a folder.
    pub fn open(root: &Path, schema: &Schema) -> Result<Self, DiffError> {
        if !root.is_dir() {
            return Err(DiffError::NoFolder(root.to_owned()));
        }
        let mut release = Self { root: root.to_owned(), version: None, tables: Vec::new(), manifest: None, notes: Vec::new() };
        if let Some(descriptor) = release.json::<Descriptor>("datapackage.json") {
            release.version = descriptor.version;
            release.tables = descriptor.resources.iter().filter_map(|r| Table::declared(r, schema)).collect();
        }
        release.manifest = release.json(Manifest::PATH);
        release.add_undeclared(schema)?;
        if release.tables.is_empty() {
            return Err(DiffError::NoTables(root.to_owned()));
        }
        Ok(release)
    }

    /// The table of this name.
    pub fn table(&self, name: &str) -> Option<&Table> {
        self.tables.iter().find(|t| t.name == name)
    }

    /// Where a table's file is.
    pub fn file(&self, table: &Table) -> PathBuf {
        self.root.join(&table.path)
    }

    /// Reads a file of the release; a broken one is noted and passed over, as if it were not there.
    fn json<T: for<'de> Deserialize<'de>>(&mut self, name: &str) -> Option<T> {
        let path = self.root.join(name);
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => return None,
            Err(e) => {
                self.notes.push(format!("can't read `{}`: {e}", path.display()));
                return None;
            }
        };
        match serde_json::from_slice(&bytes) {
            Ok(value) => Some(value),
            Err(e) => {
                self.notes.push(format!("`{}` is not understood and was passed over: {e}", path.display()));
                None
            }
        }
    }

    /// Adds the files of `csv/` that no descriptor names: first those that the program knows, in its order.
    fn add_undeclared(&mut self, schema: &Schema) -> Result<(), DiffError> {
        let folder = self.root.join("csv");
        let read = |source| DiffError::Read { path: folder.clone(), source };
        let mut names = Vec::new();
        if folder.is_dir() {
            for entry in std::fs::read_dir(&folder).map_err(read)? {
                let name = entry.map_err(read)?.file_name().to_string_lossy().into_owned();
                names.extend(name.strip_suffix(".csv").map(str::to_owned));
            }
        }
        let place = |name: &str| schema.tables.iter().position(|t| t.name == name).unwrap_or(usize::MAX);
        names.sort_by(|a, b| (place(a), a).cmp(&(place(b), b)));
        for name in names {
            let path = format!("csv/{name}.csv");
            if !self.tables.iter().any(|t| t.name == name || t.path == path) {
                self.tables.push(Table::built_in(&name, path, schema));
            }
        }
        Ok(())
    }
}

impl Table {
    /// The table that a CSV resource declares; `None` for a resource that is no CSV file.
    fn declared(resource: &Resource, schema: &Schema) -> Option<Self> {
        let path = text_or_first(&resource.path).filter(|p| p.ends_with(".csv"))?;
        let safe = Path::new(path).components().all(|c| matches!(c, Component::Normal(_) | Component::CurDir));
        let path = if safe { path.to_owned() } else { format!("csv/{}.csv", resource.name.replace(['/', '\\'], "_")) };
        let Some(fields) = resource.schema.get("fields").and_then(Value::as_array) else {
            return Some(Self::built_in(&resource.name, path, schema));
        };
        let text = |value: &Value, name: &str| value.get(name).and_then(Value::as_str).map(str::to_owned);
        let types = fields.iter().filter_map(|f| Some((text(f, "name")?, text(f, "type").unwrap_or_else(|| "any".to_owned()))));
        let keys = resource.schema.get("foreignKeys").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        let parents = keys.iter().filter_map(|key| {
            let target = key.get("reference")?.get("resource").and_then(Value::as_str)?;
            Some((text_or_first(key.get("fields")?)?.to_owned(), target.to_owned()))
        });
        Some(Self {
            name: resource.name.clone(),
            path,
            key: texts(resource.schema.get("primaryKey")),
            types: types.collect(),
            parents: parents.collect(),
        })
    }

    /// A table by the program's own schema; a name that it doesn't know has no key.
    fn built_in(name: &str, path: String, schema: &Schema) -> Self {
        let known = schema.table(name);
        let types = |t: &TableSchema| t.fields.iter().map(|f| (f.name.clone(), f.kind.as_str().to_owned())).collect();
        let parents = |t: &TableSchema| {
            t.foreign_keys.iter().filter_map(|k| Some((k.fields.first()?.clone(), k.reference.resource.clone()))).collect()
        };
        Self {
            name: name.to_owned(),
            path,
            key: known.map(|t| t.primary_key.clone()).unwrap_or_default(),
            types: known.map(types).unwrap_or_default(),
            parents: known.map(parents).unwrap_or_default(),
        }
    }
}

fn text_or_first(value: &Value) -> Option<&str> {
    value.as_str().or_else(|| value.as_array()?.first()?.as_str())
}

fn texts(value: Option<&Value>) -> Vec<String> {
    match value {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(many)) => many.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}
