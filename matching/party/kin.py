"""Kin and namesakes: what keeps the members of a family, and strangers of one name, from being taken for one person."""

from collections.abc import Callable

import numpy as np

from matching.compare.evidence import Evidence
from matching.compare.generation import longer_name, two_names, two_readings
from matching.compare.kernel import EXACT, Comparison
from matching.compare.words import CLOSE, DIFFERS, PARTIAL
from matching.features.build import Parts
from matching.features.checked import checked
from matching.features.fold import has_han, short_written
from matching.features.order import CHINESE
from matching.features.romanised import MOST_GIVEN, syllables
from matching.party.scant import filled
from matching.party.seen import Seen, level_of
from matching.party.slips import slips_of

KIN, NAMESAKE = -8.0, -1.5  # natural log odds: the most that a rule allows
GENERATION = 15  # years: fewer lie between few parents and their children
FIGURES = 6  # of a number at least that is a person's own
NEXT = (1, 2)  # places between the numbers of twins, registered on one day
MANY = 0.0001  # of the records: surnames beside a given name that make it no slip


def kin_rule(parts: Parts):
    """Kin and namesakes: twins, couples and siblings by their given names, father and son by their years of birth.

    Two whole given names that differ beside one surname are two persons, whatever house, telephone or mailbox they
    share; so are given names with nothing in common where sex, middle name, number or birth date differ too. A number
    of their own may prove otherwise, but couples use each other's by mistake, and twins' numbers are a digit apart.
    Surname, house and telephone are the family's: with them alone, and anything of their own that differs, nobody is
    one person. Colleagues are no kin: there the telephone speaks. No veto: where the rest of a customer's records say
    otherwise, a wrong given name must not split it.
    """
    if "given" not in parts:
        return lambda left, *_: np.full(len(left), np.nan)
    sure, family = sure_names(parts), parts.columns.get("surname")
    borne, readings = often(parts), parts.readings.get("given", {})
    two, longer = two_names(parts["given"], family, borne), longer_name(parts["given"], family)
    voiced = two_readings(parts["given"], readings, borne)
    years, givens, middles = birth_years(parts), whole(parts, "given"), whole(parts, "middle")
    proof, following, suffixed = proven_numbers(parts), in_a_row(parts), filled(parts, ("suffix",))
    slips = slips_of(parts)

    def most(left: np.ndarray, right: np.ndarray, known: Evidence, comparisons: list[Comparison]) -> np.ndarray:
        seen = Seen(known, comparisons, givens[left] & givens[right], middles[left] & middles[right])
        if not seen.level("given").any():
            return np.full(len(left), np.nan)
        names = parts["given"].flat[left], parts["given"].flat[right]
        apart = seen.one_surname & np.isin(seen.level("given"), (CLOSE, PARTIAL))
        pairs = names[0][apart], names[1][apart]
        apart[apart] = two(*pairs) | voiced(*pairs)
        kin = siblings(seen, sure[names[0]], sure[names[1]], apart)
        kin |= two_persons(seen, proof[left] & proof[right]) | couples(seen) | heirs(seen, years[left], years[right])
        kin |= seen.contradicted_twice | born_together(seen, following(left, right))
        kin |= (suffixed[left] != suffixed[right]) & seen.other_birth & ~seen.same_number
        proven = seen.same_number | seen.same_mailbox
        doubtful = namesakes(seen) | seen.other_age | bare_names(seen)
        doubtful = (doubtful | seen.one_surname & longer(*names) & ~seen.colleagues) & ~proven
        doubtful |= seen.other_parent & ~seen.same_number & ~seen.like_mailbox
        doubtful |= household(seen) | borrowed(seen) | two_numbers(seen) | strangers(seen) | unnamed(seen)
        doubtful |= renamed(seen) | strange_names(seen, sure[names[0]], sure[names[1]])
        bound = np.where(kin, KIN, np.where(doubtful, NAMESAKE, np.nan))
        return np.where(slips(seen), np.nan, bound)

    return most


