//! All tables, streamed from the spill through the decisions into CSV and Parquet.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use super::actor_rows;
use super::article_rows::{self, ArticleRows, Context, Used};
use super::ids::RowIds;
use super::manifest::OutputFile;
use super::table_file::TableFile;
use super::{PublishError, PublishInput};
use crate::resolve::ReportIx;
use crate::spill::Spill;
use crate::tables::*;
use crate::text::CharIndex;

/// Writes `csv/` and `parquet/`; gives what was written.
pub(super) fn write(input: &PublishInput, schema: &Schema, folder: &Path) -> Result<Vec<OutputFile>, PublishError> {
    for below in ["csv", "parquet"] {
        let path = folder.join(below);
        std::fs::create_dir(&path).map_err(PublishError::at(&path))?;
    }
    let mut files = Files::create(folder, schema)?;
    let context = context(input)?;
    let mut used = Used::default();
    for position in input.resolution.in_order() {
        let processed = input.spill.get(position as usize)?;
        let duplicate_of = input.resolution.duplicate_of(position);
        let article = article_rows::article(&processed, duplicate_of);
        if input.options.include_text {
            files.of(ArticleRow::TABLE)?.push_with_text(&article, &processed.article.text)?;
        } else {
            files.push(&[article])?;
        }
        if duplicate_of.is_none() {
            files.article(&article_rows::rows(&context, position, &processed, &mut used))?;
        }
    }
    let actors = actor_rows::rows(input.resolution, input.registry, &used);
    files.push(&actors.actors)?;
    files.push(&actors.names)?;
    files.push(&actors.affiliations)?;
    files.push(&actors.places)?;
    files.push(&event_types(input.event_types))?;
    files.finish()
}

/// In the order of their keys.
fn event_types(rows: &[EventTypeRow]) -> Vec<EventTypeRow> {
    let mut rows = rows.to_vec();
    rows.sort_by(|a, b| (&a.event_type, &a.mode).cmp(&(&b.event_type, &b.mode)));
    rows
}

fn context<'a>(input: &'a PublishInput) -> Result<Context<'a>, PublishError> {
    let (groups, episodes) = (input.resolution.groups(), input.resolution.episodes());
    Ok(Context {
        resolution: input.resolution,
        registry: input.registry,
        quad_classes: input.event_types.iter().map(|row| (row.event_type.as_str(), row.quad_class.as_str())).collect(),
        first_events: first_ids(input.spill, groups.firsts(), |ids, row| ids.events.get(row)?.clone())?,
        first_sanctions: first_ids(input.spill, episodes.firsts_of_several(), |ids, row| ids.sanctions.get(row)?.clone())?,
    })
}

/// The ids of some reports; every article that has one is read once more.
fn first_ids(
    spill: &Spill,
    reports: impl Iterator<Item = ReportIx>,
    id: impl Fn(&RowIds, usize) -> Option<String>,
) -> Result<HashMap<ReportIx, String>, PublishError> {
    let mut by_article: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    reports.for_each(|report| by_article.entry(report.article).or_default().push(report.row));
    let mut ids = HashMap::new();
    for (article, rows) in by_article {
        let processed = spill.get(article as usize)?;
        let of_article = RowIds::new(&processed, &CharIndex::new(&processed.article.text));
        let found = rows.into_iter().filter_map(|row| Some((ReportIx { article, row }, id(&of_article, row as usize)?)));
        ids.extend(found);
    }
    Ok(ids)
}

/// The open files, by table.
struct Files(Vec<(String, TableFile)>);

impl Files {
    fn create(folder: &Path, schema: &Schema) -> Result<Self, PublishError> {
        let files = schema.tables.iter().map(|table| Ok((table.name.clone(), TableFile::create(folder, table)?)));
        files.collect::<Result<_, PublishError>>().map(Self)
    }

    fn of(&mut self, table: &str) -> Result<&mut TableFile, PublishError> {
        let found = self.0.iter_mut().find(|(name, _)| name == table);
        found.map(|(_, file)| file).ok_or_else(|| std::io::Error::other(format!("the schema has no table `{table}`")).into())
    }

    fn push<R: Row>(&mut self, rows: &[R]) -> Result<(), PublishError> {
        if rows.is_empty() {
            return Ok(());
        }
        let file = self.of(R::TABLE)?;
        rows.iter().try_for_each(|row| file.push(row))
    }

    fn article(&mut self, rows: &ArticleRows) -> Result<(), PublishError> {
        self.push(&rows.mentions)?;
        self.push(&rows.statements)?;
        self.push(&rows.statement_actors)?;
        self.push(&rows.events)?;
        self.push(&rows.event_actors)?;
        self.push(&rows.event_statements)?;
        self.push(&rows.event_groups)?;
        self.push(&rows.sanctions)?;
        self.push(&rows.sanction_episodes)
    }

    fn finish(self) -> Result<Vec<OutputFile>, PublishError> {
        let mut outputs = Vec::new();
        for (_, file) in self.0 {
            outputs.extend(file.finish()?);
        }
        Ok(outputs)
    }
}
