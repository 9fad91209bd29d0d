"""Names of one party that sources keep in different columns: `name` here, `org_name` there."""

from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.survive.cells import Cells, Columns, Standing, ValueGroups, group_values
from matching.survive.said import PARTIAL

PARTY = ("name", "org_name", "person_name")


def pooled_groups(columns: Columns, name: str, standing: Standing) -> ValueGroups:
    """Group the cells of a name field with those of the other name fields that name the same party.

    A value of another field joins where it says what a value of this field says, or stands for it, or both
    are names of organisations; only in customers of several records that have this field filled. Of a field with
    one text a record only the customers with several records are looked at.
    """
    own = columns.cells(name, standing.several if columns.is_text(name) else None)
    siblings = [n for n in PARTY if n != name and columns.is_text(n)]
    if name not in PARTY or not siblings or not len(own.row):
        return group_values(own, standing)
    filled = np.zeros(standing.count, bool)
    filled[standing.customer[own.row]] = True
    among = filled[standing.customer] & standing.several
    guests = [cells for n in siblings if len((cells := columns.cells(n, among)).row)]
    if not guests:
        return group_values(own, standing)
    groups = group_values(_joined([own, *guests]), standing)
    width = len(groups.values)
    home = np.unique(standing.customer[own.row] * width + _codes(own, groups.values))
    at_home = np.isin(groups.customer * width + groups.code, home)
    mixed = np.zeros(standing.count, bool)
    mixed[groups.customer[~at_home]] = True
    rest = np.flatnonzero(mixed[groups.customer])
    keep = np.ones(len(at_home), bool)
    keep[rest] = _related(groups.at(rest), at_home[rest])
    return groups.at(np.flatnonzero(keep))


def _related(groups: ValueGroups, at_home: np.ndarray) -> np.ndarray:
    """Mask the values at home and the guests that name the same party as one of them."""
    legal = groups.written.legal >= PARTIAL
    hosts = np.zeros(int(groups.customer.max(initial=0)) + 1, bool)
    hosts[groups.customer[at_home & legal]] = True
    return at_home | (legal & hosts[groups.customer]) | groups.written.says_as(groups.customer, at_home)


def _joined(parts: list[Cells]) -> Cells:
    values = pa.chunked_array([p.values for p in parts]).combine_chunks().unique()
    code = np.concatenate([_codes(p, values) for p in parts])
    row, state, place = (np.concatenate([getattr(p, n) for p in parts]) for n in ("row", "state", "place"))
    return replace(parts[0], row=row, code=code, values=values, state=state, place=place)


def _codes(cells: Cells, values: pa.Array) -> np.ndarray:
    return pc.index_in(cells.values, value_set=values).to_numpy(zero_copy_only=False).astype(np.int64)[cells.code]
