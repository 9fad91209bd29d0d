"""Records under names that say nothing but their content's place: what is judged cannot depend on ids or order."""

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.identity import fingerprint

_WIDTH = 10


@dataclass(frozen=True)
class Canonical:
    """`records`: sorted by what they say, `record_id` their place. `ids`: their own ids, in that order."""

    records: pa.Table
    ids: pa.Array

    def named(self, decisions: pa.Table | None) -> pa.Table | None:
        """Return decisions under these names; those on records that are not there are left out."""
        if decisions is None:
            return None
        at = [
            pc.index_in(decisions[s].combine_chunks().cast(pa.string()), value_set=self.ids) for s in ("left", "right")
        ]
        there = pc.and_(at[0].is_valid(), at[1].is_valid())
        sides = [_names(a.filter(there).to_numpy()) for a in at]
        return pa.table({"left": sides[0], "right": sides[1], "judgement": decisions["judgement"].filter(there)})

    def own(self, table: pa.Table) -> pa.Table:
        """Return pairs or clusters under the records' own ids, each pair with `left < right`."""
        for name in ("record_id", "cluster", "org", "left", "right"):
            if name in table.column_names:
                at = table[name].combine_chunks().cast(pa.string()).cast(pa.int64())
                table = table.set_column(table.column_names.index(name), name, self.ids.take(at))
        if "left" not in table.column_names:
            return table
        swap = pc.greater(table["left"], table["right"])
        low, high = (pc.if_else(swap, table[a], table[b]) for a, b in (("right", "left"), ("left", "right")))
        return table.set_column(table.column_names.index("left"), "left", low).set_column(
            table.column_names.index("right"), "right", high
        )


def canonical(records: pa.Table) -> Canonical:
    """Put records in the order of their content; records that say the same are in the order of their ids."""
    ids = records["record_id"].combine_chunks().cast(pa.string())
    order = in_order(fingerprint(records).full, ids)
    names = _names(np.arange(len(ids)))
    at = records.column_names.index("record_id")
    return Canonical(records.take(pa.array(order)).set_column(at, "record_id", names), ids.take(pa.array(order)))


def in_order(prints: np.ndarray, ids: pa.Array) -> np.ndarray:
    """Return the order (int64) of `prints`, of equal ones that of `ids`; only these are held against one another."""
    order = np.argsort(prints)
    ordered = prints[order]
    same = np.append(ordered[1:] == ordered[:-1], False)
    tied = np.flatnonzero(same | np.append(False, same[:-1])) if len(order) else order
    if len(tied):
        rows, rank = order[tied], np.empty(len(tied), np.int64)
        rank[pc.sort_indices(ids.take(pa.array(rows))).to_numpy()] = np.arange(len(tied))
        order[tied] = rows[np.lexsort((rank, ordered[tied]))]
    return order


def _names(places: np.ndarray) -> pa.Array:
    return pc.utf8_lpad(pa.array(places, pa.int64()).cast(pa.string()), _WIDTH, "0")
