"""The ledger in the target database: what each wave is, what it did, who said so. States move by compare-and-set."""

import json
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from migration.databases.base import Database
from migration.errors import ConstraintFailure, DatabaseError, Fenced, Refused

METADATA = sa.MetaData()
_NAME = sa.String(120)
_OPTIONS = {"mysql_engine": "InnoDB", "mysql_charset": "utf8mb4", "mysql_collate": "utf8mb4_bin"}
_ID = sa.BigInteger().with_variant(sa.Integer, "sqlite")

WAVE = sa.Table(
    "mergepoint_wave",
    METADATA,
    sa.Column("name", _NAME, primary_key=True),
    sa.Column("state", sa.String(20), nullable=False),
    sa.Column("epoch", sa.BigInteger, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("fingerprint", sa.String(128), nullable=False),
    sa.Column("spec", sa.Text, nullable=False),
    sa.Column("position", sa.Integer),
    sa.Column("promoted_at", sa.Double),
    sa.Column("closes_at", sa.Double),
    sa.Column("pause", sa.String(120)),
    sa.Column("beat", sa.Double, nullable=False),
    **_OPTIONS,
)
EVENT = sa.Table(
    "mergepoint_event",
    METADATA,
    sa.Column("id", _ID, primary_key=True, autoincrement=True),
    sa.Column("wave", _NAME, nullable=False),
    sa.Column("at", sa.Double, nullable=False),
    sa.Column("who", sa.String(200), nullable=False),
    sa.Column("step", sa.String(40), nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("digest", sa.String(64), nullable=False),
    sa.Column("detail", sa.Text),
    **_OPTIONS,
)
CHUNK = sa.Table(
    "mergepoint_chunk",
    METADATA,
    sa.Column("wave", _NAME, primary_key=True),
    sa.Column("attempt", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("direction", sa.String(4), primary_key=True),
    sa.Column("entity", _NAME, primary_key=True),
    sa.Column("chunk", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("epoch", sa.BigInteger, nullable=False),
    sa.Column("counts", sa.Text, nullable=False),
    sa.Column("at", sa.Double, nullable=False),
    **_OPTIONS,
)
JOURNAL = sa.Table(
    "mergepoint_journal",
    METADATA,
    sa.Column("wave", _NAME, primary_key=True),
    sa.Column("entity", _NAME, primary_key=True),
    sa.Column("image", sa.String(60), nullable=False),
    sa.Column("columns", sa.Text, nullable=False),
    sa.Column("created", sa.Integer, nullable=False),
    **_OPTIONS,
)
EDIT = sa.Table(
    "mergepoint_edit",
    METADATA,
    sa.Column("id", _ID, primary_key=True, autoincrement=True),
    sa.Column("wave", _NAME, nullable=False),
    sa.Column("attempt", sa.Integer, nullable=False),
    sa.Column("entity", _NAME, nullable=False),
    sa.Column("row_key", sa.Text, nullable=False),
    sa.Column("field", sa.String(200), nullable=False),
    sa.Column("kind", sa.String(20), nullable=False),
    **_OPTIONS,
)
APPROVAL = sa.Table(
    "mergepoint_approval",
    METADATA,
    sa.Column("wave", _NAME, primary_key=True),
    sa.Column("digest", sa.String(64), primary_key=True),
    sa.Column("who", sa.String(200), primary_key=True),
    sa.Column("at", sa.Double, nullable=False),
    **_OPTIONS,
)

DONE = ("promoted", "closing", "closed")


@dataclass(frozen=True)
class WaveRow:
    """A wave as the ledger has it."""

    name: str
    state: str
    epoch: int
    attempt: int
    digest: str
    fingerprint: str
    spec: dict[str, Any]
    position: int | None
    promoted_at: float | None
    closes_at: float | None
    pause: str | None


def prepare(database: Database) -> None:
    """Create the ledger's tables where they are missing."""
    for last in (False, True):
        try:
            with database.begin() as connection:
                METADATA.create_all(connection)
            return
        except DatabaseError as error:  # two workers at once: the other one made them
            if last or not isinstance(error, ConstraintFailure | DatabaseError):
                raise


def exists(connection: sa.Connection) -> bool:
    """Whether this database has a ledger."""
    return sa.inspect(connection).has_table(WAVE.name)


def find(connection: sa.Connection, wave: str) -> WaveRow | None:
    """The wave of that name."""
    row = connection.execute(sa.select(WAVE).where(WAVE.c.name == wave)).mappings().first()
    return _row(row) if row else None


def _row(row: Any) -> WaveRow:
    plain = {k: v for k, v in row.items() if k != "beat"}
    return WaveRow(**{**plain, "spec": json.loads(plain["spec"])})


def every(connection: sa.Connection) -> list[WaveRow]:
    """All waves, in the order they were promoted, the others last."""
    rows = connection.execute(sa.select(WAVE)).mappings().all()
    return sorted(map(_row, rows), key=lambda w: (w.position is None, w.position or 0, w.name))


def need(connection: sa.Connection, wave: str) -> WaveRow:
    """The wave of that name; raises Refused where the ledger does not know it."""
    row = find(connection, wave) if exists(connection) else None
    if row is None:
        raise Refused("known", f"the target's ledger has no wave '{wave}'; rehearse and verify it first")
    return row


def note(database: Database, connection: sa.Connection, row: WaveRow, step: str, said: tuple[str, str, Any]) -> None:
    """Write an event; `said` is who, why, and a detail that JSON can hold."""
    who, why, detail = said
    connection.execute(
        sa.insert(EVENT).values(
            wave=row.name,
            at=database.now(),
            who=who,
            step=step,
            why=why,
            digest=row.digest,
            detail=None if detail is None else json.dumps(detail, ensure_ascii=False, sort_keys=True),
        )
    )


def move(
    database: Database, connection: sa.Connection, row: WaveRow, to: str, said: tuple[str, str, Any], **more: Any
) -> int:
    """Compare-and-set `row` (as read) to the state `to`; returns the new epoch. Raises Fenced when it moved on.

    `more` are further columns to set; the key `only_if` is one more condition in SQL.
    """
    only_if = more.pop("only_if", sa.true())
    epoch = row.epoch + 1
    moved = connection.execute(
        sa.update(WAVE)
        .where(WAVE.c.name == row.name, WAVE.c.state == row.state, WAVE.c.epoch == row.epoch, only_if)
        .values(state=to, epoch=epoch, beat=database.now(), **more)
    )
    if moved.rowcount != 1:
        raise Fenced(row.name)
    note(database, connection, row, to, said)
    return epoch


def fence(database: Database, connection: sa.Connection, wave: str, epoch: int, state: str) -> None:
    """First statement of every chunk: hold the wave's row, or learn that it is no longer ours."""
    held = connection.execute(
        sa.update(WAVE)
        .where(WAVE.c.name == wave, WAVE.c.epoch == epoch, WAVE.c.state == state)
        .values(beat=database.now())
    )
    if held.rowcount != 1:
        raise Fenced(wave)


def register(database: Database, connection: sa.Connection, manifest: dict[str, Any], digest: str) -> WaveRow:
    """The ledger row of a package: new, or with its digest replaced where nothing was promoted from the old."""
    name = manifest["wave"]["name"]
    values = {
        "state": "packaged",
        "digest": digest,
        "fingerprint": manifest["fingerprint"],
        "spec": json.dumps(manifest["wave"], ensure_ascii=False, sort_keys=True),
    }
    row = find(connection, name)
    if row is None:
        fresh = {"name": name, "epoch": 1, "attempt": 0, "beat": database.now()}
        connection.execute(sa.insert(WAVE).values(**fresh, **values))
    elif row.digest == digest and row.state != "rolled_back":
        return row
    elif row.state in {"packaged", "rehearsed", "verified", "rolled_back"}:
        move(
            database,
            connection,
            row,
            "packaged",
            ("mergepoint", "a new package", None),
            **{k: v for k, v in values.items() if k != "state"},
        )
    else:
        raise Refused("state", f"wave {name} is {row.state}; roll it back before loading another package")
    return need(connection, name)


def done_chunks(connection: sa.Connection, row: WaveRow, direction: str) -> dict[tuple[str, int], dict[str, int]]:
    """Chunks that were committed in this attempt, with what each did."""
    query = sa.select(CHUNK.c.entity, CHUNK.c.chunk, CHUNK.c.counts).where(
        CHUNK.c.wave == row.name, CHUNK.c.attempt == row.attempt, CHUNK.c.direction == direction
    )
    return {(entity, chunk): json.loads(counts) for entity, chunk, counts in connection.execute(query)}


def chunk_row(
    database: Database, connection: sa.Connection, row: WaveRow, part: tuple[str, str, int], epoch: int
) -> None:
    """Claim a chunk: the primary key lets it be done once only. `part` is direction, entity, number."""
    direction, entity, chunk = part
    connection.execute(
        sa.insert(CHUNK).values(
            wave=row.name,
            attempt=row.attempt,
            direction=direction,
            entity=entity,
            chunk=chunk,
            epoch=epoch,
            counts="{}",
            at=database.now(),
        )
    )


def chunk_counts(connection: sa.Connection, row: WaveRow, part: tuple[str, str, int], counts: dict[str, int]) -> None:
    """What the claimed chunk did."""
    direction, entity, chunk = part
    connection.execute(
        sa.update(CHUNK)
        .where(
            CHUNK.c.wave == row.name,
            CHUNK.c.attempt == row.attempt,
            CHUNK.c.direction == direction,
            CHUNK.c.entity == entity,
            CHUNK.c.chunk == chunk,
        )
        .values(counts=json.dumps(counts, sort_keys=True))
    )


TELLING = 20_000  # rows below which the time of a promotion is that of its set-up


def measured_rate(connection: sa.Connection) -> float | None:
    """Rows a second of the last promotions of this target that were large enough to tell."""
    query = sa.select(EVENT.c.detail).where(EVENT.c.step == "promoted").order_by(EVENT.c.id.desc()).limit(5)
    details = [json.loads(text) for (text,) in connection.execute(query) if text]
    details = [detail for detail in details if detail.get("rows", 0) >= TELLING]
    seconds = sum(d.get("seconds", 0) for d in details)
    return sum(d.get("rows", 0) for d in details) / seconds if seconds else None
