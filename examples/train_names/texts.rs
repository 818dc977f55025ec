//! Texts with marked names, from each of the forms that they come in.

use std::collections::HashMap;
use std::path::Path;

use anyhow::{Context, Result};
use serde::Deserialize;
use tidings::codebook::phrases::{split_words, word_hash};
use tidings::codebook::{Codebook, NameRules, WordClass};
use tidings::extract::MentionForm;
use tidings::extract::mentions::names::NameKind;
use tidings::text::Span;

/// A text and the names that are marked in it.
#[derive(Debug, Clone, Default)]
pub struct Marked {
    pub text: String,
    /// Bytes; the kind is open where nothing but the span is known.
    pub names: Vec<(Span, Option<NameKind>)>,
    /// Names that may be one or none, or whose kind is of no use here: nothing is learned from their words.
    pub unsure: Vec<Span>,
}

impl Marked {
    /// The same text in other letters, ASCII ones alone, so that every place stays what it is.
    pub fn recased(&self, change: fn(&str) -> String) -> Self {
        Self { text: change(&self.text), ..self.clone() }
    }

    fn space(&mut self, between: &str) {
        if !self.text.is_empty() {
            self.text.push_str(between);
        }
    }
}

/// All in small letters, all in capitals, and each word with a capital.
pub const RECASED: [fn(&str) -> String; 3] = [str::to_ascii_lowercase, str::to_ascii_uppercase, title_case];

fn title_case(text: &str) -> String {
    let mut inside = false;
    let change = |c: char| {
        let changed = if inside { c } else { c.to_ascii_uppercase() };
        inside = c.is_alphanumeric() || c == '\'';
        changed
    };
    text.chars().map(change).collect()
}

/// IOB2 with `# text` lines (the Universal NER treebanks), a text for each document.
pub fn universal(path: &Path) -> Result<Vec<Marked>> {
    let file = read(path)?;
    let mut all: Vec<Marked> = Vec::new();
    let mut at = 0;
    for line in file.lines() {
        if line.starts_with("# newdoc") || all.is_empty() {
            all.push(Marked::default());
        }
        let Some(marked) = all.last_mut() else { continue };
        if let Some(text) = line.strip_prefix("# text = ") {
            marked.space("\n\n");
            at = marked.text.len();
            marked.text.push_str(text.trim());
        } else if !line.is_empty() && !line.starts_with('#') {
            let columns: Vec<&str> = line.split('\t').collect();
            let [_, form, mark, ..] = columns[..] else { anyhow::bail!("{}: too few columns", path.display()) };
            let Some(found) = marked.text[at..].find(form) else { continue };
            let span = Span::new(at + found, at + found + form.len());
            at = span.end as usize;
            note(marked, span, mark, mark.starts_with("I-"));
        }
    }
    Ok(all)
}

/// Adds a word's mark; `on` where it goes on with the name before.
fn note(marked: &mut Marked, span: Span, mark: &str, on: bool) {
    let kind = match mark.get(2..) {
        Some("PER") => NameKind::Person,
        Some("ORG") => NameKind::Organisation,
        Some("LOC") => NameKind::Place,
        _ => return,
    };
    match marked.names.last_mut().filter(|_| on) {
        Some((name, _)) => name.end = span.end,
        None => marked.names.push((span, Some(kind))),
    }
}

/// Words and marks in two columns without spacing (Wikigold): signs are joined to words as they are in print.
pub fn columns(path: &Path, rules: &NameRules) -> Result<Vec<Marked>> {
    let file = read(path)?;
    let mut all = vec![Marked::default()];
    let (mut before, mut fresh, mut open) = ("O", true, false);
    for line in file.lines() {
        if line.starts_with("-DOCSTART-") {
            all.push(Marked::default());
            continue;
        }
        let Some((form, mark)) = line.split_once(' ') else {
            (fresh, before) = (true, "O");
            continue;
        };
        let Some(marked) = all.last_mut() else { continue };
        let joined = matches!(form, "," | "." | ";" | ":" | ")" | "'s" | "'" | "%" | "?" | "!" | "''" | "n't" | "]") || open;
        marked.space(if fresh {
            "\n\n"
        } else if joined {
            ""
        } else {
            " "
        });
        open = matches!(form, "(" | "``" | "$" | "[");
        let start = marked.text.len();
        marked.text.push_str(if matches!(form, "``" | "''") { "\"" } else { form });
        note(marked, Span::new(start, marked.text.len()), mark, !fresh && mark == before && before != "O");
        (before, fresh) = (mark, false);
    }
    // what is called Organisation here and begins with an article bears it in print only
    all.iter_mut().for_each(|marked| trim(marked, rules));
    Ok(all)
}

