"""Groups of rows that share a code, a share of the codes at a time."""

from collections.abc import Iterator, Sequence

import numpy as np

from quality.findings.encode import distinct, in_order
from quality.spool import bounds

_AT_ONCE = 1 << 20  # rows that are sorted together


class Groups:
    """The rows of one or several columns of codes (0 to n, -1: none), by code.

    `beside` is a column of the same rows: those without a code in it are left out. Memory follows the number of
    codes and the largest group, not the rows.
    """

    def __init__(self, columns: Sequence[np.ndarray], beside: np.ndarray | None = None):
        """Count the rows of each code: `sizes` (int32) has a last entry, 0, for rows without one."""
        self.columns, self.beside = columns, beside
        most = max((int(codes[start:end].max()) for codes in columns for start, end in bounds(len(codes))), default=-1)
        self.sizes = np.zeros(most + 2, np.int32)
        for codes, _ in self._parts():
            np.add.at(self.sizes, codes.astype(np.int64), np.int32(1))
        self.sizes[-1] = 0

    def pieces(self, largest: int = 0) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        """Yield (codes, places in their column), sorted by code and column, of codes that stand more than once.

        Codes that stand more often than `largest` (0: no limit) are left out. A code comes in one piece.
        """
        wanted = self.sizes >= 2
        if largest:
            wanted &= self.sizes <= largest
        heap = np.cumsum(np.where(wanted, self.sizes, 0), dtype=np.int64)
        low, last = 0, len(heap) - 1
        while low < last and heap[-1] > (before := heap[low - 1] if low else 0):
            high = min(last, int(np.searchsorted(heap, before + _AT_ONCE)) + 1)
            codes, places = self._between(wanted, low, high)
            if len(codes):
                order = in_order(codes)
                yield codes[order], places[order]
            low = high

    def meetings(self, other: np.ndarray) -> np.ndarray:
        """Return for each code how many distinct codes of `other`, a column of the same rows, it meets (int32)."""
        mine = Groups(self.columns, other)
        found = (mine.sizes == 1).astype(np.int32)
        width = int(other.max(initial=-1)) + 1
        for codes, places in mine.pieces():
            met = distinct(codes.astype(np.int64) * width + other[places]) // width
            np.add.at(found, met, np.int32(1))
        return found

    def _between(self, wanted: np.ndarray, low: int, high: int) -> tuple[np.ndarray, np.ndarray]:
        codes, places = [np.zeros(0, np.int32)], [np.zeros(0, np.int64)]
        for mine, start in self._parts():
            at = np.flatnonzero((mine >= low) & (mine < high) & wanted[mine])
            codes.append(mine[at])
            places.append(at + start)
        return np.concatenate(codes), np.concatenate(places)

    def _parts(self) -> Iterator[tuple[np.ndarray, int]]:
        for codes in self.columns:
            for start, end in bounds(len(codes)):
                mine = codes[start:end]
                yield (mine if self.beside is None else np.where(self.beside[start:end] >= 0, mine, -1)), start


def components(left: np.ndarray, right: np.ndarray, size: int) -> np.ndarray:
    """Return for each of `size` nodes the number (int64) of its component; edges join `left` and `right`.

    Components are numbered by their first node. Each round hooks the root of one end of every edge to that of the
    other where it is lower, and flattens the trees (Shiloach and Vishkin, An O(log n) parallel connectivity
    algorithm, 1982).

    >>> components(np.array([3, 1]), np.array([1, 4]), 5).tolist()
    [0, 1, 2, 1, 1]
    """
    root = np.arange(size)
    while True:
        one, other = root[left], root[right]
        apart = one != other
        if not apart.any():
            return np.unique(root, return_inverse=True)[1]
        np.minimum.at(root, np.maximum(one, other)[apart], np.minimum(one, other)[apart])
        while not np.array_equal(root, flatter := root[root]):
            root = flatter
