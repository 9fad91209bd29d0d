"""The report page: what it shows, in which order, and the template filled in."""

from collections.abc import Mapping
from functools import cache
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from quality.findings.hints import SAYING, worded
from quality.findings.naming import by_native_id
from quality.findings.values import Audit
from quality.report import charts
from quality.report.mask import masked
from quality.report.texts import words
from quality.rules.catalog import built_in, wording
from quality.spool import bounds

_LEVELS = ("critical", "warning", "info")
_INKS = {"critical": "#be123c", "warning": "#d97706", "info": "#64748b"}
_WEIGHTS = {"critical": 8.0, "warning": 2.0, "info": 0.5}


def render(audit: Audit, language: str = "en", mask: bool = True) -> str:
    """Return the report as one HTML text that needs nothing else."""
    return _template().render(**context(audit, language, mask))


@cache
def _template():
    from jinja2 import Environment, PackageLoader

    env = Environment(loader=PackageLoader("quality.report", "."), autoescape=True, trim_blocks=True)
    env.filters.update(
        number=lambda n: f"{n:,}",
        percent=lambda share: (
            "100%" if share == 1 else f"{100 * share:.1f}%" if share >= 0.001 or not share else "<0.1%"
        ),
        hours=lambda hours: f"{hours:,.0f}" if hours >= 10 else f"{hours:.1f}",
        tint=charts.tint,
    )
    return env.get_template("page.html.j2")


def context(audit: Audit, language: str, mask: bool) -> dict[str, Any]:
    """Return everything the template shows."""
    t, score = words(language), audit.score
    summary = [row for row in audit.summary.to_pylist() if row["failed"]]
    sources = score["sources"]
    return {
        "t": t,
        "language": language,
        "masked": mask,
        "as_of": audit.as_of.isoformat(),
        "counts": audit.counts,
        "total_rows": sum(c["read"] for c in audit.counts.values()),
        "all_balanced": all(c["balanced"] for c in audit.counts.values()),
        "gauge": charts.gauge(score["total"], t["score"], failed=audit.critical_failed),
        "trend": charts.trend([entry["total"] for entry in score.get("history", [])]),
        "severities": {level: sum(r["failed"] for r in summary if r["severity"] == level) for level in _LEVELS},
        "total_cost": sum(row["cost"] for row in summary),
        "critical_failed": audit.critical_failed,
        "duplicate_lines": list(_duplicates(audit, summary, t)),
        "actions": _actions(summary, language),
        "dimensions": list(score["dimensions"]),
        "matrix": sorted(sources.items(), key=lambda item: item[1]["score"]),
        "accepted": _accepted(audit, fields_of(audit), language, mask),
        "drift": _drift(audit.drift, t, language),
        "findings": _findings(audit, summary, language, mask),
        "fills": [(name, _fills(columns)) for name, columns in audit.profile.items()],
        "owners": _owners(score.get("owners", {})),
        "profile": [
            (name, [_column(n, c, mask) for n, c in columns.items()]) for name, columns in audit.profile.items()
        ],
    }


def fields_of(audit: Audit) -> dict[tuple[str, str], str]:
    """Return the meaning of each column of each source."""
    return {(s, c): p["field"] for s, columns in audit.profile.items() for c, p in columns.items()}


def _accepted(audit: Audit, fields: Mapping[tuple[str, str], str], language: str, mask: bool) -> dict[str, Any]:
    """Return how many findings are accepted as they are, and the newest of them."""
    rows = sorted(audit.accepted.to_pylist(), key=lambda row: row["at"], reverse=True)[:12]
    for row in rows:
        row["title"] = wording(row["rule"], language).title
        row["value"] = (
            masked(row["value"], fields.get((row["source"], row["field"]), "other")) if mask else row["value"]
        )
        row["day"] = row["at"][:10]
    return {"count": audit.accepted.num_rows, "rows": rows}


def _duplicates(audit: Audit, summary: list[dict], t: Mapping[str, str]):
    """Say for customers and contacts how many are surplus and what they cost, with a bar of both."""
    for rule, text in (("duplicate_customer", "duplicates_text"), ("duplicate_contact", "contacts_text")):
        found = audit.duplicates.get(rule)
        if found and found["surplus"]:
            share = f"{100 * found['surplus'] / found['records']:.1f}%"
            numbers = {key: f"{found[key]:,}" for key in ("records", "customers", "surplus")}
            hours = sum(row["cost"] for row in summary if row["rule"] == rule)
            cost = t["duplicates_cost"].format(hours=f"{hours:,.0f}" if hours >= 10 else f"{hours:.1f}")
            line = f"{t[text].format(**numbers, share=share)} {cost}"
            parts = [(found["customers"], charts.GOOD), (found["surplus"], charts.POOR)]
            yield {"text": line, "bar": charts.stacked(parts, found["records"], line)}


def _actions(summary: list[dict], language: str) -> list[dict]:
    """The seven entries that hurt most: by severity and effort, one line for each rule and source."""
    merged: dict[tuple[str, str], dict] = {}
    for row in summary:
        entry = merged.setdefault((row["rule"], row["source"]), {**row, "failed": 0, "cost": 0.0})
        entry["failed"] += row["failed"]
        entry["cost"] += row["cost"]
    ranked = sorted(merged.values(), key=lambda r: -_WEIGHTS[r["severity"]] * r["cost"] * (2 - r["passed"]))
    return [{**row, **wording(row["rule"], language)._asdict()} for row in ranked[:7]]


