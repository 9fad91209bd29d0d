"""Load tables as they are given: in memory, or Parquet files that are read, transformed and mended batch by batch."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Union

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from migration.fit import Findings
from migration.mending import apply_changes, without
from migration.transforms import Formula, transform

BATCH_ROWS = 50_000
_BUFFER = 1 << 20  # bytes of a column that are read ahead: a row group of millions is not held as a whole
ROW_KEY = "_key"

Given = Union[pa.Table, str, "os.PathLike[str]", "LoadRows"]


@dataclass(frozen=True)
class Part:
    """Rows as the target is to have them, their positions (int64, from 0), and what of them is known not to fit."""

    places: np.ndarray
    rows: pa.Table
    findings: Findings


@dataclass(frozen=True)
class LoadRows:
    """The rows of one load table, which need not fit in memory.

    `table` holds them, or `file` (Parquet) does. `columns` says what becomes of its columns: target column ← its
    name there, or a formula (None: all, as they are named). `key` is the column there that names each row for
    good; by it `corrections` (string columns `key, column, before, after`; see `apply_changes`) find their rows.
    `refused` are rows of a table that are known not to fit already.
    """

    table: pa.Table | None = None
    file: Path | None = None
    columns: Mapping[str, str | Formula] | None = None
    key: str | None = None
    corrections: pa.Table | None = None
    refused: Findings | None = None

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

    @cached_property
    def schema(self) -> pa.Schema:
        """Names and types of the columns, as the target is to have them."""
        return self._made(self._there.empty_table(), np.zeros(0, np.int64), list(self._formulas)).rows.schema

    @cached_property
    def _there(self) -> pa.Schema:
        return self.table.schema if self.table is not None else pq.read_schema(self.file)

    @cached_property
    def _formulas(self) -> dict[str, Formula]:
        columns = {name: name for name in self._there.names} if self.columns is None else self.columns
        return {name: Formula((made,)) if isinstance(made, str) else made for name, made in columns.items()}

    def batches(self, names: Sequence[str] | None = None) -> Iterator[tuple[int, pa.Table]]:
        """Parts of at most BATCH_ROWS rows, each with the position of its first row; all columns or `names`."""
        for part in self.parts(names):
            yield int(part.places[0]), part.rows

    def parts(self, names: Sequence[str] | None = None, chosen: np.ndarray | None = None) -> Iterator[Part]:
        """All rows, or those of the mask `chosen`, part by part; all columns or `names`."""
        names = list(self._formulas) if names is None else list(names)
        needed = [source for name in names for source in self._formulas[name].sources]
        start = 0
        for rows in self._read([*needed, *self._naming]):
            mine = slice(start, start + rows.num_rows)
            places, start = np.arange(mine.start, mine.stop), mine.stop
            if chosen is None or chosen[mine].all():
                yield self._made(rows, places, names)
            elif chosen[mine].any():
                yield self._made(rows.filter(pa.array(chosen[mine])), places[chosen[mine]], names)

    def at(self, places: np.ndarray) -> "LoadRows":
        """The rows at these positions (ascending) in memory, with their keys and what is refused of them."""
        mask = np.zeros(self.num_rows, bool)
        mask[places] = True
        parts = list(self.parts(chosen=mask))
        table = pa.concat_tables([self.schema.empty_table(), *(part.rows for part in parts)])
        named = {name: name for name in table.column_names}
        table = table.append_column(ROW_KEY, self.keys_at(places))
        return LoadRows(table=table, columns=named, key=ROW_KEY, refused=Findings.joined([p.findings for p in parts]))

    def keys_at(self, places: np.ndarray) -> pa.Array:
        """What names the rows at these positions (ascending) for good (string); without a key, the position from 1."""
        if self.key is None:
            return pa.array(places + 1).cast(pa.string())
        mask, start, found = np.zeros(self.num_rows, bool), 0, [pa.nulls(0, pa.string())]
        mask[places] = True
        for rows in self._read([self.key]):
            mine = mask[start : start + rows.num_rows]
            start += rows.num_rows
            if mine.any():
                found += rows[self.key].filter(pa.array(mine)).cast(pa.string()).chunks
        return pa.concat_arrays(found)

    def emptied(self) -> Iterator[tuple[str, pa.Table]]:
        """Cells that stay empty since no step could take their value: target column, and `key, value` (string)."""
        for name, formula in self._formulas.items():
            if not formula.or_empty or not formula.sources:
                continue
            for rows in self._read([self.key or formula.sources[0], *formula.sources]):
                _, _, empty = transform(rows, {name: formula})
                if name in empty:
                    lost = rows.filter(pa.array(empty[name]))
                    values = [lost[source].cast(pa.string()) for source in (self.key, formula.sources[0])]
                    yield name, pa.table(values, names=["key", "value"])

    @property
    def _naming(self) -> list[str]:
        """The key, where corrections need it."""
        return [self.key] if self.key is not None and self.corrections is not None else []

    def _read(self, names: Sequence[str]) -> Iterator[pa.Table]:
        """Columns as they are there, in batches that are never empty; one column at least, to count by."""
        names = list(dict.fromkeys(names)) or self._there.names[:1]
        if self.table is not None:
            for start in range(0, self.table.num_rows, BATCH_ROWS):
                yield self.table.select(names).slice(start, BATCH_ROWS)
            return
        with pq.ParquetFile(self.file, buffer_size=_BUFFER) as file:
            for batch in file.iter_batches(BATCH_ROWS, columns=names):
                if batch.num_rows:
                    yield pa.Table.from_batches([batch])

    def _made(self, rows: pa.Table, places: np.ndarray, names: Sequence[str]) -> Part:
        made, findings, _ = transform(rows, {name: self._formulas[name] for name in names})
        if self._naming and len(places):
            mine = self.corrections.filter(pa.array(np.isin(self._mended, places)))
            if mine.num_rows:
                made, worse, mended = apply_changes(made, rows[self.key], mine)
                findings = without(findings, mended)
                findings.found += worse.found
        if self.refused is not None:
            findings.found += self.refused.at(places).found
        return Part(places, made, findings)

    @cached_property
    def _mended(self) -> np.ndarray:
        """Position of the row that each correction speaks of, the first of its key; -1 where it is gone."""
        wanted, start = self.corrections["key"].combine_chunks(), 0
        found = np.full(len(wanted), -1, np.int64)
        for rows in self._read([self.key]) if len(wanted) else ():
            place = pc.index_in(wanted, value_set=rows[self.key].cast(pa.string()).combine_chunks())
            place = pc.fill_null(place, -1).to_numpy().astype(np.int64)
            first = (found < 0) & (place >= 0)
            found[first] = start + place[first]
            start += rows.num_rows
        return found
