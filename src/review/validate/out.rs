//! Where the checks of one table put what they find.

use super::csv_table::Row;
use crate::review::problem::{Code, Problem, Problems};
use crate::tables::TableSchema;

/// What a check says about a place.
pub struct Said {
    message: String,
    expected: String,
    hint: &'static str,
}

/// What was found, what should be there, how to mend it.
pub fn said(message: impl Into<String>, expected: impl Into<String>, hint: &'static str) -> Said {
    Said { message: message.into(), expected: expected.into(), hint }
}

/// A check that looks at one row after the other.
pub trait RowCheck: Send {
    /// Looks at a row.
    fn row(&mut self, row: &Row<'_>, out: &mut Out<'_>);
}

/// Reports problems of one table with their place filled in.
pub struct Out<'o> {
    problems: &'o mut Problems,
    schema: &'o TableSchema,
    rank: usize,
    file: String,
    key: Vec<usize>,
}

impl<'o> Out<'o> {
    /// For the table that is number `rank` of the release, from 1.
    pub fn new(problems: &'o mut Problems, schema: &'o TableSchema, rank: usize) -> Self {
        let key = schema.primary_key.iter().filter_map(|k| schema.position(k)).collect();
        Self { problems, schema, rank, file: format!("csv/{}.csv", schema.name), key }
    }

    /// How many problems were reported so far.
    pub fn count(&self) -> u64 {
        self.problems.count()
    }

    /// Whether a further problem of this code would be listed, not only counted.
    pub fn lists(&self, code: Code) -> bool {
        self.problems.lists(self.rank, code)
    }

    /// Something about the table as a whole.
    pub fn table(&mut self, code: Code, message: String, more: impl FnOnce(Problem) -> Problem) {
        let (file, name) = (&self.file, &self.schema.name);
        self.problems.add(self.rank, code, || more(Problem::of_file(code, file.clone(), message).table(name)));
    }

    /// Something about a column as a whole.
    pub fn column(&mut self, code: Code, column: &str, message: String, more: impl FnOnce(Problem) -> Problem) {
        self.table(code, message, |mut p| {
            p.column = Some(column.to_owned());
            more(p)
        });
    }

    /// Something about a cell; `make` is called only while the problem will be listed.
    pub fn cell(&mut self, code: Code, row: &Row<'_>, column: usize, make: impl FnOnce() -> Said) {
        self.place(code, row, Some(column), make);
    }

    /// Something about a row.
    pub fn row(&mut self, code: Code, row: &Row<'_>, make: impl FnOnce() -> Said) {
        self.place(code, row, None, make);
    }

    fn place(&mut self, code: Code, row: &Row<'_>, column: Option<usize>, make: impl FnOnce() -> Said) {
        let Self { problems, schema, rank, file, key } = self;
        problems.add(*rank, code, || {
            let said = make();
            let mut problem = Problem::of_file(code, file.clone(), said.message).table(&schema.name);
            (problem.expected, problem.hint) = (said.expected, said.hint.to_owned());
            problem.row = Some(row.line);
            let parts: Vec<_> = key.iter().filter_map(|k| row.cell(*k)).collect();
            problem.key = (!parts.is_empty()).then(|| parts.join(" "));
            if let Some(column) = column {
                problem.column = schema.fields.get(column).map(|f| f.name.clone());
                problem = problem.value(row.get(column).unwrap_or_default());
            }
            problem
        });
    }
}
