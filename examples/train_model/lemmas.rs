//! Learns lemmas: a rule for each ending, and the forms that follow none.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use anyhow::{Context, Result};
use tidings::model::lemma::{Edit, Lemmatizer, endings, exception_line, rule_line};
use tidings::ud::Xpos;

use crate::data::Line;

/// Tags under which the inflected forms of a word class stand, with the endings that show them (none: any other).
const TAGS: [(&str, &[(&str, &str)]); 4] = [
    ("noun", &[("NNS", "")]),
    ("verb", &[("VBG", "ing"), ("VBZ", "s"), ("VBD", ""), ("VBN", "")]),
    ("adj", &[("JJR", ""), ("JJS", "")]),
    ("adv", &[("RBR", ""), ("RBS", "")]),
];
/// Longer changes are exceptions.
const LONGEST_CUT: usize = 4;
/// So many different forms make a rule.
const FORMS: usize = 3;

/// Counts of what was seen.
type Counts<K, V> = BTreeMap<K, BTreeMap<V, usize>>;

/// What [`Lemmatizer::new`] takes.
#[derive(Debug, Clone, Default)]
pub struct Lemmas {
    pub exceptions: String,
    pub rules: String,
}

/// Learns from a treebank and from the lexicon's irregular forms.
pub fn learn(treebank: &[Vec<Line>], lexicon: &Path) -> Result<Lemmas> {
    let mut listed = read_forms(&lexicon.join("lemmas-irregular.tsv"))?;
    for (key, lemma) in read_forms(&lexicon.join("lemmas-all.tsv"))? {
        listed.entry(key).or_insert(lemma);
    }
    let mut edits: Counts<(String, String, bool), Edit> = BTreeMap::new();
    let mut lemmas: Counts<(String, String), String> = BTreeMap::new();
    for line in treebank.iter().flatten() {
        *lemmas.entry((line.form.clone(), line.xpos.clone())).or_default().entry(line.lemma.clone()).or_default() += 1;
    }
    // Each form counts once: rules are for those that were never seen.
    for ((form, tag), lemmas) in &lemmas {
        let (capital, lower) = (form.starts_with(char::is_uppercase), form.to_lowercase());
        let edit = Edit::between(form, &commonest(lemmas.clone()));
        for at in endings(&lower).filter(|_| edit.cut <= LONGEST_CUT) {
            *edits.entry((lower[at..].to_owned(), tag.clone(), capital)).or_default().entry(edit.clone()).or_default() += 1;
        }
    }
    let rules = rules(edits);
    let plain = Lemmatizer::new("", &rules)?;
    let mut exceptions = listed;
    for ((form, tag), lemmas) in lemmas {
        exceptions.insert((form, tag), commonest(lemmas));
    }
    let mut lemmas = Lemmas { rules: rules.clone(), ..Lemmas::default() };
    for ((form, tag), lemma) in exceptions {
        let (mut by_rule, xpos) = (String::new(), tag.parse::<Xpos>().with_context(|| format!("tag {tag}"))?);
        plain.lemma(&form, xpos, &mut String::new(), &mut by_rule);
        if by_rule != lemma && !form.contains(['\t', '\n']) {
            exception_line(&form, &tag, &lemma, &mut lemmas.exceptions);
        }
    }
    Ok(lemmas)
}

/// A rule for each ending that enough forms have, but where it says the same as that of the next shorter ending.
fn rules(edits: Counts<(String, String, bool), Edit>) -> String {
    let enough =
        |(ending, ..): &(String, String, bool), edits: &BTreeMap<Edit, usize>| ending.is_empty() || edits.values().sum::<usize>() >= FORMS;
    let best: BTreeMap<(String, String, bool), Edit> =
        edits.into_iter().filter(|(key, edits)| enough(key, edits)).map(|(key, edits)| (key, commonest(edits))).collect();
    let mut lines = String::new();
    for ((ending, tag, capital), edit) in &best {
        let shorter = ending.char_indices().nth(1).map_or("", |(at, _)| &ending[at..]);
        if ending.is_empty() || best.get(&(shorter.to_owned(), tag.clone(), *capital)) != Some(edit) {
            rule_line(ending, tag, *capital, edit, &mut lines);
        }
    }
    lines
}

fn commonest<T: Ord>(counts: BTreeMap<T, usize>) -> T {
    let (best, _) = counts.into_iter().rev().max_by_key(|(_, count)| *count).expect("something was counted");
    best
}

/// Inflected forms with their tags and lemmas; forms of several lemmas are left to the treebanks.
fn read_forms(path: &Path) -> Result<BTreeMap<(String, String), String>> {
    let text = fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    let mut found: Counts<(String, String), String> = BTreeMap::new();
    for columns in text.lines().skip(1).map(|line| line.split('\t').collect::<Vec<_>>()) {
        let [form, class, lemma, ..] = columns[..] else { continue };
        let form = form.to_lowercase();
        let tags = TAGS.iter().filter(|(name, _)| *name == class).flat_map(|(_, tags)| tags.iter());
        let shown = |ending: &str| form.ends_with(ending) && (!ending.is_empty() || class != "verb" || !form.ends_with("ing"));
        for (tag, _) in tags.filter(|(_, ending)| shown(ending)) {
            *found.entry((form.clone(), (*tag).to_owned())).or_default().entry(lemma.to_owned()).or_default() += 1;
        }
    }
    Ok(found.into_iter().filter(|(_, lemmas)| lemmas.len() == 1).map(|(key, lemmas)| (key, commonest(lemmas))).collect())
}
