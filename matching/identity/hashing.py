"""Hashes of text that never change: the same on every machine, run and version, one array at a time."""

import numpy as np
import pyarrow as pa

_BASE = np.uint64(0x9E3779B97F4A7C15)
_CHUNK = 1 << 22
_ALPHABET = np.frombuffer(b"0123456789ABCDEFGHJKMNPQRSTVWXYZ", dtype=np.uint8)
ID_CHARS = 12
ID_BITS = 60


def mix(x: np.ndarray) -> np.ndarray:
    """Spread the bits of uint64 values (the splitmix64 finaliser of Steele, Lea and Flood, 2014)."""
    x = np.asarray(x, dtype=np.uint64)
    with np.errstate(over="ignore"):
        x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


_BYTE = mix(np.arange(1, 257, dtype=np.uint64) * _BASE)


def hash_text(values: pa.Array) -> np.ndarray:
    """Return a uint64 a string (0 for null): a polynomial over its UTF-8 bytes, mixed."""
    if isinstance(values, pa.ChunkedArray):
        values = values.combine_chunks()
    values = values.cast(pa.large_string())
    offsets = np.frombuffer(values.buffers()[1], dtype=np.int64)[values.offset : values.offset + len(values) + 1]
    data = values.buffers()[2]
    raw = np.frombuffer(data, dtype=np.uint8) if data is not None else np.zeros(0, np.uint8)
    out = np.zeros(len(values), dtype=np.uint64)
    start = 0
    while start < len(values):
        stop = int(np.searchsorted(offsets, offsets[start] + _CHUNK, side="right")) - 1
        stop = min(max(stop, start + 1), len(values))
        out[start:stop] = _hash_slice(raw, offsets[start : stop + 1])
        start = stop
    if values.null_count:
        out[values.is_null().to_numpy(zero_copy_only=False)] = 0
    return out


def _hash_slice(raw: np.ndarray, offsets: np.ndarray) -> np.ndarray:
    lengths = np.diff(offsets)
    bytes_ = raw[offsets[0] : offsets[-1]]
    place = np.arange(len(bytes_)) - np.repeat(offsets[:-1] - offsets[0], lengths)
    with np.errstate(over="ignore"):
        powers = np.cumprod(np.full(int(lengths.max(initial=0)) + 1, _BASE, dtype=np.uint64))
        sums = np.concatenate([np.zeros(1, np.uint64), np.cumsum(_BYTE[bytes_] * powers[place])])
        ends = offsets - offsets[0]
        return mix(sums[ends[1:]] - sums[ends[:-1]] + lengths.astype(np.uint64) + np.uint64(1))


def salted(hashes: np.ndarray, attempt: np.ndarray) -> np.ndarray:
    """Return another hash for each (hash, attempt); attempt 0 leaves it as it is."""
    with np.errstate(over="ignore"):
        moved = mix(hashes + attempt.astype(np.uint64) * _BASE)
    return np.where(attempt == 0, hashes, moved)


def render_ids(prefix: str, hashes: np.ndarray) -> pa.Array:
    """Return ids such as `C-4ZK0M7Q2W9TB`: 60 bits in Crockford's base 32, of one width, sortable."""
    count, head = len(hashes), np.frombuffer(prefix.encode(), dtype=np.uint8)
    text = np.empty((count, len(head) + ID_CHARS), dtype=np.uint8)
    text[:, : len(head)] = head
    for place in range(ID_CHARS):
        shift = np.uint64(64 - 5 * (place + 1))
        text[:, len(head) + place] = _ALPHABET[((hashes >> shift) & np.uint64(31)).astype(np.intp)]
    offsets = np.arange(count + 1, dtype=np.int64) * text.shape[1]
    array = pa.LargeStringArray.from_buffers(count, pa.py_buffer(offsets), pa.py_buffer(text.tobytes()))
    return array.cast(pa.string())
