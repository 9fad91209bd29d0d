"""Words with nothing in common: met nowhere else as often as at random, lost in worn records as often as is found."""

import numpy as np

from matching.compare.kernel import Comparison
from matching.compare.tokens import ADDRESS_LABELS
from matching.compare.words import DIFFERS, UNLIKE, WORD_LABELS

HELD = 0.03  # of the worn records: the file tells how many of their words are lost, experience how the rest look
MOST_LOST = 0.45  # of the words of a kind in worn records: where more are lost, they tell nothing
SEEN = 1e-3  # of random pairs: less often, the level is not told apart in this file


def lost_levels(comparisons: list[Comparison], random: np.ndarray) -> np.ndarray:
    """Level (int, one a comparison) that a word damaged beyond recognition has; 0 where none is told apart.

    `random`: probability of each level among random pairs (comparisons, levels).
    """
    levels = [
        UNLIKE if c.labels == WORD_LABELS and random[k, UNLIKE] > SEEN
        else len(ADDRESS_LABELS) if c.labels == ADDRESS_LABELS
        else 0
        for k, c in enumerate(comparisons)
    ]  # fmt: skip
    return np.array(levels, dtype=np.int64)


def as_at_random(rows: np.ndarray, random: np.ndarray, lost: np.ndarray) -> None:
    """Divide names with nothing in common as random pairs do, in place (comparisons, levels).

    Whether one of two such names is met nowhere else says nothing of the two records, so no class may learn it, but
    that of the worn ones: there the name is lost.
    """
    for k in np.flatnonzero(lost == UNLIKE):
        share = random[k, UNLIKE] / (random[k, UNLIKE] + random[k, DIFFERS])
        both = rows[k, UNLIKE] + rows[k, DIFFERS]
        rows[k, UNLIKE], rows[k, DIFFERS] = both * share, both * (1 - share)


def as_found(rows: np.ndarray, counts: np.ndarray, experience: np.ndarray, lost: np.ndarray, pairs: float) -> None:
    """Set the share of lost words in worn records to what is found, in place; the other levels keep their proportions.

    `counts`, `experience`: pairs found and probabilities before the fit (comparisons, levels); the latter weigh
    `pairs` pairs.
    """
    for k in np.flatnonzero(lost):
        level, total = lost[k], counts[k, 1:].sum()
        held = pairs + HELD * total
        share = min((counts[k, level] + experience[k, level] * held) / max(total + held, 1e-12), MOST_LOST)
        rest = max(rows[k, 1:].sum() - rows[k, level], 1e-12)
        rows[k, 1:] *= (1 - share) / rest
        rows[k, level] = share
