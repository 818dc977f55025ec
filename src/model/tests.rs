//! The parser with weights of chance: whatever was learned, its trees are trees.

use proptest::prelude::*;

use super::features::Lexicon;
use super::network::{DISTANCES, Network};
use super::parser::{Analysis, Parser};
use super::weights::{LayerWeights, Sizes, Tensor, VECTOR, Weights, WeightsError};
use crate::ud::Relation;

const WORDS: &str = "the\nriver\nrose";
const SIZES: Sizes = Sizes { width: 16, state: 16, arc: 16, label: 16 };

/// Weights of a small network, made by chance.
fn weights(seed: u64) -> Weights<'static> {
    let mut state = seed | 1;
    let mut random = move |bound: i64| {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (state >> 33) as i64 % (2 * bound + 1) - bound
    };
    let mut tensor = |inputs: usize, outputs: usize| {
        let values: Vec<i16> = (0..inputs * outputs).map(|_| random(700) as i16).collect();
        Tensor::new(&values, (0..outputs).map(|_| random(100_000) as i32).collect())
    };
    let Sizes { width, state: states, arc, label } = SIZES;
    let rows = Lexicon::new(WORDS.lines(), std::iter::empty(), std::iter::empty()).rows();
    Weights {
        sizes: SIZES,
        words: WORDS.into(),
        clustered: "river\nthe".into(),
        clusters: vec![1, 0, 0, 0].into(),
        paths: "0101\n11".into(),
        vectors: vec![9; VECTOR].into(),
        embeddings: (0..rows * width).map(|at| (at * 7919 % 251) as u8).collect(),
        embedding_bits: 1,
        upos: "NOUN\nVERB\nPUNCT".into(),
        xpos: "NN\nVBD\n.".into(),
        feats: "_\nNumber=Sing\nTense=Past|VerbForm=Fin".into(),
        relations: "nsubj\nroot\nobl:agent\npunct".into(),
        seen: vec![(0, 0, 1), (1, 1, 0), (1, 1, 2)],
        project: tensor(VECTOR, width),
        window: tensor(3 * width, width),
        layers: (0..2).map(|_| LayerWeights { gates: tensor(width, 4 * states), out: tensor(2 * states, width) }).collect(),
        heads: tensor(width, 3 + 3 + 2 * arc + 2 * label),
        morphology: tensor(width, 3),
        arc: tensor(arc, arc),
        word_distance: tensor(arc, DISTANCES),
        head_distance: tensor(arc, DISTANCES),
        label_distance: (0..DISTANCES * label).map(|at| at as i32 * 100).collect(),
        label: tensor(label, 4),
        lemma_exceptions: "rose\tVBD\trise\n".into(),
        lemma_rules: "s\tNN\t0\t-1\n".into(),
    }
}

fn parse(network: &Network<'_>, sentences: &[Vec<String>]) -> Vec<Analysis> {
    let forms: Vec<&str> = sentences.iter().flatten().map(String::as_str).collect();
    let mut end = 0;
    let ends: Vec<usize> = sentences
        .iter()
        .map(|sentence| {
            end += sentence.len();
            end
        })
        .collect();
    let mut found = Vec::new();
    Parser::new(network).parse(&forms, &ends, &mut found);
    found
}

fn assert_tree(words: &[Analysis]) {
    assert_eq!(words.iter().filter(|word| word.head == 0).count(), 1);
    for (at, word) in words.iter().enumerate() {
        let (mut head, mut steps) = (word.head, 0);
        while head != 0 {
            assert!(steps <= words.len(), "word {at} is on a cycle");
            (head, steps) = (words[head as usize - 1].head, steps + 1);
        }
        assert_eq!(word.head == 0, word.relation == Relation::Root);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_sentence_has_a_tree_and_the_same_alone_and_in_company(
        seed in any::<u64>(),
        sentences in prop::collection::vec(prop::collection::vec("river|rose|the|\\PC{0,6}", 1..30), 1..12),
    ) {
        let file = weights(seed).write();
        let network = Network::new(Weights::read(&file).unwrap()).unwrap();
        let together = parse(&network, &sentences);
        let mut start = 0;
        for sentence in &sentences {
            let words = &together[start..start + sentence.len()];
            assert_tree(words);
            prop_assert_eq!(parse(&network, std::slice::from_ref(sentence)), words);
            start += sentence.len();
        }
    }
}

#[test]
fn a_very_long_sentence_is_one_tree() {
    let file = weights(5).write();
    let network = Network::new(Weights::read(&file).unwrap()).unwrap();
    let long: Vec<String> = (0..2345).map(|n| format!("w{}", n % 97)).collect();
    let short = vec!["the".to_owned(), "river".to_owned()];
    let found = parse(&network, &[short.clone(), long, short.clone()]);
    assert_tree(&found[..2]);
    assert_tree(&found[2..2347]);
    assert_eq!(found[2347..], parse(&network, &[short])[..]);
}

#[test]
fn weights_that_contradict_one_another_are_refused() {
    let refused = |change: fn(&mut Weights<'static>)| {
        let mut weights = weights(1);
        change(&mut weights);
        let file = weights.write();
        Network::new(Weights::read(&file).unwrap()).map(|_| ()).unwrap_err()
    };
    let unfit = |error: WeightsError, word: &str| assert!(error.to_string().contains(word), "{error}");
    unfit(refused(|w| w.sizes.arc = 32), "heads");
    unfit(refused(|w| w.relations = "nsubj\nobj\nobl\npunct".into()), "sizes");
    unfit(refused(|w| w.upos = "NOUN\nVERB\nSTOP".into()), "STOP");
    unfit(refused(|w| w.seen = vec![(0, 9, 0)]), "features");
    unfit(refused(|w| w.clusters = vec![1, 0].into()), "clusters");
    unfit(refused(|w| w.arc.bias[0] = i32::MAX), "overflow");
    unfit(refused(|w| w.lemma_rules = "s\tNN".into()), "lemma");
}
