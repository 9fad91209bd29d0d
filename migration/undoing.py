"""Roll a wave back within its window: children before parents, live edits kept; and close a wave for good."""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field

import sqlalchemy as sa

from migration import gates, journal, ledger
from migration import undochunk as undo
from migration.databases import Database, connect
from migration.errors import Fenced, LockTimeout, Refused
from migration.ordering import order_entities
from migration.schema import ForeignKey, all_foreign_keys
from migration.values import LIVE_EDITS, EntitySpec, Settings, WaveSpec, Who, choose


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
    edits: tuple[undo.LiveEdit, ...] = ()
    tables_left: tuple[str, ...] = field(default_factory=tuple)


def rollback(
    wave: str,
    target: str | Database,
    *,
    by: str | Who,
    dry_run: bool = False,
    live_edits: str | None = None,
    settings: Settings | None = None,
) -> RollbackReport:
    """Take a wave back. `live_edits`: `keep-theirs` (usual), `restore-ours`, or `stop` where any row was edited.

    May be killed at any moment and called again. Raises Refused when the window has closed, a later wave is
    still promoted, or (with `stop`) live users edited rows.
    """
    settings = settings or Settings()
    live_edits = live_edits or settings.live_edits
    choose("live_edits", live_edits, LIVE_EDITS)
    database = connect(target, settings.lock_timeout_s)
    try:
        if dry_run or live_edits == "stop":
            report = _dry_run(wave, database, live_edits)
            if dry_run:
                return report
            if report.edits:
                raise Refused("live-edits", _told(report))
        return _run(wave, database, Who.of(by), live_edits)
    finally:
        if database is not target:
            database.close()


def rollback_to(
    point: str,
    target: str | Database,
    *,
    by: str | Who,
    dry_run: bool = False,
    live_edits: str | None = None,
    settings: Settings | None = None,
) -> list[RollbackReport]:
    """Take back every wave promoted after the wave `point`, the latest first; `point` itself stays.

    A dry run looks at each as it stands: rows that a later one of them changed as well count as edited.
    """
    settings = settings or Settings()
    said = {"by": by, "live_edits": live_edits, "settings": settings}
    database = connect(target, settings.lock_timeout_s)
    try:
        waves = _promoted_after(database, point)
        if dry_run:
            return [_dry_run(wave, database, live_edits or settings.live_edits, waves) for wave in waves]
        return [rollback(wave, database, **said) for wave in waves]
    finally:
        if database is not target:
            database.close()


def _promoted_after(database: Database, point: str) -> list[str]:
    with database.begin(write=False) as connection:
        row = ledger.need(connection, point)
        if row.position is None:
            raise Refused("state", f"wave {point} was never promoted; it is no point to go back to")
        waves = [w for w in ledger.every(connection) if (w.position or 0) > row.position]
    return [w.name for w in reversed(waves) if w.state in {"promoting", "promoted", "rolling_back"}]


def _told(report: RollbackReport) -> str:
    first = report.edits[0]
    return (
        f"{len(report.edits)} live edits since the promotion, the first on {first.entity} {first.key}; "
        "choose keep-theirs or restore-ours"
    )


def _admit(database: Database, connection: sa.Connection, wave: str, but: Collection[str] = ()) -> ledger.WaveRow:
    """The wave's row, where it may be taken back; `but` are later waves that will be taken back first."""
    row = ledger.need(connection, wave)
    if row.state not in {"promoted", "promoting", "rolling_back", "rolled_back"}:
        raise Refused("state", f"wave {wave} is {row.state}; there is nothing to roll back")
    if row.state == "promoted":
        gates.inside_window(database, connection, row)
    if row.state != "rolled_back":
        gates.nothing_later(connection, row, but)
    return row


