"""What a person sees in the terminal: progress bars, tables, and JSON for machines."""

from __future__ import annotations

import json
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from pipelines.cli.speech import say

PATIENCE = 2.0  # seconds before a progress bar appears
console = Console(highlight=False)


class Bars:
    """Progress bars on the standard error, shown once a command lasts over two seconds."""

    def __init__(self, progress: Progress) -> None:
        """Wrap a Rich progress display, and show it when patience has run out, whatever is going on then."""
        self._progress, self._tasks = progress, {}
        self._timer = threading.Timer(PATIENCE, progress.start)
        self._timer.daemon = True
        self._timer.start()

    def __call__(self, what: str, done: float, total: float | None) -> None:
        """Note how far a step is."""
        if what not in self._tasks:
            self._tasks[what] = self._progress.add_task(what, total=total)
        self._progress.update(self._tasks[what], completed=done, total=total)

    def close(self) -> None:
        """Take the bars away."""
        self._timer.cancel()
        self._timer.join()
        self._progress.stop()


def _quiet(_what: str, _done: float, _total: float | None) -> None:
    """Show nothing: the standard error is not a terminal."""


@contextmanager
def progress_bars() -> Iterator[Any]:
    """Give a `progress(what, done, total)` that draws bars on a terminal and nothing elsewhere."""
    if not sys.stderr.isatty():
        yield _quiet
        return
    columns = (TextColumn("{task.description:<28}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    progress = Progress(*columns, console=Console(stderr=True), transient=True)
    bars = Bars(progress)
    try:
        yield bars
    finally:
        bars.close()


def print_json(value: Any) -> None:
    """Print one JSON document on the standard output."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1, default=str))


def print_table(title: str, headers: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Print a table under its title, which may be wider; numbers stand right, texts of ours are in the language."""
    console.print(say(title), style="bold", soft_wrap=True)
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for index, header in enumerate(headers):
        numbers = bool(rows) and all(isinstance(row[index], int | float) for row in rows)
        table.add_column(say(header), justify="right" if numbers else "left", overflow="fold")
    for row in rows:
        table.add_row(*(f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in row))
    console.print(table)
    console.print()
