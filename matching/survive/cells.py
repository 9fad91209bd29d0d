"""The cells of one field, and their groups: the distinct values that each customer has."""

from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.survive.written import Written, written

_STATES = {"valid": 3, "invalid": 1, "placeholder": 0, "missing": 0}
UNCHECKED = 2


@dataclass(frozen=True)
class Cells:
    """The filled cells of one field.

    `row` of the table, `code` into `values`, `state` (3 valid, 2 unchecked, 1 invalid, 0 placeholder),
    `place` in the record's list. `field` says how to read the values ("" as plain text).
    """

    row: np.ndarray
    code: np.ndarray
    values: pa.Array
    state: np.ndarray
    place: np.ndarray
    field: str = ""


@dataclass(frozen=True)
class Standing:
    """How each record stands.

    `customer` (int64 0…C-1), `trust` (0–1), `recency` (rank of its date, -1 for none), `filled` (count of
    fields), `preference` (a rank of all records, smaller is preferred), `by_preference` (its inverse).
    """

    customer: np.ndarray
    trust: np.ndarray
    recency: np.ndarray
    filled: np.ndarray
    preference: np.ndarray
    by_preference: np.ndarray


@dataclass(frozen=True)
class ValueGroups:
    """One row for each distinct value of each customer, ordered by customer then value code.

    `customer`, `code` (into `values`), `count` of cells, best `trust`, `recency`, `filled`, `state` and
    `place` among them, `length` of the text, `row`: the preferred record that has the value, and `field`
    of all of them.
    """

    customer: np.ndarray
    code: np.ndarray
    values: pa.Array
    count: np.ndarray
    trust: np.ndarray
    recency: np.ndarray
    filled: np.ndarray
    state: np.ndarray
    place: np.ndarray
    row: np.ndarray
    field: str = ""

    @cached_property
    def written(self) -> Written:
        """What each value says, and how well it is written."""
        used, back = np.unique(self.code, return_inverse=True)
        return written(self.values.take(pa.array(used)).to_pylist(), self.field).take(back)

    def at(self, rows: np.ndarray) -> "ValueGroups":
        """Return the groups at `rows`."""
        columns = {f.name: getattr(self, f.name)[rows] for f in fields(self) if f.name not in ("values", "field")}
        return replace(self, **columns)

    @property
    def length(self) -> np.ndarray:
        """Characters of each value."""
        lengths = pc.utf8_length(self.values).to_numpy(zero_copy_only=False)
        return lengths[self.code] if len(self.code) else np.zeros(0, np.int64)

    def texts(self) -> pa.Array:
        """Return the values as strings, one a group."""
        return self.values.take(pa.array(self.code))


def cells_of(table: pa.Table, name: str, keep: np.ndarray | None = None) -> Cells:
    """Return the filled cells of a string or list column (of the rows where `keep` holds)."""
    column = table[name].combine_chunks()
    state = table[f"{name}__state"].combine_chunks() if f"{name}__state" in table.column_names else None
    if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
        row = pc.list_parent_indices(column).to_numpy()
        starts = np.flatnonzero(np.append(True, row[1:] != row[:-1])) if len(row) else row
        place = np.arange(len(row)) - np.repeat(starts, np.diff(np.append(starts, len(row))))
        flat = pc.list_flatten(column)
        states = pc.list_flatten(state) if state is not None else None
        if states is not None and len(states) != len(flat):
            states = None
    else:
        flat, states = column, state
        row, place = np.arange(len(column)), np.zeros(len(column), np.int64)
    if not pa.types.is_string(flat.type):
        flat = flat.cast(pa.string())
    coded = flat.dictionary_encode()
    code = coded.indices.fill_null(-1).to_numpy().astype(np.int64)
    at = code >= 0
    if keep is not None:
        at &= keep[row]
    return Cells(row[at], code[at], coded.dictionary, _state_codes(states, len(code))[at], place[at], name)


def _state_codes(states: pa.Array | None, count: int) -> np.ndarray:
    if states is None:
        return np.full(count, UNCHECKED, np.int8)
    coded = states.cast(pa.string()).dictionary_encode()
    ranks = np.array([_STATES.get(s, UNCHECKED) for s in coded.dictionary.to_pylist()] + [UNCHECKED], np.int8)
    return ranks[coded.indices.fill_null(-1).to_numpy()]


def group_values(cells: Cells, standing: Standing) -> ValueGroups:
    """Gather the cells of each customer by value."""
    width = max(len(cells.values), 1)
    key = standing.customer[cells.row] * width + cells.code
    order = np.argsort(key, kind="stable")
    key, row = key[order], cells.row[order]
    start = np.flatnonzero(np.append(True, key[1:] != key[:-1])) if len(key) else np.zeros(0, np.int64)
    distinct = key[start]

    def best(values: np.ndarray, by: np.ufunc = np.maximum) -> np.ndarray:
        return by.reduceat(values, start) if len(start) else values[:0]

    return ValueGroups(
        distinct // width,
        distinct % width,
        cells.values,
        np.diff(np.append(start, len(key))),
        best(standing.trust[row]),
        best(standing.recency[row]),
        best(standing.filled[row]),
        best(cells.state[order]),
        best(cells.place[order], np.minimum),
        standing.by_preference[best(standing.preference[row], np.minimum)],
        cells.field,
    )