def _images(connection: sa.Connection, row: ledger.WaveRow) -> list[journal.Image]:
    """Image tables of a wave, children first."""
    specs = order_entities(WaveSpec.from_dict(row.spec).entities)
    found = (journal.open_image(connection, row.name, spec) for spec in reversed(specs))
    return [i for i in found if i is not None and sa.inspect(connection).has_table(i.name)]


def references(connection: sa.Connection) -> tuple[ForeignKey, ...]:
    """All references that may point at our rows: declared ones, and those that the waves' specs name."""
    found = dict.fromkeys(all_foreign_keys(connection))
    specs = journal.entities_of(ledger.every(connection))
    by_name = {spec.name: spec for spec in specs}
    inspector = sa.inspect(connection)
    for spec in specs:
        if not inspector.has_table(spec.table):
            continue
        columns = {c["name"] for c in inspector.get_columns(spec.table)}
        for column, entity in spec.references.items():
            parent = by_name.get(entity)
            if parent and column in columns:
                found[ForeignKey(spec.table, (column,), parent.table, parent.key[:1])] = None
    return tuple(found)


def _chunks(done: dict[tuple[str, int], dict[str, int]], entity: str) -> list[int]:
    return sorted((n for e, n in done if e == entity), reverse=True)


def _dry_run(wave: str, database: Database, live_edits: str, together: Collection[str] = ()) -> RollbackReport:
    """Look at what a rollback would do; `together` are waves that are taken back with it, later ones first."""
    counts: dict[str, dict[str, int]] = {}
    edits: list[undo.LiveEdit] = []
    with database.begin(write=False) as connection:
        row = _admit(database, connection, wave, together)
        done = ledger.done_chunks(connection, row, "load")
        taken = ledger.done_chunks(connection, row, "undo")
        others = [w for w in ledger.every(connection) if w.name in together and (w.position or 0) > (row.position or 0)]
        ours = {spec.table for spec in journal.entities_of([row, *others])}  # those are taken back first
        outside = tuple(r for r in references(connection) if r.table not in ours)
        work = undo.Undoing(database, row, row.epoch, live_edits, outside)
        images = _images(connection, row) if row.state != "rolled_back" else []
    for image in images:
        total = counts.setdefault(image.spec.name, {})
        for number in _chunks(done, image.spec.name):
            if (image.spec.name, number) in taken:
                continue
            with database.begin(write=False) as connection:
                part, found = undo.preview(work, connection, image, number)
            edits += found
            _add(total, part)
    return RollbackReport(wave, True, live_edits, counts, tuple(edits))


def _add(total: dict[str, int], part: dict[str, int]) -> None:
    for name, count in part.items():
        total[name] = total.get(name, 0) + count


def _run(wave: str, database: Database, by: Who, live_edits: str) -> RollbackReport:
    with database.begin() as connection:
        row = _admit(database, connection, wave)
        if row.state == "rolled_back":
            epoch = row.epoch
        else:
            open_still = database.now() < ledger.WAVE.c.closes_at if row.state == "promoted" else sa.true()
            told = (by.name, by.why, {"live_edits": live_edits})
            epoch = ledger.move(database, connection, row, "rolling_back", told, only_if=open_still)
            row = ledger.need(connection, wave)
    if row.state != "rolled_back":
        _undo_all(database, row, epoch, live_edits)
        left = _drop_created(database, row, epoch)
        with database.begin() as connection:
            held = ledger.need(connection, wave)
            if held.epoch != epoch:
                raise Fenced(wave)
            ledger.move(database, connection, held, "rolled_back", (by.name, by.why, {"tables_left": left}))
    _prune(database, row)
    return _report(database, wave, live_edits)


def _undo_all(database: Database, row: ledger.WaveRow, epoch: int, live_edits: str) -> None:
    with database.begin(write=False) as connection:
        done = ledger.done_chunks(connection, row, "load")
        taken = ledger.done_chunks(connection, row, "undo")
        images = _images(connection, row)
        work = undo.Undoing(database, row, epoch, live_edits, references(connection))
    for image in images:
        for number in _chunks(done, image.spec.name):
            if (image.spec.name, number) not in taken:
                _undo_patiently(work, image, number)


