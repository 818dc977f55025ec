//! The sentences of a row, with what was found in them.

use std::collections::BTreeSet;

use super::ids::mention_at;
use super::related::order;
use super::store::Record;
use super::{Case, Mark, Passage, Reread};

/// The sentences that hold any part of the row, with all its parts; none without the article's text.
pub(super) fn passages(case: &Case<'_>) -> Vec<Passage> {
    let Some(reread) = &case.reread else { return Vec::new() };
    let found = marks(case, reread);
    let place = |mark: &Mark| (i64::from(mark.char_start) << 32) - i64::from(mark.char_end);
    let mut marks: Vec<Mark> = Vec::new();
    for mark in order(&found.iter().map(place).collect::<Vec<_>>()).into_iter().filter_map(|n| found.get(n)) {
        if !marks.contains(mark) {
            marks.push(mark.clone());
        }
    }
    let sentences: Vec<(u32, u32)> = reread.again.sentences.iter().map(|span| reread.chars(*span)).collect();
    let touched = |(_, (start, end)): &(usize, &(u32, u32))| marks.iter().any(|m| m.char_start < *end && *start < m.char_end);
    let mut passages: Vec<Passage> = Vec::new();
    let mut last = None;
    for (number, (start, end)) in sentences.iter().enumerate().filter(touched) {
        match passages.last_mut().filter(|_| last.is_some_and(|last: usize| last + 1 == number)) {
            Some(passage) => passage.char_end = *end,
            None => passages.push(Passage {
                sentence: number as u32,
                char_start: *start,
                char_end: *end,
                text: String::new(),
                marks: Vec::new(),
            }),
        }
        last = Some(number);
    }
    for passage in &mut passages {
        passage.text = reread.words((passage.char_start, passage.char_end));
        let here = |mark: &&Mark| mark.char_start < passage.char_end && passage.char_start < mark.char_end;
        passage.marks = marks.iter().filter(here).cloned().collect();
    }
    passages
}

/// The row's parts.
fn marks(case: &Case<'_>, reread: &Reread) -> Vec<Mark> {
    let row = &case.row;
    let mark = |part, at: Option<(u32, u32)>| at.map(|(char_start, char_end)| Mark { char_start, char_end, part });
    let stretch = |part, start: &str, end: &str| mark(part, row.stretch(start, end));
    match row.table.as_str() {
        "mentions" => {
            let office = stretch("office", "office_char_start", "office_char_end");
            stretch("mention", "char_start", "char_end").into_iter().chain(office).collect()
        }
        "statements" => {
            let cue = stretch("cue", "cue_char_start", "cue_char_end");
            let speaker = stretch("speaker", "speaker_char_start", "speaker_char_end");
            let content = spans(row.text("content_spans")).into_iter().filter_map(|span| mark("content", Some(span)));
            cue.into_iter().chain(speaker).chain(content).chain(parties(&case.rows.statement_actors, "statement_id", &case.id)).collect()
        }
        "events" => {
            let mut marks: Vec<Mark> = stretch("trigger", "trigger_char_start", "trigger_char_end").into_iter().collect();
            marks.extend(parties(&case.rows.event_actors, "event_id", &case.id));
            let here = |record: &&Record| record.is("sentence", row.text("sentence"));
            let place = row.get("place_id").and_then(|place| case.rows.mentions.iter().filter(here).find(|m| m.is("place_id", place)));
            marks.extend(place.and_then(|place| mark("place", place.stretch("char_start", "char_end"))));
            marks.extend(date(case, reread));
            marks.extend(bare_parties(case, reread));
            marks
        }
        "sanctions" => sanction(case, reread),
        _ => Vec::new(),
    }
}

/// Speakers and addressees, sources and targets, by their mentions.
fn parties(actors: &[Record], key: &str, id: &str) -> Vec<Mark> {
    let mark = |record: &Record| {
        let (char_start, char_end) = record.get("mention_id").and_then(mention_at)?;
        let part = ["speaker", "addressee", "source", "target"].into_iter().find(|part| record.is("role", part))?;
        Some(Mark { char_start, char_end, part })
    };
    actors.iter().filter(|record| record.is(key, id)).filter_map(mark).collect()
}

/// Parties of an event whose words are no mention of theirs, as a country's name for its government: the release has their
/// words alone, so they are those of the article read again.
fn bare_parties(case: &Case<'_>, reread: &Reread) -> Vec<Mark> {
    let row = &case.row;
    let Some(trigger) = row.stretch("trigger_char_start", "trigger_char_end") else { return Vec::new() };
    let events = &reread.again.trace.findings.events;
    let Some(event) = events.iter().find(|e| reread.chars(e.trigger) == trigger && row.is("event_type", &e.event_type)) else {
        return Vec::new();
    };
    let mut marks = Vec::new();
    for (part, parties) in [("source", &event.sources), ("target", &event.targets)] {
        for (char_start, char_end) in parties.iter().filter(|p| p.mention.is_none()).filter_map(|p| p.span).map(|s| reread.chars(s)) {
            let words = reread.words((char_start, char_end));
            let own = |a: &Record| a.is("event_id", &case.id) && a.is("role", part) && a.is("text", &words);
            if case.rows.event_actors.iter().any(own) {
                marks.push(Mark { char_start, char_end, part });
            }
        }
    }
    marks
}

