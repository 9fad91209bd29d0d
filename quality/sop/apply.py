"""Take a filled workbook back: every correction checked, what passes becomes a change with its provenance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.cleaning.model import CHANGES_SCHEMA
from quality.errors import UnreadableExport
from quality.findings.judge import Judge
from quality.findings.values import AuditSource
from quality.findings.view import Column, View, view
from quality.formulas import bare
from quality.sop.words import DECISIONS, MACHINE

VERSION = "1"
_CHECKED = (
    "phone",
    "fax",
    "tax_id",
    "national_id",
    "email",
    "birth_date",
    "created",
    "updated",
    "last_seen",
    "order_date",
)


@dataclass(frozen=True)
class Corrections:
    """What came back. `changes` by contract (kind `applied`, rule `steward/<who>`); `accepted` and `refused`
    are rows of the workbook: `rule, record_id, field, value, correction, by` and, refused, the `reason`.
    """

    changes: pa.Table
    accepted: pa.Table
    refused: pa.Table


def read_corrections(path: Path, sources: Mapping[str, AuditSource]) -> Corrections:
    """Read a filled workbook and check every correction against the records as they are now.

    Refused are decisions that are not in the list, corrections of records or columns that are not there, of values
    that have changed since, with nobody named, or that are not valid themselves. Raises UnreadableExport for
    another kind of workbook.
    """
    rows = _rows(Path(path))
    views = {name: view(name, source) for name, source in sources.items()}
    places = {name: dict(zip(v.record_ids.to_pylist(), range(v.rows), strict=True)) for name, v in views.items()}
    judge, changes, accepted, refused = Judge(), [], [], []
    for row in rows:
        decision = _decision(row["decision"])
        if row["decision"] and not decision:
            refused.append({**row, "reason": _unlisted(row)})
        elif decision == "accept":
            accepted.append(row) if row["by"] else refused.append({**row, "reason": "nobody is named"})
        elif row["correction"] or decision == "correct":
            reason = _reason(row, views, places, judge)
            if reason:
                refused.append({**row, "reason": reason})
            else:
                changes.append(_change(row, views))
    return Corrections(
        pa.Table.from_pylist(changes, schema=CHANGES_SCHEMA), _table(accepted), _table(refused, "reason")
    )


def apply_corrections(records: pa.Table, changes: pa.Table) -> pa.Table:
    """Return `records` (contract "Records") with the applied changes in their cells; the input is not touched."""
    for column in pc.unique(changes["column"]).to_pylist():
        if column not in records.column_names:
            continue
        mine = changes.filter(pc.equal(changes["column"], column))
        place = pc.index_in(records["record_id"], value_set=mine["record_id"].combine_chunks())
        value = pc.take(mine["after"].combine_chunks(), place.combine_chunks())
        after = pc.if_else(pc.is_valid(place), value, records[column])
        records = records.set_column(records.column_names.index(column), column, after)
    return records


def _rows(path: Path) -> list[dict[str, str]]:
    from python_calamine import CalamineWorkbook

    try:
        lines = CalamineWorkbook.from_path(str(path)).get_sheet_by_index(0).to_python()
    except Exception as error:  # calamine's errors have no common base
        raise UnreadableExport("not a workbook", file=path, expected="the SOP workbook as .xlsx") from error
    if not lines or tuple(_text(cell) for cell in lines[0][: len(MACHINE)]) != MACHINE:
        raise UnreadableExport("not a workbook of the SOP", file=path, next_step="Fill in the one that audit wrote.")
    rows = [{**dict(zip(MACHINE, map(_text, line), strict=False)), "line": str(at)} for at, line in enumerate(lines, 1)]
    return [row for row in rows[2:] if row["record_id"]]


def _text(cell: object) -> str:
    """Return a cell as text: whole numbers without a decimal point, the guard before a formula taken off."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return bare(str(cell).strip()) if cell is not None else ""


def _decision(text: str) -> str:
    return next((pair[0] for pair in DECISIONS if text.strip().lower() in pair), "")


def _unlisted(row: Mapping[str, str]) -> str:
    """Say in which cell the decision stands that is none, and what it may be."""
    cell = f"{chr(ord('A') + MACHINE.index('decision'))}{row['line']}"
    listed = ", ".join(" / ".join(pair) for pair in DECISIONS)
    return f"cell {cell}: {row['decision']!r} is no decision; write one of {listed}"


def _reason(row: Mapping[str, str], views: Mapping, places: Mapping, judge: Judge) -> str:
    """Say why a correction cannot be taken, empty where it can."""
    seen = views.get(row["source"])
    if seen is None or row["record_id"] not in places[row["source"]]:
        return "no such record"
    if row["field"] not in seen.columns:
        return "no such column"
    if not (row["by"] and row["correction"]):
        return "no correction is given" if row["by"] else "nobody is named"
    return _conflict(row, seen, places[row["source"]][row["record_id"]], judge)


def _conflict(row: Mapping[str, str], seen: View, place: int, judge: Judge) -> str:
    column: Column = seen.columns[row["field"]]
    now = column.text(np.array([place]))[0].as_py() or ""
    if now.strip() != row["value"].strip():
        return "the value has changed since"
    if column.field in _CHECKED:
        region = None if column.regions is None else [""]
        if not judge.again(seen, column, pa.array([row["correction"]]), region).valid[0]:
            return f"the correction is not a valid {column.field}"
    return ""


def _change(row: Mapping[str, str], views: Mapping) -> dict[str, str]:
    field = views[row["source"]].columns[row["field"]].field
    return {
        "record_id": row["record_id"],
        "field": field,
        "column": row["field"],
        "before": row["value"],
        "after": row["correction"],
        "rule": f"steward/{row['by']}",
        "version": VERSION,
        "kind": "applied",
    }


def _table(rows: Sequence[Mapping[str, str]], *more: str) -> pa.Table:
    names = ("rule", "record_id", "field", "value", "correction", "by", *more)
    return pa.table({name: pa.array([row[name] for row in rows], pa.string()) for name in names})
