"""What a changed policy would change, before anyone changes it."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.survive.golden import field_names, survive
from matching.survive.policy import SurvivorshipPolicy


@dataclass(frozen=True)
class PolicyPreview:
    """`changes`: `customer_id, field, before, after` (strings; lists joined by ` | `).

    `summary`: `field, cells, customers, records, amount`, a row for each field and one for all (`*`);
    `records` counts the records behind the customers touched, `amount` (double) their order money.
    """

    changes: pa.Table
    summary: pa.Table


def preview_policy(
    table: pa.Table,
    crosswalk: pa.Table,
    before: SurvivorshipPolicy,
    after: SurvivorshipPolicy,
    values: pa.Table | None = None,
) -> PolicyPreview:
    """Compare the golden records of two policies; `values` may hold `customer_id, amount` (order money)."""
    names = field_names(table)
    old = survive(table, crosswalk, before, names).records
    new = survive(table, crosswalk, after, names).records
    parts = [_changed(name, old, new) for name in names]
    changes = pa.concat_tables(parts) if parts else _changed("", old, new)
    return PolicyPreview(changes, _summary(changes, old, values))


def _changed(name: str, old: pa.Table, new: pa.Table) -> pa.Table:
    a, b = _text(old[name]), _text(new[name])
    same = pc.or_(pc.fill_null(pc.equal(a, b), False), pc.and_(a.is_null(), b.is_null()))
    differs = pc.invert(same)
    ids = old["customer_id"].combine_chunks().filter(differs)
    label = pa.array([name] * len(ids), pa.string())
    return pa.table({"customer_id": ids, "field": label, "before": a.filter(differs), "after": b.filter(differs)})


def _text(column: pa.ChunkedArray) -> pa.Array:
    values = column.combine_chunks()
    return pc.binary_join(values, " | ") if pa.types.is_list(values.type) else values.cast(pa.string())


def _summary(changes: pa.Table, golden: pa.Table, values: pa.Table | None) -> pa.Table:
    ids = golden["customer_id"].combine_chunks()
    at = pc.index_in(changes["customer_id"].combine_chunks(), value_set=ids).to_numpy(zero_copy_only=False)
    field = changes["field"].to_numpy(zero_copy_only=False)
    records, amount = golden["records"].to_numpy(), np.zeros(len(ids))
    if values is not None:
        where = pc.index_in(values["customer_id"].combine_chunks(), value_set=ids)
        known = where.is_valid().to_numpy(zero_copy_only=False)
        money = values["amount"].cast(pa.float64()).fill_null(0.0).to_numpy()
        np.add.at(amount, where.drop_null().to_numpy(), money[known])
    rows = []
    for name in ["*", *dict.fromkeys(field)]:
        touched = at if name == "*" else at[field == name]
        who = np.unique(touched)
        rows.append((name, len(touched), len(who), int(records[who].sum()), float(amount[who].sum())))
    names = ("field", "cells", "customers", "records", "amount")
    return pa.table({n: [r[i] for r in rows] for i, n in enumerate(names)})
