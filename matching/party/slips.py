"""Whether a file exchanges whole values: then two things that differ on one person are two slips, no twins or heirs.

Twins have another given name and another number, father and son another birth date and number, who borrows a number
another given name and birth date. In a file whose values are exchanged by mistake such pairs come by chance as well,
and how many is told by those of which one thing alone differs: where the two go wrong independently, the odds
of both are the product of the odds of each. Where no more are found than that, the file holds no kin of this kind.
"""

from collections.abc import Callable

import numpy as np

from matching.block.groups import group, unroll
from matching.block.keys import atom, mix
from matching.compare.evidence import evidence
from matching.compare.kernel import EXACT
from matching.compare.plan import plan
from matching.compare.words import UNLIKE
from matching.features.build import Parts
from matching.features.coded import coded
from matching.party.seen import OTHER_DATE, OTHER_NUMBER, Seen

FEWEST = 5  # pairs of which one thing alone differs: with fewer a file tells nothing
SURE = 2.0  # standard deviations of what chance brings
MOST_NAMESAKES = 20  # records of one key: more are no copies of one another
MOST_PAIRS = 50_000  # are looked at, about
WHOLE = 3  # letters of a given name
PLACES = ("postcode", "city", "address", "street")  # the first there is: where both records must be at home
WORST = {"given": UNLIKE, "birth_date": OTHER_DATE, "national_id": OTHER_NUMBER}  # levels of nothing in common


def slips_of(parts: Parts) -> Callable[[Seen], np.ndarray]:
    """A judge of pairs: of one surname and home, and different in no more than what slips explain in this file."""
    place = next((n for n in PLACES if n in parts), "")
    if not exchanged(parts, place):
        return lambda seen: np.zeros(len(seen.known.levels), dtype=bool)

    def judge(seen: Seen) -> np.ndarray:
        at_home = seen.like_surname & (seen.same_home | (seen.level(place) == EXACT))
        more = seen.other_sex | seen.other_middle | seen.other_parent | seen.other_age
        unnamed, undated = (seen.level(n) == 0 for n in ("given", "birth_date"))
        twins = seen.same_birth & (seen.same_given | seen.other_given | unnamed)
        heirs = seen.same_given & (seen.other_birth | undated)
        borrower = seen.same_number & seen.other_given & seen.other_birth
        return at_home & ~more & (twins | heirs | borrower)

    return judge


def exchanged(parts: Parts, place: str) -> bool:
    """Whether slips explain all that would be twins, heirs and borrowed numbers in a table of persons with numbers."""
    needed = ("given", "surname", "birth_date", "national_id")
    if "org" in parts or not all(n in parts for n in needed):
        return False
    tables = {
        "birth_date": ("given", "national_id"),
        "given": ("birth_date", "national_id"),
        "national_id": ("given", "birth_date"),
    }
    return all(explained(parts, (same, place), differ) for same, differ in tables.items())


def explained(parts: Parts, same: tuple[str, ...], differ: tuple[str, str]) -> bool:
    """Whether pairs equal in surname and in `same` differ in both of `differ` no more often than by two slips."""
    one, other = _differ(parts, ("surname", *filter(None, same)), differ)
    alone = int((one & ~other).sum()), int((other & ~one).sum())
    chance = alone[0] * alone[1] / max(int((~one & ~other).sum()), 1)
    return min(alone) >= FEWEST and int((one & other).sum()) <= chance + SURE * chance**0.5


def _differ(parts: Parts, same: tuple[str, ...], differ: tuple[str, str]) -> tuple[np.ndarray, np.ndarray]:
    """Of pairs of known rows equal in some parts that have two others: whether these differ wholly (bool, bool)."""
    known = parts.known
    told = np.logical_and.reduce([_told(parts, n)[:known] for n in differ])
    key = told.astype(np.uint64)
    for name in same:
        key = mix(key, atom(parts[name])[:known])
    codes = unroll(*group(key), MOST_NAMESAKES, known)
    codes = codes[:: max(len(codes) // MOST_PAIRS, 1)]
    rows = np.unique([codes // known, codes % known])
    view = Parts(len(rows))
    for name in differ:
        values, code = np.unique(parts[name].flat[rows], return_inverse=True)
        view.add(name, coded(code, parts[name].values[values]))
    seen = evidence(plan(view), np.searchsorted(rows, codes // known), np.searchsorted(rows, codes % known))
    levels = dict(zip(view.columns, seen.levels.T, strict=True))
    none = np.zeros(len(codes), dtype=np.uint8)
    return tuple(levels.get(n, none) >= WORST[n] for n in differ)


def _told(parts: Parts, name: str) -> np.ndarray:
    """Rows (bool) that tell a part; of given names more than a letter or two."""
    long = np.array([name != "given" or len(v) >= WHOLE for v in parts[name].values] + [False])
    return (parts[name].flat >= 0) & long[parts[name].flat]
