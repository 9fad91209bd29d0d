"""Sorting of long integer and float columns: what numpy's stable sort and `unique` say, at a fraction of their time.

numpy sorts plain values with vector instructions, but neither its stable sort nor its hashing `unique` does.
"""

import numpy as np


def stable_order(values: np.ndarray) -> np.ndarray:
    """Return `np.argsort(values, kind="stable")` (int64); NaN is not allowed."""
    order = np.argsort(values)
    place = np.cumsum(starts(values[order]))  # in place from here on: these columns may be a quarter of the memory
    place *= len(values)
    place += order
    place.sort()
    place %= max(len(values), 1)
    return place


def starts(ordered: np.ndarray) -> np.ndarray:
    """Mark (bool) where each run of equal values starts."""
    marks = np.ones(len(ordered), dtype=bool)
    np.not_equal(ordered[1:], ordered[:-1], out=marks[1:])
    return marks


def distinct(values: np.ndarray) -> np.ndarray:
    """Return the distinct values in order, as `np.unique` does."""
    ordered = np.sort(values)
    return ordered[starts(ordered)]


def among(values: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Mark (bool) the values that are among others, as `np.isin` does; codes of pairs make its hashing crawl."""
    if not len(others):
        return np.zeros(len(values), dtype=bool)
    ordered = np.sort(others)
    at = np.minimum(np.searchsorted(ordered, values), len(ordered) - 1)
    return ordered[at] == values
