//! Articles through annotation and extraction: in as many threads as wished, and back in the order of reading.
//!
//! One thread reads, the workers process, and the results are put back into order before they are handed on: no byte of
//! a release depends on which worker was first. An article on which the program itself fails is set aside like any other
//! input that can't be read, so that a bug costs one article and not the run.

use std::collections::BTreeMap;
use std::io;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::thread;

use crossbeam_channel::{Receiver, Sender, bounded, unbounded};

use super::Progress;
use crate::ingest::{Article, Collection, IngestError, Record, Rejection};
use crate::spill::Processed;

/// What a worker does with an article.
pub(super) type Process<'w> = Box<dyn FnMut(Article) -> Processed + 'w>;

/// Why not all articles went through.
#[derive(Debug)]
pub(super) enum Stopped {
    /// The raw files can't be read.
    Ingest(IngestError),
    /// What was processed can't be kept.
    Keep(io::Error),
}

/// Articles that may be on their way at once; bounds what waits for a slow one before it.
const IN_FLIGHT: usize = 128;

type Outcome = Result<Processed, Box<Rejection>>;

/// Processes all articles and hands them to `keep` in the order of reading. `start` makes a worker: one for each of
/// `jobs` threads, or one on the calling thread if `jobs` is 1. Gives what was set aside, in no order.
pub(super) fn process_all<'w>(
    collection: &mut Collection,
    start: &(dyn Fn() -> Process<'w> + Sync),
    jobs: usize,
    keep: &mut dyn FnMut(&Processed) -> io::Result<()>,
    progress: &Progress<'_>,
) -> Result<Vec<Rejection>, Stopped> {
    if jobs > 1 {
        return parallel(collection, start, jobs, keep, progress);
    }
    let (mut worker, mut rejections, mut count) = (Worker::new(start), Vec::new(), 0);
    while let Some(record) = collection.next() {
        match record.map_err(Stopped::Ingest)? {
            Record::Article(article) => {
                match worker.process(*article) {
                    Ok(processed) => keep(&processed).map_err(Stopped::Keep)?,
                    Err(rejection) => rejections.push(*rejection),
                }
                count += 1;
                let (done, all) = collection.progress();
                progress(count, done, all);
            }
            Record::Rejected(rejection) => rejections.push(rejection),
        }
    }
    Ok(rejections)
}

/// Processes one article after another; starts anew after one that it failed on.
struct Worker<'s, 'w> {
    start: &'s (dyn Fn() -> Process<'w> + Sync),
    process: Process<'w>,
}

impl<'s, 'w> Worker<'s, 'w> {
    fn new(start: &'s (dyn Fn() -> Process<'w> + Sync)) -> Self {
        Self { start, process: start() }
    }

    fn process(&mut self, article: Article) -> Outcome {
        let source = article.source.clone();
        // a worker that was broken off half-way is not used again
        catch_unwind(AssertUnwindSafe(|| (self.process)(article))).map_err(|_| {
            self.process = (self.start)();
            let reason = "the program failed on this article, which is a bug; please report it with the article and the message above";
            Box::new(Rejection { source, line: None, byte: None, code: "internal-error".to_owned(), reason: reason.to_owned() })
        })
    }
}

fn parallel<'w>(
    collection: &mut Collection,
    start: &(dyn Fn() -> Process<'w> + Sync),
    jobs: usize,
    keep: &mut dyn FnMut(&Processed) -> io::Result<()>,
    progress: &Progress<'_>,
) -> Result<Vec<Rejection>, Stopped> {
    let (permit_back, permits) = bounded(IN_FLIGHT);
    for _ in 0..IN_FLIGHT {
        let _ = permit_back.send(());
    }
    let (to_workers, work) = bounded::<(usize, Article)>(IN_FLIGHT);
    let (to_writer, results) = unbounded::<(usize, Outcome)>();
    thread::scope(|scope| {
        for _ in 0..jobs {
            let (work, to_writer) = (work.clone(), to_writer.clone());
            scope.spawn(move || {
                let mut worker = Worker::new(start);
                for (n, article) in work {
                    if to_writer.send((n, worker.process(article))).is_err() {
                        return;
                    }
                }
            });
        }
        drop((work, to_writer));
        let reader = scope.spawn(move || read(collection, &permits, &to_workers, progress));
        let failed = in_order(&results, keep, &permit_back);
        drop((results, permit_back));
        let read = reader.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        let mut rejections = failed.map_err(Stopped::Keep)?;
        rejections.extend(read.map_err(Stopped::Ingest)?);
        Ok(rejections)
    })
}

