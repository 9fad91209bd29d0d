"""Rows of ours that others refer to by now: they stay, or the others would lose their parent."""

import json
from typing import Any

import sqlalchemy as sa

from migration.journal import Image
from migration.live_edits import BATCH, LiveEdit
from migration.merge import in_chunk
from migration.schema import ForeignKey
from migration.undo_scope import Undoing


def retain_parents(work: Undoing, connection: sa.Connection, image: Image, number: int) -> list[LiveEdit]:
    """Mark inserted rows that others still refer to; they stay. Repeated for references within the table."""
    log = image.clause
    pending = sa.and_(in_chunk(log, number, "insert"), sa.or_(log.c.undo.is_(None), log.c.undo == sa.literal("ours")))
    retained: list[LiveEdit] = []
    while True:
        fresh = 0
        for reference in work.references:
            referred = has_child(image, number, reference)
            if referred is None:
                continue
            keys = [image.after(log, k) for k in image.spec.key]
            rows = connection.execute(sa.select(log.c.ord, *keys).where(pending, referred)).fetchall()
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


def has_child(image: Image, number: int, reference: ForeignKey) -> Any:
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
