"""Texts as Arrow arrays, those too large for the 2 GiB of a `string` array as well."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

SMALL = 1 << 29
"""Bytes of text that are worked on at a time, at most: what is made of them fits into one array of 2 GiB as well."""

MOST = (1 << 31) - 1
"""Bytes that a `string` array holds at most."""


def plain(values: pa.Array) -> pa.Array:
    """Return a `large_string` array as `string`; any other as it is. Raises ArrowInvalid for more than 2 GiB."""
    if not pa.types.is_large_string(values.type):
        return values
    begins, held = held_by(values)
    if begins[-1] > MOST:
        raise pa.ArrowInvalid(f"{begins[-1]:,} bytes of text in {len(values):,} cells that are needed at once")
    valid = pa.py_buffer(np.packbits(valid_of(values), bitorder="little")) if values.null_count else None
    offsets = pa.py_buffer(begins.astype(np.int32))
    return pa.StringArray.from_buffers(len(values), offsets, pa.py_buffer(held), valid, values.null_count)


def held_by(values: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Return where each text begins (int64, from 0; one more than the texts) and the bytes of all (uint8)."""
    kind = np.int64 if pa.types.is_large_string(values.type) else np.int32
    _, offsets, content = values.buffers()
    first = values.offset * np.dtype(kind).itemsize
    begins = np.frombuffer(offsets, kind, len(values) + 1, first) if len(values) else np.zeros(1, kind)
    held = np.frombuffer(content, np.uint8) if content is not None else np.zeros(0, np.uint8)
    return begins.astype(np.int64) - begins[0], held[begins[0] : begins[-1]]


def valid_of(values: pa.Array) -> np.ndarray:
    """Flag what is not null (bool)."""
    return values.is_valid().to_numpy(zero_copy_only=False)


def light(values: pa.Array | pa.ChunkedArray, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a stretch of texts into such as hold so little that their kernels' results fit into 2 GiB as well."""
    part = values.slice(start, end - start)
    if end - start < 2 or not _is_text(values.type) or part.nbytes <= SMALL:
        yield start, end
        return
    middle = (start + end) // 2
    yield from light(values, start, middle)
    yield from light(values, middle, end)


def _is_text(kind: pa.DataType) -> bool:
    return pa.types.is_large_string(kind) or pa.types.is_string(kind)
