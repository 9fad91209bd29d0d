"""Rules of the two levels: what keeps organisations apart, what tells contacts apart."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from matching.compare.evidence import Evidence
from matching.compare.kernel import EXACT, Comparison
from matching.compare.organisations import BRANCH, NUMBER, SISTER
from matching.compare.organisations import DIFFERS as OTHER_FIRM
from matching.compare.settled import FAMILY
from matching.compare.words import CLOSE, DIFFERS, EQUIVALENT, TYPO
from matching.features.build import Parts
from matching.features.coded import Coded
from matching.party.kinds import Kinds
from matching.party.seen import ONE_PLACE, level_of

_MOBILE = re.compile(r"861[3-9]\d{9}$")
SAME, SPLIT = 6.0, -5.0  # natural log odds that a rule gives
FAMILY_ALONE = -2.0
TWO_TOWNS = -1.5  # and the most it allows
TWO_UNITS = -1.5


def clash(codes: np.ndarray, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Pairs of which both sides have a code and the codes differ."""
    return (codes[left] >= 0) & (codes[right] >= 0) & (codes[left] != codes[right])


def tax_veto(tax: np.ndarray, long: np.ndarray):
    """Two valid tax ids of different companies.

    `tax`: code of the valid tax id of each row, -1 where it has none; `long` (bool): it has 15 characters or more,
    hence check digits. One digit apart, or two in a short id, is taken for a slip.
    """

    def veto(left: np.ndarray, right: np.ndarray, known: Evidence, comparisons: list[Comparison]) -> np.ndarray:
        return clash(tax, left, right) & ~slip(long, left, right, level_of("tax_id", known, comparisons))

    return veto


def name_veto(tax: np.ndarray, long: np.ndarray):
    """A sister or branch beside its house, or another number in the name, unless the tax id is the same."""

    def veto(left: np.ndarray, right: np.ndarray, known: Evidence, comparisons: list[Comparison]) -> np.ndarray:
        other = np.isin(level_of("org", known, comparisons), (SISTER, BRANCH, NUMBER))
        same = (tax[left] == tax[right]) & (tax[left] >= 0)
        return other & ~same & ~slip(long, left, right, level_of("tax_id", known, comparisons))

    return veto


def slip(long: np.ndarray, left: np.ndarray, right: np.ndarray, level: np.ndarray) -> np.ndarray:
    """Tax ids (by the level of their comparison) of which one may be the other mistyped."""
    return (level == 2) | ((level == 3) & ~(long[left] & long[right]))


def firm_rule(_left: np.ndarray, _right: np.ndarray, known: Evidence, comparisons: list[Comparison]) -> np.ndarray:
    """Names with nothing in common in two towns are two houses, though one person answers for both.

    The same tax id says otherwise.
    """
    tax = level_of("tax_id", known, comparisons)
    apart = (level_of("org", known, comparisons) == OTHER_FIRM) & ~np.isin(tax, (1, 2))
    towns = np.maximum(level_of("city", known, comparisons), level_of("state", known, comparisons))
    return np.where(apart & (towns == DIFFERS), TWO_TOWNS, np.nan)


def family_rule(_left: np.ndarray, _right: np.ndarray, known: Evidence, comparisons: list[Comparison]) -> np.ndarray:
    """Where names are all there is: what several firms' names open with may be any of them, or their house."""
    alone = not {c.role for c in comparisons} - {"org", "other"}
    several = level_of("org", known, comparisons) == FAMILY
    return np.where(several & alone, FAMILY_ALONE, np.nan)


def mixed_veto(kinds: Kinds, reach: list[np.ndarray]):
    """A private person and a business, unless it is one person whose employer one source tells and another does not.

    One name, and a mobile or a mailbox of its own, is one person; one name alone is a namesake. `reach`: of `personal`.
    """

    def veto(left: np.ndarray, right: np.ndarray, known: Evidence, comparisons: list[Comparison]) -> np.ndarray:
        mixed = kinds.private[left] & kinds.business[right] | kinds.business[left] & kinds.private[right]
        rows = np.flatnonzero(mixed & one_name(known, comparisons))
        mixed[rows] = ~shared(reach, left[rows], right[rows])
        return mixed

    return veto


