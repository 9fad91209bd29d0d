"""The whole way from clean records to customers: judge, identify, survive, link, queue."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.canonical import canonical
from matching.decide import rehome
from matching.identical import identical_together
from matching.identity import IdentityState, identify
from matching.incremental import Outcome, renew, said_by, upsert
from matching.incremental.kept import Kept
from matching.incremental.late import RerunDue
from matching.intake import as_records
from matching.links import find_links
from matching.notes import all_alike, notes_on
from matching.parallel import each
from matching.review import queue
from matching.survive import SurvivorshipPolicy, survive
from matching.survive.golden import field_names
from matching.undo import Holdings

JUDGED = 0.85  # of the time of a run
_TEXTS = ("left", "right", "verdict", "reason")
NO_PAIRS = pa.table(
    {n: pa.array([], pa.string() if n in _TEXTS else pa.float64()) for n in ("left", "right", "probability", "weight")}
    | {n: pa.array([], pa.string()) for n in ("verdict", "reason")}
)
NO_CONFLICTS = NO_PAIRS.select(["left", "right", "probability", "reason"]).add_column(
    3, "kind", pa.array([], pa.string())
)


@dataclass(frozen=True)
class Deduped:
    """Everything one dedupe run found (columns: see the table contracts).

    `records`: the clean records, as judged. `crosswalk`, `golden`, `provenance`, `pairs`, `links`,
    `conflicts`. `events`: what happened to ids since `previous`. `review`: the queue, most valuable
    question first. `identity`: hand it to the next run. `report`: figures by name. `kept`: the model, where it was
    to be kept, for `update` without judging all again; `said` beside it, for the golden records (see `Outcome`).
    """

    records: pa.Table
    crosswalk: pa.Table
    golden: pa.Table
    provenance: pa.Table
    pairs: pa.Table
    links: pa.Table
    conflicts: pa.Table
    events: pa.Table
    review: pa.Table
    identity: IdentityState
    report: dict[str, Any]
    kept: Kept | None = None
    said: pa.Table | None = None

    @property
    def holdings(self) -> Holdings:
        """What the customers hold: what an unmerge works on."""
        return Holdings(self.crosswalk, self.golden, self.provenance, self.links)


def dedupe(  # noqa: PLR0913 - the one call a notebook user makes; all but the table is optional and named
    table: Any,
    *,
    fields: Mapping[str, Any] | None = None,
    settings: Any = None,
    policy: SurvivorshipPolicy | None = None,
    previous: IdentityState | None = None,
    decisions: pa.Table | None = None,
    progress: Callable[..., None] | None = None,
    keep: bool = False,
    under: Kept | None = None,
    before: Outcome | None = None,
) -> Deduped:
    """Find the customers in a pandas or Arrow table of records.

    `fields`: field → column(s), where the headers do not say it. `settings`: `MatchSettings`. `policy`:
    which values survive. `previous`: identities of the run before, so that ids stay. `decisions`:
    judgements (`left, right, judgement`), which outrank the model; with fingerprints (as `State.decisions`
    gives them) they find their records again under new names. `progress(stage, part)`: part is 0–1. `keep`: keep the
    model, so that later batches can be judged under it (`update`). `under`: such a model; what has changed since it was
    made is judged under it, and nothing else (decision 23). `before`: what the last run came to under the same policy;
    golden records of customers that nothing touched are taken from it.
    """
    records = as_records(table, fields)
    if decisions is not None and "left_print" in decisions.column_names:
        decisions, _ = rehome(decisions, records)
    told = progress or (lambda _step, _part: None)
    if under is not None:
        judged = _stepped(under, records, settings, decisions)
    else:
        judged = _judged(records, settings, decisions, lambda step, part: told(step, JUDGED * part), keep)
    told("golden records", JUDGED)
    done = assemble(records, judged, policy=policy, previous=previous, decisions=decisions, before=before)
    told("done", 1.0)
    return done


def update(  # noqa: PLR0913 - as dedupe
    before: Deduped,
    batch: Any,
    *,
    removed: list[str] | None = None,
    fields: Mapping[str, Any] | None = None,
    settings: Any = None,
    policy: SurvivorshipPolicy | None = None,
    decisions: pa.Table | None = None,
    rejudge: bool = True,
) -> Deduped:
    """Add a batch of records to an earlier run (same `policy`); the outcome is that of a full run.

    Records of the batch replace those of the same id; `removed` record ids go. All pairs are judged again,
    since a new record may shift what the rest means; golden records are made anew only for the customers
    whose records changed, and all ids stay.

    Without `rejudge` the model that the last full run kept (`dedupe(keep=True)`) goes on to hold: only what the batch
    touches is judged, and the outcome is that of judging all records under that model, in whatever batches they came.
    Where it does not fit them any more (`report["rerun"]` says why), all are judged again and a new model is kept.
    """
    records = upsert(before.records, as_records(batch, fields), removed)
    if decisions is not None and "left_print" in decisions.column_names:
        decisions, _ = rehome(decisions, records)
    if rejudge:
        judged = _judged(records, settings, decisions, None, before.kept is not None)
    elif before.kept is None:
        judged = _again(records, settings, decisions, "no model was kept")
    else:
        judged = _stepped(before.kept, records, settings, decisions)
    return assemble(records, judged, policy, before.identity, decisions, before)


def assemble(
    records: pa.Table,
    judged: Any,
    policy: SurvivorshipPolicy | None = None,
    previous: IdentityState | None = None,
    decisions: pa.Table | None = None,
    before: Deduped | Outcome | None = None,
) -> Deduped:
    """Turn judged pairs and clusters into customers (`judged`: `pairs, clusters, conflicts, report`).

    `before`: the run before under the same policy; golden records that nothing touched are taken from it.
    """
    customers, orgs = cluster_labels(records, judged.clusters)
    crosswalk, events, identity = identify(records, customers, orgs, previous)
    kept = getattr(judged, "kept", None)
    said = said_by(records, crosswalk) if kept is not None or before is not None else None
    renewed = partial(renew, before, said=said) if before is not None else survive
    golden, questions = each(
        lambda made: made(),
        (
            partial(renewed, records, crosswalk, policy),
            partial(queue, judged.pairs, crosswalk, answered=decisions),
        ),
    )
    report = {
        **dict(judged.report),
        "records": len(records),
        "customers": len(golden.records),
        "merged_records": len(records) - len(golden.records),
        "events": dict(zip(*_tally(events["kind"]), strict=True)),
    }
    return Deduped(
        kept=kept,
        said=said,
        records=records,
        crosswalk=crosswalk,
        golden=golden.records,
        provenance=golden.provenance,
        pairs=judged.pairs,
        links=find_links(golden.records, records, crosswalk),
        conflicts=judged.conflicts,
        events=events,
        review=questions,
        identity=identity,
        report=report,
    )


@dataclass(frozen=True)
class _Alone:
    """The judgement of records that cannot be compared: each is a customer of its own."""

    pairs: pa.Table
    clusters: pa.Table
    conflicts: pa.Table
    report: dict[str, Any]


def _again(records: pa.Table, settings: Any, decisions: pa.Table | None, why: str) -> Any:
    """Judge all records and keep the model; `why` says why it had to be."""
    judged = _judged(records, settings, decisions, None, True)
    report = dict(judged.report)
    notes = [*report.get("notes", ()), f"all records were judged again: {why}"]
    return replace(judged, report=report | {"rerun": why, "notes": notes})


def _stepped(before: Kept, records: pa.Table, settings: Any, decisions: pa.Table | None) -> Any:
    """Judge what changed since a kept model was last asked."""
    from matching.incremental.judged import judge_step
    from matching.judge import Judged

    try:
        tables, report, kept = judge_step(before, records, settings, decisions)
    except RerunDue as due:
        return _again(records, settings, decisions, due.why)
    unique = getattr(settings, "duplicate_free", ())
    tables["clusters"] = identical_together(records, tables["clusters"], decisions, unique)
    return Judged(**tables, report=report | {"notes": [*notes_on(records), *report["notes"]]}, kept=kept)


def _judged(
    records: pa.Table, settings: Any, decisions: pa.Table | None, progress: Callable | None, keep: bool = False
) -> Any:
    """Judge the records, or say why there is nothing to judge."""
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


def cluster_labels(records: pa.Table, clusters: pa.Table) -> tuple[np.ndarray, np.ndarray]:
    """Return int64 labels 0…K-1 of customers and of organisations (-1 for none), row for row."""
    ids = records["record_id"].combine_chunks()
    at = pc.index_in(ids, value_set=clusters["record_id"].combine_chunks().cast(pa.string()))
    return tuple(_codes(clusters[name].combine_chunks().take(at)) for name in ("cluster", "org"))


def _codes(labels: pa.Array) -> np.ndarray:
    if pa.types.is_integer(labels.type):
        labels = pc.if_else(pc.less(labels, 0), pa.scalar(None, labels.type), labels)
    return labels.dictionary_encode().indices.fill_null(-1).to_numpy().astype(np.int64)


def _tally(column: pa.ChunkedArray) -> tuple[list[str], list[int]]:
    counts = pc.value_counts(column).to_pylist()
    return [c["values"] for c in counts], [c["counts"] for c in counts]
