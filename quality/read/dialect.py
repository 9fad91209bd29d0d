"""Find out delimiter, quoting, header and title rows from the first lines of a delimited file."""

import csv
import re
from collections import Counter
from dataclasses import dataclass

from quality.read.lines import split_line
from quality.semantics.headers import is_known_header

DELIMITERS = (",", "\t", ";", "|", "\x01", "^", "~", "，", "¦", ":")
SAMPLE_LINES = 400


@dataclass(frozen=True)
class Dialect:
    """How a delimited file is written; `width` is the number of fields of a whole row."""

    delimiter: str
    quoting: str
    width: int


def detect_dialect(lines: list[str], delimiter: str = "") -> Dialect:
    """Return the dialect of the sample `lines` (no line ends); `delimiter` is used as given if not empty."""
    lines = [line for line in lines[:SAMPLE_LINES] if line.strip()]
    quoting = _quoting(lines)
    escape = "\\" if quoting == "backslash" else ""
    best = (0.0, delimiter or ",", 1)
    for mark in (delimiter,) if delimiter else DELIMITERS:
        width, steady = max(_by_line(lines, mark, escape), _by_row(lines, mark, escape), key=lambda found: found[1])
        score = steady * min(width - 1, 4) ** 0.5 * (0.5 if mark == ":" else 1)
        if width > 1 and score > best[0] + 1e-9 and (steady >= 0.5 or delimiter):
            best = (score, mark, width)
    return Dialect(best[1], quoting, best[2])


def _by_line(lines: list[str], mark: str, escape: str) -> tuple[int, float]:
    """Return the commonest number of fields of a line, and the share of lines that have it."""
    widths = Counter(len(split_line(line, mark, escape) or ()) for line in lines if mark in line)
    widths.pop(0, None)
    width, times = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]), default=(1, 0))
    return width, times / max(len(lines), 1) - 1e-6


def _by_row(lines: list[str], mark: str, escape: str) -> tuple[int, float]:
    """As `_by_line`, but quoted fields may span lines; the share is still one of lines."""
    widths: Counter[int] = Counter()
    if len(mark) == 1:
        reader = csv.reader(lines, delimiter=mark, escapechar=escape or None)
        before = 0
        try:
            for row in reader:
                widths[len(row)] += reader.line_num - before
                before = reader.line_num
        except csv.Error:
            pass
    width, times = max(widths.items(), key=lambda item: (item[1] * (item[0] > 1), item[0]), default=(1, 0))
    return width, times / max(len(lines), 1)


def _quoting(lines: list[str]) -> str:
    text = "\n".join(lines)
    if '"' not in text:
        return "none"
    escaped = len(re.findall(r'\\"(?![,;|\t\n]|$)', text))
    doubled = len(re.findall(r'[^,;|\t\n"]""|""[^,;|\t\n"]', text))
    return "backslash" if escaped > doubled else "double"


def find_header(rows: list[list[str | None]], width: int) -> tuple[int, bool]:
    """Return (index of the first row of the table, whether it is a header) among the first `rows`.

    Rows above it are titles: they fill less than half of the columns that the table fills.
    """
    start = 0
    for i, row in enumerate(rows[:30]):
        filled = sum(bool(cell and cell.strip()) for cell in row)
        if filled >= max(1, min(width, 2), round(0.5 * width)) or width == 1:
            start = i
            break
    else:
        return 0, True
    return start, _is_header(rows[start], rows[start + 1 : start + 60])


_DATA = re.compile(
    r"[-+]?\d[\d.,:/\-\s]*%?|[^@\s]+@[^@\s]+\.\w+|https?://\S+|\+?[\d\s()./-]{6,}|\d+\D{1,2}\d+\D{1,2}\d+.*"
)


def _is_header(first: list[str | None], rest: list[list[str | None]]) -> bool:
    cells = [(cell or "").strip() for cell in first]
    named = [cell for cell in cells if cell]
    known = sum(is_known_header(cell) for cell in named)
    data_like = sum(bool(_DATA.fullmatch(cell)) for cell in named)
    if known and known >= max(1, 0.25 * len(named)) and data_like <= 0.3 * len(named):
        return True
    if len(set(named)) < len(named) and not known:
        return False
    years = [int(cell) for cell in named if re.fullmatch(r"(19|20)\d{2}", cell)]
    if known and len(years) == data_like > 1 and years == list(range(years[0], years[0] + len(years))):
        return True
    if data_like:
        # A year or a number can head a column, but then the other names are words the column never holds.
        return known > data_like
    return not _first_row_recurs(cells, rest) and _unlike_below(cells, rest)


def _first_row_recurs(cells: list[str], rest: list[list[str | None]]) -> bool:
    return any(
        cell and sum(len(row) > i and (row[i] or "").strip() == cell for row in rest) > 0
        for i, cell in enumerate(cells)
    )


def _unlike_below(cells: list[str], rest: list[list[str | None]]) -> bool:
    """Whether some column below is unlike its first cell, or nothing speaks against a header."""
    if not rest:
        return True
    votes = 0
    for i, cell in enumerate(cells):
        below = [(row[i] or "").strip() for row in rest if len(row) > i and row[i]]
        if not cell or not below:
            continue
        numeric = sum(bool(_DATA.fullmatch(value)) for value in below) / len(below)
        lengths = sorted(len(value) for value in below)
        if numeric > 0.6:
            votes += 2
        elif " " in cell and all(" " in value for value in below) and len(cell) > lengths[0]:
            votes -= 1
        elif re.fullmatch(r"[A-Za-z][A-Za-z0-9]*(_[A-Za-z0-9]+)+|[a-z]+[A-Z]\w*", cell):
            votes += 1
    return votes >= 0
