"""What a rollback did, or would do: counted by entity, with every live edit."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from migration import journal, ledger
from migration.children import has_child
from migration.databases import Database
from migration.journal import Image
from migration.live_edits import LiveEdit, find_edits, later_updates
from migration.merge import in_chunk
from migration.undo_scope import Undoing, admit, chunks_of, images_of, references


@dataclass(frozen=True)
class RollbackReport:
    """What a rollback did, or would do.

    `counts`: entity → `deleted`, `restored`, `edited` (rows live users changed), `retained` (rows of ours that
    others refer to). `edits` lists those rows; `tables_left` are tables the wave had made and that still hold rows.
    """

    wave: str
    dry_run: bool
    live_edits: str
    counts: dict[str, dict[str, int]]
    edits: tuple[LiveEdit, ...] = ()
    tables_left: tuple[str, ...] = field(default_factory=tuple)


def dry_run_of(wave: str, database: Database, live_edits: str, together: Collection[str] = ()) -> RollbackReport:
    """Look at what a rollback would do; `together` are waves that are taken back with it, later ones first."""
    counts: dict[str, dict[str, int]] = {}
    edits: list[LiveEdit] = []
    with database.begin(write=False) as connection:
        row = admit(database, connection, wave, together)
        done = ledger.done_chunks(connection, row, "load")
        taken = ledger.done_chunks(connection, row, "undo")
        others = [w for w in ledger.every(connection) if w.name in together and (w.position or 0) > (row.position or 0)]
        ours = {spec.table for spec in journal.entities_of([row, *others])}  # those are taken back first
        outside = tuple(r for r in references(connection) if r.table not in ours)
        work = Undoing(database, row, row.epoch, live_edits, outside)
        images = images_of(connection, row) if row.state != "rolled_back" else []
        newer = [image for wave in reversed(others) for image in images_of(connection, wave)]
    for image in images:
        total = counts.setdefault(image.spec.name, {})
        for number in chunks_of(done, image.spec.name):
            if (image.spec.name, number) in taken:
                continue
            with database.begin(write=False) as connection:
                part, found = preview(work, connection, (image, number), newer)
            edits += found
            add_up(total, part)
    return RollbackReport(wave, True, live_edits, counts, tuple(edits))


def preview(
    work: Undoing, connection: sa.Connection, chunk: tuple[Image, int], newer: Sequence[Image] = ()
) -> tuple[dict[str, int], list[LiveEdit]]:
    """What `undo_chunk` would do, without writing: counts and live edits; children from other tables only.

    `newer`: images of waves taken back before this one, the latest first.
    """
    image, number = chunk
    log = image.clause
    query = sa.select(log.c.op, sa.func.count()).where(in_chunk(log, number)).group_by(log.c.op)
    ops = {op.strip(): count for op, count in connection.execute(query)}
    later = later_updates(connection, image, newer, work.live_edits == "restore-ours")
    found = find_edits(work.database, connection, image, number, later)
    edits = [edit for row_edits in found.edits.values() for edit in row_edits]
    kept = found.inserted if work.live_edits != "restore-ours" else found.inserted & found.gone
    children = [c for c in (has_child(image, number, r) for r in work.references) if c is not None]
    query = sa.select(log.c.ord).where(in_chunk(log, number, "insert"), sa.or_(sa.false(), *children))
    retained = {ordinal for (ordinal,) in connection.execute(query)} - kept if children else set()
    counts = {
        "retained": len(retained),
        "deleted": ops.get("insert", 0) - len(kept) - len(retained),
        "restored": ops.get("update", 0) - len(found.gone - found.inserted),
        "edited": len(found.edits),
    }
    return counts, edits


def add_up(total: dict[str, int], part: dict[str, int]) -> None:
    """Counts of a chunk to those of its entity."""
    for name, count in part.items():
        total[name] = total.get(name, 0) + count


def report_of(database: Database, wave: str, live_edits: str) -> RollbackReport:
    """What the ledger has of a rollback that is done."""
    with database.begin(write=False) as connection:
        row = ledger.need(connection, wave)
        done = ledger.done_chunks(connection, row, "undo")
        edit = ledger.EDIT
        query = (
            sa.select(edit.c.entity, edit.c.row_key, edit.c.field, edit.c.kind)
            .where(edit.c.wave == wave, edit.c.attempt == row.attempt)
            .order_by(edit.c.id)
        )
        edits = tuple(LiveEdit(*found) for found in connection.execute(query))
        inspector = sa.inspect(connection)
        left = tuple(left_behind(connection, inspector, row))
    counts: dict[str, dict[str, int]] = {}
    for (entity, _), part in done.items():
        add_up(counts.setdefault(entity, {}), part)
    return RollbackReport(wave, False, live_edits, counts, edits, left)


def left_behind(connection: sa.Connection, inspector: sa.Inspector, row: ledger.WaveRow) -> Sequence[str]:
    """Tables that the wave made and that others have rows in."""
    query = (
        sa.select(ledger.EVENT.c.detail)
        .where(ledger.EVENT.c.wave == row.name, ledger.EVENT.c.step == "rolled_back")
        .order_by(ledger.EVENT.c.id.desc())
        .limit(1)
    )
    text = connection.scalar(query)
    names = json.loads(text)["tables_left"] if text else []
    return [name for name in names if inspector.has_table(name)]
