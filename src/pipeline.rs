//! The one-way street from raw files to a release: which room is called when, and in how many threads.
//!
//! Up to `extract` every article is alone, and several are read at once ([`workers`]).

mod workers;

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::annotate::{Annotator, Document, annotate, fingerprint};
use crate::codebook::{Codebook, CodebookErrors, EventTypeEntry};
use crate::extract::{self, Models, Trace};
use crate::ingest::{Article, Collection, IngestError, Rejection};
use crate::inputs::InputFile;
use crate::model::network::Network;
use crate::model::weights::WeightsError;
use crate::publish::{self, History, Manifest, PublishError, PublishInput, PublishOptions};
use crate::resolve;
use crate::schema::SchemaFiles;
use crate::spill::{Processed, Spill, SpillWriter};
use crate::tables::{EventTypeRow, Schema, TableError};
use crate::text::Span;
use workers::{Process, Stopped, process_all};

/// What a run is asked to do.
#[derive(Debug, Clone)]
pub struct RunOptions {
    /// File or folder of raw articles.
    pub raw: PathBuf,
    /// Folder with `superseded.csv` and the changelog's entries; may be absent.
    pub history: PathBuf,
    /// Threads that annotate and extract, at least 1. With 1, everything runs on the calling thread.
    pub jobs: usize,
    /// Put the article texts into the release.
    pub include_text: bool,
}

/// What a run made.
#[derive(Debug)]
pub struct Made {
    /// The manifest of the release.
    pub manifest: Manifest,
    /// Articles that were read, duplicates included.
    pub articles: usize,
    /// Articles that repeat another one.
    pub duplicates: usize,
    /// What was set aside.
    pub rejections: Vec<Rejection>,
}

