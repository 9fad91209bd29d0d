"""A steward's answers as a lesson: the pairs by row, and what a refit makes of the model's odds on them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from matching.learn.refit import LEAST_LABELS, NATS, Refit, refit


@dataclass(frozen=True)
class Lesson:
    """Answered pairs: rows `left` < `right` (int64), distinct, and whether they are the `same` (bool)."""

    left: np.ndarray
    right: np.ndarray
    same: np.ndarray

    def taught(self, odds: np.ndarray, levels: np.ndarray, names: Sequence[tuple[str, tuple[str, ...]]]) -> Refit:
        """Refit the odds (natural log, row for row; NaN leaves a pair out) by the answers.

        `levels`: uint8 (pairs, comparisons), 0 missing, k the k-th label; `names`: name and labels of each.
        """
        rows = np.flatnonzero(~np.isnan(odds))
        sides = {n: pa.array(getattr(self, n)[rows].astype(str)) for n in ("left", "right")}
        told = {
            f"level:{name}": np.array(["missing", *labels], dtype=object)[levels[rows, k]]
            for k, (name, labels) in enumerate(names)
        }
        low, high = (pc.min_element_wise(*sides.values()), pc.max_element_wise(*sides.values()))
        pairs = pa.table({"left": low, "right": high, "weight": odds[rows] / NATS, **told})
        said = np.where(self.same[rows], "same", "different")
        return refit(pairs, pa.table({**sides, "judgement": pa.array(said.astype(object), pa.string())}))


def lesson(ids: pa.ChunkedArray, decisions: pa.Table | None) -> Lesson | None:
    """Return the answers on records that are in `ids` (by row), or None where they are too few to learn from."""
    if decisions is None or len(decisions) < LEAST_LABELS:
        return None
    at = [pc.index_in(decisions[s].combine_chunks(), value_set=ids.combine_chunks()) for s in ("left", "right")]
    clear = pc.is_in(decisions["judgement"].combine_chunks(), value_set=pa.array(["same", "different"]))
    there = pc.and_(clear, pc.and_(at[0].is_valid(), at[1].is_valid()))
    rows = np.sort(np.stack([a.filter(there).to_numpy() for a in at]).astype(np.int64), axis=0)
    same = pc.equal(decisions["judgement"].combine_chunks().filter(there), "same").to_numpy(zero_copy_only=False)
    _, first = np.unique(rows, axis=1, return_index=True)
    return Lesson(rows[0][first], rows[1][first], same[first]) if len(first) >= LEAST_LABELS else None
