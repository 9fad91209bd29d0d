"""Tables that tell what was judged: pairs with their evidence, clusters, conflicts, weights."""

import numpy as np
import pyarrow as pa

from matching.cluster.veto import CERTAIN
from matching.compare.evidence import evidence
from matching.compare.kernel import Comparison
from matching.explain.words import veto_words
from matching.passes import Result
from matching.score.em import LOG2, Model
from matching.score.operate import probability

VERDICTS = np.array(["different", "review", "same"], dtype=object)
SURE = 0.999


def pairs_table(ids: pa.ChunkedArray, found: Result, floor: float) -> pa.Table:
    """Contract Pairs: every scored pair with a probability of at least `floor`.

    `probability` and `verdict` follow a steward's word, `weight` (bits) says what the evidence weighs without it.
    """
    scored, cut = found.scored, found.cut
    p = probability(scored.odds)
    kept = np.flatnonzero(p >= floor)
    left, right = scored.codes[kept] // scored.records, scored.codes[kept] % scored.records
    verdict = (scored.odds[kept] > cut).astype(int) + (p[kept] >= SURE)
    verdict[scored.veto[kept]] = 0
    levels = _levels(kept, found)
    columns = {
        "left": ids.take(pa.array(left)),
        "right": ids.take(pa.array(right)),
        "probability": pa.array(p[kept]),
        "weight": pa.array(_alone(kept, found) / LOG2),
        "verdict": pa.array(VERDICTS[verdict], pa.string()),
        "reason": pa.array(_reasons(kept, found), pa.string()),
    }
    for k, comparison in enumerate(found.comparisons):
        names = np.array(["missing", *comparison.labels], dtype=object)
        columns[f"level:{comparison.name}"] = pa.DictionaryArray.from_arrays(
            pa.array(levels[:, k].astype(np.int8)), pa.array(names, pa.string())
        ).cast(pa.string())
    return pa.table(columns)


def _alone(kept: np.ndarray, found: Result) -> np.ndarray:
    """Natural log odds of the pairs by the model and its rules alone, those a steward judged scored again."""
    odds = found.scored.odds[kept].copy()
    judged = np.flatnonzero((odds == CERTAIN) | (odds == 0.0))  # what `overrule` writes
    if found.alone and len(judged):
        odds[judged] = found.alone(found.scored.codes[kept][judged]).odds
    return odds


def _reasons(kept: np.ndarray, found: Result) -> np.ndarray:
    """`model`, or `veto: ` and its kind."""
    told = np.full(len(kept), "model", dtype=object)
    barred = found.scored.veto[kept]
    if barred.any():
        kinds = found.kinds(found.scored.codes[kept][barred]) if found.kinds else np.array(["steward"])
        told[barred] = [f"veto: {kind}" for kind in kinds]
    return told


def _levels(kept: np.ndarray, found: Result) -> np.ndarray:
    scored, codes = found.scored, found.codes
    at = np.minimum(np.searchsorted(codes, scored.codes[kept]), max(len(codes) - 1, 0))
    known = codes[at] == scored.codes[kept] if len(codes) else np.zeros(len(kept), dtype=bool)
    levels = np.zeros((len(kept), len(found.comparisons)), dtype=np.uint8)
    levels[known] = found.seen.levels[at[known]]
    rest = scored.codes[kept][~known]
    if len(rest):
        levels[~known] = evidence(found.comparisons, rest // scored.records, rest % scored.records).levels
    return levels


def clusters_table(ids: pa.ChunkedArray, label: np.ndarray, org: np.ndarray | None = None) -> pa.Table:
    """`record_id`, `cluster` (smallest record id of the cluster), `org` (null where there is none)."""
    named = ids.take(pa.array(label))
    orgs = pa.nulls(len(ids), pa.string())
    if org is not None:
        orgs = ids.take(pa.array(np.where(org < 0, 0, org), mask=org < 0))
    return pa.table({"record_id": ids, "cluster": named, "org": orgs})


def conflicts_table(ids: pa.ChunkedArray, found: Result) -> pa.Table:
    """Pairs the model would merge and a veto keeps apart: `left, right, probability, kind, reason` (in words)."""
    scored = found.scored
    kept = np.flatnonzero(scored.veto & (scored.odds > 0))
    kinds = [told.removeprefix("veto: ") for told in _reasons(kept, found)]
    return pa.table(
        {
            "left": ids.take(pa.array(scored.codes[kept] // scored.records)),
            "right": ids.take(pa.array(scored.codes[kept] % scored.records)),
            "probability": pa.array(probability(scored.odds[kept])),
            "kind": pa.array(kinds, pa.string()),
            "reason": pa.array([veto_words(kind) for kind in kinds], pa.string()),
        }
    )


def weights_table(comparisons: list[Comparison], model: Model | None) -> list[dict]:
    """A line for each level of each comparison: its share among matches and strangers, its weight in bits."""
    lines = []
    for k, comparison in enumerate(comparisons if model else []):
        for level, label in enumerate(comparison.labels, 1):
            m, u = float(model.theta[0, k, level]), float(model.theta[1, k, level])
            lines.append(
                {"comparison": comparison.name, "level": label, "m": round(m, 5), "u": round(u, 5),
                 "bits": round(float(np.log2(m / u)), 2)}
            )  # fmt: skip
    return lines
