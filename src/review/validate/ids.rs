//! Ids are made of what their rows say, and rows of one article point into that article.

use std::fmt::Write;

use super::csv_table::Row;
use super::out::{Out, RowCheck, said};
use crate::review::problem::Code;
use crate::tables::TableSchema;

/// The ids of a table's rows.
pub struct Ids {
    id: usize,
    recipe: Recipe,
    wanted: String,
}

/// What an id is made of; numbers are columns.
enum Recipe {
    /// `<article>.m<start>-<end>`.
    Mention { article: usize, start: usize, end: usize },
    /// `<article>.s<cue start>`, or `.q<content start>` without cue.
    Statement { article: usize, cue: usize, spans: usize },
    /// `<article>.e<trigger start>` and perhaps a letter.
    Event { article: usize, start: usize },
    /// `<article>.x<number>.<measure>.<number>`.
    Sanction { article: usize, measure: usize },
    /// The id of the first report.
    First(usize),
    /// `<actor>:<organisation or -->:<office>`.
    Affiliation { actor: usize, organisation: usize },
}

impl Ids {
    /// For a table; `None` when its ids are free.
    pub fn new(schema: &TableSchema) -> Option<Self> {
        let at = |name: &str| schema.position(name);
        let article = at("article_id");
        let recipe = match schema.name.as_str() {
            "mentions" => Recipe::Mention { article: article?, start: at("char_start")?, end: at("char_end")? },
            "statements" => Recipe::Statement { article: article?, cue: at("cue_char_start")?, spans: at("content_spans")? },
            "events" => Recipe::Event { article: article?, start: at("trigger_char_start")? },
            "sanctions" => Recipe::Sanction { article: article?, measure: at("measure")? },
            "event_groups" => Recipe::First(at("first_event_id")?),
            "sanction_episodes" => Recipe::First(at("first_sanction_id")?),
            "affiliations" => Recipe::Affiliation { actor: at("actor_id")?, organisation: at("organisation_actor_id")? },
            _ => return None,
        };
        Some(Self { id: at(schema.primary_key.first()?)?, recipe, wanted: String::new() })
    }

    /// Puts together what the id must be, or how it must begin; `None` when a cell that it needs is missing.
    fn want(&mut self, row: &Row<'_>) -> Option<()> {
        let wanted = &mut self.wanted;
        wanted.clear();
        let written = match self.recipe {
            Recipe::Mention { article, start, end } => write!(wanted, "{}.m{}-{}", row.cell(article)?, row.cell(start)?, row.cell(end)?),
            Recipe::Statement { article, cue, spans } => match row.get(cue)? {
                "" => write!(wanted, "{}.q{}", row.cell(article)?, row.cell(spans)?.split('-').next()?),
                start => write!(wanted, "{}.s{start}", row.cell(article)?),
            },
            Recipe::Event { article, start } => write!(wanted, "{}.e{}", row.cell(article)?, row.cell(start)?),
            Recipe::Sanction { article, .. } => write!(wanted, "{}.x", row.cell(article)?),
            Recipe::First(first) => write!(wanted, "{}", row.cell(first)?),
            Recipe::Affiliation { actor, organisation } => {
                let organisation = Some(row.get(organisation)?).filter(|o| !o.is_empty());
                write!(wanted, "{}:{}:", row.cell(actor)?, organisation.unwrap_or("--"))
            }
        };
        written.ok()
    }

    fn fits(&self, id: &str, row: &Row<'_>) -> bool {
        let Some(rest) = id.strip_prefix(self.wanted.as_str()) else { return false };
        match self.recipe {
            Recipe::Mention { .. } | Recipe::Statement { .. } | Recipe::First(_) => rest.is_empty(),
            Recipe::Event { .. } => matches!(rest.as_bytes(), [] | [b'b'..=b'z']),
            Recipe::Sanction { measure, .. } => row.cell(measure).is_none_or(|m| rest.split('.').nth(1) == Some(m)),
            Recipe::Affiliation { .. } => true,
        }
    }

    fn expectation(&self, row: &Row<'_>) -> String {
        let wanted = &self.wanted;
        match self.recipe {
            Recipe::Mention { .. } | Recipe::Statement { .. } | Recipe::First(_) => wanted.clone(),
            Recipe::Event { .. } => format!("{wanted}, or with one letter from b on behind it"),
            Recipe::Sanction { measure, .. } => format!("{wanted}<trigger start>.{}.<target start>", row.cell(measure).unwrap_or_default()),
            Recipe::Affiliation { .. } => format!("{wanted}<slug of the office>"),
        }
    }
}

impl RowCheck for Ids {
    fn row(&mut self, row: &Row<'_>, out: &mut Out<'_>) {
        let Some(id) = row.cell(self.id) else { return };
        if self.want(row).is_some() && !self.fits(id, row) {
            out.cell(Code::IdParts, row, self.id, || {
                said("the id is not made of what the row says", self.expectation(row), "correct the id, or the cells that it is made of")
            });
        }
    }
}

/// Ids of rows in the same article, and never of the row itself.
pub struct SameArticle {
    own: usize,
    points_to_itself: bool,
    others: Vec<usize>,
}

/// Columns that hold the id of a row in the same article.
const INSIDE: [&str; 7] =
    ["mention_id", "speaker_mention_id", "statement_id", "event_id", "sanction_id", "parent_statement_id", "responds_to_statement_id"];

impl SameArticle {
    /// For a table; `None` when it has no such columns. A group's reports stand in many articles.
    pub fn new(schema: &TableSchema) -> Option<Self> {
        let own = schema.position(schema.primary_key.first()?)?;
        let is_inside = |name: &str| INSIDE.contains(&name);
        if !is_inside(&schema.fields[own].name) {
            return None;
        }
        let others: Vec<_> = schema.fields.iter().enumerate().filter(|(n, f)| *n != own && is_inside(&f.name)).map(|(n, _)| n).collect();
        Some(Self { own, points_to_itself: schema.primary_key.len() == 1, others })
    }
}

impl RowCheck for SameArticle {
    fn row(&mut self, row: &Row<'_>, out: &mut Out<'_>) {
        let Some(own) = row.cell(self.own) else { return };
        let article = article_of(own);
        for &column in &self.others {
            let Some(other) = row.cell(column) else { continue };
            if article_of(other) != article {
                out.cell(Code::OtherArticle, row, column, || {
                    said(
                        "the row that it points to stands in another article",
                        format!("an id that begins with {article}."),
                        "restore the released id",
                    )
                });
            } else if self.points_to_itself && other == own {
                out.cell(Code::SelfReference, row, column, || {
                    said("the row points to itself", "another row's id, or an empty cell", "empty the cell")
                });
            }
        }
    }
}

/// The article's part of an id.
fn article_of(id: &str) -> &str {
    id.split('.').next().unwrap_or(id)
}
