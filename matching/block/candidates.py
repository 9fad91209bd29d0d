"""Candidate pairs under a budget: precise keys first, large blocks split by a second key."""

from dataclasses import dataclass

import numpy as np

from matching.block import keys
from matching.block.groups import group, pair_count, union, unroll, window
from matching.block.names import organisation_pairs
from matching.block.strongest import strongest
from matching.features.build import Parts
from matching.parallel import ahead, each

CAPS = (200, 100, 50, 25, 12, 6)
SAMPLE_ABOVE = 150_000
MANY_RECORDS = 100_000  # above this the finer atoms cost more time than they find
OVERLAP = 2.5  # pairs found by several keys: the budget counts them once
KEPT = 0.5  # of the budget, in a large file: the pairs that share most are compared


@dataclass(frozen=True)
class Candidates:
    """Pairs of rows (`left` < `right`, int32), and a line for each key used: name, pairs, block cap."""

    left: np.ndarray
    right: np.ndarray
    used: list[tuple[str, int, int]]


def candidates(parts: Parts, budget: int) -> Candidates:
    """Candidate pairs of the records, about `budget` a record."""
    n = parts.rows
    atoms = keys.atoms(parts)
    seconds = [a for f, a in atoms.values() if f in ("given", "surname", "birth", "street")]
    cap = CAPS[1] if n <= 50_000 else CAPS[2]
    singles = keys.singles(parts, atoms)
    found = each(lambda slots: union([c for slot in slots for c in _split(slot, seconds, cap, n)]), singles.values())
    used = [(name, len(codes), cap) for name, codes in zip(singles, found, strict=True)]
    firms = np.zeros(0, dtype=np.int64)
    if "org" in parts:
        firms = union(organisation_pairs(parts["org"], cap, n, alone=not singles))
        used.append(("organisation", len(firms), cap))
    left_over = max(budget * n * OVERLAP - sum(len(f) for f in [firms, *found]), 4.0 * n)
    for name, codes, size in _combined(atoms, left_over, n):
        found.append(codes)
        used.append((name, len(codes), size))
    if n > MANY_RECORDS:  # names of firms are alike without sharing a key, so what they found stays
        found = [strongest(parts, atoms, union(found), max(int(budget * n * KEPT) - len(firms), 2 * n))]
    every = union([firms, *found])
    return Candidates((every // n).astype(np.int32), (every % n).astype(np.int32), used)


def _split(slot: np.ndarray, seconds: list[np.ndarray], cap: int, n: int) -> list[np.ndarray]:
    """Pairs of one key; blocks over the cap are split by each second key, what remains is windowed."""
    order, sizes = group(slot)
    found = [unroll(order, sizes, cap, n)]
    label = np.repeat(sizes, sizes)
    large = order[label > cap]
    if len(large):
        part = np.zeros_like(slot)
        part[large] = slot[large]
        for second in seconds:
            found.append(unroll(*group(keys.mix(part, second)), max(cap // 2, 6), n))
        found.append(window(order, sizes, cap, 3, n))
    return found


def _combined(atoms: dict[str, tuple[str, np.ndarray]], budget: float, n: int):
    """Pairs of the two-atom keys, the most selective first, each with the largest block cap it can afford."""
    if n > MANY_RECORDS:
        atoms = {name: kept for name, kept in atoms.items() if name not in keys.FINE}
    counted = each(lambda chosen: _counts(keys.value(atoms, chosen)), keys.combined(atoms).values())
    plans = [(counts, *key) for counts, key in zip(counted, keys.combined(atoms).items(), strict=True) if counts[0]]
    plans.sort(key=lambda p: (p[0][2], p[1]))

    def share(k: int) -> float:
        return budget / max(1, (len(plans) - k) ** 0.5)

    def blocks(k: int) -> tuple[np.ndarray, np.ndarray] | None:
        """Group by a key ahead of its turn: the budget only shrinks, so what is too much now stays so."""
        return group(keys.value(atoms, plans[k][2])) if plans[k][0][-1] <= share(k) else None

    for k, grouped in enumerate(ahead(blocks, range(len(plans)))):
        counts, name, _ = plans[k]
        choice = next((c for c, size in zip(CAPS, counts, strict=True) if size <= share(k)), None)
        if choice is None:
            continue
        codes = unroll(*grouped, choice, n)
        budget -= len(codes)
        yield name, codes, choice
        if budget <= 0:
            return


def _counts(values: np.ndarray) -> list[int]:
    """Pairs of a key by block cap, in a large file estimated from a part of its values."""
    step = 1
    if len(values) > SAMPLE_ABOVE:
        step = 16
        values = np.where(values % np.uint64(step * 2 + 1) < 2, values, np.uint64(0))
    _, sizes = group(values)
    return [pair_count(sizes, cap) * step for cap in CAPS]
