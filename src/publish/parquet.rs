//! One table as Parquet: row groups of [`ROW_GROUP`] rows, zstd, one row group in memory.

use chrono::NaiveDate;
use polars::prelude::*;

use super::hashing::HashingFile;
use crate::tables::{CellSink, CellType};

/// Rows of every row group but the last.
pub const ROW_GROUP: usize = 122_880;

/// Collects cells column by column and writes a row group when one is full.
pub(super) struct ParquetTable {
    writer: polars::io::parquet::write::BatchedWriter<HashingFile>,
    columns: Vec<Cells>,
    names: Vec<(String, CellType)>,
    /// The column that the next cell belongs to.
    next: usize,
    rows: usize,
}

/// The cells of one column since the last row group.
enum Cells {
    Text(StringChunkedBuilder),
    Integer(PrimitiveChunkedBuilder<UInt32Type>),
    Number(PrimitiveChunkedBuilder<Float64Type>),
    Boolean(BooleanChunkedBuilder),
    Date(PrimitiveChunkedBuilder<Int32Type>),
}

impl ParquetTable {
    pub fn create(file: HashingFile, names: &[(String, CellType)]) -> PolarsResult<Self> {
        let schema: Schema = names.iter().map(|(name, kind)| Field::new(name.as_str().into(), data_type(*kind))).collect();
        // One thread: the order of bytes never depends on a pool. No key-value metadata but the Arrow schema.
        let writer = ParquetWriter::new(file)
            .with_compression(ParquetCompression::Zstd(None))
            .with_statistics(StatisticsOptions::default())
            .set_parallel(false)
            .batched(&schema)?;
        Ok(Self { writer, columns: fresh(names), names: names.to_vec(), next: 0, rows: 0 })
    }

    /// Ends a row, whose cells have all been put.
    pub fn end_row(&mut self) -> PolarsResult<()> {
        debug_assert_eq!(self.next, self.columns.len());
        self.next = 0;
        self.rows += 1;
        if self.rows == ROW_GROUP { self.flush() } else { Ok(()) }
    }

    pub fn finish(mut self) -> PolarsResult<()> {
        if self.rows > 0 {
            self.flush()?;
        }
        self.writer.finish().map(drop)
    }

    fn flush(&mut self) -> PolarsResult<()> {
        let full = std::mem::replace(&mut self.columns, fresh(&self.names));
        let columns = full.into_iter().map(Cells::finish).collect::<PolarsResult<Vec<_>>>()?;
        let frame = DataFrame::new(self.rows, columns)?;
        self.rows = 0;
        self.writer.write_batch(&frame)
    }

    fn column(&mut self) -> Option<&mut Cells> {
        self.next += 1;
        self.columns.get_mut(self.next - 1)
    }
}

/// The Parquet type of a column.
pub fn data_type(kind: CellType) -> DataType {
    match kind {
        CellType::String => DataType::String,
        CellType::Integer => DataType::UInt32,
        CellType::Number => DataType::Float64,
        CellType::Boolean => DataType::Boolean,
        CellType::Date => DataType::Date,
    }
}

fn fresh(names: &[(String, CellType)]) -> Vec<Cells> {
    let column = |(name, kind): &(String, CellType)| {
        let name: PlSmallStr = name.as_str().into();
        match kind {
            CellType::String => Cells::Text(StringChunkedBuilder::new(name, 0)),
            CellType::Integer => Cells::Integer(PrimitiveChunkedBuilder::new(name, 0)),
            CellType::Number => Cells::Number(PrimitiveChunkedBuilder::new(name, 0)),
            CellType::Boolean => Cells::Boolean(BooleanChunkedBuilder::new(name, 0)),
            CellType::Date => Cells::Date(PrimitiveChunkedBuilder::new(name, 0)),
        }
    };
    names.iter().map(column).collect()
}

impl Cells {
    fn finish(self) -> PolarsResult<Column> {
        let series = match self {
            Cells::Text(cells) => cells.finish().into_series(),
            Cells::Integer(cells) => cells.finish().into_series(),
            Cells::Number(cells) => cells.finish().into_series(),
            Cells::Boolean(cells) => cells.finish().into_series(),
            Cells::Date(cells) => cells.finish().into_series().cast(&DataType::Date)?,
        };
        Ok(series.into_column())
    }
}

/// A cell of another type than its column can't happen: the program compares its rows with the schema when it starts.
impl CellSink for ParquetTable {
    fn text(&mut self, cell: Option<&str>) {
        if let Some(Cells::Text(cells)) = self.column() {
            cells.append_option(cell.filter(|text| !text.is_empty()));
        }
    }
    fn integer(&mut self, cell: Option<u32>) {
        if let Some(Cells::Integer(cells)) = self.column() {
            cells.append_option(cell);
        }
    }
    fn number(&mut self, cell: Option<f64>) {
        if let Some(Cells::Number(cells)) = self.column() {
            cells.append_option(cell);
        }
    }
    fn boolean(&mut self, cell: Option<bool>) {
        if let Some(Cells::Boolean(cells)) = self.column() {
            cells.append_option(cell);
        }
    }
    fn date(&mut self, cell: Option<NaiveDate>) {
        if let Some(Cells::Date(cells)) = self.column() {
            cells.append_option(cell.map(|day| (day - NaiveDate::default()).num_days() as i32));
        }
    }
}
