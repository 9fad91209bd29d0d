"""The comparing kernel: each pair of distinct values is judged once and taken back to the record pairs."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from rapidfuzz import process

from matching.features.coded import Coded

MISSING, EXACT = 0, 1
FEW_VALUES = 2_000  # a table of all their pairs is judged at once, if there are as many pairs to look up
REPEATED = 0.5  # of the pairs of values: fewer distinct ones are found by sorting, and judged once
SAMPLED = 20_000  # pairs, about, that are looked at to tell
Judge = Callable[[np.ndarray, np.ndarray], np.ndarray]


@dataclass(frozen=True)
class Comparison:
    """One line of the evidence table.

    `labels`: the levels from best to worst, `labels[k]` is level k + 1, level 0 is "missing";
    `role`: what the evidence speaks of: `name`, `given`, `birth`, `id`, `reach`, `place`, `other`;
    `prior`: probability of each level among true matches before any data is seen;
    `column`: the coded values; `judge`: level of two unequal codes (vectorised), 0 where they cannot be compared;
    `mute`: values (bool, or None) whose equality another comparison tells of, and this one does not.
    """

    name: str
    role: str
    labels: tuple[str, ...]
    prior: tuple[float, ...]
    column: Coded
    judge: Judge
    mute: np.ndarray | None = None

    def tabled(self, pairs: int) -> "Comparison":
        """Return a comparison that looks levels up in a table of all pairs of values, where there are few values."""
        values = len(self.column.values)
        if values < 2 or values > FEW_VALUES or values * values > pairs:
            return self
        left, right = np.triu_indices(values, 1)
        table = np.zeros((values, values), dtype=np.uint8)
        table[left, right] = self.judge(left, right)
        return replace(self, judge=lambda low, high: table[low, high])

    @cached_property
    def bits(self) -> np.ndarray:
        """What an exact agreement on each value tells, in bits (float32)."""
        share = self.column.share
        scale = float((share**2).sum()) or 1.0
        once = 1 / max((self.column.flat[: self.column.known] >= 0).sum(), 1)  # a value never heard is as rare as one
        return np.log2(scale / np.maximum(share, once)).astype(np.float32)

    def grade(self, left: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Levels (uint8) and rarity in bits (float32, of exact agreements) of the pairs left[k], right[k]."""
        codes = self.column.codes
        best = np.full(len(left), 255, dtype=np.uint8)
        rarity = np.zeros(len(left), dtype=np.float32)
        for a in codes.T:
            mine = a[left]
            for b in codes.T:
                level = graded(mine, b[right], len(self.column.values), self.judge)
                if self.mute is not None:
                    level[(level == EXACT) & (mine == b[right]) & self.mute[mine]] = MISSING
                exact = np.flatnonzero(level == EXACT)
                found = self.bits[mine[exact]]
                rarity[exact] = np.maximum(rarity[exact], found) if codes.shape[1] > 1 else found
                level[level == MISSING] = 255
                np.minimum(best, level, out=best)
        best[best == 255] = MISSING
        return best, rarity


def on_demand(make: Callable[..., Judge], values: np.ndarray, *beside: np.ndarray | None) -> Judge:
    """Return the judge `make(values, *beside)`, which reads at each call no value but those that it is asked about.

    For few pairs among many values. `make` must read each value by itself; `beside`: arrays of one item a value.
    """

    def judge(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        place = np.zeros(len(values), dtype=np.int64)
        place[left] = place[right] = 1
        used = np.flatnonzero(place)
        place[used] = np.arange(len(used))
        return make(values[used], *(b if b is None else b[used] for b in beside))(place[left], place[right])

    return judge


def graded(a: np.ndarray, b: np.ndarray, values: int, judge: Judge) -> np.ndarray:
    """Level of each pair of codes: 0 where one is missing, 1 where equal, else what `judge` says."""
    low, high = np.minimum(a, b), np.maximum(a, b)
    level = (low >= 0).astype(np.uint8)
    unequal = np.flatnonzero((low != high) & (low >= 0))
    if len(unequal):
        low, high = low[unequal].astype(np.int64), high[unequal].astype(np.int64)
        level[unequal] = _once(low, high, values, judge) if repeated(low, high) else judge(low, high)
    return level


def repeated(low: np.ndarray, high: np.ndarray) -> bool:
    """Whether most pairs of values come again and again, so that it pays to find the distinct ones."""
    parts = max(len(low) // SAMPLED, 1)
    chosen = np.flatnonzero(low % parts == low[0] % parts)  # all pairs of some values
    keys = low[chosen] << 32 | high[chosen]
    return len(pd.unique(keys)) < REPEATED * len(keys)


def _once(low: np.ndarray, high: np.ndarray, values: int, judge: Judge) -> np.ndarray:
    distinct, back = np.unique(low * values + high, return_inverse=True)
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
