"""Rows that are not loaded, each with the reason: the table `load_rejected`."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

REJECTED = pa.schema([(n, pa.string()) for n in ("entity", "record_id", "column", "value", "reason")])


def refuse(
    entity: str,
    records: pa.Table,
    column: str,
    wrong: pa.Array | pa.ChunkedArray,
    reason: str,
    values: pa.ChunkedArray | None = None,
) -> pa.Table:
    """List the rows of `records` that are `wrong`, with the value of `column` (or `values`) that made them so."""
    bad = records.filter(pc.fill_null(wrong, False))
    shown = bad[column] if values is None else values.filter(pc.fill_null(wrong, False))
    fixed = {"entity": entity, "column": column, "reason": reason}
    return pa.table(
        {
            n: pa.repeat(fixed[n], bad.num_rows) if n in fixed else {"record_id": bad["record_id"], "value": shown}[n]
            for n in REJECTED.names
        },
        schema=REJECTED,
    )
