"""The emergency customer table: opens with no server, says who took it, and is blank once it is out of date."""

import datetime as dt
import io
import os
import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from migration.databases.sqlite import to_sqlite
from migration.errors import SettingError
from migration.rejects import neutral

SHEET_ROWS = 1_000_000
LAST_ROW = 1_048_575  # of a sheet, from 0
CELL = 32_767  # characters that a cell takes
EPOCH = dt.datetime(1899, 12, 30)
_MARK = (
    "Taken by {} · {} UTC · counts until {} UTC, blank after that",
    "导出人 {} · 导出时间 {} UTC · 有效期至 {} UTC，过期后内容不再显示",
)
_TITLE = ("Emergency customer table; keep it safe, it holds personal data", "应急客户表；含个人信息，请妥善保管")


@dataclass(frozen=True)
class Watermark:
    """Who took the table, when, and until when it counts; `language` (`en`, `zh`) of what is said of it."""

    by: str
    taken: dt.datetime
    expires: dt.datetime
    language: str = "en"

    def __post_init__(self) -> None:
        """Refuse a table that nobody took."""
        if not self.by.strip():
            raise SettingError("by", "name who takes the table")

    def __str__(self) -> str:
        """One line, over every sheet."""
        times = (f"{time.astimezone(dt.UTC):%Y-%m-%d %H:%M}" for time in (self.taken, self.expires))
        return self.say(_MARK).format(self.by[:80], *times)

    def say(self, words: tuple[str, str]) -> str:
        """The word of the language, of English and Chinese."""
        return words[self.language == "zh"]


def offline(
    tables: Mapping[str, pa.Table],
    out: str | os.PathLike[str],
    *,
    mark: Watermark,
    password: str | None = None,
    notes: Sequence[str] = (),
) -> Path:
    """Write tables (name → table, see `emergency_tables`) to a file that opens with no server.

    `out` ends in `.xlsx` (encrypted with `password`, which is required) or `.db` (SQLite, readable by its owner
    only). Once `mark.expires` has passed, a sheet shows blank cells and a view of the database no rows: a reminder
    to take a new one, not a lock. `notes` are further lines for the first sheet. The file appears as a whole or
    not at all. Raises SettingError for a missing password or another ending.
    """
    out = Path(out)
    draft = out.with_name(f".{out.name}.draft")
    out.parent.mkdir(parents=True, exist_ok=True)
    try:
        if out.suffix == ".xlsx":
            if not password:
                raise SettingError("password", "give one by the environment; the table is never written in the clear")
            os.close(os.open(draft, os.O_CREAT | os.O_WRONLY, 0o600))
            draft.write_bytes(_encrypted(_workbook(tables, mark, notes), password))
        elif out.suffix in {".db", ".sqlite"}:
            _database(tables, mark, draft)
        else:
            raise SettingError("out", "must end in .xlsx or .db")
        draft.chmod(0o600)
        draft.replace(out)
    finally:
        draft.unlink(missing_ok=True)
    return out


