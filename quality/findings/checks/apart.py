"""Names that have nothing particular in common, among those that share a key: strangers, not spellings."""

from collections import Counter
from collections.abc import Sequence

import numpy as np
import pyarrow as pa

_ALIKE = 85  # of 100: a short form, a slip, another legal form
_COMMON = 0.02  # of the names hold a stretch that tells nothing: 有限公司, holdings, the name of the city
_SAMPLE = 2000
_SHARED = 0.34  # of the shorter name's own stretches, at least, are the other's too where both are one party
_SHORT = 4  # Han characters of a person's name
_LEAST = 5


def apart(left: pa.Array, right: pa.Array, others: pa.Array) -> np.ndarray:
    """Flag the pairs of folded names (no blanks, one case) that name different parties (bool).

    `others` are names of the same column, from which is learned what many names hold. Names in different scripts
    are never apart, nor are those that hold nothing of their own.
    """
    from rapidfuzz import fuzz, process

    found = np.zeros(len(left), bool)
    if not len(left):
        return found
    mine, theirs = left.to_pylist(), right.to_pylist()
    score = np.asarray(process.cpdist(mine, theirs, scorer=fuzz.partial_ratio))
    asked = np.flatnonzero(score < _ALIKE).tolist()
    if asked:
        common = _common(others)
        found[asked] = [_apart(mine[at], theirs[at], common) for at in asked]
    return found


def _common(names: pa.Array) -> frozenset[str]:
    """Return the stretches that many of the names hold."""
    step = max(1, len(names) // _SAMPLE)
    sample = names.take(pa.array(np.arange(0, len(names), step))).to_pylist()
    count = Counter(part for name in sample if name for part in set(_stretches(name)))
    return frozenset(part for part, often in count.items() if often > max(3, _COMMON * len(sample)))


def _stretches(name: str) -> Sequence[str]:
    """Two characters of a Chinese name, three letters of another."""
    width = 3 if name.isascii() or not _is_han(name) else 2
    return [name[at : at + width] for at in range(len(name) - width + 1)]


def _is_han(name: str) -> bool:
    return any("\u3400" <= letter <= "\u9fff" for letter in name)


def _apart(one: str, other: str, common: frozenset[str]) -> bool:
    if _is_han(one) != _is_han(other):
        return False
    if _is_han(one) and min(len(one), len(other)) <= _SHORT:
        return not set(one) & set(other)
    if min(len(one), len(other)) < _LEAST:
        return False
    mine, theirs = ({part for part in _stretches(name) if part not in common} for name in (one, other))
    return bool(mine and theirs) and len(mine & theirs) < _SHARED * min(len(mine), len(theirs))
