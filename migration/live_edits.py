"""What live users changed since a promotion: found by comparing the target with our after-images."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

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
    is gone), `children` (a row of ours that others now refer to), `trigger` (a trigger of the target keeps it),
    `taken` and `parentless` (the value before is another row's by now, or refers to a row that is gone; ours stays).
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


def find_edits(
    database: Database, connection: sa.Connection, image: Image, number: int, later: Sequence["Later"] = ()
) -> ChunkEdits:
    """Rows of the chunk whose current state is not what we left. Reads only.

    `later`: waves taken back first, the latest first; what they wrote counts as taken back already.
    """
    log, target = image.clause, image.target.clause("t")
    joined = log.outerjoin(target, image.same_row(log, target))
    for wave in later:
        joined = joined.outerjoin(wave.log, wave.same_row(image))
    free = [c for c in image.columns if c not in image.spec.key]
    values = {c: _without(database, later, c, target.c[c]) for c in free}
    now = [differs(database, image.kind(c), values[c], image.after(log, c)) for c in free]
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
        .select_from(joined)
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


@dataclass(frozen=True)
class Later:
    """A later wave's image of the same table: rows it updated. `ours`: its edits are written over, too."""

    image: Image
    log: Any
    ours: bool

    def same_row(self, image: Image) -> sa.ColumnElement[bool]:
        """Join condition: this wave updated the row that `image` speaks of."""
        keys = [self.image.after(self.log, k) == image.after(image.clause, k) for k in image.spec.key]
        return sa.and_(self.log.c.op == "update", *keys)


def later_updates(connection: sa.Connection, image: Image, later: Sequence[Image], ours: bool) -> list[Later]:
    """Those of `later` images (the latest first) that updated rows of the same table."""
    found = []
    for number, other in enumerate(later):
        log = other.clause.alias(f"later{number}")
        updated = sa.select(sa.literal(1)).where(log.c.op == "update").limit(1)
        if other.target.name == image.target.name and connection.scalar(updated):
            found.append(Later(other, log, ours))
    return found


def _without(database: Database, later: Sequence[Later], column: str, value: Any) -> Any:
    """The column's value once those waves are taken back: their before-image, unless somebody edited it since."""
    for wave in later:
        if column not in wave.image.columns:
            continue
        untouched = sa.not_(differs(database, wave.image.kind(column), value, wave.image.after(wave.log, column)))
        taken_back = sa.true() if wave.ours else untouched
        value = sa.case(
            (sa.and_(wave.log.c.op.is_not(None), taken_back), wave.image.before(wave.log, column)), else_=value
        )
    return value


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
