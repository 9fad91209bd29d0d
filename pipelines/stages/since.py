"""What `--since` asks for: all that is new since the last run, since a run by its number, or by the records' dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

import matching
from pipelines.errors import PipelineError
from pipelines.stages.meanings import PARTIES, Meaning
from pipelines.store import Store

LAST = "last"
_WAYS = "write last, the number of a run (mergepoint dedupe tells it), or a date such as 2026-06-30"
_DATES = matching.SurvivorshipPolicy().recency


@dataclass(frozen=True)
class Since:
    """`day` (ISO): known records whose own date is earlier keep what they said; None: whatever changed is taken."""

    day: str | None = None


def read_since(text: str, runs: dict[str, int]) -> Since:
    """Read what a user asks for; `runs` are the numbers of the run that `made` the model and of the `last` under it.

    Raises
    ------
    PipelineError
        It is none of the three, the run is not one under the model, or the date lies ahead.
    """
    if text == LAST:
        return Since()
    if text.isdecimal() and len(text) < 8:
        _check_run(int(text), runs)
        return Since()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise PipelineError(f"--since {text}: {_WAYS}") from None
    if day > datetime.now(UTC).date():
        raise PipelineError(f"--since {text} lies ahead: nothing can have changed since")
    return Since(day.isoformat())


def _check_run(run: int, runs: dict[str, int]) -> None:
    if not runs:
        raise PipelineError(
            f"--since {run}: no run has kept a model yet; the first mergepoint dedupe --since last does"
        )
    if run < runs["made"]:
        made = f"the model that is kept was made in run {runs['made']}, after run {run}"
        raise PipelineError(f"--since {run}: {made}; all since then is in it: use --since last")
    if run > runs["last"]:
        raise PipelineError(f"--since {run}: the last run under the kept model was {runs['last']}; use --since last")


def check_dated(since: Since | None, meanings: dict[str, Meaning]) -> None:
    """Refuse a date where no source of customers tells when its records changed.

    Raises
    ------
    PipelineError
        None does.
    """
    parties = [meaning for meaning in meanings.values() if meaning.entity in PARTIES]
    if since and since.day and not any(meaning.column(name) for meaning in parties for name in _DATES):
        fields = " or ".join(_DATES)
        raise PipelineError(
            f"--since {since.day}: no source of customers has a date of its records; map {fields} to a column in the "
            "workspace, or use --since last, which finds what changed by itself"
        )


def held_back(store: Store, name: str, cleaned: pa.Table, since: Since) -> tuple[pa.Table, int]:
    """Return clean records with what the last run knew of them where their own date is earlier than `since.day`.

    Also how many of them would have said something else. A record's date is the first that is filled of updated,
    last_seen and created; one without any, and one that the last run did not know, is taken as it is.
    """
    if since.day is None or not store.has(f"clean/{name}") or store.schema(f"clean/{name}") != cleaned.schema:
        return cleaned, 0
    before = store.read(f"clean/{name}").combine_chunks()
    at = pc.index_in(cleaned["record_id"].combine_chunks(), value_set=before["record_id"].combine_chunks())
    held = pc.and_(at.is_valid(), pc.fill_null(pc.less(_dated(cleaned), since.day), False))
    both = pa.concat_tables([cleaned, before]).combine_chunks()
    rows = np.arange(len(cleaned))
    chosen = np.where(held.to_numpy(zero_copy_only=False), at.fill_null(0).to_numpy() + len(cleaned), rows)
    kept = both.take(pa.array(chosen))
    return kept, int((matching.row_hash(kept) != matching.row_hash(cleaned)).sum())


def _dated(records: pa.Table) -> pa.Array:
    filled = [records[name].combine_chunks() for name in _DATES if name in records.column_names]
    return pc.coalesce(*filled) if filled else pa.nulls(len(records), pa.string())
