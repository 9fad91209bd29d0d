"""The records after a batch: new ones added, known ones replaced, removed ones gone."""

import pyarrow as pa
import pyarrow.compute as pc


def upsert(records: pa.Table, batch: pa.Table, removed: list[str] | None = None) -> pa.Table:
    """Return `records` with those of `batch` in place of the same record ids, and without `removed`.

    Columns are the union of both; a field that one side holds as lists becomes a list on both.
    """
    out = pa.array([*batch["record_id"].to_pylist(), *(removed or [])], pa.string())
    kept = records.filter(pc.invert(pc.is_in(records["record_id"], value_set=out)))
    lists = {f.name for t in (kept, batch) for f in t.schema if pa.types.is_list(f.type)}
    both = pa.concat_tables([_with_lists(kept, lists), _with_lists(batch, lists)], promote_options="default")
    return both.combine_chunks()


def _with_lists(table: pa.Table, lists: set[str]) -> pa.Table:
    for at, field in enumerate(table.schema):
        if field.name in lists and not pa.types.is_list(field.type):
            values = table.column(at).combine_chunks().cast(pa.string())
            ones = values.is_valid().cast(pa.int32())
            ends = pa.concat_arrays([pa.array([0], pa.int32()), pc.cumulative_sum(ones)])
            lists_of_one = pa.ListArray.from_arrays(ends, values.drop_null(), mask=values.is_null())
            table = table.set_column(at, field.name, lists_of_one)
    return table
