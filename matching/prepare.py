"""The table as the matcher wants it: contract checked, columns named by field, rows in order of record id."""

from collections.abc import Mapping

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from matching.errors import BadTable

MULTI = ("phone", "email")


def prepare(table: pa.Table | pd.DataFrame, fields: Mapping[str, str] | None = None) -> pa.Table:
    """Arrow table of the contract "Clean records", sorted by `record_id`.

    `fields`: column name → field of the vocabulary; columns not named keep their own name. Raises `BadTable`
    where `record_id` is absent, null or repeated.
    """
    arrow = pa.Table.from_pandas(table, preserve_index=False) if isinstance(table, pd.DataFrame) else table
    if fields:
        arrow = arrow.rename_columns([fields.get(n, n) for n in arrow.column_names])
    if "record_id" not in arrow.column_names:
        raise BadTable("record_id", "a table to match needs a column record_id, unique and never null")
    ids = pc.cast(arrow["record_id"], pa.string())
    if ids.null_count:
        raise BadTable("record_id", f"is null in {ids.null_count} rows; give every record an id")
    sorted_ = pc.all(pc.less(ids[:-1], ids[1:])).as_py() if len(ids) > 1 else True
    if not sorted_ and pc.count_distinct(ids).as_py() != len(ids):
        raise BadTable("record_id", "has repeated values; give every record its own id")
    twice = [n for n in arrow.column_names if arrow.column_names.count(n) > 1]
    if twice:
        raise BadTable(twice[0], "appears twice; map each column to its own field or merge them into a list")
    arrow = arrow.set_column(arrow.column_names.index("record_id"), "record_id", ids)
    return (arrow if sorted_ else arrow.take(pc.sort_indices(ids))).combine_chunks()
