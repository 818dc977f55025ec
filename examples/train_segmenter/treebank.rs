//! Treebanks as running text, and how well their sentences are found.

use std::collections::HashSet;
use std::ops::Range;
use std::path::Path;

use anyhow::{Context, Result};
use tidings::annotate::boundaries::walk;
use tidings::annotate::{Document, segment};
use tidings::codebook::SegmentRules;
use tidings::ingest::{Article, ArticleId, Metadata, Paragraph, Section, Source};
use tidings::model::segmenter::Weights;
use tidings::text::Span;

/// The raw text of a treebank and where its sentences end.
pub struct Treebank {
    pub article: Article,
    /// Bytes at which sentences end.
    pub ends: HashSet<u32>,
}

impl Treebank {
    /// Reads a CoNLL-U file as running text: paragraphs between blank lines, sentences a space apart.
    pub fn read(path: &Path) -> Result<Self> {
        let file = std::fs::read_to_string(path).with_context(|| format!("can't read {}", path.display()))?;
        let mut reader = Reader::default();
        for (n, line) in file.lines().enumerate() {
            reader.line(line).with_context(|| format!("{}:{}: this is no CoNLL-U", path.display(), n + 1))?;
        }
        reader.end_sentence();
        reader.end_paragraph();
        let Reader { text, paragraphs, ends, .. } = reader;
        let source = Source { raw_file: String::new(), raw_record: String::new() };
        let (raw_sha256, text_sha256) = (String::new(), String::new());
        let article =
            Article { id: ArticleId(String::new()), source, meta: Metadata::default(), text, paragraphs, raw_sha256, text_sha256 };
        Ok(Self { article, ends })
    }

    /// The same text in other letters, ASCII ones alone, so that every place stays what it is.
    pub fn recased(&self, change: fn(&char) -> char) -> Self {
        let changed = |c: char| if c.is_ascii() { change(&c) } else { c };
        let article = Article { text: self.article.text.chars().map(changed).collect(), ..self.article.clone() };
        Self { article, ends: self.ends.clone() }
    }
}

/// A treebank as far as it has been read.
#[derive(Default)]
struct Reader {
    text: String,
    paragraphs: Vec<Paragraph>,
    ends: HashSet<u32>,
    /// Where the open paragraph starts.
    start: usize,
    new_paragraph: bool,
    /// The last word that the open surface token covers.
    covered: u32,
}

impl Reader {
    fn line(&mut self, line: &str) -> Result<()> {
        if line.is_empty() {
            self.end_sentence();
        } else if line.starts_with("# newpar") || line.starts_with("# newdoc") {
            self.new_paragraph = true;
        } else if !line.starts_with('#') {
            self.token(line)?;
        }
        Ok(())
    }

    fn token(&mut self, line: &str) -> Result<()> {
        if std::mem::take(&mut self.new_paragraph) {
            self.end_paragraph();
        }
        let columns: Vec<&str> = line.split('\t').collect();
        let [id, form, .., misc] = columns.as_slice() else { anyhow::bail!("too few columns") };
        if let Some((_, last)) = id.split_once('-') {
            self.covered = last.parse()?;
        } else if id.contains('.') || id.parse::<u32>()? <= self.covered {
            return Ok(());
        }
        self.text.push_str(form);
        if !misc.contains("SpaceAfter=No") {
            self.text.push(' ');
        }
        Ok(())
    }

    fn end_sentence(&mut self) {
        self.covered = 0;
        self.text.truncate(self.text.trim_end().len());
        self.ends.insert(self.text.len() as u32);
        self.text.push(' ');
    }

    fn end_paragraph(&mut self) {
        self.text.truncate(self.text.trim_end().len());
        if self.text.len() > self.start {
            self.paragraphs.push(Paragraph { section: Section::Body, span: Span::new(self.start, self.text.len()) });
            self.text.push_str("\n\n");
        }
        self.start = self.text.len();
    }
}

/// The tokens of each paragraph, as ranges.
pub fn paragraphs(document: &Document) -> Vec<Range<usize>> {
    let sentences = document.sentences.chunk_by(|a, b| a.paragraph == b.paragraph);
    sentences.map(|group| group[0].tokens.start as usize..group[group.len() - 1].tokens.end as usize).collect()
}

/// F1 of the sentences in per cent; one is found when both its ends are.
pub fn f1(treebank: &Treebank, rules: &SegmentRules, weights: &Weights) -> f64 {
    let text = &treebank.article.text;
    let found = found(treebank, rules, weights);
    let mut ends: Vec<usize> = treebank.ends.iter().map(|end| *end as usize).filter(|end| *end > 0).collect();
    ends.sort_unstable();
    let (mut start, mut hits) = (0, 0);
    for end in &ends {
        start += text[start..].len() - text[start..].trim_start().len();
        hits += usize::from(found.contains(&(start as u32, *end as u32)));
        start = *end;
    }
    200.0 * hits as f64 / (found.len() + ends.len()) as f64
}

/// The sentences as the weights cut them, each with its first and last byte.
fn found(treebank: &Treebank, rules: &SegmentRules, weights: &Weights) -> HashSet<(u32, u32)> {
    let mut document = Document::default();
    segment(&treebank.article.text, &treebank.article.paragraphs, rules, &mut document);
    let mut found = HashSet::new();
    for range in paragraphs(&document) {
        let tokens = &document.tokens[range];
        let mut starts = vec![0];
        walk(&treebank.article.text, tokens, rules, |_, properties| weights.ends(properties), |at| starts.push(at));
        starts.push(tokens.len());
        found.extend(starts.windows(2).map(|pair| (tokens[pair[0]].span.start, tokens[pair[1] - 1].span.end)));
    }
    found
}
