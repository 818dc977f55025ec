//! The files of a release beside its tables; the manifest and `SHA256SUMS` come last.

use std::io::Write;
use std::path::Path;

use super::hashing::HashingFile;
use super::manifest::{Manifest, OutputFile, Program};
use super::table_file::writer;
use super::{PublishError, PublishInput, citation, croissant, datapackage, readme};
use crate::ingest::Rejection;
use crate::tables::Schema;

/// Name of the list of checksums.
pub(super) const SUMS: &str = "SHA256SUMS";

/// Writes all of them and gives the manifest.
pub(super) fn write(input: PublishInput, schema: &Schema, mut outputs: Vec<OutputFile>, folder: &Path) -> Result<Manifest, PublishError> {
    let dataset = input.dataset;
    let mut add = |path: &str, text: &[u8]| -> Result<(), PublishError> {
        outputs.push(file(folder, path, text)?);
        Ok(())
    };
    add("rejected.csv", &rejected(input.rejections)?)?;
    add("superseded.csv", input.history.superseded_csv().as_bytes())?;
    add("CHANGELOG.md", input.history.changelog(&dataset.title, &dataset.version).as_bytes())?;
    add("CITATION.cff", citation::cff(dataset).as_bytes())?;
    let described = [
        ("datapackage.json", datapackage::render(dataset, schema, &outputs)?),
        ("croissant.json", croissant::render(dataset, schema, &outputs)?),
        ("README.md", readme::render(dataset, schema, &outputs).into_bytes()),
    ];
    for (path, text) in described {
        outputs.push(file(folder, path, &text)?);
    }
    outputs.sort();
    let manifest = manifest(input, outputs);
    let mut text = serde_json::to_vec_pretty(&manifest)?;
    text.push(b'\n');
    let own = file(folder, Manifest::PATH, &text)?;
    file(folder, SUMS, sums(&manifest, &own).as_bytes())?;
    Ok(manifest)
}

fn manifest(input: PublishInput, outputs: Vec<OutputFile>) -> Manifest {
    let mut inputs = input.inputs;
    inputs.extend(input.history.inputs.iter().cloned());
    inputs.sort();
    let program = Program { name: env!("CARGO_PKG_NAME").to_owned(), version: env!("CARGO_PKG_VERSION").to_owned() };
    let options = input.options.include_text.then(|| "include-text".to_owned());
    Manifest { program, options: options.into_iter().collect(), inputs, outputs }
}

/// Writes one file whole.
fn file(folder: &Path, path: &str, text: &[u8]) -> Result<OutputFile, PublishError> {
    let place = folder.join(path);
    let mut file = HashingFile::create(&place).map_err(PublishError::at(&place))?;
    file.write_all(text).map_err(PublishError::at(&place))?;
    let sealed = file.seal().map_err(PublishError::at(&place))?;
    Ok(OutputFile { path: path.to_owned(), bytes: sealed.bytes, sha256: sealed.sha256, rows: None })
}

/// The form that `sha256sum --check` reads, sorted by path.
fn sums(manifest: &Manifest, own: &OutputFile) -> String {
    let mut files: Vec<_> = manifest.outputs.iter().chain([own]).map(|file| (file.path.as_str(), file.sha256.as_str())).collect();
    files.sort_unstable();
    files.into_iter().map(|(path, sha256)| format!("{sha256}  {path}\n")).collect()
}

/// `rejected.csv`: what was set aside, in the order of files and records.
fn rejected(rejections: &[Rejection]) -> Result<Vec<u8>, PublishError> {
    let mut sorted: Vec<_> = rejections.iter().collect();
    sorted.sort_by(|a, b| (&a.source.raw_file, a.byte, a.line, *a).cmp(&(&b.source.raw_file, b.byte, b.line, *b)));
    let mut csv = writer(Vec::new());
    csv.write_record(["raw_file", "raw_record", "line", "byte", "code", "reason"])?;
    let number = |n: Option<u64>| n.map(|n| n.to_string()).unwrap_or_default();
    for r in sorted {
        csv.write_record([&r.source.raw_file, &r.source.raw_record, &number(r.line), &number(r.byte), &r.code, &r.reason])?;
    }
    Ok(csv.into_inner().map_err(csv::IntoInnerError::into_error)?)
}
