//! How long it takes to validate a release of many rows.
//!
//! `cargo bench --bench validate`. To measure memory too, on as many articles (of some 20 rows each) as you like:
//!
//! ```sh
//! cargo bench --bench validate -- --write /tmp/release 500000
//! /usr/bin/time -v tidings validate /tmp/release
//! ```

#[path = "../tests/support/mod.rs"]
mod support;

use std::path::Path;

use divan::Bencher;
use divan::counter::ItemsCount;
use tempfile::TempDir;
use tidings::review::validate::{Options, Report, validate};
use tidings::schema::SchemaFiles;
use tidings::tables::Schema;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let Some(at) = args.iter().position(|arg| arg == "--write") else { return divan::main() };
    let (folder, articles) = (args.get(at + 1).expect("a folder"), args.get(at + 2).expect("a number of articles"));
    std::fs::create_dir_all(folder).expect("a folder that can be made");
    support::write_many(articles.parse().expect("a number of articles"), Path::new(folder));
}

fn check(release: &Path) -> Report {
    let schema = Schema::load(&SchemaFiles::embedded()).expect("a schema");
    validate(release, &schema, None, Options::default()).expect("a release")
}

/// All rows keep every promise.
#[divan::bench(args = [500, 50_000], sample_count = 5, sample_size = 1)]
fn nothing_is_wrong(bencher: Bencher, articles: u32) {
    let folder = TempDir::new().expect("a temporary folder");
    support::write_many(articles, folder.path());
    let report = check(folder.path());
    assert!(report.valid, "{report}");
    let rows: u64 = report.tables.iter().filter_map(|table| table.rows).sum();
    bencher.counter(ItemsCount::new(rows)).bench_local(|| check(folder.path()));
}

/// A problem in every row of a table: counted exactly, listed up to the limit.
#[divan::bench(args = [50_000], sample_count = 5, sample_size = 1)]
fn every_mention_is_wrong(bencher: Bencher, articles: u32) {
    let folder = TempDir::new().expect("a temporary folder");
    support::write_many(articles, folder.path());
    let path = folder.path().join("csv/mentions.csv");
    let mentions = std::fs::read_to_string(&path).expect("a table");
    std::fs::write(&path, mentions.replace(",name,", ",nmae,")).expect("room on the disk");
    assert!(check(folder.path()).problem_count > u64::from(articles));
    bencher.bench_local(|| check(folder.path()));
}
