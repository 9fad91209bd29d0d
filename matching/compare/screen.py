"""What must differ between two texts, told from their letters: most strangers are seen as such unread.

Each text is written as the multiset of its characters, in 128 bits: 32 buckets that count to four, in unary. The bits
in which two texts differ are a lower bound of the letters that one has and the other has not. An edit (insertion,
deletion, exchange of neighbours) moves at most one letter, a replacement two; hence a pair whose bound is over twice
the edits allowed need not be measured (the bag distance of Bartolini, Ciaccia and Patella, 2002).
"""

from dataclasses import dataclass

import numpy as np

from matching.parallel import each, slices

BUCKETS, MOST = 32, 4
CHUNK = 100_000  # texts coded at once


@dataclass(frozen=True)
class Letters:
    """`bits` uint64 (2, texts): the letters of each text; `size` int32: how many it has."""

    bits: np.ndarray
    size: np.ndarray

    def apart(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        """At least so many letters (uint8) stand on one side only, of the pairs left[k], right[k]."""
        one, two = self.bits
        return np.bitwise_count(one[left] ^ one[right]) + np.bitwise_count(two[left] ^ two[right])

    def within(self, edits: int, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        """Pairs (positions) that may be at most so many edits apart; no other is."""
        return np.flatnonzero(self.apart(left, right) <= 2 * edits)

    def alike(self, share: float, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        """Pairs (positions) that may have such a share of their letters in common in order; no other has."""
        both = self.size[left] + self.size[right]
        return np.flatnonzero(self.apart(left, right) <= (1 - share) * both + 1e-6)

    def most_jaro(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        """The Jaro similarity (float32) that pairs of texts cannot exceed."""
        a, b = self.size[left], self.size[right]
        common = np.minimum((a + b - self.apart(left, right)) * np.float32(0.5), np.minimum(a, b))
        return (common / np.maximum(a, 1) + common / np.maximum(b, 1) + 1) / np.float32(3)


def letters(texts: np.ndarray) -> Letters:
    """Code the letters of texts (objects of str).

    >>> found = letters(np.array(["anna", "hanna", "otto"], dtype=object))
    >>> found.apart(np.array([0, 0]), np.array([1, 2])).tolist()
    [1, 8]
    """
    size = np.fromiter(map(len, texts), dtype=np.int32, count=len(texts))
    bits = np.zeros((2, len(texts)), dtype=np.uint64)
    parts = slices(len(texts), CHUNK)
    for part, coded in zip(parts, each(lambda part: _coded(texts[part], size[part]), parts), strict=True):
        bits[:, part] = coded
    return Letters(bits, size)


def _coded(texts: np.ndarray, size: np.ndarray) -> np.ndarray:
    chars = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    row = np.repeat(np.arange(len(texts), dtype=np.int64), size)
    held = np.bincount(row * BUCKETS + chars % BUCKETS, minlength=len(texts) * BUCKETS)
    unary = (np.uint64(1) << np.minimum(held, MOST).astype(np.uint64)) - np.uint64(1)
    places = (np.arange(BUCKETS // 2, dtype=np.uint64) * np.uint64(MOST))[None, None, :]
    return (unary.reshape(len(texts), 2, -1) << places).sum(axis=2, dtype=np.uint64).T


def word_bits(texts: np.ndarray) -> np.ndarray:
    """Write the words of each text into 64 bits (uint64)."""
    bit = np.uint64(1) << np.arange(64, dtype=np.uint64)
    place: dict[str, int] = {}
    lists = [[place.setdefault(w, len(place)) for w in text.split()] for text in texts]
    sizes = np.fromiter(map(len, lists), dtype=np.int64, count=len(lists))
    flat = np.fromiter((w for words in lists for w in words), dtype=np.uint64, count=int(sizes.sum()))
    out = np.zeros(len(texts), dtype=np.uint64)
    filled = np.flatnonzero(sizes)
    if len(filled):
        starts = (np.cumsum(sizes) - sizes)[filled]
        out[filled] = np.bitwise_or.reduceat(bit[flat * np.uint64(0x9E3779B97F4A7C15) >> np.uint64(58)], starts)
    return out


def inside(bits: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Pairs (bool) of which all words of one text may be words of the other; of no other pair are they."""
    a, b = bits[left], bits[right]
    both = a & b
    return (both == a) | (both == b)
