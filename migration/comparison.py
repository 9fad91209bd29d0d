"""Compare rows of a database with those of a package, column by column, through Arrow."""

import dataclasses
import json
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from migration import ranges, totals
from migration.databases import Database
from migration.fit import as_mask
from migration.grouped import Grouped
from migration.journal import Image, differs
from migration.merge import searching
from migration.packaging import LoadPackage
from migration.spool import Spool
from migration.values import EntitySpec

NAMED = 20


@dataclass
class Compared:
    """What comparing an entity found. `groups` are the control totals of the rows as the database has them.

    Without `groups`, the package has no rows.
    """

    rows: int = 0
    found: int = 0
    kept: int = 0
    missing: list[str] = field(default_factory=list)
    differing: list[str] = field(default_factory=list)
    wrong_rows: int = 0
    groups: Grouped | None = None
    mine: list[pa.Table] = field(default_factory=list)
    expected: list[pa.Table] = field(default_factory=list)

    def total(self, which: str) -> pa.Table:
        """Totals of all chunks together: `mine` (without kept rows) or `expected`."""
        return totals.merge(getattr(self, which))


def compare(
    place: tuple[Database, sa.Connection], package: LoadPackage, image: Image, ledger: Spool | None, by_ranges: bool
) -> Compared:
    """Every row of an entity, chunk by chunk. `ledger`: where to keep totals by customer as well, to hold against one.

    `by_ranges`: fetch only ranges of keys whose digest differs. Memory is flat.
    """
    database, connection = place
    schema, minor = package.schema(image.spec.name), package.about(image.spec.name)["minor_units"]
    by_ranges = by_ranges and ranges.able(database, image, schema)
    fine = image.spec if ledger else _coarse(image.spec)
    result = Compared(groups=Grouped(ledger or Spool(0, 1), totals.by_group(schema.empty_table(), fine, minor)))
    for number, expected in enumerate(package.chunks(image.spec.name)):
        chunk = ranges.Chunk(database, connection, image, number)
        found = ranges.read(chunk, expected) if by_ranges else ranges.rows_of(chunk, expected.schema)
        result.rows += expected.num_rows
        there = found["ord"].to_numpy()
        if (np.diff(there) < 0).any():
            found = found.take(np.argsort(there))
            there = found["ord"].to_numpy()
        complete = len(there) == expected.num_rows
        absent = there[:0] if complete else np.setdiff1d(np.arange(expected.num_rows), there)
        for row in absent[: NAMED - len(result.missing)].tolist():
            result.missing.append(name_row(image, expected, row))
        result.found += len(there)
        result.wrong_rows += len(absent)
        kept = as_mask(pc.equal(pc.utf8_trim_whitespace(found["op"]), "keep"))
        result.kept += int(kept.sum())
        rows = found.drop_columns(["ord", "op"])
        ask = _Asking(chunk, there)
        equal = _differences(result, ask, (expected if complete else expected.take(there), rows), kept)
        _totals(result, (fine, minor), (expected, rows, kept, there), equal and complete)
        for parts in (result.mine, result.expected):
            totals.gather(parts)
    return result


def name_row(image: Image, rows: pa.Table, row: int) -> str:
    """`customer C-17`: the entity and the key of a row."""
    return f"{image.spec.name} {', '.join(str(rows[k][row]) for k in image.spec.key)}"


@dataclass(frozen=True)
class _Asking:
    """Where to ask the database whether two spellings are one value."""

    chunk: ranges.Chunk
    there: np.ndarray

    def differing(self, name: str) -> np.ndarray:
        """Mask of rows whose value is not the one we wrote, in the type of the column."""
        database, connection, image = self.chunk.database, self.chunk.connection, self.chunk.image
        log, target = image.clause, image.target.clause("t")
        query = (
            sa.select(log.c.ord)
            .select_from(sa.join(log, target, image.same_row(log, target)))
            .where(
                log.c.chunk == self.chunk.number,
                differs(database, image.kind(name), image.after(log, name), target.c[name]),
            )
        )
        with searching(database, connection, image):
            wrong = list(connection.scalars(query))
        return np.isin(self.there, wrong)


