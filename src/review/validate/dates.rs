//! Uncertain dates: the EDTF string can be read, and its first and last day are those beside it.

use chrono::NaiveDate;

use super::cells;
use super::csv_table::Row;
use super::out::{Out, RowCheck, said};
use crate::edtf::Edtf;
use crate::review::problem::Code;
use crate::tables::TableSchema;

/// Every `<x>_edtf` with `<x>_from` and `<x>_to`.
pub struct Dates(Vec<[usize; 3]>);

impl Dates {
    /// For a table; `None` when it has no such columns.
    pub fn new(schema: &TableSchema) -> Option<Self> {
        let triple = |(edtf, name): (usize, &str)| {
            let stem = name.strip_suffix("_edtf")?;
            Some([edtf, schema.position(&format!("{stem}_from"))?, schema.position(&format!("{stem}_to"))?])
        };
        let found: Vec<_> = schema.fields.iter().map(|f| f.name.as_str()).enumerate().filter_map(triple).collect();
        (!found.is_empty()).then_some(Self(found))
    }
}

impl RowCheck for Dates {
    fn row(&mut self, row: &Row<'_>, out: &mut Out<'_>) {
        for &[edtf, from, to] in &self.0 {
            let Some(text) = row.get(edtf) else { continue };
            let days = match text {
                "" => (None, None),
                _ => match Edtf::parse(text) {
                    Ok(date) => (date.from, date.to),
                    Err(e) => {
                        out.cell(Code::Edtf, row, edtf, || {
                            said(
                                e.to_string(),
                                "an EDTF date such as 2022-01-21, 2021-12 or 2022-01-16/2022-01-17",
                                "restore the released value",
                            )
                        });
                        continue;
                    }
                },
            };
            day(row, from, days.0, text, out);
            day(row, to, days.1, text, out);
        }
    }
}

fn day(row: &Row<'_>, column: usize, wanted: Option<NaiveDate>, edtf: &str, out: &mut Out<'_>) {
    let Some(text) = row.get(column) else { return };
    let found = cells::date(text);
    // A cell that is no date at all is reported as such.
    if found == wanted || (found.is_none() && !text.is_empty()) {
        return;
    }
    out.cell(Code::EdtfDays, row, column, || {
        let expected = wanted.map_or("an empty cell".to_owned(), |day| day.to_string());
        let message =
            if edtf.is_empty() { "there is a day and no EDTF date".to_owned() } else { format!("this is not the day that `{edtf}` gives") };
        said(message, expected, "correct the EDTF date or the day")
    });
}
