"""CSV files for people and machines: UTF-8, one line per row, formulas made harmless."""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from quality.formulas import neutral as neutralise


def write_csv(table: pa.Table, path: Path, *, ids: tuple[str, ...] = ()) -> None:
    """Write a table as CSV, whole or not at all; lists are joined with `; `.

    `ids` names columns that other programs join on: they are written as they are.
    """
    columns = {
        name: _text(column) if name in ids else neutralise(_text(column))
        for name, column in zip(table.column_names, table.columns, strict=True)
    }
    temporary = path.with_name(f".{path.name}.part")
    try:
        pa_csv.write_csv(pa.table(columns), temporary, pa_csv.WriteOptions(quoting_style="needed"))
        os.replace(temporary, path)
    finally:
        temporary.unlink(missing_ok=True)


def _text(values: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_list(values.type):
        return pa.chunked_array([pc.binary_join(values.combine_chunks(), "; ")])
    return values
