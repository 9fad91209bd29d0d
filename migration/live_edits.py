"""What live users changed since a promotion: found by comparing the target with our after-images."""

import json
from dataclasses import dataclass, field

import sqlalchemy as sa

from migration import ledger
from migration.databases import Database
from migration.journal import Image, differs
from migration.merge import in_chunk, searching
from migration.undo_scope import Undoing

BATCH = 400


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


def mark(connection: sa.Connection, image: Image, number: int, found: ChunkEdits, ours: bool) -> None:
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


def write_edits(work: Undoing, connection: sa.Connection, edits: list[LiveEdit]) -> None:
    """Into the ledger, where the report reads them."""
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
