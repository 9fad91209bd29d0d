"""What the ERP says the orders come to, as far as the legacy systems agreed before the move.

A difference that the exports themselves hold is a finding of the audit; the move must keep
every agreement. So a wave is verified against the customers on whom ERP and orders agree in every month.
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.stages.context import Context
from pipelines.stages.entities import as_decimal, is_number
from pipelines.stages.frozen import frozen_customers, frozen_records
from pipelines.stages.load import point_at
from pipelines.stages.meanings import Meaning, read_meanings, sources_of
from pipelines.stages.wave_plan import refused_keys

GROUP = ("customer", "month", "currency")


def agreed_totals(context: Context) -> tuple[pa.Table | None, dict[str, Any]]:
    """Totals of the ERP by month and currency, for the golden customers on whom the orders agree.

    A customer with refused rows is held against the ERP once those are loaded; until then it stands with what
    is loaded of it.

    Orders of other customers (a shop's, say, that the ERP does not keep) stand with their own totals,
    since a verification takes every customer it is not told of for one too many.
    Returns the table (`customer, month, currency, amount, entity`), None where there is no
    ledger, and counts: groups of the ledger, and those of customers who differ in the exports.
    """
    erp, orders = _totals(context, "ledger"), _totals(context, "order")
    if erp is None or orders is None:
        return None, {}
    off = _customers_that_differ(erp, orders)
    agreed = erp.filter(pc.invert(pc.is_in(erp["customer"], value_set=off)))
    counts = {"ledger_groups": erp.num_rows, "differing_in_exports": erp.num_rows - agreed.num_rows}
    refused = refused_keys(context, "order")
    waiting = _owners(context, refused)
    whole, agreed = agreed.num_rows, agreed.filter(pc.invert(pc.is_in(agreed["customer"], value_set=waiting)))
    counts["with_refused_rows"] = whole - agreed.num_rows
    moving = _totals(context, "order", refused) if len(refused) else orders
    others = moving.filter(pc.invert(pc.is_in(moving["customer"], value_set=agreed["customer"].combine_chunks())))
    given = pa.concat_tables([agreed, others])
    return given.append_column("entity", pa.repeat("order", given.num_rows)), counts


def _owners(context: Context, orders: pa.Array) -> pa.Array:
    """Golden customers of these orders."""
    if not len(orders):
        return pa.array([], pa.string())
    table = context.store.read("load/order")
    return table.filter(pc.is_in(table["order_id"], value_set=orders))["customer_id"].combine_chunks().unique()


def _customers_that_differ(erp: pa.Table, orders: pa.Table) -> pa.Array:
    """Customers of the ledger for whom any month and currency differs between ERP and orders."""
    ours = orders.filter(pc.is_in(orders["customer"], value_set=erp["customer"].combine_chunks()))
    joined = erp.join(ours, list(GROUP), join_type="full outer", right_suffix=" orders")
    same = pc.fill_null(pc.equal(joined["amount"], joined["amount orders"]), False)
    return joined.filter(pc.invert(same))["customer"].combine_chunks().unique()


def _totals(context: Context, entity: str, without: pa.Array | None = None) -> pa.Table | None:
    """Totals by customer, month and currency; `without` these records."""
    meanings = read_meanings(context.store)
    parts = [_rows(context, name, meanings, without) for name in sources_of(meanings, entity)]
    rows = [part for part in parts if part is not None]
    if not rows:
        return None
    total = pa.concat_tables(rows).group_by(list(GROUP)).aggregate([("amount", "sum")])
    total = total.rename_columns([*GROUP, "amount"])
    return total.set_column(3, "amount", total["amount"].cast(pa.decimal128(38, 9)))


def _rows(
    context: Context, name: str, meanings: dict[str, Meaning], without: pa.Array | None = None
) -> pa.Table | None:
    meaning = meanings[name]
    records, clean = context.store.read(f"exports/{name}"), context.store.read(f"clean/{name}")
    date = next((f for f in ("order_date", "date") if f in clean.column_names), None)
    customer = next((c for c in meaning.refs if c in meaning.fields.get("customer_ref", ())), None)
    if date is None or customer is None or "amount" not in clean.column_names:
        return None
    ids, _ = point_at(context, records[customer], meaning.refs[customer], meanings)
    amount = clean["amount"]
    amount = as_decimal(pc.if_else(is_number(amount), amount, None)).cast(pa.decimal128(38, 9))
    money = pc.fill_null(clean["currency"], "") if "currency" in clean.column_names else pa.repeat("", len(amount))
    month = pc.utf8_slice_codeunits(pc.fill_null(clean[date], ""), 0, 7)
    table = pa.table({"customer": ids, "month": month, "currency": money, "amount": amount})
    keep = pc.and_(pc.is_valid(table["customer"]), _moving(context, records["record_id"], ids))
    if without is not None:
        keep = pc.and_(keep, pc.invert(pc.is_in(records["record_id"], value_set=without)))
    return table.filter(keep)


def _moving(context: Context, record_ids: pa.ChunkedArray, customers: pa.Array) -> pa.Array:
    """Which rows are neither frozen nor of a frozen customer: the others are not loaded."""
    frozen = frozen_records(context.store)
    gone = frozen_customers(context.store.read("match/crosswalk"), frozen)
    held = pc.or_(pc.is_in(record_ids, value_set=frozen), pc.is_in(customers, value_set=gone))
    return pc.invert(held)
