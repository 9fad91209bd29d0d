"""Corrected reject files come back: which cells were changed, and the load tables with those changes in them."""

import datetime as dt
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv as pa_csv

from migration.errors import SettingError
from migration.rejects import CONTROL, ENDING, FORMULA, MARK, NOTES

CHANGES = pa.schema([(n, pa.string()) for n in ("entity", "key", "column", "before", "after", "cell")])
_GUARDED = re.compile(f"{FORMULA}|^'")


@dataclass(frozen=True)
class Answers:
    """What came back. `changes`: `entity, key, column, before, after` (null: no value) and the `cell` it stands in;
    `refused`: pairs of a place in the file and why it was not taken.
    """

    changes: pa.Table
    refused: tuple[tuple[str, str], ...] = ()


def read_rejects(file: str | os.PathLike[str], rows: Mapping[str, pa.Table]) -> Answers:
    """Compare a file of `write_rejects` with the refused `rows` it was written from, cell by cell.

    An empty cell is null. Raises SettingError where the file is none of ours or a column is not known.
    """
    file = Path(file)
    changes: list[dict[str, Any]] = []
    refused: list[tuple[str, str]] = []
    for name, lines in _sheets(file):
        if name not in rows:
            raise SettingError(f"{file.name}, {name}", f"no refused rows are known of it; there are: {', '.join(rows)}")
        _compare(_Sheet(file, name, rows[name]), lines, changes, refused)
    return Answers(pa.Table.from_pylist(changes, CHANGES), tuple(refused))


@dataclass(frozen=True)
class _Sheet:
    file: Path
    name: str
    rows: pa.Table

    def cell(self, column: int, line: int, header: str) -> str:
        """How a person finds a cell: `order!F12`, or the line and the column of a CSV."""
        if self.file.suffix == ".xlsx":
            return f"{self.name}!{_letters(column)}{line}"
        return f"{self.file.name}, row {line}, column {header}"


def _letters(column: int) -> str:
    text, number = "", column + 1
    while number:
        number, rest = divmod(number - 1, 26)
        text = chr(65 + rest) + text
    return text


def _compare(
    sheet: _Sheet, lines: Iterator[list[str | None]], changes: list[dict[str, Any]], refused: list[tuple[str, str]]
) -> None:
    header = [text or "" for text in next(lines, [])]
    _check_header(sheet, header)
    known = {row["_key"]: row for row in sheet.rows.to_pylist()}
    for line, values in enumerate(lines, 2):
        given = dict(zip(header, [*values, *[None] * (len(header) - len(values))], strict=False))
        if not any(given.values()):
            continue
        was = known.get(given["_key"])
        if was is None or was["_print"] != given["_print"]:
            why = "is no refused row" if was is None else "was refused with other values since"
            refused.append((sheet.cell(0, line, "_row"), f"{why}; write the file again with: mergepoint wave plan"))
            continue
        for place, name in enumerate(header):
            if name not in NOTES and _shown(given[name]) != _shown(was[name]):
                told = {"before": was[name], "after": given[name], "cell": sheet.cell(place, line, name)}
                changes.append({"entity": sheet.name, "key": was["_key"], "column": name} | told)


def _shown(text: str | None) -> str | None:
    """A value as files show it: no control characters, one kind of line end, empty for none."""
    return re.sub(CONTROL, MARK, text.replace("\r\n", "\n").replace("\r", "\n")) or None if text else None


def _check_header(sheet: _Sheet, header: list[str]) -> None:
    missing = [n for n in ("_key", "_print") if n not in header]
    if missing:
        raise SettingError(f"{sheet.file.name}, {sheet.name}", f"has no column {missing[0]}; use the file as written")
    unknown = [n for n in header if n and n not in sheet.rows.column_names]
    if unknown:
        names = ", ".join(n for n in sheet.rows.column_names if n not in NOTES)
        raise SettingError(f"{sheet.file.name}, {sheet.name}, column {unknown[0]}", f"is not one of {names}")


def _sheets(file: Path) -> Iterator[tuple[str, Iterator[list[str | None]]]]:
    if not file.is_file():
        raise SettingError(str(file), "there is no such file")
    if file.suffix == ".xlsx":
        yield from _of_workbook(file)
        return
    if not file.name.endswith(ENDING):
        raise SettingError(file.name, f"is not a file of refused rows: an .xlsx, or a name ending in {ENDING}")
    parse = pa_csv.ParseOptions(newlines_in_values=True)
    header = pa_csv.open_csv(file, parse_options=parse).schema.names
    options = pa_csv.ConvertOptions(column_types=dict.fromkeys(header, pa.string()), strings_can_be_null=True)
    table = pa_csv.read_csv(file, parse_options=parse, convert_options=options)
    columns = [[_cell(v) for v in c.to_pylist()] for c in table.columns]
    yield file.name.removesuffix(ENDING), iter([list(header), *map(list, zip(*columns, strict=True))])


def _of_workbook(file: Path) -> Iterator[tuple[str, Iterator[list[str | None]]]]:
    from python_calamine import CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(file))
    except Exception:  # calamine's errors have no common base
        raise SettingError(file.name, "cannot be read as a workbook; save it as .xlsx") from None
    for name in book.sheet_names:
        if name != "README":
            lines = book.get_sheet_by_name(name).to_python()
            yield name, ([_cell(value) for value in line] for line in lines)


def _cell(value: object) -> str | None:
    """A cell as text: whole numbers without a point, dates as ISO, the guard before a formula taken off."""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dt.datetime) and value.time() == dt.time():
        value = value.date()
    text = value.isoformat() if isinstance(value, dt.date) else "" if value is None else str(value)
    return (text[1:] if text[:1] == "'" and _GUARDED.match(text[1:]) else text) or None