/// Why no release could be made.
#[derive(Debug, Error)]
pub enum RunError {
    /// The codebook is broken.
    #[error("the codebook has errors")]
    Codebook(#[from] CodebookErrors),
    /// The program's own weights don't fit it.
    #[error(transparent)]
    Weights(#[from] WeightsError),
    /// The declared tables are broken.
    #[error(transparent)]
    Tables(#[from] TableError),
    /// The raw files can't be read at all.
    #[error(transparent)]
    Ingest(#[from] IngestError),
    /// The work file can't be written or read back.
    #[error("can't keep findings in `{folder}`: {source}; make room there or choose another output folder")]
    Spill {
        /// The work folder.
        folder: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The history can't be read.
    #[error("can't read the history in `{folder}`: {source}; its files are superseded.csv and <version>.md, in UTF-8")]
    History {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The release can't be written.
    #[error(transparent)]
    Publish(#[from] PublishError),
}

/// Called as reading goes on: articles so far, bytes read, bytes in all (0 when unknown).
pub type Progress<'p> = dyn Fn(u64, u64, u64) + Sync + 'p;

/// Makes a complete release in the empty folder `work`.
///
/// # Errors
/// When schema or codebook are broken, nothing can be read, or the disk can't be written.
pub fn make(options: &RunOptions, files: &SchemaFiles, work: &Path, progress: &Progress<'_>) -> Result<Made, RunError> {
    let schema = Schema::load(files)?;
    let codebook = Codebook::load(files)?;
    let gathered = gather(options, &codebook, work, progress)?;
    let spill_error = |source| RunError::Spill { folder: work.to_owned(), source };
    let resolution = resolve::resolve(&gathered.spill, &codebook.registry).map_err(spill_error)?;
    let duplicates = (0..gathered.spill.len() as u32).filter(|n| resolution.duplicate_of(*n).is_some()).count();
    let history = History::load(&options.history).map_err(|source| RunError::History { folder: options.history.clone(), source })?;
    let mut inputs = gathered.inputs;
    inputs.extend(files.inputs());
    let input = PublishInput {
        spill: &gathered.spill,
        resolution: &resolution,
        registry: &codebook.registry,
        schema: &schema,
        dataset: &codebook.dataset,
        rejections: &gathered.rejections,
        inputs,
        event_types: &event_types(&codebook),
        history: &history,
        options: PublishOptions { include_text: options.include_text },
    };
    let manifest = publish::publish(input, work)?;
    Ok(Made { manifest, articles: gathered.spill.len(), duplicates, rejections: gathered.rejections })
}

/// The codebook's event types as rows.
fn event_types(codebook: &Codebook) -> Vec<EventTypeRow> {
    let row = |entry: &EventTypeEntry| EventTypeRow {
        event_type: entry.event_type.clone(),
        mode: entry.mode.clone(),
        quad_class: entry.quad_class.clone(),
        score: entry.score,
        cameo_root: entry.cameo_root.clone(),
        description: entry.description.clone(),
    };
    codebook.events.types.iter().map(row).collect()
}

/// What reading, annotating and extracting gave.
struct Gathered {
    spill: Spill,
    rejections: Vec<Rejection>,
    inputs: Vec<InputFile>,
}

fn gather(options: &RunOptions, codebook: &Codebook, work: &Path, progress: &Progress<'_>) -> Result<Gathered, RunError> {
    let spill_error = |source| RunError::Spill { folder: work.to_owned(), source };
    let mut collection = Collection::open(&options.raw, codebook.ingest.clone())?;
    let mut writer = SpillWriter::create(work).map_err(spill_error)?;
    let network = Network::embedded()?;
    let models = Models::embedded()?;
    let start = || -> Process<'_> {
        let mut worker = Worker::new(codebook, network, models);
        Box::new(move |article| worker.process(article))
    };
    let rejections = process_all(&mut collection, &start, options.jobs, &mut |processed| writer.push(processed), progress);
    let mut rejections = rejections.map_err(|stopped| match stopped {
        Stopped::Ingest(e) => e.into(),
        Stopped::Keep(e) => spill_error(e),
    })?;
    rejections.sort();
    Ok(Gathered { spill: writer.finish().map_err(spill_error)?, rejections, inputs: collection.into_inputs() })
}

/// Annotates and extracts, one article after another.
struct Worker<'c> {
    codebook: &'c Codebook,
    annotator: Annotator<'c>,
    document: Document,
    models: Models<'c>,
}

impl<'c> Worker<'c> {
    fn new(codebook: &'c Codebook, network: &'c Network<'c>, models: Models<'c>) -> Self {
        Self { codebook, annotator: Annotator::new(&codebook.segments, network), document: Document::default(), models }
    }

    fn process(&mut self, article: Article) -> Processed {
        let Self { codebook, annotator, document, models } = self;
        annotator.annotate_into(&article, document);
        let findings = extract::extract(&article, document, codebook, *models);
        Processed {
            sentence_count: document.sentences.len() as u32,
            word_count: document.word_count() as u32,
            fingerprint: fingerprint(&article, document),
            article,
            findings,
        }
    }
}

/// One article read once more, with how each row came about.
#[derive(Debug)]
pub struct Replayed {
    /// The sentences of its text.
    pub sentences: Vec<Span>,
    /// What was asked and weighed.
    pub trace: Trace,
}

/// Reads one article as [`make`] does, tells how its rows came about, and makes a release of it alone in the empty folder
/// `work`. Groups, episodes and names that only other articles tell are not in it.
///
/// # Errors
/// When schema or codebook are broken, or the disk can't be written.
pub fn replay(article: Article, files: &SchemaFiles, work: &Path) -> Result<Replayed, RunError> {
    let schema = Schema::load(files)?;
    let codebook = Codebook::load(files)?;
    let (network, models) = (Network::embedded()?, Models::embedded()?);
    let document = annotate(&article, &codebook.segments, network);
    let trace = extract::trace(&article, &document, &codebook, models);
    let spill_error = |source| RunError::Spill { folder: work.to_owned(), source };
    let mut writer = SpillWriter::create(work).map_err(spill_error)?;
    let processed = Processed {
        sentence_count: document.sentences.len() as u32,
        word_count: document.word_count() as u32,
        fingerprint: fingerprint(&article, &document),
        article,
        findings: trace.findings.clone(),
    };
    writer.push(&processed).map_err(spill_error)?;
    let spill = writer.finish().map_err(spill_error)?;
    let resolution = resolve::resolve(&spill, &codebook.registry).map_err(spill_error)?;
    let input = PublishInput {
        spill: &spill,
        resolution: &resolution,
        registry: &codebook.registry,
        schema: &schema,
        dataset: &codebook.dataset,
        rejections: &[],
        inputs: Vec::new(),
        event_types: &event_types(&codebook),
        history: &History::default(),
        options: PublishOptions::default(),
    };
    publish::publish(input, work)?;
    Ok(Replayed { sentences: document.sentences.iter().map(|sentence| sentence.span).collect(), trace })
}
