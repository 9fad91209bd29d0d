"""What sources of orders or of an ERP ledger come to, by golden customer, month and currency.

Neither the rows nor the crosswalk is held as a whole: both are parted on disk by the customer's native id.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

import migration
from pipelines.stages.context import Context
from pipelines.stages.entities import as_decimal, is_number
from pipelines.stages.frozen import frozen_customers_of, frozen_records
from pipelines.stages.in_step import in_step
from pipelines.stages.meanings import Meaning, read_meanings, sources_of
from pipelines.stages.pointing import Pointer

GROUP = ("customer", "month", "currency")
SUMS = ("amount", "moving")
EXACT = pa.decimal128(38, 9)
EMPTY = pa.schema([*((name, pa.string()) for name in GROUP), *((name, EXACT) for name in SUMS)]).empty_table()


def usable(context: Context, entity: str) -> list[str]:
    """Return the sources of an entity that say of which customer, when and how much."""
    meanings = read_meanings(context.store)
    return [name for name in sources_of(meanings, entity) if _columns(context, name, meanings[name])]


def booked(context: Context, entity: str, spool: migration.Spool, without: pa.Array | None = None) -> migration.Grouped:
    """Add up all usable sources of an entity: `customer, month, currency, amount, moving`.

    `moving` is the sum without the records of `without`, null where nothing else is in the group. What is frozen is
    left out, and what goes to no customer.
    """
    found = migration.Grouped(spool, EMPTY, _merged)
    for name in usable(context, entity):
        for rows in _rows(context, name, without):
            found.add(_merged([rows]))
    return found


def _merged(parts: list[pa.Table]) -> pa.Table:
    grouped = pa.concat_tables(parts).group_by(list(GROUP), use_threads=False)
    total = grouped.aggregate([(name, "sum") for name in SUMS]).rename_columns([*GROUP, *SUMS])
    return total.cast(EMPTY.schema)


def _columns(context: Context, name: str, meaning: Meaning) -> tuple[str, str] | None:
    """The columns that hold the customer (as exported) and the date (cleaned)."""
    clean = context.store.columns(f"clean/{name}")
    date = next((f for f in ("order_date", "date") if f in clean), None)
    customer = next((c for c in meaning.refs if c in meaning.fields.get("customer_ref", ())), None)
    return (customer, date) if customer and date and "amount" in clean else None


def _rows(context: Context, name: str, without: pa.Array | None) -> Iterator[pa.Table]:
    store, meanings = context.store, read_meanings(context.store)
    customer, date = _columns(context, name, meanings[name])
    frozen = frozen_records(store)
    gone = frozen_customers_of(store, frozen)
    wanted = [c for c in (date, "amount", "currency") if c in store.columns(f"clean/{name}")]
    sides = store.batches(f"exports/{name}", ["record_id", customer]), store.batches(f"clean/{name}", wanted)
    pointer = Pointer(context, meanings[name].refs[customer], store.rows(f"exports/{name}"))
    for records, clean in in_step(*sides):
        amount = _amount(clean["amount"])
        stays = pc.is_in(records["record_id"], value_set=without) if without is not None else False
        moving = pc.if_else(stays, pa.scalar(None, EXACT), pc.fill_null(amount, 0))
        rows = pa.table([records[customer], _month(clean[date]), _currency(clean), amount, moving], EMPTY.column_names)
        pointer.add(rows.filter(pc.invert(pc.is_in(records["record_id"], value_set=frozen))), "customer")
    for rows in pointer.parts():
        yield rows.filter(pc.and_not(pc.is_valid(rows["customer"]), pc.is_in(rows["customer"], value_set=gone)))


def _month(dates: pa.ChunkedArray) -> pa.ChunkedArray:
    return pc.utf8_slice_codeunits(pc.fill_null(dates, ""), 0, 7)


def _currency(clean: pa.Table) -> pa.ChunkedArray:
    if "currency" in clean.column_names:
        return pc.fill_null(clean["currency"], "")
    return pa.chunked_array([pa.repeat("", clean.num_rows)])


def _amount(values: pa.ChunkedArray) -> pa.ChunkedArray:
    """Exact amounts; what is no number is none."""
    return as_decimal(pc.if_else(is_number(values), values, None)).cast(EXACT)
