"""What `mergepoint run` leaves for the wave commands: a workspace and its home, tables written part by part."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from benchmarks.waves import data
from pipelines.stages.meanings import Meaning, write_meanings
from pipelines.store import Store, home_of

WORKSPACE = """
workspace: benchmark
sources:
  crm: {read: crm.csv, entity: customer, id: [number]}
  shop: {read: shop.csv, entity: order, id: [number]}
  erp: {read: erp.csv, entity: ledger, id: [number]}
target:
  url: env:NEW_SYSTEM
  tables:
    customer:
      table: customers
      columns:
        customer_id: customer_id
        customer_key: {from: phone, steps: [trim]}
        name: {from: [name, phone], steps: [first, trim]}
        region: {from: category, steps: [trim, lower, {lookup: {n: north, s: south, e: east}}], if_wrong: empty}
    order:
      table: orders
      on_conflict: insert
      columns:
        order_id: legacy_id
        customer_id: customer_id
        ordered: {from: order_date, steps: [{date: "%Y-%m-%d"}]}
        currency: {from: currency, steps: [trim, upper]}
        amount: {from: amount, steps: [{round: 2}]}
waves:
  - {name: people, load: [customer]}
  - {name: orders, load: [order], after: people}
"""
WAVES = ("people", "orders")
WRONG = 50_000  # one order in so many names a currency that is too long for the target


def make(folder: Path, customer_count: int, order_count: int) -> Path:
    """Write `workspace.yaml` and the home beside it; returns the workspace file."""
    file = folder / "workspace.yaml"
    file.write_text(WORKSPACE, encoding="utf-8")
    store = Store(home_of(folder))
    meaning = {"fields": {"customer_ref": ("buyer",)}, "refs": {"buyer": ("crm",)}}
    kinds = {"crm": Meaning("customer"), "shop": Meaning("order", **meaning), "erp": Meaning("ledger", **meaning)}
    write_meanings(store, kinds)
    for name, rows in (("load/customer", _customers), ("match/crosswalk", _crosswalk), ("exports/crm", _records)):
        _write(store, name, customer_count, rows)
    for name, rows in (("load/order", _orders), ("exports/shop", _sold), ("exports/erp", _sold)):
        _write(store, name, order_count, lambda start, stop, rows=rows: rows(start, stop, customer_count))
    for name in ("clean/shop", "clean/erp"):
        _write(store, name, order_count, lambda start, stop: _cleaned(start, stop, customer_count))
    return file


def _write(store: Store, name: str, count: int, rows: Callable[[int, int], pa.Table]) -> None:
    """In row groups as large as `Store.write` makes them."""

    def parts() -> Iterator[pa.Table]:
        for start in range(0, count, 1 << 20):
            stops = range(start, min(count, start + (1 << 20)), data.PART)
            yield pa.concat_tables([rows(s, min(s + data.PART, count, start + (1 << 20))) for s in stops])

    store.write_parts(name, rows(0, 1).schema, parts())


def _customers(start: int, stop: int) -> pa.Table:
    people = data.customers(start, stop)
    category = pc.if_else(pc.equal(people["region"], "west"), "?", pc.utf8_slice_codeunits(people["region"], 0, 1))
    names = ["customer_id", "phone", "name", "category"]
    return pa.table([people["customer_id"], people["customer_key"], people["name"], category], names=names)


def _crosswalk(start: int, stop: int) -> pa.Table:
    ids = data.customers(start, stop)["customer_id"]
    records = pc.binary_join_element_wise("crm", ids, ":")
    return pa.table({"record_id": records, "customer_id": ids, "org_id": pa.nulls(len(ids), pa.string())})


def _records(start: int, stop: int) -> pa.Table:
    people = _crosswalk(start, stop)
    return pa.table({"record_id": people["record_id"], "number": people["customer_id"]})


def _numbers(orders: pa.Table) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    legacy = orders["order_id"].cast(pa.string())
    return legacy, pc.binary_join_element_wise("shop", legacy, ":")


def _orders(start: int, stop: int, customer_count: int) -> pa.Table:
    orders = data.orders(start, stop, customer_count)
    legacy, key = _numbers(orders)
    wrong = pc.equal(pc.subtract(orders["order_id"], pc.multiply(pc.divide(orders["order_id"], WRONG), WRONG)), 0)
    return pa.table(
        {
            "order_id": key,
            "legacy_id": legacy,
            "source": pa.repeat("shop", orders.num_rows),
            "customer_id": orders["customer_id"],
            "order_date": orders["ordered"].cast(pa.string()),
            "currency": pc.if_else(wrong, "EURO", orders["currency"]),
            "amount": orders["amount"].cast(pa.decimal128(38, 2)),
        }
    )


def _sold(start: int, stop: int, customer_count: int) -> pa.Table:
    orders = data.orders(start, stop, customer_count)
    legacy, key = _numbers(orders)
    return pa.table({"record_id": key, "number": legacy, "buyer": orders["customer_id"]})


def _cleaned(start: int, stop: int, customer_count: int) -> pa.Table:
    orders = _orders(start, stop, customer_count)
    amount = orders["amount"].cast(pa.string())
    return pa.table(
        {
            "record_id": orders["order_id"],
            "order_date": orders["order_date"],
            "amount": amount,
            "currency": orders["currency"],
        }
    )
