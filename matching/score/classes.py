"""The latent classes of a pair: what kinds of match and of non-match there are.

Two classes (match, non-match) assume that fields err independently. Real strangers come in kinds: people of one
household share surname, address and phone; namesakes share their names. Each kind is a class of its own, built
from shared parameter sets, so that agreement on a shared address is counted once (latent class analysis with
equality restrictions; Winkler 1993, Lazarsfeld and Henry 1968).
"""

from dataclasses import dataclass

import numpy as np

MATCH, MOVED, RANDOM, HOUSE, NAMESAKE, TOWN, NEIGHBOUR = (
    "match",
    "match, moved",
    "random",
    "same place",
    "namesake",
    "same town",
    "first name in one place",
)
M, U, H, R = 0, 1, 2, 3  # parameter sets: as in matches, in strangers met by a key, in a household, at random
_SETS = {
    #            match moved random house namesake town neighbour
    "name": (M, M, U, H, M, U, R),
    "org": (M, M, U, H, M, U, U),
    "given": (M, M, U, R, M, U, M),
    "birth": (M, M, U, U, U, U, U),
    "id": (M, M, U, U, U, U, U),
    "reach": (M, M, U, H, U, U, U),
    "firm": (M, M, U, H, U, U, U),
    "web": (M, M, U, H, M, U, U),
    "place": (M, U, U, H, U, U, H),
    "area": (M, U, U, H, U, H, H),
    "other": (M, M, U, H, U, U, H),
}
_CHANCE = {
    # classes in which an exact agreement is by chance, so that a rare value speaks against them
    "name": (0, 0, 1, 0, 1, 1, 1),
    "given": (0, 0, 1, 1, 1, 1, 1),
    "place": (0, 1, 1, 0, 1, 1, 0),
    "rest": (0, 0, 1, 1, 1, 1, 1),
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


def classes(roles: list[str]) -> Classes:
    """Classes that the roles present can tell apart."""
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
    kept.sort()
    shares = np.array([0.07, 0.03, 0.6, 0.1, 0.1, 0.1, 0.05])[kept]
    names = (MATCH, MOVED, RANDOM, HOUSE, NAMESAKE, TOWN, NEIGHBOUR)
    return Classes(
        tuple(names[k] for k in kept),
        np.array([k < 2 for k in kept]),
        shares / shares.sum(),
        np.array([[_SETS[r][k] for r in roles] for k in kept]),
        np.array([[_CHANCE[g][k] for k in kept] for g in ("name", "given", "place", "rest")], dtype=float),
        np.array([r == "org" and not present - {"org", "other"} for r in roles]),
    )
