"""Judge a table of records: which are the same customer, with the evidence."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa

from matching.block.candidates import candidates
from matching.cluster.refine import Scored, refine
from matching.cluster.veto import apply_decisions
from matching.compare.evidence import Evidence, evidence
from matching.compare.kernel import Comparison
from matching.compare.plan import plan
from matching.features.build import build
from matching.prepare import prepare
from matching.score import em, operate
from matching.score.start import random_pairs, start
from matching.settings import MatchSettings
from matching.tell import Seen, clusters_table, conflicts_table, pairs_table, weights_table

Progress = Callable[[str, float], None]
RANDOM_PAIRS = 50_000


@dataclass(frozen=True)
class Judged:
    """What a run found.

    `pairs`: contract Pairs; `clusters`: `record_id`, `cluster` (its smallest record id), `org` (string or null);
    `conflicts`: pairs kept apart by a veto (`left, right, probability, reason`); `report`: counts, thresholds,
    estimates, weights, timings, and notes in words.
    """

    pairs: pa.Table
    clusters: pa.Table
    conflicts: pa.Table
    report: dict = field(default_factory=dict)


@dataclass
class Run:
    """Clock and notes of one run."""

    progress: Progress | None
    timings: dict[str, float] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    last: float = field(default_factory=time.perf_counter)

    def step(self, name: str, part: float) -> None:
        """A step has ended: note its time, tell the caller."""
        now = time.perf_counter()
        self.timings[name] = round(now - self.last, 3)
        self.last = now
        if self.progress:
            self.progress(name, part)


def judge(
    table: pa.Table | pd.DataFrame,
    fields: Mapping[str, str] | None = None,
    settings: MatchSettings | None = None,
    decisions: pa.Table | None = None,
    progress: Progress | None = None,
) -> Judged:
    """Find the records of the same customer, without labels.

    `table`: contract "Clean records" (`record_id` string, fields as string or list<string>); `fields` renames
    columns to the vocabulary; `decisions`: `left, right, judgement` (same, different, unsure), which outrank the
    model; `progress(step, part)` is called after each step, part from 0 to 1. The outcome does not depend on the
    order of rows. Raises `BadTable`, `BadDecision`.
    """
    settings, run = settings or MatchSettings(), Run(progress)
    clean = prepare(table, fields)
    parts = build(clean)
    n = parts.rows
    run.step("features", 0.1)
    found = candidates(parts, settings.budget(n))
    run.step("block", 0.3)
    seen = _compare(plan(parts), found.left, found.right, n)
    run.step("compare", 0.6)
    model = learn(seen, n, settings)
    odds = model.weigh(seen.evidence)
    run.step("score", 0.75)
    cut = _cut(odds, settings)

    def complete(codes: np.ndarray) -> Scored:
        more = evidence(seen.comparisons, codes // n, codes % n)
        return Scored(n, codes, model.weigh(more), np.zeros(len(codes), dtype=bool))

    scored = apply_decisions(
        Scored(n, seen.codes, odds, np.zeros(len(odds), dtype=bool)), clean["record_id"], decisions
    )
    label, scored = refine(scored, cut, complete)
    run.step("cluster", 0.9)
    pairs = pairs_table(clean["record_id"], scored, seen, cut, settings.floor)
    run.step("tell", 1.0)
    report = _report(run, n, odds, cut) | {"keys": found.used, "weights": weights_table(seen.comparisons, model)}
    report["notes"] = [*parts.notes, *run.notes]
    ids = clean["record_id"]
    return Judged(pairs, clusters_table(ids, label), conflicts_table(ids, scored), report)


def _compare(comparisons: list[Comparison], left: np.ndarray, right: np.ndarray, rows: int) -> Seen:
    return Seen(comparisons, left.astype(np.int64) * rows + right, evidence(comparisons, left, right))


def learn(seen: Seen, rows: int, settings: MatchSettings) -> em.Model:
    """Fit the classes on the candidates."""
    random = evidence(seen.comparisons, *random_pairs(rows, RANDOM_PAIRS, settings.seed))
    first = start(seen.comparisons, seen.evidence, random)
    part, weights = em.sample(seen.evidence, first.weigh(seen.evidence), settings.seed)
    return em.fit(part, weights, first)


def _cut(odds: np.ndarray, settings: MatchSettings) -> float:
    cut = operate.best_cut(odds)
    if settings.auto_precision is None:
        return cut
    return max(cut, operate.precise_cut(odds, settings.auto_precision))


def _report(run: Run, rows: int, odds: np.ndarray, cut: float) -> dict:
    return {
        "records": rows,
        "candidates": len(odds),
        "pairs_per_record": round(len(odds) / max(rows, 1), 2),
        "expected_matches": round(float(operate.probability(odds).sum()), 1),
        "cut": round(float(operate.probability(np.array([cut]))[0]), 4),
        "estimated_precision": round(operate.expected_precision(odds, cut), 4),
        "timings": run.timings,
    }


__all__ = ["Evidence", "Judged", "judge", "learn"]
