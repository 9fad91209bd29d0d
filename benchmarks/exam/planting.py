"""Rows of a source while its export is made, and the record of every defect planted in them."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

Row = dict[str, str]
Change = Callable[[str], str | None] | list[str]


@dataclass
class Table:
    """Rows of `source` with the id column `key`; `planted` holds (kind, row, column)."""

    source: str
    key: str
    rows: list[Row]
    planted: list[tuple[str, Row, str]] = field(default_factory=list)
    _touched: set[tuple[int, str]] = field(default_factory=set)

    def mark(self, kind: str, row: Row, column: str) -> None:
        """Note that a cell is damaged."""
        self.planted.append((kind, row, column))
        self._touched.add((id(row), column))

    def plant(self, r: Random, kind: str, column: str, change: Change, count: int = 12) -> None:
        """Damage up to `count` filled cells that nothing touched yet.

        `change` gives the new text of a cell (None: leave it), or is a list to choose one from.
        """
        pool = [row for row in self.rows if row[column] and (id(row), column) not in self._touched]
        r.shuffle(pool)
        for row in pool:
            new = (change(row[column]) if callable(change) else r.choice(change)) if count else None
            if new is not None and new != row[column]:
                row[column] = new
                self.mark(kind, row, column)
                count -= 1

    def truth(self, first_row: int = 2) -> set[tuple[str, str, str]]:
        """Return (kind, record id, column) by the contract of findings; `first_row` is the file's first data row."""
        seen, ids = set(), {}
        for at, row in enumerate(self.rows, first_row):
            native = row[self.key]
            ids[id(row)] = f"{self.source}:{native}" if native and native not in seen else f"{self.source}:#{at}"
            seen.add(native)
        return {(kind, ids[id(row)], column) for kind, row, column in self.planted}


def write(table: Table, path: Path, *, encoding: str, delimiter: str = ",", before: str = "", after: str = "") -> None:
    """Write a delimited export; `before` and `after` are lines above the header and below the rows."""
    text = io.StringIO(newline="")
    text.write(before)
    writer = csv.DictWriter(text, list(table.rows[0]), delimiter=delimiter, lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(table.rows)
    text.write(after)
    path.write_bytes(text.getvalue().encode(encoding))


def one_character_wrong(r: Random, alphabet: str = "0123456789") -> Callable[[str], str | None]:
    """Return a change of one digit behind the second character."""

    def change(text: str) -> str | None:
        at = r.randrange(2, len(text))
        if not text[at].isdigit():
            return None
        return text[:at] + r.choice([c for c in alphabet if c != text[at]]) + text[at + 1 :]

    return change
