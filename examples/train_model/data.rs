//! What is learned from: sentences of the treebanks and of the news, and the words and labels in them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use tidings::model::features::{Lexicon, lower};
use tidings::ud::Feats;

use crate::math::Random;

/// One sentence, with what is known about it.
#[derive(Debug, Clone, Default)]
pub struct Sentence {
    pub forms: Vec<String>,
    pub truth: Truth,
}

/// What a sentence's analysis is learned from.
#[derive(Debug, Clone)]
pub enum Truth {
    /// A person annotated it.
    Gold(Vec<Gold>),
    /// Teachers did.
    Taught(Taught),
}

impl Default for Truth {
    fn default() -> Self {
        Self::Gold(Vec::new())
    }
}

/// The analysis of one word, labels as indexes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Gold {
    pub upos: usize,
    pub xpos: usize,
    pub feats: usize,
    pub head: usize,
    pub relation: usize,
}

/// How likely the teachers find each label and each head, rows of words after one another.
#[derive(Debug, Clone, Default)]
pub struct Taught {
    pub upos: Vec<f32>,
    pub xpos: Vec<f32>,
    pub feats: Vec<usize>,
    /// A row for each word, a column for each head, the root first.
    pub arcs: Vec<f32>,
    /// The heads of the teachers' best tree.
    pub heads: Vec<usize>,
    /// Relations to these heads.
    pub relations: Vec<f32>,
}

/// A word of a treebank as it is written there.
#[derive(Debug, Clone)]
pub struct Line {
    pub form: String,
    pub lemma: String,
    pub upos: String,
    pub xpos: String,
    pub feats: String,
    pub head: usize,
    pub relation: String,
}

/// Reads the words of a CoNLL-U file, sentence by sentence.
pub fn read_treebank(path: &Path) -> Result<Vec<Vec<Line>>> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read the treebank {}", path.display()))?;
    let mut sentences = vec![Vec::new()];
    for (number, line) in text.lines().enumerate() {
        let columns: Vec<&str> = line.split('\t').collect();
        match columns[..] {
            [""] => sentences.push(Vec::new()),
            [id, form, lemma, upos, xpos, feats, head, relation, ..] if id.parse::<usize>().is_ok() => {
                let feats: Feats = feats.parse().with_context(|| format!("{}, line {}", path.display(), number + 1))?;
                let head = head.parse().with_context(|| format!("{}, line {}: head `{head}`", path.display(), number + 1))?;
                let [form, lemma, upos, xpos, relation] = [form, lemma, upos, xpos, relation].map(str::to_owned);
                sentences.last_mut().expect("one is there").push(Line {
                    form,
                    lemma,
                    upos,
                    xpos,
                    feats: feats.to_string(),
                    head,
                    relation,
                });
            }
            [comment] if comment.starts_with('#') => {}
            [id, ..] if id.contains(['-', '.']) => {}
            _ => bail!("{}, line {}: this is no line of CoNLL-U", path.display(), number + 1),
        }
    }
    sentences.retain(|sentence| !sentence.is_empty());
    Ok(sentences)
}

/// The genre of each sentence of a treebank, from its `sent_id`: `weblog` of `weblog-...`, `news` of `GUM_news_...`.
pub fn read_genres(path: &Path) -> Result<Vec<String>> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read the treebank {}", path.display()))?;
    let ids = text.lines().filter_map(|line| line.strip_prefix("# sent_id = "));
    Ok(ids.map(|id| id.strip_prefix("GUM_").unwrap_or(id).split(['-', '_']).next().unwrap_or_default().to_owned()).collect())
}

/// All labels of a kind, sorted.
#[derive(Debug, Clone, Default)]
pub struct Labels(pub Vec<String>);

impl Labels {
    fn of<'a>(labels: impl Iterator<Item = &'a String>) -> Self {
        Self(labels.collect::<BTreeSet<_>>().into_iter().cloned().collect())
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    fn index(&self, label: &String) -> Option<usize> {
        self.0.binary_search(label).ok()
    }
}

/// The labels of the treebanks.
#[derive(Debug, Clone, Default)]
pub struct Scheme {
    pub upos: Labels,
    pub xpos: Labels,
    pub feats: Labels,
    pub relations: Labels,
    /// Which features a pair of tags was seen with.
    pub seen: BTreeSet<(u8, u8, u16)>,
}

impl Scheme {
    pub fn of(treebank: &[Vec<Line>]) -> Self {
        let lines = || treebank.iter().flatten();
        let mut scheme = Self {
            upos: Labels::of(lines().map(|l| &l.upos)),
            xpos: Labels::of(lines().map(|l| &l.xpos)),
            feats: Labels::of(lines().map(|l| &l.feats)),
            relations: Labels::of(lines().map(|l| &l.relation)),
            seen: BTreeSet::new(),
        };
        scheme.seen = lines().filter_map(|line| scheme.gold(line)).map(|g| (g.upos as u8, g.xpos as u8, g.feats as u16)).collect();
        scheme
    }

    fn gold(&self, line: &Line) -> Option<Gold> {
        Some(Gold {
            upos: self.upos.index(&line.upos)?,
            xpos: self.xpos.index(&line.xpos)?,
            feats: self.feats.index(&line.feats)?,
            head: line.head,
            relation: self.relations.index(&line.relation)?,
        })
    }

