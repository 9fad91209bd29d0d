"""Refused rows as files that people correct and give back: a workbook, or a CSV for each entity."""

import hashlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from migration.planned import Plan, PlannedEntity

NOTES = ("_row", "_key", "_reason", "_expected", "_print")
SHEET_ROWS = 1_000_000
ENDING = ".rejected.csv"
CONTROL, MARK = "[\x00-\x08\x0b\x0c\x0e-\x1f]", "\ufffd"  # no file format takes these; shown as a mark
# A spreadsheet runs a cell that begins so; a plain number or phone is none. What begins with an apostrophe gets
# another one, so that reading can take one off.
FORMULA = "^[ \u00a0\u3000]*[=+\\-@\t\r\n＝＋－＠]"
_PLAIN = r"[+\-＋－]?[\d .,()/\-]*\d(;ext=\d+)?"
_NUMBER = rf"^ *{_PLAIN}([;,] {_PLAIN})*$"
_HELP = (
    "Rows that were not moved 未迁移的行",
    "1. Correct the yellow cells (any cell may be changed, but not the grey columns).",
    "   修改黄色单元格（其他单元格也可修改；灰色列请勿改动）。",
    "2. Save, then run: mergepoint wave reload THIS-FILE --by NAME",
    "   保存后运行上面的命令。",
    "A row that you leave as it is stays out. 未改动的行仍不迁移。",
)


def rejected_rows(plan: Plan) -> dict[str, pa.Table]:
    """Refused rows by entity, all text: `_row` (position in the load table, from 1), `_key`, `_reason`,
    `_expected`, `_print` (of the values as they were), then the row as it came.

    `_key` names a row for good where its `LoadRows` has a `key`; else it is `_row`.
    """
    parts: dict[str, list[PlannedEntity]] = {}
    for wave in plan.waves:
        for entity in wave.entities:
            if entity.refused:
                parts.setdefault(entity.spec.name, []).append(entity)
    named = {}
    for name, entities in parts.items():
        rows = pa.concat_tables([entity.rejected for entity in entities]).sort_by("_row")
        named[name] = as_reject(rows, entities[0].source.keys_at(rows["_row"].to_numpy() - 1))
    return named


def as_reject(rows: pa.Table, key: pa.Array | pa.ChunkedArray) -> pa.Table:
    """Rows (with `_row`, `_reason`, `_expected` beside their values) as a table of refused rows."""
    values = rows.drop_columns([n for n in NOTES if n in rows.column_names])
    texts = pa.table([c.cast(pa.string()) for c in values.columns], names=values.column_names)
    notes = {n: rows[n].cast(pa.string()) for n in ("_row", "_reason", "_expected")}
    notes |= {"_key": key.cast(pa.string()), "_print": prints(texts)}
    return pa.table({n: notes[n] for n in NOTES} | {n: texts[n] for n in texts.column_names})


def prints(texts: pa.Table) -> pa.Array:
    """A short print of each row's values, so that a file written for other values is noticed."""
    rows = zip(*[c.to_pylist() for c in texts.columns], strict=True)
    return pa.array([hashlib.sha256(repr(row).encode()).hexdigest()[:8] for row in rows], pa.string())


def write_rejects(rows: Mapping[str, pa.Table], out: str | os.PathLike[str]) -> dict[str, Path]:
    """Write refused rows (of `rejected_rows`) to `out`: one `.xlsx` with a sheet for each entity, or a folder of CSV.

    A text that a spreadsheet would take for a formula gets a leading apostrophe, which reading takes off again.
    Returns entity → file.
    """
    out = Path(out)
    if not rows:
        return {}
    if out.suffix == ".xlsx":
        out.parent.mkdir(parents=True, exist_ok=True)
        _workbook(rows, out)
        return dict.fromkeys(rows, out)
    out.mkdir(parents=True, exist_ok=True)
    written = {name: out / f"{name}{ENDING}" for name in rows}
    for name, table in rows.items():
        with written[name].open("wb") as file:
            file.write(b"\xef\xbb\xbf")
            pa_csv.write_csv(pa.table({n: neutral(table[n]) for n in table.column_names}), file)
    return written


def neutral(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Texts with an apostrophe before what a spreadsheet could run as a formula, and no control characters."""
    column = pc.replace_substring_regex(column, CONTROL, MARK)
    risky = pc.and_(pc.match_substring_regex(column, FORMULA), pc.invert(pc.match_substring_regex(column, _NUMBER)))
    risky = pc.fill_null(pc.or_(risky, pc.starts_with(column, "'")), False)
    return pc.if_else(risky, pc.binary_join_element_wise("'", column, ""), column)


def _workbook(rows: Mapping[str, pa.Table], file: Path) -> None:
    import xlsxwriter

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(file), options) as book:
        about = book.add_worksheet("README")
        about.set_column(0, 0, 90)
        for line, text in enumerate(_HELP):
            about.write_string(line, 0, text)
        for name, table in rows.items():
            kinds = {
                "head": book.add_format({"bold": True, "bg_color": "#F5F5F4", "bottom": 1}),
                "note": book.add_format({"bg_color": "#EEEEEE", "num_format": "@"}),
                "plain": book.add_format({"num_format": "@"}),
                "wrong": book.add_format({"bg_color": "#FFE58A", "num_format": "@"}),
            }
            _sheet(book.add_worksheet(name[:31]), table.slice(0, SHEET_ROWS), kinds)


def _sheet(sheet: Any, table: pa.Table, kinds: Mapping[str, Any]) -> None:
    names = table.column_names
    sheet.write_row(0, 0, names, kinds["head"])
    sheet.freeze_panes(1, len(NOTES))
    sheet.set_column(0, len(names) - 1, 18, kinds["plain"])
    sheet.set_column(NOTES.index("_print"), NOTES.index("_print"), None, None, {"hidden": True})
    columns = [neutral(table[n]).to_pylist() for n in names]
    for line, row in enumerate(zip(*columns, strict=True), 1):
        wrong = wrong_columns(row[NOTES.index("_reason")])
        for place, (name, value) in enumerate(zip(names, row, strict=True)):
            kind = "note" if name in NOTES else "wrong" if name in wrong else "plain"
            if value is not None or kind == "wrong":
                sheet.write_string(line, place, value or "", kinds[kind])


def wrong_columns(reason: str | None) -> Sequence[str]:
    """Columns that a reason names: `length: region; type: amount` → region, amount."""
    parts = [part.partition(": ")[2] for part in (reason or "").split("; ")]
    return [column for part in parts for column in part.split(", ")]