/// Leading articles and titles that are no office of a name are left out.
fn trim(marked: &mut Marked, rules: &NameRules) {
    let Marked { text, names, .. } = marked;
    for (span, kind) in names.iter_mut() {
        *span = trimmed(text, *span, *kind == Some(NameKind::Person), rules);
    }
    names.retain(|(span, _)| span.start < span.end);
}

/// A span without article before it and, of a person, without title.
fn trimmed(text: &str, mut span: Span, person: bool, rules: &NameRules) -> Span {
    loop {
        let name = span.of(text);
        let words: Vec<_> = split_words(name).collect();
        let hashes = || words.iter().map(|word| word_hash(&name[word.clone()]));
        let article = words.len() > 1 && hashes().next().is_some_and(|hash| rules.word(hash).is(WordClass::Article));
        let title = if person { rules.title(hashes()).map_or(0, |(length, _)| length) } else { 0 };
        let cut = if article { 1 } else { title };
        if cut == 0 {
            return span;
        }
        span.start += words.get(cut).map_or(name.len(), |word| word.start) as u32;
    }
}

#[derive(Deserialize)]
struct Record {
    text: String,
    entities: Vec<Entity>,
}

#[derive(Deserialize)]
struct Entity {
    start: usize,
    end: usize,
    #[serde(rename = "type")]
    kind: String,
}

/// re3d's records. It marks descriptions too: a name is what has a capital at its end; of nested ones the outermost,
/// but of a person the innermost, which has no title.
pub fn records(path: &Path, codebook: &Codebook) -> Result<Vec<Marked>> {
    let rules = &codebook.names;
    let mut all = Vec::new();
    for line in read(path)?.lines() {
        let record: Record = serde_json::from_str(line).with_context(|| format!("{} holds no records", path.display()))?;
        let bytes: Vec<usize> = record.text.char_indices().map(|(at, _)| at).chain([record.text.len()]).collect();
        let mut marked = Marked { text: record.text, ..Marked::default() };
        let mut spans = Vec::new();
        for entity in &record.entities {
            let kind = match entity.kind.as_str() {
                "Person" => NameKind::Person,
                "Organisation" => NameKind::Organisation,
                "Location" => NameKind::Place,
                _ => continue,
            };
            let whole = Span::new(bytes[entity.start], bytes[entity.end]);
            let span = trimmed(&marked.text, untitled(&marked.text, whole, kind, rules), kind == NameKind::Person, rules);
            let name = span.of(&marked.text);
            if is_people(name, codebook) || name.contains(',') {
                continue;
            }
            if is_name(name, rules) {
                spans.push((span, Some(kind)));
            } else if name.contains(char::is_uppercase) {
                marked.unsure.push(span);
            }
        }
        // the longest first; of equal ones a place before a body, which its government is
        spans.sort_by_key(|(span, kind)| (std::cmp::Reverse(span.end - span.start), span.start, *kind != Some(NameKind::Place)));
        for (span, kind) in spans {
            if !marked.names.iter().any(|(other, _)| other.overlaps(span)) {
                marked.names.push((span, kind));
            }
        }
        marked.names.sort_by_key(|(span, _)| span.start);
        all.push(marked);
    }
    Ok(all)
}

/// What stands behind the last title in a person's name.
fn untitled(text: &str, mut span: Span, kind: NameKind, rules: &NameRules) -> Span {
    if kind == NameKind::Person {
        let name = span.of(text);
        let words: Vec<_> = split_words(name).collect();
        let title = |n: usize| rules.title(words[n..].iter().map(|word| word_hash(&name[word.clone()]))).map(|(length, _)| n + length);
        let end = (0..words.len()).filter_map(title).max().unwrap_or(0);
        span.start += if end == 0 { 0 } else { words.get(end).map_or(name.len(), |word| word.start) as u32 };
    }
    span
}

/// Whether the words are an ordinary word ("We") or name a people: no name here.
fn is_people(name: &str, codebook: &Codebook) -> bool {
    let hashes: Vec<u64> = split_words(name).map(|word| word_hash(&name[word])).collect();
    let ordinary = hashes.iter().all(|hash| codebook.names.word(*hash).is(WordClass::Ordinary));
    let hit = codebook.lexicon.longest(hashes.iter().copied(), |_| (true, false));
    ordinary || hit.is_some_and(|hit| hit.words == hashes.len() && hit.readings.iter().all(|r| r.form == MentionForm::Demonym))
}

