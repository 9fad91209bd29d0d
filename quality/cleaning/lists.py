"""Fields of many values: cells that hold several, and several columns of one field, as one list for each row."""

from collections.abc import Iterator, Sequence
from types import ModuleType

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.cleaning.told import Told
from quality.spool import Spool, bounds, slices
from quality.standardise.base import MISSING, VALID

Cells = tuple[
    pa.Array, pa.Array, np.ndarray
]  # lists of values and of states by distinct cell, and the cell of each row
_SCHEMA = pa.schema([("values", pa.list_(pa.string())), ("states", pa.list_(pa.string()))])


def pieces(texts: pa.Array, module: ModuleType) -> tuple[np.ndarray, pa.Array]:
    """Split the cells that may hold several values; return (cell of each piece, pieces)."""
    owners, parts = [np.zeros(0, np.int64)], []
    for part, start in slices(texts):
        own, some = _split(part, module)
        owners.append(own + start)
        parts.append(some)
    return np.concatenate(owners), Spool().join(parts)


def _split(texts: pa.Array, module: ModuleType) -> tuple[np.ndarray, pa.Array]:
    several = np.flatnonzero(pc.match_substring_regex(texts, module.MAYBE_SEVERAL).to_numpy(zero_copy_only=False))
    found = zip(several.tolist(), texts.take(pa.array(several)).to_pylist(), strict=True)
    split = {at: parts for at, text in found if len(parts := module.split(text)) > 1}
    if not split:
        return np.arange(len(texts)), texts
    sizes = np.ones(len(texts), np.int64)
    sizes[list(split)] = [len(parts) for parts in split.values()]
    listed = [piece for at, text in enumerate(texts.to_pylist()) for piece in split.get(at, (text,))]
    return np.repeat(np.arange(len(texts)), sizes), pa.array(listed, pa.string())


def cells(size: int, owners: np.ndarray, found: Told) -> tuple[pa.Array, pa.Array]:
    """Return the values and the states of each cell as lists; a missing part is left out."""
    keep = np.flatnonzero(pc.not_equal(found.states, MISSING).to_numpy(zero_copy_only=False))
    counts = np.bincount(owners[keep], minlength=size)
    offsets = pa.array(np.concatenate([[0], np.cumsum(counts)]).astype(np.int32))
    held = (found.values, found.states)
    values, states = held if len(keep) == len(owners) else (column.take(pa.array(keep)) for column in held)
    return pa.ListArray.from_arrays(offsets, values), pa.ListArray.from_arrays(offsets, states)


def whole_cells(size: int, owners: np.ndarray, found: Told) -> Told:
    """Put the parts of each cell together again, for the changes."""
    if len(owners) == size:
        return found
    first = np.append(True, owners[1:] != owners[:-1])
    some = np.isin(owners, owners[~first])  # only cells that were split need a look
    one = pa.array(np.flatnonzero(first))
    told = Told(*(getattr(found, name).take(one) for name in ("values", "states", "rules", "suggestions")))
    at = np.flatnonzero(some)
    joined: dict[int, list[str]] = {}
    rules: dict[int, str] = {}
    hints: dict[int, str | None] = {}
    columns = (getattr(found, name).take(pa.array(at)).to_pylist() for name in ("values", "rules", "suggestions"))
    for owner, value, rule, hint in zip(owners[at].tolist(), *columns, strict=True):
        cell = joined.setdefault(owner, [])
        if value and value not in cell:
            cell.append(value)
        rules[owner] = rules.get(owner) or rule
        hints[owner] = hints.get(owner) or hint
    hit = np.zeros(size, bool)
    hit[list(joined)] = True

    def put(column: pa.Array, texts: Sequence[str | None]) -> pa.Array:
        return pc.replace_with_mask(column, pa.array(hit), pa.array(texts, pa.string()))

    values = put(told.values, ["; ".join(cell) or None for cell in joined.values()])
    states = put(told.states, [VALID] * len(joined))
    return Told(values, states, put(told.rules, list(rules.values())), put(told.suggestions, list(hints.values())))


def merged(columns: Sequence[Cells]) -> tuple[pa.ChunkedArray, pa.ChunkedArray]:
    """Join the lists of several columns row by row, each value once; an empty list becomes null."""
    table = Spool().gathered(_merged(columns), _SCHEMA)
    return table["values"], table["states"]


def _merged(columns: Sequence[Cells]) -> Iterator[pa.RecordBatch]:
    for start, end in bounds(len(columns[0][2])):
        rows = [pa.array(codes[start:end], mask=codes[start:end] < 0) for _, _, codes in columns]
        values = [lists.take(mine) for (lists, _, _), mine in zip(columns, rows, strict=True)]
        states = [lists.take(mine) for (_, lists, _), mine in zip(columns, rows, strict=True)]
        yield pa.RecordBatch.from_arrays([*_each_once(values, states)], schema=_SCHEMA)


def _each_once(parts: list[pa.Array], states: list[pa.Array]) -> tuple[pa.Array, pa.Array]:
    rows = len(parts[0])
    owner = np.concatenate([pc.list_parent_indices(p).to_numpy() for p in parts])
    values = pa.concat_arrays([pc.list_flatten(p) for p in parts])
    flags = pa.concat_arrays([pc.list_flatten(s) for s in states])
    order = np.argsort(owner, kind="stable")
    owner, values, flags = owner[order], values.take(pa.array(order)), flags.take(pa.array(order))
    codes = pc.fill_null(pc.dictionary_encode(values).indices, -1).to_numpy(zero_copy_only=False).astype(np.int64)
    keys = owner * (codes.max(initial=0) + 2) + codes + 1
    _, first = np.unique(keys, return_index=True)
    first.sort()
    owner, values, flags = owner[first], values.take(pa.array(first)), flags.take(pa.array(first))
    counts = np.bincount(owner, minlength=rows)
    offsets = pa.array(np.concatenate([[0], np.cumsum(counts)]).astype(np.int32))
    empty = pa.array(counts == 0)
    return (
        pa.ListArray.from_arrays(offsets, values, mask=empty),
        pa.ListArray.from_arrays(offsets, flags, mask=empty),
    )
