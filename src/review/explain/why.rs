//! The rules and scores that decided, from the row's article read once more.

use super::ids::mention_at;
use super::passages::spans;
use super::related::{clipped, order, quoted};
use super::store::Record;
use super::{Case, Choice, Decision, Pattern, Reread, Sources};
use crate::codebook::Needs;
use crate::extract::{Answer, Clause, CueTrace, Outcome, Reference, rule_meaning};

/// Answers that are shown.
const ANSWERS: usize = 6;
/// Scores are whole numbers in so many parts of a unit.
const UNIT: f64 = 32.0;

/// What decided about a row, in the order in which it was decided.
pub(super) fn decisions(case: &Case<'_>, sources: &dyn Sources) -> Vec<Decision> {
    let mut found = Vec::new();
    match case.row.table.as_str() {
        "statements" => {
            found.push(rule(case));
            if let Some(reread) = &case.reread {
                found.extend(statement(case, reread));
                let speaker = case.row.get("speaker_mention_id").and_then(mention_at);
                found.extend(speaker.and_then(|at| reference(case, reread, at)));
            }
            found.extend(confidence(case));
        }
        "mentions" => {
            found.push(mention(case));
            let at = case.row.stretch("char_start", "char_end");
            found.extend(case.reread.as_ref().zip(at).and_then(|(reread, at)| reference(case, reread, at)));
            found.extend(confidence(case));
        }
        "events" | "sanctions" => {
            let written = sources.pattern(case.row.text("rule"));
            found.push(pattern(case, written.map(|w| Pattern { file: w.file, line: w.line, text: w.text })));
            if let Some(reread) = &case.reread {
                found.extend(other_patterns(case, reread));
                found.extend(status(case, reread, &found));
                for at in parties(case) {
                    found.extend(reference(case, reread, at));
                }
            }
            found.extend(confidence(case));
        }
        _ => {}
    }
    found
}

#[inline(never)]
fn decision(question: String, facts: Vec<String>) -> Decision {
    Decision { question, facts, answers: Vec::new(), more: 0, pattern: None }
}

/// The row's rule, in words.
fn rule(case: &Case<'_>) -> Decision {
    let rule = case.row.text("rule");
    let meaning =
        rule_meaning(rule).map_or_else(|| format!("{rule}: a rule that this version of tidings doesn't have"), |m| format!("{rule}: {m}"));
    decision("Which rule made the row?".to_owned(), vec![meaning])
}

/// The rule of a mention, and what links it.
fn mention(case: &Case<'_>) -> Decision {
    let mut found = rule(case);
    let row = &case.row;
    if let Some(actor) = row.get("actor_id") {
        let names = case.store.with("actor_names", "actor_id", actor).unwrap_or_default();
        let same = names.iter().find(|name| name.text("name").to_lowercase() == row.text("text").to_lowercase());
        if let Some(name) = same {
            let from = if name.is("origin", "registry") { "by the registry" } else { "by an article" };
            found.facts.push(format!("\u{201c}{}\u{201d} is a name of {}, {from}", name.text("name"), case.named(actor)));
        }
        let first = case.rows.mentions.iter().find(|m| m.is("actor_id", actor) && m.is("form", "name"));
        if let Some(first) = first.filter(|first| !first.is("mention_id", &case.id) && row.is("form", "name")) {
            let (words, id) = (first.text("text"), first.text("mention_id"));
            found.facts.push(format!("the article's first name of this actor is \u{201c}{words}\u{201d} ({id})"));
        }
    }
    let at = row.stretch("char_start", "char_end");
    let holding = |s: &&Record| at.is_some_and(|at| spans(s.text("content_spans")).iter().any(|span| span.0 <= at.0 && at.1 <= span.1));
    // of nested statements the innermost is the shortest
    let around = case.rows.statements.iter().filter(holding).min_by_key(|s| s.text("content").len());
    if let Some(statement) = around {
        found.facts.push(stands_in(case, statement));
    }
    if row.get("actor_id").is_none() && row.get("place_id").is_none() {
        found.facts.push("nobody is known to be meant: it stands for neither an actor nor a place".to_owned());
    }
    found
}

fn confidence(case: &Case<'_>) -> Option<Decision> {
    let share: f64 = case.row.get("confidence")?.parse().ok()?;
    let fact = format!("{:.0} of 100 rows of which the models were as sure were right", share * 100.0);
    Some(decision("How sure is it?".to_owned(), vec![fact]))
}