/// Whether the last word has a capital, and the words before as well but for small ones.
fn is_name(name: &str, rules: &NameRules) -> bool {
    let words: Vec<_> = split_words(name).map(|word| &name[word]).collect();
    let capital = |word: &&str| word.starts_with(char::is_uppercase);
    let small = |word: &&str| word.len() <= 3;
    let calendar = words.len() == 1 && rules.word(word_hash(words[0])).is(WordClass::Calendar);
    words.first().is_some_and(capital) && words.last().is_some_and(capital) && words.iter().all(|w| capital(w) || small(w)) && !calendar
}

/// A word of a treebank.
struct Word {
    span: Span,
    upos: String,
    proper: bool,
    /// Joins the words of one name ("of", "for").
    joins: bool,
    entity: String,
}

/// A treebank's texts, each with its sentences' words.
fn treebank(path: &Path, rules: &NameRules) -> Result<Vec<(Marked, Vec<Vec<Word>>)>> {
    let file = read(path)?;
    let mut all: Vec<(Marked, Vec<Vec<Word>>)> = Vec::new();
    let (mut at, mut covered, mut paragraph) = (0, 0, true);
    for line in file.lines() {
        if line.starts_with("# newdoc") || all.is_empty() {
            all.push(Default::default());
        }
        let Some((marked, sentences)) = all.last_mut() else { continue };
        if line.starts_with("# newpar") {
            paragraph = true;
        } else if let Some(text) = line.strip_prefix("# text = ") {
            marked.space(if std::mem::take(&mut paragraph) { "\n\n" } else { " " });
            at = marked.text.len();
            covered = 0;
            marked.text.push_str(text.trim());
            sentences.push(Vec::new());
        } else if !line.is_empty() && !line.starts_with('#') {
            let columns: Vec<&str> = line.split('\t').collect();
            let [id, form, _, upos, xpos, .., misc] = columns[..] else { anyhow::bail!("{}: too few columns", path.display()) };
            if id.contains('.') {
                continue;
            }
            let entity = misc.split('|').find_map(|part| part.strip_prefix("Entity=")).unwrap_or_default().to_owned();
            if id.contains('-') {
                covered = id.split_once('-').and_then(|(_, last)| last.parse().ok()).unwrap_or(0);
            }
            // the words of a surface token stand within it
            let Some(found) = marked.text[at..].find(form) else { continue };
            let span = Span::new(at + found, at + found + form.len());
            if id.contains('-') || found > 1 && covered > 0 {
                continue;
            }
            at = span.end as usize;
            let proper = matches!(xpos, "NNP" | "NNPS") || upos == "PROPN";
            if let Some(words) = sentences.last_mut() {
                words.push(Word {
                    span,
                    upos: upos.to_owned(),
                    proper,
                    joins: upos == "ADP" && rules.word(word_hash(form)).is(WordClass::Connector),
                    entity,
                });
            }
        }
    }
    Ok(all)
}

/// GUM: what its `Entity` calls a person, organization or place, and holds proper names. The name is what of it are
/// proper words, and the small words between.
pub fn gum(path: &Path, rules: &NameRules) -> Result<Vec<Marked>> {
    let mut all = Vec::new();
    for (mut marked, sentences) in treebank(path, rules)? {
        for words in &sentences {
            let mut names = entities(words);
            names.sort_by_key(|(range, _)| (range.len(), range.start));
            let mut kinds: Vec<(std::ops::Range<usize>, Option<NameKind>)> = Vec::new();
            // proper words belong to the smallest entity that holds them; a longer one may be a name around that
            for (range, kind) in names {
                let Some(core) = core(words, &range) else { continue };
                if let Some(inner) = kinds.iter_mut().find(|(other, _)| other.start < core.end && core.start < other.end) {
                    let around = core.start <= inner.0.start && core.end >= inner.0.end && core.len() > inner.0.len();
                    if around && kind.is_some_and(|kind| kind != NameKind::Person) && is_whole(words, &core) {
                        *inner = (core.clone(), kind);
                    }
                    continue;
                }
                kinds.push((core, kind));
            }
            kinds.sort_by_key(|(range, _)| range.start);
            for (range, kind) in kinds {
                let span = words[range.start].span.cover(words[range.end - 1].span);
                let span = trimmed(&marked.text, span, kind == Some(NameKind::Person), rules);
                let overlaps = marked.names.last().is_some_and(|(last, _)| last.end > span.start);
                if kind.is_some() && span.start < span.end && !overlaps {
                    marked.names.push((span, kind));
                }
            }
        }
        all.push(marked);
    }
    Ok(all)
}

