//! Rows against the raw articles: hashes, offsets, words.
//!
//! Articles come in the order of `raw/`, rows in the order of their ids, so the texts are first put into a nameless work
//! file; in memory stay their places and one text a thread.

use std::collections::HashMap;
use std::fs::File;
use std::io::{self, BufWriter, Seek, Write};
use std::sync::Mutex;

use super::content;
use super::csv_table::Row;
use super::key_set::hash;
use super::offsets::{self, Stretch};
use super::out::{Out, RowCheck, said};
use crate::bytes::{hex, sha256_hex};
use crate::ingest::Article;
use crate::inputs::InputFile;
use crate::publish::one_line;
use crate::review::problem::{Code, shorten};
use crate::tables::TableSchema;

/// An article as `raw/` has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawText {
    /// Its id.
    pub article_id: String,
    /// SHA-256 of the record.
    pub raw_sha256: String,
    /// The text in which offsets count.
    pub text: String,
}

impl From<Article> for RawText {
    fn from(article: Article) -> Self {
        Self { article_id: article.id.0, raw_sha256: article.raw_sha256, text: article.text }
    }
}

/// Reads the raw articles again, the way the release's run read them.
pub trait RawTexts {
    /// Hands them to `each`, in any order; records that are set aside are passed over. Gives back the files that were read.
    ///
    /// # Errors
    /// When they can't be opened or read on, or `each` fails.
    fn read(&mut self, each: &mut dyn FnMut(RawText) -> anyhow::Result<()>) -> anyhow::Result<Vec<InputFile>>;
}

/// The texts on disk, found by article.
pub struct TextStore {
    file: Mutex<File>,
    /// Offset and length of a text, and the record's hash.
    places: HashMap<u128, (u64, u64, [u8; 32])>,
}

impl TextStore {
    /// Writes all texts to a nameless file in the system's folder for temporary files; gives them and the files read.
    ///
    /// # Errors
    /// When the articles can't be read or the file can't be written.
    pub fn collect(raw: &mut dyn RawTexts) -> anyhow::Result<(Self, Vec<InputFile>)> {
        let mut writer = BufWriter::with_capacity(1 << 20, tempfile::tempfile()?);
        let (mut places, mut offset) = (HashMap::new(), 0);
        let files = raw.read(&mut |text| {
            let packed = zstd::bulk::compress(text.text.as_bytes(), 1)?;
            writer.write_all(&(text.text.len() as u64).to_le_bytes())?;
            writer.write_all(&packed)?;
            let length = packed.len() as u64 + 8;
            places.insert(hash([text.article_id.as_str()]), (offset, length, unhex(&text.raw_sha256)));
            offset += length;
            Ok(())
        })?;
        Ok((Self { file: Mutex::new(writer.into_inner().map_err(io::IntoInnerError::into_error)?), places }, files))
    }

    fn get(&self, article: &str) -> Option<io::Result<String>> {
        let (offset, length, _) = *self.places.get(&hash([article]))?;
        Some(self.read(offset, length))
    }

    fn read(&self, offset: u64, length: u64) -> io::Result<String> {
        let mut packed = vec![0; length as usize];
        {
            let mut file = self.file.lock().map_err(|_| io::Error::other("another thread failed"))?;
            file.seek(io::SeekFrom::Start(offset))?;
            io::Read::read_exact(&mut *file, &mut packed)?;
        }
        let (size, packed) = packed.split_at(8);
        let size = size.iter().rev().fold(0_usize, |n, b| n << 8 | usize::from(*b));
        String::from_utf8(zstd::bulk::decompress(packed, size)?).map_err(io::Error::other)
    }
}

/// The bytes of 64 hex digits; zeros for anything else, which no hash equals.
fn unhex(text: &str) -> [u8; 32] {
    let mut bytes = [0; 32];
    for (byte, digits) in bytes.iter_mut().zip(text.as_bytes().chunks(2)) {
        *byte = std::str::from_utf8(digits).ok().and_then(|d| u8::from_str_radix(d, 16).ok()).unwrap_or(0);
    }
    bytes
}

/// Checks a table's rows against the articles.
pub struct AgainstRaw<'t> {
    texts: &'t TextStore,
    article: usize,
    stretches: Vec<Stretch>,
    /// `content` and `content_spans`.
    content: Option<(usize, usize)>,
    /// `raw_sha256` and `text_sha256`, for `articles`.
    hashes: Option<(usize, usize)>,
    current: (String, Option<CharMap>),
}

impl<'t> AgainstRaw<'t> {
    /// For a table; `None` when its rows were not read in an article.
    pub fn new(schema: &TableSchema, texts: &'t TextStore) -> Option<Self> {
        Some(Self {
            texts,
            article: schema.position("article_id")?,
            stretches: offsets::stretches(schema),
            content: schema.position("content").zip(schema.position("content_spans")),
            hashes: schema.position("raw_sha256").zip(schema.position("text_sha256")),
            current: (String::new(), None),
        })
    }