/// What the learned models weighed at the cue of a statement.
fn statement(case: &Case<'_>, reread: &Reread) -> Vec<Decision> {
    let Some(cue) = case.row.stretch("cue_char_start", "cue_char_end") else { return Vec::new() };
    let inside = |trace: &&CueTrace| {
        let (start, end) = reread.chars(trace.cue);
        cue.0 <= start && end <= cue.1
    };
    let traces: Vec<&CueTrace> = reread.again.trace.cues.iter().filter(inside).collect();
    let Some(trace) = traces.iter().find(|trace| !trace.sources.is_empty()).or(traces.first()) else { return Vec::new() };
    let word = reread.words(reread.chars(trace.cue));
    let mut facts = vec![match trace.gate {
        None => format!("a rule takes \u{201c}{word}\u{201d} for a cue"),
        Some(score) => format!("\u{201c}{word}\u{201d} looks like a cue to the first model: {}", signed(score)),
    }];
    let best = trace.contents.iter().skip(1).map(|answer| answer.score).max();
    if let (Some(best), Some(nothing)) = (best, trace.contents.first()) {
        facts.push(format!("the best is {} better than nothing", signed(best - nothing.score)));
    }
    let written = spans(case.row.text("content_spans"));
    let same = |answer: &Answer| answer.spans.iter().map(|span| reread.chars(*span)).collect::<Vec<_>>() == written;
    let mut content = decision(format!("What does \u{201c}{word}\u{201d} report?"), facts);
    let said = trace.contents.iter().map(|answer| Said {
        answer: words(reread, answer, "nothing"),
        chosen: same(answer),
        note: answer.ruled.then_some("a rule gives it too"),
    });
    choose(&mut content, &trace.contents, said.collect());
    let mut source = decision("Whose words are they?".to_owned(), Vec::new());
    if trace.sources.is_empty() {
        source.facts.push("nobody was asked for: another statement took the place of this one".to_owned());
    }
    let speaker = case.row.stretch("speaker_char_start", "speaker_char_end");
    let says = |answer: &Answer| match (speaker, answer.spans.first()) {
        (Some((start, end)), Some(span)) => {
            let at = reread.chars(*span);
            at.0 < end && start < at.1
        }
        (None, None) => true,
        _ => false,
    };
    let said = trace.sources.iter().map(|answer| Said {
        answer: words(reread, answer, "nobody"),
        chosen: says(answer),
        note: answer.ruled.then_some("a rule names him"),
    });
    choose(&mut source, &trace.sources, said.collect());
    vec![content, source]
}

/// Puts answers into a decision, the best first, each with its words once; the chosen one is shown even when it is none of
/// the best.
fn choose(decision: &mut Decision, answers: &[Answer], said: Vec<Said>) {
    let order = order(&answers.iter().map(|answer| -i64::from(answer.score)).collect::<Vec<_>>());
    let the_one = order.iter().copied().find(|n| said[*n].chosen);
    let mut known: Vec<&str> = Vec::new();
    for n in order {
        let Said { answer, note, .. } = &said[n];
        if known.contains(&answer.as_str()) {
            continue;
        }
        if known.len() >= ANSWERS && Some(n) != the_one {
            decision.more += 1;
            continue;
        }
        known.push(answer);
        let score = Some(f64::from(answers[n].score) / UNIT);
        decision.answers.push(Choice { answer: answer.clone(), score, chosen: Some(n) == the_one, note: note.map(str::to_owned) });
    }
}

/// An answer in words.
struct Said {
    answer: String,
    chosen: bool,
    note: Option<&'static str>,
}

#[inline(never)]
fn words(reread: &Reread, answer: &Answer, none: &str) -> String {
    if answer.spans.is_empty() {
        return none.to_owned();
    }
    let parts: Vec<String> = answer.spans.iter().map(|span| clipped(&reread.words(reread.chars(*span)))).collect();
    format!("\u{201c}{}\u{201d}", parts.join("\u{201d} \u{201c}"))
}

/// `+1.3`.
fn signed(score: i32) -> String {
    format!("{:+.1}", f64::from(score) / UNIT)
}

