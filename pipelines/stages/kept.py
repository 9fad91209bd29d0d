"""Results that are kept for as long as nothing changes that they were made of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from pipelines.batches import sha256_of
from pipelines.store import Store

FORMAT = 1  # raised when the same inputs come to something else


def kept(
    store: Store, name: str, made_of: tuple[Sequence[str], Any], make: Callable[[], dict[str, Any]]
) -> tuple[Path, dict[str, Any]]:
    """Return the table `name` and its facts, made anew where its inputs are not those it was made of.

    `made_of`: files below the home (their content counts; one that is not there counts as such), and a value that
    JSON can hold. `make` writes the table and returns the facts.
    """
    note, path = f"{name}-made", store.path(f"{name}.parquet")
    of, known = _digest(store, made_of), store.read_json(note, {})
    if known.get("of") != of or not path.is_file() or known.get("sha256") != sha256_of(path):
        facts = make()
        known = {"of": of, "sha256": sha256_of(path), "facts": facts}
        store.write_json(note, known)
    return path, dict(known["facts"])


def _digest(store: Store, made_of: tuple[Sequence[str], Any]) -> str:
    files, value = made_of
    total = hashlib.sha256(json.dumps([FORMAT, value], ensure_ascii=False).encode())
    for file in files:
        path = store.home / file
        total.update(f"{file}\0{sha256_of(path) if path.is_file() else None}\n".encode())
    return total.hexdigest()
