"""Profiles of whole tables."""

from collections.abc import Iterable

import pyarrow as pa

from quality.findings.view import META, Column, View
from quality.profile.column import ColumnProfile
from quality.spool import side_by_side


def profile_batches(batches: Iterable[pa.RecordBatch], top: int = 12) -> dict[str, dict]:
    """Profile every text column of a stream of batches in one pass; memory does not grow with the rows."""
    profiles: dict[str, ColumnProfile] = {}
    for batch in batches:
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            if name not in META and pa.types.is_string(column.type):
                profiles.setdefault(name, ColumnProfile()).add(column)
    return {name: profile.result(top) for name, profile in profiles.items()}


def profile_view(view: View, top: int = 12) -> dict[str, dict]:
    """Profile a source that is already encoded: distinct and frequent values are exact."""

    def one(column: Column) -> dict:
        profile = ColumnProfile()
        profile.add_encoded(column.values, column.counts, column.kinds, view.rows)
        column.rest()
        view.spool.release()
        return {"field": column.field, **profile.result(top)}

    columns = list(view.columns.values())
    return dict(zip((column.name for column in columns), side_by_side(one, columns), strict=True))