/// The words that the event's date was read from, the nearest to its trigger.
fn date(case: &Case<'_>, reread: &Reread) -> Option<Mark> {
    let occurred = case.row.get("occurred_edtf")?;
    let trigger = case.row.stretch("trigger_char_start", "trigger_char_end")?;
    let at = reread.again.trace.dates.iter().filter(|(_, date)| date == occurred).map(|(span, _)| reread.chars(*span));
    let sentence = reread.again.sentences.iter().map(|s| reread.chars(*s)).find(|(start, end)| *start <= trigger.0 && trigger.0 < *end)?;
    let inside = at.filter(|(start, end)| sentence.0 <= *start && *end <= sentence.1);
    let (char_start, char_end) = inside.min_by_key(|(start, _)| start.abs_diff(trigger.0))?;
    Some(Mark { char_start, char_end, part: "date" })
}

/// The words of a sanction. The release has its evidence alone; the others are those of the article read again.
fn sanction(case: &Case<'_>, reread: &Reread) -> Vec<Mark> {
    let row = &case.row;
    let Some((start, end)) = row.stretch("evidence_char_start", "evidence_char_end") else { return Vec::new() };
    let mut marks = vec![Mark { char_start: start, char_end: end, part: "evidence" }];
    let findings = &reread.again.trace.findings;
    let same = |s: &&crate::extract::Sanction| {
        let target = s.target.span.map(|span| reread.chars(span).0.to_string());
        let ends = target.is_none_or(|target| case.id.contains(&format!(".{target}")));
        reread.chars(s.evidence) == (start, end) && row.is("measure", &s.measure) && ends
    };
    if let Some(found) = findings.sanctions.iter().find(same) {
        let parts = [
            ("sender", found.sender.span),
            ("target", found.target.span),
            ("proposer", found.proposer.as_ref().and_then(|p| p.span)),
            ("reason", found.reason),
            ("condition", found.condition),
        ];
        let mark = |(part, span): (&'static str, Option<crate::text::Span>)| {
            let (char_start, char_end) = reread.chars(span?);
            Some(Mark { char_start, char_end, part })
        };
        marks.extend(parts.into_iter().filter_map(mark));
    }
    marks
}

/// `12-20;30-44`.
pub(super) fn spans(written: &str) -> Vec<(u32, u32)> {
    let span = |part: &str| {
        let (start, end) = part.split_once('-')?;
        Some((start.parse().ok()?, end.parse().ok()?))
    };
    written.split(';').filter_map(span).collect()
}

/// A text cut where marks begin and end: each piece with the marks that it belongs to, the outermost first.
pub(super) fn pieces(passage: &Passage) -> Vec<(String, Vec<usize>)> {
    let text: Vec<char> = passage.text.chars().collect();
    let end = passage.char_start + text.len() as u32;
    let mut edges: BTreeSet<u32> = [passage.char_start, end].into();
    edges.extend(passage.marks.iter().flat_map(|m| [m.char_start, m.char_end]).filter(|c| (passage.char_start..end).contains(c)));
    let edges: Vec<u32> = edges.into_iter().collect();
    let piece = |window: &[u32]| {
        let [from, to] = window else { return None };
        let words = text.get((from - passage.char_start) as usize..(to - passage.char_start) as usize)?;
        let holds = |n: &usize| passage.marks[*n].char_start <= *from && *to <= passage.marks[*n].char_end;
        Some((words.iter().collect(), (0..passage.marks.len()).filter(holds).collect()))
    };
    edges.windows(2).filter_map(piece).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_passage_is_cut_at_its_marks() {
        let mark = |char_start, char_end, part| Mark { char_start, char_end, part };
        let marks = vec![mark(10, 16, "content"), mark(11, 13, "target"), mark(14, 18, "date")];
        let passage = Passage { sentence: 0, char_start: 10, char_end: 20, text: "abcdéfghij".to_owned(), marks };
        let cut = pieces(&passage);
        let cut: Vec<(&str, &[usize])> = cut.iter().map(|(text, marks)| (text.as_str(), marks.as_slice())).collect();
        assert_eq!(cut, [("a", &[0][..]), ("bc", &[0, 1]), ("d", &[0]), ("éf", &[0, 2]), ("gh", &[2]), ("ij", &[])]);
        assert_eq!(spans("12-20;30-44;x"), [(12, 20), (30, 44)]);
    }
}
