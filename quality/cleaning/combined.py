"""Take the contact out of a cell that holds him and his number, as a recorded change."""

from collections.abc import Mapping

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.cleaning.columns import flat
from quality.cleaning.model import CHANGES_SCHEMA, VERSION
from quality.standardise.contact_phone import names_in

RULE = "contact/from_phone"


def fill_contacts(
    records: pa.Table, out: Mapping[str, pa.Array], mapped: Mapping[str, list[str]]
) -> tuple[dict[str, pa.Array], pa.Table]:
    """Return the column `contact` (or that of the person's name) with the names found beside phones, and the changes.

    A contact of the record's own is never replaced. Nothing is returned where no phone has a name beside it.
    """
    field = "contact" if "contact" in out or "person_name" not in out else "person_name"
    column = out.get(field, pa.nulls(records.num_rows, pa.string()))
    changes = []
    for raw in mapped.get("phone", ()):
        cells = flat(records[raw])
        encoded = cells.dictionary_encode()
        names = names_in(encoded.dictionary)
        if names.null_count == len(names):
            continue
        told = pc.if_else(column.is_null(), names.take(encoded.indices), pa.scalar(None, pa.string()))
        rows = pa.array(np.flatnonzero(told.is_valid().to_numpy(zero_copy_only=False)))
        column = pc.coalesce(column, told)
        taken = {"record_id": out["record_id"].take(rows), "before": cells.take(rows), "after": told.take(rows)}
        constant = {"field": field, "column": raw, "rule": RULE, "version": VERSION, "kind": "applied"}
        taken |= {name: pa.repeat(pa.scalar(value), len(rows)) for name, value in constant.items()}
        changes.append(pa.table([taken[name] for name in CHANGES_SCHEMA.names], schema=CHANGES_SCHEMA))
    if not changes:
        return {}, CHANGES_SCHEMA.empty_table()
    return {field: column}, pa.concat_tables(changes)
