"""Records that say exactly the same are one customer, whatever the model could learn from the table."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.features.coded import from_arrow
from matching.identity import fingerprint
from matching.identity.fingerprint import row_hash
from matching.key.shared import FIELDS, shared_values

NAMES = ("name", "org_name", "person_name", "contact", "surname", "given_name")
MARKS = ("phone", "email", "tax_id", "national_id", "birth_date", "address", "street", "website")


def identical_together(
    records: pa.Table, clusters: pa.Table, decisions: pa.Table | None = None, duplicate_free: tuple[str, ...] = ()
) -> pa.Table:
    """Return `clusters` (`record_id, cluster, org`) where no record stays alone beside its exact like.

    Alike are records with the same content, a name and something to reach or place the party by; a phone, mailbox
    or number that stands under many names (an agent's line, a filler) is nobody's own and does not count. A record
    that is alone joins the cluster that most of its likes are in; clusters of several are left as they are.
    Records that a steward called different from any, and those of duplicate-free sources, do not move.
    """
    content, ids = fingerprint(records).content, records["record_id"].combine_chunks()
    at = pc.index_in(ids, value_set=clusters["record_id"].combine_chunks()).to_numpy()
    coded = clusters["cluster"].combine_chunks().dictionary_encode()
    label = coded.indices.to_numpy()[at].astype(np.int64)
    free = _movable(records, ids, decisions, duplicate_free)
    rows = np.flatnonzero(_telling(records, content))
    size = np.bincount(label)
    _, group = np.unique(content[rows], return_inverse=True)
    pair, count = np.unique(group * len(size) + label[rows], return_counts=True)
    of_group, of_label = pair // len(size), pair % len(size)
    order = np.lexsort((of_label, -size[of_label], -count, of_group))
    first = order[np.append(True, of_group[order][1:] != of_group[order][:-1])] if len(order) else order
    target = of_label[first][group]
    moving = free[rows] & (size[label[rows]] == 1) & (label[rows] != target)
    joined = label.copy()
    joined[rows[moving]] = target[moving]
    names = coded.dictionary.take(pa.array(joined))
    home = np.full(len(size), -1, np.int64)
    stays = np.ones(len(label), bool)
    stays[rows[moving]] = False
    home[label[stays]] = np.flatnonzero(stays)
    org = clusters["org"].combine_chunks().take(pa.array(at))
    org = org.take(pa.array(np.where(joined == label, np.arange(len(label)), home[joined])))
    return pa.table({"record_id": ids, "cluster": names, "org": org})


def _filled(records: pa.Table, names: tuple[str, ...]) -> np.ndarray:
    out = np.zeros(len(records), bool)
    for name in names:
        if name in records.column_names:
            out |= records[name].is_valid().to_numpy()
    return out


def _telling(records: pa.Table, content: np.ndarray) -> np.ndarray:
    """Mark the records with a name and a mark of their own, of those that have a like."""
    _, group, count = np.unique(content, return_inverse=True, return_counts=True)
    twice = (count > 1)[group] & _filled(records, NAMES)
    marked = _filled(records, tuple(n for n in MARKS if n not in FIELDS))
    if not (twice & ~marked).any():
        return twice
    names = np.unique(row_hash(records.select([n for n in NAMES if n in records.column_names])), return_inverse=True)[1]
    for name in FIELDS:
        if name in records.column_names:
            column = from_arrow(records[name])
            own = ~shared_values(column.codes, names, len(column.values))
            marked |= np.append(own, False)[column.codes].any(axis=1)
    return twice & marked


def _movable(records: pa.Table, ids: pa.Array, decisions: pa.Table | None, unique: tuple[str, ...]) -> np.ndarray:
    sources = records["source"].combine_chunks()
    free = pc.invert(pc.is_in(sources, value_set=pa.array(list(unique), pa.string())))
    if decisions is not None and len(decisions):
        apart = decisions.filter(pc.equal(decisions["judgement"], "different"))
        named = pa.array([*apart["left"].to_pylist(), *apart["right"].to_pylist()], pa.string())
        free = pc.and_(free, pc.invert(pc.is_in(ids, value_set=named)))
    return free.to_numpy(zero_copy_only=False)
