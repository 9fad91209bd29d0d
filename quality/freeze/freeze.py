"""Freezing as a log of events: nothing is overwritten, the state is derived from the log alone.

An event freezes or thaws one record, or takes another event back; who, when, why and by which rule stand in
it. A record that a person thawed is not frozen again by the same rule.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa
import pyarrow.compute as pc

from quality.errors import RuleError

FROZEN = pa.schema(
    [(name, pa.string()) for name in ("event", "kind", "record_id", "rule", "reason", "who", "at", "undoes")]
)


@dataclass(frozen=True)
class FreezeRule:
    """Freeze the records that one of the audit's `rules` found, in all sources or in those named."""

    rules: tuple[str, ...] = ("dormant_customer", "placeholder_name", "name_missing")
    sources: tuple[str, ...] = ()

    def picks(self, findings: pa.Table) -> pa.Table:
        """Return the findings that freeze their record."""
        wanted = pc.is_in(findings["rule"], value_set=pa.array(self.rules, pa.string()))
        if self.sources:
            wanted = pc.and_(wanted, pc.is_in(findings["source"], value_set=pa.array(self.sources, pa.string())))
        return findings.filter(wanted)


def freeze_records(log: pa.Table, findings: pa.Table, rule: FreezeRule, who: str, at: datetime) -> pa.Table:
    """Return the log with an event for every record that `rule` newly freezes.

    `findings` follow the contract. A record that is frozen already, or that a person thawed after the same
    rule had frozen it, is left as it is. Raises RuleError where nobody is named.
    """
    _named(who)
    picked = rule.picks(findings).select(["record_id", "rule", "value", "proposal"])
    settled = _settled(log)
    frozen, seen, events = set(frozen_ids(log).to_pylist()), set(), []
    for row in picked.to_pylist():
        key = (row["record_id"], row["rule"])
        if row["record_id"] in frozen or row["record_id"] in seen or key in settled:
            continue
        seen.add(row["record_id"])
        events.append(_event("freeze", row["record_id"], row["rule"], row["proposal"], who, at))
    return _with(log, events)


def thaw(log: pa.Table, record_ids: Sequence[str], reason: str, who: str, at: datetime) -> pa.Table:
    """Return the log with the records thawed by a named person for a reason.

    Raises RuleError where a record is not frozen, or the name or the reason is missing.
    """
    _named(who)
    if not reason.strip():
        raise RuleError("a thaw needs a reason", expected="why these records may move again")
    state = state_of(log)
    strangers = [record for record in record_ids if record not in state]
    if strangers:
        raise RuleError(f"{len(strangers)} of the records are not frozen, {strangers[0]!r} for one")
    return _with(log, [_event("thaw", r, state[r]["rule"], reason, who, at) for r in record_ids])


def undo_freeze(log: pa.Table, event: str, who: str, at: datetime) -> pa.Table:
    """Return the log with one event taken back: what it froze moves again, what it thawed is frozen again.

    Raises RuleError where there is no such event, where it takes another one back itself, or where it was
    taken back before.
    """
    _named(who)
    events = log.to_pylist()
    found = [row for row in events if row["event"] == event]
    if not found:
        raise RuleError(f"no event {event!r} in the log", next_step="See them with: mergepoint freeze --list")
    if found[0]["kind"] == "undo":
        raise RuleError(f"event {event!r} takes another one back", next_step="Freeze or thaw the record anew.")
    if any(row["undoes"] == event for row in events):
        raise RuleError(f"event {event!r} was taken back before", next_step="Nothing is left to do.")
    taken = _event("undo", found[0]["record_id"], found[0]["rule"], "", who, at)
    return _with(log, [{**taken, "undoes": event}])


def state_of(log: pa.Table) -> dict[str, dict]:
    """Return the records frozen now, each with the event that froze it."""
    state: dict[str, list[dict]] = {}
    gone = {row["undoes"] for row in log.to_pylist() if row["kind"] == "undo"}
    for row in log.to_pylist():
        if row["kind"] == "undo" or row["event"] in gone:
            continue
        events = state.setdefault(row["record_id"], [])
        if row["kind"] == "freeze":
            events.append(row)
        else:
            events.clear()
    return {record: events[-1] for record, events in state.items() if events}


def frozen_ids(log: pa.Table) -> pa.Array:
    """Return the ids of the records frozen now, sorted: what a wave leaves out."""
    return pa.array(sorted(state_of(log)), pa.string())


def report(log: pa.Table) -> pa.Table:
    """Return `rule, frozen, thawed, undone` counts by rule."""
    state, rows = state_of(log), {}
    for row in log.to_pylist():
        entry = rows.setdefault(row["rule"], {"rule": row["rule"], "frozen": 0, "thawed": 0, "undone": 0})
        entry["thawed"] += row["kind"] == "thaw"
        entry["undone"] += row["kind"] == "undo"
    for event in state.values():
        rows[event["rule"]]["frozen"] += 1
    names = ("rule", "frozen", "thawed", "undone")
    return pa.table({name: [row[name] for row in rows.values()] for name in names})


def _settled(log: pa.Table) -> set[tuple[str, str]]:
    """Pairs of record and rule on which a person has spoken."""
    events = log.to_pylist()
    gone = {row["undoes"] for row in events if row["kind"] == "undo"}
    thawed = {(r["record_id"], r["rule"]) for r in events if r["kind"] == "thaw" and r["event"] not in gone}
    return thawed | {(r["record_id"], r["rule"]) for r in events if r["kind"] == "freeze" and r["event"] in gone}


def _event(kind: str, record: str, rule: str, reason: str, who: str, at: datetime) -> dict:
    return {
        "kind": kind,
        "record_id": record,
        "rule": rule,
        "reason": reason,
        "who": who,
        "at": at.isoformat(),
        "undoes": "",
    }


def _with(log: pa.Table, events: list[dict]) -> pa.Table:
    numbered = [{"event": f"F{log.num_rows + i:08d}", **event} for i, event in enumerate(events, 1)]
    return pa.concat_tables([log, pa.Table.from_pylist(numbered, schema=FROZEN)]) if numbered else log


def _named(who: str) -> None:
    if not who.strip():
        raise RuleError("nobody is named", expected="the name of the person who decides")
