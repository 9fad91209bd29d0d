"""Arrow booleans as NumPy."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


def mask(flags: pa.Array | pa.ChunkedArray) -> np.ndarray:
    """Turn Arrow booleans into a writable NumPy array, null as False."""
    return np.array(pc.fill_null(flags, False).to_numpy(zero_copy_only=False), bool)
