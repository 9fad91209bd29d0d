"""The whole story of the waves, out of the target's ledger."""

import json
from typing import Any

import sqlalchemy as sa

from migration import ledger
from migration.databases import Database, connect

REMIND_S = 6 * 3600


def status(target: str | Database) -> list[dict[str, Any]]:
    """A dictionary for each wave, in the order of promotion.

    `wave, state, digest, fingerprint, attempt, promoted_at, closes_at` (seconds since 1970 or None),
    `seconds_left` of its window, `reminder` (true in its last six hours), `paused_by`, `chunks`, `rows`
    (operation → rows), `undone` (rows taken back), `approvals` and `approvals_needed`, `live_edits`, and `steps`:
    the last event of each step, `{"promoted": {"who", "at", "why"}}`.
    """
    database = connect(target)
    try:
        with database.begin(write=False) as connection:
            if not ledger.exists(connection):
                return []
            now = connection.scalar(sa.select(database.now()))
            return [_status(connection, row, now) for row in ledger.every(connection)]
    finally:
        if database is not target:
            database.close()


def _status(connection: sa.Connection, row: ledger.WaveRow, now: float) -> dict[str, Any]:
    done = ledger.done_chunks(connection, row, "load")
    undone = ledger.done_chunks(connection, row, "undo")
    left = row.closes_at - now if row.closes_at and row.state == "promoted" else None
    approval, edit = ledger.APPROVAL, ledger.EDIT
    yes = sa.select(approval.c.who).where(approval.c.wave == row.name, approval.c.digest == row.digest)
    event = ledger.EVENT
    said = sa.select(event.c.step, event.c.who, event.c.at, event.c.why).where(event.c.wave == row.name)
    steps = {s: {"who": who, "at": at, "why": why} for s, who, at, why in connection.execute(said.order_by(event.c.id))}
    edits = sa.select(sa.func.count()).where(edit.c.wave == row.name, edit.c.attempt == row.attempt)
    return {
        "wave": row.name,
        "state": row.state,
        "digest": row.digest,
        "fingerprint": row.fingerprint,
        "attempt": row.attempt,
        "promoted_at": row.promoted_at,
        "closes_at": row.closes_at,
        "seconds_left": max(0.0, left) if left is not None else None,
        "reminder": left is not None and 0 < left <= REMIND_S,
        "paused_by": row.pause,
        "chunks": len(done),
        "rows": _sum(done),
        "undone": _sum(undone),
        "approvals": [w for (w,) in connection.execute(yes)],
        "approvals_needed": int(row.spec.get("approvals") or 0),
        "steps": steps,
        "live_edits": connection.scalar(edits),
    }


def _sum(chunks: dict[tuple[str, int], dict[str, int]]) -> dict[str, int]:
    total: dict[str, int] = {}
    for counts in chunks.values():
        for name, count in counts.items():
            total[name] = total.get(name, 0) + count
    return total


def history(target: str | Database) -> list[dict[str, Any]]:
    """Every event, oldest first: `id, wave, at` (seconds since 1970), `who, step, why, digest, detail`."""
    database = connect(target)
    try:
        with database.begin(write=False) as connection:
            if not ledger.exists(connection):
                return []
            rows = connection.execute(sa.select(ledger.EVENT).order_by(ledger.EVENT.c.id)).mappings()
            return [{**row, "detail": json.loads(row["detail"]) if row["detail"] else None} for row in rows]
    finally:
        if database is not target:
            database.close()
