//! What the checks must know of all tables before they look at any row: keys, articles, members of groups, first actors.
//!
//! Collected in one pass over the CSV files; grows with rows by a few 16-byte entries and never holds a row.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use super::csv_table::{CsvTable, Row};
use super::key_set::{KeySet, hash};
use super::parallel;
use crate::tables::{Schema, TableSchema};

/// Everything collected, by table.
#[derive(Debug, Default)]
pub struct Facts {
    tables: BTreeMap<String, TableFacts>,
    articles: Articles,
}

/// What one table gives.
#[derive(Debug, Default)]
struct TableFacts {
    /// Sets by the columns that form the key.
    keys: Vec<(Vec<String>, KeySet)>,
    /// First actors, as [`REPEATS`] names them: `true` for the wide side.
    repeats: Vec<(usize, bool, KeySet)>,
    /// For events and sanctions: group or episode, with the line of the article.
    members: Option<KeySet>,
    /// For event types: class by type and mode.
    classes: HashMap<(String, String), String>,
}

/// Articles by id.
#[derive(Debug, Default)]
struct Articles {
    lines: KeySet,
    facts: Vec<ArticleFact>,
}

/// What rows of other tables must fit.
#[derive(Debug, Clone, Copy)]
pub struct ArticleFact {
    line: u32,
    /// How many sentences it has, where the cell can be read.
    pub sentences: Option<u32>,
    /// Whether it is a duplicate of another.
    pub duplicate: bool,
    /// A number for its publisher.
    pub publisher: u32,
}

/// A cell of a wide table that repeats position 0 of a role in the long one.
pub struct Repeat {
    /// The wide table and its column.
    pub wide: (&'static str, &'static str),
    /// The long table and its column.
    pub long: (&'static str, &'static str),
    /// The role in the long table.
    pub role: &'static str,
    /// The column that joins them.
    pub key: &'static str,
}

const fn repeat(wide: (&'static str, &'static str), long: (&'static str, &'static str), role: &'static str, key: &'static str) -> Repeat {
    Repeat { wide, long, role, key }
}

/// What `statements` and `events` repeat for convenience.
pub const REPEATS: [Repeat; 6] = [
    repeat(("statements", "speaker_actor_id"), ("statement_actors", "actor_id"), "speaker", "statement_id"),
    repeat(("statements", "speaker_mention_id"), ("statement_actors", "mention_id"), "speaker", "statement_id"),
    repeat(("statements", "speaker_text"), ("statement_actors", "text"), "speaker", "statement_id"),
    repeat(("statements", "addressee_actor_id"), ("statement_actors", "actor_id"), "addressee", "statement_id"),
    repeat(("events", "source_actor_id"), ("event_actors", "actor_id"), "source", "event_id"),
    repeat(("events", "target_actor_id"), ("event_actors", "actor_id"), "target", "event_id"),
];

/// The tables whose rows are reports, with the column of their group.
pub const MEMBERS: [(&str, &str); 2] = [("events", "event_group_id"), ("sanctions", "episode_id")];

impl Facts {
    /// Reads all CSV files once. Files that can't be read give nothing; the checks report them.
    pub fn collect(csv: &Path, schema: &Schema, workers: usize) -> Self {
        let mut facts = Self::default();
        if let Some(table) = schema.table("articles") {
            facts.articles = Articles::collect(csv, table);
        }
        let articles = &facts.articles;
        let found = parallel::map(&schema.tables, workers, |table| collect_table(csv, table, schema, articles));
        facts.tables = schema.tables.iter().map(|t| t.name.clone()).zip(found.into_iter().flatten()).collect();
        facts
    }

    /// The keys that these columns of a table form; `None` when the table or a column of it is not there.
    pub fn keys(&self, table: &str, columns: &[String]) -> Option<&KeySet> {
        self.tables.get(table)?.keys.iter().find(|(have, _)| have == columns).map(|(_, set)| set)
    }

    /// One side of [`REPEATS`]`[n]`.
    pub fn repeat(&self, n: usize, wide: bool) -> Option<&KeySet> {
        let table = if wide { REPEATS[n].wide.0 } else { REPEATS[n].long.0 };
        self.tables.get(table)?.repeats.iter().find(|(m, side, _)| (*m, *side) == (n, wide)).map(|(_, _, set)| set)
    }

    /// The members of the groups of a table of [`MEMBERS`].
    pub fn members(&self, table: &str) -> Option<&KeySet> {
        self.tables.get(table)?.members.as_ref()
    }

    /// Class by event type and mode; `None` when that table is not there.
    pub fn classes(&self) -> Option<&HashMap<(String, String), String>> {
        self.tables.get("event_types").map(|t| &t.classes).filter(|classes| !classes.is_empty())
    }

    /// What is known of an article.
    pub fn article(&self, id: &str) -> Option<ArticleFact> {
        self.articles.at_line(self.articles.lines.line(hash([id]))?)
    }

    /// The article that stands on this line of its table.
    pub fn article_at(&self, line: u32) -> Option<ArticleFact> {
        self.articles.at_line(line)
    }
}

