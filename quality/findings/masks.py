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


def among(values: pa.Array, others: pa.Array) -> np.ndarray:
    """Tell which texts are among `others` (bool), looking them up in the smaller of the two."""
    if len(others) > len(values):
        others = others.filter(pa.array(by_slices(others, lambda part: mask(pc.is_in(part, value_set=values)))))
    return mask(pc.is_in(values, value_set=others))
