"""Undo one chunk: a three-way merge per column of before, after and what is there now."""

import json
from typing import Any

import sqlalchemy as sa

from migration import ledger
from migration.blocked import NOTHING, back, find_blocked, report_blocked
from migration.children import retain_parents
from migration.databases import Database
from migration.errors import Refused
from migration.journal import Image, differs
from migration.live_edits import LiveEdit, find_edits, mark, write_edits
from migration.merge import in_chunk, searching
from migration.undo_scope import Undoing


def undo_chunk(work: Undoing, image: Image, number: int) -> dict[str, int]:
    """Take a chunk back, all in one transaction; returns rows by what became of them."""
    database, row = work.database, work.row
    part = ("undo", image.spec.name, number)
    with database.begin() as connection:
        ledger.fence(database, connection, row.name, work.epoch, "rolling_back")
        database.at_once(connection)
        ledger.chunk_row(database, connection, row, part, work.epoch)
        _lock(database, connection, image, number)
        found = find_edits(database, connection, image, number)
        if found.edits and work.live_edits == "stop":
            raise Refused("live-edits", f"{len(found.edits)} rows of {image.spec.table} were edited since")
        ours = work.live_edits == "restore-ours"
        mark(connection, image, number, found, ours)
        retained = retain_parents(work, connection, image, number)
        counts, careful = _take_back(work, connection, image, number)
        edits = [edit for row_edits in found.edits.values() for edit in row_edits]
        kept = _prove(database, connection, image, number, careful)
        held = report_blocked(database, connection, image, in_chunk(image.clause, number, "update")) if careful else []
        write_edits(work, connection, [*edits, *retained, *kept, *held])
        counts |= {"edited": len(found.edits), "retained": len(retained)}
        ledger.chunk_counts(connection, row, part, counts)
    return counts


def _lock(database: Database, connection: sa.Connection, image: Image, number: int) -> None:
    log, target = image.clause, image.target.clause("t")
    joined = sa.join(log, target, image.same_row(log, target))
    rows = sa.select(sa.literal_column("1").label("one")).select_from(joined).where(in_chunk(log, number))
    locked = database.lock_rows(rows, target).subquery()
    with searching(database, connection, image):
        connection.scalar(sa.select(sa.func.count()).select_from(locked))


def _take_back(work: Undoing, connection: sa.Connection, image: Image, number: int) -> tuple[dict[str, int], bool]:
    log, database = image.clause, work.database
    leaving = sa.and_(in_chunk(log, number, "insert"), sa.or_(log.c.undo.is_(None), log.c.undo == sa.literal("ours")))
    with searching(database, connection, image):
        if database.checks_each_row and image.own_parents:
            last = connection.scalar(sa.select(sa.func.max(log.c.ord)).where(in_chunk(log, number)))
            deleted = _delete_by_halves(work, connection, image, leaving, (0, (last or 0) + 1))
        else:
            deleted = connection.execute(_delete(work, image, leaving)).rowcount
        restored = _restore(work, connection, image, number, careful=False)
        careful = restored is None
        if careful:
            restored = _restore(work, connection, image, number, careful=True)
        if restored is None:
            raise Refused(
                "constraint",
                f"rows of {image.spec.table} cannot get back what they had: it breaks a rule of the table by now; "
                "mend that and roll back again",
            )
    back = _put_back(connection, image, number) if work.live_edits == "restore-ours" else 0
    return {"deleted": deleted, "restored": restored + back}, careful


def _put_back(connection: sa.Connection, image: Image, number: int) -> int:
    """Insert rows again that live users deleted; row by row where one cannot be. It stays deleted, as reported."""
    log, names = image.clause, list(image.columns)
    gone = sa.and_(in_chunk(log, number, "update"), log.c.undo == sa.literal("gone"))
    count = 0
    for ordinal in connection.scalars(sa.select(log.c.ord).where(gone).order_by(log.c.ord)).all():
        row = sa.select(*[image.before(log, n) for n in names]).where(gone, log.c.ord == ordinal)
        try:
            with connection.begin_nested():
                connection.execute(sa.insert(image.target.clause()).from_select(names, row))
                count += 1
        except sa.exc.IntegrityError:
            continue
    return count


