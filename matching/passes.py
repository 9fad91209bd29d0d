"""One pass of the matcher over a view of the records: candidates, evidence, score, clusters."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from matching.block.candidates import Candidates, candidates
from matching.cluster.refine import Scored, refine
from matching.compare.evidence import Evidence, evidence
from matching.compare.kernel import Comparison
from matching.compare.organisations import OTHERS
from matching.compare.plan import plan
from matching.features.build import Parts
from matching.learn import Lesson, Refit
from matching.party.sources import registers
from matching.score import em, operate
from matching.score.start import random_pairs, start
from matching.scorer import Rules, Scorer
from matching.settings import MatchSettings

RANDOM_PAIRS = 50_000


@dataclass(frozen=True)
class Steward:
    """What answers do to a pass: `overrule` puts them over the scores; a `lesson` corrects these, if it helps."""

    overrule: Callable[[Scored], Scored] = lambda scored: scored
    lesson: Lesson | None = None


@dataclass(frozen=True)
class Result:
    """A pass: `label` (smallest row of each cluster), every pair `scored`, the pairs `seen`, the model and the cut.

    `learned`: what the steward's answers taught, if there were enough. `kinds(codes)`: kind of the veto of each pair.
    `alone(codes)`: the pairs scored as if no steward had spoken of them.
    """

    label: np.ndarray
    scored: Scored
    codes: np.ndarray
    seen: Evidence
    comparisons: list[Comparison]
    model: em.Model | None
    cut: float
    found: Candidates
    learned: Refit | None = None
    kinds: Callable[[np.ndarray], np.ndarray] | None = None
    alone: Callable[[np.ndarray], Scored] | None = None


Step = Callable[[str, float], None]
Runner = Callable[[Parts, MatchSettings, Rules, Steward, Step], Result]


def run(parts: Parts, settings: MatchSettings, rules: Rules, steward: Steward, step: Step) -> Result:
    """Match the rows of a view."""
    n = parts.rows
    found = candidates(parts, settings.budget(n))
    step("block", 0.3)
    comparisons = plan(parts)
    seen = evidence(comparisons, found.left, found.right)
    step("compare", 0.6)
    model = learn(comparisons, seen, found, settings, n) if len(found.left) and comparisons and n > 1 else None
    codes = found.left.astype(np.int64) * n + found.right
    rules = registers(rules, model, comparisons)
    scorer = Scorer(n, comparisons, model, rules).taught_by(steward.lesson)
    first = scorer.score(codes, seen)
    cut = choose_cut(first.odds[~first.veto], settings)
    step("score", 0.75)
    label, scored = refine(steward.overrule(first), cut, scorer.compare, apart=rules.apart)
    step("cluster", 0.9)
    told = (scorer.learned, scorer.kinds, scorer.compare)
    return Result(label, scored, codes, seen, comparisons, model, cut, found, *told)


def learn(
    comparisons: list[Comparison], seen: Evidence, found: Candidates, settings: MatchSettings, rows: int
) -> em.Model:
    """Fit the classes on the candidates."""
    open_ = undecided(comparisons, seen)
    seen = Evidence(seen.levels[open_], seen.rarity[open_])
    random = evidence(comparisons, *random_pairs(rows, RANDOM_PAIRS, settings.seed))
    first = start(comparisons, seen, random)
    even = evenly(found.left[open_], found.right[open_], rows) if first.classes.alone.any() else None
    part, weights = em.sample(seen, first.weigh(seen), settings.seed, even)
    return em.fit(part, weights, first)


def undecided(comparisons: list[Comparison], seen: Evidence) -> np.ndarray:
    """Pairs (bool) but for those of two firms or sites by name: in a chain they are many, and teach only that."""
    for k, comparison in enumerate(comparisons):
        if comparison.name == "org":
            open_ = ~np.isin(seen.levels[:, k], OTHERS)
            return open_ if open_.any() else np.ones(len(open_), dtype=bool)
    return np.ones(len(seen.levels), dtype=bool)


def evenly(left: np.ndarray, right: np.ndarray, rows: int) -> np.ndarray:
    """Weights (float64) of candidates such that no record counts for more pairs than the median record has.

    One party written in hundreds of ways meets itself in most of the candidates. Where names are all there is,
    strangers were then taken for what this party's records are to one another.
    """
    held = np.bincount(left, minlength=rows) + np.bincount(right, minlength=rows)
    usual = max(float(np.median(held[held > 0])), 1.0)
    return np.minimum(1.0, usual / np.maximum(held[left], held[right]))


def choose_cut(odds: np.ndarray, settings: MatchSettings) -> float:
    """Highest expected F1, or the precision the settings ask for."""
    cut = operate.best_cut(odds)
    if settings.auto_precision is None:
        return cut
    return max(cut, operate.precise_cut(odds, settings.auto_precision))
