"""A small shop to migrate."""

import contextlib
import dataclasses
from decimal import Decimal

import numpy as np
import pyarrow as pa
import sqlalchemy as sa

import migration
from benchmarks.waves import data
from migration import Settings, WaveSpec, promotion, rehearsal

CUSTOMER = dataclasses.replace(data.CUSTOMER, unique=("customer_key",))
ORDER = data.ORDER
SMALL = Settings(chunk_rows=9)
CUSTOMERS_TABLE = (
    "CREATE TABLE customers (customer_id VARCHAR(20) PRIMARY KEY, customer_key VARCHAR(60), name VARCHAR(200), "
    "region VARCHAR(20))"
)


def customers(count: int = 20) -> pa.Table:
    """Customers C-000…; awkward texts among them."""
    numbers = range(count)
    texts = ["上海公司", 'quote " comma , back\\slash', "two\nlines", "", " padded ", "=1+1", "\\N", "NULL", None]
    return pa.table(
        {
            "customer_id": data.numbered("C-", np.arange(count), 3),
            "customer_key": [f"+86138{n:08}|91310{n:04}" for n in numbers],
            "name": pa.array([texts[n % len(texts)] for n in numbers], pa.string()),
            "region": ["north" if n % 3 == 0 else "south" for n in numbers],
        }
    )


def orders(count: int = 40, customer_count: int = 20) -> pa.Table:
    """Orders O-000… over the customers, amounts with cents, two currencies."""
    numbers = range(count)
    return pa.table(
        {
            "order_id": data.numbered("O-", np.arange(count), 3),
            "customer_id": data.numbered("C-", np.arange(count) % customer_count, 3),
            "ordered": pa.array([f"2024-{n % 12 + 1:02}-{n % 28 + 1:02}" for n in numbers]).cast(pa.date32()),
            "currency": ["CNY" if n % 4 else "EUR" for n in numbers],
            "amount": pa.array([Decimal(n * 1234567 + 1) / 100 for n in numbers], pa.decimal128(18, 2)),
        }
    )


def waves() -> list[WaveSpec]:
    """Customers, then their orders."""
    return [WaveSpec("customers", (CUSTOMER,)), WaveSpec("orders", (ORDER,), after=("customers",))]


def tables(customer_count: int = 20, order_count: int = 40) -> dict[str, pa.Table]:
    """The shop's load tables."""
    return {"customer": customers(customer_count), "order": orders(order_count, customer_count)}


def pack(target, folder, wave, data=None, chain=None, settings=SMALL):
    """Plan and package one wave."""
    plan = migration.plan(chain or waves(), data or tables(), target, settings)
    return migration.package(plan, wave, folder / wave, "fingerprint-1")


def ready(target, place, package, settings=SMALL):
    """Rehearse and verify a package in the sandbox at `place`, made anew."""
    if target.startswith("sqlite"):
        place = f"{place}-{package.wave.name}"
    sandbox = migration.sandbox(target, place)
    assert migration.rehearse(package, sandbox, target=target, by="li", settings=settings).passed
    certificate = migration.verify(package, sandbox, target=target, by="li")
    assert certificate.passed, certificate.failures
    return certificate


def move(target, place, folder, wave, data=None, settings=SMALL):
    """One wave the whole way into the target."""
    package = pack(target, folder, wave, data, None, settings)
    ready(target, place, package, settings)
    migration.promote(package, target, by="wang", settings=settings)
    return package


def load(target, folder, wave, data=None, settings=SMALL):
    """One wave into the target as a rehearsal would: no certificate asked for."""
    package = pack(target, folder, wave, data, None, settings)
    with migration.connect(target) as database:
        promotion.run(package, database, "wang", promotion.Options(settings, rehearsal=True))
    return package


def run(target, *statements, **values):
    """Execute SQL as a live user would; returns the rows of the last statement."""
    engine = sa.create_engine(target, poolclass=sa.NullPool)
    with engine.begin() as connection:
        for statement in statements:
            result = connection.execute(sa.text(statement), values)
        return result.fetchall() if result.returns_rows else []


@contextlib.contextmanager
def role(admin, name, *statements):
    """The URL of a role that may what `statements` (GRANT … TO <name>) allow; gone afterwards.

    Statements that make the tables to grant may be among them.
    """
    product = sa.make_url(admin).get_backend_name()
    who, made = (name, "CREATE ROLE {} LOGIN") if product == "postgresql" else (f"{name}@'%'", "CREATE USER {}")
    run(admin, f"DROP {'ROLE' if product == 'postgresql' else 'USER'} IF EXISTS {who}", made.format(who), *statements)
    try:
        yield sa.make_url(admin).set(username=name, password=None).render_as_string(False)
    finally:
        run(admin, *([f"DROP OWNED BY {who}", f"DROP ROLE {who}"] if product == "postgresql" else [f"DROP USER {who}"]))


def contents(target):
    """Every table of the target but the ledger's, digested."""
    with migration.connect(target) as database:
        return rehearsal.contents(database)
