"""What the legacy system changed since waves were packaged: the rows of a follow-up wave, up to the cut-over."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from migration import fit
from migration.packaging import LoadPackage
from migration.sources import ROW_KEY, Given, LoadRows
from migration.spool import Parted, Spool, as_text, by_text
from migration.values import EntitySpec, Settings, WaveSpec


@dataclass(frozen=True)
class Delta:
    """Rows of one entity that are not what was packaged.

    `source`: the load table that was compared, `places`: positions there of the rows that are new or changed (int64),
    `is_new`: which of them are new; `new`, `changed`: how many; `silent`: rows that changed although the source says
    that they did not (counted, not among `places`); `vanished`: keys that were packaged and that the source no longer
    has. Those are listed and never deleted: a person decides.
    """

    source: LoadRows
    places: np.ndarray
    is_new: np.ndarray
    new: int
    changed: int
    silent: int
    vanished: pa.Table

    @property
    def rows(self) -> pa.Table:
        """The rows that are new or changed, as a load table."""
        return self.source.at(self.places).table.drop_columns(ROW_KEY)


def delta(
    packages: Sequence[LoadPackage],
    tables: Mapping[str, Given],
    untouched: Mapping[str, np.ndarray] | None = None,
    settings: Settings | None = None,
) -> dict[str, Delta]:
    """Compare load `tables` as they are now with what `packages` hold, by key and then value by value.

    `packages` in the order they were promoted: of a key that several hold, the last one counts. `untouched`
    (entity → mask) are rows that were not changed by what the source says of their time of change. At most
    `settings.plan_rows` of a table are in memory at once: both sides are parted on disk by their keys.
    """
    found, most = {}, (settings or Settings()).plan_rows
    for name, given in tables.items():
        held = [(p, s) for p in packages for s in p.entities if s.name == name]
        if not held:
            continue
        source = LoadRows.of(given)
        before = _Before(tuple(p for p, _ in held), name, held[-1][1].key)
        spool = Spool(max(source.num_rows, before.num_rows), most)
        found[name] = _compare(before, source, spool, (untouched or {}).get(name))
    return found


@dataclass(frozen=True)
class _Before:
    """What was packaged of an entity; the last row of each key counts."""

    packages: tuple[LoadPackage, ...]
    entity: str
    key: tuple[str, ...]

    @property
    def num_rows(self) -> int:
        return sum(package.about(self.entity)["rows"] for package in self.packages)

    @property
    def schema(self) -> pa.Schema:
        """That of the packages; where they differ, all their columns as text."""
        schemas = [package.schema(self.entity) for package in self.packages]
        if all(schema.equals(schemas[0]) for schema in schemas):
            return schemas[0]
        return pa.schema([(name, pa.string()) for name in dict.fromkeys(n for s in schemas for n in s.names)])

    def parted(self, spool: Spool) -> Parted:
        """The rows with their number, a column that a package did not carry null."""
        into, schema, start = Parted(spool), self.schema, 0
        for chunk in (c for package in self.packages for c in package.chunks(self.entity)):
            rows, _ = _as(schema, chunk)
            _add(into, rows.append_column("_row", pa.array(np.arange(start, start + chunk.num_rows))), self.key)
            start += chunk.num_rows
        return into


def _add(into: Parted, rows: pa.Table, key: tuple[str, ...]) -> None:
    into.add(rows, by_text(as_text(rows, key[:1])["0"], into.spool.parts))


def _as(schema: pa.Schema, rows: pa.Table) -> tuple[pa.Table, np.ndarray]:
    """`rows` in the types of `schema`, and a mask of those with a value that has no place there (null then)."""
    shaped, bad = {}, np.zeros(rows.num_rows, bool)
    for field in schema:
        if field.name in rows.column_names:
            shaped[field.name], wrong = fit.cast(rows[field.name], field.type)
            bad |= wrong
        else:
            shaped[field.name] = pa.nulls(rows.num_rows, field.type)
    return pa.table(shaped, schema=schema), bad


def _compare(before: _Before, source: LoadRows, spool: Spool, untouched: np.ndarray | None) -> Delta:
    schema, now, was = before.schema, Parted(spool), before.parted(spool)
    for part in source.parts([name for name in schema.names if name in source.schema.names]):
        # what no longer fits is a change; the plan of the delta wave will say why
        rows, bad = _as(schema, part.rows)
        rows = rows.append_column("_row", pa.array(part.places)).append_column("_bad", pa.array(bad))
        _add(now, rows, before.key)
    known, same = np.zeros(source.num_rows, bool), np.zeros(source.num_rows, bool)
    vanished = [schema.append(pa.field("_row", pa.int64())).empty_table().select([*before.key, "_row"])]
    for number in range(spool.parts):
        ours, theirs = now.part(number), was.part(number)
        if theirs is None:
            continue
        theirs = _latest(theirs, before.key)
        if ours is not None:
            _match(ours, theirs, before.key, (known, same))
        gone = np.ones(theirs.num_rows, bool)
        if ours is not None:
            gone = ~fit.held(theirs.select(before.key), ours.select(before.key))
        vanished.append(theirs.select([*before.key, "_row"]).filter(pa.array(gone)))
    changed = known & ~same
    silent = changed & untouched if untouched is not None else np.zeros(len(known), bool)
    take = np.flatnonzero(~same & ~silent)
    counts = (int((~known).sum()), int((changed & ~silent).sum()), int(silent.sum()))
    lost = pa.concat_tables(vanished).sort_by("_row").drop_columns("_row")
    return Delta(source, take, ~known[take], *counts, lost)


def _latest(rows: pa.Table, key: tuple[str, ...]) -> pa.Table:
    """The last row of each key."""
    numbered = rows.select(list(key)).append_column("_at", pa.array(np.arange(rows.num_rows)))
    last = numbered.group_by(list(key)).aggregate([("_at", "max")])["_at_max"]
    return rows.take(last.sort())


def _match(ours: pa.Table, theirs: pa.Table, key: tuple[str, ...], masks: tuple[np.ndarray, np.ndarray]) -> None:
    """Mark by `_row` in `masks` which of our rows are known, and which of them are the same in every value."""
    known, same = masks
    held = fit.held(ours.select(key), theirs.select(key))
    if not held.any():
        return
    mine = ours.filter(pa.array(held))
    aligned = theirs.take(_positions(mine.select(key), theirs.select(key)))
    equal = ~fit.as_mask(mine["_bad"])
    for name in (n for n in theirs.column_names if n != "_row"):
        equal &= ~_unequal(mine[name], aligned[name])
    known[mine["_row"].to_numpy()] = True
    same[mine["_row"].to_numpy()] = equal


def _positions(wanted: pa.Table, there: pa.Table) -> pa.Array:
    """For each row of `wanted`, its place in `there` (every one is)."""
    names = [str(i) for i in range(there.num_columns)]
    left = pa.table([c.cast(pa.string()) for c in wanted.columns], names=names)
    right = pa.table([c.cast(pa.string()) for c in there.columns], names=names)
    left = left.append_column("_left", pa.array(np.arange(left.num_rows)))
    right = right.append_column("_right", pa.array(np.arange(right.num_rows)))
    return left.join(right, names).sort_by("_left")["_right"].combine_chunks()


def _unequal(left: pa.ChunkedArray, right: pa.ChunkedArray) -> np.ndarray:
    nulls = fit.as_mask(pc.not_equal(pc.is_null(left), pc.is_null(right)))
    return nulls | fit.as_mask(pc.not_equal(left, right))


def follow_up(name: str, waves: Sequence[WaveSpec], entities: Sequence[EntitySpec]) -> WaveSpec:
    """One wave of `entities` after `waves`, which moved them first; rows that are there are updated.

    An entity whose rows in the target were to be kept (`on_conflict: keep`) keeps them still.
    """
    specs = tuple(e if e.on_conflict == "keep" else dataclasses.replace(e, on_conflict="update") for e in entities)
    return WaveSpec(
        name=name,
        entities=specs,
        after=tuple(wave.name for wave in waves),
        accept={f"rows:{spec.name}": ">= 0" for spec in specs},
        approvals=max((wave.approvals for wave in waves), default=0),
    )