def _workbook(tables: Mapping[str, pa.Table], mark: Watermark, notes: Sequence[str]) -> bytes:
    import xlsxwriter

    memory = io.BytesIO()
    book = xlsxwriter.Workbook(
        memory, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    looks = {
        "head": book.add_format({"bold": True, "bg_color": "#eaeef2"}),
        "gone": book.add_format({"num_format": ";;;"}),  # shows nothing of numbers or texts
        "late": book.add_format({"bold": True, "bg_color": "#cf222e", "font_color": "#ffffff"}),
    }
    about = book.add_worksheet("README")
    for row, text in enumerate((str(mark), mark.say(_TITLE), *notes)):
        about.write_string(row, 0, _safe(text))
    for name, table in tables.items():
        for part, start in enumerate(range(0, max(1, table.num_rows), SHEET_ROWS)):
            sheet = book.add_worksheet(f"{name[:25]}{'' if part == 0 else f'.{part + 1}'}")
            sheet.set_header(f"&C{str(mark).replace('&', '&&')}")
            sheet.freeze_panes(2, 0)
            sheet.set_column(0, max(table.num_columns - 1, 0), 18)  # wide enough to read a name
            sheet.write_string(0, 0, str(mark))
            _fill(sheet, table.slice(start, SHEET_ROWS), looks["head"])
            _expire(sheet, table.num_columns, mark, looks)
    book.close()
    return memory.getvalue()


def _fill(sheet: Any, table: pa.Table, head: Any) -> None:
    """Names in the second row, values below it; all of them text that no spreadsheet runs."""
    for column, name in enumerate(table.column_names):
        sheet.write_string(1, column, _safe(name), head)
    row = 2
    for batch in table.to_batches(max_chunksize=5_000):
        texts = (neutral(pa.chunked_array([[_cell(v) for v in c.to_pylist()]], pa.string())) for c in batch.columns)
        for values in zip(*[text.to_pylist() for text in texts], strict=True):
            for column, value in enumerate(values):
                if value is not None:
                    sheet.write_string(row, column, value)
            row += 1


def _expire(sheet: Any, columns: int, mark: Watermark, looks: Mapping[str, Any]) -> None:
    """Blank the sheet once the time is over, and turn its first line red."""
    local = mark.expires.astimezone().replace(tzinfo=None)
    over = f"=NOW()>{(local - EPOCH) / dt.timedelta(days=1):.6f}"
    last = max(columns - 1, 0)
    sheet.conditional_format(0, 0, 0, last, {"type": "formula", "criteria": over, "format": looks["late"]})
    sheet.conditional_format(2, 0, LAST_ROW, last, {"type": "formula", "criteria": over, "format": looks["gone"]})


def _safe(text: str) -> str:
    return neutral(pa.chunked_array([[text]]))[0].as_py()


def _cell(value: Any) -> str | None:
    if value is None:
        return None
    text = "; ".join(map(str, value)) if isinstance(value, list) else str(value)
    return text if len(text) < CELL else text[: CELL - 2] + "…"


def _encrypted(book: bytes, password: str) -> bytes:
    from msoffcrypto.format.ooxml import OOXMLFile

    closed = io.BytesIO()
    OOXMLFile(io.BytesIO(book)).encrypt(password, closed)
    return closed.getvalue()


def _database(tables: Mapping[str, pa.Table], mark: Watermark, file: Path) -> None:
    """A view for each table, which shows its rows until the time is over; `about` says whose it is."""
    file.unlink(missing_ok=True)
    os.close(os.open(file, os.O_CREAT | os.O_WRONLY, 0o600))
    connection = sqlite3.connect(file)
    valid = "(SELECT expires FROM _about) > strftime('%Y-%m-%dT%H:%M:%S+00:00', 'now')"
    try:
        with connection:
            connection.execute("CREATE TABLE _about (taken_by TEXT, taken TEXT, expires TEXT)")
            times = (time.astimezone(dt.UTC).isoformat(timespec="seconds") for time in (mark.taken, mark.expires))
            connection.execute("INSERT INTO _about VALUES (?, ?, ?)", (mark.by, *times))
            connection.execute(
                f"CREATE VIEW about AS SELECT *, iif({valid}, 'valid', 'expired') AS state FROM _about"  # noqa: S608
            )
            for name, table in tables.items():
                kept, columns = _quoted(f"_{name}"), ", ".join(_quoted(n) for n in table.column_names)
                connection.execute(f"CREATE TABLE {kept} ({columns})")
                rows = zip(*[map(_plain, to_sqlite(c)) for c in table.columns], strict=True)
                marks = ", ".join("?" * table.num_columns)
                connection.executemany(f"INSERT INTO {kept} VALUES ({marks})", rows)  # noqa: S608
                connection.execute(f"CREATE VIEW {_quoted(name)} AS SELECT * FROM {kept} WHERE {valid}")  # noqa: S608
    finally:
        connection.close()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _plain(value: Any) -> Any:
    return _cell(value) if isinstance(value, list) else value
