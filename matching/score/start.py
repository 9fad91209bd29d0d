"""The starting model: what matches look like by experience, what strangers look like in this file."""

import numpy as np

from matching.compare.evidence import Evidence
from matching.compare.kernel import Comparison
from matching.compare.organisations import ORG_STRANGERS
from matching.compare.plan import MOSTLY
from matching.score.classes import H, M, R, U, W, classes
from matching.score.damage import lost_levels
from matching.score.em import Model

SISTERS = (0.01, 0.02, 0.03, 0.03, 0.01, 0.1, 0.1, 0.2, 0.2, 0.05, 0.05, 0.2)  # names that share a family word
MOST_DIFFERENT = {
    "name": 0.45,
    "given": 0.45,
    "birth": 0.45,
    "id": 0.35,
    "org": 0.15,
    "parent": 0.1,
}  # of matches, by role
HABIT = {"org": 1.0, "org alone": 0.3, "given": 0.05, "surname": 0.05, "address": 1.0, "street": 1.0, "postcode": 0.2}


def start(comparisons: list[Comparison], candidates: Evidence, random: Evidence) -> Model:
    """Model before the fit: `M` from each comparison's prior, `U` half from candidates, half from random pairs."""
    width = max(len(c.labels) for c in comparisons) + 1
    theta = np.full((5, len(comparisons), width), 1e-5)
    for k, comparison in enumerate(comparisons):
        size = len(comparison.labels)
        theta[M, k, 1 : size + 1] = comparison.prior
        if comparison.role == "org":
            theta[U, k, 1 : size + 1] = ORG_STRANGERS
        else:
            theta[U, k] = (frequencies(candidates.levels[:, k], width) + frequencies(random.levels[:, k], width)) / 2
        theta[R, k] = frequencies(random.levels[:, k], width)
        theta[H, k, 1 : size + 1] = kin(comparison)
        theta[W, k, 1 : size + 1] = worn(comparison)
        theta[:, k, size + 1 :] = 1e-5
    theta = np.maximum(theta, 1e-4)
    theta[:, :, 0] = 0
    theta /= theta.sum(axis=2, keepdims=True)
    theta[:, :, 0] = 1
    known = any(c.name in ("birth_date", "national_id") and c.column.filled >= MOSTLY for c in comparisons)
    grouped = classes([c.role for c in comparisons], known)
    named = ["org alone" if alone else c.name for c, alone in zip(comparisons, grouped.alone, strict=True)]
    habit = np.array([HABIT.get(n, 0.03) for n in named])
    worst = np.array([MOST_DIFFERENT.get(c.role, 1.0) for c in comparisons])
    last = np.array([len(c.labels) for c in comparisons])
    spoken = np.array([c.name in ("given", "surname") for c in comparisons])
    lost = lost_levels(comparisons, theta[R])
    return Model(grouped, theta, grouped.start, habit, np.stack([last, worst], axis=1), spoken, lost)


def kin(comparison: Comparison) -> np.ndarray:
    """Levels expected between strangers of one household, or sister companies of one house."""
    if comparison.name == "org":
        return np.array(SISTERS)
    if comparison.role in ("place", "area", "firm"):
        return np.array(comparison.prior)
    levels = np.array(comparison.prior) * 0.7
    levels[-1] += 0.3
    return levels


def worn(comparison: Comparison) -> np.ndarray:
    """Levels expected of a record written badly throughout: its words are seldom whole, its numbers often.

    So a house's other member, whose surname and street are written well, is no badly written record.
    """
    levels = np.array(comparison.prior)
    levels[0] *= 0.1 if comparison.role in ("name", "given", "place") else 0.7
    levels[1:] /= levels[1:].sum() / (1 - levels[0])
    return levels


def frequencies(levels: np.ndarray, width: int) -> np.ndarray:
    """Share of each level among the pairs where both have a value; flat where none has."""
    counts = np.bincount(levels, minlength=width).astype(float)
    counts[0] = 0
    return counts / counts.sum() if counts.sum() else np.full(width, 1 / width)


def random_pairs(rows: int, most: int, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """Random pairs of different rows."""
    draw = np.random.default_rng(seed).integers(0, rows, size=(2, most))
    draw = draw[:, draw[0] != draw[1]]
    return draw[0], draw[1]
