"""One pass of the matcher over a view of the records: candidates, evidence, score, clusters."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from matching.block.candidates import Candidates, candidates
from matching.cluster.refine import Scored, refine
from matching.compare.evidence import Evidence, evidence
from matching.compare.kernel import Comparison
from matching.compare.plan import plan
from matching.features.build import Parts
from matching.parallel import each, slices
from matching.score import em, operate
from matching.score.start import random_pairs, start
from matching.settings import MatchSettings

RANDOM_PAIRS = 50_000
CHUNK = 1_000_000  # pairs scored at once
Rule = Callable[[np.ndarray, np.ndarray, Evidence, list[Comparison]], np.ndarray]


@dataclass(frozen=True)
class Rules:
    """What the model is not asked: `veto(left, right, evidence, comparisons)` gives a bool a pair; `told` gives natural
    log odds that replace the model's, `least` and `most` bound them; NaN where a rule is silent.
    """

    veto: Rule | None = None
    told: Rule | None = None
    least: Rule | None = None
    most: Rule | None = None


@dataclass(frozen=True)
class Result:
    """A pass: `label` (smallest row of each cluster), every pair `scored`, the pairs `seen`, the model and the cut."""

    label: np.ndarray
    scored: Scored
    codes: np.ndarray
    seen: Evidence
    comparisons: list[Comparison]
    model: em.Model | None
    cut: float
    found: Candidates


Step = Callable[[str, float], None]


def run(
    parts: Parts, settings: MatchSettings, rules: Rules, overrule: Callable[[Scored], Scored], step: Step
) -> Result:
    """Match the rows of a view; `overrule` puts a steward's decisions over the scores."""
    n = parts.rows
    found = candidates(parts, settings.budget(n))
    step("block", 0.3)
    comparisons = plan(parts)
    seen = evidence(comparisons, found.left, found.right)
    step("compare", 0.6)
    model = learn(comparisons, seen, n, settings) if len(found.left) and comparisons and n > 1 else None
    codes = found.left.astype(np.int64) * n + found.right

    def score_part(some: np.ndarray, known: Evidence) -> tuple[np.ndarray, np.ndarray]:
        left, right = some // n, some % n
        odds = model.weigh(known) if model else np.full(len(some), -50.0)
        if rules.told:
            told = rules.told(left, right, known, comparisons)
            odds = np.where(np.isnan(told), odds, told)
        if rules.least:
            odds = np.fmax(odds, rules.least(left, right, known, comparisons))
        if rules.most:
            odds = np.fmin(odds, rules.most(left, right, known, comparisons))
        veto = rules.veto(left, right, known, comparisons) if rules.veto else np.zeros(len(some), dtype=bool)
        return odds, veto

    def score(some: np.ndarray, known: Evidence) -> Scored:
        odds, veto = np.empty(len(some)), np.empty(len(some), dtype=bool)

        def fill(part: slice) -> None:
            odds[part], veto[part] = score_part(some[part], Evidence(known.levels[part], known.rarity[part]))

        each(fill, slices(len(some), CHUNK))
        return Scored(n, some, odds, veto)

    first = score(codes, seen)
    cut = choose_cut(first.odds[~first.veto], settings)
    step("score", 0.75)
    label, scored = refine(overrule(first), cut, lambda more: score(more, evidence(comparisons, more // n, more % n)))
    step("cluster", 0.9)
    return Result(label, scored, codes, seen, comparisons, model, cut, found)


def learn(comparisons: list[Comparison], seen: Evidence, rows: int, settings: MatchSettings) -> em.Model:
    """Fit the classes on the candidates."""
    random = evidence(comparisons, *random_pairs(rows, RANDOM_PAIRS, settings.seed))
    first = start(comparisons, seen, random)
    part, weights = em.sample(seen, first.weigh(seen), settings.seed)
    return em.fit(part, weights, first)


def choose_cut(odds: np.ndarray, settings: MatchSettings) -> float:
    """Highest expected F1, or the precision the settings ask for."""
    cut = operate.best_cut(odds)
    if settings.auto_precision is None:
        return cut
    return max(cut, operate.precise_cut(odds, settings.auto_precision))
