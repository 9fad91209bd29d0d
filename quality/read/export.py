"""Read one export, whatever its format, into records and quarantine."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.errors import EmptyExport, MissingExport, UnreadableExport
from quality.read.blocks import escape_bytes
from quality.read.delimited import read_delimited
from quality.read.encoding import detect_encoding
from quality.read.footer import TOTALS, take_footer
from quality.read.ids import name_columns, record_ids, resolve_columns
from quality.read.model import (
    QUARANTINE_SCHEMA,
    Damage,
    Progress,
    RawTable,
    ReadFacts,
    Reading,
    ReadOptions,
)
from quality.read.octets import FileBytes
from quality.read.sheets import read_sheet
from quality.read.structured import read_database, read_json, read_parquet
from quality.semantics.ids import find_id
from quality.spool import Spool, bounds, slices

_MAGIC = (
    (b"PK\x03\x04", "sheet"),
    (b"\xd0\xcf\x11\xe0", "sheet"),
    (b"PAR1", "parquet"),
    (b"SQLite format 3\x00", "sqlite"),
    (b"%PDF", "a PDF document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"),
    (b"\x89PNG", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
    (b"GIF8", "a picture"),
    (b"\x7fELF", "a program"),
)
_CONTROL = bytes(range(9)) + bytes(range(14, 32))


def read_export(
    location: str | Path,
    *,
    source: str,
    id_columns: tuple[str, ...] = (),
    options: ReadOptions | None = None,
    progress: Progress | None = None,
) -> Reading:
    """Read an export: every row is kept as text, or quarantined with the reason.

    `location` is a file (CSV or any delimited text, XLSX and its kin, Parquet, JSON Lines) or
    `<SQLAlchemy URL>#<table>`. `id_columns` name the native id (several are joined by `|`); without them a
    unique column that looks like an id is found, else the row number stands in. `progress` is called with
    the number of rows read. Raises a `quality.errors.ReadError` where there is nothing to read at all, and
    MissingColumn where an id column is not there.
    """
    options = options or ReadOptions()
    progress = progress or (lambda _rows: None)
    raw, file = _read(str(location), options, progress)
    return _assemble(raw, source, tuple(id_columns), options.shown_as or file)


def unread(source: str, file: str, problem: str) -> Reading:
    """Return the reading of an export that cannot be read: no record, and one row put aside that stands for it."""
    names = ("record_id", "_source", "_file")
    schema = pa.schema([*((name, pa.string()) for name in names), ("_row", pa.int64())])
    damage = {"_source": source, "_file": file, "_row": 0, "reason": "unreadable_file", "detail": problem, "raw": file}
    quarantine = pa.Table.from_pylist([damage], schema=QUARANTINE_SCHEMA)
    return Reading(source, schema.empty_table(), quarantine, ReadFacts(file, "unreadable", rows_read=1, quarantined=1))


def _read(location: str, options: ReadOptions, progress: Progress) -> tuple[RawTable, str]:
    if "://" in location:
        _, _, table = location.partition("#")
        if not table:
            raise MissingExport("no table named", expected="<URL>#<table>", next_step="Add #<table> to the URL.")
        return read_database(location, progress), table
    path = Path(location)
    kind = file_kind(path)
    if kind == "sheet":
        return read_sheet(path, options, progress), path.name
    if kind == "parquet":
        return read_parquet(path, progress), path.name
    if kind == "sqlite":
        raise UnreadableExport(
            "a database, not a table", file=path.name, next_step=f"Read sqlite:///{path.name}#<table>."
        )
    if kind == "json":
        return read_json(path.read_bytes(), options, progress), path.name
    with closing(FileBytes(path)) as data:
        return read_delimited(data, options, progress), path.name


def file_kind(path: Path) -> str:
    """Return `delimited`, `json`, `sheet`, `parquet` or `sqlite`, by content first, then by name.

    Raises MissingExport, EmptyExport or UnreadableExport where it is none of them.
    """
    try:
        with path.open("rb") as file:
            start = file.read(4096)
    except FileNotFoundError as error:
        raise MissingExport("no such file", file=path, next_step="Check the path.") from error
    except IsADirectoryError as error:
        raise UnreadableExport("a folder, not a file", file=path, next_step="Name a file in it.") from error
    except OSError as error:
        raise UnreadableExport(f"cannot be opened ({error.strerror})", file=path) from error
    if not start.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise EmptyExport("the file is empty", file=path.name, next_step="Export it again.")
    for magic, kind in _MAGIC:
        if start.startswith(magic):
            if " " in kind:
                raise UnreadableExport(
                    f"{kind}, not a table", file=path.name, expected="CSV, XLSX, Parquet or JSON Lines"
                )
            return kind
    if path.suffix.lower() in {".json", ".jsonl", ".ndjson"}:
        return "json"
    if start.lstrip()[:14].lower().startswith((b"<html", b"<!doctype html", b"<table", b"<?xml")):
        raise UnreadableExport(
            "a web page or XML, not a table", file=path.name, next_step="Open it and save it as .xlsx or CSV."
        )
    if detect_encoding(start).startswith(("utf-16", "utf-32")):
        return "delimited"
    control = len(start) - len(start.translate(None, _CONTROL))
    if control > 0.1 * len(start):
        raise UnreadableExport("not text", file=path.name, expected="CSV, XLSX, Parquet or JSON Lines")
    return "delimited"


def _assemble(raw: RawTable, source: str, id_columns: tuple[str, ...], file: str) -> Reading:
    raw = take_footer(_quarantine_headers(_quarantine_empty(_quarantine_nul(_fit(raw)))))
    names = name_columns(raw.headers)
    if not names:
        raise EmptyExport("no column in it", file=file, next_step="Export it again.")
    ids = resolve_columns(id_columns, names, raw.headers, file)
    if not ids:
        found = find_id(dict(zip(names, raw.columns, strict=True)), source)
        ids = [found] if found else []
    spool = Spool()
    keys = record_ids([raw.columns[names.index(name)] for name in ids], raw.rows, source)
    kept = len(raw.rows)
    fixed = [
        spool.join(pa.repeat(pa.scalar(text, pa.string()), end - start) for start, end in bounds(kept))
        for text in (source, file)
    ]
    columns = [spool.array(keys), *fixed, raw.rows, *raw.columns]
    records = pa.table(columns, names=["record_id", "_source", "_file", "_row", *names])
    damage = sorted(raw.damage, key=lambda d: d.row)
    quarantine = pa.Table.from_pylist(
        [{"_source": source, "_file": file, "_row": d.row, "reason": d.reason, "detail": d.detail, "raw": d.raw}
         for d in damage],
        schema=QUARANTINE_SCHEMA,
    )  # fmt: skip
    found = dict(raw.facts)
    titles = found.pop("titles", [])
    notes = [f"title row left out: {title[:80]}" for title in titles if title] + _totals(records, names)
    facts = ReadFacts(file=file, **found, id_column="|".join(ids) or None, notes=tuple(notes))
    facts = replace(facts, rows_read=kept + len(damage), kept=kept, quarantined=len(damage))
    return Reading(source, records, quarantine, facts)


def _fit(raw: RawTable) -> RawTable:
    """Make headers and columns equally many: a header without values has an empty column."""
    headers, columns = list(raw.headers), list(raw.columns)
    while headers and len(headers) > len(columns) and not (headers[-1] or "").strip():
        headers.pop()
    headers += [None] * (len(columns) - len(headers))
    empty = pa.chunked_array([pa.nulls(len(raw.rows), pa.string())])
    columns += [empty] * (len(headers) - len(columns))
    while len(columns) > 1 and not (headers[-1] or "").strip() and columns[-1].null_count == len(raw.rows):
        headers.pop()
        columns.pop()
    return replace(raw, headers=headers, columns=columns)


def _quarantine_nul(raw: RawTable) -> RawTable:
    bad = pa.array([False] * 0, pa.bool_())
    for column in raw.columns:
        if raw.facts.get("format") == "delimited":
            break
        hit = pc.fill_null(pc.match_substring(column, "\0"), False).combine_chunks()
        bad = pc.or_(bad, hit) if len(bad) else hit
    return _take_out(raw, bad, "nul_byte", "a NUL character in a value")


def _quarantine_empty(raw: RawTable) -> RawTable:
    empty = np.ones(len(raw.rows), bool)
    for column in raw.columns:
        for part, at in slices(column) if empty.any() else ():
            if empty[at : at + len(part)].any():
                blank = pc.fill_null(pc.equal(pc.utf8_trim_whitespace(part), ""), True)
                empty[at : at + len(part)] &= blank.to_numpy(zero_copy_only=False)
    return _take_out(raw, pa.array(empty), "empty_row", "no value in any column") if raw.columns else raw


def _quarantine_headers(raw: RawTable) -> RawTable:
    """Put aside rows that say the header once more: several exports were put into one file."""
    named = [(h.strip(), c) for h, c in zip(raw.headers, raw.columns, strict=True) if h and h.strip()]
    if not raw.facts.get("header_row") or len(named) < 2:
        return raw
    again = np.ones(len(raw.rows), bool)
    for header, column in named:
        for part, at in slices(column) if again.any() else ():
            if again[at : at + len(part)].any():
                same = pc.fill_null(pc.equal(pc.utf8_trim_whitespace(part), header), False)
                again[at : at + len(part)] &= same.to_numpy(zero_copy_only=False)
    return _take_out(raw, pa.array(again), "header_repeated", "the header once more, no record")


def _take_out(raw: RawTable, bad: pa.Array, reason: str, detail: str) -> RawTable:
    if not len(bad) or not pc.any(bad).as_py():
        return raw
    table = pa.table([raw.rows, *raw.columns], names=[str(i) for i in range(len(raw.columns) + 1)])
    lost, kept = table.filter(bad), Spool().gathered(_filtered(table, pc.invert(bad)), table.schema)
    damage = [
        Damage(number, reason, detail, escape_bytes("\t".join(value or "" for value in values)))
        for number, *values in zip(*(column.to_pylist() for column in lost.columns), strict=True)
    ]
    rows = kept.column(0).combine_chunks()
    return replace(raw, columns=kept.columns[1:], rows=rows, damage=[*raw.damage, *damage])


def _filtered(table: pa.Table, wanted: pa.Array) -> Iterator[pa.RecordBatch]:
    at = 0
    for batch in table.to_batches(max_chunksize=Spool().rows):
        yield batch.filter(wanted.slice(at, batch.num_rows))
        at += batch.num_rows


def _totals(records: pa.Table, names: list[str]) -> list[str]:
    """Remark on a last row that looks like totals; it stays among the records."""
    if records.num_rows < 3:
        return []
    last = records.slice(records.num_rows - 1).select(names)
    for column in last.columns:
        if pc.any(pc.match_substring_regex(column, rf"^\s*(?:{TOTALS.pattern})\s*$", ignore_case=True)).as_py():
            return [f"row {records['_row'][-1].as_py()} looks like a row of totals"]
    return []
