"""The starting model: what matches look like by experience, what strangers look like in this file."""

import numpy as np

from matching.compare.evidence import Evidence
from matching.compare.kernel import Comparison
from matching.compare.organisations import ORG_STRANGERS
from matching.compare.plan import MOSTLY
from matching.features.ages import of_its_time
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
HELD = {"given": 1.0, "surname": 1.0, "birth_year": 1.0, "gender": 1.0}  # by comparison
HELD_ROLES = {"place": 0.5, "area": 0.5, "other": 1.0}
HELD_DIFFERENT = {"given": 0.1, "surname": 0.1, "gender": 0.05}  # of matches at most, where names are all there is
SHARED = 0.005  # of random pairs at most have one address, telephone or number, where it tells persons apart
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
    own = known or any(telling(c) for c in comparisons)
    weak = not own and {"given", "birth"} <= {c.role for c in comparisons}
    habit = habits(comparisons, grouped.alone, weak)
    worst = np.array([most_different(c, weak) for c in comparisons])
    last = np.array([len(c.labels) for c in comparisons])
    spoken = np.array([c.name in ("given", "surname") for c in comparisons])
    lost = lost_levels(comparisons, theta[R])
    return Model(grouped, theta, grouped.start, habit, np.stack([last, worst], axis=1), spoken, lost)


def habits(comparisons: list[Comparison], alone: np.ndarray, weak: bool) -> np.ndarray:
    """Weight of experience beside the pairs found, of each comparison (`alone`: of `Classes`).

    `weak`: names and nothing that is one person's own, as in parish registers and censuses. There sex, age, calling and
    parish agree on so many strangers that the likeliest classes are of those: matches are held to what matches look
    like. Which sources and enumerations repeat a person is the file's own.
    """
    named = ["org alone" if a else c.name for c, a in zip(comparisons, alone, strict=True)]
    usual = np.array([HABIT.get(n, 0.03) for n in named])
    free = np.array([c.name == "source" or of_its_time(c.name) for c in comparisons])
    held = np.array([HELD.get(c.name, HELD_ROLES.get(c.role, 0.0)) for c in comparisons])
    return np.maximum(usual, np.where(free, 0.0, held)) if weak else usual


def telling(comparison: Comparison) -> bool:
    """Whether an address, a telephone, a mailbox or a number is known of most records, and few strangers share one."""
    column = comparison.column
    apart = float((column.share**2).sum()) < max(SHARED, 2 / max(column.known, 1))
    return comparison.role in ("place", "reach", "id") and column.filled >= MOSTLY and apart


def most_different(comparison: Comparison, weak: bool) -> float:
    """Largest probability that a match differs here (`weak`: of `habits`)."""
    most = MOST_DIFFERENT.get(comparison.role, 1.0)
    return min(most, HELD_DIFFERENT.get(comparison.name, 1.0)) if weak else most


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
