"""Audit rules as asset checks: the audit's summary and findings, told the way ops reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import dagster as dg
import pyarrow as pa
import pyarrow.compute as pc

from pipelines.graph.metadata import of_findings
from pipelines.graph.names import check_name
from pipelines.graph.scope import Scope


@dataclass(frozen=True)
class Results:
    """The last audit: `summary` and `findings` by the table contracts."""

    scope: Scope
    summary: pa.Table
    findings: pa.Table

    @classmethod
    def of(cls, scope: Scope) -> Results:
        """Read the tables that the audit stage wrote."""
        store = scope.context.store
        return cls(scope, store.read("audit/summary"), store.read("audit/findings"))

    def counts(self, source: str) -> dict[str, Any]:
        """Return the numbers of one source that are worth a plot."""
        rows = self.summary.filter(pc.equal(self.summary["source"], source)).to_pylist()
        failed = [row for row in rows if not row["passed"]]
        findings: dict[str, Any] = {f"findings.{level}": 0 for level in ("critical", "warning", "info")}
        for row in rows:
            findings[f"findings.{row['severity']}"] += int(row["failed"])
        return findings | {"rules": len(rows), "rules failed": len(failed)}

    def checks(self) -> Iterator[dg.AssetCheckResult]:
        """Make a check result of every rule on every column of every source of the workspace."""
        for row in self.summary.to_pylist():
            if row["source"] in self.scope.sources:
                yield self._check(row)

    def _check(self, row: Mapping[str, Any]) -> dg.AssetCheckResult:
        metadata: dict[str, Any] = {
            "failed": int(row["failed"]),
            "checked": int(row["checked"]),
            "percent": round(100 * float(row["rate"] or 0), 3),
            "hours to mend": float(row["cost"] or 0),
            "report": dg.MetadataValue.url(f"{report_url(self.scope)}#{row['rule']}"),
        }
        if row["failed"]:
            metadata["rows"] = of_findings(self._rows_of(row))
        return dg.AssetCheckResult(
            asset_key=self.scope.key("audit", row["source"]),
            check_name=check_name(row["rule"], row["field"]),
            passed=bool(row["passed"]),
            severity=severity_of(row["severity"]),
            description=_sentence(self.scope, row),
            metadata=metadata,
        )

    def _rows_of(self, row: Mapping[str, Any]) -> pa.Table:
        found = self.findings
        for column in ("rule", "source"):
            found = found.filter(pc.equal(found[column], row[column]))
        if row["field"]:
            found = found.filter(pc.equal(found["field"], row["field"]))
        return found


def known_checks(scope: Scope) -> list[dg.AssetCheckSpec]:
    """Declare a check for every rule that the last audit measured; none before the first audit."""
    store = scope.context.store
    if not store.has("audit/summary"):
        return []
    blocking, specs = blocking_rules(scope), {}
    for row in store.read("audit/summary").to_pylist():
        if row["source"] in scope.sources:
            spec = _spec(scope, row, row["rule"] in blocking)
            specs[spec.key] = spec
    return [*specs.values()]


def unmeasured(key: dg.AssetCheckKey) -> dg.AssetCheckResult:
    """Make the result of a rule that an earlier audit measured and this one had nothing to measure on."""
    return dg.AssetCheckResult(
        asset_key=key.asset_key,
        check_name=key.name,
        passed=True,
        severity=dg.AssetCheckSeverity.WARN,
        description="Nothing to measure: no value of this kind is in the exports this time.",
        metadata={"failed": 0, "checked": 0},
    )


def severity_of(severity: str) -> dg.AssetCheckSeverity:
    """Return Dagster's severity: it has two where the audit has three."""
    return dg.AssetCheckSeverity.ERROR if severity == "critical" else dg.AssetCheckSeverity.WARN


def blocking_rules(scope: Scope) -> set[str]:
    """Ids of the rules that the workspace itself calls critical: a failure stops what comes after."""
    if not any(rule.severity == "critical" for rule in scope.context.workspace.audit.rules):
        return set()
    from pipelines.stages.audit import settings_of

    return {rule.id for rule in settings_of(scope.context.workspace).rules if rule.severity == "critical"}


def report_file(scope: Scope) -> Path:
    """Return where the health report is on disk."""
    return scope.context.store.home / "audit" / "report.html"


def report_url(scope: Scope) -> str:
    """Return where the UI shows the health report; `mergepoint ui` serves it."""
    return f"/reports/{scope.name}/audit/report.html"


def _spec(scope: Scope, row: Mapping[str, Any], blocking: bool) -> dg.AssetCheckSpec:
    return dg.AssetCheckSpec(
        check_name(row["rule"], row["field"]),
        asset=scope.key("audit", row["source"]),
        description=_sentence(scope, row),
        blocking=blocking,
        partitions_def=scope.batches,
        metadata={"rule": row["rule"], "field": row["field"] or "", "dimension": row["dimension"]},
    )


def _sentence(scope: Scope, row: Mapping[str, Any]) -> str:
    """Say what the rule is about and what to do, in the workspace's language; the counts are metadata."""
    from quality.rules import wording

    title = wording(row["rule"], scope.context.workspace.language).title
    where = f"{row['source']} · {row['field']}" if row["field"] else row["source"]
    return f"[{row['severity']}] {title}: {where}. {row['mend'] or ''}".strip()
