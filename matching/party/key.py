"""The key's truth table at the two levels of a business table (`matching.key.truth` has that of one level)."""

import numpy as np

from matching.compare.evidence import Evidence
from matching.compare.kernel import EXACT, Comparison
from matching.key.truth import CERTAIN, key_rule
from matching.party.seen import level_of


def joined_by_tax(label: np.ndarray, tax: np.ndarray) -> np.ndarray:
    """Labels of organisations after those of one tax id became one; the smallest row names each.

    `label`: the smallest row of each row's cluster. `tax`: code of what a row's tax id says, -1 for nothing. A cluster
    speaks for the tax id that most of its records bear (the smaller code of two as frequent): the others are slips.
    """
    if not (tax >= 0).any():
        return label
    cluster, borne = spoken(label, tax)
    smallest = np.full(int(tax.max()) + 1, len(label), dtype=np.int64)
    np.minimum.at(smallest, borne, cluster)
    home = np.arange(len(label))
    home[cluster] = smallest[borne]
    return home[label]


def spoken(label: np.ndarray, tax: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Clusters that bear a tax id, and the one that most of their records bear (both int64, of one length)."""
    rows = np.flatnonzero(tax >= 0)
    pair, count = np.unique(label[rows] * (int(tax.max(initial=0)) + 1) + tax[rows], return_counts=True)
    cluster, borne = np.divmod(pair, int(tax.max(initial=0)) + 1)
    order = np.lexsort((borne, -count, cluster))
    first = order[np.append(True, cluster[order][1:] != cluster[order][:-1])] if len(order) else order
    return cluster[first], borne[first]


def tax_said(tax: np.ndarray, long: np.ndarray, core: np.ndarray) -> np.ndarray:
    """Code of what each row's tax id says of its organisation, -1 for nothing.

    One with check digits (`long`, bool) speaks for itself; a short one, which may be a slip into another firm's, only
    together with the `core` (code) of the name.
    """
    said = np.where(long, 0, core + 1) + tax * (int(core.max(initial=-1)) + 2)
    said = np.where((tax < 0) | (~long & (core < 0)), -1, said)
    return np.unique(said, return_inverse=True)[1] - int((said < 0).any())


def contact_key(mobiles: np.ndarray | None):
    """Least odds of two contacts: one mobile at one organisation is one contact, unless the names are others.

    `mobiles`: codes (records, k) of the numbers that reach one person, -1 elsewhere. An office line proves nothing
    about two colleagues; names that agree beside it do (`key_rule`).
    """
    named = key_rule(("phone",))

    def least(left: np.ndarray, right: np.ndarray, known: Evidence, comparisons: list[Comparison]) -> np.ndarray:
        odds = named(left, right, known, comparisons)
        rows = np.flatnonzero(level_of("firm", known, comparisons) == EXACT)
        if mobiles is None or not len(rows):
            return odds
        worst = {c.name: len(c.labels) for c in comparisons if c.name in ("given", "surname")}
        other = np.zeros(len(rows), dtype=bool)
        for name, level in worst.items():
            other |= level_of(name, known, comparisons)[rows] == level
        same = np.zeros(len(rows), dtype=bool)
        for x in mobiles[left[rows]].T:
            for y in mobiles[right[rows]].T:
                same |= (x == y) & (x >= 0)
        odds[rows] = np.where(same & ~other, CERTAIN, odds[rows])
        return odds

    return least
