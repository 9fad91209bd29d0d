"""Control totals: exact sums by customer, month and currency, added up part by part."""

from decimal import Decimal

import pyarrow as pa
import pyarrow.compute as pc

from migration.errors import SettingError
from migration.values import EntitySpec

EXACT = 38
GROUP = ("customer", "month", "currency")


def by_group(rows: pa.Table, spec: EntitySpec, minor_units: dict[str, int]) -> pa.Table:
    """`customer, month, currency` (string, "" where the entity has none), `orders` (int64), a sum for each amount.

    Sums are decimal128(38, s) with the scale of the column; floats are refused by their type: they have no cents.
    """
    count = rows.num_rows
    columns = {
        "customer": _text(rows, spec.customer),
        "month": pc.utf8_slice_codeunits(_text(rows, spec.date), 0, 7),
        "currency": _text(rows, spec.currency),
        "orders": pa.repeat(pa.scalar(1, pa.int64()), count),
    }
    amounts = [a for a in spec.amount if a in rows.column_names]
    for name in amounts:
        columns[f"sum:{name}"] = exact(rows[name], minor_units.get(name))
    return merge([pa.table(columns)])


def _text(rows: pa.Table, name: str | None) -> pa.ChunkedArray:
    if name is None or name not in rows.column_names:
        return pa.chunked_array([pa.repeat(pa.scalar(""), rows.num_rows)])
    return pc.fill_null(rows[name].cast(pa.string()), "")


def exact(column: pa.ChunkedArray, minor: int | None = None) -> pa.ChunkedArray:
    """Amounts as decimal128(38, s); `minor` decimal places when they are kept as integer minor units."""
    kind = column.type
    if minor is not None and pa.types.is_integer(kind):
        unit = pa.scalar(Decimal(1).scaleb(-minor), pa.decimal128(2 + minor, minor))
        return pc.multiply(column.cast(pa.decimal128(19, 0)), unit).cast(pa.decimal128(EXACT, minor))
    if pa.types.is_integer(kind):
        return column.cast(pa.decimal128(EXACT, 0))
    if pa.types.is_decimal(kind):
        return column.cast(pa.decimal128(EXACT, kind.scale))
    if pa.types.is_floating(kind) or pa.types.is_string(kind):
        return column.cast(pa.string()).cast(pa.decimal128(EXACT, 6))
    raise SettingError("amount", f"a column of type {kind} holds no amounts; use decimal128")


def merge(parts: list[pa.Table]) -> pa.Table:
    """Add up tables of `by_group`, sorted by group."""
    whole = pa.concat_tables(parts)
    sums = [name for name in whole.column_names if name not in GROUP]
    # every thread keeps a hash table of its own, and the memory of it afterwards
    total = whole.group_by(list(GROUP), use_threads=False).aggregate([(name, "sum") for name in sums])
    columns = {name: total[name] for name in GROUP}
    for name in sums:
        kind = whole.schema.field(name).type
        columns[name] = pc.fill_null(total[f"{name}_sum"].cast(kind), pa.scalar(0).cast(kind))
    return pa.table(columns).sort_by([(name, "ascending") for name in GROUP])


def without(groups: pa.Table, *names: str) -> pa.Table:
    """The same totals not parted by these columns of GROUP, which are "" then."""
    for name in names:
        groups = groups.set_column(groups.column_names.index(name), name, pa.repeat(pa.scalar(""), groups.num_rows))
    return merge([groups])


def gather(parts: list[pa.Table]) -> None:
    """Merge when the new parts outweigh the first: each row is merged a few times only."""
    if sum(p.num_rows for p in parts[1:]) >= parts[0].num_rows:
        parts[:] = [merge(parts)]


def grand(groups: pa.Table) -> dict[str, str]:
    """Totals by currency and column, as exact text: `{"CNY sum:amount": "12.30"}`."""
    sums = [n for n in groups.column_names if n not in GROUP]
    total = groups.group_by("currency").aggregate([(n, "sum") for n in sums]).sort_by("currency")
    return {
        f"{row['currency'] or '-'} {name}": str(row[f"{name}_sum"] or 0) for row in total.to_pylist() for name in sums
    }


def ledger_totals(rows: pa.Table, customer: str, date: str, currency: str | None, amount: str) -> pa.Table:
    """Totals of an ERP ledger (`customer, month, currency, amount`), for `verify`; `orders` is the row count."""
    spec = EntitySpec(
        "ledger", "ledger", (customer,), amount=(amount,), customer=customer, date=date, currency=currency
    )
    groups = by_group(rows, spec, {})
    names = [*GROUP, "orders", "amount"]
    return groups.select([*GROUP, "orders", f"sum:{amount}"]).rename_columns(names)
