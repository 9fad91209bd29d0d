"""Pages for pictures: what a command printed, and a spreadsheet, both as a browser can photograph them."""

from __future__ import annotations

import html
import os
import shlex
import subprocess
import sys
from io import StringIO
from pathlib import Path

import openpyxl
from rich.console import Console
from rich.terminal_theme import DIMMED_MONOKAI
from rich.text import Text

ROOT = Path(__file__).resolve().parents[1]
ANSWERS = 4  # the first columns of a review sheet, shown although they wait to be filled
_FONT = "'Noto Sans Mono CJK SC', 'DejaVu Sans Mono', monospace"
_TERMINAL = """<body style="margin:0"><div id="picture" style="display:inline-block;background:#1b1f24;color:#e6edf3;
padding:18px 22px;border-radius:8px;font:15px/1.4 {font}"><pre style="margin:0;font:inherit">{text}</pre></div>"""
_SHEET = """<body style="margin:0"><style>table{{border-collapse:collapse;font:13px 'Noto Sans CJK SC',sans-serif;
background:#fff}} th,td{{border:1px solid #c8ccd0;padding:3px 7px;max-width:190px;overflow:hidden;
text-overflow:ellipsis;white-space:nowrap;text-align:left}} tr:first-child th,th:first-child{{background:#f1f3f4;
color:#5f6368;font-weight:normal;text-align:center}} tr:nth-child(2) td{{font-weight:bold;background:#e8f0fe}}</style>
<table id="picture">{rows}</table>"""


def typed(folder: Path, *commands: str, width: int = 110) -> str:
    """Run `mergepoint …` commands in a folder; return a page of what a person would see on the terminal."""
    ours = {"FORCE_COLOR": "1", "COLUMNS": str(width), "PYTHONPATH": str(ROOT), "TERM": "xterm-256color"}
    environment = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "DAGSTER_HOME")}
    console = Console(record=True, width=width, file=StringIO(), force_terminal=True, legacy_windows=False)
    for command in commands:
        program = [sys.executable, "-m", "pipelines.cli", *shlex.split(command)[1:]]
        done = subprocess.run(  # noqa: S603 - our own command line
            program, cwd=folder, env=environment | ours, capture_output=True, text=True, check=False
        )
        console.print(Text(f"$ {command}", style="bold green"))
        console.print(Text.from_ansi((done.stdout + done.stderr).replace(f"{folder}/", "")))
    inner = console.export_html(theme=DIMMED_MONOKAI, inline_styles=True, code_format="{code}")
    return _TERMINAL.format(font=_FONT, text=inner)


def sheet(path: Path, columns: int = 14, rows: int = 10) -> str:
    """Return a page that shows the first columns that are not empty of a workbook's first sheet, as spreadsheets do."""
    book = openpyxl.load_workbook(path, read_only=True).worksheets[0]
    every = [[str(cell) if cell is not None else "" for cell in row] for row in book.iter_rows(values_only=True)]
    found = every[: rows + 1]
    shown = [place for place in range(len(found[0])) if place < ANSWERS or any(row[place] for row in found[1:])][
        :columns
    ]
    letters = "".join(f"<th>{chr(65 + n)}</th>" for n in range(len(shown)))
    lines = [f"<tr><th></th>{letters}</tr>"]
    for number, row in enumerate(found, start=1):
        cells = "".join(f"<td>{html.escape(row[place])}</td>" for place in shown)
        lines.append(f"<tr><th>{number}</th>{cells}</tr>")
    return _SHEET.format(rows="".join(lines))
