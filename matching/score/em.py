"""Expectation maximisation over the latent classes: both sides learned on the candidate pairs, no labels."""

from dataclasses import dataclass, replace

import numpy as np

from matching.compare.evidence import Evidence
from matching.score.classes import HOUSE, MATCH, MOVED, Classes, H, M, U

ROUNDS = 60
MOST_SAMPLED = 120_000
LOG2 = float(np.log(2))
PRIOR_PAIRS = 25.0  # weight of the prior, in pairs
MOST_MOVED = 0.6
STRANGE = 0.3  # of the organisations' names: without other evidence nothing else says what strangers look like
KIN = 10.0  # a household's or house's own habit, times that of matches: strangers there are told by their names


@dataclass(frozen=True)
class Model:
    """A model: `theta` (3 sets, comparisons, levels) probabilities, `shares` of the classes.

    `habit`: per comparison, the prior's weight beside the pairs found; what names a party is held closest to
    experience, so that a class cannot drift to another kind of pair.
    """

    classes: Classes
    theta: np.ndarray
    shares: np.ndarray
    habit: np.ndarray

    def log_likelihood(self, levels: np.ndarray) -> np.ndarray:
        """Natural log of P(levels, class), float64 (pairs, classes), rarity not counted."""
        logs = np.log(self.theta)
        total = np.tile(np.log(self.shares), (len(levels), 1))
        for k in range(levels.shape[1]):
            total += logs[self.classes.sets[:, k], k][:, levels[:, k]].T
        return total

    def weigh(self, evidence: Evidence) -> np.ndarray:
        """Log posterior odds of a match (natural log, float64) of each pair."""
        joint = self.log_likelihood(evidence.levels)
        joint -= LOG2 * (evidence.rarity.astype(np.float64) @ self.classes.chance)
        return odds(joint, self.classes.match)


def odds(joint: np.ndarray, match: np.ndarray) -> np.ndarray:
    """Log of the matching classes' sum over the others'."""
    return np.logaddexp.reduce(joint[:, match], axis=1) - np.logaddexp.reduce(joint[:, ~match], axis=1)


def sample(evidence: Evidence, hint: np.ndarray, seed: int) -> tuple[Evidence, np.ndarray]:
    """Pairs for the fit: the most alike by `hint`, and a weighted random part of the rest; with their weights."""
    n = len(hint)
    if n <= MOST_SAMPLED:
        return evidence, np.ones(n)
    order = np.argsort(-hint, kind="stable")
    top, rest = order[: MOST_SAMPLED // 2], order[MOST_SAMPLED // 2 :]
    drawn = np.random.default_rng(seed).choice(rest, MOST_SAMPLED // 2, replace=False)
    chosen = np.concatenate([top, drawn])
    weights = np.concatenate([np.ones(len(top)), np.full(len(drawn), len(rest) / len(drawn))])
    return Evidence(evidence.levels[chosen], evidence.rarity[chosen]), weights


def fit(evidence: Evidence, weights: np.ndarray, start: Model) -> Model:
    """Fit by EM from a starting model, whose parameters are also the prior (`PRIOR_PAIRS` pairs' worth)."""
    model = start
    penalty = LOG2 * (evidence.rarity.astype(np.float64) @ start.classes.chance)
    previous = -np.inf
    for _ in range(ROUNDS):
        joint = model.log_likelihood(evidence.levels) - penalty
        total = np.logaddexp.reduce(joint, axis=1)
        resp = np.exp(joint - total[:, None]) * weights[:, None]
        model = replace(model, theta=_theta(evidence.levels, resp, start), shares=_shares(resp, start))
        score = float((total * weights).sum() / weights.sum())
        if abs(score - previous) < 1e-6:
            break
        previous = score
    return model


def _shares(resp: np.ndarray, start: Model) -> np.ndarray:
    mass = resp.sum(axis=0) + start.shares
    names = start.classes.names
    if MOVED in names:  # most matches are met where they were: a larger share is namesakes in disguise
        moved, stayed = names.index(MOVED), names.index(MATCH)
        mass[moved] = min(mass[moved], MOST_MOVED * mass[stayed])
    return mass / mass.sum()


def _theta(levels: np.ndarray, resp: np.ndarray, start: Model) -> np.ndarray:
    width = start.theta.shape[2]
    theta = start.theta * PRIOR_PAIRS
    theta[M] += start.theta[M] * start.habit[:, None] * resp[:, start.classes.match].sum()
    named = start.classes.alone
    theta[U, named] += start.theta[U, named] * STRANGE * resp[:, ~start.classes.match].sum()
    if HOUSE in start.classes.names:
        theta[H] += start.theta[H] * KIN * start.habit[:, None] * resp[:, start.classes.names.index(HOUSE)].sum()
    for k in range(levels.shape[1]):
        for s in range(3):
            mine = start.classes.sets[:, k] == s
            if mine.any():
                theta[s, k] += np.bincount(levels[:, k], weights=resp[:, mine].sum(axis=1), minlength=width)
    theta[:, :, 0] = 0
    theta /= np.maximum(theta.sum(axis=2, keepdims=True), 1e-12)
    theta = np.maximum(theta, 1e-5)
    theta[:, :, 0] = 1  # a missing value is no evidence
    return theta
