"""Sketches: distinct counts, frequent values and quantiles in memory that does not grow with the rows."""

import numpy as np
import pyarrow as pa

from quality.findings.hashing import hashes

_MINIMA = 4096


class Distinct:
    """Number of distinct values: exact up to 4,096, then by the k minimum values (error about 1.6 %).

    Bar-Yossef et al., Counting Distinct Elements in a Data Stream, RANDOM 2002.
    """

    def __init__(self):
        """Start empty."""
        self._minima = np.zeros(0, np.uint64)

    def add(self, values: pa.Array) -> None:
        """Take in distinct texts of one batch."""
        merged = np.union1d(self._minima, hashes(values))
        self._minima = merged[:_MINIMA]

    @property
    def exact(self) -> bool:
        """Whether the count is exact."""
        return len(self._minima) < _MINIMA

    def count(self) -> int:
        """Return the number of distinct values."""
        if self.exact:
            return len(self._minima)
        return round((_MINIMA - 1) / (int(self._minima[-1]) / 2**64))


class Frequent:
    """The most frequent texts: exact while few are distinct, else counts are lower bounds.

    Lossy counting: of each batch the thousand heaviest are taken in, and the table is cut to half when full.
    """

    def __init__(self, size: int = 8192):
        """Keep at most `size` texts."""
        self._size, self._counts = size, {}

    def add(self, values: pa.Array, counts: np.ndarray) -> None:
        """Take in texts and how often each occurred."""
        at = np.arange(len(values))
        if len(at) > 1000:
            at = np.argpartition(counts, len(counts) - 1000)[-1000:]
        for text, count in zip(values.take(pa.array(at)).to_pylist(), counts[at].tolist(), strict=True):
            self._counts[text] = self._counts.get(text, 0) + count
        if len(self._counts) > self._size:
            self._counts = dict(self.top(self._size // 2))

    def top(self, number: int) -> list[tuple[str, int]]:
        """Return the heaviest texts, the heaviest first; ties by text."""
        return sorted(self._counts.items(), key=lambda item: (-item[1], item[0]))[:number]


class Quantiles:
    """Quantiles of numbers by a histogram of logarithmic bins: relative error below 3 %.

    The idea of DDSketch (Masson, Rim and Lee, VLDB 2019) with bins of 2**(1/12) and exact extremes.
    """

    _WIDTH = 12
    _SPAN = 80 * 12

    def __init__(self):
        """Start empty."""
        self._bins = np.zeros(4 * self._SPAN + 3, np.int64)
        self.low, self.high, self.total, self.count = np.inf, -np.inf, 0.0, 0

    def add(self, number: np.ndarray, counts: np.ndarray) -> None:
        """Take in numbers (NaN is skipped) and how often each occurred."""
        used = np.isfinite(number)
        number, counts = number[used], counts[used]
        if not len(number):
            return
        size = np.abs(number)
        with np.errstate(divide="ignore"):
            place = np.clip(np.floor(np.log2(size) * self._WIDTH), -self._SPAN, self._SPAN)
        place = np.where(size == 0, 0, np.sign(number) * (place + self._SPAN + 1)).astype(np.int64)
        np.add.at(self._bins, place + len(self._bins) // 2, counts)
        self.low, self.high = min(self.low, float(number.min())), max(self.high, float(number.max()))
        self.total += float((number * counts).sum())
        self.count += int(counts.sum())

    def at(self, share: float) -> float:
        """Return the number below which `share` (0 to 1) of all lie."""
        if not self.count:
            return float("nan")
        place = int(np.searchsorted(np.cumsum(self._bins), share * self.count)) - len(self._bins) // 2
        value = np.sign(place) * 2 ** ((abs(place) - 1 - self._SPAN + 0.5) / self._WIDTH)
        return float(min(max(value, self.low), self.high))
