//! From bytes in `raw/` to [`Article`]s. Knows file formats, metadata and the parts of a newspaper page; nothing of language.

mod article;

pub use article::{Article, ArticleId, Metadata, Paragraph, Rejection, Section, Source};
