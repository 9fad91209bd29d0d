"""The whole set: blocks side by side, files written in order, the same bytes however many processes work."""

import datetime as dt
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack
from multiprocessing import get_context
from pathlib import Path

from . import truth
from .block import FORMATS, Part, make_block
from .settings import Settings

TRUTH = {"entities": truth.ENTITIES, "forbidden": truth.FORBIDDEN, "defects": truth.DEFECTS, "golden": truth.GOLDEN}
SHEET_ROWS = 1_000_000  # Excel holds 1,048,576


def generate(settings: Settings, out: Path, jobs: int = 1, progress: Callable[[int], None] = lambda _: None) -> None:
    """Write `exports/` and `truth/` below `out`; `progress` hears of every block done.

    Raises OSError where the folder cannot be written.
    """
    (out / "exports").mkdir(parents=True, exist_ok=True)
    (out / "truth").mkdir(exist_ok=True)
    with ExitStack() as stack:
        writer = _Writer(out, stack)
        for done, part in enumerate(_parts(settings, jobs, stack), 1):
            writer.add(part)
            progress(done)
        writer.finish()


def _parts(settings: Settings, jobs: int, stack: ExitStack) -> Iterator[Part]:
    blocks = range(settings.blocks)
    if jobs < 2 or len(blocks) < 2:
        yield from (make_block(settings, block) for block in blocks)
        return
    pool = stack.enter_context(ProcessPoolExecutor(jobs, mp_context=get_context("spawn")))
    waiting = [pool.submit(make_block, settings, block) for block in blocks[: 2 * jobs]]
    for block in blocks:
        yield waiting.pop(0).result()
        if block + 2 * jobs < len(blocks):
            waiting.append(pool.submit(make_block, settings, block + 2 * jobs))


class _Writer:
    """Open files of one set; blocks are added in order."""

    def __init__(self, out: Path, stack: ExitStack) -> None:
        self.out, self.stack = out, stack
        self.files: dict[str, object] = {}
        self.books: dict[str, _Book] = {}
        self.rows = dict.fromkeys(FORMATS, 2)  # the header is row 1
        opened = {name: (out / "truth" / f"{name}.csv").open("w", encoding="utf-8", newline="\n") for name in TRUTH}
        self.truth = {name: stack.enter_context(file) for name, file in opened.items()}
        for name, file in self.truth.items():
            file.write(",".join(TRUTH[name]) + "\n")

    def add(self, part: Part) -> None:
        """Append a block to every file."""
        for source, header in part.headers.items():
            form = FORMATS[source]
            if form.sheet:
                if form.file not in self.books:
                    self.books[form.file] = _Book(self.out / "exports" / form.file)
                self.books[form.file].add(form.sheet, header, part.sheets[source])
                continue
            if source not in self.files:
                file = self.stack.enter_context((self.out / "exports" / form.file).open("wb"))
                file.write(b"\xef\xbb\xbf" * form.bom + form.delimiter.join(header).encode(form.encoding) + b"\r\n")
                self.files[source] = file
            self.files[source].write(part.bodies[source])
        for name, lines in part.truth.items():
            self.truth[name].write(truth.resolve(lines, self.rows))
        for source, rows in part.rows.items():
            self.rows[source] += rows

    def finish(self) -> None:
        """Close the workbooks."""
        for book in self.books.values():
            book.close()


class _Book:
    """A workbook written row by row, with a fixed creation date so that the same rows give the same bytes."""

    def __init__(self, path: Path) -> None:
        import xlsxwriter

        self.book = xlsxwriter.Workbook(str(path), {"constant_memory": True})
        self.book.set_properties({"created": dt.datetime(2026, 1, 1)})
        self.sheets: dict[str, object] = {}
        self.used: dict[str, int] = {}

    def add(self, name: str, header: list[str], rows: list[tuple[str | None, ...]]) -> None:
        """Append rows to a sheet, under a header; a full sheet is followed by another one."""
        page = 1
        while self.used.get(name, 0) + len(rows) > SHEET_ROWS:
            page += 1
            name = f"{name.rstrip('0123456789')}{page}"
        if name not in self.sheets:
            self.sheets[name], self.used[name] = self.book.add_worksheet(name), 1
            self.sheets[name].write_row(0, 0, header)
        sheet, at = self.sheets[name], self.used[name]
        for row, cells in enumerate(rows, at):
            for col, cell in enumerate(cells):
                if cell is not None:
                    sheet.write_string(row, col, cell)
        self.used[name] = at + len(rows)

    def close(self) -> None:
        """Write the workbook to its file."""
        self.book.close()
