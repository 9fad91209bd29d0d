"""Ids for clusters: inherited from the earlier run where there is one, else made from the founding record."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.identity.hashing import ID_BITS, render_ids, salted

_SHIFT = np.uint64(64 - ID_BITS)


@dataclass(frozen=True)
class IdRun:
    """Ids of one level (customers or organisations) in one run.

    `ids`: string, the id of each label. `inherited`: bool for each label. `moves`: table
    `label` (int64), `old_id` (string), `records` (int64), one row for each earlier id in each cluster.
    """

    ids: pa.Array
    inherited: np.ndarray
    moves: pa.Table


def assign_ids(
    labels: np.ndarray,
    prints: np.ndarray,
    record_ids: pa.Array,
    prefix: str,
    earlier: "Earlier | None" = None,
) -> IdRun:
    """Give every label 0…K-1 its id (`labels` is int64 a record, -1 for none).

    An earlier id goes to the cluster that holds most of its records (then the one with its founder, then
    the smallest fingerprint); a cluster that could take several takes the one it holds most records of,
    then the oldest. A cluster with none gets an id from the smallest fingerprint among its records, so
    that the order of rows and the names of sources do not matter; an id once used is never given again.
    """
    count = int(labels.max(initial=-1)) + 1
    rows = np.flatnonzero(labels >= 0)
    founder = np.full(count, np.iinfo(np.uint64).max, dtype=np.uint64)
    np.minimum.at(founder, labels[rows], prints[rows])
    moves = _moves(labels, earlier)
    owner = _inherit(moves, founder, earlier, prefix)
    fresh = np.flatnonzero(owner < 0)
    used = earlier.used if earlier is not None else pa.array([], pa.string())
    made = _fresh(fresh, founder, _Rows(labels, prints, record_ids), (prefix, used))
    if earlier is None:
        return IdRun(made, owner >= 0, _moves_table(moves, None))
    both = pa.concat_arrays([earlier.ids, made])
    index = owner.copy()
    index[fresh] = len(earlier.ids) + np.arange(len(fresh))
    return IdRun(both.take(pa.array(index)), owner >= 0, _moves_table(moves, earlier.ids))


@dataclass(frozen=True)
class Earlier:
    """What an earlier run knew.

    `codes` (int64 a record, -1 unknown) into `ids`; `founded` (int64, the run that made each id); `used`
    (string, every id ever given).
    """

    codes: np.ndarray
    ids: pa.Array
    founded: np.ndarray
    used: pa.Array


@dataclass(frozen=True)
class _Rows:
    labels: np.ndarray
    prints: np.ndarray
    record_ids: pa.Array


def _moves(labels: np.ndarray, earlier: Earlier | None) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    if earlier is None:
        empty = np.zeros(0, np.int64)
        return empty, empty, empty
    rows = np.flatnonzero((labels >= 0) & (earlier.codes >= 0))
    width = max(len(earlier.ids), 1)
    keys, records = np.unique(labels[rows] * width + earlier.codes[rows], return_counts=True)
    return keys // width, keys % width, records


def _moves_table(moves: tuple, ids: pa.Array | None) -> pa.Table:
    label, old, records = moves
    names = ids.take(pa.array(old)) if ids is not None else pa.array([], pa.string())
    return pa.table({"label": label, "old_id": names, "records": records})


def _inherit(moves: tuple, founder: np.ndarray, earlier: Earlier | None, prefix: str) -> np.ndarray:
    """Return for each label the code of the id it inherits, or -1: the greedy match in rounds."""
    owner = np.full(len(founder), -1, dtype=np.int64)
    if earlier is None or not len(moves[0]):
        return owner
    label, old, records = moves
    founded_here = pc.equal(render_ids(prefix, founder[label]), earlier.ids.take(pa.array(old)))
    name_rank = np.empty(len(earlier.ids), np.int64)
    name_rank[pc.sort_indices(earlier.ids).to_numpy()] = np.arange(len(earlier.ids))
    absent = ~founded_here.to_numpy(zero_copy_only=False)
    order = np.lexsort((founder[label], absent, name_rank[old], earlier.founded[old], -records))
    label, old = label[order], old[order]
    while len(label):
        rank = np.arange(len(label))
        best_label = np.full(len(founder), len(label))
        best_old = np.full(len(earlier.ids), len(label))
        np.minimum.at(best_label, label, rank)
        np.minimum.at(best_old, old, rank)
        won = (best_label[label] == rank) & (best_old[old] == rank)
        owner[label[won]] = old[won]
        taken_old = np.zeros(len(earlier.ids), bool)
        taken_old[old[won]] = True
        keep = (owner[label] < 0) & ~taken_old[old]
        label, old = label[keep], old[keep]
    return owner


def _fresh(fresh: np.ndarray, founder: np.ndarray, rows: _Rows, naming: tuple[str, pa.Array]) -> pa.Array:
    """Make ids for the labels in `fresh`; equal founders are told apart by their whole cluster."""
    prefix, used = naming
    hashes = founder[fresh]
    attempt = _place_among_equals(fresh, hashes, rows)
    while True:
        final = salted(hashes, attempt)
        ids = render_ids(prefix, final)
        taken = pc.is_in(ids, value_set=used).to_numpy(zero_copy_only=False)
        order = np.lexsort((attempt, final >> _SHIFT))
        bits = (final >> _SHIFT)[order]
        again = np.zeros(len(fresh), bool)
        again[order[1:]] = bits[1:] == bits[:-1]
        if not (taken | again).any():
            return ids
        attempt = attempt + (taken | again)


def _place_among_equals(fresh: np.ndarray, hashes: np.ndarray, rows: _Rows) -> np.ndarray:
    place = np.zeros(len(fresh), dtype=np.int64)
    order = np.argsort(hashes, kind="stable")
    equal = np.append(False, hashes[order][1:] == hashes[order][:-1])
    twins = order[equal | np.append(equal[1:], False)] if len(order) else order
    if not len(twins):
        return place
    slot = np.full(int(rows.labels.max()) + 1, -1, dtype=np.int64)
    slot[fresh[twins]] = np.arange(len(twins))
    at = np.flatnonzero((rows.labels >= 0) & (slot[rows.labels] >= 0))
    whole = np.zeros(len(twins), dtype=np.uint64)
    with np.errstate(over="ignore"):
        np.add.at(whole, slot[rows.labels[at]], rows.prints[at])
    rank = np.empty(len(at), np.int64)
    rank[pc.sort_indices(rows.record_ids.take(pa.array(at))).to_numpy()] = np.arange(len(at))
    first = np.full(len(twins), len(at))
    np.minimum.at(first, slot[rows.labels[at]], rank)
    ordered = np.lexsort((first, whole, hashes[twins]))
    keys = hashes[twins][ordered]
    starts = np.flatnonzero(np.append(True, keys[1:] != keys[:-1]))
    numbers = np.arange(len(keys)) - np.repeat(starts, np.diff(np.append(starts, len(keys))))
    place[twins[ordered]] = numbers
    return place