def siblings(seen: Seen, a: np.ndarray, b: np.ndarray, two: np.ndarray) -> np.ndarray:
    """Two given names beside one surname, neither a slip of the other (`a`, `b`: of `sure_names`; `two_names`)."""
    given = seen.level("given")
    both = (a[:, 0] & b[:, 0]) | (a[:, 1] & b[:, 0]) | (a[:, 0] & b[:, 1])
    family = seen.one_surname & both & ~seen.same_number
    # one word beside another that both are names, or characters of which one differs in sound and shape
    apart = (given == DIFFERS) | two
    twins = (given > PARTIAL) & (seen.level("birth_date") == EXACT) & ~seen.same_mailbox
    return family & (twins | apart & ~seen.colleagues)


def couples(seen: Seen) -> np.ndarray:
    """Given names with nothing in common, one surname, and something else of their own that differs."""
    return seen.other_given & seen.one_surname & seen.contradicted & ~seen.same_number & ~seen.colleagues


def two_persons(seen: Seen, proven: np.ndarray) -> np.ndarray:
    """Numbers that differ, borne out by their check digits (`proven`, bool) or by all that could say otherwise.

    That is a birth date that differs as well, or nobody's house, telephone or mailbox being the other's: one name and
    one birthday in two towns are two persons once each has a number.
    """
    elsewhere = ~seen.anything(same=True, birth=False) & ~seen.other_tail
    return (seen.level("national_id") > EXACT) & proven | seen.other_number & (seen.other_birth | elsewhere)


