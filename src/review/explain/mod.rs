//! Why a row is there: its cells with names for ids, its sentence with what was found in it, the mentions that led to its
//! actors, the rows around it, and the rules and scores that decided.
//!
//! All but the last is read from the release; for the last its article is read once more, which is why a run need not keep
//! any of it. Where the row comes out otherwise now, that is said.

mod chains;
mod ids;
mod page;
mod passages;
mod related;
mod row;
mod store;
mod why;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde::Serialize;
use thiserror::Error;

pub use page::page;

use self::ids::{IdForm, Near, article_of};
use self::store::{Record, Store};
use crate::codebook::PatternSource;
use crate::extract::Trace;
use crate::ingest::Article;
use crate::inputs::{InputFile, InputKind};
use crate::publish::Manifest;
use crate::tables::Schema;
use crate::text::Span;

/// A row explained.
#[derive(Debug, Serialize)]
pub struct Explanation {
    /// The row's id.
    pub id: String,
    /// Its table.
    pub table: String,
    /// Keys that it had in earlier versions, the first one asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub superseded: Vec<Superseded>,
    /// Its cells that are not empty.
    pub row: Vec<Cell>,
    /// The article that it was read in.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub article: Option<ArticleNote>,
    /// Its sentences with what was found in them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sentences: Vec<Passage>,
    /// The mentions of its actors in the article.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub chains: Vec<ActorChain>,
    /// What decided.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub why: Vec<Decision>,
    /// The rows around it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<Related>,
    /// What else is worth knowing, e.g. how the row comes out now.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Why sentences and decisions are missing, where they are.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub incomplete: Option<String>,
}

/// A line of `superseded.csv`.
#[derive(Debug, Clone, Serialize)]
pub struct Superseded {
    /// The key of before.
    pub old_key: String,
    /// The key that took its place.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub new_key: String,
    /// Since when.
    pub version: String,
    /// Why.
    pub reason: String,
}

/// A cell.
#[derive(Debug, Clone, Serialize)]
pub struct Cell {
    /// Its column.
    pub column: String,
    /// What stands there.
    pub value: String,
    /// The name of what the value is an id of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What the column holds.
    pub meaning: String,
}

/// Which article it is.
#[derive(Debug, Clone, Serialize)]
pub struct ArticleNote {
    /// Its id.
    pub article_id: String,
    /// Its headline.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Who published it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub publisher: Option<String>,
    /// When.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub published_on: Option<String>,
    /// Its file in `raw/`.
    pub raw_file: String,
    /// Its record there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw_record: Option<String>,
}

/// Sentences that follow one another, with what was found in them.
#[derive(Debug, Clone, Serialize)]
pub struct Passage {
    /// The first sentence's number in the article.
    pub sentence: u32,
    /// Its first character.
    pub char_start: u32,
    /// One past its last character.
    pub char_end: u32,
    /// The words as the article has them.
    pub text: String,
    /// What was found, by start, the longer first.
    pub marks: Vec<Mark>,
}

/// Words with their part in a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mark {
    /// First character in the article.
    pub char_start: u32,
    /// One past the last.
    pub char_end: u32,
    /// Their part: `speaker`, `cue`, `content`, `trigger`, `source` ...
    pub part: &'static str,
}

/// The mentions of an actor in the article, in the order of the text.
#[derive(Debug, Clone, Serialize)]
pub struct ActorChain {
    /// The actor.
    pub actor_id: String,
    /// His name.
    pub name: String,
    /// His part in the row.
    pub part: &'static str,
    /// His mentions.
    pub mentions: Vec<Link>,
}

/// A mention in a chain.
#[derive(Debug, Clone, Serialize)]
pub struct Link {
    /// Its id.
    pub mention_id: String,
    /// Its sentence.
    pub sentence: String,
    /// Its words.
    pub text: String,
    /// How it is put.
    pub form: String,
    /// The office that is stated there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub office: Option<String>,
    /// The rule that found it.
    pub rule: String,
    /// Whether it is the one in the row.
    pub here: bool,
}

/// A decision: what was asked and which answers there were.
#[derive(Debug, Clone, Serialize)]
pub struct Decision {
    /// The question.
    pub question: String,
    /// What is known of it, a sentence each.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub facts: Vec<String>,
    /// The answers, the best first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub answers: Vec<Choice>,
    /// Answers that are left out, all of them worse.
    #[serde(skip_serializing_if = "is_zero")]
    pub more: usize,
    /// The lines of the codebook that decided.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pattern: Option<Pattern>,
}

