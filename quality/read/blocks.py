"""Read the body of a delimited file block by block: with Arrow where it is well-formed, line by line where not.

A block begins where a row begins. Arrow reads it if nothing in it is damaged; else its lines are read one by one,
with as many lines after it at hand as one field may span. So neither a large file nor a damaged one is ever held.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from quality.read import octets
from quality.read.dialect import Dialect
from quality.read.lines import LONGEST_FIELD, read_lines
from quality.read.model import Damage, Progress
from quality.read.octets import Octets, decode_utf8, encode_utf8, utf8_parts

LARGEST_CELL = 1 << 24
"""Bytes that a block may grow to while a quote stays open in it."""

_LONE = re.compile("[\ud800-\udfff]")


def escape_bytes(text: str) -> str:
    r"""Show undecodable bytes and NULs as \xNN, so that the text can be stored and read."""
    return re.sub("[\0\ud800-\udfff]", lambda m: f"\\x{ord(m[0]) & 0xFF:02x}", text)


@dataclass(frozen=True)
class Manner:
    """How the file is written: encoding, dialect, and what ends a line (`\\n` or `\\r`)."""

    encoding: str
    dialect: Dialect
    line_end: str

    @property
    def escape(self) -> str:
        """What goes before a quote inside quotes, empty where they are doubled."""
        return "\\" if self.dialect.quoting == "backslash" else ""

    @property
    def plain(self) -> bool:
        """Whether Arrow can read files written so at all."""
        dialect = self.dialect
        simple = len(dialect.delimiter.encode()) == 1 and dialect.width > 1
        return simple and not self.escape and self.line_end == "\n"


@dataclass
class Body:
    """The rows of a file as a stream of batches (columns "0", "1", …); `rows` and `damage` fill while it is read.

    `line` is the line, counted from 0, where the next row begins.
    """

    data: Octets
    manner: Manner
    line: int
    progress: Progress
    rows: list[np.ndarray] = field(default_factory=list)
    damage: list[Damage] = field(default_factory=list)

    @property
    def schema(self) -> pa.Schema:
        """The columns of a batch."""
        return pa.schema([(str(i), pa.string()) for i in range(self.manner.dialect.width)])

    def batches(self) -> Iterator[pa.RecordBatch]:
        """Read the file from `line` to its end."""
        window, count = Window(self.data, self.manner), 0
        window.skip(self.line)
        while block := window.block():
            found = self._well_formed(block)
            if found is None and window.grows(block):
                continue
            if found is not None:
                window.take(len(block))
            batch, rows, used = found or self._line_by_line(window)
            self.rows.append(rows + (self.line + 1))
            self.line += used
            count += batch.num_rows
            self.progress(count)
            yield batch

    def _well_formed(self, block: bytes) -> tuple[pa.RecordBatch, np.ndarray, int] | None:
        """Return (rows, the line of each, lines), None where anything is not well-formed; lines count from 0."""
        dialect = self.manner.dialect
        if not self.manner.plain or not _sound(block, dialect):
            return None
        names = self.schema.names
        try:
            table = pacsv.read_csv(
                pa.BufferReader(block),
                read_options=pacsv.ReadOptions(column_names=names, block_size=len(block) + 1),
                parse_options=pacsv.ParseOptions(delimiter=dialect.delimiter, newlines_in_values=True),
                convert_options=pacsv.ConvertOptions(
                    column_types=dict.fromkeys(names, pa.string()), null_values=[""], strings_can_be_null=True
                ),
            )
        except pa.ArrowInvalid:
            return None
        spans = _line_breaks(table, dialect) if b'"' in block else np.zeros(table.num_rows, np.int64)
        if spans is None or not table.num_rows:
            return None
        rows = np.arange(table.num_rows) + np.concatenate([[0], np.cumsum(spans)[:-1]]).astype(np.int64)
        return table.combine_chunks().to_batches()[0], rows, block.count(b"\n")

    def _line_by_line(self, window: "Window") -> tuple[pa.RecordBatch, np.ndarray, int]:
        """Read rows where there is damage; those that may need lines not at hand yet stay in the window."""
        manner, dialect = self.manner, self.manner.dialect
        lines, safe = window.lines()
        kept, rows, end = [], [], len(lines)
        for at, used, fields, reason, detail in read_lines(lines, dialect.delimiter, dialect.width, manner.escape):
            if at >= safe:
                end = at
                break
            if fields is not None and all(f is None or f.isascii() or _LONE.search(f) is None for f in fields):
                kept.append(fields)
                rows.append(at)
                continue
            raw = escape_bytes("\n".join(lines[at : at + used]).removesuffix("\r"))
            why = (reason, detail) if fields is None else ("bad_bytes", f"bytes that are not {manner.encoding}")
            self.damage.append(Damage(self.line + at + 1, *why, raw))
        window.give_back(lines[end:])
        columns = zip(*kept, strict=True) if kept else ((),) * dialect.width
        batch = pa.RecordBatch.from_arrays([pa.array(c, pa.string()) for c in columns], schema=self.schema)
        return batch, np.array(rows, np.int64), end


class Window:
    """What of a file is at hand, as UTF-8: it begins where a row begins, and is read on where more is asked for."""

    def __init__(self, data: Octets, manner: Manner):
        """Begin at the beginning."""
        self._parts, self._manner = utf8_parts(data, manner.encoding), manner
        self._end = manner.line_end.encode()
        self._held, self._ended, self._size = b"", False, octets.BLOCK

    def skip(self, lines: int) -> None:
        """Pass over lines."""
        for _ in range(lines):
            while (end := self._held.find(self._end)) < 0 and not self._ended:
                self._read(len(self._held) + 1)
            self._held = self._held[end + 1 :] if end >= 0 else b""

    def block(self) -> bytes:
        """Return whole lines, empty at the end of the file."""
        self._read(self._size)
        while self._end not in self._held and not self._ended:
            self._read(2 * len(self._held) + 1)
        return self._held if self._ended else self._held[: self._held.rfind(self._end) + 1]

    def grows(self, block: bytes) -> bool:
        """Take more at a time where the block may end within a quoted cell; say whether that is so."""
        cut = self._manner.plain and block.count(b'"') % 2 == 1
        if self._ended or not cut or len(block) >= LARGEST_CELL:
            return False
        self._size = 2 * len(self._held)
        return True

    def take(self, size: int) -> None:
        """Pass over bytes that were read."""
        self._held, self._size = self._held[size:], octets.BLOCK

    def lines(self) -> tuple[list[str], int]:
        """Take all whole lines at hand, and say in how many of the first a row may begin.

        A row may span `LONGEST_FIELD` lines, so that many stay at hand behind it, but for the end of the file.
        """
        while not self._ended and self._held.count(self._end) < 2 * LONGEST_FIELD:
            self._read(2 * len(self._held) + 1)
        size = len(self._held) if self._ended else self._held.rfind(self._end) + 1
        text = decode_utf8(self._held[:size], self._manner.encoding)
        self.take(size)
        lines = text.removesuffix(self._manner.line_end).split(self._manner.line_end)
        return lines, len(lines) if self._ended else len(lines) - LONGEST_FIELD

    def give_back(self, lines: list[str]) -> None:
        """Put back lines that were not read."""
        if lines:
            text = self._manner.line_end.join([*lines, ""])
            self._held = encode_utf8(text, self._manner.encoding) + self._held

    def _read(self, size: int) -> None:
        parts = [self._held]
        held = len(self._held)
        while held < size and not self._ended:
            part = next(self._parts, None)
            self._ended = part is None
            parts.append(part or b"")
            held += len(parts[-1])
        self._held = b"".join(parts)


def _sound(block: bytes, dialect: Dialect) -> bool:
    """Whether nothing in a block but its widths can be damaged: no NUL, blank line, lone carriage return, odd quote."""
    if b"\0" in block or block.startswith((b"\n", b"\r")) or b"\n\n" in block or b"\n\r\n" in block:
        return False
    if b"\r" in block and block.count(b"\r") != block.count(b"\r\n"):
        return False
    return b'"' not in block or balanced(memoryview(block), ord(dialect.delimiter))


def balanced(block: memoryview, delimiter: int) -> bool:
    """Whether every quote opens a field, closes one, or is one of a doubled pair (RFC 4180)."""
    found = np.frombuffer(block, np.uint8)
    edges = np.zeros(256, bool)
    edges[[delimiter, 0x0A, 0x0D]] = True
    at = np.flatnonzero(found == 0x22)
    opening, closing, last = at[::2], at[1::2], len(found) - 1
    if len(opening) != len(closing):
        return False
    doubled = opening - 1 == np.append(-2, closing[:-1])[: len(opening)]
    after = found[np.minimum(closing + 1, last)]
    opens = edges[found[np.maximum(opening - 1, 0)]] | (opening == 0) | doubled
    return bool(opens.all() and (edges[after] | (after == 0x22) | (closing == last)).all())


def _line_breaks(table: pa.Table, dialect: Dialect) -> np.ndarray | None:
    """Count the line breaks inside each row; None where a line within a broken value could be a row by itself.

    Such a value may be neighbours swallowed by a quote that was never closed: the careful path decides.
    """
    narrow = dialect.width < 3  # a single delimiter in a line is no sign of a row
    total = np.zeros(table.num_rows, "int64")
    for column in table.columns:
        counts = pc.fill_null(pc.count_substring(column, "\n"), 0).to_numpy()
        if counts.any():
            broken = column.filter(pa.array(counts > 0))
            broken = broken.filter(pc.match_substring(broken, dialect.delimiter))
            if len(broken) and (narrow or _holds_a_row(broken, dialect)):
                return None
            total += counts
    return total


def _holds_a_row(values: pa.ChunkedArray, dialect: Dialect) -> bool:
    """Whether a line of one of the values has as many fields as a row."""
    lines = (line for value in values.to_pylist() for line in value.split("\n"))
    return any(line.count(dialect.delimiter) >= dialect.width - 1 for line in lines)
