"""Ids: missing, used twice; whole rows that are there twice."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.findings.book import Rulebook
from quality.findings.encode import distinct
from quality.findings.failure import Failure, failing
from quality.findings.view import META, Column, View
from quality.spool import bounds


def check_identity(view: View, book: Rulebook) -> list[Failure]:
    """Check the id column of `view` (if any) and look for copied rows."""
    failures = []
    column = view.first("id")
    if column is not None and view.rows:
        where = (view, column)
        empty = np.flatnonzero(~column.present)
        failures.append(failing(book.rule("missing_id", view.name, "id"), where, empty, view.rows))
        repeated = (column.counts > 1) & ~column.blank
        twice = column.rows(repeated)
        failures.append(failing(book.rule("duplicate_id", view.name, "id"), where, twice, view.rows))
    copies, kept = copied_rows(view)
    if len(copies):
        where = (view, column or next(iter(view.columns.values())))
        hints = [f"copy of row {row}" for row in kept]
        failures.append(failing(book.rule("duplicate_row", view.name), where, copies, view.rows, hints))
    return failures


def copied_rows(view: View) -> tuple[np.ndarray, list[int]]:
    """Return the rows that repeat an earlier row in every column (the id too), and that row's number."""
    columns = [column for column in view.columns.values() if column.name not in META]
    if len(columns) < 2 or view.rows < 2:
        return np.zeros(0, np.int64), []
    rows = _alike(columns, view.rows)
    if not len(rows):
        return rows, []
    group = np.zeros(len(rows), np.int64)
    for column in columns:
        _, group = np.unique(group * (len(column.values) + 2) + column.codes[rows] + 1, return_inverse=True)
    _, first = np.unique(group, return_index=True)
    original = first[group]
    repeated = original != np.arange(len(rows))
    copies, original = rows[repeated], rows[original[repeated]]
    numbers = view.source.records["_row"] if "_row" in view.source.records.column_names else None
    kept = original + 1 if numbers is None else pc.take(numbers, pa.array(original)).to_pylist()
    return copies, list(kept)


def _alike(columns: list[Column], rows: int) -> np.ndarray:
    """Return the rows whose hash over all columns another row has too: the copies, and hardly any others."""
    total = np.zeros(rows, np.uint64)
    for start, end in bounds(rows):
        mine = total[start:end]
        for column in columns:
            mine ^= column.codes[start:end].astype(np.uint64)
            mine *= np.uint64(0x9FB21C651E98DF25)
            mine ^= mine >> np.uint64(32)
    ordered = np.sort(total)
    twice = distinct(ordered[1:][ordered[1:] == ordered[:-1]])
    del ordered
    if not len(twice):
        return np.zeros(0, np.int64)
    return np.concatenate([np.flatnonzero(np.isin(total[start:end], twice)) + start for start, end in bounds(rows)])
