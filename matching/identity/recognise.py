"""Which record of an earlier run each record is, although sources were renamed, split or edited."""

import numpy as np
import pyarrow as pa

from matching.identity.fingerprint import Fingerprints
from matching.identity.hashing import hash_text, mix


def recognise(record_ids: pa.ChunkedArray, prints: Fingerprints, known: pa.Table) -> np.ndarray:
    """Return for each record the row of `known` that is the same record, or -1.

    `known` has `record_id` (string), `fingerprint`, `content`, `native` (uint64). Tried in turn, each on
    what is still free on both sides: same id and content, same native id and content (a renamed or split
    source), same record id (an edited record; only where it has an id of its own), same content alone.
    Equal keys are paired in the order of their record ids.
    """
    if not len(known):
        return np.full(len(record_ids), -1, dtype=np.int64)
    new_id, old_id = hash_text(record_ids.combine_chunks()), hash_text(known["record_id"].combine_chunks())
    old = {name: known[name].to_numpy() for name in ("fingerprint", "content", "native")}
    found = np.full(len(new_id), -1, dtype=np.int64)
    free = np.ones(len(old_id), dtype=bool)
    steps = (
        (mix(new_id) ^ prints.full, mix(old_id) ^ old["fingerprint"], None),
        (prints.full, old["fingerprint"], None),
        (new_id, old_id, prints.native != 0),
        (prints.content, old["content"], None),
    )
    for new_key, old_key, allowed in steps:
        open_rows = found < 0 if allowed is None else (found < 0) & allowed
        left, right = np.flatnonzero(open_rows), np.flatnonzero(free)
        if not len(left) or not len(right):
            continue
        a = _numbered(new_key[left], new_id[left])
        b = _numbered(old_key[right], old_id[right])
        _, at_left, at_right = np.intersect1d(a, b, assume_unique=True, return_indices=True)
        found[left[at_left]] = right[at_right]
        free[right[at_right]] = False
    return found


def _numbered(keys: np.ndarray, ids: np.ndarray) -> np.ndarray:
    """Make equal keys distinct by their place among their equals, in the order of `ids`."""
    order = np.lexsort((ids, keys))
    ordered = keys[order]
    starts = np.flatnonzero(np.append(True, ordered[1:] != ordered[:-1]))
    place = np.arange(len(keys)) - np.repeat(starts, np.diff(np.append(starts, len(keys))))
    out = np.empty(len(keys), dtype=np.uint64)
    with np.errstate(over="ignore"):
        out[order] = mix(ordered + mix(place.astype(np.uint64) + np.uint64(1)))
    return out