/// One of several answers.
#[derive(Debug, Clone, Serialize)]
pub struct Choice {
    /// What it says.
    pub answer: String,
    /// What speaks for it: a learned model's log-odds, of use beside those of the other answers only.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// Whether it is the one.
    pub chosen: bool,
    /// What else is known of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// A pattern of the codebook.
#[derive(Debug, Clone, Serialize)]
pub struct Pattern {
    /// Its file.
    pub file: String,
    /// Its line there.
    pub line: u64,
    /// As it is written.
    pub text: String,
}

/// Rows that have to do with this one.
#[derive(Debug, Clone, Serialize)]
pub struct Related {
    /// What they are to it.
    pub title: String,
    /// The rows.
    pub rows: Vec<Brief>,
    /// Rows that are left out.
    #[serde(skip_serializing_if = "is_zero")]
    pub more: usize,
}

/// A row in a line.
#[derive(Debug, Clone, Serialize)]
pub struct Brief {
    /// Its id, to be explained in its turn.
    pub id: String,
    /// What it says.
    pub says: String,
}

fn is_zero(n: &usize) -> bool {
    *n == 0
}

/// Why nothing can be explained.
#[derive(Debug, Error)]
pub enum ExplainError {
    /// There is no release.
    #[error("`{}` is no release: can't read `csv/` in it: {source}; make one with `tidings run`, or name another with --release", path.display())]
    NoRelease {
        /// The folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// A table can't be read.
    #[error("can't read `{}`: {source}; `tidings validate` says more", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// No table has the id.
    #[error("{}", unknown(id, release, *what, near))]
    Unknown {
        /// What was asked for.
        id: String,
        /// The release.
        release: PathBuf,
        /// What it would be by its form, and its table.
        what: Option<(&'static str, &'static str)>,
        /// Ids like it.
        near: Vec<String>,
    },
    /// The raw articles can't be read.
    #[error(transparent)]
    Raw(#[from] anyhow::Error),
}

fn unknown(id: &str, release: &Path, what: Option<(&str, &str)>, near: &[String]) -> String {
    let shown = release.display();
    let head = match what {
        Some((what, table)) => format!("`{id}` would be {what}, but csv/{table}.csv of `{shown}` has no such row"),
        None => format!(
            "`{id}` is the id of no row: rows are named like a1c13687af0cf5874.s134 (statement; m: mention, e: event, x: sanction), \
             a1c13687af0cf5874 (article), per.ana-keita (actor), mli.bamako (place)"
        ),
    };
    let near = match near {
        [] => String::new(),
        ids => format!("; is it {}?", ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(" or ")),
    };
    let hint = if what.is_some() { format!("; `tidings validate {shown}` checks the release") } else { String::new() };
    format!("{head}{near}{hint}")
}

/// An article read once more.
pub struct Again {
    /// The sentences of its text.
    pub sentences: Vec<Span>,
    /// What was asked and weighed.
    pub trace: Trace,
    /// A release of it alone.
    pub release: PathBuf,
}

/// The raw articles and the codebook, as the command has them.
pub trait Sources {
    /// The article of this id, else the one that this record of a raw file holds now.
    ///
    /// # Errors
    /// When the raw articles can't be read at all.
    fn article(&mut self, id: &str, raw_file: &str, raw_record: &str) -> anyhow::Result<Option<Article>>;

    /// Reads an article once more.
    ///
    /// # Errors
    /// When it can't be read.
    fn again(&mut self, article: &Article) -> anyhow::Result<Again>;

    /// Where the pattern of a rule stands.
    fn pattern(&self, rule: &str) -> Option<PatternSource>;

    /// The files of the schema in use.
    fn inputs(&self) -> Vec<InputFile>;

    /// The raw articles' place, for messages.
    fn place(&self) -> String;
}

/// The article of a row, read again.
struct Reread {
    text: Vec<char>,
    /// By byte, the character.
    article: Article,
    again: Again,
}

impl Reread {
    #[inline(never)]
    fn chars(&self, span: Span) -> (u32, u32) {
        crate::text::CharIndex::new(&self.article.text).chars(span)
    }

    #[inline(never)]
    fn words(&self, (start, end): (u32, u32)) -> String {
        self.text.get(start as usize..end as usize).map(|words| words.iter().collect()).unwrap_or_default()
    }
}

/// What all parts of an explanation read.
struct Case<'s> {
    store: &'s Store<'s>,
    /// Names of actors and places by id.
    names: BTreeMap<String, String>,
    row: Record,
    id: String,
    /// Rows of the article, where the row has one.
    rows: ArticleRows,
    reread: Option<Reread>,
    limit: usize,
}

/// The rows of one article.
#[derive(Default)]
struct ArticleRows {
    mentions: Vec<Record>,
    statements: Vec<Record>,
    statement_actors: Vec<Record>,
    events: Vec<Record>,
    event_actors: Vec<Record>,
    event_statements: Vec<Record>,
    sanctions: Vec<Record>,
}

impl ArticleRows {
    fn read(store: &Store<'_>, article: &str) -> Result<Self, ExplainError> {
        let own = |table, key| store.rows(table, key, &|id| article_of(id) == Some(article));
        Ok(Self {
            mentions: own("mentions", "article_id")?,
            statements: own("statements", "article_id")?,
            statement_actors: own("statement_actors", "statement_id")?,
            events: own("events", "article_id")?,
            event_actors: own("event_actors", "event_id")?,
            event_statements: own("event_statements", "event_id")?,
            sanctions: own("sanctions", "article_id")?,
        })
    }
}

impl Case<'_> {
    /// `per.ana-keita (Ana Keita)`.
    #[inline(never)]
    fn named(&self, id: &str) -> String {
        self.names.get(id).map_or_else(|| id.to_owned(), |name| format!("{id} ({name})"))
    }