    /// Puts the row's article into `current`; a missing one is reported once, in `articles`.
    fn open(&mut self, row: &Row<'_>, out: &mut Out<'_>) {
        let Some(id) = row.cell(self.article) else {
            self.current = (String::new(), None);
            return;
        };
        if self.current.0 == id {
            return;
        }
        let text = match self.texts.get(id) {
            Some(Ok(text)) => Some(CharMap::new(text)),
            Some(Err(e)) => {
                out.cell(Code::NotChecked, row, self.article, || {
                    said(format!("the text could not be read back: {e}"), "", "check the disk")
                });
                None
            }
            None => {
                if self.hashes.is_some() {
                    out.cell(Code::RawMissing, row, self.article, || {
                        said(
                            "the raw articles have no such article",
                            "an article of the raw folder",
                            "give the raw folder that the release was made from",
                        )
                    });
                }
                None
            }
        };
        self.current = (id.to_owned(), text);
    }

    fn hashes(&self, row: &Row<'_>, out: &mut Out<'_>) {
        let (Some((raw, text)), Some(map)) = (self.hashes, &self.current.1) else { return };
        let Some((_, _, record)) = self.texts.places.get(&hash([self.current.0.as_str()])) else { return };
        let found = [(raw, hex(record)), (text, sha256_hex(map.text.as_bytes()))];
        for (column, wanted) in found {
            if row.cell(column).is_some_and(|cell| cell != wanted) {
                let hint = "the raw article was changed after the release: restore it, or run again";
                out.cell(Code::RawHash, row, column, || said("the hash is not that of the raw article", wanted, hint));
            }
        }
    }
}

impl RowCheck for AgainstRaw<'_> {
    fn row(&mut self, row: &Row<'_>, out: &mut Out<'_>) {
        self.open(row, out);
        self.hashes(row, out);
        let Some(map) = &self.current.1 else { return };
        for stretch in &self.stretches {
            let Some(column) = stretch.text else { continue };
            if let (Some((start, end)), Some(words)) = (stretch.range(row).filter(|(s, e)| s < e), row.cell(column)) {
                compare(row, stretch.end, column, words, &map.slice(start, end).map(str::to_owned), out);
            }
        }
        let Some((content, spans)) = self.content else { return };
        let (Some(words), Some(ranges)) = (row.cell(content), row.cell(spans).and_then(content::parse)) else { return };
        let parts: Option<Vec<_>> = ranges.iter().map(|(start, end)| map.slice(*start, *end)).collect();
        let joined = parts.map(|parts| one_line(&parts.join(" ")));
        compare(row, spans, content, words, &joined, out);
    }
}

/// `found` is what the article has at the offsets; `None` when they lie outside.
fn compare(row: &Row<'_>, offsets: usize, column: usize, words: &str, found: &Option<String>, out: &mut Out<'_>) {
    match found {
        None => out.cell(Code::RawOffsets, row, offsets, || {
            said("the offsets lie outside the article's text", "offsets within the text", "restore the released offsets, or run again")
        }),
        Some(found) if found != words => out.cell(Code::RawText, row, column, || {
            said(
                "the article has other words at these offsets",
                format!("{:?}", shorten(found)),
                "restore words and offsets as released, or run again",
            )
        }),
        Some(_) => {}
    }
}

/// A text that is cut at characters.
struct CharMap {
    text: String,
    /// The byte at which every 64th character starts; empty for ASCII.
    starts: Vec<u32>,
}

const STEP: usize = 64;

impl CharMap {
    fn new(text: String) -> Self {
        let starts = if text.is_ascii() { Vec::new() } else { text.char_indices().step_by(STEP).map(|(byte, _)| byte as u32).collect() };
        Self { text, starts }
    }

    /// The words from one character to another; `None` outside the text or when the end comes first.
    fn slice(&self, start: u32, end: u32) -> Option<&str> {
        self.text.get(self.byte(start)?..self.byte(end)?)
    }

    fn byte(&self, character: u32) -> Option<usize> {
        let character = character as usize;
        if self.starts.is_empty() {
            return (character <= self.text.len()).then_some(character);
        }
        let block = (character / STEP).min(self.starts.len() - 1);
        let start = self.starts[block] as usize;
        let ends = self.text[start..].char_indices().map(|(byte, _)| byte).chain([self.text.len() - start]);
        ends.into_iter().nth(character - block * STEP).map(|byte| start + byte)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn slices_count_characters(text in "[aé漢]{0,200}", start in 0_usize..210, length in 0_usize..80) {
            let map = CharMap::new(text.clone());
            let characters: Vec<_> = text.chars().collect();
            let wanted: Option<String> = characters.get(start..start + length).map(|c| c.iter().collect());
            prop_assert_eq!(map.slice(start as u32, (start + length) as u32).map(str::to_owned), wanted);
        }
    }
}
