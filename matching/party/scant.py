"""Pairs of which too little is known: no name, nothing but a name, no employer for one who has two.

What is left is a household's, a namesake's or either employer's: nobody can say whose, so a steward is asked.
"""

import numpy as np

from matching.compare.evidence import Evidence
from matching.compare.kernel import EXACT, Comparison
from matching.compare.mailboxes import mailbox_of
from matching.compare.words import EQUIVALENT, UNLIKE
from matching.features.build import Parts
from matching.features.spoken import main_script
from matching.party.seen import Seen
from matching.scorer import Rule

OPEN = -1.5  # natural log odds: the most that such a pair gets
LIKELY = 4.5  # of a pair of one name and birth date and no more: joined at the best F1, asked where .999 is promised
TRAITS = 20  # different values: fewer make a class, and half the table shares it
MOSTLY = 0.5  # of the records: fewer, and the table tells persons by something else
_OWN = ("phone", "email", "national_id", "tax_id", "birth_date")
_BESIDE = ("phone", "email", "national_id", "tax_id", "address", "street", "postcode")


def scant_rule(parts: Parts) -> Rule:
    """Most odds of two persons of whom too little is known: a record that names nobody, names and nothing beside."""
    if "given" not in parts:
        return lambda left, *_: np.full(len(left), np.nan)
    nameless, business, told = nobody(parts), filled(parts, ("org", "firm")), telling(parts)
    traits, more = own_traits(parts), most_tell(parts, _BESIDE)
    spelt, none, crossed = mailbox_of(parts), np.zeros(parts.rows, dtype=bool), in_scripts(parts)

    def most(left: np.ndarray, right: np.ndarray, known: Evidence, comparisons: list[Comparison]) -> np.ndarray:
        seen = Seen(known, comparisons, none, none)
        rows = np.flatnonzero(unheard(seen, nameless[left] | nameless[right], business[left] | business[right]))
        doubtful = names_only(seen, traits) if told else np.zeros(len(left), dtype=bool)
        doubtful[rows] |= ~spelt(left[rows], right[rows])
        if crossed:
            doubtful |= heard_alike(seen)
        likely = LIKELY if more else np.nan
        return np.where(doubtful, OPEN, np.where(name_and_birth(seen), likely, np.nan))

    return most


def filled(parts: Parts, names: tuple[str, ...]) -> np.ndarray:
    """Rows that have any of some parts (bool)."""
    found = np.zeros(parts.rows, dtype=bool)
    for name in names:
        if name in parts:
            found |= parts[name].flat >= 0
    return found


def nobody(parts: Parts) -> np.ndarray:
    """Rows (bool) that name neither a person nor an organisation, where most rows name one."""
    named = filled(parts, ("given", "surname", "org", "firm"))
    usual = parts.known and named[: parts.known].mean() >= MOSTLY
    return ~named if usual else np.zeros(parts.rows, dtype=bool)


def telling(parts: Parts) -> bool:
    """Whether most rows have something of a person's own beside the name."""
    return most_tell(parts, _OWN)


def most_tell(parts: Parts, names: tuple[str, ...]) -> bool:
    """Whether most rows have any of some parts."""
    return bool(parts.known) and bool(filled(parts, names)[: parts.known].mean() >= MOSTLY)


def name_and_birth(seen: Seen) -> np.ndarray:
    """Pairs (bool) that tell nothing both but names and births: namesakes of one birthday are not so rare."""
    more = [k for k, c in enumerate(seen.comparisons) if c.role not in ("name", "given", "birth")]
    return (seen.level("birth_date") > 0) & ~seen.known.levels[:, more].any(axis=1)


def unheard(seen: Seen, nameless: np.ndarray, business: np.ndarray) -> np.ndarray:
    """Pairs with a record that names nobody (`nameless`, bool), and neither number, mailbox nor birth date alike.

    A house and its telephone are the family's; a firm's are its own (`business`, bool: beside an organisation).
    """
    own = seen.like_number | seen.like_mailbox | seen.like_birth
    return nameless & ~(own | business & (seen.level("phone") == EXACT) & seen.same_home)


def own_traits(parts: Parts) -> tuple[str, ...]:
    """Columns that no field is known for and that tell persons apart: a birth place, an occupation; no class of few."""
    return tuple(n for n in parts.columns if n.startswith("other:") and len(parts[n].values) >= TRAITS)


def names_only(seen: Seen, traits: tuple[str, ...] = ()) -> np.ndarray:
    """Names, and nothing of a person's own that both tell: a telephone here, a mailbox there, one town.

    `traits`: comparisons of other columns, which say something where they agree.
    """
    own = seen.anything(same=True) | seen.anything(same=False) | (seen.level("email") > 0)
    for name in ("street_number", *traits):
        own |= seen.level(name) == EXACT
    return (seen.level("given") > 0) & ~own & (seen.level("firm") != EXACT)


def in_scripts(parts: Parts) -> bool:
    """Whether given names are written in a script beside Latin and Chinese, and are compared by sound."""
    return main_script(parts["given"].values[: parts["given"].heard]) is not None


def heard_alike(seen: Seen) -> np.ndarray:
    """One sound of given name, a surname and a birth date, and nothing beside: 성진 and 승진 are both Sung-jin."""
    middle = (seen.level("middle") > 0) & (seen.level("middle") < UNLIKE)
    return (seen.level("given") == EQUIVALENT) & ~middle & ~seen.anything(same=True, birth=False)


def employed_rule(parts: Parts, firm: np.ndarray) -> Rule:
    """Most odds of a record without an organisation beside one with: whose telephone stands at two may be at either.

    `firm`: organisation of each row, -1 for none.
    """
    several = _at_several(parts, firm)

    def most(left: np.ndarray, right: np.ndarray, _known: Evidence, _comparisons: list[Comparison]) -> np.ndarray:
        one = (firm[left] < 0) != (firm[right] < 0)
        return np.where(one & several[left] & several[right], OPEN, np.nan)

    return most


def _at_several(parts: Parts, firm: np.ndarray) -> np.ndarray:
    """Rows (bool) with a telephone that stands at two organisations or more."""
    if "phone" not in parts:
        return np.zeros(parts.rows, dtype=bool)
    codes = parts["phone"].codes
    row, slot = np.nonzero((codes[: parts.known] >= 0) & (firm[: parts.known] >= 0)[:, None])
    pairs = np.unique(codes[row, slot].astype(np.int64) * (parts.rows + 1) + firm[row])
    houses = np.bincount(pairs // (parts.rows + 1), minlength=len(parts["phone"].values))
    return np.append(houses > 1, [False])[codes].any(axis=1)
