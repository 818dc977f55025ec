//! All articles of a raw folder, one after another, in an order that never changes.

use std::collections::VecDeque;
use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use super::article::{Article, Rejection, Source};
use super::build::{Built, build};
use super::fields::Draft;
use super::identity::{First, Identity, Meeting, Seen};
use super::input::{Compression, Input};
use super::metadata::MetadataFile;
use super::problem::Problem;
use super::records::Records;
use super::walk::{RawFile, walk};
use crate::codebook::{Field, IngestRules};
use crate::inputs::{InputFile, InputKind};

/// What is read: an article, or something that is set aside.
#[derive(Debug, Clone, PartialEq)]
pub enum Record {
    /// An article.
    Article(Box<Article>),
    /// What is set aside, and why. With a code that begins with `date-` and says "the article stands", only the date is.
    Rejected(Rejection),
}

/// Why the raw articles can't be read at all.
#[derive(Debug, Error)]
pub enum IngestError {
    /// There is no such file or folder.
    #[error("can't read `{path}`: {source}; give a file or a folder of articles with --raw")]
    Raw {
        /// What was given.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Two articles have one id.
    #[error("{one} and {other} are different articles and their ids are the same ({id}); give one of them another url or id")]
    Clash {
        /// The id of both.
        id: String,
        /// File and line of the first.
        one: String,
        /// File and line of the second.
        other: String,
    },
}

/// The articles of a raw folder or file. Iterate over it to read them; nothing is held longer than a record.
///
/// Files come in the byte order of their paths, records in the order of their file, and last what in `metadata.csv`
/// matched nothing. An `Err` ends the iteration: the run must not go on.
#[derive(Debug)]
pub struct Collection {
    rules: IngestRules,
    files: Vec<RawFile>,
    metadata: MetadataFile,
    seen: Seen,
    queue: VecDeque<Record>,
    open: Option<Open>,
    next_file: usize,
    inputs: Vec<InputFile>,
    bytes_done: u64,
    bytes_total: u64,
    ended: bool,
}

#[derive(Debug)]
struct Open {
    file: usize,
    records: Records,
    compressed: bool,
}

impl Collection {
    /// Walks the folder and reads its `metadata.csv`.
    ///
    /// # Errors
    /// When there is no such file or folder, or it can't be listed.
    pub fn open(raw: &Path, settings: IngestRules) -> Result<Self, IngestError> {
        let fail = |source| IngestError::Raw { path: raw.to_owned(), source };
        let about = raw.metadata().map_err(fail)?;
        if about.is_dir() {
            std::fs::read_dir(raw).map_err(fail)?;
        }
        let files = walk(raw);
        let bytes_total = files.iter().filter(|f| f.form.is_ok()).map(|f| f.bytes).sum();
        let mut collection = Self {
            rules: settings,
            files,
            metadata: MetadataFile::default(),
            seen: Seen::default(),
            queue: VecDeque::new(),
            open: None,
            next_file: 0,
            inputs: Vec::new(),
            bytes_done: 0,
            bytes_total,
            ended: false,
        };
        let metadata = raw.join(MetadataFile::PATH);
        if about.is_dir() && metadata.symlink_metadata().is_ok() {
            collection.read_metadata(&metadata);
        }
        Ok(collection)
    }

    fn read_metadata(&mut self, path: &Path) {
        let mut problems = Vec::new();
        match Input::open(path, Compression::None).map(|input| MetadataFile::read(input, &self.rules, &mut problems)) {
            Ok((metadata, input)) => {
                self.metadata = metadata;
                if let Err(e) = self.note_input(InputKind::Metadata, MetadataFile::PATH.to_owned(), input) {
                    problems.push(Problem::reading(&e, false));
                }
            }
            Err(e) => problems.push(Problem::reading(&e, false)),
        }
        for problem in problems {
            self.queue.push_back(rejected(MetadataFile::PATH, problem));
        }
    }

    /// Bytes of the raw files read so far, and of all of them, as they stand on disk.
    pub fn progress(&self) -> (u64, u64) {
        let open = self.open.as_ref().map_or(0, |open| open.records.input().bytes_read());
        (self.bytes_done + open, self.bytes_total)
    }

    /// The files that were read with their hashes, `metadata.csv` included, sorted; complete when the iteration has ended.
    pub fn into_inputs(mut self) -> Vec<InputFile> {
        self.inputs.sort();
        self.inputs
    }

