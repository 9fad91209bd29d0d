"""Sources that are as they were: what was read and cleaned of them stands, as long as it was made of the same."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from pipelines.batches import sha256_of
from pipelines.code import code_print
from pipelines.stages.context import Context
from pipelines.stages.meanings import Meaning
from pipelines.store import Store


def stands(store: Store, note: str, name: str, of: str | None) -> dict[str, Any] | None:
    """Return the facts noted of a source, if its tables are those that were made of the same; else None."""
    known = store.read_json(note, {}).get(name, {})
    if of is None or known.get("of") != of:
        return None
    same = all(_digest(store, table) == digest for table, digest in known["tables"].items())
    return known["facts"] if same else None


def note_made(store: Store, note: str, name: str, of: str | None, made: tuple[tuple[str, ...], Any]) -> None:
    """Note what the tables of a source were made of; `made`: their names, and facts that JSON can hold."""
    tables, facts = made
    known = {"of": of, "tables": {table: _digest(store, table) for table in tables}, "facts": facts}
    store.write_json(note, store.read_json(note, {}) | {name: known})


def read_from(context: Context, name: str) -> str | None:
    """Return a digest of all that the reading of a source depends on; None for a database, which may change unseen."""
    source = context.workspace.sources[name]
    path = context.workspace.exports_folder / source.read
    if "://" in source.read or not path.is_file():
        return None
    return _of(sha256_of(path), source.model_dump(mode="json"), _digest(context.store, f"corrections/{name}"))


def cleaned_from(context: Context, name: str, meaning: Meaning) -> str:
    """Return a digest of all that the cleaning of a source depends on: two-digit years are read by today's."""
    region = context.workspace.sources[name].region
    return _of(_digest(context.store, f"exports/{name}"), asdict(meaning), region, datetime.now(UTC).year)


def _of(*parts: Any) -> str:
    told = json.dumps([code_print("quality"), *parts], ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(told.encode()).hexdigest()


def _digest(store: Store, table: str) -> str | None:
    path = store.home / f"{table}.parquet"
    return sha256_of(path) if path.is_file() else None
