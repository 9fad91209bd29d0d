"""Levels of plain numbers of unknown meaning: ages, years, counts."""

import numpy as np

from matching.compare.kernel import EXACT, MISSING, Judge
from matching.features.ages import WHOLE
from matching.features.coded import floats

AMOUNT_LABELS = ("exact", "next", "near", "differs")
AMOUNT_PRIOR = (0.6, 0.15, 0.1, 0.15)
YEAR_PRIOR = (0.7, 0.18, 0.07, 0.05)  # of birth: an age is a year short before the birthday, and often guessed


def are_amounts(values: np.ndarray) -> bool:
    """Whether a column holds plain numbers of some spread."""
    if len(values) < 20:
        return False
    numbers = floats(values)
    return bool(np.isfinite(numbers).mean() > 0.98 and np.nanmax(numbers) - np.nanmin(numbers) >= 20)


def told_by_dates(values: np.ndarray) -> np.ndarray:
    """Years of birth that a whole date tells (bool): they say nothing to one another, their dates do."""
    return np.array([str(v).endswith(WHOLE) for v in values], dtype=bool)


def year_judge(values: np.ndarray) -> Judge:
    """Judge of years of birth."""
    whole = told_by_dates(values)
    apart = amount_judge(np.array([str(v).removesuffix(WHOLE) for v in values], dtype=object))

    def judge(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        level = apart(left, right)
        level[whole[left] & whole[right]] = MISSING
        return level

    return judge


def amount_judge(values: np.ndarray) -> Judge:
    """Judge of numbers written differently: the same, one apart, five apart, farther."""
    numbers = np.nan_to_num(floats(values), nan=-1e18)

    def judge(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        gap = np.abs(numbers[left] - numbers[right])
        level = np.full(len(left), 4, dtype=np.uint8)
        level[gap <= 5] = 3
        level[gap <= 1] = 2
        level[gap == 0] = EXACT
        return level

    return judge
