//! Counts the kinds of error that the statements of marked articles have.
//!
//! `cargo run --release --example statement_errors -- ARTICLES [KIND [MODELS]]` reads articles with marked attributions
//! (PolNeAR's `polnear-dev.jsonl`), pairs the statements that the program finds with what is marked as the scorer does (half
//! of the words or more in common, one to one), and prints how often each kind of error occurs. With KIND, a part of a
//! kind's name, it prints the sentences as well; with MODELS it decides by that file instead of the program's own.

#[path = "../train_statements/gold.rs"]
mod gold;
mod kinds;

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use anyhow::{Context, Result};
use tidings::annotate::Annotator;
use tidings::codebook::Codebook;
use tidings::extract::Statement;
use tidings::extract::mentions;
use tidings::extract::statements::find_with_evidence;
use tidings::extract::statements::ranking::Judge;
use tidings::ingest::{Collection, Record};
use tidings::model::network::Network;
use tidings::model::weights::unpack;
use tidings::schema::SchemaFiles;

use crate::gold::{Marked, overlap, words};
use crate::kinds::Page;

/// How many statements are marked, found, right in content, and right in speaker as well.
#[derive(Default)]
struct Tally {
    marked: usize,
    found: usize,
    right: usize,
    with_speaker: usize,
}

fn main() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let articles = arguments.next().context("give the file of articles with marked attributions")?;
    let shown = arguments.next();
    let models = arguments.next().map(std::fs::read).transpose().context("can't read the models")?;
    let models = models.map(|models| unpack(&models)).transpose()?;
    let own;
    let judge = match &models {
        Some(models) => {
            own = Judge::read(models)?;
            &own
        }
        None => Judge::embedded()?,
    };
    let codebook = Codebook::load(&SchemaFiles::embedded())?;
    let marked = gold::read(Path::new(&articles))?;
    let mut annotator = Annotator::new(&codebook.segments, Network::embedded()?);
    let mut errors: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut tally = Tally::default();
    for record in Collection::open(Path::new(&articles), codebook.ingest.clone())? {
        let Record::Article(article) = record? else { continue };
        let Some(marked) = marked.get(&article.text) else { continue };
        let document = annotator.annotate(&article);
        let mentions = mentions::find(&article, &document, &codebook.lexicon, &codebook.names);
        let found = find_with_evidence(&article, &document, &mentions, &codebook.cues, judge);
        // The marked attributions hold no statements within statements.
        let found: Vec<Statement> = found.into_iter().map(|(statement, _)| statement).filter(|s| s.parent.is_none()).collect();
        compare(&Page { text: &article.text, document: &document, cues: &codebook.cues }, marked, &found, &mut errors, &mut tally);
    }
    print(&tally, &errors, shown.as_deref());
    Ok(())
}

/// The words of a statement's content and of its first speaker.
fn words_of(text: &str, statement: &Statement) -> (BTreeSet<usize>, BTreeSet<usize>) {
    let speaker = statement.speakers.first().and_then(|party| party.span).map(|span| words(text, &[span]));
    (words(text, &statement.content), speaker.unwrap_or_default())
}

/// Adds the errors of one article.
fn compare(page: &Page<'_>, marked: &[Marked], found: &[Statement], errors: &mut BTreeMap<String, Vec<String>>, tally: &mut Tally) {
    let gold: Vec<_> = marked.iter().map(|m| (words(page.text, &m.content), words(page.text, &m.source))).collect();
    let own: Vec<_> = found.iter().map(|statement| words_of(page.text, statement)).collect();
    let says = |g: usize, f: usize| gold[g].1.is_empty() && own[f].1.is_empty() || gold[g].1.intersection(&own[f].1).next().is_some();
    let mut pairs: Vec<(f64, bool, usize, usize)> = Vec::new();
    for (g, (words, _)) in gold.iter().enumerate() {
        let all = own.iter().enumerate().map(|(f, (other, _))| (overlap(words, other), says(g, f), g, f));
        pairs.extend(all.filter(|pair| pair.0 >= 0.5));
    }
    pairs.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)).then(a.2.cmp(&b.2)).then(a.3.cmp(&b.3)));
    let (mut met, mut used) = (vec![None; gold.len()], vec![false; own.len()]);
    for (_, _, g, f) in pairs {
        if met[g].is_none() && !used[f] {
            (met[g], used[f]) = (Some(f), true);
        }
    }
    tally.marked += gold.len();
    tally.found += own.len();
    let mut add = |kind: String, line: String| errors.entry(kind).or_default().push(line);
    for (g, pair) in met.iter().enumerate() {
        let Some(f) = *pair else {
            let beside = found.iter().find(|f| f.cue.is_some_and(|cue| marked[g].cue.iter().any(|m| m.overlaps(cue))));
            add(page.missed(&marked[g], &gold[g].0, found, &own), page.line(Some(&marked[g]), beside));
            continue;
        };
        tally.right += 1;
        if says(g, f) {
            tally.with_speaker += 1;
        } else {
            add(page.misspoken(&marked[g], &found[f]), page.line(Some(&marked[g]), Some(&found[f])));
        }
    }
    for f in (0..own.len()).filter(|f| !used[*f]) {
        if let Some(kind) = page.spurious(&found[f], marked) {
            add(kind, page.line(None, Some(&found[f])));
        }
    }
}

fn print(tally: &Tally, errors: &BTreeMap<String, Vec<String>>, shown: Option<&str>) {
    let f1 = |right: usize| 2.0 * right as f64 / (tally.marked + tally.found).max(1) as f64;
    println!(
        "{} marked, {} found; F1 of content {:.4}, and speaker {:.4}\n",
        tally.marked,
        tally.found,
        f1(tally.right),
        f1(tally.with_speaker)
    );
    let mut kinds: Vec<_> = errors.iter().collect();
    kinds.sort_by_key(|(_, lines)| std::cmp::Reverse(lines.len()));
    println!("| kind of error | count |\n|---|---:|");
    for (kind, lines) in &kinds {
        println!("| {kind} | {} |", lines.len());
    }
    for (kind, lines) in kinds.into_iter().filter(|(kind, _)| shown.is_some_and(|part| !part.is_empty() && kind.contains(part))) {
        println!("\n{kind}");
        lines.iter().for_each(|line| println!("- {line}"));
    }
}
