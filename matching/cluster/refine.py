"""Clusters judged whole: components are completed, weak bridges cut, vetoes held."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from matching.cluster.agglomerate import agglomerate
from matching.cluster.components import components, inner_pairs, relabel

MOST_DENSE = 2000  # records of a component judged as one matrix, every pair compared
PAIRS_COMPLETED = 4_000_000  # pairs compared in all to complete components, the small ones first
UNKNOWN = -2.0  # log odds of a pair too many to compare


@dataclass(frozen=True)
class Scored:
    """Pairs of rows: `codes` low * records + high (sorted int64), `odds` natural log, `veto` bool."""

    records: int
    codes: np.ndarray
    odds: np.ndarray
    veto: np.ndarray

    def over(self, cut: float) -> tuple[np.ndarray, np.ndarray]:
        """Left and right rows of the pairs above a cut and not vetoed."""
        kept = self.codes[(self.odds > cut) & ~self.veto]
        return kept // self.records, kept % self.records

    def joined(self, other: "Scored") -> "Scored":
        """Both sets of pairs, in order of their codes."""
        order = np.argsort(np.concatenate([self.codes, other.codes]), kind="stable")
        codes, odds, veto = (
            np.concatenate([a, b])[order]
            for a, b in ((self.codes, other.codes), (self.odds, other.odds), (self.veto, other.veto))
        )
        return Scored(self.records, codes, odds, veto)


def refine(
    scored: Scored,
    cut: float,
    complete: Callable[[np.ndarray], Scored],
    most: int | None = None,
    apart: np.ndarray | None = None,
) -> tuple[np.ndarray, Scored]:
    """Cluster label of each row (its smallest row) and all pairs judged on the way.

    `complete` scores pair codes that blocking did not propose, in components of at most `most` records (None: as many
    as can be afforded). Rows of one code in `apart` (-1: none) are never of one cluster, compared or not, unless a
    steward's word lifted the veto of their pair.
    """
    label = components(scored.records, *scored.over(cut))
    wanted = inner_pairs(label, affordable(np.bincount(label)) if most is None else most)
    missing = np.setdiff1d(wanted, scored.codes, assume_unique=True)
    if len(missing):
        scored = scored.joined(complete(missing))
    return relabel(_judge(scored, label, cut, apart)), scored


def among_rivals(left: np.ndarray, right: np.ndarray, odds: np.ndarray, apart: np.ndarray) -> np.ndarray:
    """Log odds of pairs of rows of which each can have one partner at most in a source (`apart`: of `refine`).

    Of three namesakes in the next census one may be the man himself: each one's odds are held against the others'.
    """
    one, other = apart[left], apart[right]
    rows = np.flatnonzero((one >= 0) & (other >= 0) & (one != other))
    own = np.exp(np.clip(odds[rows], -30, 30))
    most = np.zeros(len(rows))
    sources = int(apart.max(initial=0)) + 1
    for key in (left[rows] * sources + other[rows], right[rows] * sources + one[rows]):
        _, back = np.unique(key, return_inverse=True)
        np.maximum(most, np.bincount(back, weights=own)[back] - own, out=most)
    out = odds.copy()
    out[rows] -= np.log1p(np.maximum(most, 0.0))
    return out


def affordable(sizes: np.ndarray) -> int:
    """Largest component size such that completing all up to it stays within `PAIRS_COMPLETED`."""
    sizes = np.sort(sizes[(sizes > 2) & (sizes <= MOST_DENSE)]).astype(np.int64)
    pairs = np.cumsum(sizes * (sizes - 1) // 2)
    kept = sizes[pairs <= PAIRS_COMPLETED]
    return int(kept[-1]) if len(kept) else 0


def _judge(scored: Scored, label: np.ndarray, cut: float, apart: np.ndarray | None) -> np.ndarray:
    left, right = scored.codes // scored.records, scored.codes % scored.records
    inside = label[left] == label[right]
    left, right, odds, veto = left[inside], right[inside], scored.odds[inside], scored.veto[inside]
    odds = (odds if apart is None else among_rivals(left, right, np.where(veto, -np.inf, odds), apart)) - cut
    home = label[left]
    size = np.bincount(label, minlength=scored.records)
    good = np.bincount(home[(odds > 0) & ~veto], minlength=scored.records)
    contested = (good < size * (size - 1) // 2) & (size > 1)
    order = np.flatnonzero(contested[home])
    order = order[np.argsort(home[order], kind="stable")]
    bounds = np.flatnonzero(np.diff(home[order], prepend=-1, append=-1))
    members = np.argsort(label, kind="stable")
    starts = np.searchsorted(label[members], np.arange(scored.records))
    own = np.full(scored.records, -1) if apart is None else apart
    out = label.copy()
    for at, end in pairwise(bounds):
        part = order[at:end]
        root = home[part[0]]
        rows = members[starts[root] : starts[root] + size[root]]
        out[rows] = _split(rows, (left[part], right[part]), odds[part], veto[part], own)
    return out


def _split(
    rows: np.ndarray, pairs: tuple[np.ndarray, np.ndarray], odds: np.ndarray, veto: np.ndarray, own: np.ndarray
) -> np.ndarray:
    """Labels (rows) of one contested component; one too large is first broken at its weaker pairs."""
    a, b = (np.searchsorted(rows, side) for side in pairs)
    if len(rows) > MOST_DENSE:
        return _break(rows, (a, b), odds, veto, own)
    weight = np.full((len(rows), len(rows)), UNKNOWN)
    mine = own[rows]
    barred = (mine[:, None] == mine[None, :]) & (mine >= 0)
    np.fill_diagonal(barred, val=False)
    weight[a, b] = weight[b, a] = odds
    barred[a, b] = barred[b, a] = veto
    return rows[agglomerate(weight, barred)]


def _break(
    rows: np.ndarray, at: tuple[np.ndarray, np.ndarray], odds: np.ndarray, veto: np.ndarray, own: np.ndarray
) -> np.ndarray:
    """Raise the cut until the pieces fit, then judge each piece."""
    a, b = at
    high = float(np.quantile(odds[odds > 0], 0.3))
    kept = (odds > max(high, 0.5)) & ~veto
    label = components(len(rows), a[kept], b[kept])
    if len(np.unique(label)) == 1 or not kept.any():
        mine = own[rows][own[rows] >= 0]
        held = veto.any() or len(np.unique(mine)) < len(mine)
        return rows.copy() if held else np.full(len(rows), rows[0])
    out = rows.copy()
    for root in np.unique(label):
        mine = np.flatnonzero(label == root)
        if len(mine) > 1:
            inside = (label[a] == root) & (label[b] == root)
            out[mine] = _split(rows[mine], (rows[a[inside]], rows[b[inside]]), odds[inside], veto[inside], own)
    return out
