//! Findings on their way from `extract` to `publish`: written once to a work file in article order, read as often as needed.
//!
//! Keeping them out of memory is what lets a run's memory grow with distinct names and groups instead of rows.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::annotate::Fingerprint;
use crate::extract::Findings;
use crate::ingest::Article;

/// One article with all that the rooms up to `extract` know of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Processed {
    /// The article.
    pub article: Article,
    /// Sentences of its document.
    pub sentence_count: u32,
    /// Words and numbers of its document.
    pub word_count: u32,
    /// Its fingerprint for near-duplicates, see [`crate::annotate::fingerprint`].
    pub fingerprint: Fingerprint,
    /// What was found in it.
    pub findings: Findings,
}

/// Writes [`Processed`] articles one after another.
#[derive(Debug)]
pub struct SpillWriter {
    file: BufWriter<File>,
    written: u64,
    /// Where each article starts; 8 bytes an article buy reading them in another order.
    starts: Vec<u64>,
}

/// The finished file: [`Spill::read`] streams it from the start, any number of times; [`Spill::get`] reads one article.
#[derive(Debug)]
pub struct Spill {
    file: File,
    starts: Vec<u64>,
}

impl SpillWriter {
    /// A nameless file in `folder`, which the system removes when the program ends, however it ends.
    ///
    /// # Errors
    /// When the folder can't be written.
    pub fn create(folder: &Path) -> io::Result<Self> {
        Ok(Self { file: BufWriter::with_capacity(1 << 20, tempfile::tempfile_in(folder)?), written: 0, starts: Vec::new() })
    }

    /// Adds one article.
    ///
    /// # Errors
    /// When the disk is full or broken.
    pub fn push(&mut self, processed: &Processed) -> io::Result<()> {
        let bytes = postcard::to_stdvec(processed).map_err(io::Error::other)?;
        self.file.write_all(&(bytes.len() as u64).to_le_bytes())?;
        self.file.write_all(&bytes)?;
        self.starts.push(self.written);
        self.written += 8 + bytes.len() as u64;
        Ok(())
    }

    /// Ends writing.
    ///
    /// # Errors
    /// When the disk is full or broken.
    pub fn finish(self) -> io::Result<Spill> {
        let starts = self.starts;
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        Ok(Spill { file, starts })
    }
}

impl Spill {
    /// How many articles it holds.
    pub fn len(&self) -> usize {
        self.starts.len()
    }

    /// Whether it holds none.
    pub fn is_empty(&self) -> bool {
        self.starts.is_empty()
    }

    /// Streams the articles from the first.
    ///
    /// # Errors
    /// When the file can't be read back.
    pub fn read(&self) -> io::Result<impl Iterator<Item = io::Result<Processed>> + use<'_>> {
        let mut file = &self.file;
        file.seek(SeekFrom::Start(0))?;
        let mut reader = BufReader::with_capacity(1 << 20, file);
        let mut buffer = Vec::new();
        Ok((0..self.len()).map(move |_| next(&mut reader, &mut buffer)))
    }

    /// The article that was written `position`th, from 0.
    ///
    /// # Errors
    /// When there is none or the file can't be read back.
    pub fn get(&self, position: usize) -> io::Result<Processed> {
        let start = self.starts.get(position).ok_or_else(|| io::Error::from(io::ErrorKind::NotFound))?;
        let mut file = &self.file;
        file.seek(SeekFrom::Start(*start))?;
        next(&mut file, &mut Vec::new())
    }
}

/// Reads the article at the reader's place.
fn next(reader: &mut impl Read, buffer: &mut Vec<u8>) -> io::Result<Processed> {
    let mut length = [0; 8];
    reader.read_exact(&mut length)?;
    buffer.resize(u64::from_le_bytes(length) as usize, 0);
    reader.read_exact(buffer)?;
    postcard::from_bytes(buffer).map_err(io::Error::other)
}
