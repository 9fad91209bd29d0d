"""Rules of the two levels: what keeps organisations apart, what tells contacts apart."""

import re

import numpy as np

from matching.compare.evidence import Evidence
from matching.compare.kernel import Comparison
from matching.compare.organisations import BRANCH, NUMBER
from matching.features.build import Parts
from matching.features.coded import Coded
from matching.features.fold import has_han
from matching.party.kinds import Kinds

_MOBILE = re.compile(r"861[3-9]\d{9}$")
SAME, SPLIT = 6.0, -5.0  # natural log odds that a rule gives


def level_of(name: str, known: Evidence, comparisons: list[Comparison]) -> np.ndarray:
    """Levels of one comparison (uint8); 0 throughout where it is not made."""
    for k, comparison in enumerate(comparisons):
        if comparison.name == name:
            return known.levels[:, k]
    return np.zeros(len(known.levels), dtype=np.uint8)


def clash(codes: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Pairs of which both sides have a code and the codes differ."""
    return (codes[left] >= 0) & (codes[right] >= 0) & (codes[left] != codes[right])


def organisation_veto(tax: np.ndarray):
    """Two valid tax ids of different companies, or a branch beside its house, unless the tax id is the same.

    `tax`: code of the valid tax id of each row, -1 where it has none.
    """

    def veto(left: np.ndarray, right: np.ndarray, known: Evidence, comparisons: list[Comparison]) -> np.ndarray:
        other = np.isin(level_of("org", known, comparisons), (BRANCH, NUMBER))
        same = (tax[left] == tax[right]) & (tax[left] >= 0)
        return clash(tax, left, right) | (other & ~same)

    return veto


def customer_veto(kinds: Kinds, firm: np.ndarray, parts: Parts):
    """Contacts of different organisations, a private person and a business, twins and namesake kin."""
    twins = kin_veto(parts)

    def veto(left: np.ndarray, right: np.ndarray, known: Evidence, comparisons: list[Comparison]) -> np.ndarray:
        mixed = kinds.private[left] & kinds.business[right] | kinds.business[left] & kinds.private[right]
        return clash(firm, left, right) | mixed | twins(left, right, known, comparisons)

    return veto


def kin_veto(parts: Parts):
    """Twins and fathers: two full given names that differ beside one surname and birth date; Jr beside Sr."""
    usual = usual_names(parts["given"]) if "given" in parts else np.zeros(1, dtype=bool)

    def veto(left: np.ndarray, right: np.ndarray, known: Evidence, comparisons: list[Comparison]) -> np.ndarray:
        suffix = level_of("suffix", known, comparisons) == 2
        given, surname, birth = (level_of(n, known, comparisons) for n in ("given", "surname", "birth_date"))
        if not given.any():
            return suffix
        codes = parts["given"].flat
        both = usual[codes[left]] & usual[codes[right]] & (codes[left] >= 0) & (codes[right] >= 0)
        return suffix | (both & (given >= 5) & (surname == 1) & (birth == 1))

    return veto


def usual_names(given: Coded) -> np.ndarray:
    """Given names that are no slip of the pen: two Chinese characters, or a Latin name met in several records."""
    held = np.bincount(given.codes[given.codes >= 0], minlength=len(given.values))
    most = max(3.0, 0.0005 * len(given.codes))
    long = np.array([(len(v) >= 2 and has_han(v)) or (len(v) > 2 and " " not in v) for v in given.values], dtype=bool)
    han = np.array([has_han(v) for v in given.values], dtype=bool)
    return np.append(long & (han | (held >= most)), False)


def contact_rule(kinds: Kinds, parts: Parts, firm: np.ndarray):
    """Records of one organisation of which one names no contact: joined by a mobile or personal mailbox, or not at all.

    Two that name nobody are the organisation itself, unless their mobiles say otherwise.
    """
    nameless = kinds.business & ~kinds.named
    personal = _personal(parts)
    reachable = np.zeros(parts.rows, dtype=bool)
    for matrix in personal:
        reachable |= (matrix >= 0).any(axis=1)

    def told(left: np.ndarray, right: np.ndarray, *_: object) -> np.ndarray:
        odds = np.full(len(left), np.nan)
        rows = np.flatnonzero((nameless[left] | nameless[right]) & (firm[left] == firm[right]) & (firm[left] >= 0))
        a, b = left[rows], right[rows]
        shared = np.zeros(len(rows), dtype=bool)
        for matrix in personal:
            for x in matrix[a].T:
                for y in matrix[b].T:
                    shared |= (x == y) & (x >= 0)
        both = nameless[a] & nameless[b]
        plain = both & ~(reachable[a] & reachable[b])
        odds[rows] = np.where(shared, SAME, np.where(plain, np.where(reachable[a] | reachable[b], -1.0, SAME), SPLIT))
        return odds

    return told


def _personal(parts: Parts) -> list[np.ndarray]:
    """Codes of the values that reach one person: mobiles, and mailboxes that are not the company's."""
    from matching.compare.numbers import SHARED_MAILBOXES

    chosen = []
    if "phone" in parts:
        office = np.array([v.startswith("86") and not _MOBILE.match(v) for v in parts["phone"].values] + [True])
        codes = parts["phone"].codes
        chosen.append(np.where(office[codes], -1, codes))
    if "email" in parts:
        office = np.array([v.partition("@")[0] in SHARED_MAILBOXES for v in parts["email"].values] + [True])
        codes = parts["email"].codes
        chosen.append(np.where(office[codes], -1, codes))
    return chosen
