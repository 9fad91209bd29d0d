"""Rows pointed at golden customers (or at the records they refer to) without the crosswalk in memory."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

import migration
from pipelines.stages.context import Context
from pipelines.stages.load import Known, pointed, where_known
from pipelines.stages.meanings import read_meanings
from pipelines.store import Store


class Pointer:
    """Rows and what they may refer to, parted on disk by native id: the two meet part by part. Add all, then read."""

    def __init__(self, context: Context, targets: tuple[str, ...], rows: int) -> None:
        """`targets`: the sources that a native id may be of, the first that has it counts; `rows` that will come."""
        meanings = read_meanings(context.store)
        places = {target: where_known(target, meanings) for target in targets}
        sizes = [context.store.rows(name) for name, _ in places.values()]
        self._spool = migration.Spool(max([rows, *sizes]), migration.Settings().plan_rows)
        self._rows, self._column = migration.Parted(self._spool), ""
        self._known = {target: self._part(context.store, target, place) for target, place in places.items()}

    def _part(self, store: Store, target: str, place: tuple[str, str]) -> migration.Parted:
        """The records of one target, `record_id` and what each goes to, by native id."""
        (name, column), prefix = place, f"{target}:"
        into = migration.Parted(self._spool)
        for rows in store.batches(name, ["record_id", column]):
            mine = rows.filter(pc.starts_with(rows["record_id"], prefix))
            native = pc.utf8_slice_codeunits(mine["record_id"], len(prefix))
            pair = pa.table([mine["record_id"], mine[column]], ["record_id", "to"])
            into.add(pair, migration.by_text(native, self._spool.parts))
        return into

    def add(self, rows: pa.Table, column: str) -> None:
        """Rows whose native ids are in `column`."""
        self._column = column
        trimmed = pc.utf8_trim_whitespace(rows[column])
        self._rows.add(rows, migration.by_text(trimmed, self._spool.parts))

    def parts(self) -> Iterator[pa.Table]:
        """All rows part by part, with what their native id goes to in its place, null where it goes nowhere."""
        for number in range(self._spool.parts):
            rows = self._rows.part(number)
            if rows is not None:
                found, _ = pointed(rows[self._column], self._of(number))
                yield rows.set_column(rows.column_names.index(self._column), self._column, found)

    def _of(self, number: int) -> Known:
        parts = {target: parted.part(number) for target, parted in self._known.items()}
        return {
            t: (p["record_id"].combine_chunks(), p["to"].combine_chunks()) for t, p in parts.items() if p is not None
        }
