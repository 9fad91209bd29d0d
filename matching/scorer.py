"""The score of pairs: the model's odds, the rules over it, and what a steward's answers taught."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from matching.cluster.refine import Scored
from matching.compare.evidence import Evidence, evidence
from matching.compare.kernel import Comparison
from matching.key.truth import CERTAIN
from matching.learn import Lesson, Refit
from matching.parallel import each, slices
from matching.score import em

CHUNK = 1_000_000  # pairs scored at once
Rule = Callable[[np.ndarray, np.ndarray, Evidence, list[Comparison]], np.ndarray]


@dataclass(frozen=True)
class Rules:
    """What the model is not asked: each of `vetoes`, by its kind, gives a bool a pair; `told` gives natural
    log odds that replace the model's, `least` and `most` bound them; NaN where a rule is silent.
    """

    vetoes: Mapping[str, Rule] = field(default_factory=dict)
    told: Rule | None = None
    least: Rule | None = None
    most: Rule | None = None
    apart: np.ndarray | None = None


@dataclass(frozen=True)
class Scorer:
    """Scores pairs of `rows` records by a `model` (None: nothing tells them apart), `rules`, and what was `learned`."""

    rows: int
    comparisons: list[Comparison]
    model: em.Model | None
    rules: Rules
    learned: Refit | None = None

    def taught_by(self, lesson: Lesson | None) -> "Scorer":
        """Return a scorer refitted by a steward's answers; pairs that a veto keeps apart teach nothing."""
        if lesson is None or self.model is None:
            return self
        known = evidence(self.comparisons, lesson.left, lesson.right)
        scored = self.score(lesson.left * self.rows + lesson.right, known)
        odds = np.where(scored.veto, np.nan, scored.odds)
        return replace(self, learned=lesson.taught(odds, known.levels, self._names()))

    def compare(self, codes: np.ndarray) -> Scored:
        """Compare and score pairs that blocking did not propose (codes low * rows + high)."""
        return self.score(codes, evidence(self.comparisons, codes // self.rows, codes % self.rows))

    def score(self, codes: np.ndarray, known: Evidence) -> Scored:
        """Score pairs by their evidence, slice by slice on both cores."""
        odds, veto = np.empty(len(codes)), np.empty(len(codes), dtype=bool)

        def fill(part: slice) -> None:
            odds[part], veto[part] = self._part(codes[part], Evidence(known.levels[part], known.rarity[part]))

        each(fill, slices(len(codes), CHUNK))
        return Scored(self.rows, codes, odds, veto)

    def _part(self, codes: np.ndarray, known: Evidence) -> tuple[np.ndarray, np.ndarray]:
        asked = (codes // self.rows, codes % self.rows, known, self.comparisons)
        rules, least = self.rules, None
        odds = self.model.weigh(known) if self.model else np.full(len(codes), -50.0)
        if rules.told:
            told = rules.told(*asked)
            odds = np.where(np.isnan(told), odds, told)
        if rules.least:
            least = rules.least(*asked)
            odds = np.fmax(odds, least)
        if rules.most:
            odds = np.fmin(odds, rules.most(*asked))
        if self.learned and self.learned.better:
            odds = self._corrected(odds, least, known)
        veto = np.zeros(len(codes), dtype=bool)
        for rule in rules.vetoes.values():
            veto |= rule(*asked)
        return odds, veto

    def _corrected(self, odds: np.ndarray, least: np.ndarray | None, known: Evidence) -> np.ndarray:
        """Correct odds by the answers; where the whole key agrees, no answer on other pairs can unsay it."""
        new = self.learned.adjustment.correct(odds, known.levels, self._names())
        return new if least is None else np.where(least >= CERTAIN, np.fmax(new, least), new)

    def kinds(self, codes: np.ndarray) -> np.ndarray:
        """Kind of the first veto that keeps each pair apart (object); `steward` where no rule does."""
        known = evidence(self.comparisons, codes // self.rows, codes % self.rows)
        asked = (codes // self.rows, codes % self.rows, known, self.comparisons)
        found = np.full(len(codes), "steward", dtype=object)
        for kind, rule in reversed(self.rules.vetoes.items()):
            found[rule(*asked)] = kind
        return found

    def _names(self) -> list[tuple[str, tuple[str, ...]]]:
        return [(c.name, c.labels) for c in self.comparisons]
