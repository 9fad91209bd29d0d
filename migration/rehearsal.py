"""Rehearse a wave in a sandbox: load, roll back, prove that nothing is left, and load again."""

from dataclasses import dataclass

import sqlalchemy as sa

from migration import ledger, promotion
from migration.databases import Database, connect
from migration.errors import CannotClone, Refused
from migration.packaging import LoadPackage, open_package
from migration.promotion import Options, Promotion
from migration.rollback_report import RollbackReport
from migration.undoing import rollback
from migration.values import Settings


@dataclass(frozen=True)
class Rehearsal:
    """What a rehearsal showed. `differing`: tables that were not, row by row, what they were before."""

    wave: str
    digest: str
    place: str
    promotion: Promotion
    rollback: RollbackReport
    differing: tuple[str, ...]

    @property
    def passed(self) -> bool:
        """Whether the rollback left nothing behind."""
        return not self.differing


@dataclass(frozen=True)
class Sandbox:
    """Where a wave is rehearsed: the URL, and how it was made."""

    url: str
    how: str


def sandbox(target: str | Database, where: str) -> str:
    """A sandbox with the target's tables and rows; returns its URL.

    SQLite: `where` is a new file. PostgreSQL: a schema of the same database. MariaDB: a database of the same
    server. An older sandbox of that name is replaced (a file is not).
    """
    return make_sandbox(target, where).url


def make_sandbox(target: str | Database, where: str, *, clone: bool = False) -> Sandbox:
    """A sandbox as `sandbox` makes it; with `clone`, a copy of the whole database where one is allowed.

    A clone has the triggers as well, and but for MariaDB sequences and views. PostgreSQL refuses one while others are
    connected, MariaDB where a trigger names its own database: the tables are copied then, and `Sandbox.how` says
    which it was, and why.
    """
    database = connect(target)
    try:
        if not clone:
            return Sandbox(database.copy_to(where), "tables and rows copied")
        try:
            return Sandbox(database.clone_to(where), database.clone_holds)
        except CannotClone as refused:
            return Sandbox(database.copy_to(where), f"tables and rows copied ({refused.detail.rstrip('.')})")
    finally:
        if database is not target:
            database.close()


def rehearse(
    package: LoadPackage,
    place: str | Database,
    *,
    target: str | Database | None = None,
    by: str = "rehearsal",
    settings: Settings | None = None,
) -> Rehearsal:
    """Load the package into a sandbox by the code of `promote`, roll it back, compare, and load it again.

    The sandbox is left loaded, ready for `verify`. With `target`, the outcome is written into its ledger.
    Raises Refused when the rollback left something behind, or the target is given as its own sandbox.
    """
    package = open_package(package.path)
    settings = settings or Settings()
    database = connect(place, settings.lock_timeout_s)
    try:
        if target is not None and _same(database, target):
            raise Refused("sandbox", "the sandbox is the target itself; give a copy")
        ledger.prepare(database)
        _clear(database, package.wave.name, by)
        before = contents(database)
        options = Options(settings, rehearsal=True)
        loaded = promotion.run(package, database, by, options)
        undone = rollback(package.wave.name, database, by=by, settings=settings, live_edits="keep-theirs")
        after = contents(database)
        differing = tuple(sorted(n for n in {*before, *after} if before.get(n) != after.get(n)))
        rehearsal = Rehearsal(package.wave.name, package.digest, database.label, loaded, undone, differing)
        if rehearsal.passed:
            promotion.run(package, database, by, options)
    finally:
        if database is not place:
            database.close()
    if target is not None:
        _record(rehearsal, package, target, by)
    return rehearsal


def _same(database: Database, target: str | Database) -> bool:
    other = connect(target)
    try:
        return other.url == database.url
    finally:
        if other is not target:
            other.close()


def _clear(database: Database, wave: str, by: str) -> None:
    """Take back what an earlier rehearsal left, later waves first."""
    with database.begin(write=False) as connection:
        row = ledger.find(connection, wave)
        position = row.position if row else None
        waves = [w for w in ledger.every(connection) if position and (w.position or 0) >= position]
    for held in reversed(waves):
        if held.state in {"promoting", "promoted", "rolling_back"}:
            rollback(held.name, database, by=by, live_edits="restore-ours")


def contents(database: Database) -> dict[str, tuple[int, str]]:
    """Every table but the ledger's: number of rows and a digest of all of them."""
    with database.begin(write=False) as connection:
        inspector = sa.inspect(connection)
        found = {}
        for table in inspector.get_table_names():
            if not table.startswith("mergepoint_"):
                key = inspector.get_pk_constraint(table)["constrained_columns"]
                names = [c["name"] for c in inspector.get_columns(table)]
                found[table] = database.content(connection, table, names, key or names)
        return found


def _record(rehearsal: Rehearsal, package: LoadPackage, target: str | Database, by: str) -> None:
    database = connect(target)
    try:
        ledger.prepare(database)
        with database.begin() as connection:
            row = ledger.register(database, connection, package.manifest, package.digest)
            if not rehearsal.passed:
                detail = {"differing": list(rehearsal.differing)}
                ledger.note(database, connection, row, "rehearsal failed", (by, "", detail))
            elif row.state in {"packaged", "rehearsed", "verified"}:
                done = rehearsal.promotion
                detail = {"place": rehearsal.place, "rows": done.rows, "counts": done.counts}
                ledger.move(database, connection, row, "rehearsed", (by, "rolled back without a trace", detail))
    finally:
        if database is not target:
            database.close()
