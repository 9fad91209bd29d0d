"""The audit trail: who did what and when, each line sealed with all the lines before it."""

import hashlib
import json

import sqlalchemy as sa

from matching.state.schema import AUDIT


def note(connection: sa.Connection, line: dict[str, str]) -> None:
    """Add a line (`at, who, action, subject, detail`) to the trail."""
    last = sa.select(AUDIT.c.seal).order_by(AUDIT.c.seq.desc()).limit(1)
    before = connection.execute(last).scalar() or ""
    connection.execute(AUDIT.insert(), [{**line, "seal": seal(before, line)}])


def seal(before: str, line: dict[str, str]) -> str:
    """Return the SHA-256 of a line and of the seal before it."""
    text = json.dumps([before, *(line[k] for k in ("at", "who", "action", "subject", "detail"))], ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def broken(connection: sa.Connection) -> list[int]:
    """Return the numbers of the lines whose seal does not hold: they, or a line before, were changed."""
    wrong, before = [], ""
    for row in connection.execute(sa.select(AUDIT).order_by(AUDIT.c.seq)).mappings():
        if row["seal"] != seal(before, row):
            wrong.append(row["seq"])
        before = row["seal"]
    return wrong