def _delete(work: Undoing, image: Image, leaving: sa.ColumnElement[bool]) -> Any:
    log, target = image.clause, image.target.clause()
    keys = [(target.c[k], image.after(log, k)) for k in image.spec.key]
    return work.database.delete_matching(target, keys, leaving)


def _delete_by_halves(
    work: Undoing, connection: sa.Connection, image: Image, leaving: sa.ColumnElement[bool], rows: tuple[int, int]
) -> int:
    """Rows are ordered by depth: where children are among them, the later half goes first."""
    start, stop = rows
    ordinal = image.clause.c.ord
    part = sa.and_(leaving, ordinal >= start, ordinal < stop)
    try:
        with connection.begin_nested():
            return connection.execute(_delete(work, image, part)).rowcount
    except sa.exc.IntegrityError:
        if stop - start == 1:
            raise
    middle = (start + stop) // 2
    later = _delete_by_halves(work, connection, image, leaving, (middle, stop))
    return later + _delete_by_halves(work, connection, image, leaving, (start, middle))


def _restore(work: Undoing, connection: sa.Connection, image: Image, number: int, *, careful: bool) -> int | None:
    """Columns that we changed go back to their before-image, unless somebody changed them again.

    None where a rule of the table forbids it; `careful`: what the table would not take stays as it is.
    """
    log, target, database = image.clause, image.target.clause(), work.database
    blocked = find_blocked(database, image, target) if careful else NOTHING
    values = {}
    for name in image.columns:
        if name not in image.spec.key:
            goes = sa.and_(back(database, image, target, name), sa.not_(blocked.of(name)))
            values[name] = sa.case((goes, image.before(log, name)), else_=target.c[name])
    if not values:
        return 0
    mine = sa.and_(in_chunk(log, number, "update"), image.same_row(log, target))
    try:
        with connection.begin_nested():
            return connection.execute(sa.update(target).values(**values).where(mine)).rowcount
    except sa.exc.IntegrityError:
        return None


def _prove(database: Database, connection: sa.Connection, image: Image, number: int, careful: bool) -> list[LiveEdit]:
    """Before the commit: every row is as it was, or marked. Anything else ends the transaction.

    A column that we do not write and that a trigger of the table keeps (a time of change) cannot be put back;
    it is reported with the kind `trigger`.
    """
    log, target = image.clause, image.target.clause("t")
    held = find_blocked(database, image, target) if careful else NOTHING
    off = {
        c: sa.and_(
            differs(database, image.kind(c), image.after(log, c), image.before(log, c)),
            differs(database, image.kind(c), target.c[c], image.before(log, c)),
            sa.not_(held.of(c)),
        )
        for c in image.columns
        if c not in image.spec.key
    }
    kept = [c for c in off if c not in image.written] if database.has_triggers(connection, image.target.name) else []
    wrong = sa.or_(log.c.op == sa.literal("insert"), *[flag for c, flag in off.items() if c not in kept])
    joined = sa.join(log, target, image.same_row(log, target))
    mine = sa.and_(
        in_chunk(log, number, "insert", "update"),
        sa.or_(log.c.undo.is_(None), log.c.undo == sa.literal("ours")),
    )
    found: list[LiveEdit] = []
    with searching(database, connection, image):
        left = connection.scalar(sa.select(sa.func.count()).select_from(joined).where(mine, wrong))
        for column in kept:
            keys = sa.select(*[target.c[k] for k in image.spec.key]).select_from(joined).where(mine, off[column])
            names = [json.dumps([str(k) for k in row], ensure_ascii=False) for row in connection.execute(keys)]
            found += [LiveEdit(image.spec.name, name, column, "trigger") for name in names]
    if left:
        raise Refused(
            "proof", f"{left} rows of {image.spec.table} would not be as before (a trigger?); nothing undone here"
        )
    return found
