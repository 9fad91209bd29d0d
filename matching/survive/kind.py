"""What kind of party a golden record is, and its customer key."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_PERSON = ("contact", "person_name", "given_name", "surname")


def customer_kind(golden: pa.Table, table: pa.Table) -> pa.Table:
    """Add `kind`: a named person at an organisation is a `contact`; else `organisation` or `person`."""
    count = len(golden)
    org = golden["org_id"].is_valid().to_numpy()
    if "org_name" in table.column_names:
        org = org | golden["org_name"].is_valid().to_numpy()
    named = np.zeros(count, bool)
    for name in _PERSON:
        if name in golden.column_names:
            named |= golden[name].is_valid().to_numpy()
    kind = np.where(org, np.where(named, 0, 1), 2)
    names = pa.array(["contact", "organisation", "person"]).take(pa.array(kind))
    return golden.add_column(2, "kind", names)


def customer_key(golden: pa.Table, parts: tuple[str, ...]) -> pa.Table:
    """Add `customer_key`: the first value of each part joined by `|`; null where a part is missing."""
    pieces = []
    for part in parts:
        if part not in golden.column_names:
            return golden.add_column(4, "customer_key", pa.nulls(len(golden), pa.string()))
        column = golden[part].combine_chunks()
        if pa.types.is_list(column.type):
            column = _first(column)
        pieces.append(column)
    return golden.add_column(4, "customer_key", pc.binary_join_element_wise(*pieces, "|"))


def _first(lists: pa.Array) -> pa.Array:
    flat, rows = pc.list_flatten(lists), pc.list_parent_indices(lists).to_numpy()
    starts = np.flatnonzero(np.append(True, rows[1:] != rows[:-1])) if len(rows) else np.zeros(0, np.int64)
    at = np.full(len(lists), -1, np.int64)
    at[rows[starts]] = starts
    return flat.take(pa.array(at, mask=at < 0))
