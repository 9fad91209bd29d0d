"""Sources declared free of duplicates: no two of their records are one customer, a steward's word aside."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa


def sources_apart(table: pa.Table, duplicate_free: Sequence[str]) -> np.ndarray | None:
    """Code of the source of each row that is declared duplicate-free, -1 for the others; None where none is."""
    if not duplicate_free or "source" not in table.column_names:
        return None
    names = np.asarray(table["source"].to_pylist(), dtype=object)
    held = {name: code for code, name in enumerate(sorted(duplicate_free))}
    return np.array([held.get(name, -1) for name in names], dtype=np.int64)


def source_veto(apart: np.ndarray):
    """Two records of one duplicate-free source."""

    def veto(left: np.ndarray, right: np.ndarray, *_: object) -> np.ndarray:
        return (apart[left] == apart[right]) & (apart[left] >= 0)

    return veto
