"""The inbox: exports dropped into a folder become batches. Half-copied files wait, known content does nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pipelines.batches import digest_of, name_batch, sha256_of
from pipelines.stages.context import Context

UNFINISHED = (".part", ".partial", ".tmp", ".filepart", ".crdownload", ".swp")
Seen = Mapping[str, tuple[int, int]]


@dataclass(frozen=True)
class Inbox:
    """What an inbox holds now. `complete` can be read; `waiting` changed since the last look or lacks its checksum;
    `unknown` belongs to no source; `seen` is handed to the next look: size and time of change (ns) by name."""

    complete: tuple[str, ...]
    waiting: tuple[str, ...]
    unknown: tuple[str, ...]
    seen: dict[str, tuple[int, int]]


def look(folder: Path, expected: set[str], before: Seen) -> Inbox:
    """Look into an inbox. A file is complete once two looks found it the same, and its `.sha256`, if any, agrees."""
    complete, waiting, unknown, seen = [], [], [], {}
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        name = path.relative_to(folder).as_posix()
        if path.name.startswith((".", "~$")) or path.suffix == ".sha256":
            continue
        state = path.stat()
        seen[name] = (state.st_size, state.st_mtime_ns)
        if path.suffix.lower() in UNFINISHED:
            waiting.append(name)
        elif name not in expected:
            unknown.append(name)
        elif tuple(before.get(name, ())) == seen[name] and state.st_size and _agrees(path):
            complete.append(name)
        else:
            waiting.append(name)
    return Inbox(tuple(complete), tuple(waiting), tuple(unknown), seen)


def take(context: Context, folder: Path, names: tuple[str, ...]) -> tuple[str, bool]:
    """Make a batch of complete files, the other sources as they were; return its name and whether it is new.

    The files are copied, the batch gets its place in one move, and only then they leave the inbox:
    a crash at any point leaves them to be taken again.
    """
    store, workspace = context.store, context.workspace
    making = store.folder("batches/.making")
    shutil.rmtree(making)
    for read in sorted({source.read for source in workspace.sources.values() if "://" not in source.read}):
        origin = folder / read if read in names else _current(context) / read
        if origin.is_file():
            (making / read).parent.mkdir(parents=True, exist_ok=True)
            _copy(origin, making / read, link=read not in names)
    digest = digest_of(workspace.model_copy(update={"exports": str(making)}))
    known = digest in store.read_json("batches/known", {})
    batch = name_batch(store, digest)
    if known:
        shutil.rmtree(making)
    else:
        store.folder(f"batches/{batch}")
        making.rename(store.home / "batches" / batch / "files")
        store.write_json("batches/current", {"batch": batch})
    for name in names:
        (folder / name).unlink()
        (folder / f"{name}.sha256").unlink(missing_ok=True)
    return batch, not known


def _current(context: Context) -> Path:
    """Return the folder of the newest batch, or the exports' own before the first."""
    batch = context.store.read_json("batches/current", {}).get("batch", "")
    files = context.store.home / "batches" / batch / "files"
    return files if batch and files.is_dir() else context.workspace.exports_folder


def _agrees(path: Path) -> bool:
    """Tell whether a file is what the `.sha256` beside it says; true where there is none."""
    beside = path.with_name(f"{path.name}.sha256")
    if not beside.is_file():
        return True
    words = beside.read_text(encoding="utf-8", errors="replace").split()
    return bool(words) and words[0].lower() == sha256_of(path)


def _copy(origin: Path, place: Path, *, link: bool) -> None:
    if link:
        try:
            os.link(origin, place)
        except OSError:  # another file system, or one without hard links
            shutil.copy2(origin, place)
    else:
        shutil.copy2(origin, place)
