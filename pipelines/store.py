"""Where results are kept between commands: Parquet and JSON files under MERGEPOINT_HOME.

Every file is written beside its place and moved into it, so that a reader sees the old
one or the new one and never half of either.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.errors import MissingInput

_BUFFER = 1 << 20  # bytes of a column that are read ahead


@dataclass(frozen=True)
class Store:
    """The tables and documents of one workspace.

    Names are paths without an ending: `clean/sales_crm` is `clean/sales_crm.parquet`.
    """

    home: Path

    def path(self, name: str) -> Path:
        """Return a path below the home; its folder exists."""
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def folder(self, name: str) -> Path:
        """Return a folder below the home, made if it is not there."""
        path = self.home / name
        path.mkdir(parents=True, exist_ok=True)
        return path

    def write(self, name: str, table: pa.Table) -> Path:
        """Write a table as Parquet, whole or not at all."""
        with self._replacing(self.path(f"{name}.parquet")) as temporary:
            pq.write_table(table, temporary, compression="zstd")
        return self.path(f"{name}.parquet")

    def write_parts(self, name: str, schema: pa.Schema, parts: Iterable[pa.Table]) -> Path:
        """Write a table that comes in parts as Parquet, whole or not at all; memory stays flat."""
        place = self.path(f"{name}.parquet")
        with self._replacing(place) as temporary, pq.ParquetWriter(temporary, schema, compression="zstd") as writer:
            for part in parts:
                writer.write_table(part)
        return place

    def read(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """Read a table, all columns or those named.

        Raises
        ------
        MissingInput
            The step that makes it has not run.
        """
        path = self.home / f"{name}.parquet"
        if not path.exists():
            raise MissingInput("Result of an earlier step", str(path), "Run: mergepoint run, or the step it names.")
        return pq.read_table(path, columns=columns)

    def batches(self, name: str, columns: Sequence[str], size: int = 100_000) -> Iterator[pa.Table]:
        """Read columns of a table in parts of at most `size` rows; memory stays flat."""
        with pq.ParquetFile(self.home / f"{name}.parquet", buffer_size=_BUFFER) as file:
            for batch in file.iter_batches(size, columns=list(dict.fromkeys(columns))):
                yield pa.Table.from_batches([batch])

    def schema(self, name: str) -> pa.Schema:
        """Return the columns of a table with their types."""
        return pq.read_schema(self.home / f"{name}.parquet")

    def columns(self, name: str) -> list[str]:
        """Return the names of a table's columns."""
        return pq.read_schema(self.home / f"{name}.parquet").names

    def rows(self, name: str) -> int:
        """Return how many rows a table has."""
        return pq.read_metadata(self.home / f"{name}.parquet").num_rows

    def has(self, name: str) -> bool:
        """Tell whether a table is there."""
        return (self.home / f"{name}.parquet").exists()

    def files(self, folder: str) -> dict[str, Path]:
        """Return the Parquet file of every table of a folder, by name, in order of name."""
        return {path.stem: path for path in sorted((self.home / folder).glob("*.parquet"))}

    def tables(self, folder: str) -> dict[str, pa.Table]:
        """Read every table of a folder, by name, in order of name."""
        return {name: pq.read_table(path) for name, path in self.files(folder).items()}

    def write_json(self, name: str, value: Any) -> Path:
        """Write a JSON document, whole or not at all."""
        with self._replacing(self.path(f"{name}.json")) as temporary:
            temporary.write_text(json.dumps(value, ensure_ascii=False, indent=1, default=str), encoding="utf-8")
        return self.path(f"{name}.json")

    def read_json(self, name: str, default: Any = None) -> Any:
        """Read a JSON document, or return the default where there is none."""
        path = self.home / f"{name}.json"
        return json.loads(path.read_text(encoding="utf-8")) if path.exists() else default

    @contextmanager
    def _replacing(self, path: Path) -> Iterator[Path]:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        try:
            yield temporary
            temporary.replace(path)
        finally:
            temporary.unlink(missing_ok=True)


def check_writable(folder: Path) -> None:
    """Make a folder and see that files can be written there, before any work is done.

    Raises
    ------
    OSError
        It cannot be made or written to; `filename` says which.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"\0")
            file.flush()
    except OSError as error:
        error.filename = str(folder)
        raise


def home_of(folder: Path, configured: str | None = None) -> Path:
    """Choose the home: MERGEPOINT_HOME, else the workspace's `home:`, else `.mergepoint` beside it."""
    return Path(os.environ.get("MERGEPOINT_HOME") or folder / (configured or ".mergepoint")).expanduser().resolve()
