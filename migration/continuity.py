"""The emergency customer table: opens with no server, says who took it, and when it stops being current."""

import datetime as dt
import io
import os
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from migration.databases.sqlite import to_sqlite
from migration.errors import SettingError

SHEET_ROWS = 1_000_000
OWNER = ("owner", "owner_name", "所属销售")


@dataclass(frozen=True)
class Watermark:
    """Who took the table, when (UTC), and until when it counts as current."""

    by: str
    taken: dt.datetime
    expires: dt.datetime

    def __str__(self) -> str:
        """One line, for headers and footers."""
        return f"{self.by} · {self.taken:%Y-%m-%d %H:%M} UTC · expires 有效期至 {self.expires:%Y-%m-%d %H:%M} UTC"


def offline(
    tables: Mapping[str, pa.Table],
    out: str | os.PathLike[str],
    *,
    by: str,
    taken: dt.datetime,
    valid_for: dt.timedelta = dt.timedelta(days=7),
    password: str | None = None,
) -> Path:
    """Write customers, contacts, open orders and tickets (name → table) for an emergency, sorted by owner.

    `out` ends in `.xlsx` (encrypted with `password`, which is required) or `.db` (SQLite, readable by its owner
    only). The file appears as a whole or not at all. Raises SettingError for a missing name or password.
    """
    out = Path(out)
    if not by.strip():
        raise SettingError("by", "name who takes the table")
    mark = Watermark(by, taken, taken + valid_for)
    ordered = {name: _by_owner(table) for name, table in tables.items()}
    draft = out.with_name(f".{out.name}.draft")
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        if out.suffix == ".xlsx":
            if not password:
                raise SettingError("password", "give one by the environment; the table is never written in the clear")
            draft.write_bytes(_encrypted(_workbook(ordered, mark), password))
        elif out.suffix in {".db", ".sqlite"}:
            _database(ordered, mark, draft)
        else:
            raise SettingError("out", "must end in .xlsx or .db")
        draft.chmod(0o600)
        draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)
    return out


def _by_owner(table: pa.Table) -> pa.Table:
    owner = next((name for name in OWNER if name in table.column_names), None)
    return table.sort_by(owner) if owner else table


def _workbook(tables: Mapping[str, pa.Table], mark: Watermark) -> bytes:
    import xlsxwriter

    memory = io.BytesIO()
    book = xlsxwriter.Workbook(
        memory, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold = book.add_format({"bold": True, "bg_color": "#eaeef2"})
    about = book.add_worksheet("README")
    for row, text in enumerate((str(mark), "Emergency customer table 应急客户表", *tables)):
        about.write_string(row, 0, text)
    for name, table in tables.items():
        for part, start in enumerate(range(0, max(1, table.num_rows), SHEET_ROWS)):
            sheet = book.add_worksheet(f"{name[:25]}{'' if part == 0 else f'.{part + 1}'}")
            sheet.set_header(f"&C{str(mark).replace('&', '&&')}")
            sheet.freeze_panes(1, 0)
            _fill(sheet, table.slice(start, SHEET_ROWS), bold)
    book.close()
    return memory.getvalue()


def _fill(sheet: Any, table: pa.Table, bold: Any) -> None:
    for column, name in enumerate(table.column_names):
        sheet.write_string(0, column, name, bold)
    row = 1
    for batch in table.to_batches(max_chunksize=5_000):
        for values in zip(*[column.to_pylist() for column in batch.columns], strict=True):
            for column, value in enumerate(values):
                if value is not None:
                    sheet.write_string(row, column, _cell(value))
            row += 1


def _cell(value: Any) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def _encrypted(book: bytes, password: str) -> bytes:
    from msoffcrypto.format.ooxml import OOXMLFile

    closed = io.BytesIO()
    OOXMLFile(io.BytesIO(book)).encrypt(password, closed)
    return closed.getvalue()


def _database(tables: Mapping[str, pa.Table], mark: Watermark, file: Path) -> None:
    file.unlink(missing_ok=True)
    os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))
    connection = sqlite3.connect(file)
    try:
        with connection:
            connection.execute("CREATE TABLE about (taken_by TEXT, taken TEXT, expires TEXT)")
            values = (mark.by, mark.taken.isoformat(), mark.expires.isoformat())
            connection.execute("INSERT INTO about VALUES (?, ?, ?)", values)
            for name, table in tables.items():
                columns = ", ".join(_quoted(n) for n in table.column_names)
                connection.execute(f"CREATE TABLE {_quoted(name)} ({columns})")
                rows = zip(*[map(_plain, to_sqlite(c)) for c in table.columns], strict=True)
                marks = ", ".join("?" * table.num_columns)
                connection.executemany(f"INSERT INTO {_quoted(name)} VALUES ({marks})", rows)  # noqa: S608
    finally:
        connection.close()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _plain(value: Any) -> Any:
    return _cell(value) if isinstance(value, list) else value
