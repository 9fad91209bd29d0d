"""Load tables as they are given: in memory, or Parquet files that are read batch by batch."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Union

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from migration.fit import Findings

BATCH_ROWS = 50_000

Given = Union[pa.Table, str, "os.PathLike[str]", "LoadRows"]


@dataclass(frozen=True)
class LoadRows:
    """The rows of one load table, which need not fit in memory.

    `table` holds them, or `file` (Parquet) does; `columns` names those to take of the file, target column ← its
    name there (None: all, as they are named). `refused` are rows that are known not to fit already, by a transform
    say.
    """

    table: pa.Table | None = None
    file: Path | None = None
    columns: Mapping[str, str] | None = None
    refused: Findings | None = None

    def refused_at(self, places: np.ndarray) -> Findings:
        """What is known already of the rows at these positions."""
        return self.refused.at(places) if self.refused else Findings(len(places))

    @classmethod
    def of(cls, given: Given) -> "LoadRows":
        """What the caller gave: a table, the path of a Parquet file, or load rows already."""
        if isinstance(given, LoadRows):
            return given
        return cls(table=given) if isinstance(given, pa.Table) else cls(file=Path(given))

    @property
    def num_rows(self) -> int:
        """How many rows there are."""
        return self.table.num_rows if self.table is not None else pq.read_metadata(self.file).num_rows

    @property
    def schema(self) -> pa.Schema:
        """Names and types of the columns, as the target is to have them named."""
        if self.table is not None:
            return self.table.schema
        there = pq.read_schema(self.file)
        names = self.columns or {name: name for name in there.names}
        return pa.schema([there.field(name).with_name(ours) for ours, name in names.items()])

    def batches(self, names: list[str] | None = None) -> Iterator[tuple[int, pa.Table]]:
        """Parts of at most BATCH_ROWS rows, each with the position of its first row; all columns or `names`."""
        names = self.schema.names if names is None else names
        start = 0
        for part in self._parts(names):
            yield start, part
            start += part.num_rows

    def _parts(self, names: list[str]) -> Iterator[pa.Table]:
        if self.table is not None:
            for start in range(0, self.table.num_rows, BATCH_ROWS):
                yield self.table.select(names).slice(start, BATCH_ROWS)
            return
        there = [self.columns[name] for name in names] if self.columns else names
        with pq.ParquetFile(self.file) as file:
            for batch in file.iter_batches(BATCH_ROWS, columns=list(dict.fromkeys(there))):
                yield pa.table([batch.column(name) for name in there], names=names)
