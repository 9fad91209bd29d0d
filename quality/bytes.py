"""What kinds of bytes a text holds, found in one pass over the whole column's buffer."""

import numpy as np
import pyarrow as pa

from quality.spool import slices

CONTROL, SPACE, DIGIT, UPPER, LOWER, MARKUP, HAN, FOREIGN, EDGE_SPACE, DOUBLE_SPACE = (1 << bit for bit in range(10))
NON_ASCII = HAN | FOREIGN


def _table() -> bytes:
    table = np.zeros(256, np.uint8)
    table[192:] = FOREIGN
    table[0xE4:0xEA] = HAN
    table[:32] = CONTROL
    table[127] = CONTROL
    table[[9, 10, 13, 32]] = SPACE
    table[48:58] = DIGIT
    table[65:91] = UPPER
    table[97:123] = LOWER
    table[[ord(mark) for mark in "&<'="]] = MARKUP
    return table.tobytes()


_TABLE = _table()
_CACHED = 1 << 16  # bytes that are translated at a time


def translated(content: np.ndarray, table: bytes) -> np.ndarray:
    """Return what a table of 256 says of each byte (uint8): several times as fast as an index into an array."""
    found = np.empty(len(content), np.uint8)
    for start in range(0, len(content), _CACHED):
        part = content[start : start + _CACHED]
        found[start : start + len(part)] = np.frombuffer(part.tobytes().translate(table), np.uint8)
    return found


def buffers(values: pa.Array) -> tuple[np.ndarray, np.ndarray]:
    """Return the bytes (uint8) and offsets (int64, one more than the values) of a text array."""
    if values.offset or values.type != pa.string():
        values = pa.concat_arrays([values.cast(pa.string())])
    count = len(values)
    if count == 0:
        return np.zeros(0, np.uint8), np.zeros(1, np.int64)
    _, offsets, data = values.buffers()
    starts = np.frombuffer(offsets, np.int32, count + 1).astype(np.int64)
    content = np.frombuffer(data, np.uint8) if data is not None else np.zeros(0, np.uint8)
    return content[starts[0] : starts[-1]], starts - starts[0]


def kinds(values: pa.Array) -> np.ndarray:
    """Return for each text the union of the kinds of its bytes (uint16 flags).

    `HAN` marks a character from U+4000 to U+9FFF and `FOREIGN` any other that is not ASCII (`NON_ASCII` is either),
    `SPACE` a blank, tabulator or line break, `CONTROL` any other control character of ASCII, `MARKUP` one of `&<'=`.
    `EDGE_SPACE` marks a `SPACE` at either end, `DOUBLE_SPACE` two blanks in a row.
    """
    content, offsets = buffers(values)
    result = np.zeros(len(values), np.uint16)
    used = offsets[1:] > offsets[:-1]
    if not used.any():
        return result
    classes = translated(content, _TABLE)
    starts = offsets[:-1][used]
    ends = offsets[1:][used] - 1
    found = np.bitwise_or.reduceat(classes, starts).astype(np.uint16)  # a text ends where the next one used starts
    if (np.bitwise_or.reduce(found) & SPACE) > 0:
        edge = ((classes[starts] | classes[ends]) & SPACE) > 0
        found[edge] |= EDGE_SPACE
        blank = content == 32
        twice = np.flatnonzero(blank[1:] & blank[:-1])
        owner = np.searchsorted(starts, twice, side="right") - 1
        inside = twice < ends[owner]
        found[owner[inside]] |= DOUBLE_SPACE
    result[used] = found
    return result


def holding(values: pa.Array, kind: int, table: bytes = _TABLE) -> np.ndarray:
    """Flag the texts (bool, null as False) that hold a byte of any of these kinds, by a table of 256 kinds (uint8)."""
    content, offsets = buffers(values)
    result = np.zeros(len(values), bool)
    classes = translated(content, table)
    if np.bitwise_or.reduce(classes, initial=0) & kind:
        used = offsets[1:] > offsets[:-1]
        result[used] = (np.bitwise_or.reduceat(classes, offsets[:-1][used]) & np.uint8(kind)) > 0
    return result


def han_letters(values: pa.Array) -> frozenset[str]:
    """Return the characters from U+4000 to U+9FFF that occur in texts.

    >>> sorted(han_letters(pa.array(["中a文", "文", None])))
    ['中', '文']
    """
    seen = np.zeros(1 << 16, bool)
    for part, _ in slices(values):
        content, _ = buffers(part)
        for start in range(0, len(content), _CACHED):
            seen[_code_points(content[start : start + _CACHED + 2])] = True
    return frozenset(map(chr, np.flatnonzero(seen).tolist()))


def _code_points(content: np.ndarray) -> np.ndarray:
    """Return the code points of the whole three-byte UTF-8 sequences from U+4000 to U+9FFF, as often as they stand."""
    at = np.flatnonzero((content[:-2] >= 0xE4) & (content[:-2] <= 0xE9))
    high, middle, low = (content[at + step].astype(np.uint16) for step in range(3))
    return ((high & 0x0F) << 12) | ((middle & 0x3F) << 6) | (low & 0x3F)