def heirs(seen: Seen, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """One name in two generations (`one`, `other`: years of birth)."""
    named = np.isin(seen.level("given"), (1, 2))
    return named & far_apart(one, other) & seen.other_birth & ~seen.same_number


def born_together(seen: Seen, following: np.ndarray) -> np.ndarray:
    """Twins of like names by their numbers (`following`, bool: of `in_a_row`), given them one after the other."""
    return following & (seen.level("given") > EXACT) & ~seen.same_mailbox


def household(seen: Seen) -> np.ndarray:
    """Pairs that agree in nothing but what a family shares, while something of their own differs."""
    own = seen.same_given | seen.same_number | seen.like_mailbox
    twins = seen.same_birth & ~(seen.other_number | seen.next_number | seen.other_sex | seen.other_middle)
    return ~own & ~twins & seen.contradicted & ~seen.colleagues


def borrowed(seen: Seen) -> np.ndarray:
    """One number on two persons: another given name, and another sex or birth date."""
    return seen.same_number & seen.other_given & (seen.other_sex | seen.other_birth)


def two_numbers(seen: Seen) -> np.ndarray:
    """Two whole numbers of their own, and neither a birth date nor a mailbox to say that one of them is wrong."""
    return seen.other_number & ~seen.same_birth & ~seen.same_mailbox & ~seen.colleagues


def strangers(seen: Seen) -> np.ndarray:
    """One name and birth date, but two middle names or ends of numbers, and no house, phone or mailbox in common."""
    return (seen.other_middle | seen.other_tail) & ~seen.anything(same=True, birth=False) & ~seen.same_number


def unnamed(seen: Seen) -> np.ndarray:
    """Surnames with nothing in common, and nothing to outweigh that: who marries keeps a birth date, number or mailbox.

    A telephone is proof beside one given name only; a house is none, there are lodgers.
    """
    own = seen.same_number | seen.same_mailbox | seen.same_birth
    return seen.other_surname & ~own & ~seen.colleagues & (seen.other_given | (seen.level("phone") != EXACT))


def in_a_row(parts: Parts) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    """A judge of pairs of rows: numbers of their own, plain digits, that follow one another within a few."""
    if "national_id" not in parts:
        return lambda left, _right: np.zeros(len(left), dtype=bool)
    plain = [
        int(v) if v.isascii() and v.isdigit() and FIGURES <= len(v) < 19 else 0 for v in parts["national_id"].values
    ]
    numbers = np.array([*plain, 0], dtype=np.int64)[parts["national_id"].flat]
    return lambda left, right: (numbers[left] > 0) & np.isin(np.abs(numbers[left] - numbers[right]), NEXT)


def renamed(seen: Seen) -> np.ndarray:
    """Given names with nothing in common, and neither number, mailbox, telephone nor birth date to outweigh that.

    A year of birth, a parish and a calling are shared by many whose surname is that of half the parish.
    """
    own = seen.same_number | seen.same_mailbox | seen.same_birth | (seen.level("phone") == EXACT)
    return seen.other_given & ~own & ~seen.colleagues


def strange_names(seen: Seen, a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Given names and surnames of which others bear each, nothing alike, and neither number, mailbox nor telephone.

    Two lodgers of one house may be born on one day; who marries keeps the given name (`a`, `b`: of `sure_names`).
    """
    own = seen.like_number | seen.like_mailbox | (seen.level("phone") == EXACT)
    both = (seen.level("given") == DIFFERS) & (seen.level("surname") == DIFFERS)
    return both & a[:, 0] & b[:, 0] & ~own & ~seen.colleagues


def birth_years(parts: Parts) -> np.ndarray:
    """Year of birth of each row, 0 where none is known."""
    name = "birth_year" if "birth_year" in parts else "birth_date"
    if name not in parts:
        return np.zeros(parts.rows, dtype=np.int64)
    column = parts[name]
    return np.array([int(v[:4]) if v[:4].isdigit() else 0 for v in column.values] + [0])[column.flat]


def whole(parts: Parts, name: str) -> np.ndarray:
    """Rows with a name of this kind, more than a letter or two of it (bool); two Chinese or Korean ones are whole."""
    if name not in parts:
        return np.zeros(parts.rows, dtype=bool)
    return np.array([len(v) > 2 or short_written(v) for v in parts[name].values] + [False])[parts[name].flat]


def proven_numbers(parts: Parts) -> np.ndarray:
    """Rows with a number of their own that its check digit proves (bool)."""
    if "national_id" not in parts:
        return np.zeros(parts.rows, dtype=bool)
    return checked(parts["national_id"])[parts["national_id"].flat]


def far_apart(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Years of birth a generation apart."""
    return (one > 0) & (other > 0) & (np.abs(one - other) >= GENERATION)


def suffix_veto(_left: np.ndarray, _right: np.ndarray, known: Evidence, comparisons: list[Comparison]) -> np.ndarray:
    """Junior beside senior."""
    return level_of("suffix", known, comparisons) == 2


def namesakes(seen: Seen) -> np.ndarray:
    """Pairs that agree on names and nothing else that is a person's own, and differ in something that is."""
    return seen.anything(same=False) & ~seen.anything(same=True)


def bare_names(seen: Seen) -> np.ndarray:
    """Pairs of names that are only alike, with nothing else to compare: who could tell a slip from a stranger?"""
    alone, exact = (np.ones(len(seen.known.levels), dtype=bool) for _ in range(2))
    for k, comparison in enumerate(seen.comparisons):
        if comparison.role in ("name", "given"):
            exact &= seen.known.levels[:, k] == EXACT
        else:
            alone &= seen.known.levels[:, k] == 0
    return alone & ~exact


def sure_names(parts: Parts) -> np.ndarray:
    """Given names that are no slip (bool, 2 columns): Chinese, Korean, or borne by several families; any full name.

    A last row stands for "missing".
    """
    given = parts["given"]
    borne = often(parts)
    han = np.array([short_written(v) for v in given.values], dtype=bool)
    if np.mean([has_han(v) for v in given.values[: given.heard]]) >= CHINESE:
        han |= np.array([len(syllables(v, MOST_GIVEN)) > 1 for v in given.values], dtype=bool)
    full = np.array([len(v) > 2 and " " not in v for v in given.values], dtype=bool)
    none = np.zeros((1, 2), dtype=bool)
    columns = [han | full & borne, full & ~borne & han[: given.heard].any()]
    return np.concatenate([np.stack(columns, axis=1), none])


def often(parts: Parts) -> np.ndarray:
    """Given names (bool, one a value) that stand beside too many surnames to be slips."""
    return families(parts) >= np.clip(MANY * parts["given"].known, 2, 10)


def families(parts: Parts) -> np.ndarray:
    """Number of surnames that each given name stands beside in the known rows: a slip stands beside one."""
    rows = parts["given"].known
    given = parts["given"].flat[:rows].astype(np.int64)
    family = parts["surname"].flat[:rows].astype(np.int64) if "surname" in parts else np.arange(rows)
    both = (given >= 0) & (family >= 0)
    pairs = np.unique(given[both] * (family.max(initial=0) + 1) + family[both])
    return np.bincount(pairs // (family.max(initial=0) + 1), minlength=len(parts["given"].values))
