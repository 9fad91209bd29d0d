"""Give every record an id that lasts: its native id where the export has one, else its row."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.errors import MissingColumn
from quality.findings.encode import encode_text
from quality.spool import Spool, bounds, slices

RESERVED = ("record_id", "_source", "_file", "_row")


def name_columns(headers: list[str | None]) -> list[str]:
    """Return unique names: repeated headers get `.2`, `.3`; empty ones become `column_<n>`."""
    taken, names = set(RESERVED), []
    for position, header in enumerate(headers, 1):
        base = (header or "").strip() or f"column_{position}"
        name, count = base, 1
        while name in taken:
            count += 1
            name = f"{base}.{count}"
        taken.add(name)
        names.append(name)
    return names


def resolve_columns(wanted: tuple[str, ...], names: list[str], headers: list[str | None], file: str) -> list[str]:
    """Return the table's names of the columns asked for by header or by name; MissingColumn otherwise."""
    found = []
    for column in wanted:
        stripped = [(header or "").strip() for header in headers]
        if column.strip() in stripped:
            found.append(names[stripped.index(column.strip())])
        elif column in names:
            found.append(column)
        else:
            raise MissingColumn(column, names, file=file)
    return found


def record_ids(columns: list[pa.ChunkedArray], rows: pa.Array, source: str) -> pa.ChunkedArray:
    """Return `<source>:<native id>`; `<source>:#<row>` where the id is missing or an earlier row has it."""
    spool = Spool()
    if not columns:
        return pa.chunked_array([spool.join(_by_row(source, part) for part, _ in slices(rows))])
    native = spool.join(_native([column.slice(a, b - a) for column in columns]) for a, b in bounds(len(rows)))
    new = _first_of_each(encode_text(native, spool)[1])
    return pa.chunked_array(
        [
            spool.join(
                _ids(source, part, rows.slice(at, len(part)), new[at : at + len(part)]) for part, at in slices(native)
            )
        ]
    )


def _by_row(source: str, rows: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(f"{source}:#", pc.cast(rows, pa.string()), "")


def _native(columns: list[pa.ChunkedArray]) -> pa.Array:
    trimmed = [pc.utf8_trim_whitespace(column) for column in columns]
    native = trimmed[0] if len(trimmed) == 1 else pc.binary_join_element_wise(*trimmed, "|")
    return native.combine_chunks() if isinstance(native, pa.ChunkedArray) else native


def _first_of_each(codes: np.ndarray) -> np.ndarray:
    """Flag the rows where a code first stands; codes are numbered in that order."""
    new, last = np.zeros(len(codes), bool), -1
    for start, end in bounds(len(codes)):
        before = np.maximum.accumulate(np.append(np.int32(last), codes[start:end]))
        new[start:end] = codes[start:end] > before[:-1]
        last = before[-1]
    return new


def _ids(source: str, native: pa.Array, rows: pa.Array, new: np.ndarray) -> pa.Array:
    usable = pc.fill_null(pc.and_(pc.not_equal(native, ""), pc.invert(pc.starts_with(native, "#"))), False)
    by_id = pc.binary_join_element_wise(f"{source}:", native, "")
    return pc.if_else(pc.and_(usable, pa.array(new)), by_id, _by_row(source, rows))
