"""Columns coded as integers: a value is handled once, however many records share it."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from matching.features.horizon import known, limited

MOST_VALUES = 4  # values of a multi-valued field that are compared


@dataclass(frozen=True)
class Coded:
    """A field in codes.

    `codes`: int32 (records, k), -1 where missing; `values`: object array, the text of each code;
    `share`: float64, the part of the non-missing records that hold each value; `known`: the rows, from the first,
    that statistics speak of (see `horizon`), and `heard`: the values, from the first, that they hold.
    """

    codes: np.ndarray
    values: np.ndarray
    share: np.ndarray
    known: int = 0
    heard: int = 0

    @property
    def filled(self) -> float:
        """Part of the known records that have a value."""
        return float((self.codes[: self.known, 0] >= 0).mean()) if self.known else 0.0

    @property
    def flat(self) -> np.ndarray:
        """First value of each record, int32 (records,)."""
        return self.codes[:, 0]


def coded(codes: np.ndarray, values: np.ndarray) -> Coded:
    """Make a `Coded` from codes (records,) or (records, k) and the values they stand for."""
    matrix = (codes if codes.ndim == 2 else codes[:, None]).astype(np.int32)
    rows = known(len(matrix))
    seen = matrix[:rows]
    counts = np.bincount(seen[seen >= 0], minlength=len(values)).astype(float)
    share = counts / max((seen[:, 0] >= 0).sum(), 1)
    return Coded(matrix, values, share, rows, int(seen.max(initial=-1)) + 1 if limited() else len(values))


def from_texts(texts: list[str | None] | np.ndarray) -> Coded:
    """Code a plain list of texts; None and "" are missing."""
    codes, values = pd.factorize(np.asarray(texts, dtype=object), use_na_sentinel=True)
    return remap(coded(codes, np.asarray(values, dtype=object)), list)


def from_arrow(column: pa.ChunkedArray | pa.Array) -> Coded:
    """Code an Arrow column of strings or of lists of strings (at most `MOST_VALUES` a record)."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if pa.types.is_list(array.type) or pa.types.is_large_list(array.type):
        return _from_lists(array)
    if not pa.types.is_string(array.type):
        array = pc.cast(array, pa.string())
    encoded = array.dictionary_encode()
    codes = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    return coded(codes, np.asarray(encoded.dictionary.to_pylist(), dtype=object))


def _from_lists(array: pa.ListArray) -> Coded:
    parents = pc.list_parent_indices(array).to_numpy(zero_copy_only=False)
    flat = pc.list_flatten(array).dictionary_encode()
    codes = flat.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    keep = codes >= 0
    parents, codes = parents[keep], codes[keep]
    first = np.searchsorted(parents, parents, side="left")
    slot = np.arange(len(parents)) - first
    fits = slot < MOST_VALUES
    width = int(slot[fits].max(initial=0)) + 1
    matrix = np.full((len(array), width), -1, dtype=np.int32)
    matrix[parents[fits], slot[fits]] = codes[fits]
    return coded(matrix, np.asarray(flat.dictionary.to_pylist(), dtype=object))


def remap(column: Coded, rewrite: Callable[[np.ndarray], list[str | None]]) -> Coded:
    """Rewrite each distinct value (None or "" drops it) and merge the codes that now agree."""
    if not len(column.values):
        return column
    fresh = np.asarray([v or None for v in rewrite(column.values)], dtype=object)
    codes, values = pd.factorize(fresh, use_na_sentinel=True)
    lookup = np.append(codes, -1).astype(np.int32)
    return coded(lookup[column.codes], np.asarray(values, dtype=object))


def drop(column: Coded, unwanted: np.ndarray) -> Coded:
    """Count the values marked in `unwanted` (bool, one per value) as missing."""
    if not unwanted.any():
        return column
    keep = np.cumsum(~unwanted) - 1
    lookup = np.append(np.where(unwanted, -1, keep), -1).astype(np.int32)
    return coded(lookup[column.codes], column.values[~unwanted])


def floats(values: np.ndarray) -> np.ndarray:
    """Each value as a number (float64), NaN where it is none."""

    def number(text: str) -> float:
        try:
            return float(text)
        except ValueError:
            return np.nan

    return np.array([number(str(v)) for v in values], dtype=np.float64)
