"""What a record is, apart from where it was read: hashes of its native id and of its content."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar
from weakref import ref

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.identity.hashing import hash_text, mix
from matching.parallel import each

_PASSING = """created updated last_seen owner department status text other category date ref order_date order_ref
product_ref amount quantity price currency"""
VOLATILE = frozenset(_PASSING.split())
_BOOKKEEPING = frozenset({"record_id", "source", "id"})
Told = TypeVar("Told")
_TOGETHER = 4  # columns whose hashes are held at a time


@dataclass(frozen=True)
class Fingerprints:
    """Three uint64 arrays, one value a record.

    `native` hashes the native id (0 where there is none), `content` the fields that say who it is,
    `full` both. None depends on the source's name, the file, the row, or the order of columns.
    """

    native: np.ndarray
    content: np.ndarray
    full: np.ndarray


def fingerprint(table: pa.Table) -> Fingerprints:
    """Fingerprint clean records (`record_id`, `source`, fields; lists are taken as sets).

    Fields that change without the party changing (dates about the record, its owner, its status)
    and unmapped columns count only where a record has nothing else. The arrays are read-only: a run asks for
    those of its records four times, and is given the same ones as long as it asks for the same table.
    """
    return _once(_PRINTS, table, _prints)


_PRINTS: list[tuple[ref, Fingerprints]] = []
_ROWS: list[tuple[ref, np.ndarray]] = []


def _once(last: list[tuple[ref, Told]], table: pa.Table, tell: Callable[[pa.Table], Told]) -> Told:
    """Return what is told of a table; the answers on the last two tables are known."""
    for known, told in last:
        if known() is table:
            return told
    told = tell(table)
    last[:] = [(ref(table), told), *last[:1]]
    return told


def _prints(table: pa.Table) -> Fingerprints:
    firm, soft = np.zeros(len(table), np.uint64), np.zeros(len(table), np.uint64)
    names = [
        n for n in table.column_names if n not in _BOOKKEEPING and not n.startswith("_") and not n.endswith("__state")
    ]
    for some in (names[at : at + _TOGETHER] for at in range(0, len(names), _TOGETHER)):
        for name, hashes in zip(some, each(lambda n: _column(n, table[n]), some), strict=True):
            into = soft if name in VOLATILE or name.startswith("other:") else firm
            with np.errstate(over="ignore"):
                into += hashes
    content = mix(np.where(firm == 0, soft, firm))
    native = _native(table["record_id"])
    with np.errstate(over="ignore"):
        full = mix(content + mix(native + np.uint64(1)))
    for part in (native, content, full):
        part.setflags(write=False)
    return Fingerprints(native, content, full)


def row_hash(table: pa.Table) -> np.ndarray:
    """Return a uint64 for everything a row says, its record id and source too; null columns do not count.

    The array is read-only, and the same for the same table (see `fingerprint`).
    """
    return _once(_ROWS, table, _row_hash)


def _row_hash(table: pa.Table) -> np.ndarray:
    out = np.zeros(len(table), np.uint64)
    for name in table.column_names:
        column = table[name].combine_chunks()
        if pa.types.is_list(column.type):
            if column.offset:  # a slice of a list array cannot be masked
                column = column.take(pa.array(np.arange(len(column))))
            items = pa.ListArray.from_arrays(column.offsets, pc.fill_null(column.values, ""), mask=column.is_null())
            column = pc.binary_join(items, "\x1f")
        with np.errstate(over="ignore"):
            out += _values(name, column)
    hashes = mix(out)
    hashes.setflags(write=False)
    return hashes


def _column(name: str, column: pa.ChunkedArray) -> np.ndarray:
    values = column.combine_chunks()
    if pa.types.is_list(values.type) or pa.types.is_large_list(values.type):
        rows = pc.list_parent_indices(values).to_numpy()
        out = np.zeros(len(values), np.uint64)
        with np.errstate(over="ignore"):
            np.add.at(out, rows, _values(name, pc.list_flatten(values)))
        return out
    return _values(name, values)


def _values(name: str, values: pa.Array) -> np.ndarray:
    if len(values) == 0:
        return np.zeros(0, np.uint64)
    coded = values.cast(pa.string()).dictionary_encode()
    label = hash_text(pa.array([name]))[0]
    distinct = mix(hash_text(coded.dictionary) ^ label)
    codes = coded.indices.fill_null(-1).to_numpy()
    return np.where(codes < 0, np.uint64(0), np.append(distinct, np.uint64(0))[codes])


def _native(record_ids: pa.ChunkedArray) -> np.ndarray:
    """Hash what follows the source's name; `#<row>` marks a record without an id of its own."""
    native = pc.replace_substring_regex(record_ids.combine_chunks().cast(pa.string()), r"^[^:]*:", "")
    hashes = hash_text(native)
    return np.where(pc.starts_with(native, "#").to_numpy(zero_copy_only=False), np.uint64(0), hashes)
