//! An explanation for reading at the prompt. Labels say what colours say.

use super::passages::pieces;
use super::{ActorChain, Cell, Decision, Explanation, Passage, Related};

const BOLD: &str = "1";
const DIM: &str = "2";
const GREEN: &str = "1;32";

/// The colour of a part of a row.
fn colour_of(part: &str) -> &'static str {
    match part {
        "speaker" | "source" | "sender" | "mention" => "1;34",
        "cue" | "trigger" => "1;33",
        "content" | "evidence" => "32",
        "target" | "addressee" => "1;35",
        "place" | "date" | "office" => "36",
        _ => "31",
    }
}

/// An explanation as a page.
pub fn page(explanation: &Explanation, colour: bool) -> String {
    let mut page = Page { out: String::new(), colour };
    page.head(explanation);
    page.sentences(&explanation.sentences);
    page.row(&explanation.row);
    explanation.chains.iter().for_each(|chain| page.chain(chain));
    page.why(&explanation.why);
    page.related(&explanation.related);
    page.notes(explanation);
    page.out
}

struct Page {
    out: String,
    colour: bool,
}

impl Page {
    #[inline(never)]
    fn line(&mut self, text: &str) {
        self.out.push_str(text);
        self.out.push('\n');
    }

    fn paint(&self, code: &str, text: &str) -> String {
        if self.colour && !text.is_empty() { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
    }

    fn title(&mut self, title: &str) {
        self.line(&format!("\n{}", self.paint(BOLD, title)));
    }

    fn head(&mut self, explanation: &Explanation) {
        for step in &explanation.superseded {
            let why = if step.reason.is_empty() { String::new() } else { format!(": {}", harmless(&step.reason)) };
            self.line(&format!("{} is {} since version {}{why}", step.old_key, step.new_key, step.version));
        }
        self.line(&format!("{} {}", self.paint(BOLD, &explanation.id), self.paint(DIM, &format!("in {}", explanation.table))));
        let Some(article) = explanation.article.as_ref().filter(|_| explanation.table != "articles") else { return };
        let parts = [article.published_on.as_deref(), article.publisher.as_deref()];
        let mut line = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
        if let Some(title) = &article.title {
            line = format!("{line}{}\u{201c}{title}\u{201d}", if line.is_empty() { "" } else { ", " });
        }
        self.line(&harmless(&line));
        let record = article.raw_record.as_ref().map(|record| format!(", record {record}")).unwrap_or_default();
        let place = harmless(&format!("{} ({}{record})", article.article_id, article.raw_file));
        self.line(&self.paint(DIM, &place));
    }

    fn sentences(&mut self, passages: &[Passage]) {
        let mut parts: Vec<&str> = Vec::new();
        for passage in passages {
            for mark in &passage.marks {
                if !parts.contains(&mark.part) {
                    parts.push(mark.part);
                }
            }
            self.line("");
            let text = if self.colour { self.coloured(passage) } else { bracketed(passage) };
            for line in text.lines().filter(|line| !line.trim().is_empty()) {
                self.line(&format!("  {line}"));
            }
        }
        if self.colour && !parts.is_empty() {
            let legend: Vec<String> = parts.iter().map(|part| self.paint(colour_of(part), part)).collect();
            self.line(&format!("  {} {}", self.paint(DIM, "marked:"), legend.join(" ")));
        }
    }

    fn coloured(&self, passage: &Passage) -> String {
        let piece = |(text, marks): (String, Vec<usize>)| {
            let text = harmless(&text);
            // the innermost part, line by line: a colour ends with its line
            let code = marks.last().and_then(|n| passage.marks.get(*n)).map(|mark| colour_of(mark.part));
            let painted = |line: &str| code.map_or_else(|| line.to_owned(), |code| self.paint(code, line));
            text.split('\n').map(painted).collect::<Vec<_>>().join("\n")
        };
        pieces(passage).into_iter().map(piece).collect()
    }

    fn row(&mut self, cells: &[Cell]) {
        self.title("What it says");
        let shown: Vec<(&Cell, String)> =
            cells.iter().filter(|cell| !is_offset(&cell.column, cells)).map(|cell| (cell, place(cell, cells))).collect();
        let width = shown.iter().map(|(cell, _)| cell.column.chars().count()).max().unwrap_or(0);
        for (cell, place) in shown {
            let name = cell.name.as_ref().map(|name| format!(" ({})", harmless(name))).unwrap_or_default();
            let meaning = if tells(&cell.column) { self.paint(DIM, &format!("  · {}", cell.meaning)) } else { String::new() };
            self.line(&format!("  {:width$}  {}{name}{}{meaning}", cell.column, harmless(&cell.value), self.paint(DIM, &place)));
        }
    }

    fn chain(&mut self, chain: &ActorChain) {
        let count = chain.mentions.len();
        let title = format!(
            "The {}, {} ({}), in the article: {count} mention{}",
            chain.part,
            chain.actor_id,
            harmless(&chain.name),
            if count == 1 { "" } else { "s" }
        );
        let title = if chain.part == "mention" { title.replacen("The mention, ", "", 1) } else { title };
        self.title(&title);
        if count == 0 {
            self.line("    by the name of a place that stands for it here, or implied");
        }
        let shown = shown_links(chain);
        let width = shown.iter().filter_map(|n| chain.mentions.get(*n)).map(|link| link.text.chars().count()).max().unwrap_or(0).min(40);
        let mut last = None;
        for n in shown {
            let Some(link) = chain.mentions.get(n) else { continue };
            let left_out = last.map_or(n, |last: usize| n - last - 1);
            if left_out > 0 {
                self.line(&format!("  {}", self.paint(DIM, &format!("  … {left_out} more"))));
            }
            last = Some(n);
            let office = link.office.as_ref().map(|office| format!(", office \u{201c}{}\u{201d}", harmless(office))).unwrap_or_default();
            let text = format!("{:width$}", harmless(&link.text));
            let (sign, text) = if link.here { (self.paint(GREEN, "→"), self.paint(GREEN, &text)) } else { (" ".to_owned(), text) };
            let place = format!("sentence {:>3}", link.sentence);
            self.line(&format!("  {sign} {} {text}  {} by {}{office}", self.paint(DIM, &place), link.form, link.rule));
        }
        let behind = count - last.map_or(0, |last| last + 1);
        if behind > 0 {
            self.line(&format!("  {}", self.paint(DIM, &format!("  … {behind} more"))));
        }
    }

    fn why(&mut self, decisions: &[Decision]) {
        if decisions.is_empty() {
            return;
        }
        let scale = decisions.iter().any(|decision| decision.answers.iter().any(|answer| answer.score.is_some()));
        let scale = if scale { "  (a score counts beside the others of its question)" } else { "" };
        let title = format!("{}{}", self.paint(BOLD, "What decided"), self.paint(DIM, scale));
        self.line(&format!("\n{title}"));
        for decision in decisions {
            self.line(&format!("  {}", harmless(&decision.question)));
            for fact in &decision.facts {
                self.line(&format!("      {}", harmless(fact)));
            }
            for line in decision.pattern.iter().flat_map(|pattern| pattern.text.lines()) {
                self.line(&format!("        {}", self.paint(DIM, &harmless(line))));
            }
            for answer in &decision.answers {
                let score = answer.score.map(|score| format!("{score:>+6.1} ")).unwrap_or_default();
                let note = answer.note.as_ref().map(|note| self.paint(DIM, &format!("  {}", harmless(note)))).unwrap_or_default();
                let says = harmless(&answer.answer);
                let (sign, says) =
                    if answer.chosen { (self.paint(GREEN, "→"), self.paint(GREEN, &says)) } else { (" ".to_owned(), says) };
                self.line(&format!("    {sign} {score}{says}{note}"));
            }
            if decision.more > 0 {
                self.line(&format!("      {}", self.paint(DIM, &format!("… {} more", decision.more))));
            }
        }
    }

    fn related(&mut self, related: &[Related]) {
        for list in related {
            self.title(&capital(&list.title));
            for row in &list.rows {
                self.line(&format!("  {}  {}", self.paint(DIM, &harmless(&row.id)), harmless(&row.says)));
            }
            if list.more > 0 {
                self.line(&format!("  {}", self.paint(DIM, &format!("… {} more; `--limit` lists more", list.more))));
            }
        }
    }

    fn notes(&mut self, explanation: &Explanation) {
        if !explanation.notes.is_empty() {
            self.line("");
        }
        for note in &explanation.notes {
            self.line(&format!("note: {}", harmless(note)));
        }
    }
}

/// The text with its parts in brackets: `[speaker: Ann Lee] [cue: said] [content: it was closed]`.
fn bracketed(passage: &Passage) -> String {
    let mut text = String::new();
    let mut open: Vec<usize> = Vec::new();
    for (words, marks) in pieces(passage) {
        let same = open.iter().zip(&marks).take_while(|(a, b)| a == b).count();
        (same..open.len()).for_each(|_| text.push(']'));
        for n in marks.iter().skip(same) {
            let part = passage.marks.get(*n).map_or("", |mark| mark.part);
            text.push_str(&format!("[{part}: "));
        }
        open = marks;
        text.push_str(&harmless(&words));
    }
    open.iter().for_each(|_| text.push(']'));
    text
}

/// Mentions that a page has room for: the first few and those around the row's own.
fn shown_links(chain: &ActorChain) -> Vec<usize> {
    const FIRST: usize = 4;
    const BEFORE: usize = 4;
    const AFTER: usize = 2;
    let here: Vec<usize> = (0..chain.mentions.len()).filter(|n| chain.mentions[*n].here).collect();
    let near = |n: &usize| here.iter().any(|at| n + BEFORE >= *at && *n <= at + AFTER);
    let most = if here.is_empty() { FIRST + BEFORE + AFTER } else { FIRST };
    (0..chain.mentions.len()).filter(|n| *n < most || near(n)).collect()
}

/// Offsets are shown behind the words that they are of.
fn is_offset(column: &str, cells: &[Cell]) -> bool {
    let base = column.strip_suffix("char_start").or_else(|| column.strip_suffix("char_end"));
    column == "content_spans" || base.is_some_and(|base| words_of(base, cells).is_some())
}

/// The column of the words that offsets belong to.
fn words_of<'c>(base: &str, cells: &'c [Cell]) -> Option<&'c Cell> {
    let base = base.trim_end_matches('_');
    let with_text = format!("{base}_text");
    cells.iter().find(|cell| cell.column == base || cell.column == with_text || base.is_empty() && cell.column == "text")
}

