"""Rules of the two levels: what keeps organisations apart, what tells contacts apart."""

import re
from collections.abc import Callable

import numpy as np

from matching.compare.amounts import AMOUNT_LABELS
from matching.compare.evidence import Evidence
from matching.compare.kernel import Comparison
from matching.compare.organisations import BRANCH, NUMBER, SISTER
from matching.compare.organisations import DIFFERS as OTHER_FIRM
from matching.compare.words import DIFFERS, PARTIAL
from matching.features.build import Parts
from matching.features.coded import Coded
from matching.features.fold import has_han
from matching.party.kinds import Kinds

_MOBILE = re.compile(r"861[3-9]\d{9}$")
SAME, SPLIT = 6.0, -5.0  # natural log odds that a rule gives
KIN, NAMESAKE = -5.0, -1.5  # and the most it allows
GENERATION = 15  # years: fewer lie between few parents and their children


def level_of(name: str, known: Evidence, comparisons: list[Comparison]) -> np.ndarray:
    """Levels of one comparison (uint8); 0 throughout where it is not made."""
    for k, comparison in enumerate(comparisons):
        if comparison.name == name:
            return known.levels[:, k]
    return np.zeros(len(known.levels), dtype=np.uint8)


def clash(codes: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Pairs of which both sides have a code and the codes differ."""
    return (codes[left] >= 0) & (codes[right] >= 0) & (codes[left] != codes[right])


def organisation_veto(tax: np.ndarray, long: np.ndarray):
    """Two valid tax ids of different companies, or a sister or branch beside its house, unless the tax id is the same.

    `tax`: code of the valid tax id of each row, -1 where it has none; `long` (bool): it has 15 characters or more,
    hence check digits. One digit apart, or two in a short id, is taken for a slip.
    """

    def veto(left: np.ndarray, right: np.ndarray, known: Evidence, comparisons: list[Comparison]) -> np.ndarray:
        other = np.isin(level_of("org", known, comparisons), (SISTER, BRANCH, NUMBER))
        same = (tax[left] == tax[right]) & (tax[left] >= 0)
        level = level_of("tax_id", known, comparisons)
        slip = (level == 2) | ((level == 3) & ~(long[left] & long[right]))
        return (clash(tax, left, right) & ~slip) | (other & ~same & ~slip)

    return veto


def firm_rule(_left: np.ndarray, _right: np.ndarray, known: Evidence, comparisons: list[Comparison]) -> np.ndarray:
    """Names with nothing in common in two towns are two houses, though one person answers for both.

    The same tax id says otherwise.
    """
    tax = level_of("tax_id", known, comparisons)
    apart = (level_of("org", known, comparisons) == OTHER_FIRM) & ~np.isin(tax, (1, 2))
    towns = np.maximum(level_of("city", known, comparisons), level_of("state", known, comparisons))
    return np.where(apart & (towns == DIFFERS), NAMESAKE, np.nan)


def customer_veto(kinds: Kinds, firm: np.ndarray):
    """Contacts of different organisations, a private person and a business."""

    def veto(left: np.ndarray, right: np.ndarray, *seen: object) -> np.ndarray:
        mixed = kinds.private[left] & kinds.business[right] | kinds.business[left] & kinds.private[right]
        return clash(firm, left, right) | mixed | suffix_veto(left, right, *seen)

    return veto


def kin_rule(parts: Parts):
    """Kin and namesakes: twins and siblings by their given names, father and son by their years of birth.

    Two full given names that differ beside one surname are two persons, whatever house or telephone they share; a
    number of their own or a mailbox may prove otherwise, a mailbox only where the birth dates do not differ: families
    share one. Colleagues are no kin: there the telephone speaks. No veto: where the rest of a customer's records say
    otherwise, a wrong given name must not split it.
    """
    sure = sure_names(parts["given"]) if "given" in parts else np.zeros((1, 3), dtype=bool)
    years = birth_years(parts)

    def told(left: np.ndarray, right: np.ndarray, known: Evidence, comparisons: list[Comparison]) -> np.ndarray:
        given, surname, birth = (level_of(n, known, comparisons) for n in ("given", "surname", "birth_date"))
        if not given.any():
            return np.full(len(given), np.nan)
        number, mail = (level_of(n, known, comparisons) for n in ("national_id", "email"))
        proven = np.isin(number, (1, 2)) | (mail == 1)
        a, b = (sure[parts["given"].flat[rows]] for rows in (left, right))
        both = (a[:, 0] & b[:, 0]) | (a[:, 1] & b[:, 0]) | (a[:, 0] & b[:, 1])
        family = np.isin(surname, (1, 2)) & both
        twins = family & (given >= PARTIAL) & (birth == 1) & ~proven
        # one word beside another that both are names, or characters of which one differs in sound and shape
        siblings = family & ((given == DIFFERS) | a[:, 2] & b[:, 2] & (given >= PARTIAL))
        siblings &= (~proven | (birth > 2) & ~np.isin(number, (1, 2))) & (level_of("firm", known, comparisons) != 1)
        heirs = np.isin(given, (1, 2)) & far_apart(years[left], years[right]) & (birth > 2) & ~np.isin(number, (1, 2))
        other = namesakes(known, comparisons) | generations(known, comparisons) | bare_names(known, comparisons)
        bound = np.where(other & ~proven, NAMESAKE, np.nan)
        return np.where(twins | siblings | heirs, KIN, bound)

    return told


def birth_years(parts: Parts) -> np.ndarray:
    """Year of birth of each row, 0 where none is known."""
    if "birth_date" not in parts:
        return np.zeros(parts.rows, dtype=np.int64)
    column = parts["birth_date"]
    return np.array([int(v[:4]) if v[:4].isdigit() else 0 for v in column.values] + [0])[column.flat]


def far_apart(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Years of birth a generation apart."""
    return (one > 0) & (other > 0) & (np.abs(one - other) >= GENERATION)


def generations(known: Evidence, comparisons: list[Comparison]) -> np.ndarray:
    """Pairs whose ages, as plain numbers, lie more than five years apart: father and son of one name."""
    apart = np.zeros(len(known.levels), dtype=bool)
    for k, comparison in enumerate(comparisons):
        if comparison.role == "birth" and comparison.labels == AMOUNT_LABELS:
            apart |= known.levels[:, k] == len(AMOUNT_LABELS)
    return apart


def suffix_veto(_left: np.ndarray, _right: np.ndarray, known: Evidence, comparisons: list[Comparison]) -> np.ndarray:
    """Junior beside senior."""
    return level_of("suffix", known, comparisons) == 2


def namesakes(known: Evidence, comparisons: list[Comparison]) -> np.ndarray:
    """Pairs that agree on names and nothing else that is a person's own, and differ in something that is."""
    alike, apart = (np.zeros(len(known.levels), dtype=bool) for _ in range(2))
    for k, comparison in enumerate(comparisons):
        telling = comparison.role in ("birth", "id", "reach", "firm", "web") and comparison.name != "gender"
        if telling or comparison.name in ("address", "street", "postcode", "geo"):
            level, worst = known.levels[:, k], len(comparison.labels)
            alike |= (level > 0) & (level < worst)
            apart |= level == worst
        elif comparison.name == "middle":
            alike |= level_of("middle", known, comparisons) == 1
    return apart & ~alike


def bare_names(known: Evidence, comparisons: list[Comparison]) -> np.ndarray:
    """Pairs of names that are only alike, with nothing else to compare: who could tell a slip from a stranger?"""
    alone, exact = (np.ones(len(known.levels), dtype=bool) for _ in range(2))
    for k, comparison in enumerate(comparisons):
        if comparison.role in ("name", "given"):
            exact &= known.levels[:, k] == 1
        else:
            alone &= known.levels[:, k] == 0
    return alone & ~exact


def sure_names(given: Coded) -> np.ndarray:
    """Given names that are no slip of the pen (bool, 3 columns): Chinese or met in several records; any full name;
    Chinese of two characters that several records bear, so that neither is the other's slip.

    A last row stands for "missing".
    """
    seen = given.codes[: given.known]
    held = np.bincount(seen[seen >= 0], minlength=len(given.values))
    most = max(3.0, 0.0005 * len(seen))
    han = np.array([has_han(v) for v in given.values], dtype=bool)
    full = np.array([len(v) > 2 and " " not in v for v in given.values], dtype=bool)
    pair = han & np.array([len(v) == 2 for v in given.values], dtype=bool) & (held >= 2)
    none = np.zeros((1, 3), dtype=bool)
    columns = [han | (full & (held >= most)), full & ~(held >= most) & han[: given.heard].any(), pair]
    return np.concatenate([np.stack(columns, axis=1), none])


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
        chosen.append(_reaching(parts["phone"], lambda v: v.startswith("86") and not _MOBILE.match(v)))
    if "email" in parts:
        chosen.append(_reaching(parts["email"], lambda v: v.partition("@")[0] in SHARED_MAILBOXES))
    return chosen


def mobiles(parts: Parts) -> np.ndarray | None:
    """Codes (records, k) of the numbers known to be mobiles, -1 elsewhere; None without telephones."""
    return _reaching(parts["phone"], lambda v: not _MOBILE.match(v)) if "phone" in parts else None


def _reaching(column: Coded, office: Callable[[str], bool]) -> np.ndarray:
    others = np.array([bool(office(v)) for v in column.values] + [True])
    return np.where(others[column.codes], -1, column.codes)
