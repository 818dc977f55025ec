//! Articles whose attributions were marked by hand, in the form of PolNeAR's records.

use std::collections::{BTreeSet, HashMap};
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;
use tidings::text::Span;

/// One attribution: whose words, the words that report them, what is said. Characters of the text, end exclusive.
#[derive(Debug, Clone, Deserialize)]
pub struct Attribution {
    source: Vec<(usize, usize)>,
    cue: Vec<(usize, usize)>,
    content: Vec<(usize, usize)>,
}

#[derive(Debug, Deserialize)]
struct Record {
    text: String,
    attributions: Vec<Attribution>,
}

/// An attribution in bytes of the text.
#[derive(Debug, Clone)]
pub struct Marked {
    pub source: Vec<Span>,
    pub cue: Vec<Span>,
    pub content: Vec<Span>,
}

/// The attributions of all articles, by their text.
pub fn read(path: &Path) -> Result<HashMap<String, Vec<Marked>>> {
    let file = std::fs::read_to_string(path).with_context(|| format!("can't read {}", path.display()))?;
    let mut all = HashMap::new();
    for (n, line) in file.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let record: Record = serde_json::from_str(line).with_context(|| format!("{}, line {}", path.display(), n + 1))?;
        let mut bytes: Vec<usize> = record.text.char_indices().map(|(at, _)| at).collect();
        bytes.push(record.text.len());
        let span = |(start, end): &(usize, usize)| Span::new(bytes[*start], bytes[*end]);
        let spans = |all: &[(usize, usize)]| all.iter().map(span).collect();
        let marked = |a: &Attribution| Marked { source: spans(&a.source), cue: spans(&a.cue), content: spans(&a.content) };
        let marked = record.attributions.iter().map(marked).collect();
        all.insert(record.text, marked);
    }
    Ok(all)
}

/// Where the words of some spans start.
pub fn words(text: &str, spans: &[Span]) -> BTreeSet<usize> {
    let mut words = BTreeSet::new();
    for span in spans {
        let mut inside = span.start > 0 && text[..span.start as usize].ends_with(is_word);
        for (at, c) in text[span.start as usize..span.end as usize].char_indices() {
            if is_word(c) && !inside {
                words.insert(span.start as usize + at);
            }
            inside = is_word(c);
        }
    }
    words
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// The share of words that two sets have in common.
pub fn overlap(a: &BTreeSet<usize>, b: &BTreeSet<usize>) -> f64 {
    let both = a.intersection(b).count();
    both as f64 / (a.len() + b.len() - both).max(1) as f64
}
