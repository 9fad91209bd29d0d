"""Keys that belong to one party only and stand on several: one number, names that have nothing in common."""

import numpy as np

from quality.findings.checks.apart import apart
from quality.findings.checks.duplicates import Pool
from quality.findings.groups import Groups

_USUAL = 0.2  # of the records in conflict: the column does not mean what it is taken for
_FEW = 12  # records are no habit of the column


def strangers(pool: Pool, key: np.ndarray) -> np.ndarray:
    """Flag the records (bool) whose key, by code, stands on names that have nothing in common.

    Each name is compared with the most frequent one on its key; both are flagged, since nobody can tell here which
    of them the key belongs to.
    """
    names, name = pool.evidence.names, pool.evidence.name
    hit = np.zeros(len(key), bool)
    several = Groups([key], name).meetings(name) >= 2
    order = np.flatnonzero(several[key] & (name >= 0) & (key >= 0))
    if not len(order):
        return hit
    pair = key[order].astype(np.int64) * (int(name.max()) + 1) + name[order]
    _, place, often = np.unique(pair, return_inverse=True, return_counts=True)
    order = order[np.lexsort((name[order], -often[place], key[order]))]
    _, first, size = np.unique(key[order], return_index=True, return_counts=True)
    anchor = np.repeat(order[first], size)
    differs = np.flatnonzero(name[anchor] != name[order])
    found = apart(names.take(order[differs]), names.take(anchor[differs]), names.values)
    wrong = differs[found]
    hit[order[wrong]] = True
    usual = np.isin(key[order], key[order[wrong]]) & (name[order] == name[anchor])
    hit[order[usual]] = True
    known = int(((key >= 0) & (name >= 0)).sum())
    return hit & (hit.sum() <= max(_FEW, _USUAL * known))
