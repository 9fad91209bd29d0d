"""Customers and orders by number, the same in every run, written as Parquet part by part."""

from decimal import Decimal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

import migration

PART = 100_000
LAST = 0.95  # the slow ways load what comes behind this share
CUSTOMER = migration.EntitySpec("customer", "customers", ("customer_id",), on_conflict="update")
ORDER = migration.EntitySpec(
    "order",
    "orders",
    ("order_id",),
    references={"customer_id": "customer"},
    amount=("amount",),
    customer="customer_id",
    date="ordered",
    currency="currency",
)
WAVES = (migration.WaveSpec("people", (CUSTOMER,)), migration.WaveSpec("orders", (ORDER,), after=("people",)))
TABLES = {"customer": "customers", "order": "orders"}
RULES = ("keys", "index", "foreign key")  # each with those before it


def ddl(product: str, rules: str = RULES[-1]) -> tuple[str, ...]:
    """Both tables with primary keys, and up to `rules`: an index on the reference, and its foreign key."""
    text = "VARCHAR(40) COLLATE utf8mb4_bin" if product == "mariadb" else "VARCHAR(40)"
    amount = "TEXT" if product == "sqlite" else "NUMERIC(18,2)"
    key = ", FOREIGN KEY (customer_id) REFERENCES customers (customer_id)" if rules == "foreign key" else ""
    tables = (
        f"CREATE TABLE customers (customer_id {text} PRIMARY KEY, customer_key VARCHAR(40), name VARCHAR(40), "
        "region VARCHAR(10))",
        f"CREATE TABLE orders (order_id BIGINT PRIMARY KEY, customer_id {text} NOT NULL, ordered DATE, "
        f"currency VARCHAR(3), amount {amount}{key})",
    )
    return tables if rules == "keys" else (*tables, "CREATE INDEX orders_of ON orders (customer_id)")


def numbered(prefix: str, numbers: np.ndarray, width: int) -> pa.Array:
    """Names such as C-000017."""
    digits = pc.utf8_lpad(pa.array(numbers).cast(pa.string()), width, "0")
    return pc.binary_join_element_wise(prefix, digits, "")


def customers(start: int, stop: int) -> pa.Table:
    """Customers by number."""
    numbers = np.arange(start, stop)
    key = numbered("+86138", numbers, 8)
    regions = pa.array(["north", "south", "east", "west"])
    return pa.table(
        {
            "customer_id": numbered("C-", numbers, 9),
            "customer_key": key,
            "name": pc.binary_join_element_wise("客户", key, ""),
            "region": regions.take(pa.array(numbers % 4)),
        }
    )


def orders(start: int, stop: int, customer_count: int) -> pa.Table:
    """Orders by number; whose they are, when and how much is drawn anew for each part.

    The newest customers have none yet: what is loaded of the others alone breaks no foreign key.
    """
    rng, count = np.random.default_rng([7, start]), stop - start
    cents = pa.array(rng.integers(1, 10_000_000, count)).cast(pa.decimal128(19, 0))
    amount = pc.multiply(cents, pa.scalar(Decimal("0.01"), pa.decimal128(3, 2))).cast(pa.decimal128(18, 2))
    return pa.table(
        {
            "order_id": pa.array(np.arange(start, stop, dtype=np.int64)),
            "customer_id": numbered("C-", rng.integers(0, int(customer_count * LAST), count), 9),
            "ordered": pa.array(rng.integers(18_262, 19_722, count).astype(np.int32)).cast(pa.date32()),
            "currency": pa.array(["CNY", "EUR"]).take(pa.array(rng.integers(0, 2, count))),
            "amount": amount,
        }
    )


def write(folder: Path, customer_count: int, order_count: int) -> dict[str, Path]:
    """`customer.parquet` and `order.parquet`, in parts of PART rows."""
    made = {
        "customer": (customer_count, customers),
        "order": (order_count, lambda start, stop: orders(start, stop, customer_count)),
    }
    files = {}
    for name, (count, rows) in made.items():
        files[name] = folder / f"{name}.parquet"
        with pq.ParquetWriter(files[name], rows(0, 1).schema) as writer:
            for start in range(0, count, PART):
                writer.write_table(rows(start, min(start + PART, count)))
    return files
