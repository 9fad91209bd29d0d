"""The log of findings that stewards accepted as they are: kept with the workspace, only ever added to."""

from __future__ import annotations

import datetime as dt

import pyarrow as pa

import quality
from pipelines.stages.context import Context

LOG = "sop/accepted"


def accepted_log(context: Context) -> pa.Table:
    """Return the log (`quality.ACCEPTED`), oldest event first."""
    return context.store.read(LOG) if context.store.has(LOG) else quality.ACCEPTED.empty_table()


def keep_accepted(context: Context, accepted: pa.Table) -> int:
    """Keep the findings that a workbook accepts; return how many are new."""
    before = accepted_log(context)
    after = quality.accept(before, accepted.to_pylist(), dt.datetime.now(dt.UTC))
    if after.num_rows > before.num_rows:
        context.store.write(LOG, after)
    return after.num_rows - before.num_rows
