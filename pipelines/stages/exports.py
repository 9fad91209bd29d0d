"""Exports as found: every source read to text, damaged rows put aside, counts that add up."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import pyarrow as pa

import quality
from pipelines.errors import MissingInput, WorkspaceError
from pipelines.stages.context import Context
from pipelines.stages.corrections import corrected, log_schema
from pipelines.stages.meanings import infer_meanings, is_complete, write_meanings
from pipelines.stages.unchanged import note_made, read_from, stands
from pipelines.workspace import Source, Workspace, line_in, nearest

_NOTE = "exports/made"


def read_exports(context: Context, only_changed: bool = False) -> dict[str, Any]:
    """Read every source of the workspace; write records, quarantine, facts and meanings.

    `only_changed`: a file that is as it was when it was last read so is not read again.

    Corrections that stewards made are applied again; those that no longer fit go to `corrections_skipped`.
    Returns the facts by source: file, format, encoding, rows read, kept, quarantined.

    Raises
    ------
    WorkspaceError
        A file or column named in the workspace is not there.
    """
    workspace, store = context.workspace, context.store
    if not workspace.sources:
        raise WorkspaceError(workspace.path, line_in(workspace, "sources"), "there are no sources", "one at least")
    records, facts, skipped = {}, {}, [log_schema().empty_table()]
    for done, (name, source) in enumerate(workspace.sources.items()):
        context.progress("read", done, len(workspace.sources))
        of = read_from(context, name) if only_changed else None
        known = stands(store, _NOTE, name, of)
        if known is not None:
            facts[name] = known
            continue
        reading = read_source(workspace, name, source)
        records[name], stale = corrected(context, name, reading.records)
        skipped.append(stale)
        store.write(f"exports/{name}", records[name])
        store.write(f"quarantine/{name}", reading.quarantine)
        facts[name] = asdict(reading.facts)
        if only_changed:  # corrections that no longer fit are told at every reading
            tables = (f"exports/{name}", f"quarantine/{name}")
            note_made(store, _NOTE, name, None if stale.num_rows else of, (tables, facts[name]))
    write_meanings(store, infer_meanings(workspace, _with_unread(context, records)))
    store.write_json("exports/facts", facts)
    store.write("corrections_skipped", pa.concat_tables(skipped))
    return facts


def _with_unread(context: Context, records: dict[str, pa.Table]) -> dict[str, pa.Table]:
    """Add the sources that stand; where the workspace says all that they mean, their headers are enough."""
    sources, store = context.workspace.sources, context.store
    told = all(map(is_complete, sources.values()))
    place = {name: f"exports/{name}" for name in sources}
    unread = {
        n: store.schema(place[n]).empty_table() if told else store.read(place[n]) for n in sources.keys() - records
    }
    return {name: records[name] if name in records else unread[name] for name in sources}


def read_source(workspace: Workspace, name: str, source: Source) -> quality.Reading:
    """Read one source of a workspace."""
    options = {key: getattr(source, key) for key in ("sheet", "encoding", "delimiter") if getattr(source, key)}
    location = location_of(workspace, name, source)
    return quality.read_export(location, source=name, id_columns=source.id, options=quality.ReadOptions(**options))


def location_of(workspace: Workspace, name: str, source: Source) -> str | Path:
    """Return where a source is: a database URL as written, or a file below the exports' folder."""
    if "://" in source.read:
        return source.read
    path = workspace.exports_folder / source.read
    if path.exists():
        return path
    if not workspace.exports_folder.is_dir():
        raise MissingInput(
            "Folder of the exports",
            str(workspace.exports_folder),
            "Name it with --exports DIR or exports: in the file.",
        )
    line = line_in(workspace, "sources", name, "read")
    there = [str(p.relative_to(workspace.exports_folder)) for p in workspace.exports_folder.rglob("*") if p.is_file()]
    problem = f"the file '{source.read}' of source '{name}' is not in {workspace.exports_folder}"
    raise WorkspaceError(workspace.path, line, problem, "a file that is there", nearest(source.read, there))


__all__ = ["location_of", "read_exports", "read_source"]
