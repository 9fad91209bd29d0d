"""The shop in its states (verified, promoted, edited by live users), and the steps that are disturbed."""

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

import migration
from migration import errors, ledger, rehearsal
from migration.databases import Database
from tests.migration import shop
from tests.migration.crash.places import Place

SETTINGS = migration.Settings(chunk_rows=9, lock_timeout_s=3.0)
Operation = Callable[[Database], object]


def promote(package: migration.LoadPackage) -> Operation:
    return lambda database: migration.promote(package, database, by="wang", settings=SETTINGS)


def rollback(database: Database) -> object:
    return migration.rollback("shop", database, by="wang", settings=SETTINGS)


def close(database: Database) -> object:
    return migration.close("shop", database, by="wang")


def verify(package: migration.LoadPackage) -> Operation:
    def step(database: Database) -> None:
        if not migration.verify(package, database).passed:
            raise errors.Refused("verified", "the rows differ")

    return step


def contents(url: str) -> dict[str, tuple[int, str]]:
    with migration.connect(url) as database:
        return rehearsal.contents(database)


@dataclass(frozen=True)
class Bases:
    """Snapshots: verified, promoted, and promoted with live edits since; and the clean end states."""

    package: migration.LoadPackage
    verified: str
    promoted: str
    edited: str
    before: dict[str, tuple[int, str]]
    after: dict[str, tuple[int, str]]
    undone: dict[str, tuple[int, str]]


def build(place: Place, folder: Path) -> Bases:
    """A live table with rows of its own, and a wave of customers and orders (a new table) verified for it."""
    verified = place.fresh()
    shop.run(
        verified,
        "CREATE TABLE customers (customer_id VARCHAR(20) PRIMARY KEY, customer_key VARCHAR(60), "
        "name VARCHAR(200), region VARCHAR(20), note VARCHAR(60))",
        "INSERT INTO customers VALUES ('C-003', 'k', 'old', 'east', 'a'), ('C-011', 'k2', 'old', 'east', 'b'), "
        "('X-1', 'k3', 'never ours', 'west', 'c')",
    )
    chain = [migration.WaveSpec("shop", (shop.CUSTOMER, shop.ORDER))]
    package = shop.pack(verified, folder / place.name, "shop", shop.tables(14, 20), chain, SETTINGS)
    before = contents(verified)
    with migration.connect(verified) as database:
        ledger.prepare(database)
        with database.begin() as connection:
            ledger.register(database, connection, package.manifest, package.digest)
            connection.execute(sa.update(ledger.WAVE).values(state="verified"))
    promoted = place.copy(verified)
    with migration.connect(promoted) as database:
        promote(package)(database)
    after = contents(promoted)
    edited = place.copy(promoted)
    shop.run(
        edited,
        "UPDATE customers SET region = 'live' WHERE customer_id IN ('C-003', 'C-005')",
        "DELETE FROM orders WHERE order_id = 'O-007'",
        "UPDATE orders SET currency = 'USD' WHERE order_id = 'O-011'",
    )
    undone = place.copy(edited)
    with migration.connect(undone) as database:
        rollback(database)
    return Bases(package, verified, promoted, edited, before, after, contents(undone))


def _ledger_first(original: Callable[..., None]) -> Callable[..., None]:
    """The negative control: the ledger's row is committed before the rows it speaks of."""

    def wrong(database: Database, connection: sa.Connection, *rest: object) -> None:
        original(database, connection, *rest)
        connection.exec_driver_sql("COMMIT")
        if connection.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")

    return wrong


@contextlib.contextmanager
def wrong_order() -> Iterator[None]:
    """Inside, chunks commit in the wrong order."""
    original = ledger.chunk_row
    ledger.chunk_row = _ledger_first(original)
    try:
        yield
    finally:
        ledger.chunk_row = original
