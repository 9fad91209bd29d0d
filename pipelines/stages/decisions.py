"""What stewards decided in SOP workbooks, listed, and taken back one by one in somebody's name.

Two logs, both only added to: `corrections/<source>` (see `corrections`), and `sop/accepted` (`quality.ACCEPTED`).
Taking a correction back writes its opposite after it, so that every later reading gives the old value again.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

import quality
from pipelines.errors import PipelineError
from pipelines.stages.accepted import LOG, accepted_log
from pipelines.stages.context import Context
from pipelines.stages.corrections import log_of

_SHOWN = ("event", "kind", "record_id", "field", "value", "becomes", "who", "at")


def list_decisions(context: Context) -> list[dict[str, str]]:
    """Return every decision that holds: `event, kind (correct, accept), record_id, field, value, becomes, who, at`."""
    rows = []
    for name in context.workspace.sources:
        for event, row in _standing(log_of(context, name), name).items():
            rows.append({**row, "event": event, "kind": "correct", "field": row["column"], "value": row["before"],
                         "becomes": row["after"]})  # fmt: skip
    for row in quality.accepted_now(accepted_log(context)).to_pylist():
        rows.append({**row, "becomes": ""})
    return [{name: row[name] for name in _SHOWN} for row in sorted(rows, key=lambda row: row["at"])]


def undo_decision(context: Context, event: str, *, by: str) -> dict[str, Any]:
    """Take one decision of the list back, in the name of `by`; return what it was.

    Raises
    ------
    PipelineError
        There is no such decision, or it holds no longer; nobody is named.
    """
    if not by.strip():
        raise PipelineError("Nobody is named: --by NAME")
    found = next((row for row in list_decisions(context) if row["event"] == event), None)
    if found is None:
        raise PipelineError(f"No decision '{event}' holds. See them with: mergepoint audit --decisions")
    if found["kind"] == "accept":
        context.store.write(LOG, quality.withdraw(accepted_log(context), event, by, _now()))
    else:
        _take_back(context, event, by)
    return found


def _standing(log: pa.Table, source: str) -> dict[str, dict[str, str]]:
    """Return the corrections of a source that hold, by event: the last of each cell, unless it was taken back."""
    cells: dict[tuple[str, str], tuple[str, dict[str, str]]] = {}
    for number, row in enumerate(log.to_pylist(), 1):
        cell = (row["record_id"], row["column"])
        if row["rule"].startswith("undo/"):
            cells.pop(cell, None)
        else:
            cells[cell] = (f"{source}/{number}", row)
    return dict(cells.values())


def _take_back(context: Context, event: str, by: str) -> None:
    source, _, _ = event.rpartition("/")
    log = log_of(context, source)
    row = _standing(log, source)[event]
    opposite = {**row, "before": row["after"], "after": row["before"], "rule": f"undo/{by}", "who": by,
                "at": _now().isoformat()}  # fmt: skip
    added = pa.Table.from_pylist([opposite], schema=log.schema)
    context.store.write(f"corrections/{source}", pa.concat_tables([log, added]))
    records = context.store.read(f"exports/{source}")
    held = records.filter(pc.equal(records["record_id"], row["record_id"]))[row["column"]].to_pylist()
    if held == [row["after"]]:
        context.store.write(f"exports/{source}", quality.apply_corrections(records, added))


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
