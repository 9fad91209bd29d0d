"""A 64-bit hash of each text of a column, eight bytes at a time over the whole column."""

import numpy as np
import pyarrow as pa

from quality.bytes import buffers

_STEP = np.uint64(0x9FB21C651E98DF25)
_SEED = np.uint64(0x9E3779B97F4A7C15)
_KEPT = np.array([(1 << 8 * size) - 1 for size in range(9)], np.uint64)  # of a word, by the bytes of it that are text
_CACHED = 1 << 14  # texts that are hashed at a time


def hashes(values: pa.Array) -> np.ndarray:
    """Return a 64-bit hash of each text (uint64); a null hashes as the empty text.

    Words of eight bytes are taken in by xor, multiplication and xor-shift, each step one to one, so that texts
    that differ in one word only never meet; the end is the finalizer of splitmix64 (Steele et al., OOPSLA 2014).
    """
    content, offsets = buffers(values)
    padded = np.concatenate([content, np.zeros(8, np.uint8)])
    words = np.ndarray((len(padded) - 7,), "<u8", padded, strides=(1,))
    total = np.empty(len(values), np.uint64)
    for start in range(0, len(values), _CACHED):
        begins = offsets[start : start + _CACHED + 1]
        total[start : start + len(begins) - 1] = _mixed(words, begins[:-1], np.diff(begins))
    return _finished(total)


def _mixed(words: np.ndarray, place: np.ndarray, left: np.ndarray) -> np.ndarray:
    """Take in the words of texts that begin at `place` and have `left` bytes."""
    total = left.astype(np.uint64) * _SEED
    at = np.flatnonzero(left > 0)
    place, left, mixed = place[at], left[at], total[at]
    while len(at):
        mixed = (mixed ^ (words[place] & _KEPT[np.minimum(left, 8)])) * _STEP
        mixed ^= mixed >> np.uint64(32)
        left, place = left - 8, place + 8
        more = left > 0
        if not more.all():
            total[at[~more]] = mixed[~more]
            at, place, left, mixed = at[more], place[more], left[more], mixed[more]
    return total


def _finished(total: np.ndarray) -> np.ndarray:
    total ^= total >> np.uint64(30)
    total *= np.uint64(0xBF58476D1CE4E5B9)
    total ^= total >> np.uint64(27)
    total *= np.uint64(0x94D049BB133111EB)
    return total ^ (total >> np.uint64(31))