/// Whom a pronoun or description stands for.
fn reference(case: &Case<'_>, reread: &Reread, at: (u32, u32)) -> Option<Decision> {
    let here = |reference: &&Reference| reread.chars(reference.span) == at;
    let reference = reread.again.trace.references.iter().find(here)?;
    let asked = reread.words(at);
    let least = match reference.least {
        0 => "the best candidate counts if it is better than nobody".to_owned(),
        least if least < 0 => format!("the best candidate counts if it is no more than {:.1} worse than nobody", -f64::from(least) / UNIT),
        least => format!("the best candidate counts if it is more than {} better than nobody", signed(least)),
    };
    let mut found = decision(format!("Whom does \u{201c}{asked}\u{201d} stand for?"), vec![least]);
    let chains = &reread.again.trace.findings.chains;
    let says = |answer: &Answer| {
        let name = answer.chain.and_then(|chain| chains.get(chain.0 as usize)).map(|chain| chain.name.as_str());
        let nearest = words(reread, answer, "nobody");
        name.map_or_else(|| nearest.clone(), |name| format!("{name}, last as {nearest}"))
    };
    let said = reference.answers.iter().enumerate().map(|(n, answer)| Said {
        answer: says(answer),
        chosen: n == reference.chosen,
        note: (answer.chain.is_none() && !answer.spans.is_empty()).then_some("no actor with a name"),
    });
    choose(&mut found, &reference.answers, said.collect());
    let the_one = reference.answers.get(reference.chosen);
    // a speaker's pronoun may have been tied by who spoke last
    let chain = the_one.and_then(|answer| answer.chain).and_then(|chain| chains.get(chain.0 as usize));
    let row = case.rows.mentions.iter().find(|m| m.stretch("char_start", "char_end") == Some(at));
    if let Some(row) = row.filter(|row| row.get("actor_id").is_some() && chain.is_none()) {
        found.facts.push(format!("the row has {} from the rule {}", case.named(row.text("actor_id")), row.text("rule")));
    }
    Some(found)
}

/// The pattern of an event or sanction, as the codebook has it.
fn pattern(case: &Case<'_>, pattern: Option<Pattern>) -> Decision {
    let rule = case.row.text("rule");
    let facts = match &pattern {
        Some(pattern) => vec![format!("{rule}, {}:{}", pattern.file, pattern.line)],
        None => vec![format!("{rule}, which the codebook in use doesn't have")],
    };
    Decision { pattern, ..decision("Which pattern fired?".to_owned(), facts) }
}

/// The characters of the trigger.
fn trigger(case: &Case<'_>) -> Option<(u32, u32)> {
    let row = &case.row;
    let evidence = || {
        let start: u32 = case.id.split_once(".x")?.1.split('.').next()?.parse().ok()?;
        Some((start, start + 1))
    };
    if row.table == "sanctions" { evidence() } else { row.stretch("trigger_char_start", "trigger_char_end") }
}

/// The patterns of the row's own kind at its trigger.
fn clauses<'r>(case: &Case<'_>, reread: &'r Reread) -> Vec<&'r Clause> {
    let Some((from, to)) = trigger(case) else { return Vec::new() };
    let kind = case.row.text("rule").split('/').next().unwrap_or_default();
    let here = |clause: &&Clause| {
        let (start, end) = reread.chars(clause.word);
        start < to && from < end && clause.rule.split('/').next() == Some(kind)
    };
    reread.again.trace.clauses.iter().filter(here).collect()
}

/// What became of the patterns at the trigger.
fn other_patterns(case: &Case<'_>, reread: &Reread) -> Option<Decision> {
    let all = |spans: &[crate::text::Span]| {
        let words: Vec<String> =
            spans.iter().map(|span| format!("\u{201c}{}\u{201d}", clipped(&reread.words(reread.chars(*span))))).collect();
        if words.is_empty() { "nobody".to_owned() } else { words.join(", ") }
    };
    let rule = case.row.text("rule");
    let choice = |clause: &&Clause| {
        let word = reread.words(reread.chars(clause.word));
        let (rank, note) = match &clause.outcome {
            Outcome::Matches { used, sources, targets, wins, .. } => {
                let won = if *wins { "" } else { "; another asked for more words, or stands before it" };
                (0, format!("matches: asks for {}; source {}, target {}{won}", all(used), all(sources), all(targets)))
            }
            Outcome::Wants(condition) => (1, format!("no: wants {condition}")),
            Outcome::MustNotHave(condition) => (1, format!("no: must not have {condition}")),
            Outcome::Lacks(needs) => (1, format!("no: lacks {}", lacking(*needs))),
        };
        let chosen = clause.rule == rule && matches!(clause.outcome, Outcome::Matches { .. });
        let answer = format!("{} at \u{201c}{word}\u{201d}", clause.rule);
        (if chosen { -1 } else { rank }, Choice { answer, score: None, chosen, note: Some(note) })
    };
    let found: Vec<_> = clauses(case, reread).iter().map(choice).collect();
    let places = order(&found.iter().map(|(rank, _)| *rank).collect::<Vec<_>>());
    let mut answers: Vec<Choice> = places.into_iter().filter_map(|n| found.get(n)).map(|(_, choice)| choice.clone()).collect();
    let more = answers.len().saturating_sub(ANSWERS);
    answers.truncate(ANSWERS);
    (!answers.is_empty()).then(|| Decision {
        answers,
        more,
        ..decision("Which patterns were tried at the trigger?".to_owned(), Vec::new())
    })
}

