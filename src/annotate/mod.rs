//! From [`Article`](crate::ingest::Article) to [`Document`]: sentences and tokens with exact offsets. Knows language, nothing of politics.

mod document;

pub use document::{Document, Sentence, Token, TokenKind};
