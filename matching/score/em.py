"""Expectation maximisation over the latent classes: both sides learned on the candidate pairs, no labels."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import sparse

from matching.compare.evidence import Evidence
from matching.parallel import each, slices
from matching.score.classes import HOUSE, MATCH, MOVED, WORN, Classes, H, M, R, U, W
from matching.score.damage import as_at_random, as_found
from matching.sorting import stable_order

ROUNDS = 60
MOST_SAMPLED = 70_000
CHUNK = 250_000
LOG2 = float(np.log(2))
PRIOR_PAIRS = 25.0  # weight of the prior, in pairs
MOST_MOVED = 0.6
OTHER_NAME = 0.02  # of the worn records: a slip makes no name that others bear
LOOSE = 2.0  # of the worn records: nothing else holds them to what a damaged record looks like
STRANGE = 0.3  # of the organisations' names: without other evidence nothing else says what strangers look like
HELD = 1.0  # of a comparison's habit: from here on the matches found do not outweigh experience
KIN = 10.0  # a household's or house's own habit, times that of matches: strangers there are told by their names


@dataclass(frozen=True)
class Model:
    """A model: `theta` (5 sets, comparisons, levels) probabilities, `shares` of the classes.

    `habit`: per comparison, the prior's weight beside the pairs found; what names a party is held closest to
    experience, so that a class cannot drift to another kind of pair. `worst`: per comparison its last level and
    the largest probability of that level among matches: one party's records are not mostly named differently.
    `names` (bool): comparisons of persons' names. `lost`: the level of words damaged beyond recognition (0: none).
    """

    classes: Classes
    theta: np.ndarray
    shares: np.ndarray
    habit: np.ndarray
    worst: np.ndarray
    names: np.ndarray
    lost: np.ndarray

    def log_likelihood(self, levels: np.ndarray) -> np.ndarray:
        """Natural log of P(levels, class), float64 (pairs, classes), rarity not counted."""
        logs = np.log(self.theta)
        total = np.tile(np.log(self.shares), (len(levels), 1))
        for k in range(levels.shape[1]):
            total += logs[self.classes.sets[:, k], k][:, levels[:, k]].T
        return total

    def weigh(self, evidence: Evidence) -> np.ndarray:
        """Log posterior odds of a match (natural log, float64) of each pair; distinct patterns are scored once."""
        distinct, back = _patterns(evidence.levels)
        table = np.ascontiguousarray(self.log_likelihood(distinct).T)
        out = np.empty(len(back))

        def fill(part: slice) -> None:
            joint = table[:, back[part]]
            for bits, chance in zip(evidence.rarity[part].T, self.classes.chance, strict=True):
                lost = LOG2 * bits.astype(np.float64)
                for k in np.flatnonzero(chance):
                    joint[k] -= lost
            out[part] = odds(joint, self.classes.match)

        each(fill, slices(len(back), CHUNK))
        return out


def _patterns(levels: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Distinct rows of levels and the index of each row among them (a level takes four bits)."""
    if levels.shape[1] > 15:
        distinct, back = np.unique(levels, axis=0, return_inverse=True)
        return distinct, back.ravel()
    key = np.zeros(len(levels), dtype=np.int64)
    for column in levels.T:
        key <<= 4
        key |= column
    back, found = pd.factorize(key)
    places = 4 * np.arange(levels.shape[1] - 1, -1, -1)
    return ((found[:, None] >> places) & 15).astype(np.uint8), back


def odds(joint: np.ndarray, match: np.ndarray) -> np.ndarray:
    """Log of the matching classes' sum over the others', of (classes, pairs)."""
    return _log_sum(joint[match]) - _log_sum(joint[~match])


def _log_sum(rows: np.ndarray) -> np.ndarray:
    """Return the log of the sum of exponentials over the first axis."""
    most = rows.max(axis=0)
    return most + np.log(np.exp(rows - most).sum(axis=0))


