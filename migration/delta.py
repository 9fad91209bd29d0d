"""What the legacy system changed since waves were packaged: the rows of a follow-up wave, up to the cut-over."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from migration import fit
from migration.packaging import LoadPackage
from migration.values import EntitySpec, WaveSpec


@dataclass(frozen=True)
class Delta:
    """Rows of one entity that are not what was packaged.

    `rows`: new and changed ones, as a load table; `places`: their positions in the table that was compared
    (int64), `is_new`: which of them are new; `new`, `changed`: how many; `silent`: rows that changed although the
    source says that they did not (counted, not among `rows`); `vanished`: keys (as text) that were packaged and
    that the source no longer has. Those are listed and never deleted: a person decides.
    """

    rows: pa.Table
    places: np.ndarray
    is_new: np.ndarray
    new: int
    changed: int
    silent: int
    vanished: pa.Table


def delta(
    packages: Sequence[LoadPackage],
    tables: Mapping[str, pa.Table],
    untouched: Mapping[str, np.ndarray] | None = None,
) -> dict[str, Delta]:
    """Compare load `tables` as they are now with what `packages` hold, by key and then value by value.

    `packages` in the order they were promoted: of a key that several hold, the last one counts. `untouched`
    (entity → mask) are rows that were not changed by what the source says of their time of change.
    """
    found = {}
    for name, table in tables.items():
        parts = [(p, s) for p in packages for s in p.entities if s.name == name]
        if not parts:
            continue
        rows = [chunk for package, _ in parts for chunk in package.chunks(name)]
        before = _latest(rows, parts[-1][1].key) if rows else parts[0][0].schema(name).empty_table()
        found[name] = _compare(before, table, parts[-1][1].key, (untouched or {}).get(name))
    return found


def _latest(parts: Sequence[pa.Table], key: tuple[str, ...]) -> pa.Table:
    """The last row of each key; a column that one package did not carry is null there."""
    if len({part.schema for part in parts}) > 1:
        parts = [pa.table([c.cast(pa.string()) for c in p.columns], names=p.column_names) for p in parts]
    rows = pa.concat_tables(parts, promote_options="default")
    numbered = rows.select(list(key)).append_column("_row", pa.array(np.arange(rows.num_rows)))
    last = numbered.group_by(list(key)).aggregate([("_row", "max")])["_row_max"]
    return rows.take(last.sort())


def _compare(before: pa.Table, now: pa.Table, key: tuple[str, ...], untouched: np.ndarray | None) -> Delta:
    current = _in_types_of(before.schema, now)
    names = list(key)
    known = fit.held(current.select(names), before.select(names))
    same = np.zeros(now.num_rows, bool)
    places = np.flatnonzero(known)
    if len(places):
        aligned = before.take(_positions(current.select(names).take(places), before.select(names)))
        equal = np.ones(len(places), bool)
        for name in current.column_names:
            equal &= ~_unequal(current[name].take(places), aligned[name])
        same[places] = equal
    gone = ~fit.held(before.select(names), current.select(names))
    changed = known & ~same
    silent = changed & untouched if untouched is not None else np.zeros(now.num_rows, bool)
    take = np.flatnonzero(~same & ~silent)
    vanished = before.select(names).filter(pa.array(gone))
    counts = (int((~known).sum()), int((changed & ~silent).sum()), int(silent.sum()))
    return Delta(now.take(take), take, ~known[take], *counts, vanished)


def _in_types_of(schema: pa.Schema, now: pa.Table) -> pa.Table:
    shaped = {}
    for field in schema:
        if field.name not in now.column_names:
            shaped[field.name] = pa.nulls(now.num_rows, field.type)
            continue
        column, bad = fit.cast(now[field.name], field.type)
        # what no longer fits is a change too; the plan of the delta wave will say why
        shaped[field.name] = column if not bad.any() else now[field.name].cast(pa.string())
    return pa.table(shaped)


def _positions(wanted: pa.Table, there: pa.Table) -> pa.Array:
    """For each row of `wanted`, its place in `there` (every one is)."""
    names = [str(i) for i in range(there.num_columns)]
    left = pa.table([c.cast(pa.string()) for c in wanted.columns], names=names)
    right = pa.table([c.cast(pa.string()) for c in there.columns], names=names)
    left = left.append_column("_left", pa.array(np.arange(left.num_rows)))
    right = right.append_column("_right", pa.array(np.arange(right.num_rows)))
    return left.join(right, names).sort_by("_left")["_right"].combine_chunks()


def _unequal(left: pa.ChunkedArray, right: pa.ChunkedArray) -> np.ndarray:
    if left.type != right.type:
        left, right = left.cast(pa.string()), right.cast(pa.string())
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
