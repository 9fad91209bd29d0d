"""Whether the exports are still the files that a wave was packaged from."""

from __future__ import annotations

import hashlib

from pipelines.stages.context import Context


def note_sources(context: Context, wave: str) -> None:
    """Remember the exports that a wave is packaged from."""
    context.store.write_json(f"waves/{wave}/sources", _digests(context))


def changed_sources(context: Context, wave: str) -> list[str]:
    """Return the files that are not what they were when the wave was packaged; databases are not looked at."""
    before, now = context.store.read_json(f"waves/{wave}/sources", {}), _digests(context)
    return [name for name, digest in before.items() if now.get(name) != digest]


def _digests(context: Context) -> dict[str, str]:
    """SHA-256 of each file that a source reads; a file that is gone has none."""
    workspace, found = context.workspace, {}
    for read in sorted({source.read for source in workspace.sources.values()}):
        path = workspace.exports_folder / read
        if "://" not in read and path.is_file():
            with path.open("rb") as file:
                found[read] = hashlib.file_digest(file, "sha256").hexdigest()
    return found
