"""Read delimited text: a fast path for well-formed files, a careful one where there is damage.

Both give the same table on a well-formed file; the fast one steps back at the first sign of damage.
"""

import codecs
import re

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from quality.read.dialect import Dialect, detect_dialect, find_header
from quality.read.encoding import detect_encoding, undecodable
from quality.read.lines import read_lines
from quality.read.model import Damage, Progress, RawTable, ReadOptions
from quality.spool import Spool

HEAD_BYTES = 1 << 18
HEAD_LINES = 500
BLOCK = 1 << 23
PART = 50_000


def read_delimited(data: bytes, options: ReadOptions, progress: Progress) -> RawTable:
    """Read the bytes of a delimited file (see `quality.read.model.RawTable`)."""
    encoding = options.encoding or detect_encoding(data)
    head, line_end = _head(data, encoding)
    dialect = detect_dialect([line.rstrip("\r") for line in head], options.delimiter)
    escape = "\\" if dialect.quoting == "backslash" else ""
    rows = list(read_lines(head, dialect.delimiter, dialect.width, escape))
    width = dialect.width
    table = [row[2] if row[2] is not None else _loose(head[row[0]], dialect) for row in rows]
    first, has_header = find_header(table, width) if rows else (0, False)
    has_header = has_header if options.header is None else options.header
    headers = [h and escape_bytes(h) for h in table[first]] if has_header and rows else [None] * width
    start = (rows[first][0] + (rows[first][1] if has_header else 0)) if rows else 0
    text = _utf8(data, encoding) if not escape and line_end != "\r" else None
    body = _fast(text, dialect, start) if text is not None else None
    body = body or _careful(data, encoding, dialect, start)
    progress(len(body.rows))
    facts = {
        "format": "delimited",
        "encoding": encoding,
        "delimiter": dialect.delimiter,
        "quoting": dialect.quoting,
        "header_row": rows[first][0] + 1 if has_header and rows else 0,
        "titles": [escape_bytes(" ".join(filter(None, row))) for row in table[:first]],
    }
    return RawTable(headers, body.columns, body.rows, body.damage, facts)


def decode(data: bytes, encoding: str) -> str:
    """Decode without ever failing: a bad byte becomes a lone surrogate, which marks its row as damaged."""
    if encoding == "utf-8-sig":
        data, encoding = data.removeprefix(b"\xef\xbb\xbf"), "utf-8"
    if encoding.startswith(("utf-16", "utf-32")):
        unit = int(encoding[4:6]) // 8
        spare = len(data) % unit
        text = data[: len(data) - spare].decode(encoding, "surrogatepass" if unit == 2 else "replace")
        text = re.sub("[\ud800-\udbff][\udc00-\udfff]", lambda pair: _join(pair[0]), text)
        return text.removeprefix("\ufeff") + data[len(data) - spare :].decode("ascii", "surrogateescape")
    return data.decode(encoding, "surrogateescape")


def _join(pair: str) -> str:
    return chr(0x10000 + ((ord(pair[0]) - 0xD800) << 10) + ord(pair[1]) - 0xDC00)


def escape_bytes(text: str) -> str:
    r"""Show undecodable bytes and NULs as \xNN, so that the text can be stored and read."""
    return re.sub("[\0\ud800-\udfff]", lambda m: f"\\x{ord(m[0]) & 0xFF:02x}", text)


