"""What stewards accepted as it is, as a log of events: said by whom and when, and taken back by whom and when.

An accepted finding stays silent in every later audit until its value changes. Nothing is overwritten; what holds
is derived from the log alone.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

import pyarrow as pa

from quality.errors import RuleError

ACCEPTED = pa.schema(
    [(name, pa.string()) for name in ("event", "kind", "rule", "record_id", "field", "value", "who", "at", "undoes")]
)
_FINDING = ("rule", "record_id", "field", "value")


def accept(log: pa.Table, rows: Sequence[Mapping[str, str]], at: datetime) -> pa.Table:
    """Return the log with an event for every row (`rule, record_id, field, value, by`) that is not accepted yet.

    Raises RuleError where nobody is named.
    """
    known = {_finding(row) for row in accepted_now(log).to_pylist()}
    events = []
    for row in rows:
        if not row["by"].strip():
            raise RuleError("nobody is named", expected="the name of the person who accepts the value")
        if _finding(row) not in known:
            known.add(_finding(row))
            events.append({**{n: row[n] for n in _FINDING}, "kind": "accept", "who": row["by"], "undoes": ""})
    return _with(log, events, at)


def withdraw(log: pa.Table, event: str, who: str, at: datetime) -> pa.Table:
    """Return the log with one acceptance taken back: the finding speaks again in the next audit.

    Raises RuleError where nobody is named, there is no such acceptance, or it was taken back before.
    """
    if not who.strip():
        raise RuleError("nobody is named", expected="the name of the person who decides")
    held = {row["event"]: row for row in accepted_now(log).to_pylist()}
    if event not in held:
        raise RuleError(f"no acceptance {event!r} that holds", next_step="See them with: mergepoint audit --decisions")
    return _with(log, [{**held[event], "kind": "undo", "who": who, "undoes": event}], at)


def accepted_now(log: pa.Table) -> pa.Table:
    """Return the acceptances that hold (contract `ACCEPTED`), oldest first."""
    rows = log.to_pylist()
    gone = {row["undoes"] for row in rows if row["kind"] == "undo"}
    held = [row for row in rows if row["kind"] == "accept" and row["event"] not in gone]
    return pa.Table.from_pylist(held, schema=ACCEPTED)


def _finding(row: Mapping[str, str]) -> tuple[str, ...]:
    return tuple((row[name] or "").strip() for name in _FINDING)


def _with(log: pa.Table, events: list[dict], at: datetime) -> pa.Table:
    rows = [{**event, "event": f"A{log.num_rows + i:06d}", "at": at.isoformat()} for i, event in enumerate(events, 1)]
    return pa.concat_tables([log, pa.Table.from_pylist(rows, schema=ACCEPTED)]) if rows else log
