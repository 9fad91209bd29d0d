"""Read delimited text: find out how it is written, then read its body block by block."""

import numpy as np
import pyarrow as pa

from quality.read.blocks import Body, Manner, escape_bytes
from quality.read.dialect import Dialect, detect_dialect, find_header
from quality.read.encoding import detect_encoding
from quality.read.lines import read_lines
from quality.read.model import Progress, RawTable, ReadOptions
from quality.read.octets import Octets, decode
from quality.spool import Spool

HEAD_BYTES = 1 << 18
HEAD_LINES = 500


def read_delimited(data: Octets, options: ReadOptions, progress: Progress) -> RawTable:
    """Read the bytes of a delimited file (see `quality.read.model.RawTable`)."""
    encoding = options.encoding or detect_encoding(data)
    head, line_end = _head(data, encoding)
    dialect = detect_dialect([line.rstrip("\r") for line in head], options.delimiter)
    manner = Manner(encoding, dialect, line_end)
    rows = list(read_lines(head, dialect.delimiter, dialect.width, manner.escape))
    width = dialect.width
    table = [row[2] if row[2] is not None else _loose(head[row[0]], dialect) for row in rows]
    first, has_header = find_header(table, width) if rows else (0, False)
    has_header = has_header if options.header is None else options.header
    headers = [h and escape_bytes(h) for h in table[first]] if has_header and rows else [None] * width
    start = (rows[first][0] + (rows[first][1] if has_header else 0)) if rows else 0
    body, spool = Body(data, manner, start, progress), Spool()
    columns = spool.gathered(body.batches(), body.schema).columns
    facts = {
        "format": "delimited",
        "encoding": encoding,
        "delimiter": dialect.delimiter,
        "quoting": dialect.quoting,
        "header_row": rows[first][0] + 1 if has_header and rows else 0,
        "titles": [escape_bytes(" ".join(filter(None, row))) for row in table[:first]],
    }
    return RawTable(headers, columns, pa.array(spool.chain(body.rows, np.int64)), body.damage, facts)


def _head(data: Octets, encoding: str) -> tuple[list[str], str]:
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
