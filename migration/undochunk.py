"""Undo one chunk: a three-way merge per column of before, after and what is there now."""

import json
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from migration import ledger
from migration.databases import Database
from migration.errors import Refused
from migration.journal import Image, differs
from migration.merge import in_chunk, searching
from migration.schema import ForeignKey

BATCH = 400


@dataclass(frozen=True)
class Undoing:
    """A worker's hold on a rollback. `references` are all that may point at a row: declared, and of our specs."""

    database: Database
    row: ledger.WaveRow
    epoch: int
    live_edits: str
    references: tuple[ForeignKey, ...]


@dataclass(frozen=True)
class LiveEdit:
    """What live users changed since the promotion: `field` is a column, or "" for the row as a whole.

    `kind`: `conflict` (we had changed the column too), `edit` (a column we had left alone), `deleted` (the row
    is gone), `children` (a row of ours that others now refer to), `trigger` (a trigger of the target keeps it).
    """

    entity: str
    key: str
    field: str
    kind: str


@dataclass
class ChunkEdits:
    """The edited rows of a chunk: `ord` → its live edits; `gone`: rows that are no longer there."""

    edits: dict[int, list[LiveEdit]] = field(default_factory=dict)
    gone: set[int] = field(default_factory=set)
    inserted: set[int] = field(default_factory=set)


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
        _mark(connection, image, number, found, ours)
        retained = _retain_parents(work, connection, image, number)
        counts = _take_back(work, connection, image, number)
        edits = [edit for row_edits in found.edits.values() for edit in row_edits]
        kept = _prove(database, connection, image, number)
        _write_edits(work, connection, [*edits, *retained, *kept])
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


def find_edits(database: Database, connection: sa.Connection, image: Image, number: int) -> ChunkEdits:
    """Rows of the chunk whose current state is not what we left. Reads only."""
    log, target = image.clause, image.target.clause("t")
    free = [c for c in image.columns if c not in image.spec.key]
    now = [differs(database, image.kind(c), target.c[c], image.after(log, c)) for c in free]
    ours = [differs(database, image.kind(c), image.after(log, c), image.before(log, c)) for c in free]
    there = target.c[image.spec.key[0]].is_not(None)
    query = (
        sa.select(
            log.c.ord,
            log.c.op,
            sa.case((there, 1), else_=0),
            *[image.after(log, k) for k in image.spec.key],
            *[sa.case((flag, 1), else_=0) for flag in (*now, *ours)],
        )
        .select_from(log.outerjoin(target, image.same_row(log, target)))
        .where(in_chunk(log, number, "insert", "update"), sa.or_(sa.not_(there), *now))
        .order_by(log.c.ord)
    )
    found = ChunkEdits()
    keys = len(image.spec.key)
    with searching(database, connection, image):
        rows = connection.execute(query).fetchall()
    for ordinal, op, present, *rest in rows:
        name = json.dumps([str(k) for k in rest[:keys]], ensure_ascii=False)
        theirs, mine = rest[keys : keys + len(free)], rest[keys + len(free) :]
        inserted = op.strip() == "insert"
        if inserted:
            found.inserted.add(ordinal)
        if not present:
            found.gone.add(ordinal)
            found.edits[ordinal] = [LiveEdit(image.spec.name, name, "", "deleted")]
            continue
        found.edits[ordinal] = [
            LiveEdit(image.spec.name, name, c, "conflict" if inserted or changed else "edit")
            for c, edited, changed in zip(free, theirs, mine, strict=True)
            if edited
        ]
    return found


def _mark(connection: sa.Connection, image: Image, number: int, found: ChunkEdits, ours: bool) -> None:
    """Write the verdict on edited rows into the image, where the statements that follow read it."""
    verdicts: dict[str, list[int]] = {"gone": sorted(found.gone), "edited": [], "ours": []}
    for ordinal in found.edits:
        if ordinal not in found.gone:
            verdicts["ours" if ours else "edited"].append(ordinal)
    log = image.clause
    for verdict, rows in verdicts.items():
        for start in range(0, len(rows), BATCH):
            connection.execute(
                sa.update(log)
                .values(undo=verdict)
                .where(in_chunk(log, number), log.c.ord.in_(rows[start : start + BATCH]))
            )


