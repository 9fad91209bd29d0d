"""Ids: missing, used twice; whole rows that are there twice."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.findings.book import Rulebook
from quality.findings.failure import Failure, failing
from quality.findings.view import META, View


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
    group = np.zeros(view.rows, np.int64)
    for column in sorted(columns, key=lambda c: -len(c.values)):
        _, group = np.unique(group * (len(column.values) + 2) + column.codes + 1, return_inverse=True)
        if group.max() + 1 == view.rows:
            return np.zeros(0, np.int64), []
    _, first = np.unique(group, return_index=True)
    original = first[group]
    copies = np.flatnonzero(original != np.arange(view.rows))
    numbers = view.source.records["_row"] if "_row" in view.source.records.column_names else None
    kept = original[copies] + 1 if numbers is None else pc.take(numbers, pa.array(original[copies])).to_pylist()
    return copies, list(kept)
