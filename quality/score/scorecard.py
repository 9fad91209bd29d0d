"""A score of 0 to 100 that says what share of the rows is sound, and can be explained row by row.

* A *row* without a finding counts 1; with one it loses what its worst finding weighs (`SEVERITY_WEIGHTS`): a critical
  one all of it, a warning half, an info a tenth. Ten small remarks on a row do not weigh more than one.
* A *source* scores the mean of its rows; a *dimension* of it the mean of its rows looked at in that dimension alone.
  Rows that could not be kept count as lost.
* An *entity* and the *total* score the mean of their sources, weighted by the entity's weight and the square
  root of its rows, so that a million order lines do not hide a rotten customer file. A source of which nothing
  could be kept scores 0 and weighs as much as the others do on average: how much is lost with it is unknown.
* An *owner* (所属销售, department) scores like a source, on the rows that are his.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby

import numpy as np

from quality.findings.failure import Failure
from quality.findings.view import Column, View
from quality.rules.model import DIMENSIONS, SEVERITIES

SEVERITY_WEIGHTS = {"critical": 1.0, "warning": 0.5, "info": 0.1}
_LEVELS = SEVERITIES[::-1]  # the worst last
_LOSSES = np.array([0.0, *(SEVERITY_WEIGHTS[level] for level in _LEVELS)])
_PARTIES = ("customer", "contact", "organisation")
_HISTORY = 60
_FLAWED = 99.9  # at most, while anything is found: 100 is for data without a finding
_OWNERS = 200
_ALL = ""  # the name under which a source's rows are judged in every dimension at once


def score_audit(
    failures: Sequence[Failure], views: Mapping[str, View], as_of: date, previous: Mapping | None = None
) -> dict:
    """Return the scorecard as plain values.

    Keys: `total`, `as_of`, `dimensions`, `sources` (with `score`, `entity`, `rows`, `dimensions`),
    `entities`, `owners`, `weights`, and `history`, which continues that of `previous`.
    """
    by_source = defaultdict(list)
    for failure in failures:
        if failure.checked:
            by_source[failure.source].append(failure)
    losses = {name: _Losses(view, by_source[name]) for name, view in views.items()}
    sources = {
        name: {"entity": view.entity, "rows": view.rows, **losses[name].scored()} for name, view in views.items()
    }
    seen = [entry["rows"] for entry in sources.values() if entry["rows"]]
    for name, entry in sources.items():
        if not entry["rows"] and any(f.failed for f in by_source[name]):
            entry["weighs"] = sum(seen) / len(seen) if seen else 1.0
    entities = defaultdict(list)
    for entry in sources.values():
        entities[entry["entity"]].append(entry)
    total = _mean([(entry["score"], _weight(entry)) for entry in sources.values()])
    if any(failure.failed for failure in failures):
        total = min(total, _FLAWED)
    now = {"as_of": as_of.isoformat(), "total": total, "dimensions": _together(sources.values())}
    return {
        **now,
        "sources": sources,
        "entities": {
            entity: {
                "score": _mean([(e["score"], _weight(e)) for e in members]),
                "rows": sum(e["rows"] for e in members),
                "dimensions": _together(members),
            }
            for entity, members in entities.items()
        },
        "owners": _owners(losses.values()),
        "weights": {"severity": SEVERITY_WEIGHTS},
        "history": [*(previous or {}).get("history", []), now][-_HISTORY:],
    }


class _Losses:
    """What the rows of one source lose by their worst finding, in each dimension and in all of them."""

    def __init__(self, view: View, failures: Sequence[Failure]) -> None:
        self.view, self.lost = view, defaultdict(float)
        column = view.first("owner", "department") if view.entity in _PARTIES else None
        self.owners: Column | None = column
        self.owned: dict[str, np.ndarray] = {}
        every = np.zeros(view.rows, dtype=np.uint8)
        order = sorted(failures, key=lambda f: DIMENSIONS.index(f.rule.dimension))
        for dimension, found in groupby(order, key=lambda f: f.rule.dimension):
            worst = np.zeros(view.rows, dtype=np.uint8)
            for failure in found:
                level = 1 + _LEVELS.index(failure.rule.severity)
                worst[failure.rows] = np.maximum(worst[failure.rows], level)
                self._beside(dimension, failure)
            self._count(dimension, worst)
            np.maximum(every, worst, out=every)
        self._count(_ALL, every)

    def _beside(self, dimension: str, failure: Failure) -> None:
        """Count what failed and is no row of the source: rows that could not be kept."""
        gone = failure.failed - len(failure.rows)
        for name in (dimension, _ALL):
            self.lost[name] += gone * SEVERITY_WEIGHTS[failure.rule.severity]

    def _count(self, dimension: str, worst: np.ndarray) -> None:
        self.lost[dimension] += float(_LOSSES @ np.bincount(worst, minlength=len(_LOSSES)))
        if self.owners is not None:
            hit = np.flatnonzero((worst > 0) & (self.owners.codes >= 0))
            codes = self.owners.codes[hit]
            self.owned[dimension] = np.bincount(codes, _LOSSES[worst[hit]], minlength=len(self.owners.values))

    def scored(self) -> dict:
        """Return `score` and `dimensions` of the source."""
        by_name = {name: _share(lost, self.view.rows) for name, lost in self.lost.items()}
        return {"score": by_name.pop(_ALL), "dimensions": by_name}


def _share(lost: float, rows: float) -> float:
    """Return the sound share of `rows`, 0 to 100, rounded to two places; what is lost may be more than was kept."""
    if not rows:
        return 0.0 if lost else 100.0
    return round(100 * max(0.0, 1 - lost / rows), 2)


def _mean(parts: Sequence[tuple[float, float]]) -> float:
    """Return the weighted mean, rounded to two places; 100 where nothing was measured."""
    heap = sum(weight for _, weight in parts)
    return round(sum(value * weight for value, weight in parts) / heap, 2) if heap else 100.0


def _weight(entry: Mapping) -> float:
    return (3.0 if entry["entity"] in _PARTIES else 1.0) * float(np.sqrt(entry.get("weighs", entry["rows"])))


def _together(entries: Iterable[Mapping]) -> dict[str, float]:
    parts = defaultdict(list)
    for entry in entries:
        for name, value in entry["dimensions"].items():
            parts[name].append((value, _weight(entry)))
    return {name: _mean(parts[name]) for name in DIMENSIONS if name in parts}


def _owners(sources: Iterable[_Losses]) -> dict[str, dict]:
    """Score the rows of each owner over all sources that name one, the busiest first."""
    rows: dict[str, int] = defaultdict(int)
    lost: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for source in (s for s in sources if s.owners is not None):
        names = source.owners.values.to_pylist()
        for owner, count in zip(names, source.owners.counts.tolist(), strict=True):
            rows[owner] += count
        for dimension, by_owner in source.owned.items():
            for owner, value in zip(names, by_owner.tolist(), strict=True):
                lost[owner][dimension] += value
    busiest = sorted((o for o in rows if o.strip()), key=lambda owner: (-rows[owner], owner))[:_OWNERS]
    return {owner: {"rows": rows[owner], **_owner(lost[owner], rows[owner])} for owner in busiest}


def _owner(lost: Mapping[str, float], rows: int) -> dict:
    by_name = {name: _share(value, rows) for name, value in lost.items()}
    return {"score": by_name.pop(_ALL), "dimensions": by_name}
