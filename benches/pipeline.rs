//! Speed of the rooms and of the whole street, in tokens a second, on one thread.
//!
//! `cargo bench --bench pipeline` reads the sample corpus; `TIDINGS_BENCH_RAW=articles.jsonl` another one.
//! The allocation columns are divan's: allocations and the peak of what was held.

use std::path::PathBuf;

use divan::counter::ItemsCount;
use divan::{AllocProfiler, Bencher};
use tidings::annotate::{Annotator, Document, segment};
use tidings::codebook::Codebook;
use tidings::extract::{Models, extract};
use tidings::ingest::{Article, Collection, Record};
use tidings::model::network::Network;
use tidings::model::weights::unpack;
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
    let mut annotator = Annotator::new(&codebook.segments, Network::embedded().unwrap());
    articles.iter().map(|article| annotator.annotate(article)).collect()
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

/// Laying out the weights: paid once a run.
#[divan::bench]
fn load_network() {
    let file = std::fs::read(concat!(env!("CARGO_MANIFEST_DIR"), "/models/english.bin")).unwrap();
    divan::black_box(Network::read(&unpack(&file).unwrap()).unwrap());
}

/// Sentences and tokens alone.
#[divan::bench]
fn segment_articles(bencher: Bencher) {
    let codebook = codebook();
    let articles = articles(&codebook);
    let count = tokens(&documents(&codebook, &articles));
    let mut document = Document::default();
    bencher.counter(count).bench_local(|| {
        for article in &articles {
            segment(&article.text, &article.paragraphs, &codebook.segments, &mut document);
        }
    });
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
    let models = Models::embedded().unwrap();
    bencher.counter(tokens(&documents)).bench(|| {
        articles.iter().zip(&documents).map(|(article, document)| extract(article, document, &codebook, models)).collect::<Vec<_>>()
    });
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
