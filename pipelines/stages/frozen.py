"""What is frozen, and the load tables without it.

A customer stays behind only where every record of it is frozen: one live record is enough to move it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pyarrow as pa
import pyarrow.compute as pc

import quality
from pipelines.stages.rejected import REJECTED, refuse
from pipelines.store import Store

LOG = "freeze/log"
_KEYS = {"organisation": "org_id", "crosswalk": "record_id"}


def freeze_log(store: Store) -> pa.Table:
    """Return the log of freezing, oldest event first; empty where nothing was ever frozen."""
    return store.read(LOG) if store.has(LOG) else quality.FROZEN.empty_table()


def frozen_records(store: Store) -> pa.Array:
    """Return the ids of the records frozen now."""
    return quality.frozen_ids(freeze_log(store))


def frozen_customers(crosswalk: pa.Table, records: pa.Array) -> pa.Array:
    """Return the customers all of whose records are among `records`."""
    held = pc.is_in(crosswalk["record_id"], value_set=records)
    alive = crosswalk["customer_id"].filter(pc.invert(held)).combine_chunks().unique()
    touched = crosswalk["customer_id"].filter(held).combine_chunks().unique()
    return touched.filter(pc.invert(pc.is_in(touched, value_set=alive)))


def frozen_customers_of(store: Store, records: pa.Array) -> pa.Array:
    """As `frozen_customers` of the stored crosswalk, of which only the customers of `records` are held."""
    columns, name = ["record_id", "customer_id"], "match/crosswalk"
    touched = pa.array([], pa.string())
    for rows in store.batches(name, columns) if len(records) else ():
        held = rows["customer_id"].filter(pc.is_in(rows["record_id"], value_set=records))
        touched = pa.concat_arrays([touched, *held.chunks]).unique()
    parts = [pa.schema([(c, pa.string()) for c in columns]).empty_table()]
    for rows in store.batches(name, columns) if len(touched) else ():
        parts.append(rows.filter(pc.is_in(rows["customer_id"], value_set=touched)))
    return frozen_customers(pa.concat_tables(parts), records)


def parties_without(tables: Mapping[str, pa.Table], customers: pa.Array) -> tuple[dict[str, pa.Table], list[pa.Table]]:
    """Leave frozen `customers` out of the party tables, and with them what belongs to nobody else.

    Customers, and organisations whose customers are all frozen, are listed with reason `frozen`;
    their contacts and crosswalk rows with `rejected_customer`.
    """
    if not len(customers):
        return dict(tables), []
    moving = tables["customer"].filter(pc.invert(pc.is_in(tables["customer"]["customer_id"], value_set=customers)))
    kept, refused = {}, []
    for entity, table in tables.items():
        column = "org_id" if entity == "organisation" else "customer_id"
        if column == "org_id":
            out = pc.invert(pc.is_in(table[column], value_set=moving[column].combine_chunks()))
        else:
            out = pc.is_in(table[column], value_set=customers)
        reason = "frozen" if entity in ("customer", "organisation") else "rejected_customer"
        rows = _as_records(table, _KEYS.get(entity, f"{entity}_id"), column)
        refused.append(refuse(entity, rows, column, out, reason))
        kept[entity] = table.filter(pc.invert(out))
    return {entity: table for entity, table in kept.items() if table.num_rows}, refused


def events_without(
    entity: str, table: pa.Table, records: pa.Array, customers: pa.Array
) -> tuple[pa.Table, list[pa.Table]]:
    """Leave out rows that are frozen themselves (reason `frozen`) or hang on a frozen customer."""
    key, refused = f"{entity}_id", []
    customer = [name for name in table.column_names if re.fullmatch(r"customer_id(_\d+)?", name)]
    for column, gone, reason in [(key, records, "frozen"), *((c, customers, "rejected_customer") for c in customer)]:
        if not len(gone):
            continue
        out = pc.is_in(table[column], value_set=gone)
        refused.append(refuse(entity, _as_records(table, key, column), column, out, reason))
        table = table.filter(pc.invert(out))
    return table, refused or [REJECTED.empty_table()]


def _as_records(table: pa.Table, key: str, column: str) -> pa.Table:
    return pa.table({"record_id": table[key], column: table[column]})
