"""Sites of one organisation: customers of their own, one tax id or not."""

import numpy as np

from matching.compare.evidence import Evidence
from matching.compare.kernel import EXACT, Comparison
from matching.compare.organisations import BRANCH
from matching.party.rules import TWO_TOWNS
from matching.party.seen import level_of

_PLACES = ("address", "street", "postcode", "city", "locality", "geo")


def site_veto(_left: np.ndarray, _right: np.ndarray, known: Evidence, comparisons: list[Comparison]) -> np.ndarray:
    """Two sites by their names, unless they are at one address and on one line: a site whose name was cut short."""
    here = (level_of("phone", known, comparisons) == EXACT) & ~elsewhere(known, comparisons)
    return (level_of("org", known, comparisons) == BRANCH) & ~here


def site_rule(_left: np.ndarray, _right: np.ndarray, known: Evidence, comparisons: list[Comparison]) -> np.ndarray:
    """Most odds of two records of one tax id that agree on no place and no line: the firm is one, the sites are two."""
    shared = level_of("tax_id", known, comparisons) == EXACT
    reached = (level_of("phone", known, comparisons) == EXACT) | (level_of("email", known, comparisons) == EXACT)
    return np.where(shared & elsewhere(known, comparisons) & ~reached, TWO_TOWNS, np.nan)


def elsewhere(known: Evidence, comparisons: list[Comparison]) -> np.ndarray:
    """Pairs of two places (bool): what is known of both differs throughout, the town or postcode and the street."""
    differs, agrees = (np.zeros((len(known.levels), 2), dtype=bool) for _ in range(2))
    for k, comparison in enumerate(comparisons):
        if comparison.name in _PLACES:
            kind, level = int(comparison.name in ("address", "street", "geo")), known.levels[:, k]
            differs[:, kind] |= level == len(comparison.labels)
            agrees[:, kind] |= (level > 0) & (level < len(comparison.labels))
    return differs[:, 0] & ~agrees[:, 0] & differs[:, 1] & ~agrees[:, 1]
