//! The spans of a statement's content: readable, in order, apart from each other, as long as the content.

use super::csv_table::Row;
use super::out::{Out, RowCheck, said};
use crate::review::problem::Code;
use crate::tables::TableSchema;

/// Checks `content_spans`.
pub struct ContentSpans {
    spans: usize,
    content: usize,
}

impl ContentSpans {
    /// For `statements`; `None` for other tables.
    pub fn new(schema: &TableSchema) -> Option<Self> {
        Some(Self { spans: schema.position("content_spans")?, content: schema.position("content")? })
    }
}

impl RowCheck for ContentSpans {
    fn row(&mut self, row: &Row<'_>, out: &mut Out<'_>) {
        let Some(text) = row.cell(self.spans) else { return };
        // What matches no pattern is reported as that.
        let Some(spans) = parse(text) else { return };
        let expected = "spans as start-end, each end behind its start, in order and apart from each other";
        if let Some((start, end)) = spans.iter().find(|(start, end)| start >= end) {
            out.cell(Code::ContentSpans, row, self.spans, || {
                said(format!("the span {start}-{end} holds nothing"), expected, "restore the released spans")
            });
            return;
        }
        if let Some(pair) = spans.windows(2).find(|pair| pair[0].1 > pair[1].0) {
            let message = || format!("{}-{} begins before {}-{} ends", pair[1].0, pair[1].1, pair[0].0, pair[0].1);
            out.cell(Code::ContentSpans, row, self.spans, || said(message(), expected, "restore the released spans"));
            return;
        }
        let Some(content) = row.cell(self.content) else { return };
        let wanted: u64 = spans.iter().map(|(start, end)| u64::from(end - start)).sum::<u64>() + spans.len() as u64 - 1;
        let found = content.chars().count() as u64;
        // A run of line breaks is one space, so the content may be shorter.
        if found > wanted {
            out.cell(Code::TextLength, row, self.content, || {
                said(
                    format!("the content has {found} characters, its spans hold {wanted} with a space between each two"),
                    format!("at most {wanted} characters"),
                    "restore content and spans as released",
                )
            });
        }
    }
}

/// Reads `start-end` joined by `;`.
pub fn parse(text: &str) -> Option<Vec<(u32, u32)>> {
    text.split(';')
        .map(|span| {
            let (start, end) = span.split_once('-')?;
            Some((start.parse().ok()?, end.parse().ok()?))
        })
        .collect()
}
