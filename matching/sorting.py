"""Sorting of long integer and float columns: what numpy's stable sort and `unique` say, at a fraction of their time.

numpy sorts plain values with vector instructions, but neither its stable sort nor its hashing `unique` does.
"""

import numpy as np


def stable_order(values: np.ndarray) -> np.ndarray:
    """Return `np.argsort(values, kind="stable")` (int64); NaN is not allowed."""
    order = np.argsort(values)
    held = values[order]
    label = np.cumsum(starts(held)) - 1
    return np.sort(label * len(values) + order) % max(len(values), 1)


def starts(ordered: np.ndarray) -> np.ndarray:
    """Mark (bool) where each run of equal values starts."""
    marks = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=marks[1:])
    return marks


def distinct(values: np.ndarray) -> np.ndarray:
    """Return the distinct values in order, as `np.unique` does."""
    ordered = np.sort(values)
    return ordered[starts(ordered)]
