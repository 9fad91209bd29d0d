"""The SOP as files: a page to read and a workbook to fill in, for each department."""

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from quality.findings.hints import SAYING
from quality.formulas import safe
from quality.report.mask import masked
from quality.sop.draft import Department
from quality.sop.words import DECISIONS, MACHINE, WORDS

_SHOWN = 12


def write_sop(departments: Sequence[Department], out: Path, language: str = "en", mask: bool = True) -> list[Path]:
    """Write `<department>.html` and `<department>.xlsx` into `out`; return the paths.

    The page masks values unless `mask` is False; the workbook holds them raw, with formulas neutralised, since
    its reader is to mend them.
    """
    out.mkdir(parents=True, exist_ok=True)
    paths = []
    for department in departments:
        stem = re.sub(r"[^\w\-]+", "_", department.name).strip("_") or "department"
        page, book = out / f"{stem}.html", out / f"{stem}.xlsx"
        page.write_text(render_sop(department, language, mask), "utf-8")
        write_sop_workbook(department, book, language)
        paths += [page, book]
    return paths


@cache
def _template():
    from jinja2 import Environment, PackageLoader

    env = Environment(loader=PackageLoader("quality.sop", "."), autoescape=True, trim_blocks=True)
    return env.get_template("sop.html.j2")


def render_sop(department: Department, language: str = "en", mask: bool = True) -> str:
    """Return the page of one department as one HTML text that needs nothing else."""
    at = 1 if language == "zh" else 0
    tasks = []
    for task in department.tasks:
        rows = task.rows.slice(0, _SHOWN).to_pylist()
        for row in rows:
            if mask:
                row["value"] = masked(row["value"], task.field)
                row["proposal"] = row["proposal"] if task.rule in SAYING else masked(row["proposal"], task.field)
        tasks.append({"task": task, "rows": rows, "more": task.rows.num_rows - len(rows)})
    words = {key: pair[at] for key, pair in WORDS.items()}
    return _template().render(department=department, tasks=tasks, w=words, language=language)


def write_sop_workbook(department: Department, path: Path, language: str = "en") -> None:
    """Write the rows of a department: one line each, with columns for the correction and the decision.

    The first row holds the machine's names of the columns and is hidden; the workbook is read back by
    `quality.sop.apply.read_corrections`.
    """
    import xlsxwriter

    at = 1 if language == "zh" else 0
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet("SOP")
        head = book.add_format({"bold": True, "bg_color": "#F5F5F4", "bottom": 1})
        entry = book.add_format({"bg_color": "#FEF9E7", "num_format": "@"})
        sheet.write_row(0, 0, MACHINE)
        sheet.set_row(0, None, None, {"hidden": True})
        sheet.write_row(1, 0, [WORDS[name][at] for name in MACHINE], head)
        line = 2
        for task in department.tasks:
            for row in task.rows.to_pylist():
                found = [task.rule, task.title, task.source, row["record_id"], task.field, row["owner"]]
                sheet.write_row(line, 0, [*found, safe(row["value"]), safe(row["proposal"])])
                for place in (8, 9, 10):
                    sheet.write_blank(line, place, None, entry)
                line += 1
        sheet.data_validation(2, 9, max(2, line), 9, {"validate": "list", "source": [pair[at] for pair in DECISIONS]})
        sheet.set_column(0, 0, None, None, {"hidden": True})
        sheet.set_column(1, 10, 22)
        sheet.freeze_panes(2, 4)
        sheet.autofilter(1, 0, max(2, line - 1), len(MACHINE) - 1)
