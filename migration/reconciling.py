"""Control totals against those of the package and of the ERP, to the cent."""

import dataclasses
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from migration import journal, ledger, totals
from migration.certificate import Check
from migration.comparison import NAMED, Compared
from migration.databases import Database
from migration.fit import as_mask
from migration.grouped import Grouped
from migration.packaging import LoadPackage
from migration.sources import BATCH_ROWS, LoadRows
from migration.spool import Parted, Spool, as_text, by_text
from migration.values import EntitySpec


def different_groups(expected: pa.Table, found: pa.Table, name: str) -> tuple[str, ...]:
    """Groups whose sums or counts are not the same, named `order C-17 2024-05 CNY sum:amount: 10.00, found …`."""
    keys = [n for n in totals.GROUP if n in expected.column_names and n in found.column_names]
    sums = [n for n in expected.column_names if n not in keys and n in found.column_names]
    joined = expected.select([*keys, *sums]).join(
        found.select([*keys, *sums]), keys, join_type="full outer", right_suffix=" found", use_threads=False
    )
    off: list[str] = []
    for column in sums:
        left, right = joined[column], joined[f"{column} found"]
        wide = pa.decimal128(38, max(_scale(left.type), _scale(right.type)))
        left, right = pc.fill_null(left.cast(wide), Decimal(0)), pc.fill_null(right.cast(wide), Decimal(0))
        bad = joined.select(keys).append_column("expected", left).append_column("found", right)
        bad = bad.filter(pc.not_equal(left, right)).sort_by([(k, "ascending") for k in keys])
        off += [
            f"{name} {' '.join(str(r[k]) for k in keys)} {column}: expected {r['expected']}, found {r['found']}"
            for r in bad.to_pylist()
        ]
    return tuple(off)


def _scale(kind: pa.DataType) -> int:
    return kind.scale if pa.types.is_decimal(kind) else 0


def elsewhere(place: Database, connection: sa.Connection, package: LoadPackage, spool: Spool) -> dict[str, Grouped]:
    """Totals of the whole table, for entities that other waves of this database carried as well."""
    others = {
        spec.name: spec
        for row in ledger.every(connection)
        if row.name != package.wave.name and row.state in ledger.DONE
        for spec in journal.entities_of([row])
    }
    whole = {}
    for spec in package.entities:
        if spec.name in others and spec.amount and spec.customer:
            names = [n for n in (spec.customer, spec.date, spec.currency, spec.amount[0]) if n]
            schema = pa.schema([package.schema(spec.name).field(n) for n in dict.fromkeys(names)])
            table = sa.table(spec.table, *map(sa.column, schema.names))
            one = dataclasses.replace(spec, amount=spec.amount[:1])
            minor = package.about(spec.name)["minor_units"]
            whole[spec.name] = Grouped(spool, totals.by_group(schema.empty_table(), one, minor))
            query = sa.select(*[table.c[n] for n in schema.names])
            for rows in place.batches(connection, query, schema, BATCH_ROWS):
                whole[spec.name].add(totals.by_group(rows, one, minor))
    return whole


class Ledger:
    """Totals of the ERP, parted by customer; `keys` are the columns among `totals.GROUP` that it is broken down by."""

    def __init__(self, given: LoadRows, spool: Spool) -> None:
        """Read what was given; see `verify`."""
        names = given.schema.names
        self.spool, self.keys = spool, [name for name in totals.GROUP if name in names]
        self.named, self.counted = "entity" in names, "orders" in names
        self._parted: dict[str, Parted] = {}
        for _, rows in given.batches():
            entities = rows["entity"].cast(pa.string()) if self.named else pa.array([""])
            for entity in pc.unique(entities).to_pylist():
                mine = rows.filter(pc.equal(entities, entity)).drop_columns("entity") if self.named else rows
                part = self._parted.setdefault(entity, Parted(spool))
                part.add(mine, by_text(_texts(mine, "customer"), spool.parts))
        self._empty = given.schema.empty_table().select([name for name in names if name != "entity"])

    def speaks_of(self, spec: EntitySpec) -> bool:
        """Whether there is anything to hold this entity against."""
        if self.named:
            return bool(spec.amount) and spec.name in self._parted
        return bool(spec.amount) and spec.customer is not None

    def part(self, entity: str, number: int) -> pa.Table:
        """The ledger's rows of an entity, of the customers of one part."""
        parted = self._parted.get(entity if self.named else "")
        rows = parted.part(number) if parted else None
        return self._empty if rows is None else rows


