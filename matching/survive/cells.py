"""The cells of one field, and their groups: the distinct values that each customer has."""

from dataclasses import dataclass, fields, replace
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.sorting import stable_order
from matching.survive.sight import readable
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
    fields), `preference` (a rank of all records, smaller is preferred), `by_preference` (its inverse),
    `held` (int64, the bit of its source among those that the policy's rules name).
    """

    customer: np.ndarray
    trust: np.ndarray
    recency: np.ndarray
    filled: np.ndarray
    preference: np.ndarray
    by_preference: np.ndarray
    held: np.ndarray

    @cached_property
    def count(self) -> int:
        """How many customers there are."""
        return int(self.customer.max(initial=-1)) + 1

    @cached_property
    def several(self) -> np.ndarray:
        """Mask the records (bool) whose customer has others: one record has no gaps to fill, and none to beat."""
        return (np.bincount(self.customer, minlength=1) > 1)[self.customer]


@dataclass(frozen=True)
class ValueGroups:
    """One row for each distinct value of each customer, ordered by customer then value code.

    `customer`, `code` (into `values`), `count` of cells, best `trust`, `recency`, `filled`, `state` and
    `place` among them, `length` of the text, `row`: the preferred record that has the value, `held`: the bits
    of the sources that have it, and `field` of all of them.
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
    held: np.ndarray
    field: str = ""

    @cached_property
    def written(self) -> Written:
        """What each value says, and how well it is written."""
        used, back = np.unique(self.code, return_inverse=True)
        return written(self.values.take(pa.array(used)), self.field).take(back)

    @property
    def readable(self) -> np.ndarray:
        """Whether each value reads as text (bool)."""
        used, back = np.unique(self.code, return_inverse=True)
        return readable(self.values.take(pa.array(used)))[back]

    def at(self, rows: np.ndarray) -> "ValueGroups":
        """Return the groups at `rows`; what was read of them is not read again."""
        columns = {f.name: getattr(self, f.name)[rows] for f in fields(self) if f.name not in ("values", "field")}
        chosen = replace(self, **columns)
        if "written" in vars(self):
            vars(chosen)["written"] = self.written.take(rows)
        return chosen

    @property
    def length(self) -> np.ndarray:
        """Characters of each value."""
        lengths = pc.utf8_length(self.values).to_numpy(zero_copy_only=False)
        return lengths[self.code] if len(self.code) else np.zeros(0, np.int64)

    def texts(self) -> pa.Array:
        """Return the values as strings, one a group."""
        return self.values.take(pa.array(self.code))


class Columns:
    """The columns of clean records, each coded once however many ask for it."""

    def __init__(self, table: pa.Table) -> None:
        """Code nothing yet."""
        self.table = table
        self._cells: dict[str, Cells] = {}

    def is_text(self, name: str) -> bool:
        """Whether a column holds one text a record."""
        return name in self.table.column_names and pa.types.is_string(self.table.schema.field(name).type)

    def column(self, name: str) -> pa.Array:
        """Return a column as one array."""
        return self.table[name].combine_chunks()

    def codes(self, name: str) -> np.ndarray:
        """Return the code of each record's text (int32, -1 where there is none) of a column that `is_text`."""
        return self._all(name).code

    def cells(self, name: str, keep: np.ndarray | None = None) -> Cells:
        """Return the filled cells of a string or list column (of the rows where `keep` holds)."""
        whole = self._all(name)
        at = whole.code >= 0
        if keep is not None:
            at &= keep[whole.row]
        at = np.flatnonzero(at)
        code = whole.code[at].astype(np.int64)
        return replace(whole, row=whole.row[at], code=code, state=whole.state[at], place=whole.place[at])

    def _all(self, name: str) -> Cells:
        if name not in self._cells:
            self._cells[name] = _coded(self.table, name)
        return self._cells[name]


def _coded(table: pa.Table, name: str) -> Cells:
    column = table[name].combine_chunks()
    state = table[f"{name}__state"].combine_chunks() if f"{name}__state" in table.column_names else None
    if pa.types.is_list(column.type) or pa.types.is_large_list(column.type):
        row = pc.list_parent_indices(column).to_numpy()
        starts = np.flatnonzero(np.append(True, row[1:] != row[:-1])) if len(row) else row
        place = (np.arange(len(row)) - np.repeat(starts, np.diff(np.append(starts, len(row))))).astype(np.int32)
        flat = pc.list_flatten(column)
        states = pc.list_flatten(state) if state is not None else None
        if states is not None and len(states) != len(flat):
            states = None
    else:
        flat, states = column, state
        row, place = np.arange(len(column), dtype=np.int32), np.broadcast_to(np.int32(0), len(column))
    if not pa.types.is_string(flat.type):
        flat = flat.cast(pa.string())
    coded = flat.dictionary_encode()
    code = coded.indices.fill_null(-1).to_numpy()
    return Cells(row, code, coded.dictionary, _state_codes(states, len(code)), place, name)


def _state_codes(states: pa.Array | None, count: int) -> np.ndarray:
    if states is None:
        return np.broadcast_to(np.int8(UNCHECKED), count)
    coded = states.cast(pa.string()).dictionary_encode()
    ranks = np.array([_STATES.get(s, UNCHECKED) for s in coded.dictionary.to_pylist()] + [UNCHECKED], np.int8)
    return ranks[coded.indices.fill_null(-1).to_numpy()]


def group_values(cells: Cells, standing: Standing) -> ValueGroups:
    """Gather the cells of each customer by value."""
    width = max(len(cells.values), 1)
    key = standing.customer[cells.row] * width + cells.code
    order = stable_order(key)
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
        best(standing.held[row], np.bitwise_or),
        cells.field,
    )
