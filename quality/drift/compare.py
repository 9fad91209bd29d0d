"""Compare two audits by their snapshots, small enough to be kept with the score."""

from collections.abc import Mapping, Sequence
from typing import Any

from quality.findings.failure import Failure
from quality.findings.values import Thresholds

_PATTERNS = 5
_NEW_PATTERN = 0.01


def snapshot(
    failures: Sequence[Failure], profile: Mapping[str, Mapping[str, dict]], counts: Mapping[str, Mapping]
) -> dict:
    """Return what drift is measured on: `rules` (rule, source and column -> checked, failed), `columns`
    (source -> column -> fill and frequent patterns with their shares) and `rows` by source.
    """
    rules = {f"{f.rule.id}|{f.source}|{f.column}": [f.checked, f.failed] for f in failures if f.checked}
    columns = {
        source: {name: {"fill": p["fill"], "patterns": _shares(p)} for name, p in found.items()}
        for source, found in profile.items()
    }
    return {"rules": rules, "columns": columns, "rows": {name: count["kept"] for name, count in counts.items()}}


def compare(before: Mapping[str, Any], now: Mapping[str, Any], limits: Thresholds | None = None) -> list[dict]:
    """Return the changes beyond the thresholds, the gravest first.

    Each has `kind` (`rule`, `fill`, `pattern`, `volume`, `gone`), `what` (names, for display), `before`, `after`
    (text), `worse` and `size` (share moved, 0 to 1). A rule moves by its rate of failures (`drift_rate`), a
    column by its fill (the same), a source by its rows (`drift_volume`).
    """
    limits = limits or Thresholds()
    changes = [*_volumes(before, now, limits), *_rules(before, now, limits), *_columns(before, now, limits)]
    return sorted(changes, key=lambda change: (not change["worse"], -change["size"], change["what"]))


def _shares(profile: Mapping[str, Any]) -> dict[str, float]:
    filled = max(1, profile["filled"])
    return {entry["pattern"]: round(entry["count"] / filled, 4) for entry in profile["patterns"][:_PATTERNS]}


def _volumes(before: Mapping, now: Mapping, limits: Thresholds):
    for source, rows in before["rows"].items():
        after = now["rows"].get(source)
        if after is None:
            yield _change("gone", [source, "volume"], f"{rows:,}", "–", True, 1.0)
            continue
        moved = (after - rows) / max(1, rows)
        if abs(moved) >= limits.drift_volume:
            yield _change("volume", [source, "volume"], f"{rows:,}", f"{after:,}", moved < 0, min(1.0, abs(moved)))


def _rules(before: Mapping, now: Mapping, limits: Thresholds):
    for key in {**before["rules"], **now["rules"]}:
        rule, source, column = key.split("|", 2)
        if source not in before["rows"] or source not in now["rows"]:
            continue
        old, new = (_rate(side["rules"].get(key)) for side in (before, now))
        if abs(new - old) >= limits.drift_rate:
            what = [rule, source, *([column] if column else [])]
            yield _change("rule", what, _percent(old), _percent(new), new > old, abs(new - old))


def _rate(entry: Sequence[int] | None) -> float:
    return entry[1] / entry[0] if entry and entry[0] else 0.0


def _columns(before: Mapping, now: Mapping, limits: Thresholds):
    for source, columns in before["columns"].items():
        if source not in now["columns"]:
            continue
        for name, old in columns.items():
            new = now["columns"][source].get(name)
            if new is None:
                yield _change("gone", [source, name], _percent(old["fill"]), "–", True, 1.0)
                continue
            moved = new["fill"] - old["fill"]
            if abs(moved) >= limits.drift_rate:
                what = [source, name, "filled"]
                yield _change("fill", what, _percent(old["fill"]), _percent(new["fill"]), moved < 0, abs(moved))
            for pattern, share in new["patterns"].items():
                if share >= _NEW_PATTERN and old["patterns"] and pattern not in old["patterns"]:
                    least = min(old["patterns"].values()) if len(old["patterns"]) == _PATTERNS else 0.0
                    if share > least + limits.drift_rate:
                        yield _change("pattern", [source, name, pattern], "–", _percent(share), True, share)


def _change(kind: str, what: list[str], before: str, after: str, worse: bool, size: float) -> dict:
    return {"kind": kind, "what": what, "before": before, "after": after, "worse": worse, "size": round(size, 4)}


def _percent(share: float) -> str:
    return f"{100 * share:.1f}%"
