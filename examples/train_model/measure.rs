//! How often the parser is right, with the tokens of a treebank given.

use tidings::model::network::Network;
use tidings::model::parser::{Analysis, Parser};
use tidings::model::weights::{Weights, WeightsError};
use tidings::ud::Relation;

use crate::data::Line;

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

impl std::fmt::Display for Score {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let share = |right: usize| 100.0 * right as f64 / self.words.max(1) as f64;
        let Self { lemmas, upos, xpos, feats, heads, labelled, .. } = *self;
        let [lemmas, upos, xpos, feats, heads, labelled] = [lemmas, upos, xpos, feats, heads, labelled].map(share);
        write!(f, "UPOS {upos:.2} XPOS {xpos:.2} feats {feats:.2} lemmas {lemmas:.2} UAS {heads:.2} LAS {labelled:.2}")
    }
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