def _undo_patiently(work: undo.Undoing, image: journal.Image, number: int) -> None:
    for attempt in range(Settings().retries + 1):
        try:
            undo.undo_chunk(work, image, number)
        except LockTimeout:
            if attempt == Settings().retries:
                raise
        else:
            return


def _drop_created(database: Database, row: ledger.WaveRow, epoch: int) -> list[str]:
    """Drop the tables that the wave made and that are empty again; returns those that are not."""
    left = []
    specs = order_entities(WaveSpec.from_dict(row.spec).entities)
    for spec in reversed(specs):
        with database.begin() as connection:
            ledger.fence(database, connection, row.name, epoch, "rolling_back")
            noted = journal.find(connection, row.name, spec.name)
            if not noted or not noted["created"] or not sa.inspect(connection).has_table(spec.table):
                continue
            if not _drop_if_empty(database, connection, spec):
                left.append(spec.table)
    return left


def _drop_if_empty(database: Database, connection: sa.Connection, spec: EntitySpec) -> bool:
    database.lock_table(connection, spec.table)
    table = sa.table(spec.table)
    if connection.execute(sa.select(sa.literal_column("1")).select_from(table).limit(1)).first():
        return False
    connection.execute(sa.schema.DropTable(sa.Table(spec.table, sa.MetaData())))
    return True


def _prune(database: Database, row: ledger.WaveRow) -> None:
    """Remove the images; they hold personal data and are needed no more."""
    for spec in WaveSpec.from_dict(row.spec).entities:
        journal.drop(database, row.name, spec.name)


def _report(database: Database, wave: str, live_edits: str) -> RollbackReport:
    with database.begin(write=False) as connection:
        row = ledger.need(connection, wave)
        done = ledger.done_chunks(connection, row, "undo")
        edit = ledger.EDIT
        query = (
            sa.select(edit.c.entity, edit.c.row_key, edit.c.field, edit.c.kind)
            .where(edit.c.wave == wave, edit.c.attempt == row.attempt)
            .order_by(edit.c.id)
        )
        edits = tuple(undo.LiveEdit(*found) for found in connection.execute(query))
        inspector = sa.inspect(connection)
        left = tuple(_left(connection, inspector, row))
    counts: dict[str, dict[str, int]] = {}
    for (entity, _), part in done.items():
        _add(counts.setdefault(entity, {}), part)
    return RollbackReport(wave, False, live_edits, counts, edits, left)


def _left(connection: sa.Connection, inspector: sa.Inspector, row: ledger.WaveRow) -> Sequence[str]:
    query = (
        sa.select(ledger.EVENT.c.detail)
        .where(ledger.EVENT.c.wave == row.name, ledger.EVENT.c.step == "rolled_back")
        .order_by(ledger.EVENT.c.id.desc())
        .limit(1)
    )
    text = connection.scalar(query)
    names = json.loads(text)["tables_left"] if text else []
    return [name for name in names if inspector.has_table(name)]


def close(wave: str, target: str | Database, *, by: str, why: str = "") -> None:
    """Seal a promoted wave and prune its before-images: it can be rolled back no more. Resumes when killed."""
    database = connect(target)
    try:
        with database.begin() as connection:
            row = ledger.need(connection, wave)
            if row.state == "promoted":
                ledger.move(database, connection, row, "closing", (by, why, None))
            elif row.state not in {"closing", "closed"}:
                raise Refused("state", f"wave {wave} is {row.state}; only a promoted wave can be closed")
        _prune(database, row)
        with database.begin() as connection:
            row = ledger.need(connection, wave)
            if row.state == "closing":
                ledger.move(database, connection, row, "closed", (by, why, None))
    finally:
        if database is not target:
            database.close()
