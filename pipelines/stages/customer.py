"""All that is known of one customer: its cells and where they come from, its records, links and history."""

from __future__ import annotations

from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

import matching
from pipelines.stages.answers import merged
from pipelines.stages.context import Context
from pipelines.stages.links import links_of

_KEYS = ("customer_id", "org_id", "kind", "records", "customer_key")


def customer(context: Context, name: str) -> dict[str, Any]:
    """Tell of a customer or organisation by any id it ever had, or by one of its records.

    Returns `asked`, `status` (live, merged, retired), `customer_id` (today's; None where no record is left), `parts`
    (records by today's id), the golden `customer_id, org_id, kind, records, customer_key`, `cells` (provenance),
    `members` (record ids), `links`, `history` (events with `at`, `who`).

    Raises
    ------
    matching.UnknownCustomer
        No run ever gave this id, and no record has it.
    """
    store = merged(context).store
    crosswalk = store.read("match/crosswalk")
    asked = _customer_of(crosswalk, name) or name
    with matching.open_state(store.path("state.db")) as state:
        found = state.identity().resolve(asked)
        history = state.history(asked)
    now = found.customer_id
    column = "org_id" if asked.startswith("O-") else "customer_id"
    links = links_of(context)
    mine = pc.or_(pc.equal(links["left"], now or asked), pc.equal(links["right"], now or asked))
    return {
        "asked": name,
        "id": asked,
        "status": found.status,
        "customer_id": now,
        "parts": found.parts,
        "golden": _golden(store.read("match/golden"), column, now),
        "cells": _rows(store.read("match/provenance"), "customer_id", now),
        "members": _rows(crosswalk, column, now, "record_id"),
        "links": links.filter(mine).to_pylist(),
        "history": history,
    }


def _customer_of(crosswalk: pa.Table, name: str) -> str | None:
    """Return the customer of a record, named `<source>:<id>` or by an id that one record alone has."""
    ids = crosswalk["record_id"]
    hit = pc.equal(ids, name)
    if not pc.any(hit).as_py():
        hit = pc.ends_with(ids, f":{name}")
    found = crosswalk.filter(hit)["customer_id"].to_pylist()
    return found[0] if len(found) == 1 else None


def _golden(golden: pa.Table, column: str, now: str | None) -> list[dict[str, Any]]:
    return [{name: row[name] for name in _KEYS} for row in _rows(golden, column, now)]


def _rows(table: pa.Table, column: str, value: str | None, only: str | None = None) -> list[Any]:
    if value is None or column not in table.column_names:
        return []
    found = table.filter(pc.equal(table[column], value))
    return found[only].to_pylist() if only else found.to_pylist()
