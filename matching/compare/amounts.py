"""Levels of plain numbers of unknown meaning: ages, years, counts."""

import numpy as np

from matching.compare.kernel import Judge

AMOUNT_LABELS = ("exact", "next", "near", "differs")
AMOUNT_PRIOR = (0.6, 0.15, 0.1, 0.15)


def are_amounts(values: np.ndarray) -> bool:
    """Whether a column holds plain numbers of some spread."""
    if len(values) < 20:
        return False
    numbers = _numbers(values)
    return bool(np.isfinite(numbers).mean() > 0.98 and np.nanmax(numbers) - np.nanmin(numbers) >= 20)


def _numbers(values: np.ndarray) -> np.ndarray:
    def number(text: str) -> float:
        try:
            return float(text)
        except ValueError:
            return np.nan

    return np.array([number(str(v)) for v in values])


def amount_judge(values: np.ndarray) -> Judge:
    """Judge of unequal numbers: one apart, five apart, farther."""
    numbers = np.nan_to_num(_numbers(values), nan=-1e18)

    def judge(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        gap = np.abs(numbers[left] - numbers[right])
        level = np.full(len(left), 4, dtype=np.uint8)
        level[gap <= 5] = 3
        level[gap <= 1] = 2
        return level

    return judge
