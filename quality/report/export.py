"""Findings as CSV and as a workbook. Nothing in the data may become a formula."""

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from quality.findings.values import Audit
from quality.formulas import neutral
from quality.report.texts import words
from quality.rules.catalog import wording
from quality.spool import bounds

_SHEET_ROWS = 200_000


def neutralised(table: pa.Table) -> pa.Table:
    """Make every text harmless that a spreadsheet could run as a formula, see `quality.formulas`."""
    return pa.table([neutral(column) for column in table.columns], names=table.column_names)


def write_csv(table: pa.Table, path: Path) -> None:
    """Write a table as UTF-8 CSV, quoted only where needed, with a header in plain words."""
    with path.open("wb") as sink:
        sink.write((",".join(table.column_names) + "\n").encode())
        options = pyarrow.csv.WriteOptions(include_header=False, quoting_style="needed")
        for start, end in bounds(table.num_rows):
            pyarrow.csv.write_csv(neutralised(table.slice(start, end - start)), sink, options)


def write_workbook(audit: Audit, path: Path, language: str) -> None:
    """Write a workbook: a summary sheet, and the findings, a sheet for each severity.

    A sheet holds at most 200,000 rows; the first row of a longer one says where the rest is.
    """
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
        _summary_sheet(book.add_worksheet(t["matrix"][:31]), audit, t, (bold, book.add_format({"num_format": "0.0%"})))
        for level in ("critical", "warning", "info"):
            rows = audit.findings.filter(pc.equal(audit.findings["severity"], level))
            _findings_sheet(book.add_worksheet(t[level]), rows, language, bold)


def _summary_sheet(sheet, audit: Audit, t: dict[str, str], formats: tuple) -> None:
    bold, percent = formats
    head = [t["source"], t["field"], "rule", t["dimension"], t["checked"], t["failed"], t["rate"], t["cost"], t["mend"]]
    sheet.set_column(0, 3, 18)
    sheet.set_column(8, 8, 60)
    sheet.write_row(0, 0, head, bold)
    rows = sorted((r for r in audit.summary.to_pylist() if r["failed"]), key=lambda r: -r["cost"])
    for at, row in enumerate(rows, 1):
        cells = [row["source"], row["field"], row["rule"], t[row["dimension"]], row["checked"], row["failed"]]
        sheet.write_row(at, 0, cells)
        sheet.write_number(at, 6, row["rate"], percent)
        sheet.write_row(at, 7, [row["cost"], row["mend"]])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, max(1, len(rows)), len(head) - 1)


def _findings_sheet(sheet, rows: pa.Table, language: str, bold) -> None:
    names = ["source", "record_id", "field", "value", "proposal", "rule"]
    sheet.set_column(0, 5, 22)
    left_out = rows.num_rows - _SHEET_ROWS
    sheet.write_row(0, 0, names + [""] + ([f"+{left_out:,} rows: findings.csv"] if left_out > 0 else []), bold)
    columns = [rows.slice(0, _SHEET_ROWS)[name].to_pylist() for name in names]
    titles = {rule: wording(rule, language).title for rule in set(columns[-1])}
    for at, cells in enumerate(zip(*columns, strict=True), 1):
        sheet.write_row(at, 0, [*cells, titles[cells[-1]]])
    sheet.freeze_panes(1, 0)
    sheet.autofilter(0, 0, int(np.clip(rows.num_rows, 1, _SHEET_ROWS)), len(names))
