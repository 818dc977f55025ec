//! Documents of the GUM corpus as running text with the chains of its `Entity=` annotation.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result};

/// A document.
#[derive(Debug, Default)]
pub struct GoldDocument {
    pub id: String,
    pub text: String,
    pub mentions: Vec<GoldMention>,
}

/// A mention of an entity.
#[derive(Debug, Clone)]
pub struct GoldMention {
    /// Number of the entity within the document.
    pub entity: usize,
    /// `person`, `organization`, `place` ...
    pub kind: String,
    /// Bytes of the text.
    pub start: usize,
    pub end: usize,
    /// Where the word starts that the others hang on.
    pub head: usize,
    /// A name: it has a proper noun for its head.
    pub name: bool,
    /// A third-person pronoun.
    pub pronoun: bool,
    /// A proper noun stands in it, and it is short: what the figures count as a name.
    pub named: bool,
}

struct Word {
    start: usize,
    end: usize,
    upos: String,
    xpos: String,
    lemma: String,
    head: usize,
    entity: String,
}

/// Reads a CoNLL-U file: paragraphs between blank lines, sentences a space apart.
pub fn read(path: &Path) -> Result<Vec<GoldDocument>> {
    let file = std::fs::read_to_string(path).with_context(|| format!("can't read {}", path.display()))?;
    let mut reader = Reader::default();
    for line in file.lines() {
        reader.line(line);
    }
    reader.end_sentence();
    Ok(reader.documents)
}

#[derive(Default)]
struct Reader {
    documents: Vec<GoldDocument>,
    words: Vec<Word>,
    /// Surface of the open multiword token, and the last word that it covers.
    range: Option<(usize, usize, bool)>,
    new_paragraph: bool,
    glue: bool,
    /// Entities that are open: their name, kind, and where they began.
    open: Vec<(String, String, usize)>,
    numbers: BTreeMap<String, usize>,
    /// The words of the sentences in which something is still open.
    before: Vec<Word>,
}

impl Reader {
    fn line(&mut self, line: &str) {
        if let Some(id) = line.strip_prefix("# newdoc id = ") {
            self.documents.push(GoldDocument { id: id.to_owned(), ..GoldDocument::default() });
            (self.open, self.numbers, self.before) = Default::default();
            self.new_paragraph = true;
        } else if line.starts_with("# newpar") {
            self.new_paragraph = true;
        } else if line.is_empty() {
            self.end_sentence();
        } else if !line.starts_with('#') {
            self.word(line);
        }
    }

    fn word(&mut self, line: &str) {
        let columns: Vec<&str> = line.split('\t').collect();
        let Some(document) = self.documents.last_mut() else { return };
        let (id, form) = (columns[0], columns[1]);
        if id.contains('.') {
            return;
        }
        let text = &mut document.text;
        if self.words.is_empty() && self.range.is_none() {
            if !text.is_empty() {
                text.truncate(text.trim_end().len());
                text.push_str(if self.new_paragraph { "\n\n" } else { " " });
            }
            (self.new_paragraph, self.glue) = (false, true);
        }
        let no_space = columns[9].split('|').any(|c| c == "SpaceAfter=No");
        if let Some((_, last)) = id.split_once('-') {
            if !self.glue {
                text.push(' ');
            }
            self.range = Some((text.len(), last.parse().unwrap_or(0), no_space));
            text.push_str(form);
            self.glue = true;
            return;
        }
        let number: usize = id.parse().unwrap_or(0);
        let (start, end) = if let Some((at, last, _)) = self.range {
            let end = if number == last { text.len() } else { (at + form.len()).min(text.len()) };
            (at, end)
        } else {
            if !self.glue {
                text.push(' ');
            }
            let start = text.len();
            text.push_str(form);
            (start, text.len())
        };
        match &mut self.range {
            Some((at, last, glue)) => {
                *at = end;
                if number == *last {
                    self.glue = *glue;
                    self.range = None;
                }
            }
            None => self.glue = no_space,
        }
        let entity = columns[9].split('|').find_map(|c| c.strip_prefix("Entity=")).unwrap_or("").to_owned();
        let [lemma, upos, xpos] = [columns[2], columns[3], columns[4]].map(str::to_owned);
        self.words.push(Word { start, end, upos, xpos, lemma, head: columns[6].parse().unwrap_or(0), entity });
    }

    fn end_sentence(&mut self) {
        if self.words.is_empty() {
            return;
        }
        let base = self.before.len();
        for word in &mut self.words {
            word.head = if word.head == 0 { usize::MAX } else { base + word.head - 1 };
        }
        let entities: Vec<String> = self.words.iter().map(|w| w.entity.clone()).collect();
        self.before.append(&mut self.words);
        for (n, value) in entities.iter().enumerate() {
            self.marks(value, base + n);
        }
        if self.open.is_empty() {
            self.before.clear();
        }
    }

    /// Reads "(1-person-...(2-place-...)1)".
    fn marks(&mut self, value: &str, at: usize) {
        let mut rest = value;
        while !rest.is_empty() {
            if let Some(inside) = rest.strip_prefix('(') {
                let stop = inside.find(['(', ')']).unwrap_or(inside.len());
                let mut parts = inside[..stop].split('-');
                let (name, kind) = (parts.next().unwrap_or("").to_owned(), parts.next().unwrap_or("").to_owned());
                self.open.push((name.clone(), kind, at));
                rest = &inside[stop..];
                if let Some(after) = rest.strip_prefix(')') {
                    self.close(&name, at);
                    rest = after;
                }
            } else {
                let Some(stop) = rest.find(')') else { return };
                self.close(&rest[..stop], at);
                rest = &rest[stop + 1..];
            }
        }
    }

    fn close(&mut self, name: &str, last: usize) {
        let Some(n) = self.open.iter().rposition(|o| o.0 == name) else { return };
        let (name, kind, first) = self.open.remove(n);
        let words = &self.before[first..=last];
        let outside = |w: &Word| w.head == usize::MAX || w.head < first || w.head > last;
        let head = words.iter().find(|w| outside(w) && w.upos != "PUNCT").unwrap_or(&words[0]);
        let third = ["he", "she", "they", "it", "his", "her", "their", "its"].contains(&words[0].lemma.as_str());
        let pronoun = words.len() == 1 && matches!(words[0].xpos.as_str(), "PRP" | "PRP$") && third;
        let count = self.numbers.len();
        let entity = *self.numbers.entry(name).or_insert(count);
        let named = words.iter().any(|w| w.upos == "PROPN") && words.len() <= 6;
        let mention = GoldMention {
            entity,
            kind,
            start: words[0].start,
            end: words[words.len() - 1].end,
            head: head.start,
            name: head.upos == "PROPN" && words.len() <= 8,
            pronoun,
            named,
        };
        if let Some(document) = self.documents.last_mut() {
            document.mentions.push(mention);
        }
    }
}