def _head(data: bytes, encoding: str) -> tuple[list[str], str]:
    """Return the first lines, a carriage return kept where there is one, and what ends a line."""
    cut = data[:HEAD_BYTES]
    text = decode(cut[: len(cut) // 4 * 4] if len(data) > HEAD_BYTES else cut, encoding)
    end = "\n" if "\n" in text or "\r" not in text else "\r"
    lines = text.split(end)
    if len(data) > HEAD_BYTES and len(lines) > 1:
        lines.pop()
    return lines[:HEAD_LINES], end


def _loose(line: str, dialect: Dialect) -> list[str | None]:
    return [cell.strip('"\r') or None for cell in line.split(dialect.delimiter)]


def _utf8(data: bytes, encoding: str) -> bytes | None:
    """Return the data as UTF-8 without a mark, None if some of it does not decode."""
    if encoding == "utf-8":
        return data
    if encoding == "utf-8-sig":
        body = memoryview(data)[3:].tobytes()
        return body if undecodable(body, "utf-8") < 0 else None
    if encoding.startswith(("utf-16", "utf-32")):
        try:
            return decode(data, encoding).encode("utf-8")
        except UnicodeEncodeError:
            return None
    decoder, parts = codecs.getincrementaldecoder(encoding)(), []
    try:
        for at in range(0, len(data), BLOCK):
            parts.append(decoder.decode(data[at : at + BLOCK], at + BLOCK >= len(data)).encode("utf-8"))
    except UnicodeError:
        return None
    return b"".join(parts)


def _fast(data: bytes, dialect: Dialect, start: int) -> RawTable | None:
    """Read well-formed UTF-8 with Arrow; None where anything is not well-formed."""
    if len(dialect.delimiter.encode()) > 1 or dialect.width < 2 or b"\0" in data:
        return None
    carriage = data.count(b"\r")
    if carriage and carriage != data.count(b"\r\n"):
        return None
    body = memoryview(data)[_offset(data, start) :]
    if (
        not len(body)
        or any(mark in data for mark in (b"\n\n", b"\n\r\n"))
        or not _balanced(body, ord(dialect.delimiter))
    ):
        return None
    names = [str(i) for i in range(dialect.width)]
    try:
        with pacsv.open_csv(
            pa.BufferReader(pa.py_buffer(body)),
            read_options=pacsv.ReadOptions(column_names=names, block_size=BLOCK),
            parse_options=pacsv.ParseOptions(delimiter=dialect.delimiter, newlines_in_values=True),
            convert_options=pacsv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), null_values=[""], strings_can_be_null=True
            ),
        ) as batches:
            table = Spool().gathered(batches, batches.schema)
    except pa.ArrowInvalid:
        return None
    spans = _line_breaks(table, dialect)
    if spans is None:
        return None
    rows = np.arange(start + 1, start + 1 + table.num_rows) + np.concatenate([[0], np.cumsum(spans)[:-1]])
    return RawTable([], table.columns, pa.array(rows.astype("int64")))


def _offset(data: bytes, line: int) -> int:
    at = 0
    for _ in range(line):
        at = data.find(b"\n", at) + 1
        if not at:
            return len(data)
    return at


def _balanced(body: memoryview, delimiter: int) -> bool:
    """Whether every quote opens a field, closes one, or is one of a doubled pair (RFC 4180)."""
    octets = np.frombuffer(body, np.uint8)
    edges = np.zeros(256, bool)
    edges[[delimiter, 0x0A, 0x0D]] = True
    last, closed, opened = len(octets) - 1, -2, np.zeros(0, np.int64)
    for start in range(0, len(octets), BLOCK):
        at = np.concatenate([opened, np.flatnonzero(octets[start : start + BLOCK] == 0x22) + start])
        opened = at[len(at) // 2 * 2 :]
        opening, closing = at[: len(at) // 2 * 2 : 2], at[1::2]
        if not len(closing):
            continue
        doubled = opening - 1 == np.append(closed, closing[:-1])
        after = octets[np.minimum(closing + 1, last)]
        if not (edges[octets[np.maximum(opening - 1, 0)]] | (opening == 0) | doubled).all():
            return False
        if not (edges[after] | (after == 0x22) | (closing == last)).all():
            return False
        closed = closing[-1]
    return not len(opened)


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


def _careful(data: bytes, encoding: str, dialect: Dialect, start: int) -> RawTable:
    text = decode(data, encoding)
    lines = text.split("\n" if "\n" in text or "\r" not in text else "\r")
    del text
    escape = "\\" if dialect.quoting == "backslash" else ""
    kept, rows, damage, parts = [], [], [], []
    schema = pa.schema([(str(i), pa.string()) for i in range(dialect.width)])
    body = lines[start:]
    del lines
    for at, used, fields, reason, detail in read_lines(body, dialect.delimiter, dialect.width, escape):
        if fields is None or not all(f is None or f.isascii() or _sound(f) for f in fields):
            raw = escape_bytes("\n".join(body[at : at + used]).removesuffix("\r"))
            if fields is not None:
                damage.append(Damage(start + at + 1, "bad_bytes", f"bytes that are not {encoding}", raw))
            else:
                damage.append(Damage(start + at + 1, reason, detail, raw))
        else:
            kept.append(fields)
            rows.append(start + at + 1)
            if len(kept) == PART:
                parts.append(_batch(kept, schema))
                kept = []
    parts.append(_batch(kept, schema))
    return RawTable([], pa.Table.from_batches(parts, schema).columns, pa.array(rows, pa.int64()), damage)


def _batch(kept: list[list[str | None]], schema: pa.Schema) -> pa.RecordBatch:
    columns = zip(*kept, strict=True) if kept else ((),) * len(schema)
    return pa.RecordBatch.from_arrays([pa.array(column, pa.string()) for column in columns], schema=schema)


_LONE = re.compile("[\ud800-\udfff]")


def _sound(text: str) -> bool:
    return _LONE.search(text) is None
