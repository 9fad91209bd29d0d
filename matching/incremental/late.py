"""Candidates of records that came after the model: all that share a key with them, by the keys the model chose.

Whether two records are candidates is said by the two and the model alone: a block is open if it was no larger among the
records of the model than the key's cap. So it does not matter in which order records come.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from matching.block import keys
from matching.block.groups import union
from matching.block.names import organisation_keys, organisation_neighbours
from matching.features.build import Parts
from matching.sorting import distinct

SECONDS = ("given", "surname", "birth", "street")
MASK = np.uint64(0xFFFFF)
MOST_PAIRS = 20_000_000


class RerunDue(Exception):
    """The kept model does not fit the records any more; `why` in words."""

    def __init__(self, why: str) -> None:
        """Say why."""
        self.why = why
        super().__init__(f"a full run is due: {why}")


@dataclass(frozen=True)
class Rows:
    """What is known of each row (bool): `known` to the model, `late` (new to it, or moved), `touched` now, `live`."""

    known: np.ndarray
    late: np.ndarray
    touched: np.ndarray
    live: np.ndarray


def late_pairs(parts: Parts, chosen: tuple[tuple[str, int], ...], rows: Rows) -> np.ndarray:
    """Pairs (codes low * rows + high, sorted) of a touched row and another, one of them late, by the `chosen` keys."""
    if not (rows.touched & rows.live).any() or not rows.late.any():
        return np.zeros(0, dtype=np.int64)
    found, size = [], 0
    for column, cap in _columns(parts, chosen):
        found.append(_sharing(column, cap, rows))
        size += len(found[-1])
        if size > MOST_PAIRS:
            raise RerunDue("many new records share one value")
    if "org" in parts and any(name == "organisation" for name, _ in chosen):
        found += _neighbours(parts, rows)
    return union(found)


def _columns(parts: Parts, chosen: tuple[tuple[str, int], ...]) -> Iterator[tuple[np.ndarray, int]]:
    """Each key's values (uint64, rows or slots * rows) and its cap; large blocks are split by a second key."""
    atoms = keys.atoms(parts)
    singles = keys.singles(parts, atoms)
    seconds = [values for family, values in atoms.values() if family in SECONDS]
    combined = keys.combined(atoms)
    for name, cap in chosen:
        if name == "organisation":
            yield from ((column, cap) for column in organisation_keys(parts["org"]))
        elif name in singles:  # a name may come twice: alone first, then among the combined
            for slot in singles.pop(name):
                yield slot, cap
                large = _large(slot, cap, parts.known)
                for second in seconds if large.any() else ():
                    yield keys.mix(np.where(large, slot, np.uint64(0)), second), max(cap // 2, 6)
        elif name in combined:
            yield keys.value(atoms, combined[name]), cap


def _large(column: np.ndarray, cap: int, known: int) -> np.ndarray:
    values, held = np.unique(column[:known], return_counts=True)
    return np.isin(column, values[(held > cap) & (values > 0)])


def _sharing(column: np.ndarray, cap: int, rows: Rows) -> np.ndarray:
    """Pairs of rows that share a value of a column (which may hold several slots, one after the other)."""
    n = len(rows.live)
    row = np.arange(len(column)) % n
    asked = (column > 0) & (rows.touched & rows.live)[row]
    wanted = np.unique(column[asked])
    if not len(wanted):
        return np.zeros(0, dtype=np.int64)
    table = np.zeros(int(MASK) + 1, dtype=bool)
    table[wanted & MASK] = True
    near = np.flatnonzero(table[column & MASK])
    at = np.minimum(np.searchsorted(wanted, column[near]), len(wanted) - 1)
    hit = wanted[at] == column[near]
    near, at = near[hit], at[hit]
    known = rows.known[row[near]]
    is_open = np.bincount(at[known], minlength=len(wanted)) <= cap
    kept = is_open[at] & rows.live[row[near]]
    near, at = near[kept], at[kept]
    order = np.argsort(at, kind="stable")
    members, sizes = row[near[order]], np.bincount(at, minlength=len(wanted))
    starts = np.cumsum(sizes) - sizes
    mine = np.flatnonzero(rows.touched[row[near]])
    count = sizes[at[mine]]
    left = np.repeat(row[near[mine]], count)
    inner = np.arange(len(left)) - np.repeat(np.cumsum(count) - count, count)
    right = members[np.repeat(starts[at[mine]], count) + inner]
    return _codes(left, right, rows)


def _codes(left: np.ndarray, right: np.ndarray, rows: Rows) -> np.ndarray:
    good = (left != right) & (rows.late[left] | rows.late[right]) & rows.live[left] & rows.live[right]
    left, right = left[good], right[good]
    return distinct(np.minimum(left, right).astype(np.int64) * len(rows.live) + np.maximum(left, right))


def _neighbours(parts: Parts, rows: Rows) -> list[np.ndarray]:
    """Pairs of rows whose organisations' names have rare grams in common, though no key."""
    column = parts["org"]
    asked = np.unique(column.flat[rows.touched & rows.live & (column.flat >= 0)])
    one, other = organisation_neighbours(column, asked)
    holders = np.argsort(column.flat, kind="stable")
    sizes = np.bincount(column.flat[column.flat >= 0], minlength=len(column.values))
    starts = np.cumsum(sizes) - sizes + int((column.flat < 0).sum())
    product = sizes[one] * sizes[other]
    which = np.repeat(np.arange(len(one)), product)
    inner = np.arange(len(which)) - np.repeat(np.cumsum(product) - product, product)
    a = holders[starts[one[which]] + inner // sizes[other[which]]]
    b = holders[starts[other[which]] + inner % sizes[other[which]]]
    touched = rows.touched[a] | rows.touched[b]
    return [_codes(a[touched], b[touched], rows)]
