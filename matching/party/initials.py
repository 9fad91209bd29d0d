"""An initial that two persons of one mailbox answer to: M. Berg, where Martin and Maria Berg share the mailbox."""

import numpy as np
import pandas as pd
from rapidfuzz.distance import OSA

from matching.block.groups import group, unroll
from matching.compare.evidence import Evidence
from matching.compare.kernel import Comparison, measure
from matching.features.build import Parts
from matching.features.fold import has_han
from matching.party.seen import Seen
from matching.scorer import Rule

OPEN = -1.5  # natural log odds: the most that such a pair gets
SLIP = 1  # edits that make no other name
MOST = 12  # different names of one initial and surname at one mailbox


def initial_rule(parts: Parts) -> Rule:
    """Most odds of a record with an initial that two given names of its surname at its mailbox bear.

    Houses and lines are no ground for it: in badly written files the second name there is the first one, worn. Whose
    the mailbox is, a steward may know; a number or a birth date of its own tells as well.
    """
    torn = torn_between(parts)

    def most(left: np.ndarray, right: np.ndarray, known: Evidence, comparisons: list[Comparison]) -> np.ndarray:
        bound = np.full(len(left), np.nan)
        rows = np.flatnonzero(torn[left] | torn[right]) if torn.any() else np.zeros(0, dtype=np.int64)
        if len(rows):
            some = Evidence(known.levels[rows], known.rarity[rows])
            none = np.zeros(len(rows), dtype=bool)
            seen = Seen(some, comparisons, none, none)
            bound[rows[~(seen.same_number | seen.same_birth) & seen.one_surname]] = OPEN
        return bound

    return most


def torn_between(parts: Parts) -> np.ndarray:
    """Rows (bool) whose given name is an initial of two names of the same surname at one mailbox."""
    torn = np.zeros(parts.rows, dtype=bool)
    if not {"given", "surname", "email"} <= parts.columns.keys():
        return torn
    values = parts["given"].values
    initial = np.append([len(v) == 1 and not has_han(v) for v in values], [False])[parts["given"].flat]
    initial &= parts["surname"].flat >= 0
    if not initial.any():
        return torn
    return initial & _two_at(parts, parts["email"].flat.astype(np.int64))


def _two_at(parts: Parts, place: np.ndarray) -> np.ndarray:
    """Rows (bool) at whose place stand two whole given names of their surname and first letter."""
    given, surname = (parts[n].flat.astype(np.int64) for n in ("given", "surname"))
    values = parts["given"].values
    first = pd.factorize(np.array([*(v[:1] for v in values), None], dtype=object))[0][given]
    told = (place >= 0) & (surname >= 0) & (given >= 0)
    key = (place * (int(surname.max()) + 1) + surname) * (int(first.max()) + 1) + first
    home = np.where(told, pd.factorize(np.where(told, key, -1))[0] + 1, 0)
    whole = told & np.append([len(v) > 1 for v in values], [False])[given]
    at, name = np.divmod(np.unique(home[whole] * len(values) + given[whole]), len(values))
    pairs = unroll(*group(at.astype(np.uint64)), MOST, max(len(at), 1))
    a, b = pairs // max(len(at), 1), pairs % max(len(at), 1)
    other = measure(values, name[a], name[b], OSA.distance, np.int32, cutoff=SLIP) > SLIP
    crowded = np.bincount(at[a[other]], minlength=int(home.max()) + 1) > 0
    return crowded[home] & (home > 0)
