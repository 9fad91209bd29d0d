"""Scores of a clustering against truth: over pairs of records, over records (B-cubed), and forbidden merges.

Pairwise: every pair of records in one predicted cluster is a claim; precision is the share of claims
that are true, recall the share of true pairs claimed. B-cubed (Bagga and Baldwin, 1998): for each record
the share of its predicted cluster that belongs with it (precision) and the share of its true cluster found
(recall), averaged over records.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

import pandas as pd


@dataclass(frozen=True)
class Score:
    """Figures of one clustering, each between 0 and 1; `clusters` and `largest` are counts."""

    precision: float
    recall: float
    f1: float
    b3_precision: float
    b3_recall: float
    b3_f1: float
    clusters: int
    largest: int
    forbidden: int

    def as_dict(self) -> dict[str, float]:
        """The figures by name, for JSON."""
        return asdict(self)


def _harmonic(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def _pairs(sizes: pd.Series) -> int:
    return int((sizes * (sizes - 1) // 2).sum())


def _filled(predicted: pd.Series, truth: pd.Series) -> pd.Series:
    """Predicted clusters of exactly the records in truth; a record nobody clustered stands alone."""
    clusters = predicted[~predicted.index.duplicated()].reindex(truth.index).astype("object")
    alone = clusters.isna()
    clusters[alone] = ["\0alone:" + str(record) for record in clusters.index[alone]]
    return clusters


def score(predicted: pd.Series, truth: pd.Series, forbidden: Iterable[tuple[str, str]] = ()) -> Score:
    """Judge clusters against truth.

    Args:
        predicted: cluster id by record id; records unknown to `truth` are ignored.
        truth: entity id by record id, each record once.
        forbidden: pairs of record ids that must never share a cluster.

    Returns:
        The figures; with no claims precision is 1, with nothing to find recall is 1.
    """
    clusters = _filled(predicted, truth)
    frame = pd.DataFrame({"cluster": clusters.to_numpy(), "entity": truth.to_numpy()})
    by_cluster = frame.groupby("cluster").size()
    by_entity = frame.groupby("entity").size()
    joint = frame.groupby(["cluster", "entity"]).size()
    hits, claims, wanted = _pairs(joint), _pairs(by_cluster), _pairs(by_entity)
    precision = hits / claims if claims else 1.0
    recall = hits / wanted if wanted else 1.0
    cluster_size = by_cluster.reindex(joint.index.get_level_values("cluster")).to_numpy()
    entity_size = by_entity.reindex(joint.index.get_level_values("entity")).to_numpy()
    squares = joint.to_numpy() ** 2
    b3_precision = float((squares / cluster_size).sum() / len(frame)) if len(frame) else 1.0
    b3_recall = float((squares / entity_size).sum() / len(frame)) if len(frame) else 1.0
    lookup = clusters.to_dict()
    broken = sum(left in lookup and lookup[left] == lookup.get(right) for left, right in forbidden)
    return Score(
        precision,
        recall,
        _harmonic(precision, recall),
        b3_precision,
        b3_recall,
        _harmonic(b3_precision, b3_recall),
        len(by_cluster),
        int(by_cluster.max()) if len(by_cluster) else 0,
        int(broken),
    )
