"""Batches of exports: which files belong together, named by date and content."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime
from pathlib import Path

from pipelines.stages.context import Context
from pipelines.store import Store
from pipelines.workspace import Workspace

_CHUNK = 1 << 20


def batch_of(context: Context) -> str:
    """Name the batch that the exports' folder holds now, `<date first seen>-<digest>`.

    The same content has the same name for ever; a database is a new batch every day.
    """
    return name_batch(context.store, digest_of(context.workspace))


def name_batch(store: Store, digest: str) -> str:
    """Return the name of a content, a new one where it was never seen."""
    known = store.read_json("batches/known", {})
    if digest not in known:
        date = f"{datetime.now(UTC):%Y-%m-%d}"
        names = (f"{date}-{digest[:length]}" for length in range(4, len(digest) + 1))
        known[digest] = next(name for name in names if name not in known.values())
        store.write_json("batches/known", known)
    return known[digest]


def digest_of(workspace: Workspace) -> str:
    """Return the SHA-256 of all files of the workspace's sources, in order of name."""
    total = hashlib.sha256()
    for name in sorted(workspace.sources):
        path = workspace.exports_folder / workspace.sources[name].read
        content = sha256_of(path) if path.is_file() else f"{datetime.now(UTC):%Y-%m-%d}"
        total.update(f"{name}\0{content}\n".encode())
    return total.hexdigest()


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    found = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()
