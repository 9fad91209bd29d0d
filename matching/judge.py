"""Judge a table of records: which are the same customer, with the evidence."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import pyarrow as pa

from matching.cluster.veto import apply_decisions
from matching.explain.words import comparison_word
from matching.features.build import Parts, build
from matching.incremental.kept import Kept
from matching.incremental.step import CUSTOMERS, ORGANISATIONS, keep_model
from matching.key.shared import without_shared
from matching.learn import lesson
from matching.party.kinds import kinds
from matching.party.levels import customers, houses_of, organisations, single
from matching.passes import Result, Runner, Steward, run
from matching.prepare import prepare
from matching.score import operate
from matching.settings import MatchSettings
from matching.tell import clusters_table, conflicts_table, pairs_table, weights_table

Progress = Callable[[str, float], None]


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
    kept: Kept | None = None


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
    *,
    keep: bool = False,
) -> Judged:
    """Find the records of the same customer, without labels.

    `table`: contract "Clean records" (`record_id` string, fields as string or list<string>); `fields` renames
    columns to the vocabulary; `decisions`: `left, right, judgement` (same, different, unsure), which outrank the
    model; `progress(step, part)` is called after each step, part from 0 to 1. The outcome does not depend on the
    order of rows. `keep`: keep the model, to judge later records under it (`Judged.kept`). Raises `BadTable`,
    `BadDecision`.
    """
    settings, clock = settings or MatchSettings(), Run(progress)
    clean = prepare(table, fields)
    ids = clean["record_id"]
    steward = Steward(lambda scored: apply_decisions(scored, ids, decisions), lesson(ids, decisions))
    noted: dict[str, tuple[Result, np.ndarray]] = {}
    parts, found, firm = examine(clean, settings, steward, clock, noted)
    pairs = pairs_table(ids, found, settings.floor)
    clock.step("tell", 1.0)
    report = _report(clock, found) | {"notes": [*parts.notes, *words(found, parts)]}
    kept = keep_model(clean, noted, firm) if keep else None
    return Judged(pairs, clusters_table(ids, found.label, firm), conflicts_table(ids, found), report, kept)


def examine(clean: pa.Table, settings: MatchSettings, steward: Steward, clock: Run, noted: dict):
    """Return the parts of a prepared table, the pass that gives customers, and each row's organisation."""
    parts = without_shared(build(clean))
    clock.step("features", 0.1)
    return parts, *_levels(parts, clean, settings, steward, clock, noted)


def _levels(parts: Parts, clean: pa.Table, settings: MatchSettings, steward: Steward, clock: Run, noted: dict):
    """The pass that gives customers, and the organisation of each row (-1 where there is none; None without any)."""
    known = kinds(parts, clean)

    def noting(level: str, rows: np.ndarray) -> Runner:
        def noted_run(*asked: object) -> Result:
            noted[level] = (run(*asked), rows)
            return noted[level][0]

        return noted_run

    every = noting(CUSTOMERS, np.arange(parts.rows))
    if known.levels:
        houses = noting(ORGANISATIONS, np.flatnonzero(known.business))
        told = lambda name, part: clock.step(f"org {name}", part / 2)  # noqa: E731 - a step by another name
        firm = organisations(parts, known, clean, settings, told, runner=houses)
        return customers(parts, known, firm, settings, steward, clock.step, runner=every), firm
    found = single(parts, clean, settings, steward, clock.step, runner=every)
    return found, np.where(known.business, houses_of(found.label, parts, clean), -1) if "org" in parts else None


def words(found: Result, parts: Parts) -> list[str]:
    """What a user should know about a run that could do little."""
    if parts.rows < 2:
        return [f"{parts.rows} records: nothing to compare"]
    if not found.comparisons:
        return ["no column can tell records apart: map at least a name, phone, email, id, birth date or address"]
    if not len(found.codes):
        return ["no two records share any value worth comparing: every record stays a customer of its own"]
    blank = [n for n in parts.columns if len(parts[n].values) == 1]
    return [f"{comparison_word(n, 'en')} holds one value only and tells nobody apart" for n in blank]


def _report(clock: Run, found: Result) -> dict:
    odds, rows = found.scored.odds, found.scored.records
    return {
        "records": rows,
        "candidates": len(found.codes),
        "pairs_per_record": round(len(found.codes) / max(rows, 1), 2),
        "expected_matches": round(float(operate.probability(odds).sum()), 1),
        "cut": round(float(operate.probability(np.array([found.cut]))[0]), 4),
        "estimated_precision": round(operate.expected_precision(odds[~found.scored.veto], found.cut), 4),
        "keys": found.found.used,
        "weights": weights_table(found.comparisons, found.model),
        "timings": clock.timings,
    } | ({"learned": found.learned.report | {"used": found.learned.better}} if found.learned else {})
