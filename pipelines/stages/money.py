"""Order money by customer: what a question of the review queue, or a changed policy, is about."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.stages.context import Context
from pipelines.stages.entities import is_number
from pipelines.stages.meanings import PARTIES, Meaning, read_meanings, sources_of

RECORD_MONEY = pa.schema([("record_id", pa.string()), ("amount", pa.float64())])


def order_money(context: Context, crosswalk: pa.Table) -> pa.Table:
    """Sum the amounts of all orders by golden customer: `customer_id, amount` (double; for ranking, not for books).

    Amounts of several currencies are added as they stand. Sources without an amount or a customer are left out.
    """
    meanings, store = read_meanings(context.store), context.store
    parts = [RECORD_MONEY.empty_table()]
    for name in sources_of(meanings, "order"):
        if store.has(f"exports/{name}") and store.has(f"clean/{name}"):
            parts += _by_record(store.read(f"exports/{name}"), store.read(f"clean/{name}"), meanings, name)
    found = pa.concat_tables(parts)
    at = pc.index_in(found["record_id"].combine_chunks(), value_set=crosswalk["record_id"].combine_chunks())
    customer = crosswalk["customer_id"].combine_chunks().take(at)
    sums = pa.table({"customer_id": customer, "amount": found["amount"]}).filter(customer.is_valid())
    sums = sums.group_by("customer_id", use_threads=False).aggregate([("amount", "sum")])
    return sums.rename_columns(["customer_id", "amount"])


def _by_record(exported: pa.Table, cleaned: pa.Table, meanings: dict[str, Meaning], name: str) -> list[pa.Table]:
    """Return one table for each reference of an order source to a source of parties."""
    if "amount" not in cleaned.column_names:
        return []
    text = cleaned["amount"].combine_chunks().cast(pa.string())
    amount = pc.if_else(is_number(text), text, None).cast(pa.float64()).fill_null(0.0)
    return [
        pa.table([pc.binary_join_element_wise(target, _trimmed(exported[column]), ":"), amount], schema=RECORD_MONEY)
        for column, targets in meanings[name].refs.items()
        for target in targets
        if meanings[target].entity in PARTIES
    ]


def _trimmed(values: pa.ChunkedArray) -> pa.Array:
    return pc.utf8_trim_whitespace(values.combine_chunks().cast(pa.string()))
