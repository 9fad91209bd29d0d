"""Pairs inside blocks: groups of equal keys unrolled without a Python loop, long ones cut."""

from collections.abc import Iterable

import numpy as np

from matching.sorting import distinct, stable_order, starts


def group(keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows in order of their key (missing keys 0 left out) and the size of each group."""
    rows = np.flatnonzero(keys)
    order = rows[stable_order(keys[rows])]
    return order, np.diff(np.append(np.flatnonzero(starts(keys[order])), len(order)))


def pair_count(sizes: np.ndarray, cap: int) -> int:
    """Pairs in the groups no larger than `cap`."""
    kept = sizes[sizes <= cap].astype(np.int64)
    return int((kept * (kept - 1) // 2).sum())


def unroll(order: np.ndarray, sizes: np.ndarray, cap: int, records: int) -> np.ndarray:
    """Codes low * records + high (int64) of all pairs in the groups no larger than `cap`."""
    starts = np.cumsum(sizes) - sizes
    fits = (sizes >= 2) & (sizes <= cap)
    starts, sizes = starts[fits], sizes[fits]
    found = []
    for size in np.unique(sizes):
        a, b = np.triu_indices(size, 1)
        at = starts[sizes == size][:, None]
        left, right = order[at + a], order[at + b]
        low, high = np.minimum(left, right).ravel(), np.maximum(left, right).ravel()
        found.append(low.astype(np.int64) * records + high)
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)


def window(order: np.ndarray, sizes: np.ndarray, cap: int, reach: int, records: int) -> np.ndarray:
    """Pairs at most `reach` apart in the groups larger than `cap`: what is left of a block nothing could split."""
    label = np.repeat(np.arange(len(sizes)), sizes)
    large = sizes[label] > cap
    found = []
    for step in range(1, reach + 1):
        a, b = order[:-step], order[step:]
        same = large[:-step] & (label[:-step] == label[step:])
        low, high = np.minimum(a[same], b[same]), np.maximum(a[same], b[same])
        found.append(low.astype(np.int64) * records + high)
    return np.concatenate(found) if found else np.zeros(0, dtype=np.int64)


def union(found: Iterable[np.ndarray]) -> np.ndarray:
    """Distinct pair codes, sorted."""
    return distinct(np.concatenate([np.zeros(0, dtype=np.int64), *found]))
