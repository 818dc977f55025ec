"""Loads every table of a release with pandas, polars and DuckDB, and fails unless types are as declared and rows equal.

usage: load_release.py RELEASE
"""

import datetime
import json
import math
import sys
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl

POLARS = {"string": pl.String, "integer": pl.UInt32, "number": pl.Float64, "boolean": pl.Boolean, "date": pl.Date}
DUCKDB = {"string": "VARCHAR", "integer": "UINTEGER", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE"}


def plain(value):
    """The same Python value whatever library it came from."""
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, float) and math.isnan(value):
        return None
    if isinstance(value, (pd.Timestamp, datetime.datetime)):
        return value.date()
    if hasattr(value, "item"):
        return value.item()
    return value


def rows(columns):
    """Rows out of lists of cells, a column each."""
    return [tuple(plain(cell) for cell in row) for row in zip(*columns)]


def from_csv(path, fields):
    """The CSV read with the declared types."""
    frame = pl.read_csv(path, schema={f["name"]: POLARS[f["type"]] for f in fields})
    return rows([frame[f["name"]].to_list() for f in fields])


def main(release):
    package = json.loads((release / "datapackage.json").read_text(encoding="utf8"))
    csvs = [r for r in package["resources"] if not r["name"].endswith("_parquet")]
    for resource in csvs:
        name, fields = resource["name"], resource["schema"]["fields"]
        path = str(release / "parquet" / f"{name}.parquet")
        polars_frame = pl.read_parquet(path)
        assert dict(polars_frame.schema) == {f["name"]: POLARS[f["type"]] for f in fields}, (name, polars_frame.schema)
        relation = duckdb.sql(f"SELECT * FROM '{path}'")
        assert [str(t) for t in relation.types] == [DUCKDB[f["type"]] for f in fields], (name, relation.types)
        pandas_frame = pd.read_parquet(path)
        by_polars = rows([polars_frame[f["name"]].to_list() for f in fields])
        by_duckdb = [tuple(plain(cell) for cell in row) for row in relation.fetchall()]
        by_pandas = rows([pandas_frame[f["name"]].tolist() for f in fields])
        assert by_polars == by_duckdb, f"{name}: polars and DuckDB differ"
        # pandas has no integers with gaps but floats: 3.0 == 3 compares equal
        assert by_polars == by_pandas, f"{name}: polars and pandas differ"
        assert by_polars == from_csv(release / resource["path"], fields), f"{name}: CSV and Parquet differ"
        print(f"{name}: {len(by_polars)} rows, equal in pandas, polars, DuckDB and the CSV")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