fn lacking(needs: Needs) -> &'static str {
    match needs {
        Needs::Source => "a source",
        Needs::Target => "a target",
        Needs::Both => "a source or a target",
        Needs::Any | Needs::Nobody => "anybody who takes part",
    }
}

/// What makes the status.
fn status(case: &Case<'_>, reread: &Reread, before: &[Decision]) -> Option<Decision> {
    let rule = case.row.text("rule");
    let mut facts = Vec::new();
    let matched = clauses(case, reread).into_iter().find_map(|clause| match &clause.outcome {
        Outcome::Matches { mood, moved_by, .. } if clause.rule == rule => Some((mood, moved_by)),
        _ => None,
    });
    if let Some((mood, moved_by)) = matched {
        let words: Vec<String> = moved_by.iter().map(|span| format!("\u{201c}{}\u{201d}", reread.words(reread.chars(*span)))).collect();
        facts.push(match (mood.as_str(), words.is_empty()) {
            ("plain", _) => "no word around the trigger changes whether it happened".to_owned(),
            (mood, true) => format!("the words around make the act {mood}"),
            (mood, false) => format!("{} make{} the act {mood}", words.join(", "), if words.len() == 1 { "s" } else { "" }),
        });
    }
    let within = case.row.get("statement_id").and_then(|id| case.rows.statements.iter().find(|s| s.is("statement_id", id)));
    facts.push(match within {
        None => "the journalist tells it: it stands in nobody's statement".to_owned(),
        Some(statement) => stands_in(case, statement),
    });
    let own = before.iter().filter_map(|decision| decision.pattern.as_ref()).flat_map(|pattern| pattern.text.lines());
    if let Some(status) = own.map(str::trim).find(|line| line.starts_with("status")) {
        facts.push(format!("the pattern's own: {status}"));
    }
    let (row, kind) = (&case.row, rule.split('/').nth(1).unwrap_or_default().to_uppercase());
    if row.table == "events" && !row.is("event_type", &kind) {
        facts.push(format!("an act of {kind} that is still to come counts as {}", row.text("event_type")));
    }
    for link in case.rows.event_statements.iter().filter(|link| link.is("event_id", &case.id) && !link.is("relation", "asserts")) {
        let who = Record::first(&case.rows.statements, "statement_id", link.get("statement_id"));
        let who = who.and_then(|statement| statement.get("speaker_actor_id")).map(|id| format!(", the words of {}", case.name(id)));
        facts.push(format!("{} {} it{}", link.text("statement_id"), link.text("relation"), who.unwrap_or_default()));
    }
    Some(decision(format!("Why {}?", case.row.text("status")), facts))
}

/// Whose words something stands in.
fn stands_in(case: &Case<'_>, statement: &Record) -> String {
    let speaker = match (statement.get("speaker_actor_id"), statement.get("speaker_text")) {
        (Some(id), _) => case.named(id),
        (None, Some(words)) => quoted(words),
        (None, None) => "nobody named".to_owned(),
    };
    format!("it stands in the words of {speaker} ({})", statement.text("statement_id"))
}

/// The pronouns and descriptions among the parties of an event, or in the evidence of a sanction.
fn parties(case: &Case<'_>) -> Vec<(u32, u32)> {
    let own = |record: &&Record| record.is("event_id", &case.id);
    case.rows.event_actors.iter().filter(own).filter_map(|record| record.get("mention_id").and_then(mention_at)).collect()
}
