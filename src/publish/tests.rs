//! Whole releases, from hand-made articles.

#[path = "../../tests/support/publishing.rs"]
mod publishing;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use polars::prelude::{AnyValue, ParquetReader, SerReader};

use publishing::publish_articles;

use super::samples;
use super::*;
use crate::spill::Processed;

fn release(articles: &[Processed], options: PublishOptions, folder: &Path) -> Manifest {
    publish_articles(articles.iter().cloned(), (&samples::registry(), &samples::event_types()), options, folder)
}

fn sample() -> Vec<Processed> {
    let mut copy = samples::full(1, Some("2022-01-12"));
    copy.article.text_sha256 = samples::full(2, None).article.text_sha256;
    vec![samples::full(3, Some("2022-01-11")), samples::full(2, Some("2022-01-10")), copy]
}

fn bytes(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = walkdir::WalkDir::new(folder).into_iter().map(Result::unwrap).filter(|f| f.file_type().is_file());
    files.map(|f| (f.path().strip_prefix(folder).unwrap().to_string_lossy().into_owned(), fs::read(f.path()).unwrap())).collect()
}

#[test]
fn a_small_release_looks_like_this() {
    let folder = tempfile::tempdir().unwrap();
    release(&sample(), PublishOptions::default(), folder.path());
    let mut shown = String::new();
    for (path, bytes) in bytes(folder.path()) {
        if path.ends_with(".csv") {
            shown.push_str(&format!("== {path}\n{}\n", String::from_utf8(bytes).unwrap()));
        }
    }
    insta::assert_snapshot!("tables", shown);
}

#[test]
fn the_same_input_gives_the_same_bytes_in_any_order() {
    let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let mut articles = sample();
    release(&articles, PublishOptions { include_text: true }, first.path());
    articles.reverse();
    release(&articles, PublishOptions { include_text: true }, second.path());
    let (first, second) = (bytes(first.path()), bytes(second.path()));
    assert_eq!(first.keys().collect::<Vec<_>>(), second.keys().collect::<Vec<_>>());
    for (path, bytes) in first {
        assert!(bytes == second[&path], "{path} differs");
    }
}

#[test]
fn parquet_holds_what_csv_holds() {
    let folder = tempfile::tempdir().unwrap();
    release(&sample(), PublishOptions { include_text: true }, folder.path());
    for (table, _) in crate::tables::TABLES {
        let frame = ParquetReader::new(fs::File::open(folder.path().join(parquet_path(table))).unwrap()).finish().unwrap();
        let mut csv = csv::Reader::from_path(folder.path().join(csv_path(table))).unwrap();
        let header: Vec<_> = csv.headers().unwrap().iter().map(str::to_owned).collect();
        assert_eq!(frame.get_column_names_owned(), header, "{table}");
        let records: Vec<_> = csv.records().map(Result::unwrap).collect();
        assert_eq!(frame.height(), records.len(), "{table}");
        for (n, record) in records.iter().enumerate() {
            for (cell, column) in record.iter().zip(frame.columns()) {
                let value = match column.get(n).unwrap() {
                    AnyValue::Null => String::new(),
                    AnyValue::String(text) => text.to_owned(),
                    AnyValue::StringOwned(text) => text.to_string(),
                    AnyValue::Float64(number) => number.to_string(),
                    other => other.to_string(),
                };
                assert_eq!(cell, value, "{table} row {n}");
            }
        }
    }
}

#[test]
fn every_file_is_in_the_list_of_checksums() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = release(&sample(), PublishOptions::default(), folder.path());
    let files = bytes(folder.path());
    let sums = String::from_utf8(files["SHA256SUMS"].clone()).unwrap();
    let listed: Vec<_> = sums.lines().map(|line| line.split_once("  ").unwrap().1).collect();
    let expected: Vec<_> = files.keys().filter(|path| *path != "SHA256SUMS").collect();
    assert_eq!(listed, expected);
    let articles = manifest.outputs.iter().find(|file| file.path == "csv/articles.csv").unwrap();
    assert_eq!(articles.rows, Some(3));
}

#[test]
fn an_empty_corpus_is_a_release_too() {
    let folder = tempfile::tempdir().unwrap();
    let manifest = release(&[], PublishOptions::default(), folder.path());
    let rows = manifest.outputs.iter().filter_map(|file| file.rows).max();
    assert_eq!(rows, Some(2), "event types alone");
}
