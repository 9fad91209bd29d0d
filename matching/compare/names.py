"""Names of organisations compared as sets: what a party was called before, in another language or in short."""

from dataclasses import dataclass

import numpy as np

from matching.compare.kernel import EXACT, MISSING, Comparison, graded
from matching.compare.organisations import OTHERS
from matching.compare.settled import ALIKE, CONTAINED, CORE, SHORTENED
from matching.features.fold import has_han
from matching.features.further import kinds

_NAME, _FULL, _SHORT = 0, 1, 2


@dataclass(frozen=True)
class NamesComparison(Comparison):
    """The comparison of organisations' names where some records tell further ones, in slots behind the first.

    The names themselves decide; a further name only lifts the level. The name of one that is the former name of the
    other is as good as the same core, even where the names alone speak of sister companies: a firm that took up another
    trade. Two further names that agree, or a short name, say no more than a name within another: sisters share them,
    and where names of one script can be compared, two short ones say nothing.
    """

    def grade(self, left: np.ndarray, right: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Levels (uint8) and rarity in bits (float32) of the pairs left[k], right[k]; see `Comparison.grade`."""
        codes, kind = self.column.codes, np.append(kinds(self.column.values), _NAME)
        script = np.array([has_han(str(v)) for v in self.column.values])
        best = graded(codes[left, 0], codes[right, 0], len(self.column.values), self.judge)
        rarity = np.zeros(len(left), dtype=np.float32)
        exact = np.flatnonzero(best == EXACT)
        rarity[exact] = self.bits[codes[left[exact], 0]]
        apart = np.isin(best, OTHERS)
        for a in range(codes.shape[1]):
            for b in range(codes.shape[1]):
                rows = np.flatnonzero((codes[left, a] >= 0) & (codes[right, b] >= 0) & (best > CORE)) if a or b else ()
                if not len(rows):
                    continue
                one, other = codes[left[rows], a], codes[right[rows], b]
                level = _lifted(graded(one, other, len(self.column.values), self.judge), kind[one], kind[other])
                level[apart[rows] & (level != CORE)] = MISSING
                both_short = (kind[one] == _SHORT) & (kind[other] == _SHORT)
                level[both_short & (script[codes[left[rows], 0]] == script[codes[right[rows], 0]])] = MISSING
                better = (level != MISSING) & (level < best[rows])
                best[rows[better]] = level[better]
        return best, rarity


def _lifted(level: np.ndarray, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """What further names say, by the level of their likeness and their kinds; 0 where they say nothing."""
    least = np.where((one == _SHORT) | (other == _SHORT), ALIKE, SHORTENED)
    said = np.where((level <= least) & (level > MISSING), np.maximum(level, CORE), MISSING).astype(np.uint8)
    whole = ((one == _NAME) & (other == _FULL)) | ((one == _FULL) & (other == _NAME))
    return np.where(whole | (said == MISSING), said, np.maximum(said, CONTAINED)).astype(np.uint8)
