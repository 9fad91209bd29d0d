"""Tables to lines of text: CSV with quotes where needed, pipe-separated text, and truth tables."""

from collections.abc import Sequence

from .world import Column


def quoted(cells: Column, delimiter: str) -> list[str]:
    """Return a column as fields of a delimited file: empty for None, quoted where it must be."""
    return [
        ("" if c is None else c if delimiter not in c and '"' not in c else '"' + c.replace('"', '""') + '"')
        for c in cells.tolist()
    ]


def lines(columns: Sequence[Column], delimiter: str) -> list[str]:
    """Return the rows of a table as lines without their end."""
    return [delimiter.join(row) for row in zip(*(quoted(c, delimiter) for c in columns), strict=True)]
