//! `croissant.json`: the release in Croissant 1.0 (<https://docs.mlcommons.org/croissant/docs/croissant-spec.html>), for
//! machine-learning tools. Files are CSV and Parquet; record sets read the Parquet.

use serde_json::{Map, Value, json};

use super::manifest::OutputFile;
use super::table_file::parquet_path;
use crate::codebook::Dataset;
use crate::tables::{CellType, Field, Schema, TableSchema};

/// The text of the file. `outputs` must hold the tables' files.
pub(super) fn render(dataset: &Dataset, schema: &Schema, outputs: &[OutputFile]) -> serde_json::Result<Vec<u8>> {
    let tables = outputs.iter().filter(|file| file.rows.is_some());
    let creators = dataset.creators.iter().map(|creator| {
        let mut value = json!({"@type": "sc:Organization", "name": creator.title});
        set(&mut value, "url", creator.path.clone());
        value
    });
    let mut package = json!({
        "@context": context(),
        "@type": "sc:Dataset",
        "conformsTo": "http://mlcommons.org/croissant/1.0",
        "name": dataset.name,
        "alternateName": dataset.title,
        "description": dataset.description,
        "version": dataset.version,
        "datePublished": dataset.created.to_string(),
        "license": dataset.licenses.iter().map(|license| &license.path).collect::<Vec<_>>(),
        "keywords": dataset.keywords,
        "creator": creators.collect::<Vec<_>>(),
        "citeAs": super::citation::line(dataset),
        "distribution": tables.map(file_object).collect::<Vec<_>>(),
        "recordSet": schema.tables.iter().map(record_set).collect::<Vec<_>>(),
    });
    set(&mut package, "url", dataset.url.clone());
    let mut text = serde_json::to_vec_pretty(&package)?;
    text.push(b'\n');
    Ok(text)
}

fn set(object: &mut Value, key: &str, value: Option<String>) {
    if let (Some(object), Some(value)) = (object.as_object_mut(), value) {
        object.insert(key.to_owned(), value.into());
    }
}

fn file_object(file: &OutputFile) -> Value {
    let format = if file.path.ends_with(".csv") { "text/csv" } else { "application/vnd.apache.parquet" };
    json!({
        "@type": "cr:FileObject",
        "@id": file.path,
        "name": file.path,
        "contentUrl": file.path,
        "contentSize": format!("{} B", file.bytes),
        "encodingFormat": format,
        "sha256": file.sha256,
    })
}

fn record_set(table: &TableSchema) -> Value {
    let key: Vec<_> = table.primary_key.iter().map(|column| json!({"@id": field_id(&table.name, column)})).collect();
    json!({
        "@type": "cr:RecordSet",
        "@id": table.name,
        "name": table.name,
        "description": table.description,
        "key": key,
        "field": table.fields.iter().map(|field| record_field(table, field)).collect::<Vec<_>>(),
    })
}

fn record_field(table: &TableSchema, field: &Field) -> Value {
    let kind = match field.kind {
        CellType::String => "sc:Text",
        CellType::Integer => "sc:Integer",
        CellType::Number => "sc:Float",
        CellType::Boolean => "sc:Boolean",
        CellType::Date => "sc:Date",
    };
    let mut value = json!({
        "@type": "cr:Field",
        "@id": field_id(&table.name, &field.name),
        "name": field.name,
        "description": field.description,
        "dataType": kind,
        "source": {"fileObject": {"@id": parquet_path(&table.name)}, "extract": {"column": field.name}},
    });
    let key = table.foreign_keys.iter().find(|key| key.fields == [field.name.as_str()]);
    if let (Some(object), Some(key), Some(far)) = (value.as_object_mut(), key, key.and_then(|key| key.reference.fields.first())) {
        let far = field_id(key.reference.table_name(table), far);
        object.insert("references".to_owned(), json!({"field": {"@id": far}}));
    }
    value
}

fn field_id(table: &str, column: &str) -> String {
    format!("{table}/{column}")
}

/// The context that the specification prescribes, with `https://schema.org/`.
fn context() -> Map<String, Value> {
    let plain = [
        ("@language", "en"),
        ("@vocab", "https://schema.org/"),
        ("citeAs", "cr:citeAs"),
        ("column", "cr:column"),
        ("conformsTo", "dct:conformsTo"),
        ("cr", "http://mlcommons.org/croissant/"),
        ("dct", "http://purl.org/dc/terms/"),
        ("equivalentProperty", "cr:equivalentProperty"),
        ("extract", "cr:extract"),
        ("field", "cr:field"),
        ("fileObject", "cr:fileObject"),
        ("fileProperty", "cr:fileProperty"),
        ("fileSet", "cr:fileSet"),
        ("format", "cr:format"),
        ("includes", "cr:includes"),
        ("isLiveDataset", "cr:isLiveDataset"),
        ("jsonPath", "cr:jsonPath"),
        ("key", "cr:key"),
        ("md5", "cr:md5"),
        ("parentField", "cr:parentField"),
        ("path", "cr:path"),
        ("rai", "http://mlcommons.org/croissant/RAI/"),
        ("recordSet", "cr:recordSet"),
        ("references", "cr:references"),
        ("regex", "cr:regex"),
        ("repeated", "cr:repeated"),
        ("replace", "cr:replace"),
        ("samplingRate", "cr:samplingRate"),
        ("sc", "https://schema.org/"),
        ("separator", "cr:separator"),
        ("source", "cr:source"),
        ("subField", "cr:subField"),
        ("transform", "cr:transform"),
    ];
    let mut context: Map<String, Value> = plain.into_iter().map(|(key, value)| (key.to_owned(), value.into())).collect();
    context.insert("data".to_owned(), json!({"@id": "cr:data", "@type": "@json"}));
    context.insert("dataType".to_owned(), json!({"@id": "cr:dataType", "@type": "@vocab"}));
    context.insert("examples".to_owned(), json!({"@id": "cr:examples", "@type": "@json"}));
    context
}
