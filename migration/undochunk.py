"""Undo one chunk: a three-way merge per column of before, after and what is there now."""

import json
from typing import Any

import sqlalchemy as sa

from migration import ledger
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
        ledger.chunk_row(database, connection, row, part, work.epoch)
        _lock(database, connection, image, number)
        found = find_edits(database, connection, image, number)
        if found.edits and work.live_edits == "stop":
            raise Refused("live-edits", f"{len(found.edits)} rows of {image.spec.table} were edited since")
        ours = work.live_edits == "restore-ours"
        mark(connection, image, number, found, ours)
        retained = retain_parents(work, connection, image, number)
        counts = _take_back(work, connection, image, number)
        edits = [edit for row_edits in found.edits.values() for edit in row_edits]
        kept = _prove(database, connection, image, number)
        write_edits(work, connection, [*edits, *retained, *kept])
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


def _take_back(work: Undoing, connection: sa.Connection, image: Image, number: int) -> dict[str, int]:
    log, target, database = image.clause, image.target.clause(), work.database
    leaving = sa.and_(in_chunk(log, number, "insert"), sa.or_(log.c.undo.is_(None), log.c.undo == sa.literal("ours")))
    with searching(database, connection, image):
        if database.checks_each_row and image.own_parents:
            last = connection.scalar(sa.select(sa.func.max(log.c.ord)).where(in_chunk(log, number)))
            deleted = _delete_by_halves(work, connection, image, leaving, (0, (last or 0) + 1))
        else:
            deleted = connection.execute(_delete(work, image, leaving)).rowcount
        restored = _restore(work, connection, image, number)
    back = 0
    if work.live_edits == "restore-ours":
        names = list(image.columns)
        gone = sa.select(*[image.before(log, n) for n in names]).where(
            in_chunk(log, number, "update"), log.c.undo == sa.literal("gone")
        )
        back = connection.execute(sa.insert(target).from_select(names, gone)).rowcount
    return {"deleted": deleted, "restored": restored + max(back, 0)}


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


def _restore(work: Undoing, connection: sa.Connection, image: Image, number: int) -> int:
    """Columns that we changed go back to their before-image, unless somebody changed them again."""
    log, target, database = image.clause, image.target.clause(), work.database
    values = {}
    for name in image.columns:
        if name in image.spec.key:
            continue
        after, before, now = image.after(log, name), image.before(log, name), target.c[name]
        kind = image.kind(name)
        changed = differs(database, kind, after, before)
        free = sa.or_(log.c.undo == sa.literal("ours"), sa.not_(differs(database, kind, now, after)))
        values[name] = sa.case((sa.and_(changed, free), before), else_=now)
    if not values:
        return 0
    mine = sa.and_(in_chunk(log, number, "update"), image.same_row(log, target))
    return connection.execute(sa.update(target).values(**values).where(mine)).rowcount


def _prove(database: Database, connection: sa.Connection, image: Image, number: int) -> list[LiveEdit]:
    """Before the commit: every row is as it was, or marked. Anything else ends the transaction.

    A column that we do not write and that a trigger of the table keeps (a time of change) cannot be put back;
    it is reported with the kind `trigger`.
    """
    log, target = image.clause, image.target.clause("t")
    off = {
        c: sa.and_(
            differs(database, image.kind(c), image.after(log, c), image.before(log, c)),
            differs(database, image.kind(c), target.c[c], image.before(log, c)),
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