/// Feeds the workers; ends early when nobody takes the results any more.
fn read(
    collection: &mut Collection,
    permits: &Receiver<()>,
    to_workers: &Sender<(usize, Article)>,
    progress: &Progress<'_>,
) -> Result<Vec<Rejection>, IngestError> {
    let (mut rejections, mut count) = (Vec::new(), 0);
    while let Some(record) = collection.next() {
        match record? {
            Record::Article(article) => {
                if permits.recv().is_err() || to_workers.send((count, *article)).is_err() {
                    break;
                }
                count += 1;
                let (done, all) = collection.progress();
                progress(count as u64, done, all);
            }
            Record::Rejected(rejection) => rejections.push(rejection),
        }
    }
    Ok(rejections)
}

/// Hands on results in the order of reading, whatever order they come in; gives the articles that were set aside.
fn in_order(
    results: &Receiver<(usize, Outcome)>,
    keep: &mut dyn FnMut(&Processed) -> io::Result<()>,
    permit_back: &Sender<()>,
) -> io::Result<Vec<Rejection>> {
    let (mut waiting, mut next, mut rejections) = (BTreeMap::new(), 0, Vec::new());
    for (n, outcome) in results {
        waiting.insert(n, outcome);
        while let Some(outcome) = waiting.remove(&next) {
            match outcome {
                Ok(processed) => keep(&processed)?,
                Err(rejection) => rejections.push(*rejection),
            }
            next += 1;
            let _ = permit_back.send(());
        }
    }
    Ok(rejections)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    use crate::codebook::Codebook;
    use crate::extract::Findings;
    use crate::schema::SchemaFiles;

    /// More articles than may be on their way.
    const ARTICLES: usize = 3 * IN_FLIGHT;

    fn raw() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let lines: String = (0..ARTICLES).map(|n| format!("{{\"id\": {n}, \"text\": \"Rain fell on day {n}.\"}}\n")).collect();
        std::fs::write(folder.path().join("rain.jsonl"), lines).unwrap();
        folder
    }

    fn collection(folder: &Path) -> Collection {
        let codebook = Codebook::load(&SchemaFiles::embedded()).unwrap_or_else(|e| panic!("{e}"));
        Collection::open(folder, codebook.ingest).unwrap()
    }

    /// A worker that fails on every seventh article, and on the one after it if it goes on with what it was then.
    fn worker() -> Process<'static> {
        let mut broken = false;
        Box::new(move |article| {
            let n: usize = article.source.raw_record.parse().unwrap();
            assert!(!std::mem::replace(&mut broken, n % 7 == 3), "a broken worker went on");
            assert!(!broken, "a bug in article {n}: this message is part of the test");
            Processed { sentence_count: 1, word_count: 5, fingerprint: Default::default(), article, findings: Findings::default() }
        })
    }

    #[test]
    fn a_bug_costs_one_article_and_not_the_run() {
        let folder = raw();
        for jobs in [1, 2, 5] {
            let mut collection = collection(folder.path());
            let mut kept = Vec::new();
            let mut keep = |processed: &Processed| {
                kept.push(processed.article.source.raw_record.parse::<usize>().unwrap());
                Ok(())
            };
            let mut rejected = process_all(&mut collection, &worker, jobs, &mut keep, &|_, _, _| ()).unwrap();
            rejected.sort();
            assert_eq!(kept, (0..ARTICLES).filter(|n| n % 7 != 3).collect::<Vec<_>>(), "{jobs} jobs");
            assert_eq!(rejected.len(), ARTICLES - kept.len());
            assert!(rejected.iter().all(|rejection| rejection.code == "internal-error" && rejection.source.raw_file == "rain.jsonl"));
        }
    }

    #[test]
    fn what_cannot_be_kept_ends_the_run() {
        let folder = raw();
        for jobs in [1, 2] {
            let mut collection = collection(folder.path());
            let mut full = |_: &Processed| Err(io::Error::from(io::ErrorKind::StorageFull));
            let stopped = process_all(&mut collection, &worker, jobs, &mut full, &|_, _, _| ()).unwrap_err();
            assert!(matches!(stopped, Stopped::Keep(e) if e.kind() == io::ErrorKind::StorageFull));
        }
    }
}
