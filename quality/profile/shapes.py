"""Character patterns: `A9{11}` for `A13800138000`, `汉{4}` for four Han characters."""

import re

import numpy as np
import pyarrow as pa

from quality.bytes import buffers, translated

_RUN = re.compile(r"(.)\1{2,}", re.DOTALL)


def _classes() -> bytes:
    table = np.arange(256, dtype=np.uint8)
    table[0xC3:0xE0], table[0xE4:0xEA] = 0xC3, 0xE6
    table[48:58] = ord("9")
    table[65:91] = ord("A")
    table[97:123] = ord("a")
    return table.tobytes()


_CLASSES = _classes()


def shapes(values: pa.Array) -> pa.Array:
    """Return each text with digits as 9, letters as A or a, accented letters as ä and Han as 汉.

    Works on the bytes: every UTF-8 sequence keeps its length, so the offsets stay as they are.
    """
    content, offsets = buffers(values)
    shaped = translated(content, _CLASSES)
    if content.max(initial=0) > 0x7F:
        two, three = shaped == 0xC3, shaped == 0xE6
        np.copyto(shaped[1:], 0xA4, where=two[:-1])  # C3 A4: ä
        np.copyto(shaped[1:], 0xB1, where=three[:-1])  # E6 B1 89: 汉
        np.copyto(shaped[2:], 0x89, where=three[:-2])
    return pa.StringArray.from_buffers(
        len(values), pa.py_buffer(offsets.astype(np.int32).tobytes()), pa.py_buffer(shaped.tobytes())
    )


def shorten(shape: str) -> str:
    """Write runs of three or more as `9{11}`.

    >>> shorten("A99999999999")
    'A9{11}'
    """
    return _RUN.sub(lambda run: f"{run[1]}{{{len(run[0])}}}", shape)
