"""Cells that a wave leaves empty, since no step of the workspace could take their value: the table `waves/emptied`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa

import migration
from pipelines.store import Store

EMPTIED = pa.schema([(n, pa.string()) for n in ("entity", "key", "column", "value")])


def write_emptied(store: Store, rows: Mapping[str, migration.LoadRows]) -> list[dict[str, Any]]:
    """Write `waves/emptied` (`entity, key, column, value`, all string); return `entity, column, rows`, in order."""
    counts: Counter[tuple[str, str]] = Counter()

    def parts() -> Iterator[pa.Table]:
        for entity, table in rows.items():
            for column, cells in table.emptied():
                counts[entity, column] += cells.num_rows
                yield _named(entity, column, cells)

    store.write_parts("waves/emptied", EMPTIED, parts())
    return [{"entity": entity, "column": column, "rows": count} for (entity, column), count in sorted(counts.items())]


def _named(entity: str, column: str, cells: pa.Table) -> pa.Table:
    whole = pa.repeat(pa.scalar(entity), cells.num_rows), pa.repeat(pa.scalar(column), cells.num_rows)
    return pa.table([whole[0], cells["key"], whole[1], cells["value"]], schema=EMPTIED)
