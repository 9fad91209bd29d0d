"""Pairs of items that share a key, a block at a time without Python per pair."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc


@dataclass(frozen=True)
class Shared:
    """Pairs of items (`left < right`, int64 indices) and the `key` (int64 code) that they share."""

    left: np.ndarray
    right: np.ndarray
    key: np.ndarray


def pairs_sharing(item: np.ndarray, key: np.ndarray, most: int) -> Shared:
    """Return the pairs of distinct items under each key that at most `most` items share.

    `item`, `key`: int64, one row for each value an item has; negative keys are missing. A key that more
    items share says nothing about any two of them (a switchboard, an office tower), so it gives none.
    """
    keep = key >= 0
    item, key = item[keep], key[keep]
    width = int(item.max(initial=0)) + 1
    distinct = np.unique(key * width + item)
    key, item = distinct // width, distinct % width
    starts = np.flatnonzero(np.append(True, key[1:] != key[:-1])) if len(key) else np.zeros(0, np.int64)
    sizes = np.repeat(np.diff(np.append(starts, len(key))), np.diff(np.append(starts, len(key))))
    item, key = item[(sizes > 1) & (sizes <= most)], key[(sizes > 1) & (sizes <= most)]
    left, right, shared = [], [], []
    for step in range(1, most):
        same = key[step:] == key[:-step] if step < len(key) else np.zeros(0, bool)
        if not same.any():
            break
        at = np.flatnonzero(same)
        left.append(item[at])
        right.append(item[at + step])
        shared.append(key[at])
    none = np.zeros(0, np.int64)
    return Shared(*(np.concatenate(part) if part else none for part in (left, right, shared)))


def codes(*columns: pa.Array) -> np.ndarray:
    """Return one int64 code for each distinct tuple of strings; -1 where any of them is null."""
    joined = pc.binary_join_element_wise(*columns, "\x1f") if len(columns) > 1 else columns[0]
    return pd.factorize(joined.to_pandas())[0].astype(np.int64)


def exploded(column: pa.ChunkedArray) -> tuple[np.ndarray, pa.Array]:
    """Return the row and the text of each value of a string or list column."""
    values = column.combine_chunks()
    if pa.types.is_list(values.type):
        return pc.list_parent_indices(values).to_numpy().astype(np.int64), pc.list_flatten(values)
    filled = values.is_valid().to_numpy(zero_copy_only=False)
    return np.flatnonzero(filled), values.drop_null()


def link_table(ends: tuple, kind: str, evidence, probability: np.ndarray) -> pa.Table:
    """Return links of one kind between `ends` (left ids, right ids)."""
    return pa.table(
        {
            "left": pa.array(list(ends[0]), pa.string()),
            "right": pa.array(list(ends[1]), pa.string()),
            "kind": pa.array([kind] * len(probability), pa.string()),
            "evidence": pa.array(list(evidence), pa.string()),
            "probability": pa.array(probability, pa.float64()),
        }
    )