    /// Sentences to learn from. Very long ones are tables and lists; they cost much and teach little.
    pub fn sentences(&self, treebank: &[Vec<Line>]) -> Vec<Sentence> {
        let sentence = |lines: &Vec<Line>| {
            let gold = lines.iter().map(|line| self.gold(line)).collect::<Option<_>>()?;
            Some(Sentence { forms: lines.iter().map(|line| line.form.clone()).collect(), truth: Truth::Gold(gold) })
        };
        treebank.iter().filter(|lines| lines.len() <= 120).filter_map(sentence).collect()
    }
}

/// The words that get a row of their own: those that the treebanks have at least twice, in lower case.
pub fn learned_words(treebank: &[Vec<Line>]) -> Vec<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    let mut word = String::new();
    for line in treebank.iter().flatten() {
        lower(&line.form, &mut word);
        *counts.entry(word.clone()).or_default() += 1;
    }
    counts.into_iter().filter(|(_, count)| *count >= 2).map(|(word, _)| word).collect()
}

/// Clusters and vectors of words, from the lexicon's files.
#[derive(Debug, Clone, Default)]
pub struct Words {
    pub learned: Vec<String>,
    /// Word and path; the first ones have a vector.
    pub clustered: Vec<(String, String)>,
    pub vectors: Vec<u8>,
}

impl Words {
    pub fn read(folder: &Path, treebank: &[Vec<Line>]) -> Result<Self> {
        let read = |name: &str| {
            let path = folder.join(name);
            fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
        };
        let clusters = String::from_utf8(read("glove-clusters.tsv")?)?;
        let vector_words = String::from_utf8(read("glove50-int8-50k.words.txt")?)?;
        let clustered: Vec<(String, String)> =
            clusters.lines().skip(1).filter_map(|l| l.split_once('\t')).map(|(w, p)| (w.to_owned(), p.to_owned())).collect();
        if !vector_words.lines().eq(clustered.iter().map(|(word, _)| word.as_str()).take(vector_words.lines().count())) {
            bail!("{}: clusters and vectors list different words", folder.display());
        }
        Ok(Self { learned: learned_words(treebank), clustered, vectors: read("glove50-int8-50k.bin")? })
    }

    pub fn lexicon(&self) -> Lexicon<'_> {
        let vectors = self.vectors.len() / tidings::model::weights::VECTOR;
        let clustered = || self.clustered.iter().map(|(word, path)| (word.as_str(), path.as_str()));
        Lexicon::new(self.learned.iter().map(String::as_str), clustered(), clustered().map(|(word, _)| word).take(vectors))
    }
}

/// What may happen to the writing of a sentence: headlines, shouting, haste.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Writing {
    AsIs,
    Lower,
    Upper,
    /// Every word but the short ones begins with a capital.
    Headline,
    NoStop,
}

impl Writing {
    /// Now and then another writing than the author's.
    pub fn random(random: &mut Random) -> Self {
        match random.below(100) {
            0..5 => Self::Lower,
            5..9 => Self::Upper,
            9..13 => Self::Headline,
            13..18 => Self::NoStop,
            _ => Self::AsIs,
        }
    }

    /// The sentence, written so. Only a gold sentence can lose its stop.
    pub fn apply(self, sentence: &Sentence) -> Sentence {
        let mut sentence = sentence.clone();
        sentence.forms.iter_mut().for_each(|form| self.rewrite(form));
        if let (Self::NoStop, Truth::Gold(gold)) = (self, &mut sentence.truth)
            && ends_in_stop(sentence.forms.last(), gold.iter().map(|word| word.head))
        {
            sentence.forms.pop();
            gold.pop();
        }
        sentence
    }

    /// As [`Writing::apply`], for the lines of a treebank.
    pub fn apply_to_lines(self, lines: &[Line]) -> Vec<Line> {
        let mut lines = lines.to_vec();
        lines.iter_mut().for_each(|line| self.rewrite(&mut line.form));
        if self == Self::NoStop && ends_in_stop(lines.last().map(|line| &line.form), lines.iter().map(|line| line.head)) {
            lines.pop();
        }
        lines
    }

    /// What a card calls it.
    pub fn name(self) -> &'static str {
        match self {
            Self::AsIs => "as it is",
            Self::Lower => "all in lower case",
            Self::Upper => "all in capitals",
            Self::Headline => "as a headline",
            Self::NoStop => "without the last stop",
        }
    }

    fn rewrite(self, form: &mut String) {
        match self {
            Self::AsIs | Self::NoStop => {}
            Self::Lower => *form = form.to_lowercase(),
            Self::Upper => *form = form.to_uppercase(),
            Self::Headline if form.chars().count() > 3 => {
                let mut chars = form.chars();
                *form = chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect();
            }
            Self::Headline => {}
        }
    }
}

/// Whether a sentence ends in a stop that no word hangs on and that can be taken away.
fn ends_in_stop(last: Option<&String>, heads: impl Iterator<Item = usize> + Clone) -> bool {
    let count = heads.clone().count();
    let stop = last.is_some_and(|form| matches!(form.as_str(), "." | "!" | "?" | "..."));
    stop && count > 1 && heads.clone().all(|head| head != count) && heads.last() != Some(0)
}
