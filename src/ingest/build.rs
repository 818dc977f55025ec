//! From a draft to an article: checks its text, reads its date, joins what record, `metadata.csv` and text say.

use chrono::NaiveDate;

use super::article::{Article, Metadata, Source};
use super::dates::{self, Reading};
use super::fields::{Draft, Fields};
use super::identity::Identity;
use super::problem::Problem;
use super::sections;
use crate::bytes::sha256_hex;
use crate::codebook::{Field, IngestRules};

/// An article, and what of it could not be used.
#[derive(Debug)]
pub struct Built {
    /// The article.
    pub article: Article,
    /// A date that names no single day: the article stands without it.
    pub note: Option<Problem>,
}

/// Makes an article of a draft. `extra` is what `metadata.csv` says, the nearest row first.
///
/// # Errors
/// When the text can't be used.
pub fn build(draft: Draft, raw_file: &str, extra: &[&Fields], rules: &IngestRules) -> Result<Built, Problem> {
    let record = draft.record();
    check_text(&draft, rules).map_err(|p| p.of(&record))?;
    let at = |p: Problem| p.at(draft.line, draft.byte).of(&record);
    let (published_on, note) = published_on(&draft.fields, extra, rules);
    let note = note.map(at);
    let title = draft.fields.cell(Field::Title);
    let page = sections::read(&draft.text, title.as_deref(), draft.markdown, rules);
    let cell = |field: Field| draft.fields.cell(field).or_else(|| extra.iter().find_map(|row| row.cell(field)));
    let meta = Metadata {
        title: cell(Field::Title).or(page.title),
        publisher: cell(Field::Publisher).or(page.publisher),
        agency: cell(Field::Agency).or(page.agency),
        byline: cell(Field::Byline).or(page.byline),
        url: cell(Field::Url),
        published_on: published_on.or(page.published_on),
        dateline: page.dateline,
        language: cell(Field::Language).filter(|tag| is_language_tag(tag)),
        license: cell(Field::License),
    };
    let own_id = draft.fields.cell(Field::Id);
    let identity = Identity { url: meta.url.as_deref(), raw_file, own_id: own_id.as_deref(), text: &draft.text };
    let article = Article {
        id: identity.id(),
        source: Source { raw_file: raw_file.to_owned(), raw_record: record },
        meta,
        paragraphs: page.paragraphs,
        raw_sha256: draft.raw_sha256,
        text_sha256: sha256_hex(draft.text.as_bytes()),
        text: draft.text,
    };
    Ok(Built { article, note })
}

fn check_text(draft: &Draft, rules: &IngestRules) -> Result<(), Problem> {
    let text = draft.text.as_str();
    let at = |p: Problem| p.at(draft.line, draft.byte);
    if text.trim().is_empty() {
        return Err(at(Problem::new("empty-text", "the text is empty or only white space; remove the record or fetch it again")));
    }
    if let Some(n) = memchr::memchr(0, text.as_bytes()) {
        let reason = "the text holds a NUL byte, so it is likely not text; save it as UTF-8 text";
        let problem = Problem::new("nul-byte", reason);
        // In a record the text may be escaped: there only the record's place is known.
        let breaks = memchr::memchr_iter(b'\n', &text.as_bytes()[..n]).count() as u64;
        return Err(if draft.number.is_none() { problem.at(draft.line + breaks, draft.byte + n as u64) } else { at(problem) });
    }
    let max = rules.max_text_chars;
    if text.len() > max && text.chars().count() > max || text.len() > u32::MAX as usize {
        let mend = "split it, or raise `max_text_chars` under [ingest] in dataset.toml";
        let reason = format!("the text has {} characters and may have {max}; {mend}", text.chars().count());
        return Err(at(Problem::new("text-too-long", reason)));
    }
    Ok(())
}

/// The day that the record gives, else the one of `metadata.csv`; with none, what was wrong with the first date given.
fn published_on(own: &Fields, extra: &[&Fields], rules: &IngestRules) -> (Option<NaiveDate>, Option<Problem>) {
    let mut note = None;
    for (n, fields) in std::iter::once(own).chain(extra.iter().copied()).enumerate() {
        let Some(given) = fields.get(Field::Date) else { continue };
        match dates::read(given, &rules.dates) {
            Reading::Day(day) => return (Some(day), None),
            reading => _ = note.get_or_insert_with(|| bad_date(given, reading, n > 0)),
        }
    }
    (None, note)
}

/// A date that is no single day. It costs the article nothing else: `metadata.csv` can give the right one, because raw
/// files are never edited.
fn bad_date(given: &str, reading: Reading, in_metadata: bool) -> Problem {
    let (code, what) = match reading {
        Reading::Either(a, b) => ("date-ambiguous", format!("may be {a} or {b}")),
        Reading::Wide => ("date-without-day", "names no day".to_owned()),
        Reading::NotInCalendar => ("date-impossible", "is not in the calendar".to_owned()),
        Reading::Unreadable | Reading::Day(_) => ("date-unreadable", "can't be read".to_owned()),
    };
    let (place, mend) = if in_metadata { (" in metadata.csv", "there") } else { ("", "in metadata.csv") };
    let given = shown(given);
    Problem::new(code, format!("the date `{given}`{place} {what}: the article stands without it; write it as year-month-day {mend}"))
}

/// The first 60 characters of a cell.
fn shown(given: &str) -> String {
    let mut shown: String = given.chars().take(60).collect();
    if shown.len() < given.len() {
        shown.push('…');
    }
    shown
}

/// Whether a string is built like a BCP 47 tag: what the table's column accepts.
fn is_language_tag(tag: &str) -> bool {
    let mut parts = tag.split('-');
    let first = parts.next().is_some_and(|p| (2..=3).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphabetic()));
    first && parts.all(|p| (1..=8).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
}
