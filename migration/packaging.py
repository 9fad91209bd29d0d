"""The sealed load package of a wave: Parquet files and a manifest; same inputs, same bytes."""

import contextlib
import dataclasses
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from migration import totals
from migration.errors import PackageAltered
from migration.planned import Plan, PlannedEntity
from migration.spool import disk_error
from migration.values import EntitySpec, WaveSpec

FORMAT = 1
MANIFEST = "manifest.json"
SEAL = "manifest.sha256"


@dataclass(frozen=True)
class LoadPackage:
    """A package on disk. `digest` (SHA-256 of the manifest, which holds those of the files) is its identity.

    `seen`: file → what the disk said of it as its seal was checked. Another package put into its place while this
    one is read, or a file written to, raises PackageAltered.
    """

    path: Path
    digest: str
    manifest: dict[str, Any]
    seen: dict[str, tuple[int, ...]] = field(default_factory=dict, compare=False)

    @property
    def wave(self) -> WaveSpec:
        """The wave that it carries."""
        return WaveSpec.from_dict(self.manifest["wave"])

    @property
    def entities(self) -> list[EntitySpec]:
        """Entities in load order."""
        return [EntitySpec.from_dict(entity["spec"]) for entity in self.manifest["entities"]]

    def about(self, entity: str) -> dict[str, Any]:
        """The manifest's part on an entity: `rows`, `chunks`, `chunk_rows`, `totals`, `minor_units`, `file`…"""
        return next(e for e in self.manifest["entities"] if e["spec"]["name"] == entity)

    def schema(self, entity: str) -> pa.Schema:
        """Arrow schema of an entity's rows."""
        with self._open(entity) as file:
            return pq.read_schema(file)

    def chunk(self, entity: str, number: int) -> pa.Table:
        """Rows of one chunk: `chunk_rows` of them, the last one fewer."""
        with self._open(entity) as file, pq.ParquetFile(file) as rows:
            return rows.read_row_group(number)

    @contextlib.contextmanager
    def _open(self, entity: str) -> Iterator[BinaryIO]:
        """The file of an entity, while it is the one that was checked."""
        name = self.about(entity)["file"]
        try:
            with (self.path / name).open("rb") as file:
                if _seen(os.fstat(file.fileno())) != self.seen.get(name):
                    raise PackageAltered(name, "was changed or packaged anew while it was in use")
                yield file
        except FileNotFoundError:
            raise PackageAltered(name, "is gone") from None

    def highest(self, entity: str) -> dict[str, int]:
        """The highest number of each integer column, by the file's own statistics."""
        with self._open(entity) as file:
            metadata = pq.read_metadata(file)
        found: dict[str, int] = {}
        numbers = [i for i, f in enumerate(self.schema(entity)) if pa.types.is_integer(f.type)]
        for group in range(metadata.num_row_groups):
            for index in numbers:
                column = metadata.row_group(group).column(index)
                if column.statistics is not None and column.statistics.has_min_max:
                    name = column.path_in_schema
                    found[name] = max(column.statistics.max, found.get(name, column.statistics.max))
        return found

    def chunks(self, entity: str) -> Iterator[pa.Table]:
        """All rows, chunk by chunk: memory stays flat."""
        for number in range(self.about(entity)["chunks"]):
            yield self.chunk(entity, number)


def package(plan: Plan, wave: str, out: str | os.PathLike[str], fingerprint: str = "") -> LoadPackage:
    """Seal the rows of one planned wave into the folder `out`, replacing an older package there.

    `fingerprint` names the workspace and the input the rows came from. Raises DiskFull or ReadOnly; a package
    is there as a whole or not at all.
    """
    planned = plan.wave(wave)
    out = Path(out)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        draft = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise disk_error(error, str(out)) from None
    try:
        entities = [_write(entity, draft, plan.chunk_rows) for entity in planned.entities]
        manifest = {
            "format": FORMAT,
            "wave": planned.spec.as_dict(),
            "fingerprint": fingerprint,
            "entities": entities,
        }
        text = json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1).encode()
        (draft / MANIFEST).write_bytes(text)
        (draft / SEAL).write_text(hashlib.sha256(text).hexdigest() + "\n")
        draft.chmod(0o755)
        if out.exists():
            shutil.rmtree(out)
        draft.rename(out)
    except OSError as error:
        raise disk_error(error, str(out)) from None
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return open_package(out)


def _write(entity: PlannedEntity, draft: Path, chunk_rows: int) -> dict[str, Any]:
    """One pass: each chunk becomes a row group, and its totals by currency are added up."""
    schema = entity.schema.remove_metadata()
    file = f"{entity.spec.name}.parquet"
    coarse = dataclasses.replace(entity.spec, customer=None, date=None)
    groups = [totals.by_group(schema.empty_table(), coarse, entity.minor_units)]
    rows = chunks = 0
    with pq.ParquetWriter(draft / file, schema, compression="zstd", store_schema=True) as writer:
        for chunk in entity.chunks(chunk_rows):
            writer.write_table(chunk.replace_schema_metadata(None), row_group_size=chunk_rows)
            groups = [totals.merge([*groups, totals.by_group(chunk, coarse, entity.minor_units)])]
            rows, chunks = rows + chunk.num_rows, chunks + 1
    return {
        "spec": entity.spec.as_dict(),
        "file": file,
        "sha256": _sha256(draft / file),
        "schema": {field.name: str(field.type) for field in schema},
        "rows": rows,
        "chunk_rows": chunk_rows,
        "chunks": chunks,
        "rejected": entity.refused,
        "minor_units": entity.minor_units,
        "totals": totals.grand(groups[0]),
    }


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _seen(state: os.stat_result) -> tuple[int, ...]:
    return state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns


def open_package(path: str | os.PathLike[str]) -> LoadPackage:
    """Open a package and check its seal. Raises PackageAltered where a byte is not what was sealed."""
    path = Path(path)
    try:
        text = (path / MANIFEST).read_bytes()
        seal = (path / SEAL).read_text().strip()
    except OSError:
        raise PackageAltered(str(path), "is not a load package") from None
    digest = hashlib.sha256(text).hexdigest()
    if digest != seal:
        raise PackageAltered(MANIFEST, "does not match its seal")
    manifest, seen = json.loads(text), {}
    for entity in manifest["entities"]:
        file = path / entity["file"]
        before = _seen(file.stat()) if file.is_file() else None
        if before is None or _sha256(file) != entity["sha256"]:
            raise PackageAltered(entity["file"], "is missing or was changed since it was sealed")
        seen[entity["file"]] = before
    return LoadPackage(path, digest, manifest, seen)