/// ` 12-20`, for words whose offsets are in the row.
fn place(cell: &Cell, cells: &[Cell]) -> String {
    let value = |column: &str| cells.iter().find(|c| c.column == column).map(|c| c.value.as_str());
    if cell.column == "content" {
        return value("content_spans").map(|spans| format!("  {spans}")).unwrap_or_default();
    }
    let base = if cell.column == "text" { "" } else { cell.column.strip_suffix("_text").unwrap_or(&cell.column) };
    let joint = if base.is_empty() { String::new() } else { format!("{base}_") };
    match (value(&format!("{joint}char_start")), value(&format!("{joint}char_end"))) {
        (Some(start), Some(end)) => format!("  {start}-{end}"),
        _ => String::new(),
    }
}

/// Columns whose meaning their name doesn't tell.
fn tells(column: &str) -> bool {
    const MEANT: [&str; 12] = [
        "speaker_basis",
        "act",
        "hedged",
        "negated",
        "status",
        "measure",
        "form",
        "sector",
        "origin",
        "kind",
        "event_group_id",
        "episode_id",
    ];
    MEANT.contains(&column)
}

fn capital(title: &str) -> String {
    let mut letters = title.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Text of an article can't move the cursor, colour the page or turn text round.
fn harmless(text: &str) -> String {
    let strange = |c: char| {
        c.is_control() && c != '\n'
            || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2028}' | '\u{2029}' | '\u{2066}'..='\u{2069}')
    };
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if strange(c) { out.extend(c.escape_default()) } else { out.push(c) }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::explain::Mark;

    fn passage() -> Passage {
        let mark = |char_start, char_end, part| Mark { char_start, char_end, part };
        let marks = vec![mark(0, 3, "speaker"), mark(4, 8, "cue"), mark(9, 25, "content"), mark(9, 12, "target")];
        Passage { sentence: 0, char_start: 0, char_end: 26, text: "Ann said Bob had no\u{1b} idea..".to_owned(), marks }
    }

    #[test]
    fn without_colour_brackets_name_the_parts() {
        assert_eq!(bracketed(&passage()), "[speaker: Ann] [cue: said] [content: [target: Bob] had no\\u{1b} idea]..");
    }

    #[test]
    fn with_colour_nothing_is_added_but_colour() {
        let page = Page { out: String::new(), colour: true };
        let coloured = page.coloured(&passage());
        assert!(coloured.starts_with("\x1b[1;34mAnn\x1b[0m \x1b[1;33msaid\x1b[0m \x1b[1;35mBob\x1b[0m\x1b[32m had"), "{coloured:?}");
        let bare = regex::Regex::new("\x1b\\[[0-9;]*m").unwrap().replace_all(&coloured, "").into_owned();
        assert_eq!(bare, "Ann said Bob had no\\u{1b} idea..");
    }
}
