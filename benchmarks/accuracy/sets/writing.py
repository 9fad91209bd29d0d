"""A set on disk: records as a raw export, truth, and the pairs that must not meet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random


@dataclass
class Pool:
    """Records gathered while a set is made: each with its entity, and marked pairs of entities."""

    rows: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    rivals: list[tuple[str, str]] = field(default_factory=list)

    def add(self, entity: str, row: dict[str, str]) -> None:
        """Keep one record of an entity."""
        self.rows.append((entity, row))

    def forbid(self, left: str, right: str) -> None:
        """Mark two entities whose records must never be merged."""
        self.rivals.append((left, right))


def _table(path: Path, header: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out)
        writer.writerow(header)
        writer.writerows(rows)


def write(pool: Pool, folder: Path, seed: int) -> None:
    """Shuffle the records, number them, and write records.csv, truth.csv and forbidden.csv."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = list(pool.rows)
    Random(seed).shuffle(rows)
    fields = list(dict.fromkeys(name for _, row in rows for name in row))
    ids = [f"r{number:07d}" for number in range(len(rows))]
    _table(
        folder / "records.csv",
        ["record_id", *fields],
        ([i, *(row.get(f, "") for f in fields)] for i, (_, row) in zip(ids, rows, strict=True)),
    )
    truth = [(i, entity) for i, (entity, _) in zip(ids, rows, strict=True)]
    _table(folder / "truth.csv", ["record_id", "entity_id"], truth)
    members: dict[str, list[str]] = {}
    for record, entity in truth:
        members.setdefault(entity, []).append(record)
    pairs = ((a, b) for x, y in pool.rivals for a in members.get(x, ()) for b in members.get(y, ()))
    _table(folder / "forbidden.csv", ["left", "right"], pairs)
