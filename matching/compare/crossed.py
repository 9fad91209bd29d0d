"""Swapped names: given name and surname entered in each other's place."""

from collections.abc import Callable

import numpy as np

from matching.compare.kernel import Comparison, graded
from matching.compare.screen import letters
from matching.compare.words import DIFFERS, EQUIVALENT, PARTIAL, TYPO, word_judge
from matching.features.coded import Coded
from matching.features.fold import has_han

MOST_EDITS = 2  # of what `word_judge` calls a typo
Crossing = Callable[[np.ndarray, np.ndarray, np.ndarray], None]


def crossed(comparisons: list[Comparison]) -> Crossing | None:
    """A step that raises the levels of swapped names to "equivalent" or "typo", in place; None without both names."""
    at = {c.name: k for k, c in enumerate(comparisons)}
    if not {"given", "surname"} <= at.keys():
        return None
    g, s = at["given"], at["surname"]
    given, surname, values = _one_vocabulary(comparisons[g].column, comparisons[s].column)
    judge, made_of = word_judge(values), letters(values)
    han = np.array([has_han(v) for v in values], dtype=bool)

    def possible(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """Pairs of words of which one may be the other's slip, or is missing; Chinese words are judged by sound."""
        return (made_of.apart(a, b) <= 2 * MOST_EDITS) | han[a] | han[b] | (a < 0) | (b < 0)

    def step(levels: np.ndarray, left: np.ndarray, right: np.ndarray) -> None:
        weak = ((levels[:, g] == 0) | (levels[:, g] >= PARTIAL)) & ((levels[:, s] == 0) | (levels[:, s] >= PARTIAL))
        rows = np.flatnonzero(weak)
        for mine, other in ((given, surname), (surname, given)):
            rows = rows[possible(mine[left[rows]], other[right[rows]])]
        one = graded(given[left[rows]], surname[right[rows]], len(values), judge)
        two = graded(surname[left[rows]], given[right[rows]], len(values), judge)
        good = (one <= TYPO) & (two <= TYPO) & (one + two > 0)
        for column, level in ((g, one), (s, two)):
            levels[rows[good], column] = np.where(level[good] == 0, 0, np.maximum(level[good], EQUIVALENT))

    return step


def _one_vocabulary(given: Coded, surname: Coded) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    words = {v: k for k, v in enumerate(dict.fromkeys([*given.values, *surname.values]))}
    codes = [np.array([words[v] for v in c.values] + [-1], dtype=np.int32)[c.flat] for c in (given, surname)]
    return *codes, np.array(list(words), dtype=object)


__all__ = ["DIFFERS", "crossed"]