def sample(
    evidence: Evidence, hint: np.ndarray, seed: int, even: np.ndarray | None = None
) -> tuple[Evidence, np.ndarray]:
    """Pairs for the fit: the most alike by `hint`, and a weighted random part of the rest; with their weights.

    `even`: weights of the pairs to begin with (None: 1).
    """
    n = len(hint)
    even = np.ones(n) if even is None else even
    if n <= MOST_SAMPLED:
        return evidence, even
    order = stable_order(-hint)
    top, rest = order[: MOST_SAMPLED // 2], order[MOST_SAMPLED // 2 :]
    drawn = np.random.default_rng(seed).choice(rest, MOST_SAMPLED // 2, replace=False)
    chosen = np.concatenate([top, drawn])
    weights = np.concatenate([np.ones(len(top)), np.full(len(drawn), len(rest) / len(drawn))])
    return Evidence(evidence.levels[chosen], evidence.rarity[chosen]), weights * even[chosen]


def fit(evidence: Evidence, weights: np.ndarray, start: Model) -> Model:
    """Fit by EM from a starting model, whose parameters are also the prior (`PRIOR_PAIRS` pairs' worth)."""
    model = start
    design, penalty, weights = _compress(evidence, weights, start)
    previous = -np.inf
    for _ in range(ROUNDS):
        joint = design @ _weights(model) + np.log(model.shares) - penalty
        total = np.logaddexp.reduce(joint, axis=1)
        resp = np.exp(joint - total[:, None]) * weights[:, None]
        model = replace(model, theta=_theta(design.T @ resp, resp, start), shares=_shares(resp, start))
        score = float((total * weights).sum() / max(weights.sum(), 1e-12))
        if abs(score - previous) < 1e-5:
            break
        previous = score
    return model


def _compress(evidence: Evidence, weights: np.ndarray, start: Model):
    """Distinct patterns: one-hot levels (patterns, comparisons * levels), rarity penalty and weight of each."""
    levels, rarity, back = _distinct(evidence)
    count, wide = levels.shape
    columns = np.arange(wide) * start.theta.shape[2] + levels
    ones = np.ones(columns.size)
    shape = (count, wide * start.theta.shape[2])
    design = sparse.csr_matrix((ones, columns.ravel(), np.arange(0, columns.size + 1, wide)), shape=shape)
    penalty = LOG2 * (rarity @ start.classes.chance)
    return design, penalty, np.bincount(back, weights=weights)


def _distinct(evidence: Evidence) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Distinct rows of levels and rounded rarity (float64), in order, and the index of each pair among them."""
    rarity = np.round(evidence.rarity.astype(np.float32)).astype(np.int64)
    lowest = rarity.min(axis=0)
    span = rarity.max(axis=0) - lowest + 1
    said, code = _patterns(evidence.levels)
    order = np.lexsort(said.T[::-1])
    place = np.empty_like(order)
    place[order] = np.arange(len(order))
    key = place[code]
    for column, low, wide in zip(rarity.T, lowest, span, strict=True):
        key = key * wide + (column - low)
    key, back = np.unique(key, return_inverse=True)
    rare = np.empty((len(key), len(span)))
    for k in range(len(span) - 1, -1, -1):
        key, rare[:, k] = np.divmod(key, span[k])
    return said[order[key]], rare + lowest, back


def _weights(model: Model) -> np.ndarray:
    """Log probabilities as a matrix (comparisons * levels, classes)."""
    logs = np.log(model.theta)
    wide = logs.shape[1]
    return np.stack([logs[s, np.arange(wide)].ravel() for s in model.classes.sets], axis=1)


def _shares(resp: np.ndarray, start: Model) -> np.ndarray:
    mass = resp.sum(axis=0) + start.shares
    names = start.classes.names
    if MOVED in names:  # most matches are met where they were: a larger share is namesakes in disguise
        moved, stayed = names.index(MOVED), names.index(MATCH)
        mass[moved] = min(mass[moved], MOST_MOVED * mass[stayed])
    return mass / mass.sum()


def _theta(counts: np.ndarray, resp: np.ndarray, start: Model) -> np.ndarray:
    theta = start.theta * PRIOR_PAIRS
    theta[M] += start.theta[M] * start.habit[:, None] * resp[:, start.classes.match].sum()
    named = start.classes.alone
    theta[U, named] += start.theta[U, named] * STRANGE * resp[:, ~start.classes.match].sum()
    if WORN in start.classes.names:
        mass = resp[:, start.classes.names.index(WORN)].sum()
        theta[W] += start.theta[W] * np.maximum(start.habit, LOOSE)[:, None] * mass
    if HOUSE in start.classes.names:
        house = resp[:, start.classes.names.index(HOUSE)].sum()
        theta[H] += start.theta[H] * KIN * start.habit[:, None] * house
    found = counts.reshape(theta.shape[1], theta.shape[2], -1)
    for k in range(theta.shape[1]):
        for s in (M, U, H, W):
            theta[s, k] += found[k][:, start.classes.sets[:, k] == s].sum(axis=1)
    theta[:, :, 0] = 0
    theta /= np.maximum(theta.sum(axis=2, keepdims=True), 1e-12)
    for s in (M, U, H):
        as_at_random(theta[s], start.theta[R], start.lost)
    if WORN in start.classes.names:
        worn = found[:, :, start.classes.names.index(WORN)]
        as_found(theta[W], worn, start.theta[W], start.lost, PRIOR_PAIRS)
    _cap(theta[M], start.worst)
    _bound(theta, start.names & (start.habit >= HELD))
    _cap(theta[W], np.where(start.names[:, None], [[0, OTHER_NAME]], [[0, 1.0]]) + start.worst * [1, 0])
    theta[R] = start.theta[R]
    theta = np.maximum(theta, 1e-5)
    theta[:, :, 0] = 1  # a missing value is no evidence
    return theta


def _bound(theta: np.ndarray, steady: np.ndarray) -> None:
    """Let strangers show each level as often as an exact agreement's odds ask for, in place.

    Names exchanged for one another are met in few strangers because few exchange them, in both columns at once: two
    such levels would tell more than two equal names.
    """
    exact = theta[U, steady, 1:2] / np.maximum(theta[M, steady, 1:2], 1e-12)
    least = np.maximum(theta[U, steady, 1:], theta[M, steady, 1:] * exact)
    theta[U, steady, 1:] = least / least.sum(axis=1, keepdims=True)


def _cap(rows: np.ndarray, worst: np.ndarray) -> None:
    """Hold the last level of each row under its bound, in place; the rest is scaled up."""
    for k, (last, most) in enumerate(worst):
        level = int(last)
        if rows[k, level] > most:
            rest = max(rows[k].sum() - rows[k, level], 1e-12)
            rows[k] *= (1 - most) / rest
            rows[k, level] = most
