//! What ingest gives to the rooms behind it.

use std::fmt;

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::text::Span;

/// One article as received: its text, the text's parts, and what is known about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// Stable id: `a` and 16 hex digits, see [`ArticleId`].
    pub id: ArticleId,
    /// Where it was read.
    pub source: Source,
    /// What file, record and `metadata.csv` say about it.
    pub meta: Metadata,
    /// The text as received: of a `.txt` or `.md` file all of it after the front matter, of a record exactly its text
    /// field. Every offset of the release counts in it.
    pub text: String,
    /// The text's paragraphs in order, none empty, none overlapping; white space between them belongs to none.
    pub paragraphs: Vec<Paragraph>,
    /// SHA-256 of the record as received: the whole file, the JSON line without its line break, or the CSV record's fields.
    pub raw_sha256: String,
    /// SHA-256 of `text`.
    pub text_sha256: String,
}

impl Article {
    /// An article that is nothing but its text, each paragraph between blank lines a part of the body: for tests and trials.
    pub(crate) fn of_body(text: &str) -> Self {
        let mut paragraphs = Vec::new();
        let mut at = 0;
        for part in text.split("\n\n") {
            let trimmed = part.trim();
            if !trimmed.is_empty() {
                let start = at + (part.len() - part.trim_start().len());
                paragraphs.push(Paragraph { section: Section::Body, span: Span::new(start, start + trimmed.len()) });
            }
            at += part.len() + 2;
        }
        let source = Source { raw_file: String::new(), raw_record: String::new() };
        let (raw_sha256, text_sha256) = (String::new(), String::new());
        let (id, text) = (ArticleId(String::new()), text.to_owned());
        Self { id, source, meta: Metadata::default(), text, paragraphs, raw_sha256, text_sha256 }
    }
}

/// `a` and the first 16 hex digits of the SHA-256 over what identifies the article: its url, else its collection and
/// the record's own id, else its raw text.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ArticleId(pub String);

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The place in `raw/` that an article or a rejection came from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Source {
    /// Path below the raw folder with `/` as separator; the file's name when a single file was given.
    pub raw_file: String,
    /// The record's own id, else its number in the file from 1; empty for a file that is one article.
    pub raw_record: String,
}

/// What is known about an article apart from its text. Absent is `None`, never an empty string.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Metadata {
    /// Headline as given by the record, else as found in the text.
    pub title: Option<String>,
    /// The paper, site or broadcaster that published it.
    pub publisher: Option<String>,
    /// The news agency it came from, where credited.
    pub agency: Option<String>,
    /// Who wrote it.
    pub byline: Option<String>,
    /// Where it was published.
    pub url: Option<String>,
    /// The day it was published.
    pub published_on: Option<NaiveDate>,
    /// Place (and date) that open the first sentence of a wire story, as written.
    pub dateline: Option<String>,
    /// BCP 47 language tag.
    pub language: Option<String>,
    /// Licence of the text, as given.
    pub license: Option<String>,
}

/// A stretch of the text between blank lines, or a line of its own kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Paragraph {
    /// What part of the page it is.
    pub section: Section,
    /// Where it stands, without the white space around it.
    pub span: Span,
}

/// The part of a page that a paragraph is. Credits, bylines and footers yield metadata only, a headline mentions only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Section {
    /// The title above the text.
    Headline,
    /// Who wrote it.
    Byline,
    /// Whose photograph it is.
    Credit,
    /// What a photograph shows.
    Caption,
    /// Place and date that open a wire story.
    Dateline,
    /// A heading between paragraphs.
    Subheading,
    /// The story.
    Body,
    /// What follows the story: contacts, copyright, "read more".
    Footer,
}

impl Section {
    /// The word that the tables use.
    pub fn as_str(self) -> &'static str {
        match self {
            Section::Headline => "headline",
            Section::Byline => "byline",
            Section::Credit => "credit",
            Section::Caption => "caption",
            Section::Dateline => "dateline",
            Section::Subheading => "subheading",
            Section::Body => "body",
            Section::Footer => "footer",
        }
    }

    /// Whether mentions are read in this part.
    pub fn has_mentions(self) -> bool {
        matches!(self, Section::Headline | Section::Caption | Section::Dateline | Section::Subheading | Section::Body)
    }

    /// Whether statements, events and sanctions are read in this part.
    pub fn has_rows(self) -> bool {
        matches!(self, Section::Caption | Section::Body)
    }
}

/// An input that was set aside, and why: one row of `rejected.csv`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Rejection {
    /// Where it stands.
    pub source: Source,
    /// Line in the file from 1, where known.
    pub line: Option<u64>,
    /// Byte in the (decompressed) file from 0, where known.
    pub byte: Option<u64>,
    /// A stable word for the kind of problem, e.g. `invalid-utf8`.
    pub code: String,
    /// What is wrong and how to mend it, one sentence or two.
    pub reason: String,
}
