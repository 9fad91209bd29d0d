"""What the ERP says the orders come to, as far as the legacy systems agreed before the move.

A difference that the exports themselves hold is a finding of the audit; the move must keep
every agreement. So a wave is verified against the customers on whom ERP and orders agree in every month.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

import migration
from pipelines.stages.booked import EMPTY, GROUP, booked, usable
from pipelines.stages.context import Context
from pipelines.stages.kept import kept
from pipelines.stages.meanings import read_meanings, sources_of
from pipelines.stages.wave_plan import refused_keys

AGREED = "waves/agreed"
PRINTED = 10_000  # keys at once
COLUMNS = [*GROUP, "amount"]
SCHEMA = EMPTY.select(COLUMNS).schema.append(pa.field("entity", pa.string()))


def agreed_totals(context: Context) -> tuple[Path | None, dict[str, Any]]:
    """Totals of the ERP by month and currency, for the golden customers on whom the orders agree.

    A customer with refused rows is held against the ERP once those are loaded; until then it stands with what
    is loaded of it.

    Orders of other customers (a shop's, say, that the ERP does not keep) stand with their own totals,
    since a verification takes every customer it is not told of for one too many.
    Returns the file of the table (`customer, month, currency, amount, entity`), None where there is no
    ledger, and counts: groups of the ledger, and those of customers who differ in the exports. Both are
    kept for as long as nothing changes that they were made of.
    """
    refused = refused_keys(context, "order")
    erp, orders = usable(context, "ledger"), usable(context, "order")
    if not erp or not orders:
        return None, {}
    made_of = ["exports/meanings.json", "match/crosswalk.parquet", "freeze/log.parquet", "load/order.parquet"]
    made_of += [f"clean/{name}.parquet" for name in (*erp, *orders)]
    made_of += [f"exports/{name}.parquet" for name in sorted(_read(context, (*erp, *orders)))]
    return kept(context.store, AGREED, (made_of, _print(refused)), lambda: _write(context, refused))


def _print(keys: pa.Array) -> str:
    """A short print of these texts."""
    digest = hashlib.sha256()
    for start in range(0, len(keys), PRINTED):
        digest.update("".join(f"{len(key)}:{key}" for key in keys.slice(start, PRINTED).to_pylist()).encode())
    return digest.hexdigest()


def _read(context: Context, sources: Sequence[str]) -> set[str]:
    """These sources, and those that they refer to."""
    meanings = read_meanings(context.store)
    return {*sources, *(target for name in sources for refs in meanings[name].refs.values() for target in refs)}


def _write(context: Context, refused: pa.Array) -> dict[str, Any]:
    """Write the agreed totals, customer by customer; return the counts."""
    meanings, store = read_meanings(context.store), context.store
    rows = sum(store.rows(f"exports/{name}") for name in sources_of(meanings, "ledger", "order"))
    spool = migration.Spool(rows, migration.Settings().plan_rows)
    erp, orders = booked(context, "ledger", spool), booked(context, "order", spool, refused)
    waiting, counts = _owners(context, refused), Counter()

    def parts() -> Iterator[pa.Table]:
        for number in range(spool.parts):
            yield _agreed((erp.part(number).select(COLUMNS), orders.part(number)), waiting, counts)

    store.write_parts(AGREED, SCHEMA, parts())
    return {name: counts[name] for name in ("ledger_groups", "differing_in_exports", "with_refused_rows")}


def _agreed(sides: tuple[pa.Table, pa.Table], waiting: pa.Array, counts: Counter[str]) -> pa.Table:
    """The totals to hold the customers of one part against; adds to `counts`."""
    erp, orders = sides
    off = _customers_that_differ(erp, orders.select(COLUMNS))
    moving = orders.filter(pc.is_valid(orders["moving"])).select([*GROUP, "moving"]).rename_columns(COLUMNS)
    same = erp.filter(pc.invert(pc.is_in(erp["customer"], value_set=off)))
    agreed = same.filter(pc.invert(pc.is_in(same["customer"], value_set=waiting)))
    counts["ledger_groups"] += erp.num_rows
    counts["differing_in_exports"] += erp.num_rows - same.num_rows
    counts["with_refused_rows"] += same.num_rows - agreed.num_rows
    others = moving.filter(pc.invert(pc.is_in(moving["customer"], value_set=agreed["customer"].combine_chunks())))
    given = pa.concat_tables([agreed, others])
    return given.append_column("entity", pa.repeat("order", given.num_rows)).cast(SCHEMA)


def _owners(context: Context, orders: pa.Array) -> pa.Array:
    """Golden customers of these orders."""
    found = [pa.nulls(0, pa.string())]
    for rows in context.store.batches("load/order", ["order_id", "customer_id"]) if len(orders) else ():
        found += rows["customer_id"].filter(pc.is_in(rows["order_id"], value_set=orders)).chunks
    return pa.concat_arrays(found).unique()


def _customers_that_differ(erp: pa.Table, orders: pa.Table) -> pa.Array:
    """Customers of the ledger for whom any month and currency differs between ERP and orders."""
    ours = orders.filter(pc.is_in(orders["customer"], value_set=erp["customer"].combine_chunks()))
    joined = erp.join(ours, list(GROUP), join_type="full outer", right_suffix=" orders", use_threads=False)
    same = pc.fill_null(pc.equal(joined["amount"], joined["amount orders"]), False)
    return joined.filter(pc.invert(same))["customer"].combine_chunks().unique()
