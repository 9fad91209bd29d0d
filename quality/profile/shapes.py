"""Character patterns: `A9{11}` for `A13800138000`, `汉{4}` for four Han characters."""

import re

import numpy as np
import pyarrow as pa

from quality.findings.bytes import buffers

_RUN = re.compile(r"(.)\1{2,}", re.DOTALL)


def _classes() -> np.ndarray:
    table = np.arange(256, dtype=np.uint8)
    table[48:58] = ord("9")
    table[65:91] = ord("A")
    table[97:123] = ord("a")
    return table


_CLASSES = _classes()


def shapes(values: pa.Array) -> pa.Array:
    """Return each text with digits as 9, letters as A or a, accented letters as ä and Han as 汉.

    Works on the bytes: every UTF-8 sequence keeps its length, so the offsets stay as they are.
    """
    content, offsets = buffers(values)
    shaped = _CLASSES[content]
    two = np.flatnonzero((content >= 0xC3) & (content <= 0xDF))
    shaped[two], shaped[two + 1] = 0xC3, 0xA4  # ä
    three = np.flatnonzero((content >= 0xE4) & (content <= 0xE9))
    shaped[three], shaped[three + 1], shaped[three + 2] = 0xE6, 0xB1, 0x89  # 汉
    return pa.StringArray.from_buffers(
        len(values), pa.py_buffer(offsets.astype(np.int32).tobytes()), pa.py_buffer(shaped.tobytes())
    )


def shorten(shape: str) -> str:
    """Write runs of three or more as `9{11}`.

    >>> shorten("A99999999999")
    'A9{11}'
    """
    return _RUN.sub(lambda run: f"{run[1]}{{{len(run[0])}}}", shape)
