//! How often the parser is right, with the tokens of a treebank given.

use std::collections::BTreeSet;

use tidings::model::network::Network;
use tidings::model::parser::{Analysis, Parser};
use tidings::model::weights::{Weights, WeightsError};
use tidings::ud::Relation;

use crate::data::{Line, Writing};

/// Right words of a treebank.
#[derive(Debug, Clone, Copy, Default)]
pub struct Score {
    words: usize,
    lemmas: usize,
    upos: usize,
    xpos: usize,
    feats: usize,
    heads: usize,
    labelled: usize,
}

impl Score {
    /// UPOS, XPOS, features, lemmas, UAS, LAS, in per cent.
    fn shares(&self) -> [f64; 6] {
        let Self { upos, xpos, feats, lemmas, heads, labelled, .. } = *self;
        [upos, xpos, feats, lemmas, heads, labelled].map(|right| 100.0 * right as f64 / self.words.max(1) as f64)
    }
}

impl std::fmt::Display for Score {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [upos, xpos, feats, lemmas, heads, labelled] = self.shares();
        write!(f, "UPOS {upos:.2} XPOS {xpos:.2} feats {feats:.2} lemmas {lemmas:.2} UAS {heads:.2} LAS {labelled:.2}")
    }
}

/// A treebank's name, its sentences, the genre of each.
pub type Named<'n> = (&'n str, Vec<Vec<Line>>, Vec<String>);

/// Prints the tables of the model card: figures by genre and by writing.
pub fn print_card(file: &[u8], treebanks: &[Named<'_>]) -> Result<(), WeightsError> {
    println!("| | words | UPOS | XPOS | features | lemmas | UAS | LAS |\n|---|---:|---:|---:|---:|---:|---:|---:|");
    let row = |name: &str, sentences: &[Vec<Line>]| {
        let score = measure(file, sentences)?;
        let shares = score.shares().map(|share| format!("{share:.1}"));
        println!("| {name} | {} | {} |", score.words, shares.join(" | "));
        Ok(())
    };
    for (name, treebank, genres) in treebanks {
        row(name, treebank)?;
        for genre in genres.iter().collect::<BTreeSet<_>>() {
            let of = treebank.iter().zip(genres).filter(|(_, other)| *other == genre).map(|(sentence, _)| sentence.clone());
            row(&format!("{name}, {genre}"), &of.collect::<Vec<_>>())?;
        }
        for writing in [Writing::Lower, Writing::Upper, Writing::Headline, Writing::NoStop] {
            let written = treebank.iter().map(|sentence| writing.apply_to_lines(sentence));
            row(&format!("{name}, {}", writing.name()), &written.collect::<Vec<_>>())?;
        }
    }
    Ok(())
}

/// Scores a weights file on a treebank.
pub fn measure(file: &[u8], treebank: &[Vec<Line>]) -> Result<Score, WeightsError> {
    let network = Network::new(Weights::read(file)?)?;
    let mut parser = Parser::new(&network);
    let forms: Vec<&str> = treebank.iter().flatten().map(|line| line.form.as_str()).collect();
    let ends: Vec<usize> = treebank
        .iter()
        .scan(0, |end, sentence| {
            *end += sentence.len();
            Some(*end)
        })
        .collect();
    let mut found = Vec::new();
    parser.parse(&forms, &ends, &mut found);
    let mut score = Score::default();
    let (mut lemma, mut scratch) = (String::new(), String::new());
    for (line, found) in treebank.iter().flatten().zip(&found) {
        lemma.clear();
        network.lemmatizer().lemma(&line.form, found.xpos, &mut scratch, &mut lemma);
        score.lemmas += usize::from(lemma == line.lemma);
        score.add(line, found);
    }
    Ok(score)
}

impl Score {
    fn add(&mut self, gold: &Line, found: &Analysis) {
        let universal = |relation: &str| relation.parse().map(Relation::universal);
        let head = gold.head == found.head as usize;
        self.words += 1;
        self.upos += usize::from(gold.upos == found.upos.to_string());
        self.xpos += usize::from(gold.xpos == found.xpos.to_string());
        self.feats += usize::from(gold.feats == found.feats.to_string());
        self.heads += usize::from(head);
        self.labelled += usize::from(head && universal(&gold.relation) == Ok(found.relation.universal()));
    }
}
