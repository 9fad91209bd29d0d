"""Move between columns of rows and the distinct values they hold, part by part."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.findings.encode import encode_text
from quality.spool import Spool, bounds


def flat(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    """Return one array, empty and blank texts as null."""
    return by_rows([column], lambda parts: _filled(parts[0]))


def by_rows(columns: Sequence[pa.ChunkedArray | pa.Array], work: Callable[[list[pa.Array]], pa.Array]) -> pa.Array:
    """Make a text column of others, part by part; the same rows of all columns are worked on together."""
    return Spool().join(work(parts) for parts in together(columns))


def together(columns: Sequence[pa.ChunkedArray | pa.Array]) -> Iterator[list[pa.Array]]:
    """Yield the same rows of several columns, part by part."""
    for start, end in bounds(len(columns[0])):
        yield [_whole(column.slice(start, end - start)) for column in columns]


def _whole(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    return column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column


def _filled(array: pa.Array) -> pa.Array:
    blank = pc.equal(pc.utf8_trim_whitespace(array), "")
    return pc.if_else(pc.fill_null(blank, True), pa.scalar(None, pa.string()), array)


def distinct(column: pa.Array) -> tuple[np.ndarray, pa.Array]:
    """Return (code of each row as int32, -1 where null; the distinct texts)."""
    texts, codes = encode_text(column, Spool())
    return codes, texts


def spread(values: pa.Array, codes: np.ndarray, otherwise: str | None = None) -> pa.Array:
    """Return the value of each row by its code; `otherwise` where the code is -1."""
    parts = (values.take(pa.array(mine, mask=mine < 0)) for mine in _parts(codes))
    return Spool().join(parts if otherwise is None else (pc.fill_null(part, otherwise) for part in parts))


def counts_of(codes: np.ndarray, size: int) -> np.ndarray:
    """Return how many rows have each of `size` codes (int64)."""
    total = np.zeros(size + 1, np.int64)
    for mine in _parts(codes):
        np.add.at(total, mine.astype(np.int64), 1)  # the last one takes rows without a code
    return total[:-1]


def _parts(codes: np.ndarray) -> Iterator[np.ndarray]:
    for start, end in bounds(len(codes)):
        yield codes[start:end]


def join_columns(columns: list[pa.Array], separator: str = " ") -> pa.Array:
    """Return the texts of each row joined, nulls passed over."""
    joined = columns[0]
    for column in columns[1:]:
        both = pc.binary_join_element_wise(joined, column, separator)
        joined = pc.coalesce(both, joined, column)
    return joined
