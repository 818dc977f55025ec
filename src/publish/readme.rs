//! `README.md` of a release: what it is, how to load it, and its data dictionary.

use std::fmt::Write;

use super::manifest::OutputFile;
use super::table_file::csv_path;
use crate::codebook::Dataset;
use crate::tables::{Schema, dictionary};

/// The text of the file. `outputs` must hold the tables' files.
pub(super) fn render(dataset: &Dataset, schema: &Schema, outputs: &[OutputFile]) -> String {
    let mut text = format!("# {}\n\n{}\n\n", dataset.title, dataset.description);
    let _ = writeln!(text, "Version {} of {}. Cite as: {}\n", dataset.version, dataset.created, super::citation::line(dataset));
    for license in &dataset.licenses {
        let _ = writeln!(text, "Licence of the tables: [{}]({}).", license.title, license.path);
    }
    text.push_str(LOADING);
    text.push_str("\n# Rows\n\n| table | rows |\n|---|---:|\n");
    for table in &schema.tables {
        let path = csv_path(&table.name);
        let rows = outputs.iter().find(|file| file.path == path).and_then(|file| file.rows).unwrap_or(0);
        let _ = writeln!(text, "| {} | {rows} |", table.name);
    }
    text.push_str(READING);
    text.push_str("\n# Data dictionary\n\n");
    text.push_str(&dictionary::markdown(schema));
    text
}

const LOADING: &str = r#"
# How to load it

Every table is `parquet/<table>.parquet` and `csv/<table>.csv`, with the same rows and columns. Parquet has the types.

```python
import polars as pl
events = pl.read_parquet("parquet/events.parquet")

import pandas as pd
events = pd.read_parquet("parquet/events.parquet", dtype_backend="pyarrow")  # keeps whole numbers and days where cells are empty
```

```sql
-- DuckDB
SELECT event_type, count(*) FROM 'parquet/event_groups.parquet' GROUP BY ALL ORDER BY ALL;
```

```r
events <- arrow::read_parquet("parquet/events.parquet")
```

`datapackage.json` (Data Package) and `croissant.json` (Croissant) describe the files for machines; `sha256sum --check SHA256SUMS`
says whether they are whole; `manifest.json` names everything that they were made from.
"#;

const READING: &str = r#"
# How to read it

- `articles` lists what was read. A duplicate keeps its row there and yields no others.
- A row of `events` or `sanctions` is one report. Count events in `event_groups`, histories of sanctions in `sanction_episodes`.
- A statement is what somebody said, not what happened. Look at `status` before counting an event as done.
- Offsets count Unicode characters of the article's text from 0; the end is exclusive. Polars and R count so too; Python's `text[start:end]` cuts the words out.
- Dates: `..._edtf` is as exact as the article, `..._from` and `..._to` are the first and last possible day, empty when unbounded.
- An empty cell means that the articles don't tell or that it was not found.
- `content` is one line: its spans are joined by a space, and line breaks and tabs are spaces. All other words are exactly as in the article.
- Cells hold words of articles: one that starts with `=`, `+`, `-` or `@` is text. Import as text when a spreadsheet asks.
"#;