def _texts(rows: pa.Table, name: str) -> pa.ChunkedArray:
    if name not in rows.column_names:
        return pa.chunked_array([pa.repeat(pa.scalar(""), rows.num_rows)])
    return pc.fill_null(rows[name].cast(pa.string()), "")


def against_ledger(
    package: LoadPackage, found: dict[str, Compared], given: Ledger, elsewhere: dict[str, Grouped]
) -> list[Check]:
    """Totals as the database has them, against those of the ERP."""
    checks = []
    for spec in package.entities:
        if given.speaks_of(spec):
            count, first = _off(package, spec, given, (found.get(spec.name), elsewhere.get(spec.name)))
            checks.append(
                Check(f"ledger:{spec.name}", not count, "the ERP ledger, to the cent", f"{count} differ", first)
            )
    return checks


def _off(
    package: LoadPackage, spec: EntitySpec, given: Ledger, sums: tuple[Compared | None, Grouped | None]
) -> tuple[int, tuple[str, ...]]:
    """How many groups are not as the ledger has them, and the first of them by name."""
    result, whole = sums
    mine = result.groups if result else None
    carried = _carried(package, spec, given.spool)
    wants, haves = [], []
    count, first = 0, []
    for number in range(given.spool.parts):
        groups = mine.part(number) if mine else None
        part = _in_scope(package, given.part(spec.name, number), (groups, carried.part(number) if carried else None))
        if whole is not None and "customer" in given.keys:
            groups = whole.part(number)
            groups = groups.filter(pc.is_in(groups["customer"], part["customer"].combine_chunks()))
        wants.append(_regroup(part.rename_columns({"amount": f"sum:{spec.amount[0]}"}), given.keys, spec.amount[0]))
        haves.append(_regroup(groups, given.keys, spec.amount[0]))
        if "customer" in given.keys:
            off = _differing((wants.pop(), haves.pop()), given, spec)
            count, first = count + len(off), sorted([*first, *off])[:NAMED]
    if "customer" not in given.keys:  # few rows, but each part has some of every group
        whole_of = [_regroup(pa.concat_tables(side, promote_options="default"), given.keys, spec.amount[0])
                    for side in (wants, haves)]  # fmt: skip
        off = _differing((whole_of[0], whole_of[1]), given, spec)
        count, first = len(off), list(off[:NAMED])
    return count, tuple(first)


def _differing(sides: tuple[pa.Table, pa.Table], given: Ledger, spec: EntitySpec) -> tuple[str, ...]:
    want, have = sides
    if not given.counted:
        want, have = (side.drop_columns("orders") if "orders" in side.column_names else side for side in sides)
    return different_groups(want, have, spec.name)


def _carried(package: LoadPackage, spec: EntitySpec, spool: Spool) -> Parted | None:
    """Customers that a segment carries; None where the wave is none or does not carry them."""
    parent = next((e for e in package.entities if e.name == spec.references.get(spec.customer or "")), None)
    if not package.wave.where or parent is None:
        return None
    keys = Parted(spool)
    for chunk in package.chunks(parent.name):
        texts = as_text(chunk, parent.key[:1])
        keys.add(texts, by_text(texts["0"], spool.parts))
    return keys


def _in_scope(package: LoadPackage, part: pa.Table, sides: tuple[pa.Table | None, pa.Table | None]) -> pa.Table:
    """A segment answers for its own customers only: those it carries, or has rows of."""
    if not package.wave.where or "customer" not in part.column_names:
        return part
    groups, carried = sides
    customers = part["customer"].cast(pa.string())
    mine = np.zeros(part.num_rows, bool)
    for known in (groups["customer"] if groups is not None else None, carried["0"] if carried is not None else None):
        if known is not None:
            mine |= as_mask(pc.is_in(customers, value_set=known.combine_chunks()))
    return part.filter(pa.array(mine))


def _regroup(groups: pa.Table | None, keys: list[str], amount: str) -> pa.Table:
    total = f"sum:{amount}"
    if groups is None:
        kinds = [*[(k, pa.string()) for k in keys], ("orders", pa.int64()), (total, pa.decimal128(38, 2))]
        return pa.schema(kinds).empty_table()
    columns = {k: pc.fill_null(groups[k].cast(pa.string()), "") for k in keys}
    columns[total] = totals.exact(groups[total])
    if "orders" in groups.column_names:
        columns["orders"] = groups["orders"].cast(pa.int64())
    sums = [n for n in columns if n not in keys]
    added = pa.table(columns).group_by(keys, use_threads=False).aggregate([(n, "sum") for n in sums])
    return added.rename_columns([n.removesuffix("_sum") for n in added.column_names])
