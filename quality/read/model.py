"""What goes into a reader and what comes out of it."""

from collections.abc import Callable
from dataclasses import dataclass, field

import pyarrow as pa

Progress = Callable[[int], None]
"""Called now and then with the number of rows read so far."""

QUARANTINE_SCHEMA = pa.schema(
    [
        ("_source", pa.string()),
        ("_file", pa.string()),
        ("_row", pa.int64()),
        ("reason", pa.string()),
        ("detail", pa.string()),
        ("raw", pa.string()),
    ]
)


@dataclass(frozen=True)
class ReadOptions:
    """What the user knows about an export; empty means: find out.

    `header` is True (there is a header row), False (there is none) or None; `sheet` names an XLSX sheet;
    `shown_as` is the file name the records carry (relative to the folder of the exports).
    """

    encoding: str = ""
    delimiter: str = ""
    header: bool | None = None
    sheet: str = ""
    shown_as: str = ""


@dataclass(frozen=True)
class ReadFacts:
    """What was found out about an export and how many rows it gave: rows_read = kept + quarantined.

    `quoting` is `none`, `double` (quotes doubled inside quotes) or `backslash`; `header_row` is the row of
    the header, 0 where there is none; `notes` are remarks for the steward (title rows, totals rows, …).
    """

    file: str
    format: str
    encoding: str = ""
    delimiter: str = ""
    quoting: str = ""
    rows_read: int = 0
    kept: int = 0
    quarantined: int = 0
    id_column: str | None = None
    header_row: int = 1
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """One export as read: the records kept, the rows quarantined (see the contracts), and the facts."""

    source: str
    records: pa.Table
    quarantine: pa.Table
    facts: ReadFacts


@dataclass(frozen=True)
class Damage:
    """A row that could not be read: its row number, the reason, what was found, and its raw text."""

    row: int
    reason: str
    detail: str
    raw: str


@dataclass(frozen=True)
class RawTable:
    """A table as a format reader hands it over, before ids are given.

    `columns` hold text or null, all of one length; `rows` (int64) is the row of the file of each record.
    """

    headers: list[str]
    columns: list[pa.ChunkedArray]
    rows: pa.Array
    damage: list[Damage] = field(default_factory=list)
    facts: dict = field(default_factory=dict)
