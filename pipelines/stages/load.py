"""Load tables: golden customers, and every order, ticket … pointed at its golden customer.

Nothing is dropped in silence: a row that cannot be pointed at what it refers to goes to
`load_rejected` with the reason, and rows in = rows ready + rows rejected.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from pipelines.stages.clean import union
from pipelines.stages.context import Context
from pipelines.stages.entities import (
    MONEY,
    as_decimal,
    flatten,
    is_number,
    native_id,
    snake_case,
    unique_names,
    with_full_name,
)
from pipelines.stages.frozen import events_without, frozen_customers, frozen_records, parties_without
from pipelines.stages.meanings import OWN_COLUMNS, PARTIES, Meaning, read_meanings, sources_of
from pipelines.stages.rejected import REJECTED, refuse

EVENTS = ("order", "order_line", "payment", "ticket", "interaction")


def build_load_tables(context: Context) -> dict[str, Any]:
    """Write `load/<entity>` for every entity and `load_rejected`; return rows by entity."""
    store, meanings = context.store, read_meanings(context.store)
    frozen = frozen_records(store)
    customers = frozen_customers(store.read("match/crosswalk"), frozen)
    tables, rejected = parties_without(party_tables(context), customers)
    for entity in EVENTS:
        names = sources_of(meanings, entity)
        parts = [event_table(context, name, meanings) for name in names]
        if parts:
            ready, held = events_without(entity, union([ready for ready, _ in parts]), frozen, customers)
            tables[entity], follow = without_lost(entity, ready, tables)
            rejected += [refused for _, refused in parts] + held + follow
    _clear(context, tables)
    for entity, table in tables.items():
        store.write(f"load/{entity}", table)
    refused = pa.concat_tables([REJECTED.empty_table(), *rejected])
    store.write("load_rejected", refused)
    return {"ready": {e: t.num_rows for e, t in tables.items()}, "rejected": refused.num_rows}


def _clear(context: Context, tables: Mapping[str, pa.Table]) -> None:
    """Take away what an earlier run had to load and this one has not."""
    for path in context.store.folder("load").glob("*.parquet"):
        if path.stem not in tables:
            path.unlink()


def without_lost(entity: str, table: pa.Table, loaded: Mapping[str, pa.Table]) -> tuple[pa.Table, list[pa.Table]]:
    """Take out the rows that refer to a row which was rejected itself: its order, say, of an unknown customer.

    `loaded` holds the tables made so far, in loading order. Returns the rows that stay, and those refused.
    """
    refused = []
    for parent in EVENTS:
        column = f"{parent}_id"
        if parent == entity or parent not in loaded or column not in table.column_names:
            continue
        known = pc.is_in(table[column], value_set=loaded[parent][column].combine_chunks())
        lost = pc.and_(pc.is_valid(table[column]), pc.invert(known))
        rows = table.filter(lost).select([f"{entity}_id", column]).rename_columns(["record_id", column])
        refused.append(refuse(entity, rows, column, pa.repeat(True, rows.num_rows), f"rejected_{parent}"))
        table = table.filter(pc.invert(lost))
    return table, refused


def party_tables(context: Context) -> dict[str, pa.Table]:
    """Organisations, customers, and the ways to reach them, from the golden records."""
    golden = context.store.read("match/golden")
    crosswalk = context.store.read("match/crosswalk")
    tables = {"organisation": _organisations(golden), "customer": with_full_name(flatten(golden))}
    tables["contact"] = _contact_points(golden)
    tables["crosswalk"] = crosswalk.select(["record_id", "customer_id", "org_id"])
    return {name: table for name, table in tables.items() if table.num_rows}


def _organisations(golden: pa.Table) -> pa.Table:
    columns = [c for c in ("org_id", "org_name", "name", "tax_id", "address", "city") if c in golden.column_names]
    flat = flatten(golden.select(columns)).filter(pc.is_valid(golden["org_id"]))
    if "org_name" in columns and "name" in columns:
        named = pc.coalesce(flat["org_name"], flat["name"])
        flat = flat.drop_columns(["org_name", "name"]).append_column("name", named)
    others = [c for c in flat.column_names if c != "org_id"]
    # The first value in order of customer_id: golden comes sorted, so this does not hang on threads.
    grouped = flat.group_by("org_id", use_threads=False).aggregate([(c, "first") for c in others])
    return grouped.rename_columns(["org_id", *others]).sort_by("org_id")


def _contact_points(golden: pa.Table) -> pa.Table:
    parts = [_points_of(golden, field) for field in ("phone", "email", "fax") if field in golden.column_names]
    schema = pa.schema([(n, pa.string()) for n in ("contact_id", "customer_id", "kind", "value")])
    return pa.concat_tables([schema.empty_table(), *parts]).sort_by("contact_id")


def _points_of(golden: pa.Table, field: str) -> pa.Table:
    values = golden[field].combine_chunks()
    if pa.types.is_list(values.type):
        owner = golden["customer_id"].combine_chunks().take(pc.list_parent_indices(values))
        values = pc.list_flatten(values)
    else:
        owner = golden["customer_id"].combine_chunks()
    points = pa.table({"customer_id": owner, "value": values}).filter(pc.is_valid(values))
    points = points.group_by(["customer_id", "value"], use_threads=False).aggregate([])
    kind = pa.repeat(field, points.num_rows)
    key = pc.binary_join_element_wise(points["customer_id"], kind, points["value"], "/")
    return pa.table({"contact_id": key, "customer_id": points["customer_id"], "kind": kind, "value": points["value"]})


def event_table(context: Context, name: str, meanings: Mapping[str, Meaning]) -> tuple[pa.Table, pa.Table]:
    """The rows of one source ready to load, and those refused."""
    meaning = meanings[name]
    records, cleaned = context.store.read(f"exports/{name}"), context.store.read(f"clean/{name}")
    key = f"{meaning.entity}_id"
    columns = {key: records["record_id"], "legacy_id": native_id(records["record_id"]), "source": records["_source"]}
    refused: list[pa.Table] = []
    for column, targets in _loaded(meaning, meanings).items():
        reference, orphan = point_at(context, records[column], targets, meanings)
        columns[unique_names([_reference_name(targets, meanings)], columns)[0]] = reference
        refused.append(refuse(meaning.entity, records, column, orphan, "orphan"))
    for column, values in _values(meaning, meanings, (records, cleaned)).items():
        name = unique_names([column], columns)[0]
        if column not in MONEY:
            columns[name] = values
            continue
        wrong = pc.invert(is_number(values))
        refused.append(refuse(meaning.entity, records, column, wrong, "not_a_number", values))
        columns[name] = as_decimal(pc.if_else(wrong, None, values))
    rejected = pa.concat_tables(refused) if refused else REJECTED.empty_table()
    keep = pc.invert(pc.is_in(records["record_id"], value_set=rejected["record_id"].combine_chunks()))
    return pa.table(columns).filter(keep), rejected


def _loaded(meaning: Meaning, meanings: Mapping[str, Meaning]) -> dict[str, tuple[str, ...]]:
    """References to what is loaded; those to reference tables keep their native ids."""
    return {
        column: loaded
        for column, targets in meaning.refs.items()
        if (loaded := tuple(t for t in targets if meanings[t].entity in (*PARTIES, *EVENTS)))
    }


def _reference_name(targets: tuple[str, ...], meanings: Mapping[str, Meaning]) -> str:
    entity = meanings[targets[0]].entity
    return "customer_id" if entity in PARTIES else f"{entity}_id"


def point_at(
    context: Context, values: pa.ChunkedArray, targets: tuple[str, ...], meanings: Mapping[str, Meaning]
) -> tuple[pa.Array, pa.Array]:
    """Point native ids at golden customers or at the record ids of another source."""
    return pointed(values, known_ids(context, targets, meanings))


Known = Mapping[str, tuple[pa.Array, pa.Array]]


def known_ids(context: Context, targets: tuple[str, ...], meanings: Mapping[str, Meaning]) -> Known:
    """For each target, its record ids and what each goes to: a golden customer, or itself."""
    known = {}
    for target in targets:
        name, column = where_known(target, meanings)
        table = context.store.read(name, list(dict.fromkeys(["record_id", column])))
        known[target] = (table["record_id"].combine_chunks(), table[column].combine_chunks())
    return known


def where_known(target: str, meanings: Mapping[str, Meaning]) -> tuple[str, str]:
    """The table that holds the `record_id` of a target's records, and its column of what each goes to."""
    if meanings[target].entity in PARTIES:
        return "match/crosswalk", "customer_id"
    return f"exports/{target}", "record_id"


