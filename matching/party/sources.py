"""Sources free of duplicates: no two of their records are one customer, a steward's word aside."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa

from matching.compare.kernel import EXACT, Comparison
from matching.score.classes import M, R
from matching.score.em import HELD, Model
from matching.scorer import Rules

RARELY = 0.3  # of what chance would give: matches within one source


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


def registers(rules: Rules, model: Model | None, comparisons: list[Comparison]) -> Rules:
    """The rules, and sources of which each names a person once, as a census does, where the model found them so.

    Only where names are nearly all there is (`habits` in `matching/score/start.py`): who is whose namesake is then told
    by who else could be meant. Sources that were declared go before.
    """
    at = next((k for k, c in enumerate(comparisons) if c.name == "source"), None)
    if model is None or at is None or rules.apart is not None or not (model.names & (model.habit >= HELD)).any():
        return rules
    if model.theta[M, at, EXACT] > RARELY * model.theta[R, at, EXACT]:
        return rules
    apart = comparisons[at].column.flat.astype(np.int64)
    return replace(rules, vetoes={**rules.vetoes, "duplicate_free": source_veto(apart)}, apart=apart)