def _retain_parents(work: Undoing, connection: sa.Connection, image: Image, number: int) -> list[LiveEdit]:
    """Mark inserted rows that others still refer to; they stay. Repeated for references within the table."""
    log = image.clause
    pending = sa.and_(in_chunk(log, number, "insert"), sa.or_(log.c.undo.is_(None), log.c.undo == sa.literal("ours")))
    retained: list[LiveEdit] = []
    while True:
        fresh = 0
        for reference in work.references:
            has_child = _has_child(image, number, reference)
            if has_child is None:
                continue
            keys = [image.after(log, k) for k in image.spec.key]
            rows = connection.execute(sa.select(log.c.ord, *keys).where(pending, has_child)).fetchall()
            fresh += len(rows)
            for start in range(0, len(rows), BATCH):
                part = [r[0] for r in rows[start : start + BATCH]]
                connection.execute(
                    sa.update(log).values(undo="children").where(in_chunk(log, number), log.c.ord.in_(part))
                )
            for _, *key in rows:
                name = json.dumps([str(k) for k in key], ensure_ascii=False)
                retained.append(LiveEdit(image.spec.name, name, "", "children"))
        if not fresh:
            return retained


def _has_child(image: Image, number: int, reference: ForeignKey) -> Any:
    """EXISTS a row that refers to this one; rows of this chunk that will be deleted themselves do not count."""
    log = image.clause
    if reference.parent != image.spec.table or not set(reference.parent_columns) <= set(image.columns):
        return None
    names = {*reference.columns, *(image.spec.key if reference.table == image.spec.table else ())}
    child = sa.table(reference.table, *[sa.column(n) for n in names]).alias("child")
    joined = [
        child.c[c] == image.after(log, p) for c, p in zip(reference.columns, reference.parent_columns, strict=True)
    ]
    if reference.table == image.spec.table:
        other = image.clause.alias("other")
        leaving = sa.exists().where(
            in_chunk(other, number, "insert"),
            sa.or_(other.c.undo.is_(None), other.c.undo == sa.literal("ours")),
            image.same_row(other, child),
        )
        joined.append(sa.not_(leaving))
    return sa.exists(sa.select(sa.literal_column("1")).select_from(child).where(*joined))


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


def _write_edits(work: Undoing, connection: sa.Connection, edits: list[LiveEdit]) -> None:
    rows = [
        {
            "wave": work.row.name,
            "attempt": work.row.attempt,
            "entity": e.entity,
            "row_key": e.key,
            "field": e.field,
            "kind": e.kind,
        }
        for e in edits
    ]
    if rows:
        connection.execute(sa.insert(ledger.EDIT), rows)


def preview(
    work: Undoing, connection: sa.Connection, image: Image, number: int
) -> tuple[dict[str, int], list[LiveEdit]]:
    """What `undo_chunk` would do, without writing: counts and live edits; children from other tables only."""
    log = image.clause
    query = sa.select(log.c.op, sa.func.count()).where(in_chunk(log, number)).group_by(log.c.op)
    ops = {op.strip(): count for op, count in connection.execute(query)}
    found = find_edits(work.database, connection, image, number)
    edits = [edit for row_edits in found.edits.values() for edit in row_edits]
    kept = found.inserted if work.live_edits != "restore-ours" else found.inserted & found.gone
    children = [c for c in (_has_child(image, number, r) for r in work.references) if c is not None]
    query = sa.select(log.c.ord).where(in_chunk(log, number, "insert"), sa.or_(sa.false(), *children))
    retained = {ordinal for (ordinal,) in connection.execute(query)} - kept if children else set()
    counts = {
        "retained": len(retained),
        "deleted": ops.get("insert", 0) - len(kept) - len(retained),
        "restored": ops.get("update", 0) - len(found.gone - found.inserted),
        "edited": len(found.edits),
    }
    return counts, edits
