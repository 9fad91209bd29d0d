"""Control totals against those of the package and of the ERP, to the cent."""

import dataclasses
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import sqlalchemy as sa

from migration import journal, ledger, totals
from migration.certificate import Check
from migration.comparison import NAMED, Compared, gather
from migration.databases import Database
from migration.fit import as_mask
from migration.packaging import LoadPackage
from migration.sources import BATCH_ROWS
from migration.values import EntitySpec


def different_groups(expected: pa.Table, found: pa.Table, name: str) -> tuple[str, ...]:
    """Groups whose sums or counts are not the same, named `order C-17 2024-05 CNY sum:amount: 10.00, found …`."""
    keys = [n for n in totals.GROUP if n in expected.column_names and n in found.column_names]
    sums = [n for n in expected.column_names if n not in keys and n in found.column_names]
    joined = expected.select([*keys, *sums]).join(
        found.select([*keys, *sums]), keys, join_type="full outer", right_suffix=" found"
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


def elsewhere(place: Database, connection: sa.Connection, package: LoadPackage) -> dict[str, pa.Table]:
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
            parts = [totals.by_group(schema.empty_table(), one, minor)]
            query = sa.select(*[table.c[n] for n in schema.names])
            for rows in place.batches(connection, query, schema, BATCH_ROWS):
                parts.append(totals.by_group(rows, one, minor))
                gather(parts)
            whole[spec.name] = totals.merge(parts)
    return whole


def _in_scope(package: LoadPackage, spec: EntitySpec, groups: pa.Table | None, part: pa.Table) -> pa.Table:
    """A segment answers for its own customers only: those it carries, or has rows of."""
    if not package.wave.where or "customer" not in part.column_names:
        return part
    customers = part["customer"].cast(pa.string())
    mine = np.zeros(part.num_rows, bool)
    if groups is not None:
        mine |= as_mask(pc.is_in(customers, value_set=groups["customer"].combine_chunks()))
    parent = next((e for e in package.entities if e.name == spec.references.get(spec.customer or "")), None)
    for chunk in package.chunks(parent.name) if parent is not None else ():
        mine |= as_mask(pc.is_in(customers, value_set=chunk[parent.key[0]].cast(pa.string()).combine_chunks()))
    return part.filter(pa.array(mine))


def against_ledger(
    package: LoadPackage, found: dict[str, Compared], given: pa.Table, elsewhere: dict[str, pa.Table]
) -> list[Check]:
    """Totals as the database has them, against those of the ERP."""
    checks = []
    for spec in package.entities:
        part = given
        if "entity" in given.column_names:
            part = given.filter(pc.equal(given["entity"], spec.name)).drop_columns("entity")
        elif not spec.amount or spec.customer is None:
            continue
        if not spec.amount or (not part.num_rows and "entity" in given.column_names):
            continue
        result = found.get(spec.name)
        keys = [k for k in totals.GROUP if k in part.column_names]
        groups = result.total("groups") if result and result.groups else None
        part = _in_scope(package, spec, groups, part)
        if spec.name in elsewhere and "customer" in keys:
            groups = elsewhere[spec.name]
            groups = groups.filter(pc.is_in(groups["customer"], part["customer"].combine_chunks()))
        have = _regroup(groups, keys, spec.amount[0])
        want = _regroup(part.rename_columns({"amount": f"sum:{spec.amount[0]}"}), keys, spec.amount[0])
        if "orders" not in part.column_names:
            have = have.drop_columns("orders")
        off = different_groups(want, have, spec.name)
        checks.append(
            Check(f"ledger:{spec.name}", not off, "the ERP ledger, to the cent", f"{len(off)} differ", off[:NAMED])
        )
    return checks


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
    added = pa.table(columns).group_by(keys).aggregate([(n, "sum") for n in sums])
    return added.rename_columns([n.removesuffix("_sum") for n in added.column_names])
