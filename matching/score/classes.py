"""The latent classes of a pair: what kinds of match and of non-match there are.

Two classes (match, non-match) assume that fields err independently. Real strangers come in kinds: people of one
household share surname, address and phone; namesakes share their names. Each kind is a class of its own, built
from shared parameter sets, so that agreement on a shared address is counted once (latent class analysis with
equality restrictions; Winkler 1993, Lazarsfeld and Henry 1968).
"""

from dataclasses import dataclass

import numpy as np

MATCH, MOVED, RANDOM, HOUSE, NAMESAKE, TOWN, NEIGHBOUR, BIRTHDAY, WORN = (
    "match",
    "match, moved",
    "random",
    "same place",
    "namesake",
    "same town",
    "first name in one place",
    "same birthday",
    "match, worn",
)
M, U, H, R, W = 0, 1, 2, 3, 4  # as in matches, in strangers met by a key, in a household, at random, in worn records
_SETS = {
    #            match moved random house namesake town neighbour
    "name": (M, M, U, H, M, U, R, R, W),
    "org": (M, M, U, H, M, U, U, R, W),
    "given": (M, M, U, R, M, U, M, R, W),
    "birth": (M, M, U, U, U, U, U, M, W),
    "parent": (M, M, U, H, U, U, U, R, W),
    "id": (M, M, U, U, U, U, U, R, W),
    "reach": (M, M, U, H, U, U, U, R, W),
    "firm": (M, M, U, H, U, U, U, R, W),
    "web": (M, M, U, H, M, U, U, R, W),
    "place": (M, U, U, H, U, U, H, R, W),
    "area": (M, U, U, H, U, H, H, R, W),
    "other": (M, M, U, H, U, U, H, R, W),
}
_CHANCE = {
    # classes in which an exact agreement is by chance, so that a rare value speaks against them
    "name": (0, 0, 1, 0, 1, 1, 1, 1, 0),
    "given": (0, 0, 1, 1, 1, 1, 1, 1, 0),
    "place": (0, 1, 1, 0, 1, 1, 0, 1, 0),
    "rest": (0, 0, 1, 1, 1, 1, 1, 1, 0),
}


@dataclass(frozen=True)
class Classes:
    """`names`, `match` (bool), `start` (mixing shares), `sets` int (classes, comparisons), `chance` (4, classes).

    `alone`: bool (comparisons), a name of an organisation with no other evidence beside it.
    """

    names: tuple[str, ...]
    match: np.ndarray
    start: np.ndarray
    sets: np.ndarray
    chance: np.ndarray
    alone: np.ndarray


def classes(roles: list[str], identified: bool = False) -> Classes:
    """Classes that the roles present can tell apart; `identified`: by a birth date or a number of their own."""
    present = set(roles)
    personal = present & {"given", "birth", "id", "org"}
    kept = [0, 2]
    if "place" in present and present - {"place", "other"}:
        kept.append(1)
        if personal:
            kept.append(3)
    if present & {"name", "given", "org"} and present & {"birth", "id", "reach", "place"}:
        kept.append(4)
    if "area" in present and "place" in present and present - {"area", "place", "other"}:
        kept.append(5)
    if {"name", "given"} <= present and present & {"area", "place"}:
        kept.append(6)
    if "birth" in present:
        kept.append(7)
    if identified and len(roles) >= 4:
        kept.append(8)
    kept.sort()
    shares = np.array([0.07, 0.03, 0.6, 0.1, 0.1, 0.1, 0.05, 0.1, 0.02])[kept]
    names = (MATCH, MOVED, RANDOM, HOUSE, NAMESAKE, TOWN, NEIGHBOUR, BIRTHDAY, WORN)
    return Classes(
        tuple(names[k] for k in kept),
        np.array([k in (0, 1, 8) for k in kept]),
        shares / shares.sum(),
        np.array([[_SETS[r][k] for r in roles] for k in kept]),
        np.array([[_CHANCE[g][k] for k in kept] for g in ("name", "given", "place", "rest")], dtype=float),
        np.array([r == "org" and not present - {"org", "other"} for r in roles]),
    )
