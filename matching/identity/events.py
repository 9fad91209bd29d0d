"""What happened to ids between two runs, as a table of events."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.identity.assign import IdRun

EVENTS = pa.schema(
    [
        ("kind", pa.string()),
        ("customer_id", pa.string()),
        ("other_id", pa.string()),
        ("record_id", pa.string()),
        ("records", pa.int64()),
    ]
)


def level_events(run: IdRun, labels: np.ndarray, record_ids: pa.Array, old_ids: pa.Array) -> pa.Table:
    """Return the events of one level: `kind, customer_id, other_id, record_id, records`.

    `created` a new id with no earlier records; `merged` an id whose records went to `other_id`, which
    lives on in its place; `split` a part of an id's records left for `other_id`; `moved` one record that
    left for `other_id` (with each split); `returned` an id whose records had been away. `retired` ids are
    added by the caller, who knows which records are gone. `old_ids`: string a record, null if unknown.
    """
    new_ids = run.ids.take(pa.array(run.moves["label"].to_numpy()))
    old = run.moves["old_id"].combine_chunks()
    counts = run.moves["records"].to_numpy()
    left = pc.not_equal(new_ids, old).to_numpy(zero_copy_only=False)
    lives = pc.is_in(old, value_set=run.ids).to_numpy(zero_copy_only=False)
    merged = left & ~lives & _largest(old, new_ids, counts)
    split = left & ~merged
    parts = [
        _event("created", run.ids.filter(pa.array(_unknown(run))), None, None),
        _event("merged", old.filter(pa.array(merged)), new_ids.filter(pa.array(merged)), counts[merged]),
        _event("split", old.filter(pa.array(split)), new_ids.filter(pa.array(split)), counts[split]),
        _moved(run, labels, record_ids, old_ids, (old.filter(pa.array(split)), new_ids.filter(pa.array(split)))),
    ]
    return pa.concat_tables(parts)


def _unknown(run: IdRun) -> np.ndarray:
    known = np.zeros(len(run.ids), bool)
    known[run.moves["label"].to_numpy()] = True
    return ~known


def _largest(old: pa.Array, new: pa.Array, counts: np.ndarray) -> np.ndarray:
    """Mark for each earlier id the cluster that got most of it (then the smaller id)."""
    codes = old.dictionary_encode().indices.to_numpy()
    rank = np.empty(len(new), np.int64)
    rank[pc.sort_indices(new).to_numpy()] = np.arange(len(new))
    order = np.lexsort((rank, -counts, codes))
    first = np.append(True, codes[order][1:] != codes[order][:-1]) if len(order) else np.zeros(0, bool)
    out = np.zeros(len(old), bool)
    out[order[first]] = True
    return out


def _moved(run: IdRun, labels: np.ndarray, record_ids: pa.Array, old_ids: pa.Array, split: tuple) -> pa.Table:
    here = np.flatnonzero((labels >= 0) & old_ids.is_valid().to_numpy(zero_copy_only=False))
    was, now = old_ids.take(pa.array(here)), run.ids.take(pa.array(labels[here]))
    changed = pc.not_equal(was, now).to_numpy(zero_copy_only=False)
    at = here[changed]
    was, now = was.filter(pa.array(changed)), now.filter(pa.array(changed))
    pairs = pc.binary_join_element_wise(was, now, ">")
    wanted = pc.binary_join_element_wise(split[0], split[1], ">")
    keep = pc.is_in(pairs, value_set=wanted)
    table = _event("moved", was, now, np.ones(len(at), np.int64), record_ids.take(pa.array(at)))
    return table.filter(keep)


def _event(kind: str, ids: pa.Array, other: pa.Array | None, records, record_ids=None) -> pa.Table:
    count = len(ids)
    columns = [
        pa.array([kind] * count, pa.string()),
        ids.cast(pa.string()),
        pa.nulls(count, pa.string()) if other is None else other.cast(pa.string()),
        pa.nulls(count, pa.string()) if record_ids is None else record_ids.cast(pa.string()),
        pa.nulls(count, pa.int64()) if records is None else pa.array(records, pa.int64()),
    ]
    return pa.table(columns, schema=EVENTS)


def id_events(kind: str, ids: pa.Array) -> pa.Table:
    """Return one event of `kind` for each id."""
    return _event(kind, ids, None, None)
