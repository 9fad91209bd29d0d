"""Names in another place: given name and surname entered in each other's, a person known by the middle name."""

from collections.abc import Callable

import numpy as np

from matching.compare.kernel import Comparison, graded
from matching.compare.screen import letters
from matching.compare.spoken import spoken_too
from matching.compare.words import DIFFERS, EQUIVALENT, PARTIAL, TYPO, word_judge
from matching.features.coded import Coded
from matching.features.spoken import script_of

INITIALS = 2  # letters of a name at most
MOST_EDITS = 2  # of what `word_judge` calls a typo
Crossing = Callable[[np.ndarray, np.ndarray, np.ndarray], None]
Swapped = Callable[[np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]


def crossed(comparisons: list[Comparison]) -> Crossing | None:
    """A step that raises the levels of swapped names to "equivalent" or "typo", in place; None without both names."""
    at = {c.name: k for k, c in enumerate(comparisons)}
    if not {"given", "surname"} <= at.keys():
        return None
    g, s = at["given"], at["surname"]
    swapped = _swapped(comparisons[g], comparisons[s])

    def step(levels: np.ndarray, left: np.ndarray, right: np.ndarray) -> None:
        weak = ((levels[:, g] == 0) | (levels[:, g] >= PARTIAL)) & ((levels[:, s] == 0) | (levels[:, s] >= PARTIAL))
        rows = np.flatnonzero(weak)
        for column, level in zip((g, s), swapped(left[rows], right[rows]), strict=True):
            good = np.flatnonzero(level >= 0)
            levels[rows[good], column] = level[good]

    return step


def by_middle(comparisons: list[Comparison]) -> Crossing | None:
    """A step that raises given names to "equivalent" where one is the other's middle name, in place; None without both.

    Eric Glenn Thompson is Glenn in the next register: whole names only, an initial is anybody's.
    """
    at = {c.name: k for k, c in enumerate(comparisons)}
    if not {"given", "middle"} <= at.keys():
        return None
    g = at["given"]
    given, middle, _ = _one_vocabulary(comparisons[g].column, comparisons[at["middle"]].column)
    whole = np.array([len(v) > INITIALS for v in comparisons[g].column.values] + [False])[comparisons[g].column.flat]

    def step(levels: np.ndarray, left: np.ndarray, right: np.ndarray) -> None:
        rows = np.flatnonzero(levels[:, g] >= PARTIAL)
        a, b = left[rows], right[rows]
        called = (given[a] == middle[b]) & whole[a] | (given[b] == middle[a]) & whole[b]
        levels[rows[called], g] = EQUIVALENT

    return step


def _swapped(given: Comparison, surname: Comparison) -> Swapped:
    """Levels of given name and surname held against one another, -1 where they are not swapped; made once a run."""
    made = given.__dict__.setdefault("_swapped", [])  # as a cached property: two columns of one run belong together
    for other, known in made:
        if other is surname.column:
            return known
    found = _judge_swapped(given.column, surname.column)
    made.append((surname.column, found))
    return found


def _judge_swapped(first: Coded, second: Coded) -> Swapped:
    given, surname, values = _one_vocabulary(first, second)
    judge, made_of = spoken_too(word_judge(values), values), letters(values)
    other = np.array([script_of(v) != "" for v in values], dtype=bool)

    def possible(a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """Pairs of words of which one may be the other's slip, or is missing; other scripts are judged by sound."""
        return (made_of.apart(a, b) <= 2 * MOST_EDITS) | other[a] | other[b] | (a < 0) | (b < 0)

    def swapped(left: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        rows = np.arange(len(left))
        for mine, other in ((given, surname), (surname, given)):
            rows = rows[possible(mine[left[rows]], other[right[rows]])]
        one = graded(given[left[rows]], surname[right[rows]], len(values), judge)
        two = graded(surname[left[rows]], given[right[rows]], len(values), judge)
        good = (one <= TYPO) & (two <= TYPO) & (one + two > 0)
        levels = np.full((2, len(left)), -1, dtype=np.int16)
        for k, level in enumerate((one, two)):
            levels[k, rows[good]] = np.where(level[good] == 0, 0, np.maximum(level[good], EQUIVALENT))
        return levels[0], levels[1]

    return swapped


def _one_vocabulary(given: Coded, surname: Coded) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    words = {v: k for k, v in enumerate(dict.fromkeys([*given.values, *surname.values]))}
    codes = [np.array([words[v] for v in c.values] + [-1], dtype=np.int32)[c.flat] for c in (given, surname)]
    return *codes, np.array(list(words), dtype=object)


__all__ = ["DIFFERS", "by_middle", "crossed"]
