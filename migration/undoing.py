"""Roll a wave back within its window: children before parents, live edits kept."""

import sqlalchemy as sa

from migration import journal, ledger
from migration.closing import drop_created, prune
from migration.databases import Database, connect
from migration.errors import Fenced, LockTimeout, Refused
from migration.rollback_report import RollbackReport, dry_run_of, report_of
from migration.undo_scope import Undoing, admit, chunks_of, images_of, references
from migration.undochunk import undo_chunk
from migration.values import LIVE_EDITS, Settings, Who, choose


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
            report = dry_run_of(wave, database, live_edits)
            if dry_run:
                return report
            if report.edits:
                raise Refused("live-edits", _told(report))
        return _run(wave, database, Who.of(by), (live_edits, settings.retries))
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

    A dry run looks at each as it will stand once those after it are taken back.
    """
    settings = settings or Settings()
    said = {"by": by, "live_edits": live_edits, "settings": settings}
    database = connect(target, settings.lock_timeout_s)
    try:
        waves = _promoted_after(database, point)
        if dry_run:
            return [dry_run_of(wave, database, live_edits or settings.live_edits, waves) for wave in waves]
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


def _run(wave: str, database: Database, by: Who, how: tuple[str, int]) -> RollbackReport:
    live_edits = how[0]
    with database.begin() as connection:
        row = admit(database, connection, wave)
        if row.state == "rolled_back":
            epoch = row.epoch
        else:
            open_still = database.now() < ledger.WAVE.c.closes_at if row.state == "promoted" else sa.true()
            told = (by.name, by.why, {"live_edits": live_edits})
            epoch = ledger.move(database, connection, row, "rolling_back", told, only_if=open_still)
            row = ledger.need(connection, wave)
    if row.state != "rolled_back":
        _undo_all(database, row, epoch, how)
        left = drop_created(database, row, epoch)
        with database.begin() as connection:
            held = ledger.need(connection, wave)
            if held.epoch != epoch:
                raise Fenced(wave)
            ledger.move(database, connection, held, "rolled_back", (by.name, by.why, {"tables_left": left}))
    prune(database, row)
    return report_of(database, wave, live_edits)


def _undo_all(database: Database, row: ledger.WaveRow, epoch: int, how: tuple[str, int]) -> None:
    live_edits, retries = how
    with database.begin(write=False) as connection:
        done = ledger.done_chunks(connection, row, "load")
        taken = ledger.done_chunks(connection, row, "undo")
        images = images_of(connection, row)
        work = Undoing(database, row, epoch, live_edits, references(connection), retries)
        _nothing_lost(connection, row, done, images)
    for image in images:
        for number in chunks_of(done, image.spec.name):
            if (image.spec.name, number) not in taken:
                _undo_patiently(work, image, number)


def _nothing_lost(
    connection: sa.Connection,
    row: ledger.WaveRow,
    done: dict[tuple[str, int], dict[str, int]],
    images: list[journal.Image],
) -> None:
    """Refuse where rows were loaded into a table that is there, but their images are not: they would stay."""
    lost = {entity for entity, _ in done} - {image.spec.name for image in images}
    inspector = sa.inspect(connection)
    for spec in journal.entities_of([row]):
        if spec.name in lost and inspector.has_table(spec.table):
            raise Refused("proof", f"the before-images of {spec.table} are gone; restore them from a backup")


def _undo_patiently(work: Undoing, image: journal.Image, number: int) -> None:
    for attempt in range(work.retries + 1):
        try:
            undo_chunk(work, image, number)
        except LockTimeout:
            if attempt == work.retries:
                raise
        else:
            return
