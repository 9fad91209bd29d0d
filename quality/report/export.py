"""Findings as CSV and as a workbook. Nothing in the data may become a formula."""

from collections.abc import Iterator
from functools import partial
from itertools import chain, islice
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from quality.findings.hints import in_language
from quality.findings.naming import by_native_id
from quality.findings.values import Audit
from quality.formulas import neutral
from quality.report.texts import words
from quality.rules.catalog import wording
from quality.spool import bounds

_SHEET_ROWS = 1_000_000  # a sheet can hold 1,048,576
_CELL = 32_767 // 2  # characters; a cell holds 32,767 units of UTF-16, of which a character may take two
_AT_ONCE = 50_000
_NAMES = ("source", "record_id", "field", "value", "proposal", "rule")


def neutralised(table: pa.Table) -> pa.Table:
    """Make every text harmless that a spreadsheet could run as a formula, see `quality.formulas`."""
    return pa.table([neutral(column) for column in table.columns], names=table.column_names)


def write_csv(table: pa.Table, path: Path, names: pa.Table | None = None) -> None:
    """Write findings as UTF-8 CSV, quoted only where needed, each record named as `names` says."""
    with path.open("wb") as sink:
        sink.write((",".join(table.column_names) + "\n").encode())
        options = pyarrow.csv.WriteOptions(include_header=False, quoting_style="needed")
        for start, end in bounds(table.num_rows):
            part = by_native_id(table.slice(start, end - start), names)
            pyarrow.csv.write_csv(neutralised(part), sink, options)


def write_workbook(audit: Audit, path: Path, language: str) -> None:
    """Write a workbook: a summary sheet, and every finding, by severity; a full sheet goes on in the next one."""
    import xlsxwriter

    t = words(language)
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "constant_memory": True,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        bold = book.add_format({"bold": True, "bottom": 1, "bg_color": "#F5F5F4"})
        formats = (bold, book.add_format({"num_format": "0.0%"}))
        _summary_sheet(book.add_worksheet(t["matrix"][:31]), audit, language, formats)
        if audit.findings.num_rows > _SHEET_ROWS:
            book.use_zip64()
        for level in ("critical", "warning", "info"):
            _findings_sheets(book, t[level], _rows(audit, level, language), bold)


def _summary_sheet(sheet, audit: Audit, language: str, formats: tuple) -> None:
    bold, percent = formats
    t, words_of = words(language), partial(wording, language=language)
    head = [t["source"], t["field"], "rule", t["dimension"], t["checked"], t["failed"], t["rate"], t["cost"], t["mend"]]
    head += [t["why"], t["who"]]
    sheet.set_column(0, 3, 18)
    sheet.set_column(8, 9, 60)
    sheet.write_row(0, 0, head, bold)
    rows = sorted((r for r in audit.summary.to_pylist() if r["failed"]), key=lambda r: -r["cost"])
    for at, row in enumerate(rows, 1):
        cells = [row["source"], row["field"], row["rule"], t[row["dimension"]], row["checked"], row["failed"]]
        sheet.write_row(at, 0, cells)
        sheet.write_number(at, 6, row["rate"], percent)
        who = t["safe"] if row["safe"] else t["by_hand"]
        sheet.write_row(at, 7, [row["cost"], row["mend"], words_of(row["rule"]).why, who])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(rows)), len(head) - 1)


def _rows(audit: Audit, level: str, language: str) -> Iterator[list[str]]:
    """Yield the cells of each finding of a severity, its title last; a text longer than a cell can be is cut."""
    findings = audit.findings
    titles = {rule: wording(rule, language).title for rule in pc.unique(findings["rule"]).to_pylist()}
    for start, end in bounds(findings.num_rows, _AT_ONCE):
        part = findings.slice(start, end - start)
        part = in_language(part.filter(pc.equal(part["severity"], level)), language)
        part = by_native_id(part, audit.names).select(_NAMES)
        for cells in zip(*(_fitting(column).to_pylist() for column in part.columns), strict=True):
            yield [*cells, titles[cells[-1]]]


def _fitting(column: pa.ChunkedArray) -> pa.ChunkedArray:
    long = pc.fill_null(pc.greater(pc.utf8_length(column), _CELL), False)
    cut = pc.binary_join_element_wise(pc.utf8_slice_codeunits(column, 0, _CELL - 1), "…", "")
    return pc.if_else(long, cut, column) if pc.any(long).as_py() else column


def _findings_sheets(book, title: str, rows: Iterator[list[str]], bold) -> None:
    """Write rows to a sheet, and where it is full to more of them: title, title 2, title 3."""
    number, left = 1, iter(rows)
    first = next(left, None)
    while first is not None or number == 1:
        sheet = book.add_worksheet(title if number == 1 else f"{title} {number}")
        sheet.set_column(0, 5, 22)
        sheet.write_row(0, 0, _NAMES, bold)
        sheet.freeze_panes(1, 0)
        at = 0
        for at, cells in enumerate(chain([] if first is None else [first], islice(left, _SHEET_ROWS - 1)), 1):
            sheet.write_row(at, 0, cells)
        sheet.autofilter(0, 0, max(1, at), len(_NAMES))
        number, first = number + 1, next(left, None)
