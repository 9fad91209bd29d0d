"""What people corrected in reject files: kept for good with who, when and why, and applied to every mapping."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.store import Store

LOG = "reload/log"
SCHEMA = pa.schema(
    [(n, pa.string()) for n in ("entity", "key", "column", "before", "after", "cell", "who", "at", "why")]
)


def load_changes(store: Store, entity: str | None = None) -> pa.Table:
    """Return the corrections kept, oldest first, of one entity or of all."""
    log = store.read(LOG) if store.has(LOG) else SCHEMA.empty_table()
    return log if entity is None else log.filter(pc.equal(log["entity"], entity))


def keep_changes(store: Store, changes: pa.Table, *, who: str, why: str) -> int:
    """Add corrections (`entity, key, column, before, after, cell`) to the log; return how many it did not have."""
    log = load_changes(store)
    had = set(zip(*(log[n].to_pylist() for n in SCHEMA.names[:5]), strict=True))
    rows = zip(*(changes[n].to_pylist() for n in SCHEMA.names[:5]), strict=True)
    fresh = changes.filter(pa.array([row not in had for row in rows], pa.bool_()))
    said = {"who": who, "at": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"), "why": why}
    for name, text in said.items():
        fresh = fresh.append_column(name, pa.repeat(pa.scalar(text), fresh.num_rows))
    if fresh.num_rows:
        store.write(LOG, pa.concat_tables([log, fresh.select(SCHEMA.names)]))
    return fresh.num_rows