impl Articles {
    fn collect(csv: &Path, schema: &TableSchema) -> Self {
        let mut articles = Self::default();
        let mut publishers: HashMap<u128, u32> = HashMap::new();
        let at = |name: &str| schema.position(name).unwrap_or(usize::MAX);
        let (id, sentences, duplicate, publisher) = (at("article_id"), at("sentence_count"), at("duplicate_of"), at("publisher"));
        if let Ok(mut table) = CsvTable::open(&csv.join("articles.csv"), schema) {
            while let Ok(Some(row)) = table.next_row() {
                articles.lines.push(hash([row.cell(id).unwrap_or_default()]), row.line);
                let count = publishers.len() as u32;
                articles.facts.push(ArticleFact {
                    line: row.line as u32,
                    sentences: row.cell(sentences).and_then(|n| n.parse().ok()),
                    duplicate: row.cell(duplicate).is_some(),
                    publisher: *publishers.entry(hash([row.cell(publisher).unwrap_or_default()])).or_insert(count),
                });
            }
        }
        articles.lines.finish();
        articles
    }

    fn at_line(&self, line: u32) -> Option<ArticleFact> {
        self.facts.binary_search_by_key(&line, |fact| fact.line).ok().map(|n| self.facts[n])
    }
}

/// The sets of one table while its rows pass.
struct Collector<'c> {
    keys: Vec<(Vec<usize>, Vec<String>, KeySet)>,
    repeats: Vec<(usize, bool, RepeatColumns, KeySet)>,
    members: Option<(usize, usize, KeySet)>,
    classes: Option<[usize; 3]>,
    articles: &'c Articles,
}

/// Where the cells of a repeat stand in its table.
struct RepeatColumns {
    key: usize,
    value: usize,
    /// On the long side: role and position.
    place: Option<(usize, usize)>,
}

fn collect_table(csv: &Path, table: &TableSchema, schema: &Schema, articles: &Articles) -> Option<TableFacts> {
    let mut reader = CsvTable::open(&csv.join(format!("{}.csv", table.name)), table).ok()?;
    let mut collector = Collector::new(table, schema, &reader, articles);
    let mut facts = TableFacts::default();
    while let Ok(Some(row)) = reader.next_row() {
        collector.row(&row, &mut facts);
    }
    Some(collector.finish(facts))
}

impl<'c> Collector<'c> {
    fn new(table: &TableSchema, schema: &Schema, reader: &CsvTable, articles: &'c Articles) -> Self {
        let at = |name: &str| table.position(name).filter(|column| reader.has(*column));
        let keys = wanted_keys(table, schema).into_iter().filter_map(|names| {
            let columns: Option<Vec<_>> = names.iter().map(|name| at(name)).collect();
            Some((columns?, names, KeySet::default()))
        });
        let repeats = (0..REPEATS.len()).flat_map(|n| [(n, true), (n, false)]).filter_map(|(n, wide)| {
            let repeat = &REPEATS[n];
            let (name, column) = if wide { repeat.wide } else { repeat.long };
            let place = if wide { None } else { Some((at("role")?, at("position")?)) };
            (name == table.name).then_some(())?;
            Some((n, wide, RepeatColumns { key: at(repeat.key)?, value: at(column)?, place }, KeySet::default()))
        });
        let members = MEMBERS.iter().find(|(name, _)| *name == table.name);
        Self {
            keys: keys.collect(),
            repeats: repeats.collect(),
            members: members.and_then(|(_, group)| Some((at(group)?, at("article_id")?, KeySet::default()))),
            classes: (table.name == "event_types").then(|| Some([at("event_type")?, at("mode")?, at("quad_class")?])).flatten(),
            articles,
        }
    }

    fn row(&mut self, row: &Row<'_>, facts: &mut TableFacts) {
        let text = |column: usize| row.cell(column).unwrap_or_default();
        for (columns, _, set) in &mut self.keys {
            set.push(hash(columns.iter().map(|c| text(*c))), row.line);
        }
        for (n, _, at, set) in &mut self.repeats {
            let there = at.place.is_none_or(|(role, position)| text(role) == REPEATS[*n].role && text(position) == "0");
            if let Some(value) = row.cell(at.value).filter(|_| there) {
                set.push(hash([text(at.key), value]), row.line);
            }
        }
        if let Some((group, article, set)) = &mut self.members {
            set.push(hash([text(*group)]), self.articles.lines.line(hash([text(*article)])).unwrap_or(0).into());
        }
        if let Some([kind, mode, class]) = self.classes {
            facts.classes.insert((text(kind).to_owned(), text(mode).to_owned()), text(class).to_owned());
        }
    }

    fn finish(self, mut facts: TableFacts) -> TableFacts {
        let ready = |mut set: KeySet| {
            set.finish();
            set
        };
        facts.keys = self.keys.into_iter().map(|(_, names, set)| (names, ready(set))).collect();
        facts.repeats = self.repeats.into_iter().map(|(n, wide, _, set)| (n, wide, ready(set))).collect();
        facts.members = self.members.map(|(_, _, set)| ready(set));
        facts
    }
}

/// The keys of a table that some check asks for: its own, unique columns, and what other tables point to.
fn wanted_keys(table: &TableSchema, schema: &Schema) -> Vec<Vec<String>> {
    let mut wanted = vec![table.primary_key.clone()];
    wanted.extend(table.fields.iter().filter(|f| f.constraints.unique).map(|f| vec![f.name.clone()]));
    for other in &schema.tables {
        let here = other.foreign_keys.iter().filter(|key| key.reference.table_name(other) == table.name);
        wanted.extend(here.map(|key| key.reference.fields.clone()));
    }
    wanted.sort();
    wanted.dedup();
    wanted
}
