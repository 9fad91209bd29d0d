"""Kill the client at chosen statements and commits, resume or roll back, compare the end state with the clean one.

`python -m tests.migration.crash` (or `make crash`) runs every point on every product that is there.
"""

import argparse
import contextlib
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa

import migration
from migration import errors, ledger, rehearsal
from migration.databases import Database
from tests.migration import shop
from tests.servers import Server, start_mariadb, start_postgres

SETTINGS = migration.Settings(chunk_rows=9, lock_timeout_s=3.0)
Operation = Callable[[Database], object]
WRITES = ("INSERT", "UPDATE", "DELETE", "CREATE", "DROP", "ALTER", "copy in", "load data", "before c", "after co")


class Place:
    """Databases that can be set back to a snapshot. One class for SQLite files, another for servers."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.count = 0

    def fresh(self) -> str:
        self.count += 1
        return f"sqlite:///{self.folder}/{self.count}.db"

    def copy(self, url: str) -> str:
        made = self.fresh()
        shutil.copyfile(sa.make_url(url).database, sa.make_url(made).database)
        return made

    def forget(self, url: str) -> None:
        Path(sa.make_url(url).database).unlink()


class ServerPlace(Place):
    """Databases of a server: PostgreSQL copies by template, MariaDB table by table."""

    def __init__(self, server: Server, folder: Path) -> None:
        super().__init__(folder)
        self.server = server
        self.name = server.name

    def fresh(self) -> str:
        return self.server.fresh()

    def copy(self, url: str) -> str:
        source = sa.make_url(url).database
        self.count += 1
        name = f"c_{source[-6:]}_{self.count}"
        if self.name == "postgres":
            self.server.execute(f"CREATE DATABASE {name} TEMPLATE {source}")
        else:
            with migration.connect(url) as database:
                database.copy_to(name)
        return self.server.url(name)

    def forget(self, url: str) -> None:
        self.server.execute(f"DROP DATABASE {sa.make_url(url).database}")


@dataclass
class Tally:
    """What a series of runs showed."""

    runs: int = 0
    kills: int = 0
    wrong: list[str] = field(default_factory=list)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.runs + other.runs, self.kills + other.kills, [*self.wrong, *other.wrong])


def events(url: str, operation: Operation) -> list[str]:
    """The names of all probe events of an operation that is left in peace."""
    seen: list[str] = []
    with migration.connect(url, SETTINGS.lock_timeout_s, seen.append) as database:
        operation(database)
    return seen


def forked(url: str, operation: Operation, at: int, number: int = signal.SIGKILL) -> int:
    """Run in a child that sends itself a signal at event `at`; returns its process id at once."""
    child = os.fork()
    if child:
        return child
    seen = 0

    def probe(_event: str) -> None:
        nonlocal seen
        seen += 1
        if seen == at:
            os.kill(os.getpid(), number)

    code = 1
    try:
        database = migration.connect(url, SETTINGS.lock_timeout_s, probe)
        operation(database)
        code = 0
    except errors.MigrationError:
        code = 2
    finally:
        os._exit(code)


def killed(url: str, operation: Operation, at: int) -> bool:
    """Whether the child died of the signal (it may have ended before the event)."""
    _, state = os.waitpid(forked(url, operation, at), 0)
    return os.WIFSIGNALED(state)


def chosen(names: list[str], limit: int | None) -> list[int]:
    """Event numbers to die at: all of them, or `limit` spread over writes and both sides of commits."""
    if limit is None:
        return list(range(1, len(names) + 1))
    points = [n for n, name in enumerate(names, 1) if name.removeprefix("statement ").startswith(WRITES)]
    step = max(1, len(points) / limit)
    return [points[int(i * step)] for i in range(min(limit, len(points)))]


# --- the shop in its states ---------------------------------------------------------------------------------
def promote(package: migration.LoadPackage) -> Operation:
    return lambda database: migration.promote(package, database, by="wang", settings=SETTINGS)


def rollback(database: Database) -> object:
    return migration.rollback("shop", database, by="wang", settings=SETTINGS)


def close(database: Database) -> object:
    return migration.close("shop", database, by="wang")


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


def series(place: Place, base: str, steps: tuple[Operation, Operation], expected: object, limit: int | None) -> Tally:
    """Kill the first step at each point, then let the second finish; the end state must be the expected one."""
    tally = Tally()
    trial = place.copy(base)
    points = chosen(events(trial, steps[0]), limit)
    place.forget(trial)
    for at in points:
        trial = place.copy(base)
        tally.runs += 1
        tally.kills += killed(trial, steps[0], at)
        tally.kills += killed(trial, steps[1], at // 2 + 1) if at % 3 == 0 else 0  # and killed again on the way back
        try:
            with migration.connect(trial, SETTINGS.lock_timeout_s) as database, _nothing_to_undo():
                steps[1](database)
            found = contents(trial)
            if found != expected:
                tally.wrong.append(f"{place.name} point {at}: {found}")
        except errors.MigrationError as error:
            tally.wrong.append(f"{place.name} point {at}: {error}")
        place.forget(trial)
    return tally


@contextlib.contextmanager
def _nothing_to_undo() -> Iterator[None]:
    """Killed before the promotion began, there is nothing to roll back: the end state still has to be right."""
    try:
        yield
    except errors.Refused as refused:
        if refused.gate != "state" or "verified" not in refused.why:
            raise


def verify_again(package: migration.LoadPackage) -> Operation:
    def step(database: Database) -> None:
        if not migration.verify(package, database).passed:
            raise errors.Refused("verified", "the rows differ")

    return step


CONTROL = 60  # points of the negative control: it has to be caught, not measured
SCENARIOS = ("promote, resume", "promote, roll back", "roll back, resume", "close, resume", "verify, verify")


def scenario(place: Place, bases: Bases, name: str, limit: int | None) -> Tally:
    """One of the SCENARIOS on one product."""
    load, check = promote(bases.package), verify_again(bases.package)
    base, steps, expected = {
        "promote, resume": (bases.verified, (load, load), bases.after),
        "promote, roll back": (bases.verified, (load, rollback), bases.before),
        "roll back, resume": (bases.edited, (rollback, rollback), bases.undone),
        "close, resume": (bases.promoted, (close, close), bases.after),
        "verify, verify": (bases.promoted, (check, check), bases.after),
    }[name]
    return series(place, base, steps, expected, limit)


def control(place: Place, bases: Bases, limit: int | None) -> Tally:
    """The negative control; its wrong end states must not be none."""
    load = promote(bases.package)
    with wrong_order():
        return series(place, bases.verified, (load, load), bases.after, limit)


def _places(names: list[str], folder: Path) -> Iterator[Place]:
    if "sqlite" in names:
        yield Place(folder)
    for name, start in (("postgres", start_postgres), ("mariadb", start_mariadb)):
        if name not in names:
            continue
        try:
            server = start()
        except LookupError as missing:
            print(f"{name}: skipped, {missing}")
            continue
        try:
            yield ServerPlace(server, folder)
        finally:
            server.stop()


def report(place: Place, folder: Path, limit: int | None, steps: list[str]) -> int:
    """Run scenarios and the control on one product and print what they showed; returns how many were wrong."""
    started = time.monotonic()
    bases, failed = build(place, folder), 0
    for name in steps:
        tally = scenario(place, bases, name, limit)
        counts = f"runs {tally.runs:5} kills {tally.kills:5} wrong {len(tally.wrong)}"
        print(f"{place.name:9} {name:20} {counts}", flush=True)
        failed += len(tally.wrong)
        for line in tally.wrong[:5]:
            print("   ", line)
    caught = control(place, bases, CONTROL if limit is None else min(limit, CONTROL))
    print(
        f"{place.name:9} {'negative control':20} runs {caught.runs:5} kills {caught.kills:5} "
        f"caught {len(caught.wrong)}   ({time.monotonic() - started:.0f} s)",
        flush=True,
    )
    return failed + (not caught.wrong)


def main() -> int:
    """Run the long form, each product in a process of its own; exit 1 where an end state was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=None, help="points for each scenario (all)")
    parser.add_argument("--on", nargs="*", default=["sqlite", "postgres", "mariadb"])
    parser.add_argument("--steps", nargs="*", default=list(SCENARIOS), choices=SCENARIOS)
    asked = parser.parse_args()
    if len(asked.on) > 1:
        again = [sys.executable, "-m", "tests.migration.crash"]
        more = [] if asked.points is None else ["--points", str(asked.points)]
        more += ["--steps", *asked.steps]
        workers = [subprocess.Popen([*again, "--on", name, *more]) for name in asked.on]
        return max(worker.wait() for worker in workers)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        failed = sum(report(place, folder, asked.points, asked.steps) for place in _places(asked.on, folder))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
