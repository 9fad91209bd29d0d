"""Connected components of the accepted pairs, and every pair inside them."""

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from matching.block.groups import group, unroll


def components(records: int, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Component of each record, int64, numbered by its smallest record."""
    graph = coo_matrix((np.ones(len(left), dtype=np.int8), (left, right)), shape=(records, records))
    _, label = connected_components(graph, directed=False)
    return relabel(label)


def relabel(label: np.ndarray) -> np.ndarray:
    """Name each group by its smallest row."""
    order = np.argsort(label, kind="stable")
    held = label[order]
    first = np.append(True, held[1:] != held[:-1]) if len(held) else np.zeros(0, dtype=bool)
    smallest = order[first]
    out = np.empty(len(label), dtype=np.int64)
    out[order] = np.repeat(smallest, np.diff(np.append(np.flatnonzero(first), len(held))))
    return out


def inner_pairs(label: np.ndarray, most: int) -> np.ndarray:
    """Codes low * records + high of all pairs inside groups of 3 to `most` records."""
    size = np.bincount(label, minlength=len(label))
    keys = np.where(size[label] > 2, label + 1, 0).astype(np.uint64)
    return unroll(*group(keys), most, len(label))