    fn note_input(&mut self, kind: InputKind, path: String, input: Input) -> io::Result<u64> {
        let (bytes, sha256) = input.finish()?;
        self.inputs.push(InputFile { kind, path, bytes, sha256 });
        Ok(bytes)
    }

    /// Opens the next file; what can't be opened is set aside. `false` when there is none.
    fn open_next(&mut self) -> bool {
        let Some(file) = self.files.get(self.next_file) else { return false };
        self.next_file += 1;
        let opened = match &file.form {
            Ok((format, compression)) => {
                let compressed = *compression != Compression::None;
                let input = Input::open(&file.path, *compression).map_err(|e| Problem::reading(&e, compressed));
                input.map(|input| Open { file: self.next_file - 1, records: Records::new(input, *format, &self.rules), compressed })
            }
            Err(problem) => Err(problem.clone()),
        };
        match opened {
            Ok(open) => self.open = Some(open),
            Err(problem) => self.queue.push_back(rejected(&file.name, problem)),
        }
        true
    }

    /// Reads one record of the open file, or closes it.
    fn read_on(&mut self, mut open: Open) -> Result<(), IngestError> {
        match open.records.next(open.compressed, &self.rules) {
            Some(Ok(draft)) => {
                let file = open.file;
                self.open = Some(open);
                return self.take(draft, file);
            }
            Some(Err((problem, last))) => {
                self.queue.push_back(rejected(&self.files[open.file].name, problem));
                if !last {
                    self.open = Some(open);
                    return Ok(());
                }
            }
            None => {}
        }
        let name = self.files[open.file].name.clone();
        self.bytes_done += self.files[open.file].bytes;
        if let Err(e) = self.note_input(InputKind::Raw, name.clone(), open.records.into_input()) {
            self.queue.push_back(rejected(&name, Problem::reading(&e, false)));
        }
        Ok(())
    }

    /// Makes an article of a draft, unless it is one that was read before.
    fn take(&mut self, draft: Draft, file: usize) -> Result<(), IngestError> {
        let (line, byte) = (draft.line, draft.byte);
        let own_id = draft.fields.cell(Field::Id);
        let name = &self.files[file].name;
        let extra = self.metadata.of(name, &draft.record());
        let Built { article, note } = match build(draft, name, &extra, &self.rules) {
            Ok(built) => built,
            Err(problem) => {
                self.queue.push_back(rejected(name, problem));
                return Ok(());
            }
        };
        let identity = Identity { url: article.meta.url.as_deref(), raw_file: name, own_id: own_id.as_deref(), text: &article.text };
        let place = |first: First| format!("`{}` line {}", self.files[first.file as usize].name, first.line);
        let problem = match self.seen.meet(&identity, &article.raw_sha256, file as u32, line) {
            Meeting::New => {
                self.queue.push_back(Record::Article(Box::new(article)));
                self.queue.extend(note.map(|note| rejected(name, note)));
                return Ok(());
            }
            Meeting::Clash(first) => {
                let other = format!("`{name}` line {line}");
                return Err(IngestError::Clash { id: article.id.0, one: place(first), other });
            }
            Meeting::Repeated(first) => {
                let reason = format!("the same record was read before, {}; remove one of the two", place(first));
                Problem::new("duplicate-record", reason)
            }
            Meeting::Changed(first) => {
                let what = "has the same url or id and other content";
                let reason = format!("the record {}, read before, {what}; keep the right one, or give them ids of their own", place(first));
                Problem::new("id-taken", reason)
            }
        };
        self.queue.push_back(rejected(name, problem.at(line, byte).of(&article.source.raw_record)));
        Ok(())
    }
}

impl Iterator for Collection {
    type Item = Result<Record, IngestError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(record) = self.queue.pop_front() {
                return Some(Ok(record));
            }
            if self.ended {
                return None;
            }
            if let Some(open) = self.open.take() {
                if let Err(e) = self.read_on(open) {
                    self.ended = true;
                    return Some(Err(e));
                }
            } else if !self.open_next() {
                self.ended = true;
                let unused = self.metadata.unused();
                self.queue.extend(unused.into_iter().map(|problem| rejected(MetadataFile::PATH, problem)));
            }
        }
    }
}

fn rejected(raw_file: &str, problem: Problem) -> Record {
    let source = Source { raw_file: raw_file.to_owned(), raw_record: problem.record };
    Record::Rejected(Rejection { source, line: problem.line, byte: problem.byte, code: problem.code.to_owned(), reason: problem.reason })
}
