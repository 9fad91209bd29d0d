"""What the legacy system changed since a wave was packaged: the rows of a follow-up wave, up to the cut-over."""

import dataclasses
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from migration import fit
from migration.packaging import LoadPackage
from migration.values import WaveSpec


@dataclass(frozen=True)
class Delta:
    """Rows of one entity that are not what was packaged.

    `rows`: new and changed ones, as a load table; `new`, `changed`: how many; `vanished`: keys (as text) that
    were packaged and that the source no longer has. Those are listed and never deleted: a person decides.
    """

    rows: pa.Table
    new: int
    changed: int
    vanished: pa.Table


def delta(packages: Sequence[LoadPackage], tables: Mapping[str, pa.Table]) -> dict[str, Delta]:
    """Compare load `tables` as they are now with what `packages` hold, by key and then value by value."""
    found = {}
    for name, table in tables.items():
        parts = [(p, s) for p in packages for s in p.entities if s.name == name]
        if not parts:
            continue
        spec = parts[0][1]
        rows = [chunk for package, _ in parts for chunk in package.chunks(name)]
        before = pa.concat_tables(rows) if rows else parts[0][0].schema(name).empty_table()
        found[name] = _compare(before, table, spec.key)
    return found


def _compare(before: pa.Table, now: pa.Table, key: tuple[str, ...]) -> Delta:
    shaped = {}
    for field in before.schema:
        column, bad = fit.cast(now[field.name], field.type)
        # what no longer fits is a change too; the plan of the delta wave will say why
        shaped[field.name] = column if not bad.any() else now[field.name].cast(pa.string())
    current = pa.table(shaped)
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
    vanished = before.select(names).filter(pa.array(gone))
    changed = known & ~same
    return Delta(now.filter(pa.array(~same)), int((~known).sum()), int(changed.sum()), vanished)


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


def delta_wave(wave: WaveSpec, number: int) -> WaveSpec:
    """The follow-up wave: same entities, rows that are there are updated, after the wave it follows."""
    entities = tuple(dataclasses.replace(entity, on_conflict="update") for entity in wave.entities)
    accept = {f"rows:{entity.name}": ">= 0" for entity in entities} | wave.accept
    earlier = wave.name if number == 1 else f"{wave.name}-delta-{number - 1}"
    return dataclasses.replace(
        wave, name=f"{wave.name}-delta-{number}", entities=entities, after=(earlier,), where=None, accept=accept
    )
