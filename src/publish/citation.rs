//! How to cite the dataset: `CITATION.cff` (Citation File Format 1.2.0) and the same as one line.

use std::fmt::Write;

use crate::codebook::Dataset;

/// The text of `CITATION.cff`. Every value is a JSON string, which YAML reads as it stands.
pub(super) fn cff(dataset: &Dataset) -> String {
    let quoted = |text: &str| serde_json::Value::from(text).to_string();
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
    match dataset.licenses.as_slice() {
        [one] => drop(writeln!(text, "license: {}", quoted(&one.name))),
        several => {
            text.push_str("license:\n");
            several.iter().for_each(|license| drop(writeln!(text, "  - {}", quoted(&license.name))));
        }
    }
    if !dataset.keywords.is_empty() {
        text.push_str("keywords:\n");
        dataset.keywords.iter().for_each(|word| drop(writeln!(text, "  - {}", quoted(word))));
    }
    if let Some(url) = &dataset.url {
        let _ = writeln!(text, "url: {}", quoted(url));
    }
    text
}

/// Creators, year, title, version and address on one line.
pub(super) fn line(dataset: &Dataset) -> String {
    let creators = dataset.creators.iter().map(|creator| creator.title.as_str()).collect::<Vec<_>>().join("; ");
    let year = dataset.created.format("%Y");
    let url = dataset.url.as_ref().map(|url| format!(" {url}")).unwrap_or_default();
    format!("{creators} ({year}): {}, version {}.{url}", dataset.title, dataset.version)
}
