"""Weights corrected by labels: logistic regression around the model's own odds, cross-fitted by customer."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components
from scipy.special import expit, log_expit

NATS = float(np.log(2))
LEAST_LABELS = 50
FOLDS = 5
ROUNDS = 50
STRENGTHS = (0.3, 1.0, 3.0, 10.0, 30.0, 100.0)


@dataclass(frozen=True)
class Adjustment:
    """A correction of the model's odds: `scale` × odds + `shift` + what each level adds (nats).

    `levels`: (comparison, level) → nats; a level that is not named adds nothing.
    """

    scale: float = 1.0
    shift: float = 0.0
    levels: Mapping[tuple[str, str], float] = field(default_factory=dict)

    def apply(self, pairs: pa.Table) -> np.ndarray:
        """Return the corrected natural log odds of pairs (contract Pairs: `weight` in bits, `level:*`)."""
        odds = self.scale * pairs["weight"].to_numpy() * NATS + self.shift
        for name in pairs.column_names:
            if name.startswith("level:"):
                coded = pairs[name].combine_chunks().cast(pa.string()).dictionary_encode()
                adds = [self.levels.get((name[6:], level), 0.0) for level in coded.dictionary.to_pylist()]
                odds = odds + np.array([*adds, 0.0])[coded.indices.fill_null(-1).to_numpy()]
        return odds

    def correct(self, odds: np.ndarray, levels: np.ndarray, names: list[tuple[str, tuple[str, ...]]]) -> np.ndarray:
        """Return corrected natural log odds; `levels` uint8 (pairs, comparisons), 0 missing, k the k-th label.

        `names`: name and labels of each comparison, in the order of the columns.
        """
        out = self.scale * odds + self.shift
        for column, (name, labels) in enumerate(names):
            adds = np.array([0.0, *(self.levels.get((name, label), 0.0) for label in labels)])
            out += adds[levels[:, column]]
        return out


@dataclass(frozen=True)
class Refit:
    """What labels taught: the `adjustment`, whether it is `better` on customers it had not seen, and the figures."""

    adjustment: Adjustment
    better: bool
    report: dict[str, float]


def refit(pairs: pa.Table, decisions: pa.Table) -> Refit:
    """Correct the model's odds by a steward's answers.

    `pairs`: contract Pairs. `decisions`: `left, right, judgement`; `unsure` and pairs that were not judged
    are left out. The correction is a logistic regression on the levels with the model's odds as its starting
    point, held back by a ridge whose strength cross-fitting chooses. It is `better` where the log loss on
    customers not seen in fitting is lower by more than one standard error of the difference, and the
    F1 is not lower. Under LEAST_LABELS answers, or with one kind of answer only, nothing is learned.
    """
    labelled, truth = _labelled(pairs, decisions)
    report: dict[str, float] = {"labels": len(truth), "matches": int(truth.sum())}
    if len(truth) < LEAST_LABELS or truth.min() == truth.max():
        return Refit(Adjustment(), False, report)
    design, names = _design(labelled)
    base = labelled["weight"].to_numpy() * NATS
    group = _customers(labelled)
    fold = pd.util.hash_array(group.astype(np.int64)) % FOLDS
    held_out = {s: _cross_fitted(design, base, truth, (fold, s)) for s in STRENGTHS}
    strength = min(STRENGTHS, key=lambda s: _loss(held_out[s], truth).mean())
    report |= _compared(base, held_out[strength], truth, group) | {"strength": strength}
    adjustment = _adjustment(_fit(design, base, truth, strength), names)
    better = report["gain"] > report["gain_error"] and report["f1_after"] >= report["f1_before"]
    return Refit(adjustment if better else Adjustment(), better, report)


def _labelled(pairs: pa.Table, decisions: pa.Table) -> tuple[pa.Table, np.ndarray]:
    told = decisions.filter(pc.is_in(decisions["judgement"], value_set=pa.array(["same", "different"])))
    low = pc.min_element_wise(told["left"], told["right"])
    high = pc.max_element_wise(told["left"], told["right"])
    said = pc.binary_join_element_wise(low, high, "\x1f").combine_chunks()
    key = pc.binary_join_element_wise(pairs["left"], pairs["right"], "\x1f").combine_chunks()
    at = pc.index_in(key, value_set=said)
    kept = at.is_valid()
    same = pc.equal(told["judgement"], "same").combine_chunks().take(at.drop_null())
    return pairs.filter(kept), same.to_numpy(zero_copy_only=False).astype(float)


def _design(pairs: pa.Table) -> tuple[np.ndarray, list[tuple[str, str]]]:
    """Return one 0/1 column a level that at least three labelled pairs have."""
    columns, names = [], []
    for name in pairs.column_names:
        if not name.startswith("level:"):
            continue
        level = pairs[name].to_numpy(zero_copy_only=False)
        for value, count in zip(*np.unique(level[level != "missing"].astype(str), return_counts=True), strict=True):
            if count >= 3:
                columns.append((level == value).astype(float))
                names.append((name[6:], str(value)))
    return np.column_stack(columns) if columns else np.zeros((len(pairs), 0)), names


def _customers(pairs: pa.Table) -> np.ndarray:
    """Label the labelled pairs by the group of records they hang together in."""
    ids = pc.unique(pa.chunked_array([*pairs["left"].chunks, *pairs["right"].chunks]))
    left, right = (pc.index_in(pairs[s], value_set=ids).to_numpy() for s in ("left", "right"))
    graph = coo_matrix((np.ones(len(left)), (left, right)), shape=(len(ids), len(ids)))
    return connected_components(graph, directed=False)[1][left]


def _fit(design: np.ndarray, base: np.ndarray, truth: np.ndarray, strength: float) -> np.ndarray:
    """Return scale, shift and a weight for each column; the ridge pulls to 1, 0 and 0."""
    full = np.column_stack([base, np.ones(len(base)), design])
    start = np.zeros(full.shape[1])
    start[0] = 1.0
    hold = np.full(full.shape[1], strength)
    hold[:2] = (strength * float(np.mean(base**2) + 1.0), 0.1 * strength)

    beta = start.copy()
    for _ in range(ROUNDS):  # Newton's method; the ridge keeps the Hessian well conditioned
        chance = expit(full @ beta)
        slope = full.T @ (chance - truth) + hold * (beta - start)
        bend = (full * (chance * (1 - chance))[:, None]).T @ full + np.diag(hold)
        step = np.linalg.solve(bend, slope)
        beta -= step * min(1.0, 2.0 / max(float(np.abs(step).max()), 1e-12))
        if np.abs(step).max() < 1e-6:
            break
    return beta


def _cross_fitted(design: np.ndarray, base: np.ndarray, truth: np.ndarray, split: tuple) -> np.ndarray:
    fold, strength = split
    odds = base.copy()
    for k in range(FOLDS):
        test = fold == k
        if test.any() and not test.all():
            beta = _fit(design[~test], base[~test], truth[~test], strength)
            odds[test] = np.column_stack([base, np.ones(len(base)), design])[test] @ beta
    return odds


def _loss(odds: np.ndarray, truth: np.ndarray) -> np.ndarray:
    return -(truth * log_expit(odds) + (1 - truth) * log_expit(-odds))


def _compared(before: np.ndarray, after: np.ndarray, truth: np.ndarray, group: np.ndarray) -> dict[str, float]:
    """Compare two scores; the error of the gain is taken over customers, whose pairs hang together."""
    gain = _loss(before, truth) - _loss(after, truth)
    by_group = np.bincount(group, weights=gain)
    error = float(np.sqrt((by_group**2).sum() - by_group.sum() ** 2 / max(len(by_group), 1)) / len(truth))
    return {
        "log_loss_before": float(_loss(before, truth).mean()),
        "log_loss_after": float(_loss(after, truth).mean()),
        "f1_before": _f1(before > 0, truth),
        "f1_after": _f1(after > 0, truth),
        "gain": float(gain.mean()),
        "gain_error": error,
    }


def _f1(said: np.ndarray, truth: np.ndarray) -> float:
    hits = float((said & (truth > 0)).sum())
    return 2 * hits / max(float(said.sum() + truth.sum()), 1.0)


def _adjustment(beta: np.ndarray, names: list[tuple[str, str]]) -> Adjustment:
    return Adjustment(float(beta[0]), float(beta[1]), dict(zip(names, beta[2:].tolist(), strict=True)))
