"""A plan as data: what each wave will do with which rows. The dry run and the packages read the same plan."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from migration.admission import Intake, Refusals
from migration.errors import SettingError
from migration.sources import LoadRows
from migration.values import EntitySpec, WaveSpec


@dataclass(frozen=True)
class PlannedEntity:
    """What a wave will do with one entity.

    `inserts`, `updates`, `frozen`: rows that are new, that will be merged into a row of the target, and that
    are left alone because the target has them; `refused`: rows that would not fit; `creates`: the table will be
    made by the wave; `minor_units`: money columns kept as integers, with their decimal places.
    """

    spec: EntitySpec
    rows_in: int
    inserts: int
    updates: int
    frozen: int
    creates: bool
    minor_units: dict[str, int]
    source: LoadRows
    intake: Intake
    refusals: Refusals
    depth: np.ndarray | None

    @property
    def refused(self) -> int:
        """How many rows would not fit."""
        return int(self.refusals.rejected.sum())

    @property
    def schema(self) -> pa.Schema:
        """The load table's columns in the target's types."""
        return self.intake.schema

    @property
    def rejected(self) -> pa.Table:
        """The refused rows as they came, with `_row` (int64, position from 1), `_reason`, `_expected` (string)."""
        return self.refusals.table(self.source)

    @property
    def rows(self) -> pa.Table:
        """All admitted rows at once, as `chunks` gives them."""
        return pa.concat_tables([self.schema.empty_table(), *self._ordered()])

    def chunks(self, size: int) -> Iterator[pa.Table]:
        """Admitted rows by key, parents first, in tables of `size` rows (the last one fewer); memory stays flat."""
        held: list[pa.Table] = []
        count = 0
        for part in self._ordered():
            held.append(part)
            count += part.num_rows
            if count < size:
                continue
            whole = pa.concat_tables(held)
            for start in range(0, count - size + 1, size):
                yield whole.slice(start, size).combine_chunks()
            left = count % size
            held, count = [whole.slice(count - left)], left
        if count:
            yield pa.concat_tables(held).combine_chunks()

    def _ordered(self) -> Iterator[pa.Table]:
        order = [(name, "ascending") for name in self.spec.key]
        for level in range(1 if self.depth is None else int(self.depth.max(initial=0)) + 1):
            for part in self.intake.rows.filled():
                places = part["_row"].to_numpy()
                mine = ~self.refusals.rejected[places]
                if self.depth is not None:
                    mine &= self.depth[places] == level
                rows = part.drop_columns("_row")
                yield (rows if mine.all() else rows.filter(pa.array(mine))).sort_by(order)


@dataclass(frozen=True)
class PlannedWave:
    """A wave with its entities in load order, and an estimate of its promotion in seconds."""

    spec: WaveSpec
    entities: tuple[PlannedEntity, ...]
    seconds: float


@dataclass(frozen=True)
class Plan:
    """Waves in the order they can be promoted. `target` is the masked URL."""

    waves: tuple[PlannedWave, ...]
    target: str
    chunk_rows: int

    def wave(self, name: str) -> PlannedWave:
        """The wave of that name."""
        for wave in self.waves:
            if wave.spec.name == name:
                return wave
        raise SettingError("wave", f"there is no wave '{name}'; waves: {', '.join(w.spec.name for w in self.waves)}")

    def summary(self) -> pa.Table:
        """A row for each wave and entity: what moves, what does not."""
        rows = [
            {
                "wave": wave.spec.name,
                "entity": entity.spec.name,
                "table": entity.spec.table,
                "rows_in": entity.rows_in,
                "inserts": entity.inserts,
                "merged": entity.updates,
                "frozen": entity.frozen,
                "rejected": entity.refused,
                "creates_table": entity.creates,
                "seconds": round(wave.seconds, 1),
            }
            for wave in self.waves
            for entity in wave.entities
        ]
        return pa.Table.from_pylist(rows)
