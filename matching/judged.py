"""Judgements of a table: whole, under a kept model, or where there is nothing to compare."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from matching.canonical import canonical
from matching.identical import identical_together
from matching.incremental.kept import Kept
from matching.incremental.late import RerunDue
from matching.notes import all_alike, notes_on
from matching.survive.golden import field_names

_TEXTS = ("left", "right", "verdict", "reason")
NO_PAIRS = pa.table(
    {n: pa.array([], pa.string() if n in _TEXTS else pa.float64()) for n in ("left", "right", "probability", "weight")}
    | {n: pa.array([], pa.string()) for n in ("verdict", "reason")}
)
NO_CONFLICTS = NO_PAIRS.select(["left", "right", "probability", "reason"]).add_column(
    3, "kind", pa.array([], pa.string())
)


@dataclass(frozen=True)
class _Alone:
    """The judgement of records that cannot be compared: each is a customer of its own."""

    pairs: pa.Table
    clusters: pa.Table
    conflicts: pa.Table
    report: dict[str, Any]


def judged_again(records: pa.Table, settings: Any, decisions: pa.Table | None, why: str) -> Any:
    """Judge all records and keep the model; the report and its notes say `why` (words) it had to be."""
    judged = judged_whole(records, settings, decisions, None, True)
    report = dict(judged.report)
    notes = [*report.get("notes", ()), f"all records were judged again: {why}"]
    return replace(judged, report=report | {"rerun": why, "notes": notes})


def judged_step(before: Kept, records: pa.Table, settings: Any, decisions: pa.Table | None) -> Any:
    """Judge what changed since a kept model was last asked, or all where it does not fit any more.

    Returns:
        A `Judged` of all records: `pairs`, `clusters`, `conflicts` (see the table contracts), `report` and `kept`.
    """
    from matching.incremental.judged import judge_step
    from matching.judge import Judged

    try:
        tables, report, kept = judge_step(before, records, settings, decisions)
    except RerunDue as due:
        return judged_again(records, settings, decisions, due.why)
    unique = getattr(settings, "duplicate_free", ())
    tables["clusters"] = identical_together(records, tables["clusters"], decisions, unique)
    return Judged(**tables, report=report | {"notes": [*notes_on(records), *report["notes"]]}, kept=kept)


def judged_whole(
    records: pa.Table, settings: Any, decisions: pa.Table | None, progress: Callable | None, keep: bool = False
) -> Any:
    """Judge the records, or say in the report's notes why there is nothing to judge.

    `progress(step, part)`: part is 0–1. `keep`: keep the model, for `judged_step`.
    """
    filled = [n for n in field_names(records) if records[n].null_count < len(records)]
    if len(records) > 1 and filled:
        return _compared(records, settings, decisions, progress, keep)
    ids = records["record_id"]
    clusters = pa.table({"record_id": ids, "cluster": ids, "org": pa.nulls(len(ids), pa.string())})
    if len(records) > 1:
        note = "no column holds any value to match on, so each record stays a customer of its own; map the columns"
    else:
        note = f"{len(records)} record(s): nothing to compare"
    return _Alone(NO_PAIRS, clusters, NO_CONFLICTS, {"notes": [note]})


def _compared(
    records: pa.Table, settings: Any, decisions: pa.Table | None, progress: Callable | None, keep: bool
) -> Any:
    """Judge records under names that say nothing, with what a steward's answers teach."""
    from matching.judge import judge

    known = canonical(records)
    found = judge(known.records, settings=settings, decisions=known.named(decisions), progress=progress, keep=keep)
    unique = getattr(settings, "duplicate_free", ())
    clusters = identical_together(records, known.own(found.clusters), decisions, unique)
    alike = all_alike(records, len(pc.unique(clusters["cluster"])))
    report = found.report | {"notes": [*notes_on(records), *alike, *found.report["notes"]]}
    kept = found.kept.named(known.ids) if found.kept else None
    return replace(
        found,
        kept=kept,
        pairs=known.own(found.pairs),
        clusters=clusters,
        conflicts=known.own(found.conflicts),
        report=report,
    )
