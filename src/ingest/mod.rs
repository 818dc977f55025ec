//! From bytes in `raw/` to [`Article`]s. Knows file formats, metadata and the parts of a newspaper page; nothing of language.
//!
//! [`Collection`] walks the folder (`walk`), opens each file (`input`), reads its records (`records`), makes articles of
//! them (`build`) with their parts (`paragraphs`, `sections`), and knows again what it has read (`identity`).

mod article;
mod build;
mod byte_source;
mod collection;
mod csv_lines;
mod dates;
mod fields;
mod front_matter;
mod identity;
mod input;
mod json_record;
mod lines;
mod metadata;
mod paragraphs;
mod problem;
mod records;
mod sections;
mod walk;

#[cfg(test)]
mod tests;

pub use article::{Article, ArticleId, Metadata, Paragraph, Rejection, Section, Source};
pub use collection::{Collection, IngestError, Record};
pub use identity::Identity;
