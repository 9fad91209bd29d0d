"""Clean records: typed and in normal form, every change written down."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

import quality
from pipelines.stages.context import Context
from pipelines.stages.meanings import PARTIES, Meaning, read_meanings, sources_of


def clean_exports(context: Context) -> dict[str, Any]:
    """Clean every source that is more than a reference table.

    Writes `clean/<source>` and `changes/<source>`; returns rows and changes by source.
    """
    meanings, counts = read_meanings(context.store), {}
    names = [name for name, meaning in meanings.items() if meaning.entity != "reference"]
    for done, name in enumerate(names):
        context.progress("clean", done, len(names))
        records = context.store.read(f"exports/{name}")
        cleaned = clean_source(records, meanings[name], context.workspace.sources[name].region)
        context.store.write(f"clean/{name}", cleaned.table)
        context.store.write(f"changes/{name}", cleaned.changes)
        counts[name] = {"records": cleaned.table.num_rows, "changes": cleaned.changes.num_rows}
    return counts


def clean_source(
    records: pa.Table, meaning: Meaning, region: str | None = None, *, changes: bool = True
) -> quality.Cleaned:
    """Clean one source; its native id stays in `record_id` alone, since it says nothing of the customer.

    Without `changes` only the clean records are made.
    """
    ids = {column for column in meaning.id if column in records.column_names}
    rest = records.select([c for c in records.column_names if c not in ids or c in _used(meaning)])
    return quality.clean(rest, meaning.fields, quality.CleanSettings(region=region, changes=changes))


def _used(meaning: Meaning) -> set[str]:
    return {column for columns in meaning.fields.values() for column in columns}


def clean_records(context: Context) -> pa.Table:
    """All clean records of the workspace's parties, one table with the union of their columns."""
    names = sources_of(read_meanings(context.store), *PARTIES)
    return union([context.store.read(f"clean/{name}") for name in names])


def union(tables: list[pa.Table]) -> pa.Table:
    """Put tables under one another with the union of their columns.

    A column that is a list in one table becomes a list in all; decimals take the widest scale;
    other types that differ become text.
    """
    types: dict[str, set[pa.DataType]] = {}
    for table in tables:
        for column in table.schema:
            types.setdefault(column.name, set()).add(column.type)
    common = {name: _common(found) for name, found in types.items() if len(found) > 1}
    return pa.concat_tables([_cast(table, common) for table in tables], promote_options="default")


def _common(types: set[pa.DataType]) -> pa.DataType:
    if any(pa.types.is_list(kind) for kind in types):
        return pa.list_(pa.string())
    if all(pa.types.is_decimal(kind) for kind in types):
        return pa.decimal128(38, max(kind.scale for kind in types))
    return pa.string()


def _cast(table: pa.Table, common: dict[str, pa.DataType]) -> pa.Table:
    for index, column in enumerate(table.schema):
        kind = common.get(column.name, column.type)
        if kind != column.type:
            values = table.column(index)
            table = table.set_column(
                index, column.name, _as_lists(values) if pa.types.is_list(kind) else values.cast(kind)
            )
    return table


def _as_lists(values: pa.ChunkedArray) -> pa.Array:
    flat = values.combine_chunks().cast(pa.string())
    present = flat.is_valid().cast(pa.int32())
    offsets = pa.concat_arrays([pa.array([0], pa.int32()), pc.cumulative_sum(present)])
    return pa.ListArray.from_arrays(offsets, flat.drop_null(), mask=flat.is_null())
