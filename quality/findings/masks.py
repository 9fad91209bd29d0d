"""Arrow booleans as NumPy."""

from collections.abc import Callable

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.spool import slices


def mask(flags: pa.Array | pa.ChunkedArray) -> np.ndarray:
    """Turn Arrow booleans into a writable NumPy array, null as False."""
    return np.array(pc.fill_null(flags, False).to_numpy(zero_copy_only=False), bool)


def by_slices(values: pa.Array, work: Callable[[pa.Array], np.ndarray]) -> np.ndarray:
    """Work on a column part by part, so that what is made on the way stays small; `work` looks at single texts."""
    parts = [work(part) for part, _ in slices(values)]
    return np.concatenate(parts) if parts else work(values)


def matching(values: pa.Array, pattern: str, trim: bool = False, within: np.ndarray | None = None) -> np.ndarray:
    """Flag the texts in which a pattern is found (bool), with white space at their ends cut off first or not.

    `within` flags the only ones that are looked at.
    """

    def work(part: pa.Array) -> np.ndarray:
        return mask(pc.match_substring_regex(pc.utf8_trim_whitespace(part) if trim else part, pattern))

    return by_slices(values, work) if within is None else among_flagged(values, within, work)


def among_flagged(values: pa.Array, flags: np.ndarray, work: Callable[[pa.Array], np.ndarray]) -> np.ndarray:
    """Work on the flagged texts only (bool, False for the others), part by part; `work` looks at single texts."""
    result = np.zeros(len(values), bool)
    for part, at in slices(values):
        some = flags[at : at + len(part)]
        count = int(np.count_nonzero(some))
        if count:
            result[at : at + len(part)][some] = work(part if count == len(part) else part.filter(pa.array(some)))
    return result


def among(values: pa.Array, others: pa.Array) -> np.ndarray:
    """Tell which texts are among `others` (bool), looking them up in the smaller of the two."""
    if len(others) > len(values):
        others = others.filter(pa.array(by_slices(others, lambda part: mask(pc.is_in(part, value_set=values)))))
    return by_slices(values, lambda part: mask(pc.is_in(part, value_set=others)))
