//! `tidings codebook try`: what the codebook's patterns make of a text, and why.

use std::io::{Write, stdout};
use std::path::Path;

use anyhow::Context as _;

use crate::annotate::annotate;
use crate::codebook::Codebook;
use crate::extract::events::{Context, Scene, add_governments, for_each_scene};
use crate::extract::mentions::Mentions;
use crate::extract::{Clause, Models, Outcome, Party, clauses, extract};
use crate::ingest::Article;
use crate::model::network::Network;

/// Prints the tree, the patterns that match or nearly match, and the rows.
///
/// # Errors
/// When the file can't be read or nothing can be written.
pub fn run(text: &str, codebook: &Codebook) -> anyhow::Result<()> {
    let path = Path::new(text);
    let text = if text.len() < 4096 && path.is_file() {
        std::fs::read_to_string(path).with_context(|| format!("can't read {}", path.display()))?
    } else {
        text.to_owned()
    };
    let article = Article::of_body(&text);
    let network = Network::embedded().map_err(|e| anyhow::anyhow!("{e}"))?;
    let document = annotate(&article, &codebook.segments, network);
    let findings = extract(&article, &document, codebook, Models::embedded()?);
    let mut found = Mentions { mentions: findings.mentions.clone(), chains: findings.chains.clone(), places: Vec::new() };
    add_governments(&mut found, &codebook.lexicon);
    let mut lines = Vec::new();
    for (name, set, dates) in [
        ("events", &codebook.events.patterns, &codebook.events.dates),
        ("sanctions", &codebook.sanctions.patterns, &codebook.sanctions.dates),
    ] {
        let context = Context::new((&article, &document), &found, &findings.statements, dates, &codebook.lexicon);
        for_each_scene(&context, set, |scene| {
            if name == "events" {
                lines.extend(tree(scene));
            }
            lines.extend(matches(scene));
        });
    }
    let names = |side: &[Party]| {
        side.iter().map(|p| p.span.map_or("(implied)", |span| span.of(&article.text)).to_owned()).collect::<Vec<_>>().join(" + ")
    };
    for event in &findings.events {
        let (mode, day) = (event.mode.as_deref().unwrap_or("-"), event.occurred.as_ref().map_or("", |d| d.text.as_str()));
        let (trigger, sources, targets) = (event.trigger.of(&article.text), names(&event.sources), names(&event.targets));
        lines.push(format!(
            "event     {}/{mode} {} \"{trigger}\" {sources} > {targets} {day} ({})",
            event.event_type, event.status, event.rule
        ));
    }
    for s in &findings.sanctions {
        let (sender, target) = (names(std::slice::from_ref(&s.sender)), names(std::slice::from_ref(&s.target)));
        lines.push(format!("sanction  {} {} {sender} > {target} ({})", s.measure, s.status, s.rule));
    }
    writeln!(stdout(), "{}", lines.join("\n"))?;
    Ok(())
}

/// One line a word: number, form, lemma, class, head, relation.
fn tree(scene: &Scene<'_>) -> Vec<String> {
    let line = |(n, token): (usize, &crate::annotate::Token)| {
        let (form, lemma) = (token.span.of(scene.context.text), scene.context.document.lemma(token));
        format!("{:>4} {form:<18} {lemma:<18} {:<6} {:>4} {}", n + 1, token.upos.to_string(), token.head, token.relation)
    };
    scene.tokens.iter().enumerate().map(line).collect()
}

/// Every pattern that a word triggers, with what is missing.
fn matches(scene: &Scene<'_>) -> Vec<String> {
    let line = |clause: Clause| {
        let (rule, word) = (&clause.rule, clause.word.of(scene.context.text));
        match clause.outcome {
            Outcome::Matches { mood, .. } => format!("matches   {rule} at \"{word}\" ({mood})"),
            Outcome::Wants(condition) => format!("nearly    {rule} at \"{word}\": wants {condition}"),
            Outcome::MustNotHave(condition) => format!("nearly    {rule} at \"{word}\": must not have {condition}"),
            Outcome::Lacks(needs) => format!("nearly    {rule} at \"{word}\": lacks a party, needs {needs:?}"),
        }
    };
    clauses(scene).into_iter().map(line).collect()
}
