"""The whole way from clean records to customers: judge, identify, survive, link, queue."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.decide import rehome
from matching.identity import IdentityState, identify
from matching.incremental import Outcome, renew, said_by, upsert
from matching.incremental.kept import Kept
from matching.intake import as_records
from matching.judged import judged_again, judged_step, judged_whole
from matching.links import find_links
from matching.parallel import each
from matching.review import queue
from matching.survive import SurvivorshipPolicy, survive
from matching.undo import Holdings

JUDGED = 0.85  # of the time of a run


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
        judged = judged_step(under, records, settings, decisions)
    else:
        judged = judged_whole(records, settings, decisions, lambda step, part: told(step, JUDGED * part), keep)
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
        judged = judged_whole(records, settings, decisions, None, before.kept is not None)
    elif before.kept is None:
        judged = judged_again(records, settings, decisions, "no model was kept")
    else:
        judged = judged_step(before.kept, records, settings, decisions)
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
