"""A workspace made from nothing but files: what they are and what their columns mean."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import quality
from pipelines.errors import MissingInput
from pipelines.stages.context import Progress, silent
from pipelines.stages.meanings import Meaning, infer_meanings
from pipelines.workspace import Source, Wave, Workspace

TIERS = (
    ("customers", ("organisation", "customer", "contact", "crosswalk"), ("customer", "contact", "organisation")),
    ("orders", ("order", "order_line", "payment"), ("order", "order_line", "payment")),
    ("service", ("ticket", "interaction"), ("ticket", "interaction")),
)


@dataclass(frozen=True)
class Discovered:
    """A workspace inferred from files, with what was read and what each column is taken for.

    `unread` are the files of a folder that cannot be read: no source of the workspace, yet never silent.
    """

    workspace: Workspace
    readings: Mapping[str, quality.Reading]
    meanings: Mapping[str, Meaning]
    unread: Mapping[str, quality.Reading] = field(default_factory=dict)

    @property
    def problems(self) -> list[str]:
        """What is wrong with each file that was not read."""
        return [reading.quarantine["detail"][0].as_py() for reading in self.unread.values()]


def discover(paths: Sequence[Path], *, id_column: str | None = None, progress: Progress = silent) -> Discovered:
    """Read files or folders and infer a workspace.

    Raises
    ------
    MissingInput
        A path is not there, or a folder holds no export that can be read.
    QualityError
        A file that was named by itself cannot be read.
    """
    exports = quality.find_exports([_there(path) for path in paths])
    if not exports:
        raise MissingInput(
            "Exports", ", ".join(map(str, paths)), "CSV, TXT, XLSX, Parquet, JSON Lines or SQLite files are read."
        )
    root = Path(os.path.commonpath([p.resolve() if p.is_dir() else p.resolve().parent for p in paths]))
    ids = (id_column,) if id_column else ()
    readings, sources, unread = {}, {}, {}
    for done, export in enumerate(exports):
        progress("read", done, len(exports))
        reading = _reading(export, ids, named={str(path) for path in paths})
        if reading.facts.format == "unreadable":
            unread[export.source] = reading
            continue
        readings[export.source] = reading
        sources[export.source] = Source(read=_relative(export.location, root), id=ids, sheet=export.options.sheet)
    if not readings:
        reasons = "; ".join(reading.quarantine["detail"][0].as_py() for reading in unread.values())
        raise MissingInput("Exports that can be read", ", ".join(map(str, paths)), reasons)
    workspace = Workspace(workspace=root.name or "workspace", exports=str(root), sources=sources)
    meanings = infer_meanings(workspace, {name: reading.records for name, reading in readings.items()})
    workspace = _completed(workspace, meanings, readings)
    return Discovered(workspace, readings, meanings, unread)


def _reading(export: quality.Export, ids: tuple[str, ...], named: set[str]) -> quality.Reading:
    """Read an export; one that lies in a folder and cannot be read is told, and does not stop the others."""
    shown = export.options.shown_as or export.source
    if export.problem:
        return quality.unread(export.source, shown, export.problem)
    try:
        return quality.read_export(export.location, source=export.source, id_columns=ids, options=export.options)
    except quality.ReadError as error:
        if export.location in named:
            raise
        return quality.unread(export.source, shown, str(error))


def waves_for(meanings: Mapping[str, Meaning]) -> tuple[Wave, ...]:
    """Plan waves by tier: customers first, then orders and their lines, then service."""
    entities, waves = {meaning.entity for meaning in meanings.values()}, []
    for name, load, needs in TIERS:
        if entities & set(needs):
            wanted = load if name == "customers" else tuple(e for e in load if e in entities)
            waves.append(Wave(name=name, load=wanted, after=(waves[-1].name,) if waves else ()))
    return tuple(waves)


def _completed(workspace: Workspace, meanings: Mapping[str, Meaning], readings: Mapping) -> Workspace:
    sources = {
        name: source.model_copy(
            update={
                "entity": meanings[name].entity,
                "id": meanings[name].id,
                "fields": dict(meanings[name].fields),
                "refs": dict(meanings[name].refs),
            }
        )
        for name, source in workspace.sources.items()
    }
    chinese = any(any("\u4e00" <= c <= "\u9fff" for c in "".join(r.records.column_names)) for r in readings.values())
    update = {"sources": sources, "waves": waves_for(meanings), "language": "zh" if chinese else "en"}
    return workspace.model_copy(update=update)


def _there(path: Path) -> Path:
    if not path.exists():
        raise MissingInput("Input", str(path), "Check the name; a folder or a file is expected.")
    return path


def _relative(location: str | Path, root: Path) -> str:
    if "://" in str(location):
        return str(location)
    return Path(location).resolve().relative_to(root).as_posix()