def one_name(known: Evidence, comparisons: list[Comparison]) -> np.ndarray:
    """Pairs of one given name and one surname, in whatever script, or a slip apart."""
    given, surname = (level_of(n, known, comparisons) for n in ("given", "surname"))
    return np.isin(given, (EXACT, EQUIVALENT, TYPO, CLOSE)) & np.isin(surname, (EXACT, EQUIVALENT, TYPO))


def shared(codes: list[np.ndarray], left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Pairs with a value in common, in any of some matrices of codes (records, k)."""
    found = np.zeros(len(left), dtype=bool)
    for matrix in codes:
        for x in matrix[left].T:
            for y in matrix[right].T:
                found |= (x == y) & (x >= 0)
    return found


def firm_veto(firm: np.ndarray, tax: np.ndarray | None = None):
    """Contacts of different organisations (with `tax`, codes: of two valid tax ids)."""

    def veto(left: np.ndarray, right: np.ndarray, *_: object) -> np.ndarray:
        other = clash(firm, left, right)
        return other if tax is None else other & clash(tax, left, right)

    return veto


def one_house(known: Evidence, comparisons: list[Comparison]) -> np.ndarray:
    """Pairs of one address, and of no two towns or states (bool)."""
    home = np.isin(level_of("address", known, comparisons), ONE_PLACE)
    home |= np.isin(level_of("street", known, comparisons), ONE_PLACE)
    return home & ~np.logical_or.reduce([level_of(n, known, comparisons) == DIFFERS for n in ("city", "state")])


@dataclass(frozen=True)
class Houses:
    """What a record says of its organisation: `firm` (codes, -1 for none), whether it names one of many shops (`shop`,
    bool), and the branch or department that it names (`unit`, codes, -1 for none).
    """

    firm: np.ndarray
    shop: np.ndarray
    unit: np.ndarray


def contact_rule(kinds: Kinds, reach: list[np.ndarray], house: Houses, mobile: np.ndarray):
    """Records of one organisation of which one names no contact: joined by a mobile or personal mailbox, or not at all.

    Two that name nobody are the organisation itself, unless their mobiles say otherwise; in one house they are, and
    only telephones of which both are known to be mobiles (`mobile`, bool) say otherwise there. Two units of a house
    wait for a steward. A shop is one customer, whoever manages it. `reach`: of `personal`.
    """
    firm, shop, unit = house.firm, house.shop, house.unit
    nameless = kinds.business & ~kinds.named
    reachable = np.zeros(len(firm), dtype=bool)
    for matrix in reach:
        reachable |= (matrix >= 0).any(axis=1)

    def told(left: np.ndarray, right: np.ndarray, known: Evidence, comparisons: list[Comparison]) -> np.ndarray:
        odds = np.full(len(left), np.nan)
        rows = np.flatnonzero((nameless[left] | nameless[right]) & (firm[left] == firm[right]) & (firm[left] >= 0))
        a, b = left[rows], right[rows]
        both, one, two = nameless[a] & nameless[b], reachable[a] | reachable[b], reachable[a] & reachable[b]
        housed, alike, reached = one_house(known, comparisons)[rows], unit[a] == unit[b], shared(reach, a, b)
        plain = np.where(alike, np.where(one & ~housed, -1.0, SAME), TWO_UNITS)
        odds[rows] = np.where(reached, SAME, np.where(both & ~two, plain, SPLIT))
        unsure = both & two & housed & alike & ~reached & ~(mobile[a] & mobile[b])
        odds[rows[unsure]] = np.nan
        odds[shop[left] & shop[right] & (firm[left] == firm[right]) & (firm[left] >= 0)] = SAME
        return odds

    return told


def personal(parts: Parts) -> list[np.ndarray]:
    """Codes (records, k) of what reaches one person: mobiles, mailboxes that are no company's; -1 elsewhere."""
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
