"""Levels of single words and short texts: names of persons, cities, occupations."""

import numpy as np
from rapidfuzz.distance import OSA, JaroWinkler

from matching.compare.kernel import Judge, measure
from matching.features.fold import has_han
from matching.features.person import nickname_pairs
from matching.features.sound import pinyin

WORD_LABELS = ("exact", "equivalent", "typo", "close", "partial", "differs")
WORD_PRIOR = (0.78, 0.03, 0.08, 0.03, 0.04, 0.04)
EQUIVALENT, TYPO, CLOSE, PARTIAL, DIFFERS = 2, 3, 4, 5, 6


def _initial_or_part(a: str, b: str) -> bool:
    """One is the other's initial, or all its words stand in the other."""
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    if len(short) == 1 or " " in long or " " in short:
        words = long.split()
        return long[:1] == short if len(short) == 1 else all(w in words for w in short.split())
    return len(short) >= 3 and long.startswith(short)


def _han_level(a: str, b: str) -> int:
    """Level of two unequal words of which at least one is Chinese."""
    if pinyin(a) == pinyin(b):
        return TYPO if has_han(a) and has_han(b) else EQUIVALENT
    if not (has_han(a) and has_han(b)):
        return DIFFERS
    if len(a) == len(b):
        same = sum(x == y for x, y in zip(a, b, strict=True))
        return CLOSE if same == len(a) - 1 >= 2 else PARTIAL if same else DIFFERS
    short, long = (a, b) if len(a) < len(b) else (b, a)
    return PARTIAL if short in long else DIFFERS


def word_judge(values: np.ndarray, nicknames: bool = False) -> Judge:
    """Judge of unequal folded words: nicknames, typos by edit distance, initials, parts, pinyin."""
    size = np.array([len(v) for v in values])
    han = np.array([has_han(v) for v in values], dtype=bool)
    usual = nickname_pairs() if nicknames else frozenset()
    named = {w for pair in usual for w in pair}
    short = np.array([len(v) == 1 or v in named or " " in v for v in values], dtype=bool)

    def judge(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        level = np.full(len(left), DIFFERS, dtype=np.uint8)
        alike = measure(values, left, right, JaroWinkler.similarity)
        near = np.flatnonzero(alike >= 0.72)
        edits = measure(values, left[near], right[near], OSA.distance, np.int32)
        least = np.minimum(size[left[near]], size[right[near]])
        level[near[(edits <= 2) & (least >= 6) | (alike[near] >= 0.9)]] = CLOSE
        level[near[(edits == 1) & (least >= 3) | (edits <= 2) & (least >= 9)]] = TYPO
        extend = alike >= 0.6
        odd = np.flatnonzero((short[left] | short[right] | extend) & (level == DIFFERS))
        odd = np.union1d(odd, np.flatnonzero(short[left] & short[right]))
        for k in odd:
            a, b = values[left[k]], values[right[k]]
            if (a, b) in usual or (b, a) in usual:
                level[k] = EQUIVALENT
            elif level[k] == DIFFERS and _initial_or_part(a, b):
                level[k] = PARTIAL
        for k in np.flatnonzero(han[left] | han[right]):
            level[k] = _han_level(values[left[k]], values[right[k]])
        return level

    return judge