def _findings(audit: Audit, summary: list[dict], language: str, mask: bool) -> list[dict]:
    ranked = sorted(summary, key=lambda r: (_LEVELS.index(r["severity"]), r["passed"], -r["failed"]))
    fields = fields_of(audit)
    examples = _examples(audit.findings, names=audit.names)
    result = []
    for row in ranked:
        field = fields.get((row["source"], row["field"]), "other")
        shown = examples.get((row["rule"], row["source"], row["field"]), [])
        bar = charts.stacked([(row["rate"], _INKS[row["severity"]])], 1.0, row["rule"])
        rows = [_shown(example, row["rule"], field, mask) for example in shown]
        for example in rows if row["rule"] in SAYING else ():
            example["proposal"] = worded(example["proposal"], language)
        result.append({**row, **wording(row["rule"], language)._asdict(), "examples": rows, "bar": bar})
    return result


def _shown(example: dict, rule: str, field: str, mask: bool) -> dict:
    if not mask:
        return example
    proposal = example["proposal"]
    if field not in ("other", "text") and rule not in SAYING:
        proposal = masked(proposal, field)
    return {**example, "value": masked(example["value"], field), "proposal": proposal}


def _examples(
    findings: pa.Table, number: int = 5, names: pa.Table | None = None
) -> dict[tuple[str, str, str], list[dict]]:
    """Return the first few findings of each rule, source and column."""
    result: dict[tuple[str, str, str], list[dict]] = {}
    for first, end in bounds(findings.num_rows):
        part = by_native_id(findings.slice(first, end - first).combine_chunks(), names)
        starts = _starts(part.select(["rule", "source", "field"]))
        for start, after in pairwise([*starts, part.num_rows]):
            key = tuple(part[name][start].as_py() for name in ("rule", "source", "field"))
            held = result.setdefault(key, [])
            some = part.slice(start, min(after - start, number - len(held)))
            held += some.select(["record_id", "value", "proposal"]).to_pylist()
    return result


def _starts(keys: pa.Table) -> list[int]:
    """Return where rows begin that differ from the one before."""
    new = np.zeros(keys.num_rows, bool)
    new[:1] = True
    for column in keys.columns:
        new[1:] |= pc.not_equal(column.slice(1), column.slice(0, keys.num_rows - 1)).to_numpy()
    return np.flatnonzero(new).tolist()


def _fills(columns: Mapping[str, dict]) -> list[dict]:
    return [
        {"name": name, "fill": c["fill"], "tint": charts.tint(100 * c["fill"]) if c["filled"] else "#f5f5f4"}
        for name, c in columns.items()
    ]


def _owners(owners: Mapping[str, dict], number: int = 12) -> list[dict]:
    worst = sorted(owners.items(), key=lambda item: item[1]["score"])[:number]
    return [
        {"name": name, **o, "bar": charts.stacked([(o["score"], charts.colour(o["score"]))], 100, name)}
        for name, o in worst
    ]


def _drift(drift: Mapping[str, Any], t: Mapping[str, str], language: str) -> list[dict]:
    return [
        {
            "what": " · ".join(_named(part, t, language) for part in change["what"]),
            "before": change["before"],
            "after": change["after"],
            "worse": change["worse"],
            "chart": _moved(change),
        }
        for change in drift.get("changes", ())[:15]
    ]


def _moved(change: Mapping[str, Any]) -> str:
    """Draw a change of a share; counts of rows are drawn against the larger of the two."""
    shares = [_share(change[side]) for side in ("before", "after")]
    most = max(1.0, *shares)
    return charts.moved(shares[0] / most, shares[1] / most, change["worse"], f"{change['before']} → {change['after']}")


def _share(text: str) -> float:
    """Read what drift says of a side: `4.4%`, `1,738` rows, `–` for none."""
    number = text.rstrip("%").replace(",", "")
    return 0.0 if number == "–" else float(number) / (100 if text.endswith("%") else 1)


def _named(part: str, t: Mapping[str, str], language: str) -> str:
    return wording(part, language).title if part in built_in() else t.get(part, part)


def _column(name: str, profile: dict, mask: bool) -> dict:
    field = profile["field"]
    values = [entry["value"] for entry in profile["top"][:4]]
    limits = profile.get("date") or profile.get("number")
    shown = "" if limits is None else f"{_short(limits['min'])} – {_short(limits['max'])}"
    return {
        "name": name,
        "field": field,
        "fill": profile["fill"],
        "distinct": profile["distinct"],
        "patterns": [entry["pattern"] for entry in profile["patterns"][:3]],
        "samples": [_cut(masked(v, field) if mask and _personal(profile) else v) for v in values],
        "range": "" if mask and _personal(profile) else shown,
        "oddities": ", ".join(f"{key} {count:,}" for key, count in profile["oddities"].items() if key != "han"),
    }


def _personal(profile: dict) -> bool:
    """Columns of unknown meaning count as personal where nearly every value is different."""
    return profile["field"] != "other" or profile["distinct"] > 0.5 * max(1, profile["filled"])


def _cut(text: str, length: int = 40) -> str:
    return text if len(text) <= length else text[: length - 1] + "…"


def _short(value: Any) -> str:
    return f"{value:,.2f}".rstrip("0").rstrip(".") if isinstance(value, float) else str(value)
