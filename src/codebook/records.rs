//! Reading the codebook's CSV files with the place of every cell, so that an error can name it.

use std::str::FromStr;

use super::CodebookError;
use crate::schema::SchemaFiles;

/// A CSV file of the codebook: a header line, then one entry a line.
#[derive(Debug)]
pub struct CsvFile {
    path: String,
    columns: Vec<String>,
    rows: Vec<(u64, csv::StringRecord)>,
}

impl CsvFile {
    /// Reads `schema/<path>`, which must have exactly these columns, in any order.
    ///
    /// Problems are pushed to `errors`; what could be read is returned.
    pub fn read(schema: &SchemaFiles, path: &str, columns: &[&str], errors: &mut Vec<CodebookError>) -> Self {
        let mut file = Self { path: path.to_owned(), columns: Vec::new(), rows: Vec::new() };
        let text = match schema.text(path) {
            Ok(text) => text,
            Err(e) => {
                errors.push(file.error(0, 0, e.to_string(), ""));
                return file;
            }
        };
        let mut reader = csv::ReaderBuilder::new().from_reader(text.as_bytes());
        match reader.headers() {
            Ok(header) => file.columns = header.iter().map(str::to_owned).collect(),
            Err(e) => errors.push(file.error(1, 0, e.to_string(), "write a header line")),
        }
        for column in columns.iter().filter(|c| !file.columns.iter().any(|h| h == *c)) {
            let hint = format!("the columns are {}", columns.join(", "));
            errors.push(file.error(1, 0, format!("column `{column}` is missing"), &hint));
        }
        for (n, column) in file.columns.iter().enumerate() {
            if !columns.contains(&column.as_str()) {
                let hint = format!("the columns are {}", columns.join(", "));
                errors.push(file.error(1, n as u64 + 1, format!("unknown column `{column}`"), &hint));
            }
        }
        for record in reader.records() {
            match record {
                Ok(record) => {
                    let line = record.position().map_or(0, csv::Position::line);
                    file.rows.push((line, record));
                }
                Err(e) => {
                    let line = e.position().map_or(0, csv::Position::line);
                    errors.push(file.error(line, 0, e.to_string(), "every line needs as many cells as the header"));
                }
            }
        }
        file
    }

    /// The entries in the order of the file.
    pub fn rows(&self) -> impl Iterator<Item = CsvRow<'_>> {
        self.rows.iter().map(|(line, record)| CsvRow { file: self, line: *line, record })
    }

    /// Reports lines that are out of order or repeated by this column, which keeps diffs small and entries findable.
    pub fn check_sorted(&self, column: &str, errors: &mut Vec<CodebookError>) {
        let mut before: Option<CsvRow<'_>> = None;
        for row in self.rows() {
            if let Some(last) = before.filter(|last| last.get(column) >= row.get(column)) {
                let message = format!("`{}` stands after `{}`", row.get(column), last.get(column));
                errors.push(row.error(column, message, "keep the file sorted by this column (byte order), each value once"));
            }
            before = Some(row);
        }
    }

    fn error(&self, line: u64, column: u64, message: impl Into<String>, hint: &str) -> CodebookError {
        CodebookError::new(&self.path, (line, column), message, hint)
    }
}

/// One entry of a [`CsvFile`].
#[derive(Debug, Clone, Copy)]
pub struct CsvRow<'f> {
    file: &'f CsvFile,
    line: u64,
    record: &'f csv::StringRecord,
}

impl<'f> CsvRow<'f> {
    /// The cell in this column, without white space around it; empty where there is none.
    pub fn get(&self, column: &str) -> &'f str {
        self.position(column).and_then(|n| self.record.get(n)).unwrap_or("").trim()
    }

    /// The cell in this column, `None` where it is empty.
    pub fn optional(&self, column: &str) -> Option<&'f str> {
        Some(self.get(column)).filter(|cell| !cell.is_empty())
    }

    /// The cell's values, separated by `|`, in order, none empty.
    pub fn list(&self, column: &str) -> impl Iterator<Item = &'f str> + use<'f> {
        self.get(column).split('|').map(str::trim).filter(|value| !value.is_empty())
    }

    /// The cell as a number or another parsed type; an empty cell is `None`.
    pub fn parse<T: FromStr>(&self, column: &str, errors: &mut Vec<CodebookError>) -> Option<T> {
        let cell = self.optional(column)?;
        let parsed = cell.parse().ok();
        if parsed.is_none() {
            errors.push(self.error(column, format!("`{cell}` can't be read as {column}"), "correct the cell or leave it empty"));
        }
        parsed
    }

    /// Line in the file, from 1.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// An error at this column of this entry.
    pub fn error(&self, column: &str, message: impl Into<String>, hint: &str) -> CodebookError {
        let column = self.position(column).map_or(0, |n| n as u64 + 1);
        self.file.error(self.line, column, message, hint)
    }

    fn position(&self, column: &str) -> Option<usize> {
        self.file.columns.iter().position(|c| c == column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (CsvFile, Vec<String>) {
        let schema = SchemaFiles::from_files([("codebook/x.csv".to_owned(), text.as_bytes().to_vec())]);
        let mut errors = Vec::new();
        let file = CsvFile::read(&schema, "codebook/x.csv", &["id", "names"], &mut errors);
        file.check_sorted("id", &mut errors);
        (file, errors.iter().map(ToString::to_string).collect())
    }

    #[test]
    fn cells_are_found_by_column() {
        let (file, errors) = read("id,names\na,x | y|\nb,\n");
        assert_eq!(errors, Vec::<String>::new());
        let rows: Vec<_> = file.rows().collect();
        assert_eq!(rows[0].list("names").collect::<Vec<_>>(), ["x", "y"]);
        assert_eq!(rows[1].optional("names"), None);
    }

    #[test]
    fn errors_name_file_line_and_column() {
        let (_, errors) = read("id,name\nb,\na,\na,,\n");
        assert_eq!(errors.len(), 4, "{errors:?}");
        assert!(errors[0].starts_with("schema/codebook/x.csv:1: column `names` is missing"), "{errors:?}");
        assert!(errors[1].starts_with("schema/codebook/x.csv:1:2: unknown column `name`"), "{errors:?}");
        assert!(errors[2].starts_with("schema/codebook/x.csv:4"), "{errors:?}");
        assert!(errors[3].starts_with("schema/codebook/x.csv:3:1: `a` stands after `b`"), "{errors:?}");
    }
}
