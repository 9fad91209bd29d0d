"""What kinds of bytes a text holds, found in one pass over the whole column's buffer."""

import numpy as np
import pyarrow as pa

NON_ASCII, CONTROL, SPACE, DIGIT, LETTER, MARKUP, EDGE_SPACE, DOUBLE_SPACE = (1 << bit for bit in range(8))


def _table() -> np.ndarray:
    table = np.zeros(256, np.uint8)
    table[128:] = NON_ASCII
    table[:32] = CONTROL
    table[127] = CONTROL
    table[[9, 10, 13, 32]] = SPACE
    table[48:58] = DIGIT
    table[65:91] = table[97:123] = LETTER
    table[[38, 60]] = MARKUP
    return table


_TABLE = _table()


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
    """Return for each text the union of the kinds of its bytes (uint8 flags).

    `EDGE_SPACE` marks a space at either end, `DOUBLE_SPACE` two blanks in a row.
    """
    content, offsets = buffers(values)
    result = np.zeros(len(values), np.uint8)
    used = offsets[1:] > offsets[:-1]
    if not used.any():
        return result
    classes = _TABLE[content]
    blank = content == 32
    twice = np.flatnonzero(blank[1:] & blank[:-1])
    starts = offsets[:-1][used]
    ends = offsets[1:][used] - 1
    found = np.bitwise_or.reduceat(classes, starts)
    edge = ((classes[starts] | classes[ends]) & SPACE) > 0
    found[edge] |= EDGE_SPACE
    owner = np.searchsorted(starts, twice, side="right") - 1
    inside = twice < ends[owner]
    found[owner[inside]] |= DOUBLE_SPACE
    result[used] = found
    return result
