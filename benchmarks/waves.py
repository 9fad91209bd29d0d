"""Waves on PostgreSQL as ratios in one run: raw ADBC ingest, our promotion, `to_sql`, executemany, verify, roll back.

`python -m benchmarks.waves --customers 1000000 --orders 5000000`. Each way loads the same rows into the same
tables, with primary keys, an index and a foreign key on; slow ways load a sample and are compared by rows a second.
"""

import argparse
import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import adbc_driver_postgresql.dbapi as adbc
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

import migration
from migration import promotion
from tests.servers import start_postgres

TABLES = (
    "CREATE TABLE customers (customer_id text PRIMARY KEY, customer_key text, name text, region text)",
    "CREATE TABLE orders (order_id bigint PRIMARY KEY, customer_id text NOT NULL REFERENCES customers, ordered date, "
    "currency text, amount numeric(18,2))",
    "CREATE INDEX ON orders (customer_id)",
)
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


def make(customers: int, orders: int) -> dict[str, pa.Table]:
    """Rows by number, the same in every run."""
    rng = np.random.default_rng(7)
    ids = pc.binary_join_element_wise("C-", pc.utf8_lpad(pa.array(np.arange(customers)).cast(pa.string()), 9, "0"), "")
    key = pc.binary_join_element_wise(
        "+86138", pc.utf8_lpad(pa.array(np.arange(customers)).cast(pa.string()), 8, "0"), ""
    )
    regions = pa.array(["north", "south", "east", "west"])
    cents = pa.array(rng.integers(1, 10_000_000, orders)).cast(pa.decimal128(19, 0))
    amount = pc.multiply(cents, pa.scalar(Decimal("0.01"), pa.decimal128(3, 2))).cast(pa.decimal128(18, 2))
    return {
        "customer": pa.table(
            {
                "customer_id": ids,
                "customer_key": key,
                "name": pc.binary_join_element_wise("客户", key, ""),
                "region": regions.take(pa.array(rng.integers(0, 4, customers))),
            }
        ),
        "order": pa.table(
            {
                "order_id": pa.array(np.arange(orders, dtype=np.int64)),
                "customer_id": ids.take(pa.array(rng.integers(0, customers, orders))),
                "ordered": pa.array(rng.integers(18_262, 19_722, orders).astype(np.int32)).cast(pa.date32()),
                "currency": pa.array(["CNY", "EUR"]).take(pa.array(rng.integers(0, 2, orders))),
                "amount": amount,
            }
        ),
    }


def timed(work: Callable[[], object]) -> float:
    """Seconds of wall time."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def empty(server: object) -> str:
    """A fresh database with the tables."""
    url = server.fresh()
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        for statement in TABLES:
            connection.exec_driver_sql(statement)
    return url


def raw(url: str, tables: dict[str, pa.Table]) -> None:
    """ADBC ingest, one transaction for each table."""
    with adbc.connect(url.replace("+psycopg", "")) as connection, connection.cursor() as cursor:
        for name, rows in (("customers", tables["customer"]), ("orders", tables["order"])):
            cursor.adbc_ingest(name, rows, mode="append")
            connection.commit()


def by_pandas(url: str, tables: dict[str, pa.Table]) -> None:
    """`DataFrame.to_sql` as most people call it."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    for name, rows in (("customers", tables["customer"]), ("orders", tables["order"])):
        kinds = {"amount": sa.Numeric(18, 2)} if name == "orders" else None
        rows.to_pandas().to_sql(name, engine, if_exists="append", index=False, dtype=kinds)


def by_executemany(url: str, tables: dict[str, pa.Table]) -> None:
    """SQLAlchemy Core, a list of dictionaries."""
    engine = sa.create_engine(url, poolclass=sa.NullPool)
    with engine.begin() as connection:
        for name, rows in (("customers", tables["customer"]), ("orders", tables["order"])):
            table = sa.table(name, *[sa.column(c) for c in rows.column_names])
            for batch in rows.to_batches(max_chunksize=10_000):
                connection.execute(table.insert(), batch.to_pylist())


def peak_mb() -> int:
    """Highest memory of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def ours(url: str, tables: dict[str, pa.Table], folder: Path, chunk_rows: int) -> dict[str, float]:
    """Seconds of plan, package, promotion, verification and rollback."""
    waves = [migration.WaveSpec("people", (CUSTOMER,)), migration.WaveSpec("orders", (ORDER,), after=("people",))]
    settings = migration.Settings(chunk_rows=chunk_rows)
    spent = dict.fromkeys(("plan+package", "promote", "verify", "rollback"), 0.0)
    packages = []
    started = time.perf_counter()
    plan = migration.plan(waves, tables, url, settings)
    packages = [migration.package(plan, wave.name, folder / wave.name) for wave in waves]
    spent["plan+package"] = time.perf_counter() - started
    del plan
    with migration.connect(url) as database:
        for package in packages:
            options = promotion.Options(settings, rehearsal=True)
            spent["promote"] += timed(lambda p=package, o=options: promotion.run(p, database, "bench", o))
        for package in packages:
            spent["verify"] += timed(lambda p=package: check(p, database))
        for wave in reversed(waves):
            spent["rollback"] += timed(lambda w=wave: migration.rollback(w.name, database, by="bench"))
    return spent


def check(package: migration.LoadPackage, database: object) -> None:
    """Full verification; it has to pass."""
    certificate = migration.verify(package, database)
    if not certificate.passed:
        raise SystemExit(f"verification failed: {certificate.failures}")


def main() -> int:
    """Print one JSON object: seconds, rows a second, ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--customers", type=int, default=100_000)
    parser.add_argument("--orders", type=int, default=500_000)
    parser.add_argument("--sample", type=int, default=20_000, help="orders for the slow ways")
    parser.add_argument("--chunk", type=int, default=50_000)
    asked = parser.parse_args()
    tables = make(asked.customers, asked.orders)
    rows = asked.customers + asked.orders
    few = make(max(1, asked.sample // 5), asked.sample)
    server = start_postgres()
    try:
        with tempfile.TemporaryDirectory() as folder:
            figures = {"adbc": timed(lambda: raw(empty(server), tables))}
            before = peak_mb()
            figures |= ours(empty(server), tables, Path(folder), asked.chunk)
            grown = peak_mb() - before
            slow = few["customer"].num_rows + few["order"].num_rows
            rate = {"to_sql": slow / timed(lambda: by_pandas(empty(server), few))}
            rate["executemany"] = slow / timed(lambda: by_executemany(empty(server), few))
    finally:
        server.stop()
    promote = rows / figures["promote"]
    result = {
        "rows": rows,
        "seconds": {k: round(v, 2) for k, v in figures.items()},
        "rows_per_second": {k: round(rows / v) for k, v in figures.items()} | {k: round(v) for k, v in rate.items()},
        "promotion : adbc": round(figures["adbc"] / figures["promote"], 2),
        "promotion : to_sql": round(promote / rate["to_sql"], 1),
        "promotion : executemany": round(promote / rate["executemany"], 1),
        "verification : promotion": round(figures["verify"] / figures["promote"], 2),
        "rollback : promotion": round(figures["rollback"] / figures["promote"], 2),
        "memory grown, MB": grown,
    }
    print(json.dumps(result, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
