"""What overrules the model: a steward's decisions and the vetoes of whole customers."""

import numpy as np
import pyarrow as pa

from matching.cluster.refine import Scored
from matching.errors import BadDecision
from matching.sorting import among

CERTAIN = 60.0  # natural log odds of a pair a steward called the same


def apply_decisions(scored: Scored, ids: pa.ChunkedArray, decisions: pa.Table | None) -> Scored:
    """Scored pairs with a steward's `same` certain and `different` vetoed; pairs of unknown records are ignored.

    `decisions`: `left, right, judgement` (same, different, unsure). Raises `BadDecision`.
    """
    if decisions is None or not decisions.num_rows:
        return scored
    row = {r: k for k, r in enumerate(ids.to_pylist())}
    told: dict[int, bool] = {}
    columns = (decisions[c].to_pylist() for c in ("left", "right", "judgement"))
    for k, (left, right, judgement) in enumerate(zip(*columns, strict=True)):
        if judgement not in ("same", "different", "unsure"):
            raise BadDecision(k, f"judgement is {judgement!r}; expected same, different or unsure")
        if left == right:
            raise BadDecision(k, "left and right are the same record; a decision is about two")
        if judgement != "unsure" and left in row and right in row:
            low, high = sorted((row[left], row[right]))
            told[low * scored.records + high] = judgement == "same"
    return overrule(scored, told)


def overrule(scored: Scored, told: dict[int, bool]) -> Scored:
    """Pairs by code: True is certain, False is vetoed; pairs not scored before are added."""
    codes = np.array(sorted(told), dtype=np.int64)
    same = np.array([told[c] for c in codes], dtype=bool)
    fresh = ~among(codes, scored.codes)
    more = Scored(scored.records, codes[fresh], np.zeros(int(fresh.sum())), np.zeros(int(fresh.sum()), dtype=bool))
    joined = scored.joined(more)
    at = np.searchsorted(joined.codes, codes)
    odds, veto = joined.odds.copy(), joined.veto.copy()
    odds[at] = np.where(same, CERTAIN, odds[at])
    veto[at] = ~same
    return Scored(scored.records, joined.codes, odds, veto)
