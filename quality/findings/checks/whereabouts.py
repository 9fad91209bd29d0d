"""What a column says of where its rows are, and which rows of two such columns lie apart."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from quality.findings.view import Column
from quality.spool import bounds

LEAST, SURE, RARE = 8, 0.95, 3  # rows that prove a custom, their share of all, and rows that may break it
_WRONG_AT_MOST = 0.2  # more disagreement than this: the columns do not mean what they are taken for
Codes = tuple[str, ...]


@dataclass(frozen=True)
class Place:
    """What the rows of one column say of where they are.

    `codes` holds for each row a place in `meanings`: the division codes that are possible, their trailing zeros
    cut off; () where nothing is known. `says` words a meaning.
    """

    column: Column
    codes: np.ndarray
    meanings: list[Codes]
    says: list[str]


def disagree(one: Place, other: Place) -> tuple[np.ndarray, list[str], int]:
    """Return the rows where both are known and lie apart, what the other says there, and how many rows compare."""
    width = len(other.meanings) + 1
    pairs = np.zeros(0, np.int64)
    for _, mine in _met(one, other, width):
        pairs = np.union1d(pairs, mine)
    left, right = pairs // width - 1, pairs % width - 1  # -1, a missing value, finds the last meaning: none
    both, apart, hints = np.zeros(len(pairs), bool), np.zeros(len(pairs), bool), np.full(len(pairs), "", object)
    for at, (mine, theirs) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        a, b = one.meanings[mine], other.meanings[theirs]
        if a and b:
            both[at] = True
            apart[at] = not any(x.startswith(y) or y.startswith(x) for x in a for y in b)
            hints[at] = f"{other.column.name}: {other.says[theirs]}"
    rows, told, compared = [np.zeros(0, np.int64)], [], 0
    for start, mine in _met(one, other, width):
        again = np.searchsorted(pairs, mine)
        odd = np.flatnonzero(apart[again])
        compared += int(both[again].sum())
        rows.append(odd + start)
        told += hints[again[odd]].tolist()
    if len(told) > _WRONG_AT_MOST * compared:
        return np.zeros(0, np.int64), [], 0
    return np.concatenate(rows), told, compared


def _met(one: Place, other: Place, width: int) -> Iterator[tuple[int, np.ndarray]]:
    """Yield for parts of the rows where they start and a number for the two meanings that meet in each row."""
    for start, end in bounds(len(one.codes)):
        yield start, (one.codes[start:end].astype(np.int64) + 1) * width + other.codes[start:end] + 1


def against_many(part: np.ndarray, whole: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the rows whose `part` stands nearly always with another `whole`, and that other one (codes)."""
    used = np.flatnonzero((part >= 0) & (whole >= 0))
    if not len(used):
        return used, used
    width = int(whole.max()) + 1
    pairs, place, often = np.unique(
        part[used].astype(np.int64) * width + whole[used], return_inverse=True, return_counts=True
    )
    order = np.argsort(often, kind="stable")
    best = np.zeros(int(part.max()) + 1, np.int64)
    best[pairs[order] // width] = order
    seen = np.bincount(part[used], minlength=len(best))
    mine = best[part[used]]
    sure = (seen[part[used]] >= LEAST) & (often[mine] >= SURE * seen[part[used]])
    odd = sure & (place != mine) & (often[place] <= RARE)
    return used[odd], pairs[mine[odd]] % width
