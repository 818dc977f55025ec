//! How to cite the dataset: `CITATION.cff` (Citation File Format 1.2.0) and the same as one line.

use std::fmt::Write;

use crate::codebook::Dataset;

/// The text of `CITATION.cff`. Every value is a JSON string, which YAML reads as it stands.
pub(super) fn cff(dataset: &Dataset) -> String {
    let mut text = String::from("cff-version: 1.2.0\nmessage: If you use this dataset, please cite it as below.\ntype: dataset\n");
    let _ = writeln!(text, "title: {}", quoted(&dataset.title));
    let _ = writeln!(text, "abstract: {}", quoted(&dataset.description));
    let _ = writeln!(text, "version: {}", quoted(&dataset.version));
    let _ = writeln!(text, "date-released: {}", quoted(&dataset.created.to_string()));
    text.push_str("authors:\n");
    for creator in &dataset.creators {
        let _ = writeln!(text, "  - name: {}", quoted(&creator.title));
        if let Some(path) = &creator.path {
            let key = if path.starts_with("https://orcid.org/") { "orcid" } else { "website" };
            let _ = writeln!(text, "    {key}: {}", quoted(path));
        }
    }
    list(&mut text, "license", dataset.licenses.iter().map(|license| license.name.as_str()));
    list(&mut text, "keywords", dataset.keywords.iter().map(String::as_str));
    if let Some(url) = &dataset.url {
        let _ = writeln!(text, "url: {}", quoted(url));
    }
    text
}

/// Text as a JSON string.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// A YAML list, unless there is nothing in it.
fn list<'a>(text: &mut String, key: &str, values: impl Iterator<Item = &'a str>) {
    for (n, value) in values.enumerate() {
        if n == 0 {
            let _ = writeln!(text, "{key}:");
        }
        let _ = writeln!(text, "  - {}", quoted(value));
    }
}

/// Creators, year, title, version and address on one line.
pub(super) fn line(dataset: &Dataset) -> String {
    let creators = dataset.creators.iter().map(|creator| creator.title.as_str()).collect::<Vec<_>>().join("; ");
    let year = dataset.created.format("%Y");
    let url = dataset.url.as_ref().map(|url| format!(" {url}")).unwrap_or_default();
    format!("{creators} ({year}): {}, version {}.{url}", dataset.title, dataset.version)
}
