"""The comparing kernel: each pair of distinct values is judged once and taken back to the record pairs."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from rapidfuzz import process

from matching.features.coded import Coded

MISSING, EXACT = 0, 1
Judge = Callable[[np.ndarray, np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Comparison:
    """One line of the evidence table.

    `labels`: the levels from best to worst, `labels[k]` is level k + 1, level 0 is "missing";
    `role`: what the evidence speaks of: `name`, `given`, `birth`, `id`, `reach`, `place`, `other`;
    `prior`: probability of each level among true matches before any data is seen;
    `column`: the coded values; `judge`: level of two unequal codes (vectorised).
    """

    name: str
    role: str
    labels: tuple[str, ...]
    prior: tuple[float, ...]
    column: Coded
    judge: Judge

    def grade(self, left: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Levels (uint8) and rarity in bits (float32, of exact agreements) of the pairs left[k], right[k]."""
        codes, share = self.column.codes, self.column.share
        best = np.full(len(left), 255, dtype=np.uint8)
        rarity = np.zeros(len(left), dtype=np.float32)
        scale = float((share**2).sum()) or 1.0
        bits = np.log2(scale / np.maximum(share, 1e-12)).astype(np.float32)
        for a in codes.T:
            for b in codes.T:
                level = graded(a[left], b[right], len(self.column.values), self.judge)
                exact = level == EXACT
                rarity[exact] = (
                    np.maximum(rarity[exact], bits[a[left][exact]]) if codes.shape[1] > 1 else bits[a[left][exact]]
                )
                best = np.minimum(best, np.where(level == MISSING, 255, level).astype(np.uint8))
        best[best == 255] = MISSING
        return best, rarity


def graded(a: np.ndarray, b: np.ndarray, values: int, judge: Judge) -> np.ndarray:
    """Level of each pair of codes: 0 where one is missing, 1 where equal, else what `judge` says."""
    level = np.where((a < 0) | (b < 0), MISSING, EXACT).astype(np.uint8)
    unequal = np.flatnonzero((a != b) & (level == EXACT))
    if len(unequal):
        low, high = np.minimum(a[unequal], b[unequal]), np.maximum(a[unequal], b[unequal])
        keys = low.astype(np.int64) * values + high
        distinct, back = np.unique(keys, return_inverse=True)
        level[unequal] = judge(distinct // values, distinct % values)[back]
    return level


def measure(
    texts: np.ndarray, left: np.ndarray, right: np.ndarray, scorer: Callable, kind: type = np.float32
) -> np.ndarray:
    """A rapidfuzz scorer over pairs of values, both cores."""
    return process.cpdist(texts[left], texts[right], scorer=scorer, dtype=kind, workers=-1)
