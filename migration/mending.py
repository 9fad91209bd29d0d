"""Cells that people corrected, put into the rows they belong to."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from migration.fit import Findings, cast


def apply_changes(
    table: pa.Table, keys: pa.ChunkedArray, changes: pa.Table
) -> tuple[pa.Table, Findings, dict[str, np.ndarray]]:
    """`table` with `changes` (in their order) in the cells that still hold what was corrected.

    `keys` names the rows. Returns the table, what is not of its column's type (null in the table, reason `type`),
    and for each column the mask of rows that were mended.
    """
    findings, mended = Findings(table.num_rows), {}
    for column in pc.unique(changes["column"]).to_pylist():
        if column not in table.column_names:
            continue
        mine = changes.filter(pc.equal(changes["column"], column))
        texts, touched = _replaced(table[column], keys, mine)
        kind = table.schema.field(column).type
        made, bad = cast(pa.chunked_array([texts]), kind)
        findings.add(bad & touched, column, "type", f"a value of type {kind}")
        made = pc.if_else(pa.array(touched), made.combine_chunks(), table[column].combine_chunks())
        table = table.set_column(table.column_names.index(column), column, made)
        mended[column] = touched
    return table, findings, mended


def _replaced(column: pa.ChunkedArray, keys: pa.ChunkedArray, changes: pa.Table) -> tuple[pa.Array, np.ndarray]:
    """Texts of a column after its changes, and which rows they met. Nothing runs over the whole table in Python."""
    texts = column.cast(pa.string()).combine_chunks()
    place = pc.index_in(changes["key"].combine_chunks(), value_set=keys.cast(pa.string()).combine_chunks())
    now: dict[int, str | None] = {}
    for at, before, after in zip(
        place.to_pylist(), changes["before"].to_pylist(), changes["after"].to_pylist(), strict=True
    ):
        if at is not None and before in (texts[at].as_py(), now.get(at)):  # corrected again, in either file
            now[at] = after
    touched = np.zeros(len(texts), bool)
    if now:
        rows = sorted(now)
        touched[rows] = True
        texts = pc.replace_with_mask(texts, pa.array(touched), pa.array([now[r] for r in rows], pa.string()))
    return texts, touched


def without(findings: Findings, mended: Mapping[str, np.ndarray]) -> Findings:
    """`findings` without those of cells that were mended since."""
    rest = Findings(findings.rows)
    for bad, column, *told in findings.found:
        rest.add(bad & ~mended[column] if column in mended else bad, column, *told)
    return rest
