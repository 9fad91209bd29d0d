"""What the corrected weights say otherwise than the model, as judgements of the model's."""

from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from scipy.special import expit

from matching.learn.refit import LEAST_LABELS, Adjustment, Refit, refit

SURE = 0.98


def taught(judged: Any, decisions: pa.Table) -> tuple[pa.Table, Refit]:
    """Return decisions with what the labels taught added, and the refit.

    `judged`: the outcome without decisions (`pairs`, `report["cut"]`). Where the refit is better, pairs that
    it moves across the cut and is sure of (SURE) are added as `same` or `different`; a steward's word on a
    pair stays.
    """
    found = refit(judged.pairs, decisions)
    plain = decisions.select(["left", "right", "judgement"])
    if not found.better:
        return plain, found
    return pa.concat_tables([plain, flips(judged.pairs, found.adjustment, judged.report["cut"], plain)]), found


def enough(decisions: pa.Table | None) -> bool:
    """Whether there are answers enough to learn from."""
    if decisions is None or len(decisions) < LEAST_LABELS:
        return False
    return pc.sum(pc.not_equal(decisions["judgement"], "unsure")).as_py() >= LEAST_LABELS


def flips(pairs: pa.Table, adjustment: Adjustment, cut: float, said: pa.Table) -> pa.Table:
    """Return `left, right, judgement` of the pairs that the correction surely moves across the cut."""
    before, after = pairs["probability"].to_numpy(), expit(adjustment.apply(pairs))
    model = pc.not_equal(pairs["reason"], "veto").to_numpy()
    same = model & (before <= cut) & (after >= SURE)
    different = model & (before > cut) & (after <= 1 - SURE)
    keys = [pc.binary_join_element_wise(t["left"], t["right"], "\x1f").combine_chunks() for t in (pairs, said)]
    back = pc.binary_join_element_wise(said["right"], said["left"], "\x1f").combine_chunks()
    told = pc.is_in(keys[0], value_set=pa.concat_arrays([keys[1], back])).to_numpy(zero_copy_only=False)
    at = np.flatnonzero((same | different) & ~told)
    words = pa.array(["different", "same"]).take(pa.array(same[at].astype(np.int64)))
    chosen = pairs.select(["left", "right"]).take(pa.array(at))
    return chosen.append_column("judgement", words)
