"""Refused rows as files that people correct and give back: one CSV for each entity, with the reason beside."""

import os
from collections.abc import Iterable, Mapping
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from migration.errors import SettingError
from migration.fit import cast
from migration.planned import Plan

REASONS = ("_row", "_reason", "_expected")
_FORMULA = r"^([=+\-@\t\r'])"
_NEUTRAL = r"^'([=+\-@\t\r'])"


def write_rejects(plan: Plan, folder: str | os.PathLike[str]) -> dict[str, Path]:
    """Write `<entity>.rejected.csv` (UTF-8 with BOM, as spreadsheets like it) for each entity that has any.

    Columns: `_row` (position in the load table, from 1), `_reason`, `_expected`, then the row as it came. A text
    that a spreadsheet would take for a formula gets a leading apostrophe, which `read_rejects` takes off again.
    """
    folder = Path(folder)
    parts: dict[str, list[pa.Table]] = {}
    for wave in plan.waves:
        for entity in wave.entities:
            if entity.refused:
                parts.setdefault(entity.spec.name, []).append(entity.rejected)
    written = {}
    for name, tables in parts.items():
        folder.mkdir(parents=True, exist_ok=True)
        rows = pa.concat_tables(tables).sort_by("_row")
        order = [*REASONS, *[n for n in rows.column_names if n not in REASONS]]
        written[name] = folder / f"{name}.rejected.csv"
        with written[name].open("wb") as file:
            file.write(b"\xef\xbb\xbf")
            pa_csv.write_csv(pa.table({n: _neutral(rows[n]) for n in order}), file)
    return written


def _neutral(column: pa.ChunkedArray) -> pa.ChunkedArray:
    if not pa.types.is_string(column.type):
        kind = pa.string() if pa.types.is_decimal(column.type) else column.type
        return column.cast(kind)
    return pc.replace_substring_regex(column, _FORMULA, r"'\1")


def read_rejects(folder: str | os.PathLike[str], like: Mapping[str, pa.Schema]) -> dict[str, pa.Table]:
    """Corrected rows, entity → load table, for a follow-up wave. `like`: the schemas of the load tables.

    An empty cell is null. Raises SettingError for a value that is not of its column's type, naming the row.
    """
    return {name: _read(file, like[name]) for name, file in _files(folder, like)}


def _files(folder: str | os.PathLike[str], names: Iterable[str]) -> list[tuple[str, Path]]:
    found = [(name, Path(folder) / f"{name}.rejected.csv") for name in names]
    return [(name, file) for name, file in found if file.exists()]


def _read(file: Path, schema: pa.Schema) -> pa.Table:
    names = [*REASONS, *schema.names]
    options = pa_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True)
    rows = pa_csv.read_csv(file, parse_options=pa_csv.ParseOptions(newlines_in_values=True), convert_options=options)
    columns = {}
    for field in schema:
        text = pc.replace_substring_regex(rows[field.name], _NEUTRAL, r"\1")
        text = pc.if_else(pc.equal(text, ""), pa.scalar(None, pa.string()), text)
        columns[field.name], bad = cast(text, field.type)
        if bad.any():
            row = rows["_row"][int(bad.argmax())]
            raise SettingError(f"{file.name}, row {row}, column {field.name}", f"write a value of type {field.type}")
    return pa.table(columns)
