"""A score of 0 to 100 that can be explained line by line.

* A *rule* scores the share of the checked rows that are sound.
* A *dimension* of a source scores the mean of its rules, weighted by severity (critical 4, warning 2,
  info 1), each rule counted once however many columns it was measured on (then the worst column counts).
* A *source* scores the mean of its dimensions, weighted by `DIMENSION_WEIGHTS`.
* An *entity* and the *total* score the mean of their sources, weighted by the entity's weight and the square
  root of its rows, so that a million order lines do not hide a rotten customer file. A source of which nothing
  could be kept scores 0 and weighs as much as the others do on average: how much is lost with it is unknown.
* An *owner* (所属销售, department) scores like a source, on the rows that are his.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from quality.findings.failure import Failure
from quality.findings.view import Column, View

SEVERITY_WEIGHTS = {"critical": 4.0, "warning": 2.0, "info": 1.0}
DIMENSION_WEIGHTS = {
    "completeness": 2.0,
    "validity": 3.0,
    "placeholder": 2.0,
    "uniqueness": 2.0,
    "duplication": 3.0,
    "consistency": 2.0,
    "integrity": 3.0,
    "timeliness": 1.0,
    "reconciliation": 2.0,
}
_PARTIES = ("customer", "contact", "organisation")
_HISTORY = 60
_FLAWED = 99.9  # at most, while anything is found: 100 is for data without a finding
_OWNERS = 200


def score_audit(
    failures: Sequence[Failure], views: Mapping[str, View], as_of: date, previous: Mapping | None = None
) -> dict:
    """Return the scorecard as plain values.

    Keys: `total`, `as_of`, `dimensions`, `sources` (with `score`, `entity`, `rows`, `dimensions`),
    `entities`, `owners`, `weights`, and `history`, which continues that of `previous`.
    """
    by_source = defaultdict(list)
    for failure in failures:
        by_source[failure.source].append(failure)
    sources = {
        name: {"entity": view.entity, "rows": view.rows, **_scored(_rates(by_source[name]))}
        for name, view in views.items()
    }
    seen = [entry["rows"] for entry in sources.values() if entry["rows"]]
    lost = {name for name in sources if not sources[name]["rows"] and any(f.failed for f in by_source[name])}
    for name in lost:
        sources[name]["weighs"] = sum(seen) / len(seen) if seen else 1.0
    entities = defaultdict(dict)
    for name, entry in sources.items():
        entities[entry["entity"]][name] = entry
    total = _mean([(entry["score"], _weight(entry)) for entry in sources.values()])
    if any(failure.failed for failure in failures):
        total = min(total, _FLAWED)
    result = {
        "total": total,
        "as_of": as_of.isoformat(),
        "dimensions": _together(sources.values()),
        "sources": sources,
        "entities": {
            entity: {
                "score": _mean([(e["score"], _weight(e)) for e in members.values()]),
                "rows": sum(e["rows"] for e in members.values()),
                "dimensions": _together(members.values()),
            }
            for entity, members in entities.items()
        },
        "owners": _owners(by_source, views),
        "weights": {"severity": SEVERITY_WEIGHTS, "dimension": DIMENSION_WEIGHTS},
    }
    history = list((previous or {}).get("history", []))
    now = {"as_of": result["as_of"], "total": total, "dimensions": result["dimensions"]}
    result["history"] = [*history, now][-_HISTORY:]
    return result


def _rates(failures: Sequence[Failure]) -> dict[str, dict[str, tuple[float, float]]]:
    """Return dimension -> rule -> (share of sound rows, weight); the worst column of a rule counts."""
    rates: dict[str, dict[str, tuple[float, float]]] = defaultdict(dict)
    for failure in failures:
        if not failure.checked:
            continue
        rule, sound = failure.rule, max(0.0, 1 - failure.rate)
        worst = min(sound, rates[rule.dimension].get(rule.id, (1.0, 0.0))[0])
        rates[rule.dimension][rule.id] = (worst, SEVERITY_WEIGHTS[rule.severity])
    return rates


def _scored(rates: Mapping[str, Mapping[str, tuple[float, float]]]) -> dict:
    dimensions = {name: _mean([(100 * sound, weight) for sound, weight in rates[name].values()]) for name in rates}
    return {
        "score": _mean([(value, DIMENSION_WEIGHTS[name]) for name, value in dimensions.items()]),
        "dimensions": dimensions,
    }


def _mean(parts: Sequence[tuple[float, float]]) -> float:
    """Return the weighted mean, rounded to two places; 100 where nothing was measured."""
    heap = sum(weight for _, weight in parts)
    return round(sum(value * weight for value, weight in parts) / heap, 2) if heap else 100.0


def _weight(entry: Mapping) -> float:
    return (3.0 if entry["entity"] in _PARTIES else 1.0) * float(np.sqrt(entry.get("weighs", entry["rows"])))


def _together(entries) -> dict[str, float]:
    parts = defaultdict(list)
    for entry in entries:
        for name, value in entry["dimensions"].items():
            parts[name].append((value, _weight(entry)))
    return {name: _mean(parts[name]) for name in DIMENSION_WEIGHTS if name in parts}


def _owners(by_source: Mapping[str, Sequence[Failure]], views: Mapping[str, View]) -> dict[str, dict]:
    """Score the rows of each owner over all sources that name one."""
    rows: dict[str, int] = defaultdict(int)
    sums: dict[str, dict] = defaultdict(lambda: defaultdict(dict))
    for name, view in views.items():
        column = view.first("owner", "department")
        if column is None or view.entity not in _PARTIES:
            continue
        for owner, count in zip(column.values.to_pylist(), column.counts.tolist(), strict=True):
            rows[owner] += count
        for failure in by_source[name]:
            _add_owner_rates(sums, column, failure, view.rows)
    busiest = sorted(rows, key=lambda owner: (-rows[owner], owner))[:_OWNERS]
    return {owner: {"rows": rows[owner], **_scored(sums[owner])} for owner in busiest if owner.strip()}


def _add_owner_rates(sums: dict, column: Column, failure: Failure, rows: int) -> None:
    if not failure.checked:
        return
    codes = column.codes[failure.rows]
    failed = np.bincount(codes[codes >= 0], minlength=len(column.values))
    checked = np.maximum(failed, column.counts * min(1.0, failure.checked / max(1, rows)))
    rule = failure.rule
    for at in np.flatnonzero(checked):
        sound = 1 - failed[at] / checked[at]
        mine = sums[column.values[int(at)].as_py()][rule.dimension]
        mine[rule.id] = (min(sound, mine.get(rule.id, (1.0, 0.0))[0]), SEVERITY_WEIGHTS[rule.severity])
