"""The comparing kernel: each pair of distinct values is judged once and taken back to the record pairs."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from rapidfuzz import process

from matching.features.coded import Coded

MISSING, EXACT = 0, 1
FEW_VALUES = 8_000  # a table of their pairs takes 64 MB
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
        level[unequal] = _tabled(keys, values, judge) if values <= FEW_VALUES else _sorted(keys, values, judge)
    return level


def _tabled(keys: np.ndarray, values: int, judge: Judge) -> np.ndarray:
    """Judge the distinct pairs among `keys` (low * values + high), found and handed back by a table of all pairs."""
    table = np.zeros(values * values, dtype=np.uint8)
    table[keys] = 1
    distinct = np.flatnonzero(table)
    table[distinct] = judge(distinct // values, distinct % values)
    return table[keys]


def _sorted(keys: np.ndarray, values: int, judge: Judge) -> np.ndarray:
    distinct, back = np.unique(keys, return_inverse=True)
    return judge(distinct // values, distinct % values)[back]


def measure(
    texts: np.ndarray,
    left: np.ndarray,
    right: np.ndarray,
    scorer: Callable,
    kind: type = np.float32,
    cutoff: float | None = None,
) -> np.ndarray:
    """A rapidfuzz scorer over pairs of values, both cores.

    `cutoff`: where a caller need not know more; less alike is told as 0, a longer distance as `cutoff` + 1.
    """
    return process.cpdist(texts[left], texts[right], scorer=scorer, dtype=kind, workers=-1, score_cutoff=cutoff)
