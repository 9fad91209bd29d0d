"""Load one chunk: fence, claim, images, write, and commit, all in one transaction."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import sqlalchemy as sa

from migration import arrivals, ledger
from migration.databases import Database
from migration.errors import ConstraintFailure, Stopped
from migration.journal import Image, differs
from migration.packaging import LoadPackage


@dataclass(frozen=True)
class Loading:
    """A worker's hold on a wave: where, which package, under which epoch.

    `merging`: entities of which the target was seen to have rows already.
    """

    database: Database
    package: LoadPackage
    row: ledger.WaveRow
    epoch: int
    merging: set[str] = field(default_factory=set)


def load_chunk(work: Loading, image: Image, number: int, reread: bool) -> dict[str, int]:
    """Merge a chunk of the package into the live table; returns rows by what was done to them.

    `reread`: the target may change what we write (triggers, other columns), so read the after-image back.
    """
    database, row = work.database, work.row
    part = ("load", image.spec.name, number)
    rows = work.package.chunk(image.spec.name, number)
    with database.begin() as connection:
        ledger.fence(database, connection, row.name, work.epoch, "promoting")
        database.at_once(connection)
        _pause(connection, row.name)
        ledger.chunk_row(database, connection, row, part, work.epoch)
        load_image(database, connection, image, number, rows)
        arrived = None if image.spec.name in work.merging else _insert_all(connection, image, number)
        if arrived is None:
            work.merging.add(image.spec.name)
            there = _before(database, connection, image, number)
            arrived = _write(database, connection, image, number, there)
        if reread:
            _after(database, connection, image, number)
        counts = _counts(connection, image, number)
        arrivals.all_there(database, image, counts, arrived)
        ledger.chunk_counts(connection, row, part, counts)
    return counts


def _pause(connection: sa.Connection, wave: str) -> None:
    who = connection.scalar(sa.select(ledger.WAVE.c.pause).where(ledger.WAVE.c.name == wave))
    if who:
        raise Stopped("pause", f"wave {wave} was paused by {who}; promote again to resume")


def load_image(database: Database, connection: sa.Connection, image: Image, number: int, rows: pa.Table) -> None:
    """The package's rows into the image table, as after-images of inserts."""
    size = rows.num_rows
    chunk = pa.repeat(pa.scalar(number, pa.int32()), size)
    ordinal = pa.array(np.arange(size, dtype=np.int32))
    op = pa.repeat(pa.scalar("insert"), size)
    columns = [chunk, ordinal, op, *[rows[name] for name in image.written]]
    names = [str(i) for i in range(len(columns))]
    database.load(connection, image.name, image.load_columns(), pa.table(columns, names=names))


def in_chunk(clause: Any, number: int, *ops: str) -> sa.ColumnElement[bool]:
    """Rows of a chunk, of these operations where some are named."""
    mine = clause.c.chunk == number
    return sa.and_(mine, clause.c.op.in_(ops)) if ops else mine


def _before(database: Database, connection: sa.Connection, image: Image, number: int) -> int:
    """Lock the rows that are there, and keep their before-images; returns how many."""
    log, target = image.clause, image.target.clause("t")
    rows = sa.select(sa.literal_column("1").label("one")).select_from(sa.join(log, target, image.same_row(log, target)))
    locked = database.lock_rows(rows.where(in_chunk(log, number)), target).subquery()
    with searching(database, connection, image):
        there = connection.scalar(sa.select(sa.func.count()).select_from(locked)) or 0
        if not there:
            return 0
        if image.spec.on_conflict == "insert":
            raise ConstraintFailure(database.label, "its key: it is in the target", image.spec.table)
        target = image.target.clause()
        values = {f"b{i}": target.c[name] for i, name in enumerate(image.columns)}
        connection.execute(
            sa.update(log)
            .values(op=image.spec.on_conflict, **values)
            .where(in_chunk(log, number), image.same_row(log, target))
        )
        arrivals.same_keys(database, connection, image, number, there)
    changed = [differs(database, image.kind(n), image.after(log, n), image.before(log, n)) for n in image.written]
    unchanged = sa.not_(sa.or_(*changed))
    connection.execute(sa.update(log).values(op="same").where(in_chunk(log, number, "update"), unchanged))
    return there


def searching(database: Database, connection: sa.Connection, image: Image) -> Any:
    """Row-by-row index lookups where the key is indexed, else whatever the planner thinks best."""
    return database.lookups(connection, image.indexed)


def _insert_all(connection: sa.Connection, image: Image, number: int) -> int | None:
    """Try the usual case first: no row is there yet. None where a unique key says that one is."""
    if not image.indexed:
        return None
    try:
        with connection.begin_nested():
            return _insert(connection, image, number)
    except sa.exc.IntegrityError:
        return None


def _insert(connection: sa.Connection, image: Image, number: int) -> int:
    """Insert what is new; returns how many rows arrived."""
    log = image.clause
    new = sa.select(*[image.after(log, name) for name in image.written]).where(in_chunk(log, number, "insert"))
    if image.own_parents:  # rows are in the order of their depth, and some products check each at once
        new = new.order_by(log.c.ord)
    insert = sa.insert(image.target.clause()).from_select(list(image.written), new)
    return connection.execute(insert, execution_options={"preserve_rowcount": True}).rowcount


def _write(database: Database, connection: sa.Connection, image: Image, number: int, there: int) -> int:
    log, target = image.clause, image.target.clause()
    arrived = _insert(connection, image, number)
    values = {n: image.after(log, n) for n in image.written if n not in image.spec.key}
    if there and values and image.spec.on_conflict == "update":
        with searching(database, connection, image):
            connection.execute(
                sa.update(target).values(**values).where(in_chunk(log, number, "update"), image.same_row(log, target))
            )
    return arrived


def _after(database: Database, connection: sa.Connection, image: Image, number: int) -> None:
    log, target = image.clause, image.target.clause()
    arrivals.none_renamed(database, connection, image, number)
    values = {f"a{i}": target.c[n] for i, n in enumerate(image.columns) if n not in image.spec.key}
    if not values:
        return
    with searching(database, connection, image):
        connection.execute(
            sa.update(log)
            .values(**values)
            .where(in_chunk(log, number, "insert", "update"), image.same_row(log, target))
        )


def _counts(connection: sa.Connection, image: Image, number: int) -> dict[str, int]:
    log = image.clause
    query = sa.select(log.c.op, sa.func.count()).where(in_chunk(log, number)).group_by(log.c.op)
    return {op.strip(): count for op, count in connection.execute(query)}


def offender(work: Loading, image: Image, number: int) -> str:
    """The key of a row that the target refuses, found by halving the chunk in a transaction that is undone."""
    database = work.database
    rows = work.package.chunk(image.spec.name, number)
    low, high = 0, rows.num_rows
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if _refused(database, image, rows.slice(0, middle)) else (middle, high)
    return ", ".join(str(rows[k][low]) for k in image.spec.key)


class _Undo(Exception):
    """Ends a trial."""


def _refused(database: Database, image: Image, rows: pa.Table) -> bool:
    trial = -1  # no chunk has this number
    try:
        with database.begin() as connection:
            database.at_once(connection)
            load_image(database, connection, image, trial, rows)
            arrived = _write(database, connection, image, trial, _before(database, connection, image, trial))
            arrivals.all_there(database, image, _counts(connection, image, trial), arrived)
            arrivals.none_renamed(database, connection, image, trial)
            raise _Undo
    except ConstraintFailure:
        return True
    except _Undo:
        return False
