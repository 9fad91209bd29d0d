"""CSV files for people and machines: UTF-8, one line per row, formulas made harmless."""

from __future__ import annotations

import os
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

# A spreadsheet runs a cell that starts so; a plain number or a phone such as +8613812345678 is none.
_FORMULA = r"^\s*[=+\-@\t\r]"
_PLAIN = r"[+\-]?[\d .,()/\-]*\d(;ext=\d+)?"
_NUMBER = rf"^\s*{_PLAIN}(; {_PLAIN})*$"


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


def neutralise(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Put an apostrophe before text that a spreadsheet would run as a formula.

    >>> neutralise(pa.chunked_array([["=1+1", "+8613812345678", "@x"]])).to_pylist()
    ["'=1+1", '+8613812345678', "'@x"]
    """
    if not pa.types.is_string(values.type):
        return values
    risky = pc.and_(pc.match_substring_regex(values, _FORMULA), pc.invert(pc.match_substring_regex(values, _NUMBER)))
    return pc.if_else(risky, pc.binary_join_element_wise("'", values, ""), values)


def _text(values: pa.ChunkedArray) -> pa.ChunkedArray:
    if pa.types.is_list(values.type):
        return pa.chunked_array([pc.binary_join(values.combine_chunks(), "; ")])
    return values
