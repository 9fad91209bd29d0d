"""The evidence of many pairs: a level for each comparison, and how rare what they agree on is."""

from dataclasses import dataclass

import numpy as np

from matching.compare.crossed import by_middle, crossed
from matching.compare.kernel import Comparison
from matching.parallel import each, slices

RARITY_GROUPS = ("name", "given", "place", "rest")
_GROUP_OF = {"name": 0, "org": 0, "web": 0, "given": 1, "place": 2, "area": 2}
SLICE = 200_000  # pairs at once: what is made of them stays in the cache of a core
CHUNK = 2_000_000  # and where texts are long: names of organisations are judged once a pair
DAMPING = {"place": 0.35, "area": 0.2, "other": 0.35, "firm": 0.0}


@dataclass(frozen=True)
class Evidence:
    """`levels` uint8 (pairs, comparisons); `rarity` float16 (pairs, 4): bits by group of roles, damped."""

    levels: np.ndarray
    rarity: np.ndarray


def evidence(comparisons: list[Comparison], left: np.ndarray, right: np.ndarray, progress=None) -> Evidence:
    """Compare the pairs left[k], right[k] (row numbers), slice by slice on both cores."""
    levels = np.zeros((len(left), len(comparisons)), dtype=np.uint8)
    rarity = np.zeros((len(left), len(RARITY_GROUPS)), dtype=np.float16)
    crossings = [step for step in (crossed(comparisons), by_middle(comparisons)) if step]
    ready = [c.tabled(len(left)) for c in comparisons]

    def fill(part: slice) -> None:
        bits = np.zeros((len(left[part]), len(RARITY_GROUPS)), dtype=np.float32)
        for k, comparison in enumerate(ready):
            levels[part, k], rare = comparison.grade(left[part], right[part])
            column = _GROUP_OF.get(comparison.role, 3)
            bits[:, column] += np.clip(rare * DAMPING.get(comparison.role, 0.7), -3, 6)
        for crossing in crossings:
            crossing(levels[part], left[part], right[part])
        rarity[part] = np.clip(bits, -6, 10)
        if progress:
            progress(part.stop, len(left))

    size = CHUNK if any(c.role == "org" for c in comparisons) else SLICE
    each(fill, slices(len(left), size))
    return Evidence(levels, rarity)
