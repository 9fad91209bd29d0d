"""Names in another script, or in another spelling of one: compared by how they sound."""

import numpy as np
from rapidfuzz.distance import OSA

from matching.compare.kernel import Judge, measure
from matching.compare.screen import inside, word_bits
from matching.compare.words import CLOSE, DIFFERS, EQUIVALENT, PARTIAL
from matching.features.spoken import MOST_GAPS, Sound, heard, main_script, script_of

LONG = 5  # consonants, of which one may be a slip


class Spoken:
    """The sounds of some folded words, coded; of those in the table's main script and of those in Latin letters."""

    def __init__(self, values: np.ndarray, script: str) -> None:
        """Read `values` (objects) as names of a script; others than it and Latin letters are left silent."""
        scripts = np.array([script_of(v) for v in values], dtype=object)
        self.native = scripts == script
        self.read = self.native | (scripts == "")
        sounds = [heard(v, script) if r else Sound("", ()) for v, r in zip(values, self.read, strict=True)]
        self.texts = np.array([s.consonants for s in sounds], dtype=object)
        code: dict[str, int] = {}
        self.code = np.array([code.setdefault(t, len(code)) for t in self.texts])
        self.gaps = np.zeros((len(values), MOST_GAPS), dtype=np.uint32)
        for k, sound in enumerate(sounds):
            self.gaps[k, : len(sound.gaps)] = sound.gaps
        self.words = word_bits(self.texts)
        self.size = np.array([len(t) for t in self.texts])

    def same(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        """Pairs of values (bool) that may be said alike."""
        one = self.code[left] == self.code[right]
        a, b = self.gaps[left[one]], self.gaps[right[one]]
        one[one] = (((a & b) > 0) | ((a | b) == 0)).all(axis=1)
        return one

    def part(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        """Pairs (bool) of which the one has the consonants of the other, or some of its words."""
        return inside(self.words, left, right) & (np.minimum(self.size[left], self.size[right]) > 1)

    def close(self, left: np.ndarray, right: np.ndarray) -> np.ndarray:
        """Pairs (bool) a consonant apart, of many."""
        out = np.minimum(self.size[left], self.size[right]) >= LONG
        rows = np.flatnonzero(out)
        edits = measure(self.texts, left[rows], right[rows], OSA.distance, np.int32, cutoff=1)
        out[rows] = edits <= 1
        return out


def spoken_too(judge: Judge, values: np.ndarray, known: int | None = None) -> Judge:
    """Return a judge of folded names that reads pairs of two scripts by their sound, and all others as `judge` does.

    Where the table has names in another script, Latin spellings of one sound are equivalent, too. The first `known`
    values (None: all) tell whether it has.
    """
    script = main_script(values[:known])
    if script is None:
        return judge
    said = Spoken(values, script)

    def both(left: np.ndarray, right: np.ndarray) -> np.ndarray:
        level = judge(left, right)
        read = said.read[left] & said.read[right]
        rows = np.flatnonzero(read & (said.native[left] != said.native[right]))
        a, b = left[rows], right[rows]
        level[rows] = np.where(said.part(a, b), PARTIAL, np.where(said.close(a, b), CLOSE, DIFFERS))
        rows = np.flatnonzero(read & ~(said.native[left] & said.native[right]))
        level[rows[said.same(left[rows], right[rows])]] = EQUIVALENT
        return level

    return both
