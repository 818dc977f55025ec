//! From findings to a release, for the tests of `publish` and `validate` and for the latter's benchmark.

use std::path::Path;

use tidings::codebook::{Dataset, Registry};
use tidings::publish::{History, Manifest, PublishInput, PublishOptions, publish};
use tidings::resolve::resolve;
use tidings::schema::SchemaFiles;
use tidings::spill::{Processed, SpillWriter};
use tidings::tables::{EventTypeRow, Schema};

/// Publishes articles into the empty folder `release`, with the built-in schema.
pub fn publish_articles(
    articles: impl IntoIterator<Item = Processed>,
    (registry, event_types): (&Registry, &[EventTypeRow]),
    options: PublishOptions,
    release: &Path,
) -> Manifest {
    let files = SchemaFiles::embedded();
    let (schema, dataset) = (Schema::load(&files).unwrap(), Dataset::load(&files).unwrap());
    let work = tempfile::tempdir().unwrap();
    let mut spill = SpillWriter::create(work.path()).unwrap();
    articles.into_iter().for_each(|processed| spill.push(&processed).unwrap());
    let spill = spill.finish().unwrap();
    let resolution = resolve(&spill, registry).unwrap();
    let input = PublishInput {
        spill: &spill,
        resolution: &resolution,
        registry,
        schema: &schema,
        dataset: &dataset,
        rejections: &[],
        inputs: Vec::new(),
        event_types,
        history: &History::default(),
        options,
    };
    publish(input, release).unwrap()
}
