"""Move between columns of rows and the distinct values they hold."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc


def flat(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    """Return one array, empty and blank texts as null."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    blank = pc.equal(pc.utf8_trim_whitespace(array), "")
    return pc.if_else(pc.fill_null(blank, True), pa.scalar(None, pa.string()), array)


def distinct(column: pa.Array) -> tuple[np.ndarray, pa.Array]:
    """Return (code of each row, -1 where null; the distinct texts)."""
    encoded = pc.dictionary_encode(column)
    codes = pc.fill_null(encoded.indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    return codes, encoded.dictionary


def spread(values: list[str | None], codes: np.ndarray) -> pa.Array:
    """Return the value of each row by its code; null where the code is -1."""
    source = pa.array([*values, None], pa.string())
    return source.take(pa.array(np.where(codes < 0, len(values), codes)))


def join_columns(columns: list[pa.Array], separator: str = " ") -> pa.Array:
    """Return the texts of each row joined, nulls passed over."""
    joined = columns[0]
    for column in columns[1:]:
        both = pc.binary_join_element_wise(joined, column, separator)
        joined = pc.coalesce(both, joined, column)
    return joined
