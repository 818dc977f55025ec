//! Rows against their article: a part of the page that yields such rows, a sentence that it has, no duplicate.

use super::csv_table::Row;
use super::facts::{ArticleFact, Facts};
use super::out::{Out, RowCheck, said};
use crate::bytes::sha256_hex;
use crate::ingest::Section;
use crate::review::problem::Code;
use crate::tables::{TEXT_COLUMN, TableSchema};

const SECTIONS: [Section; 8] = [
    Section::Headline,
    Section::Byline,
    Section::Credit,
    Section::Caption,
    Section::Dateline,
    Section::Subheading,
    Section::Body,
    Section::Footer,
];

/// Checks rows that were read in an article.
pub struct InArticle<'f> {
    facts: &'f Facts,
    article: usize,
    section: usize,
    sentence: usize,
    /// The parts of the page that yield no such row.
    barren: Vec<&'static str>,
    fruitful: String,
    last: (String, Option<ArticleFact>),
}

impl<'f> InArticle<'f> {
    /// For a table; `None` when its rows were not read in an article.
    pub fn new(schema: &TableSchema, facts: &'f Facts) -> Option<Self> {
        let yields = |section: &Section| if schema.name == "mentions" { section.has_mentions() } else { section.has_rows() };
        let words = |wanted: bool| SECTIONS.iter().filter(move |s| yields(s) == wanted).map(|s| s.as_str());
        Some(Self {
            facts,
            article: schema.position("article_id")?,
            section: schema.position("section")?,
            sentence: schema.position("sentence")?,
            barren: words(false).collect(),
            fruitful: words(true).collect::<Vec<_>>().join(", "),
            last: (String::new(), None),
        })
    }

    fn fact(&mut self, id: &str) -> Option<ArticleFact> {
        if self.last.0 != id {
            self.last = (id.to_owned(), self.facts.article(id));
        }
        self.last.1
    }
}

impl RowCheck for InArticle<'_> {
    fn row(&mut self, row: &Row<'_>, out: &mut Out<'_>) {
        if let Some(section) = row.cell(self.section).filter(|s| self.barren.contains(s)) {
            out.cell(Code::Section, row, self.section, || {
                said(
                    format!("a {section} yields no row of this table"),
                    format!("one of {}", self.fruitful),
                    "remove the row, or correct its section",
                )
            });
        }
        let Some(article) = row.cell(self.article).and_then(|id| self.fact(id)) else { return };
        if article.duplicate {
            out.cell(Code::DuplicateArticle, row, self.article, || {
                said(
                    "the article is a duplicate of another one",
                    "rows in the original only",
                    "remove the row, or empty duplicate_of of the article",
                )
            });
        }
        let sentence = row.cell(self.sentence).and_then(|n| n.parse::<u32>().ok());
        if let Some((sentence, count)) = sentence.zip(article.sentences).filter(|(sentence, count)| sentence >= count) {
            out.cell(Code::Sentence, row, self.sentence, || {
                said(
                    format!("the article has no sentence {sentence}"),
                    format!("less than its sentence_count, {count}"),
                    "correct the number",
                )
            });
        }
    }
}

/// What an article is a duplicate of: another one, and an original.
pub struct Originals<'f> {
    facts: &'f Facts,
    id: usize,
    duplicate: usize,
}

impl<'f> Originals<'f> {
    /// For `articles`; `None` for other tables.
    pub fn new(schema: &TableSchema, facts: &'f Facts) -> Option<Self> {
        Some(Self { facts, id: schema.position("article_id")?, duplicate: schema.position("duplicate_of")? })
    }
}

impl RowCheck for Originals<'_> {
    fn row(&mut self, row: &Row<'_>, out: &mut Out<'_>) {
        let Some(original) = row.cell(self.duplicate) else { return };
        if row.cell(self.id) == Some(original) {
            out.cell(Code::SelfReference, row, self.duplicate, || {
                said("the article is called a duplicate of itself", "another article, or an empty cell", "empty the cell")
            });
        } else if self.facts.article(original).is_some_and(|article| article.duplicate) {
            out.cell(Code::DuplicateArticle, row, self.duplicate, || {
                said(
                    "the article that it points to is a duplicate itself",
                    "an article whose duplicate_of is empty",
                    "point to the original",
                )
            });
        }
    }
}

/// The text of an article has the hash that stands beside it.
pub struct TextHash {
    text: usize,
    hash: usize,
}

impl TextHash {
    /// For `articles` with texts; `None` otherwise.
    pub fn new(schema: &TableSchema) -> Option<Self> {
        Some(Self { text: schema.position(TEXT_COLUMN)?, hash: schema.position("text_sha256")? })
    }
}

impl RowCheck for TextHash {
    fn row(&mut self, row: &Row<'_>, out: &mut Out<'_>) {
        let (Some(text), Some(hash)) = (row.cell(self.text), row.cell(self.hash)) else { return };
        let found = sha256_hex(text.as_bytes());
        if found != hash {
            out.cell(Code::RawHash, row, self.hash, || {
                said("the hash is not that of the text", found.as_str(), "restore the text as released; offsets count in it")
            });
        }
    }
}
