"""The gates before each step. Each says which one is closed, and what opens it."""

from collections.abc import Collection

import sqlalchemy as sa

from migration import ledger
from migration.databases import Database
from migration.errors import Refused
from migration.ledger import DONE, WaveRow
from migration.packaging import LoadPackage


def same_package(row: WaveRow, package: LoadPackage) -> None:
    """The package in hand is the one that the ledger speaks of."""
    if row.digest != package.digest:
        raise Refused(
            "package", f"wave {row.name}: the ledger has {row.digest[:12]}…, this package is {package.digest[:12]}…"
        )


def verified(row: WaveRow) -> None:
    """Promotion needs a passed certificate."""
    if row.state not in {"verified", "promoting"}:
        raise Refused("verified", f"wave {row.name} is {row.state}; rehearse and verify its package first")


def earlier_done(connection: sa.Connection, row: WaveRow, after: tuple[str, ...]) -> None:
    """Waves named in `after` are promoted or closed."""
    for name in after:
        earlier = ledger.find(connection, name)
        if earlier is None or earlier.state not in DONE:
            state = earlier.state if earlier else "not in the ledger"
            raise Refused("order", f"wave {row.name} comes after {name}, which is {state}; promote that first")


def named(by: str) -> None:
    """Somebody answers for it."""
    if not by.strip():
        raise Refused("person", "name who does this (--by NAME)")


def approved(connection: sa.Connection, row: WaveRow, by: str) -> None:
    """Where the wave asks for more persons, they have approved this very package."""
    needed = int(row.spec.get("approvals") or 0)
    query = sa.select(ledger.APPROVAL.c.who).where(
        ledger.APPROVAL.c.wave == row.name, ledger.APPROVAL.c.digest == row.digest
    )
    who = {w for (w,) in connection.execute(query)} | {by}
    if len(who) < needed:
        raise Refused(
            "approvals", f"wave {row.name} needs {needed} persons, {len(who)} said yes: {', '.join(sorted(who))}"
        )


def no_drift(row: WaveRow, fingerprint: str | None) -> None:
    """The source is still what was packaged."""
    if fingerprint is not None and fingerprint != row.fingerprint:
        raise Refused("drift", f"wave {row.name}: the source changed since it was packaged; package it again")


def nothing_later(connection: sa.Connection, row: WaveRow, but: Collection[str] = ()) -> None:
    """Waves promoted after this one were rolled back, or closed for good; `but` are looked past."""
    for other in ledger.every(connection):
        if other.name in but:
            continue
        later = (other.position or 0) > (row.position or 0)
        if other.name != row.name and later and other.state in {"promoting", "promoted", "rolling_back", "closing"}:
            raise Refused("order", f"wave {other.name} came after {row.name} and is {other.state}; roll it back first")


def inside_window(database: Database, connection: sa.Connection, row: WaveRow) -> None:
    """The window is open, by the clock of the target."""
    if row.closes_at is None:
        return
    if connection.scalar(sa.select(database.now())) >= row.closes_at:
        raise Refused("window", f"the rollback window of wave {row.name} has closed; close the wave")
