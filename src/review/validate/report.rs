//! What validation found, for people and for scripts.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

use serde::Serialize;

use crate::review::problem::{Group, Problem, Problems, Severity};
use crate::tables::Schema;

/// What validation found.
///
/// Problems are grouped: the release as a whole first, then the tables in the order of the release; within a table by
/// code, in the order of [`Code`](crate::review::problem::Code), from files over cells to links; within a code by line.
/// Counts are exact; at most `limit` problems of a group are listed.
#[derive(Debug, Clone, Serialize)]
pub struct Report {
    /// The folder as given.
    pub release: String,
    /// Whether no promise is broken.
    pub valid: bool,
    /// How many problems there are, exactly.
    pub problem_count: u64,
    /// How many notes there are, exactly.
    pub note_count: u64,
    /// Whether rows were compared with the raw articles.
    pub raw_checked: bool,
    /// Problems that are listed of each group at most.
    pub limit: usize,
    /// Whether every problem and note is listed.
    pub listing_complete: bool,
    /// Rows of each table that could be read.
    pub tables: Vec<TableRows>,
    /// The problems and notes.
    pub groups: Vec<Group>,
}

/// A table's size.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TableRows {
    /// Its name.
    pub table: String,
    /// Its rows; absent when the CSV file can't be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
}

impl Report {
    pub(super) fn new(
        release: &Path,
        schema: &Schema,
        rows: &BTreeMap<String, u64>,
        raw_checked: bool,
        limit: usize,
        problems: Problems,
    ) -> Self {
        let groups = problems.into_groups();
        let count = |severity| groups.iter().filter(|g| g.severity == severity).map(|g| g.count).sum();
        let table = |name: &String| TableRows { table: name.clone(), rows: rows.get(name).copied() };
        Self {
            release: release.display().to_string(),
            valid: count(Severity::Problem) == 0,
            problem_count: count(Severity::Problem),
            note_count: count(Severity::Note),
            raw_checked,
            limit,
            listing_complete: groups.iter().all(|g| g.count == g.listed.len() as u64),
            tables: schema.tables.iter().map(|t| table(&t.name)).collect(),
            groups,
        }
    }

    /// All problems and notes that are listed.
    pub fn listed(&self) -> impl Iterator<Item = &Problem> {
        self.groups.iter().flat_map(|group| &group.listed)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for group in &self.groups {
            show_group(group, f)?;
        }
        let rows: u64 = self.tables.iter().filter_map(|t| t.rows).sum();
        let tables = self.tables.iter().filter(|t| t.rows.is_some()).count();
        let raw = if self.raw_checked { ", compared with the raw articles" } else { "" };
        write!(f, "{}: {tables} tables, {rows} rows{raw}: ", self.release)?;
        match self.problem_count {
            0 => f.write_str("valid")?,
            1 => f.write_str("1 problem")?,
            n => write!(f, "{n} problems")?,
        }
        match self.note_count {
            0 => writeln!(f),
            1 => writeln!(f, ", 1 note"),
            n => writeln!(f, ", {n} notes"),
        }
    }
}

fn show_group(group: &Group, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let what = match group.severity {
        Severity::Problem => "",
        Severity::Note => "note: ",
    };
    writeln!(f, "{what}{} `{}`: {}", group.table.as_deref().unwrap_or("release"), group.code.as_str(), group.count)?;
    for problem in &group.listed {
        show_problem(problem, f)?;
    }
    match group.count - group.listed.len() as u64 {
        0 => {}
        more => writeln!(f, "  ... and {more} more, not listed; --limit lists more")?,
    }
    if let Some(hint) = group.listed.first().map(|p| &p.hint).filter(|hint| !hint.is_empty()) {
        writeln!(f, "  hint: {hint}")?;
    }
    writeln!(f)
}

fn show_problem(problem: &Problem, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    write!(f, "  {}", problem.file)?;
    if let Some(row) = problem.row {
        write!(f, ":{row}")?;
    }
    for part in [&problem.key, &problem.column].into_iter().flatten() {
        write!(f, " {part}")?;
    }
    if let Some(value) = problem.value.as_ref().filter(|value| !value.is_empty()) {
        write!(f, " = {value:?}")?;
    }
    write!(f, ": {}", problem.message)?;
    if !problem.expected.is_empty() {
        write!(f, "; expected {}", problem.expected)?;
    }
    writeln!(f)
}