def pointed(values: pa.ChunkedArray, known: Known) -> tuple[pa.Array, pa.Array]:
    """Where native ids go, and which of them go nowhere."""
    found = pa.nulls(len(values), pa.string())
    trimmed = pc.utf8_trim_whitespace(values).combine_chunks()
    for target, (records, goes_to) in known.items():
        ids = pc.binary_join_element_wise(pa.scalar(target), trimmed, ":")
        found = pc.coalesce(found, goes_to.take(pc.index_in(ids, value_set=records)))
    return found, pc.and_(pc.is_valid(trimmed), pc.is_null(found))


def _values(
    meaning: Meaning, meanings: Mapping[str, Meaning], tables: tuple[pa.Table, pa.Table]
) -> dict[str, pa.ChunkedArray]:
    """Every value of the source under its name in the new system: clean fields, then the other columns."""
    records, cleaned = tables
    flat = flatten(cleaned)
    references = _loaded(meaning, meanings)
    mapped = {column for name, columns in meaning.fields.items() if name in flat.column_names for column in columns[:1]}
    pointed = {field for field, columns in meaning.fields.items() if set(columns) <= set(references)}
    values = {name: flat[name] for name in meaning.fields if name in flat.column_names and name not in pointed}
    used = {*OWN_COLUMNS, *meaning.id, *references, *mapped}
    for header in records.column_names:
        if header not in used:
            values[unique_names([snake_case(header)], values)[0]] = records[header]
    return values
