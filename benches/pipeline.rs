//! Speed of the rooms and of the whole street, in tokens a second, on one thread.
//!
//! `cargo bench --bench pipeline` reads the sample corpus; `TIDINGS_BENCH_RAW=articles.jsonl` another one.
//! The allocation columns are divan's: allocations and the peak of what was held.

use std::path::PathBuf;

use divan::counter::ItemsCount;
use divan::{AllocProfiler, Bencher};
use tidings::annotate::{Document, annotate};
use tidings::codebook::Codebook;
use tidings::extract::extract;
use tidings::ingest::{Article, Collection, Record};
use tidings::pipeline::{self, RunOptions};
use tidings::schema::SchemaFiles;

#[global_allocator]
static ALLOC: AllocProfiler = AllocProfiler::system();

fn main() {
    divan::main();
}

fn raw() -> PathBuf {
    std::env::var_os("TIDINGS_BENCH_RAW").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("raw"), PathBuf::from)
}

fn codebook() -> Codebook {
    Codebook::load(&SchemaFiles::embedded()).unwrap()
}

fn articles(codebook: &Codebook) -> Vec<Article> {
    Collection::open(&raw(), codebook.ingest.clone())
        .unwrap()
        .filter_map(|record| match record.unwrap() {
            Record::Article(article) => Some(*article),
            Record::Rejected(_) => None,
        })
        .collect()
}

fn documents(codebook: &Codebook, articles: &[Article]) -> Vec<Document> {
    articles.iter().map(|article| annotate(article, &codebook.segments)).collect()
}

fn tokens(documents: &[Document]) -> ItemsCount {
    ItemsCount::new(documents.iter().map(|d| d.tokens.len()).sum::<usize>())
}

/// Loading the codebook: paid once a run.
#[divan::bench]
fn load_codebook() -> Codebook {
    codebook()
}

#[divan::bench]
fn room_ingest(bencher: Bencher) {
    let codebook = codebook();
    let count = tokens(&documents(&codebook, &articles(&codebook)));
    bencher.counter(count).bench(|| articles(&codebook));
}

#[divan::bench]
fn room_annotate(bencher: Bencher) {
    let codebook = codebook();
    let articles = articles(&codebook);
    let count = tokens(&documents(&codebook, &articles));
    bencher.counter(count).bench(|| documents(&codebook, &articles));
}

#[divan::bench]
fn room_extract(bencher: Bencher) {
    let codebook = codebook();
    let articles = articles(&codebook);
    let documents = documents(&codebook, &articles);
    bencher
        .counter(tokens(&documents))
        .bench(|| articles.iter().zip(&documents).map(|(article, document)| extract(article, document, &codebook)).collect::<Vec<_>>());
}

/// Raw files to a finished release folder, the codebook's loading included.
#[divan::bench(sample_count = 20)]
fn whole_street(bencher: Bencher) {
    let codebook = codebook();
    let count = tokens(&documents(&codebook, &articles(&codebook)));
    let options = RunOptions { raw: raw(), history: PathBuf::from("history"), jobs: 1, include_text: false };
    bencher.counter(count).with_inputs(|| tempfile::tempdir().unwrap()).bench_values(|folder| {
        pipeline::make(&options, &SchemaFiles::embedded(), folder.path(), &|_, _, _| {}).unwrap();
        folder
    });
}
