"""Clean records: typed and in normal form, every change written down."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

import quality
from pipelines.stages.context import Context
from pipelines.stages.meanings import PARTIES, Meaning, read_meanings, sources_of
from pipelines.stages.since import Since, check_dated, held_back
from pipelines.stages.unchanged import cleaned_from, note_made, stands

_NOTE = "clean/made"


def clean_exports(context: Context, since: Since | None = None) -> dict[str, Any]:
    """Clean every source that is more than a reference table.

    Writes `clean/<source>` and `changes/<source>`; returns rows and changes by source. `since`: a source whose
    records and meaning are as when it was last cleaned so stays as it is, and `silent` counts the changes held back.
    """
    meanings, counts = read_meanings(context.store), {}
    check_dated(since, meanings)
    names = [name for name, meaning in meanings.items() if meaning.entity != "reference"]
    for done, name in enumerate(names):
        context.progress("clean", done, len(names))
        of = cleaned_from(context, name, meanings[name]) if since else None
        counts[name] = stands(context.store, _NOTE, name, of) or _cleaned(context, name, meanings[name], since, of)
    return counts


def _cleaned(context: Context, name: str, meaning: Meaning, since: Since | None, of: str | None) -> dict[str, Any]:
    store, silent = context.store, 0
    cleaned = clean_source(store.read(f"exports/{name}"), meaning, context.workspace.sources[name].region)
    records = cleaned.table
    if since and meaning.entity in PARTIES:
        records, silent = held_back(store, name, records, since)
    store.write(f"clean/{name}", records)
    store.write(f"changes/{name}", cleaned.changes)
    counts = {"records": records.num_rows, "changes": cleaned.changes.num_rows}
    if since:  # what was held back is asked again at the next run
        note_made(store, _NOTE, name, None if silent else of, ((f"clean/{name}", f"changes/{name}"), counts))
    return counts | ({"silent": silent} if silent else {})


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
