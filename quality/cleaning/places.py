"""Fill empty provinces, cities and districts that the rest of the row tells, each as a recorded change."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.cleaning.model import CHANGES_SCHEMA, VERSION
from quality.standardise import whereabouts

RULE = "place/from_row"


def fill_places(out: Mapping[str, pa.Array], mapped: Mapping[str, list[str]]) -> tuple[dict[str, pa.Array], pa.Table]:
    """Return the columns of places with what their empty rows are told, and the changes (contract "Changes").

    `out` holds the clean columns made so far, `record_id` among them; `mapped` names the raw ones.
    """
    columns = {field: out[field] for field in whereabouts.FIELDS if field in out}
    if not columns or not len(out["record_id"]):
        return {}, CHANGES_SCHEMA.empty_table()
    filled, changes = {}, []
    for field, told in whereabouts.missing(columns, out.get("address")).items():
        rows = pa.array(np.flatnonzero(told.is_valid().to_numpy(zero_copy_only=False)))
        if len(rows):
            filled[field] = pc.coalesce(columns[field], told)
            changes.append(_changes(out["record_id"].take(rows), told.take(rows), field, mapped[field][0]))
    return filled, pa.concat_tables(changes) if changes else CHANGES_SCHEMA.empty_table()


def _changes(ids: pa.Array, after: pa.Array, field: str, column: str) -> pa.Table:
    constant = {"field": field, "column": column, "rule": RULE, "version": VERSION, "kind": "applied"}
    columns = {name: pa.repeat(pa.scalar(value), len(ids)) for name, value in constant.items()}
    columns |= {"record_id": ids, "before": pa.nulls(len(ids), pa.string()), "after": after}
    return pa.table([columns[name] for name in CHANGES_SCHEMA.names], schema=CHANGES_SCHEMA)