    /// The name alone, else the id.
    #[inline(never)]
    fn name<'c>(&'c self, id: &'c str) -> &'c str {
        self.names.get(id).map_or(id, String::as_str)
    }
}

/// Explains the row of an id. Lists are cut after `limit` rows.
///
/// # Errors
/// When there is no release or no such row, or a file can't be read.
pub fn explain(release: &Path, schema: &Schema, id: &str, sources: &mut dyn Sources, limit: usize) -> Result<Explanation, ExplainError> {
    let store = Store::open(release, schema)?;
    let (superseded, row) = find(&store, id)?;
    let id = row.id(schema).to_owned();
    let article_id = row.get("article_id").or_else(|| article_of(&id)).map(str::to_owned);
    let (mut notes, mut incomplete, mut reread, mut note) = (Vec::new(), None, None, None);
    let mut rows = ArticleRows::default();
    if let Some(article) = &article_id {
        rows = ArticleRows::read(&store, article)?;
        let found = store.with("articles", "article_id", article)?.pop();
        note = found.as_ref().map(article_note);
        match found.map(|record| read_again(&record, sources)).transpose()? {
            Some(Ok(again)) => reread = Some(again),
            Some(Err(why)) => incomplete = Some(why),
            None => incomplete = Some(format!("articles.csv has no `{article}`, so its text can't be found; `tidings validate` says more")),
        }
        notes.extend(other_inputs(release, sources));
    }
    let case = Case { store: &store, names: names(&store)?, row, id, rows, reread, limit };
    if let Some(reread) = &case.reread {
        notes.extend(row::differences(&case, reread, schema)?);
    }
    Ok(Explanation {
        id: case.id.clone(),
        table: case.row.table.clone(),
        superseded,
        row: row::cells(&case),
        article: note,
        sentences: passages::passages(&case),
        chains: chains::chains(&case),
        why: why::decisions(&case, sources),
        related: related::related(&case)?,
        notes,
        incomplete,
    })
}

/// The row of an id, over the keys that took its place.
fn find(store: &Store<'_>, asked: &str) -> Result<(Vec<Superseded>, Record), ExplainError> {
    let mut superseded: Vec<Superseded> = Vec::new();
    let mut id = asked.to_owned();
    let mut seen = BTreeSet::new();
    loop {
        let form = IdForm::of(&id);
        for form in [form, form.and_then(IdForm::other)].into_iter().flatten() {
            for table in form.tables {
                if let Some(row) = store.with(table, form.column, &id)?.into_iter().next() {
                    return Ok((superseded, row));
                }
            }
        }
        let next = if seen.insert(id.clone()) { successor(store, &id)? } else { None };
        let Some(next) = next.filter(|next| !next.new_key.is_empty()) else {
            let what = form.and_then(|form| Some((form.what, *form.tables.first()?)));
            return Err(ExplainError::Unknown {
                id: asked.to_owned(),
                release: store.root().to_owned(),
                what,
                near: near(store, asked, form)?,
            });
        };
        id.clone_from(&next.new_key);
        superseded.push(next);
    }
}

/// What `superseded.csv` says of a key.
fn successor(store: &Store<'_>, key: &str) -> Result<Option<Superseded>, ExplainError> {
    let path = store.root().join("superseded.csv");
    let failed = |e: csv::Error| ExplainError::Read { path: path.clone(), source: e.into() };
    let Ok(file) = std::fs::File::open(&path) else { return Ok(None) };
    let mut found = None;
    for line in csv::ReaderBuilder::new().flexible(true).from_reader(file).records() {
        let line = line.map_err(failed)?;
        let cell = |n: usize| line.get(n).unwrap_or_default().to_owned();
        if cell(1) == key {
            found = Some(Superseded { old_key: cell(1), new_key: cell(2), version: cell(3), reason: cell(4) });
        }
    }
    Ok(found)
}

/// Ids that are like one that isn't there.
fn near(store: &Store<'_>, id: &str, form: Option<IdForm>) -> Result<Vec<String>, ExplainError> {
    let mut near = Near::new(id);
    for form in [form, form.and_then(IdForm::other)].into_iter().flatten() {
        for table in form.tables {
            store.each(table, form.column, &mut |other, _| near.consider(other))?;
        }
    }
    let mut ids = near.into_ids();
    // who asks for a name wants its id
    store.each("actor_names", "name", &mut |name, record| {
        if name.to_lowercase() == id.to_lowercase() && ids.len() < NAMED {
            ids.push(record().text("actor_id").to_owned());
        }
    })?;
    Ok(ids)
}

/// So many actors of one name are suggested.
const NAMED: usize = 5;

/// Names of all actors and places.
fn names(store: &Store<'_>) -> Result<BTreeMap<String, String>, ExplainError> {
    let mut names = BTreeMap::new();
    for (table, key) in [("actors", "actor_id"), ("places", "place_id")] {
        store.each(table, key, &mut |id, record| {
            if let Some(name) = record().get("name") {
                names.insert(id.to_owned(), name.to_owned());
            }
        })?;
    }
    Ok(names)
}

fn article_note(record: &Record) -> ArticleNote {
    let cell = |column: &str| record.get(column).map(str::to_owned);
    ArticleNote {
        article_id: record.text("article_id").to_owned(),
        title: cell("title"),
        publisher: cell("publisher"),
        published_on: cell("published_on"),
        raw_file: record.text("raw_file").to_owned(),
        raw_record: cell("raw_record"),
    }
}

/// Reads the article of a row of `articles` again, where it still has the same text; else says what is wrong.
fn read_again(record: &Record, sources: &mut dyn Sources) -> anyhow::Result<Result<Reread, String>> {
    let (id, file) = (record.text("article_id"), record.text("raw_file"));
    let place = sources.place();
    let Some(article) = sources.article(id, file, record.text("raw_record"))? else {
        return Ok(Err(format!(
            "the article is not among the raw ones in `{place}` (the release read it in `{file}`): \
             give the raw articles that the release was made from with --raw"
        )));
    };
    if !record.is("text_sha256", &article.text_sha256) {
        return Ok(Err(format!(
            "the raw article in `{place}` (`{file}`) has changed since the release was made: its text has another hash, so that \
             offsets no longer fit; below is what the release has. `tidings run` makes it anew"
        )));
    }
    let again = sources.again(&article)?;
    Ok(Ok(Reread { text: article.text.chars().collect(), article, again }))
}

/// Files of the schema that differ from those that the release was made with.
fn other_inputs(release: &Path, sources: &dyn Sources) -> Option<String> {
    let manifest: Manifest = serde_json::from_slice(&std::fs::read(release.join(Manifest::PATH)).ok()?).ok()?;
    let ours = |kind: InputKind| matches!(kind, InputKind::Codebook | InputKind::Schema | InputKind::Dataset);
    let then: BTreeMap<&str, &str> =
        manifest.inputs.iter().filter(|i| ours(i.kind)).map(|i| (i.path.as_str(), i.sha256.as_str())).collect();
    let inputs = sources.inputs();
    let now: BTreeMap<&str, &str> = inputs.iter().filter(|i| ours(i.kind)).map(|i| (i.path.as_str(), i.sha256.as_str())).collect();
    let paths: BTreeSet<&str> = then.keys().chain(now.keys()).copied().collect();
    let differ: Vec<&str> = paths.into_iter().filter(|path| then.get(path) != now.get(path)).collect();
    let version = (manifest.program.version != env!("CARGO_PKG_VERSION")).then_some(manifest.program.version.as_str());
    let files = match differ[..] {
        [] => None,
        [one] => Some(format!("another {one}")),
        [first, ref rest @ ..] => Some(format!("another {first} and {} more files of the schema", rest.len())),
    };
    let program = version.map(|version| format!("version {version} of tidings"));
    let what: Vec<String> = program.into_iter().chain(files).collect();
    (!what.is_empty()).then(|| format!("the release was made with {}; what decided is told as of now", what.join(" and ")))
}
