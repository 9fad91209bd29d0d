"""Ids: missing, used twice; whole rows that are there twice."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.findings.book import Rulebook
from quality.findings.failure import Failure, failing
from quality.findings.view import META, Column, View


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
    for column in columns:
        total = (total ^ column.codes.astype(np.uint64)) * np.uint64(0x9FB21C651E98DF25)
        total ^= total >> np.uint64(32)
    order = np.argsort(total, kind="stable")
    same = total[order[1:]] == total[order[:-1]]
    repeated = np.zeros(rows, bool)
    repeated[order[1:][same]] = repeated[order[:-1][same]] = True
    return np.flatnonzero(repeated)
