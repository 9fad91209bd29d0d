"""A 64-bit hash of each text of a column, eight bytes at a time over the whole column."""

import numpy as np
import pyarrow as pa

from quality.bytes import buffers

_STEP = np.uint64(0x9FB21C651E98DF25)
_SEED = np.uint64(0x9E3779B97F4A7C15)


def hashes(values: pa.Array) -> np.ndarray:
    """Return a 64-bit hash of each text (uint64); a null hashes as the empty text.

    Words of eight bytes are taken in by xor, multiplication and xor-shift, each step one to one, so that texts
    that differ in one word only never meet; the end is the finalizer of splitmix64 (Steele et al., OOPSLA 2014).
    """
    content, offsets = buffers(values)
    start, length = offsets[:-1], np.diff(offsets)
    padded = np.concatenate([content, np.zeros(8, np.uint8)])
    words = np.ndarray((len(padded) - 7,), "<u8", padded, strides=(1,))
    total = length.astype(np.uint64) * _SEED
    at, place = np.flatnonzero(length > 0), 0
    while len(at):
        word = words[start[at] + place]
        left = length[at] - place
        cut = left < 8
        word[cut] &= (np.uint64(1) << (left[cut] * 8).astype(np.uint64)) - np.uint64(1)
        mixed = (total[at] ^ word) * _STEP
        total[at] = mixed ^ (mixed >> np.uint64(32))
        at, place = at[left > 8], place + 8
    return _finished(total)


def _finished(total: np.ndarray) -> np.ndarray:
    total ^= total >> np.uint64(30)
    total *= np.uint64(0xBF58476D1CE4E5B9)
    total ^= total >> np.uint64(27)
    total *= np.uint64(0x94D049BB133111EB)
    return total ^ (total >> np.uint64(31))