def _differences(result: Compared, ask: _Asking, sides: tuple[pa.Table, pa.Table], kept: np.ndarray) -> bool:
    """Name the rows that differ; returns whether none does."""
    expected, found = sides
    image = ask.chunk.image
    wrong = np.zeros(expected.num_rows, bool)
    for name in expected.column_names:
        form = image.target.column(name).form
        bad = unequal(expected[name], found[name]) & ~kept
        if form == "typed" and bad.any():
            bad &= ask.differing(name)
        elif form != "plain" and bad.any():
            bad[bad] = _still_unequal(form, expected[name], found[name], np.flatnonzero(bad))
        wrong |= bad
        for row in np.flatnonzero(bad)[: max(0, NAMED - len(result.differing))].tolist():
            told = f"{name_row(image, expected, row)}, column {name}"
            if name in image.spec.amount:
                told += f": expected {expected[name][row]}, found {found[name][row]}"
            result.differing.append(told)
    result.wrong_rows += int(wrong.sum())
    return not wrong.any()


def unequal(expected: pa.ChunkedArray, found: pa.ChunkedArray) -> np.ndarray:
    """Mask of rows whose values are not the same; null is the same as null, NaN as NaN."""
    if found.type != expected.type:
        expected, found = expected.cast(pa.string()), found.cast(pa.string())
    nulls = as_mask(pc.not_equal(pc.is_null(expected), pc.is_null(found)))
    bad = nulls | as_mask(pc.not_equal(expected, found))
    if pa.types.is_floating(expected.type):
        bad &= ~as_mask(pc.and_(pc.is_nan(expected), pc.is_nan(found)))
    return bad


def _still_unequal(form: str, expected: pa.ChunkedArray, found: pa.ChunkedArray, rows: np.ndarray) -> np.ndarray:
    def plain(value: Any) -> Any:
        if value is None:
            return None
        return json.loads(value) if form == "json" else value.rstrip(" ")

    pairs = zip(expected.take(rows).to_pylist(), found.take(rows).to_pylist(), strict=True)
    return np.array([plain(left) != plain(right) for left, right in pairs])


def _coarse(spec: EntitySpec) -> EntitySpec:
    """Not by customer: the row by row comparison is finer anyway."""
    return dataclasses.replace(spec, customer=None)


def _totals(
    result: Compared,
    how: tuple[EntitySpec, dict[str, int]],
    sides: tuple[pa.Table, pa.Table, np.ndarray, np.ndarray],
    equal: bool,
) -> None:
    """Add up a chunk. `equal`: every row is there with every value, so that both sides come to the same."""
    expected, found, kept, there = sides
    fine, minor = how
    found = _readable(found, expected, fine)
    groups = totals.by_group(found, fine, minor)
    result.groups.add(groups)
    if not kept.any():
        result.mine.append(totals.without(groups, "customer") if fine.customer else groups)
        right = expected
    else:
        mine = np.ones(expected.num_rows, bool)
        mine[there[kept]] = False
        result.mine.append(totals.by_group(found.filter(pa.array(~kept)), _coarse(fine), minor))
        right = expected.filter(pa.array(mine))
    same = equal and not kept.any()
    result.expected.append(result.mine[-1] if same else totals.by_group(right, _coarse(fine), minor))


def _readable(found: pa.Table, like: pa.Table, spec: EntitySpec) -> pa.Table:
    """An amount that does not parse any more counts as nothing; the rows name it."""
    for index, name in enumerate(found.column_names):
        kind = like.schema.field(name).type
        if name in spec.amount and found.schema.field(name).type != kind:
            found = found.set_column(index, name, pa.nulls(found.num_rows, kind))
    return found
