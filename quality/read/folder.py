"""Find the exports in a folder, a list of files, or a database file."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from quality.errors import EmptyExport, MissingExport, ReadError, UnreadableExport
from quality.read.export import file_kind
from quality.read.model import ReadOptions
from quality.read.sheets import sheet_names
from quality.read.structured import database_tables

SUFFIXES = {
    ".csv", ".tsv", ".txt", ".tab", ".psv", ".dat", ".xlsx", ".xlsm", ".xlsb", ".xls", ".ods",
    ".parquet", ".pq", ".jsonl", ".ndjson", ".json", ".sqlite", ".sqlite3", ".db",
}  # fmt: skip


@dataclass(frozen=True)
class Export:
    """Something to read: the name of the source, where it is, and what is known about it.

    `problem` says why it cannot be read, empty where it can be, as far as a look at its beginning tells.
    """

    source: str
    location: str
    options: ReadOptions
    problem: str = ""


def find_exports(places: str | Path | Iterable[str | Path]) -> list[Export]:
    """Return the exports in a folder (its subfolders included) or a list of files, folders and URLs.

    A workbook gives an export for each sheet that holds anything, a database file one for each table that
    holds a row. Names of sources are file stems made safe and unique. A file of a folder that has the name of
    an export and cannot be read comes with its `problem`; a file named by itself raises a ReadError.
    MissingExport where nothing is found.
    """
    given = [places] if isinstance(places, (str, Path)) else list(places)
    exports: list[Export] = []
    taken: set[str] = set()
    for place in given:
        if "://" in str(place):
            exports += _in_database(str(place), taken)
            continue
        path = Path(place)
        if not path.exists():
            raise MissingExport("no such file or folder", file=path, next_step="Check the path.")
        for file, strict, shown in _files(path):
            try:
                exports += _in_file(file, shown, taken)
            except ReadError as error:
                if strict:
                    raise
                exports.append(Export(safe_name(file.stem, taken), str(file), ReadOptions(shown_as=shown), str(error)))
    if not exports:
        raise MissingExport(
            "no export found", file=given[0] if given else "", expected="CSV, XLSX, Parquet, JSON Lines, SQLite"
        )
    return exports


def _files(path: Path) -> list[tuple[Path, bool, str]]:
    if path.is_file():
        return [(path, True, path.name)]
    found = [
        file
        for file in sorted(path.rglob("*"))
        if file.is_file() and file.suffix.lower() in SUFFIXES
        and not any(part.startswith((".", "~$")) for part in file.relative_to(path).parts)
    ]  # fmt: skip
    return [(file, False, file.relative_to(path).as_posix()) for file in found]


def _in_file(file: Path, shown: str, taken: set[str]) -> list[Export]:
    kind = file_kind(file)
    if kind == "sqlite":
        url = f"sqlite:///{file.resolve().as_posix()}"
        return _in_database(url, taken, file.stem)
    if kind != "sheet":
        return [Export(safe_name(file.stem, taken), str(file), ReadOptions(shown_as=shown))]
    sheets = sheet_names(file)
    if not sheets:
        raise EmptyExport("the workbook holds no cell", file=file.name, next_step="Export it again.")
    many = len(sheets) > 1
    return [
        Export(
            safe_name(f"{file.stem}_{sheet}" if many else file.stem, taken),
            str(file),
            ReadOptions(sheet=sheet, shown_as=f"{shown}#{sheet}" if many else shown),
        )
        for sheet in sheets
    ]


def _in_database(url: str, taken: set[str], stem: str = "") -> list[Export]:
    address, _, table = url.partition("#")
    tables = [table] if table else database_tables(address)
    if not tables:
        raise UnreadableExport("the database holds no table with rows", file=stem or "database")
    return [Export(safe_name(name, taken), f"{address}#{name}", ReadOptions()) for name in tables]


def safe_name(stem: str, taken: set[str]) -> str:
    """Return a name of letters, digits and `_` (any script), not in `taken`, and add it there."""
    base = re.sub(r"[^\w]+", "_", stem).strip("_") or "export"
    name, count = base, 1
    while name.lower() in taken:
        count += 1
        name = f"{base}_{count}"
    taken.add(name.lower())
    return name