/// Whether a name in which another stands is a whole: a proper word stands outside of the small words.
fn is_whole(words: &[Word], core: &std::ops::Range<usize>) -> bool {
    words[core.clone()].iter().all(|word| word.proper || word.joins || matches!(word.upos.as_str(), "CCONJ" | "DET" | "PUNCT" | "PART"))
}

/// The run of proper words in a range, from the first to the last with no more than small words between.
fn core(words: &[Word], range: &std::ops::Range<usize>) -> Option<std::ops::Range<usize>> {
    let start = range.clone().find(|n| words[*n].proper)?;
    // what stands before the first proper word must be small: articles and the like
    let mut end = start + 1;
    let mut n = end;
    while n < range.end {
        let word = &words[n];
        if word.proper || word.upos == "NUM" && n + 1 == range.end {
            end = n + 1;
        } else if !word.joins && !matches!(word.upos.as_str(), "CCONJ" | "DET" | "PART") && !is_hyphen(word, words, n) {
            break;
        }
        n += 1;
    }
    Some(start..end)
}

/// A sign within a word or an initial's dot.
fn is_hyphen(word: &Word, words: &[Word], n: usize) -> bool {
    word.upos == "PUNCT"
        && word.span.end - word.span.start == 1
        && words[n - 1].span.end == word.span.start
        && words.get(n + 1).is_some_and(|next| next.span.start == word.span.end)
}

/// The entities of a sentence that begin and end in it, as ranges of words. One of a kind that is no name's here has
/// none.
fn entities(words: &[Word]) -> Vec<(std::ops::Range<usize>, Option<NameKind>)> {
    let mut open: HashMap<String, Vec<(usize, Option<NameKind>)>> = HashMap::new();
    let mut found = Vec::new();
    for (n, word) in words.iter().enumerate() {
        let mut rest = word.entity.as_str();
        while !rest.is_empty() {
            if let Some(inner) = rest.strip_prefix('(') {
                let end = inner.find(['(', ')']).unwrap_or(inner.len());
                let mut parts = inner[..end].split('-');
                let (name, kind) = (parts.next().unwrap_or_default(), kind_of(parts.next().unwrap_or_default()));
                let closes = inner[end..].starts_with(')');
                if closes {
                    found.push((n..n + 1, kind));
                } else {
                    open.entry(name.to_owned()).or_default().push((n, kind));
                }
                rest = &inner[end + usize::from(closes)..];
            } else {
                let end = rest.find(')').unwrap_or(rest.len());
                if let Some((start, kind)) = open.get_mut(&rest[..end]).and_then(Vec::pop) {
                    found.push((start..n + 1, kind));
                }
                rest = rest.get(end + 1..).unwrap_or_default();
            }
        }
    }
    found
}

fn kind_of(word: &str) -> Option<NameKind> {
    match word {
        "person" => Some(NameKind::Person),
        "organization" => Some(NameKind::Organisation),
        "place" => Some(NameKind::Place),
        _ => None,
    }
}

/// A treebank without names: runs of proper words may be names of any kind or none, everything else is none.
pub fn proper(path: &Path, rules: &NameRules) -> Result<Vec<Marked>> {
    let mut all = Vec::new();
    for (mut marked, sentences) in treebank(path, rules)? {
        for words in &sentences {
            let mut n = 0;
            while n < words.len() {
                let small = |m: usize| words.get(m).is_some_and(|w| matches!(w.upos.as_str(), "ADP" | "CCONJ" | "DET" | "PART"));
                let proper = |m: usize| words.get(m).is_some_and(|w| w.proper);
                let mut end = n;
                while proper(end) || end > n && small(end) && (proper(end + 1) || small(end + 1) && proper(end + 2)) {
                    end += 1;
                }
                if end > n {
                    marked.names.push((words[n].span.cover(words[end - 1].span), None));
                }
                n = end.max(n + 1);
            }
        }
        all.push(marked);
    }
    Ok(all)
}

fn read(path: &Path) -> Result<String> {
    std::fs::read_to_string(path).with_context(|| format!("can't read {}", path.display()))
}

/// Articles without marks: every word with a capital may be of a name.
pub fn bare(path: &Path) -> Result<Vec<Marked>> {
    #[derive(Deserialize)]
    struct Article {
        text: String,
    }
    let mut all = Vec::new();
    for line in read(path)?.lines() {
        let article: Article = serde_json::from_str(line).with_context(|| format!("{} holds no articles", path.display()))?;
        all.push(Marked { unsure: vec![Span::new(0, article.text.len())], text: article.text, ..Marked::default() });
    }
    Ok(all)
}
