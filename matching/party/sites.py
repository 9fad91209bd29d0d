"""Sites of one organisation: customers of their own, one tax id or not."""

import numpy as np

from matching.compare.evidence import Evidence
from matching.compare.kernel import EXACT, Comparison
from matching.compare.organisations import BRANCH, NUMBER, parted
from matching.compare.settled import other_school
from matching.features.build import Parts
from matching.features.coded import remap
from matching.party.rules import TWO_TOWNS, clash
from matching.party.seen import level_of

_STREETS = ("address", "street", "geo")
_PLACES = ("address", "street", "postcode", "city", "locality", "geo")


def site_veto(parts: Parts):
    """Two sites by their names, whatever tax id they share.

    A branch and its house, unless they are at one address and on one line: a site whose name was cut short. Two levels
    or two numbers of schools; two numbers of anything else, unless the street or the line is the same.
    """
    names = parted(parts["org"].values)
    school = np.array([*(p.school for p in names), 0], dtype=np.int64)[parts["org"].flat]
    number = remap(parts["org"], lambda _: [p.numbers for p in names]).flat

    def veto(left: np.ndarray, right: np.ndarray, known: Evidence, comparisons: list[Comparison]) -> np.ndarray:
        org, line = level_of("org", known, comparisons), level_of("phone", known, comparisons) == EXACT
        here = line & ~elsewhere(known, comparisons)
        numbered = clash(number, left, right) & (school[left] > 0) & (school[right] > 0)
        shops = (org == NUMBER) & ~line & other_street(known, comparisons)
        return (org == BRANCH) & ~here | other_school(school, left, right) | numbered | shops

    return veto


def site_rule(_left: np.ndarray, _right: np.ndarray, known: Evidence, comparisons: list[Comparison]) -> np.ndarray:
    """Most odds of two records of one tax id that agree on no place and no line: the firm is one, the sites are two."""
    shared = level_of("tax_id", known, comparisons) == EXACT
    reached = (level_of("phone", known, comparisons) == EXACT) | (level_of("email", known, comparisons) == EXACT)
    return np.where(shared & elsewhere(known, comparisons) & ~reached, TWO_TOWNS, np.nan)


def other_street(known: Evidence, comparisons: list[Comparison]) -> np.ndarray:
    """Pairs of two streets (bool): all that is known of both their addresses differs."""
    differs, agrees = (np.zeros(len(known.levels), dtype=bool) for _ in range(2))
    for k, comparison in enumerate(comparisons):
        if comparison.name in _STREETS:
            level = known.levels[:, k]
            differs |= level == len(comparison.labels)
            agrees |= (level > 0) & (level < len(comparison.labels))
    return differs & ~agrees


def elsewhere(known: Evidence, comparisons: list[Comparison]) -> np.ndarray:
    """Pairs of two places (bool): what is known of both differs throughout, the town or postcode and the street."""
    differs, agrees = (np.zeros((len(known.levels), 2), dtype=bool) for _ in range(2))
    for k, comparison in enumerate(comparisons):
        if comparison.name in _PLACES:
            kind, level = int(comparison.name in _STREETS), known.levels[:, k]
            differs[:, kind] |= level == len(comparison.labels)
            agrees[:, kind] |= (level > 0) & (level < len(comparison.labels))
    return differs[:, 0] & ~agrees[:, 0] & differs[:, 1] & ~agrees[:, 1]
