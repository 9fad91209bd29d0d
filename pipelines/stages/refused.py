"""Rows that never became load rows, as sheets to correct: the source's own row, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

import migration
from pipelines.stages.context import Context
from pipelines.stages.meanings import Meaning, read_meanings

PREFIX = "source "
_EXPECTED = {"not_a_number": "a number"}
CORRECTABLE = ("orphan", "not_a_number")  # frozen rows are thawed; rows of a rejected customer follow it


def source_sheets(context: Context) -> dict[str, pa.Table]:
    """Rows of each source that could not be pointed at what they refer to, or hold no number where one is needed.

    Sheet name → the row as it was read, with `_row` of its file, `_key` (its record id), `_reason`, `_expected`.
    """
    if not context.store.has("load_rejected"):
        return {}
    rejected = context.store.read("load_rejected")
    rejected = rejected.filter(pc.is_in(rejected["reason"], value_set=pa.array(CORRECTABLE)))
    meanings = read_meanings(context.store)
    sheets = {}
    for name, meaning in meanings.items():
        mine = rejected.filter(pc.starts_with(rejected["record_id"], f"{name}:"))
        if mine.num_rows:
            sheets[sheet_name(name)] = _sheet(context.store.read(f"exports/{name}"), mine, meaning)
    return sheets


def sheet_name(source: str) -> str:
    """Return the name of a source's sheet; a spreadsheet allows 31 characters."""
    return f"{PREFIX}{source}"[:31]


def header_of(meaning: Meaning, column: str) -> str:
    """Return the source's column behind a field."""
    return next(iter(meaning.fields.get(column, ())), column)


def _sheet(records: pa.Table, rejected: pa.Table, meaning: Meaning) -> pa.Table:
    told: dict[str, tuple[list[str], list[str]]] = {}
    for row in rejected.to_pylist():
        why, expected = told.setdefault(row["record_id"], ([], []))
        header = header_of(meaning, row["column"])
        why.append(f"{row['reason']}: {header}")
        expected.append(_EXPECTED.get(row["reason"]) or f"an id of {_targets(meaning, header)}")
    rows = records.filter(pc.is_in(records["record_id"], value_set=pa.array(told, pa.string())))
    ids = rows["record_id"].to_pylist()
    for place, name in enumerate(("_reason", "_expected")):
        rows = rows.append_column(name, pa.array(["; ".join(told[i][place]) for i in ids], pa.string()))
    return migration.as_reject(rows.drop_columns(["record_id", "_source", "_file"]), rows["record_id"])


def _targets(meaning: Meaning, header: str) -> str:
    refs: Mapping[str, tuple[str, ...]] = meaning.refs
    return " or ".join(refs.get(header, ("what it refers to",)))
