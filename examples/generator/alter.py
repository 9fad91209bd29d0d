"""Changing a share of a column: natural variety, and planted defects that are written down."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from .world import Table

Change = Callable[[str, int], str | None]


@dataclass
class Draft:
    """The records of one department in one block, on the way to a file.

    `columns`: text columns as exported, None for an empty cell; `party`: the row of each record in
    `World.parties`; `defects`: planted (kind, row, column, value); `planted`: rows by column already spoilt.
    """

    source: str
    columns: Table
    party: np.ndarray
    id_column: str
    created: np.ndarray | None = None  # days before the reference date
    last: np.ndarray | None = None
    defects: list[tuple[str, int, str, str]] = field(default_factory=list)
    planted: dict[str, np.ndarray] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How many records."""
        return len(self.party)

    def spoilt(self, name: str) -> np.ndarray:
        """Return the mask of the rows whose cell in a column holds a planted defect already."""
        return self.planted.setdefault(name, np.zeros(self.size, dtype=bool))


def vary(rng: np.random.Generator, cells: np.ndarray, rate: float, change: Change) -> None:
    """Change a share of the filled cells in place; no record is kept of it."""
    rows = np.flatnonzero(rng.random(len(cells)) < rate)
    for row, r in zip(rows.tolist(), rng.integers(0, 2**31, len(rows)).tolist(), strict=True):
        if cells[row] is not None:
            cells[row] = change(cells[row], r)


def plant(rng: np.random.Generator, draft: Draft, name: str, defect: tuple[str, float, Change]) -> None:
    """Spoil a share of the filled cells of a column and write each down as (kind, row, column, value).

    A cell is spoilt once at most; a change that returns None or the same value plants nothing.
    """
    kind, rate, change = defect
    cells, spoilt = draft.columns[name], draft.spoilt(name)
    rows = np.flatnonzero((rng.random(len(cells)) < rate) & ~spoilt)
    for row, r in zip(rows.tolist(), rng.integers(0, 2**31, len(rows)).tolist(), strict=True):
        before = cells[row]
        after = change(before, r) if before is not None else None
        if after is None or after == before:
            continue
        cells[row], spoilt[row] = after, True
        draft.defects.append((kind, row, name, after))
