"""The customer key's truth table: what agreement on its parts means, before any model is asked."""

from collections.abc import Sequence

import numpy as np

from matching.compare.evidence import Evidence
from matching.compare.kernel import EXACT, Comparison

CERTAIN, SURE = 9.0, 4.0  # natural log odds: the whole key agrees; names and another part agree
_NAMES = (("given", "surname"), ("org",))


def key_rule(key: Sequence[str]):
    """Least log odds a pair deserves (NaN: no opinion).

    | parts of the key | meaning |
    |---|---|
    | all present and the same | the same customer |
    | names the same, one part of the key or birth date and address the same, nothing personal differs | very likely |
    | anything else | the other evidence decides |

    Two valid tax ids that differ are a veto (`matching.party.rules`); shared and placeholder values were counted as
    missing before (`matching.key.shared`).
    """

    def least(left: np.ndarray, right: np.ndarray, known: Evidence, comparisons: list[Comparison]) -> np.ndarray:  # noqa: ARG001
        level = {c.name: known.levels[:, k] for k, c in enumerate(comparisons)}
        none = np.zeros(len(known.levels), dtype=np.uint8)
        parts = [level.get(p, none) == EXACT for p in key]
        differs = np.zeros(len(none), dtype=bool)
        for k, comparison in enumerate(comparisons):
            if comparison.role in ("birth", "id", "name", "given", "firm", "org"):
                differs |= known.levels[:, k] == len(comparison.labels)
        named = np.zeros(len(none), dtype=bool)
        for names in _NAMES:
            if set(names) <= level.keys():
                named |= np.logical_and.reduce([level[n] == EXACT for n in names])
        again = np.logical_or.reduce([*parts, *(level.get(n, none) == EXACT for n in ("email", "bank_account"))])
        again |= (level.get("birth_date", none) == EXACT) & (level.get("address", none) == EXACT)
        odds = np.where(named & again & ~differs, SURE, np.nan)
        if len(parts) < 2:
            return odds
        return np.where(np.logical_and.reduce(parts) & ~differs, CERTAIN, odds)

    return least
