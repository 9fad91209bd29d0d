"""The stewards' corrections: taken from a filled SOP workbook, kept in a log, applied to every reading.

`corrections/<source>` follows the contract "Changes" with two more columns: `who`, and `at` (ISO 8601,
UTC), the same for all that came in together. The log is only ever added to.
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

import quality
from pipelines.errors import MissingInput
from pipelines.stages.accepted import keep_accepted
from pipelines.stages.audit import sources_of_store
from pipelines.stages.context import Context

WHO = (("who", pa.string()), ("at", pa.string()))
STALE = "the value has changed since"


def take_corrections(context: Context, path: Path) -> dict[str, Any]:
    """Take a filled workbook: keep its corrections, write the corrected `exports/<source>`.

    Returns counts: `applied`, `known` (taken before), `accepted` (left as they are by decision; `newly_accepted`
    of them were not before), and the `refused` rows (`record_id, field, reason`). A workbook taken twice adds nothing.

    Raises
    ------
    MissingInput
        There is no such file.
    quality.QualityError
        It is not the workbook of an SOP.
    """
    if not path.is_file():
        raise MissingInput("Filled workbook", str(path), "Make it with: mergepoint audit --sop DIR, and fill it in.")
    taken = quality.read_corrections(path, sources_of_store(context))
    changes, twice = _one_each(taken.changes)
    known = _logged(context, taken.refused)
    refused = taken.refused.filter(pc.invert(known)).select(["record_id", "field", "reason"])
    for name in context.workspace.sources:
        mine = changes.filter(_of_source(changes["record_id"], name))
        if mine.num_rows:
            keep_corrections(context, name, mine)
            records = context.store.read(f"exports/{name}")
            context.store.write(f"exports/{name}", quality.apply_corrections(records, mine))
    return {
        "applied": changes.num_rows,
        "known": pc.sum(known).as_py() or 0,
        "accepted": taken.accepted.num_rows,
        "newly_accepted": keep_accepted(context, taken.accepted),
        "refused": refused.to_pylist() + twice,
    }


def corrected(context: Context, name: str, records: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Apply what is kept for a source to its records as just read, in the order it came in.

    Returns the records, and the corrections that were skipped since the cell no longer holds what was
    corrected, or the record or column is gone.
    """
    log = log_of(context, name)
    skipped = [log.slice(0, 0)]
    for at in pc.unique(log["at"]).to_pylist():
        together = log.filter(pc.equal(log["at"], at))
        fits = _fits(records, together)
        records = quality.apply_corrections(records, together.filter(fits))
        skipped.append(together.filter(pc.invert(fits)))
    return records, pa.concat_tables(skipped)


def log_of(context: Context, name: str) -> pa.Table:
    """Return the corrections kept for a source, oldest first; empty where there are none."""
    if context.store.has(f"corrections/{name}"):
        return context.store.read(f"corrections/{name}")
    return log_schema().empty_table()


def log_schema() -> pa.Schema:
    """Return the columns of a log of corrections."""
    return pa.schema([*quality.CHANGES_SCHEMA, *(pa.field(*column) for column in WHO)])


def keep_corrections(context: Context, name: str, changes: pa.Table) -> None:
    """Add changes (rule `steward/<who>`) to the log of a source, so that every reading applies them again."""
    who = pc.replace_substring_regex(changes["rule"], "^steward/", "")
    at = dt.datetime.now(dt.UTC).isoformat()
    stamped = changes.append_column("who", who).append_column("at", pa.repeat(at, changes.num_rows))
    context.store.write(f"corrections/{name}", pa.concat_tables([log_of(context, name), stamped]))


def _fits(records: pa.Table, changes: pa.Table) -> pa.Array:
    """Which corrections meet the cell they were made for; white space at its ends does not count."""
    fits = pa.repeat(False, changes.num_rows)
    place = pc.index_in(changes["record_id"].combine_chunks(), value_set=records["record_id"].combine_chunks())
    for column in pc.unique(changes["column"]).to_pylist():
        if column not in records.column_names:
            continue
        now = pc.fill_null(pc.utf8_trim_whitespace(records[column].combine_chunks().take(place)), "")
        same = pc.equal(now, pc.utf8_trim_whitespace(changes["before"].combine_chunks()))
        mine = pc.and_(pc.equal(changes["column"], column).combine_chunks(), pc.is_valid(place))
        fits = pc.or_(fits, pc.and_(mine, same))
    return fits


def _one_each(changes: pa.Table) -> tuple[pa.Table, list[dict[str, str]]]:
    """Take one correction of each cell; a second one that says something else is refused."""
    first: dict[tuple[str, str], str] = {}
    keep, twice = [], []
    for row in changes.to_pylist():
        cell = (row["record_id"], row["column"])
        keep.append(cell not in first)
        if first.setdefault(cell, row["after"]) != row["after"]:
            reason = "the workbook corrects this cell twice, differently"
            twice.append({"record_id": cell[0], "field": cell[1], "reason": reason})
    return changes.filter(pa.array(keep, pa.bool_())), twice


def _logged(context: Context, refused: pa.Table) -> pa.Array:
    """Which refused rows are stale only because they were taken before."""
    known = set()
    for name in context.workspace.sources:
        log = log_of(context, name)
        known |= set(zip(*(log[c].to_pylist() for c in ("record_id", "column", "after")), strict=True))
    rows = refused.to_pylist()
    again = [r["reason"] == STALE and (r["record_id"], r["field"], r["correction"]) in known for r in rows]
    return pa.array(again, pa.bool_())


def _of_source(record_ids: pa.ChunkedArray, name: str) -> pa.ChunkedArray:
    return pc.starts_with(record_ids, f"{name}:")
