"""Promote a verified package: chunk by chunk into the live tables, with before-images; resumes where it ended."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import sqlalchemy as sa

from migration import gates, journal, ledger, merge
from migration.breaker import Breaker, breaker_of
from migration.databases import Database, connect
from migration.errors import ConstraintFailure, Fenced, LockTimeout, Refused, Stopped
from migration.packaging import LoadPackage, open_package
from migration.values import EntitySpec, Settings, Who

Progress = Callable[[str, int, int, float], None]


@dataclass(frozen=True)
class Promotion:
    """What a promotion did. `counts`: entity → rows by operation (insert, update, same, keep)."""

    wave: str
    digest: str
    counts: dict[str, dict[str, int]]
    rows: int
    seconds: float
    closes_at: float | None


@dataclass(frozen=True)
class Options:
    """How a promotion runs: `rehearsal` opens the certificate gate, in sandboxes only.

    `progress` is called after each chunk with entity, rows done, rows in all and rows a second.
    """

    settings: Settings = field(default_factory=Settings)
    rehearsal: bool = False
    progress: Progress | None = None
    fingerprint: str | None = None
    why: str = ""


def promote(
    package: LoadPackage,
    target: str | Database,
    *,
    by: str | Who,
    settings: Settings | None = None,
    progress: Progress | None = None,
    fingerprint: str | None = None,
) -> Promotion:
    """Load a verified package into the target, by a named person.

    May be killed at any moment and called again. `fingerprint`, where given, must be the one the package was
    made from. Raises Refused for a closed gate, Stopped when the circuit breaker opens or somebody pauses.
    """
    who = Who.of(by)
    options = Options(settings or Settings(), False, progress, fingerprint, who.why)
    database = connect(target, options.settings.lock_timeout_s)
    try:
        return run(package, database, who.name, options)
    finally:
        if database is not target:
            database.close()


def run(package: LoadPackage, database: Database, by: str, options: Options) -> Promotion:
    """`promote` on an open database."""
    package = open_package(package.path)  # sealed when it was verified, and sealed still
    started = time.monotonic()
    ledger.prepare(database)
    row, epoch = _take(package, database, by, options)
    if epoch is None:
        return _finished(package, database, row, started)
    work = merge.Loading(database, package, row, epoch)
    with database.begin(write=False) as connection:
        guard = breaker_of(connection, row, options.settings.error_rate)
    moved = 0
    for spec in package.entities:
        moved += _load_entity(work, spec, options, (started, guard))
    _complete(work)
    with database.begin() as connection:
        held = ledger.need(connection, row.name)
        if held.epoch != epoch:
            raise Fenced(row.name)
        seconds = time.monotonic() - started
        detail = {"rows": moved, "seconds": round(seconds, 3)}
        now, window = database.now(), options.settings.window.total_seconds()
        ledger.move(
            database, connection, held, "promoted", (by, options.why, detail), promoted_at=now, closes_at=now + window
        )
    return _finished(package, database, row, started)


def _take(package: LoadPackage, database: Database, by: str, options: Options) -> tuple[ledger.WaveRow, int | None]:
    """Pass the gates and take the wave under a new epoch; no epoch where it is promoted already."""
    wave = package.wave
    with database.begin() as connection:
        row = ledger.register(database, connection, package.manifest, package.digest) if options.rehearsal else None
        row = row or ledger.need(connection, wave.name)
        gates.same_package(row, package)
        if row.state in ledger.DONE:
            return row, None
        if not options.rehearsal:
            gates.verified(row)
        elif row.state in {"rolling_back", "closing"}:
            raise Refused("state", f"wave {row.name} is {row.state} in this sandbox; finish that first")
        gates.earlier_done(connection, row, wave.after)
        gates.named(by)
        if not options.rehearsal:
            gates.approved(connection, row, by)
        gates.no_drift(row, options.fingerprint)
        journal.check_tables(database, connection, package, row.name)
        resumed = row.state == "promoting"
        position = row.position
        if not resumed:
            last = connection.scalar(sa.select(sa.func.max(ledger.WAVE.c.position))) or 0
            position = last + 1
        epoch = ledger.move(
            database,
            connection,
            row,
            "promoting",
            (by, options.why or ("resumed" if resumed else ""), None),
            attempt=row.attempt + (0 if resumed else 1),
            position=position,
            pause=None,
            promoted_at=None,
            closes_at=None,
        )
        return ledger.need(connection, wave.name), epoch


def _complete(work: merge.Loading) -> None:
    try:
        journal.complete(work.database, work.package, work.row, work.epoch)
    except ConstraintFailure as broken:
        _break(work, f"{broken.table}: {broken.constraint}")
        raise Stopped(
            "constraint",
            f"rows that others wrote to {broken.table} since wave {work.row.name} made it break {broken.constraint}; "
            "mend them and promote again to resume, or roll the wave back",
        ) from None


def _load_entity(work: merge.Loading, spec: EntitySpec, options: Options, watch: tuple[float, Breaker]) -> int:
    started, guard = watch
    image = journal.prepare(work.database, work.package, spec, work.row)
    about = work.package.about(spec.name)
    with work.database.begin() as connection:  # before the first row: nobody else is given one of our numbers
        work.database.reserve(connection, spec.table, work.package.highest(spec.name))
    with work.database.begin(write=False) as connection:
        done = ledger.done_chunks(connection, work.row, "load")
        others = set(image.columns) - set(image.written)
        reread = bool(others) or work.database.has_triggers(connection, spec.table)
    moved = 0
    for number in range(about["chunks"]):
        if (spec.name, number) in done:
            continue
        counts = _load(work, image, number, reread, options)
        moved += sum(counts.values())
        _watch(work, guard, spec.name, counts)
        if options.progress:
            rate = moved / max(time.monotonic() - started, 1e-9)
            loaded = min((number + 1) * about["chunk_rows"], about["rows"])
            options.progress(spec.name, loaded, about["rows"], rate)
    return moved


def _load(work: merge.Loading, image: journal.Image, number: int, reread: bool, options: Options) -> dict[str, int]:
    for attempt in range(options.settings.retries + 1):
        last = attempt == options.settings.retries
        try:
            return merge.load_chunk(work, image, number, reread)
        except LockTimeout:
            if last:
                raise
        except ConstraintFailure as broken:  # lost a race with a live insert, or the row is really wrong
            with work.database.begin(write=False) as connection:
                if (image.spec.name, number) in ledger.done_chunks(connection, work.row, "load"):
                    return {}
            if not last and attempt == 0:
                continue
            key = merge.offender(work, image, number)
            _break(work, f"{image.spec.table}, key {key}: {broken.constraint}")
            raise Stopped(
                "constraint",
                f"table {image.spec.table}, key {key} breaks {broken.constraint}; wave {work.row.name} "
                "stopped there; roll it back, or mend the target and promote again to resume",
            ) from None
    raise AssertionError("unreachable")


def _watch(work: merge.Loading, guard: Breaker, entity: str, counts: dict[str, int]) -> None:
    try:
        guard.count(entity, counts)
    except Stopped as stop:
        _break(work, stop.why)
        raise


def _break(work: merge.Loading, why: str) -> None:
    with work.database.begin() as connection:
        ledger.note(work.database, connection, work.row, "stopped", ("mergepoint", why, None))


def _finished(package: LoadPackage, database: Database, row: ledger.WaveRow, started: float) -> Promotion:
    with database.begin(write=False) as connection:
        row = ledger.need(connection, row.name)
        chunks = ledger.done_chunks(connection, row, "load")
    counts: dict[str, dict[str, int]] = {spec.name: {} for spec in package.entities}
    for (entity, _), done in chunks.items():
        for op, rows in done.items():
            counts[entity][op] = counts[entity].get(op, 0) + rows
    rows = sum(sum(c.values()) for c in counts.values())
    return Promotion(row.name, row.digest, counts, rows, time.monotonic() - started, row.closes_at)


def pause(wave: str, target: str | Database, *, by: str, why: str = "") -> None:
    """Ask the worker of a wave to stop after its chunk; `promote` resumes it. Raises Refused where none runs."""
    database = connect(target)
    try:
        with database.begin() as connection:
            row = ledger.need(connection, wave)
            if row.state != "promoting":
                raise Refused("state", f"wave {wave} is {row.state}; only a wave that is promoting can be paused")
            connection.execute(sa.update(ledger.WAVE).where(ledger.WAVE.c.name == wave).values(pause=by))
            ledger.note(database, connection, row, "pause", (by, why, None))
    finally:
        if database is not target:
            database.close()


def approve(wave: str, target: str | Database, *, by: str, why: str = "") -> None:
    """Say yes to the verified package of a wave. Raises Refused before it is verified."""
    database = connect(target)
    try:
        with database.begin() as connection:
            row = ledger.need(connection, wave)
            gates.verified(row)
            approval = ledger.APPROVAL
            mine = (approval.c.wave == wave, approval.c.digest == row.digest, approval.c.who == by)
            if not connection.scalar(sa.select(sa.func.count()).select_from(approval).where(*mine)):
                values = {"wave": wave, "digest": row.digest, "who": by, "at": database.now()}
                connection.execute(sa.insert(approval).values(**values))
                ledger.note(database, connection, row, "approved", (by, why, None))
    finally:
        if database is not target:
            database.close()
