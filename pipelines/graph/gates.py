"""Gates of waves as checks. The verdict is the ledger's, whichever run or terminal asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

import dagster as dg

from pipelines.graph.errors import is_explained
from pipelines.graph.metadata import MOST_ROWS, Metadata, of_facts, table_of
from pipelines.graph.scope import Scope

STANDING = ("promoted", "closing", "closed")
UNDER_WAY = ("promoting", *STANDING)
_TOTALS = ("control totals:", "ledger:", "rows:")
PROVED = ("verified", *UNDER_WAY)


@dataclass(frozen=True)
class Gate:
    """One gate of one wave: open or not, and why. `state` is the ledger's word."""

    key: dg.AssetKey
    is_open: bool
    state: str
    why: str
    more: Mapping[str, Any] = field(default_factory=dict)
    severity: dg.AssetCheckSeverity = dg.AssetCheckSeverity.ERROR

    @classmethod
    def waiting(cls, scope: Scope, wave: str) -> Gate:
        """Make the gate of a wave that waits for a person: no error, and not open."""
        why, key = scope.say("waiting", wave=wave), scope.wave_key(wave, "promotion")
        return cls(key, False, state_of(scope, wave), why, severity=dg.AssetCheckSeverity.WARN)

    def result(self, check: str) -> dg.AssetCheckResult:
        """Return the gate as the result of a check."""
        return dg.AssetCheckResult(
            asset_key=self.key,
            check_name=check,
            passed=self.is_open,
            severity=self.severity,
            description=self.why,
            metadata={"state": self.state, **self.more},
        )


def certificate_gates(scope: Scope, wave: str, error: Exception | None = None) -> list[dg.AssetCheckResult]:
    """Return the checks of a wave's certificate: `verified` by the ledger, `totals_equal` by its control totals."""
    state, key = state_of(scope, wave), scope.wave_key(wave, "certificate")
    checks = scope.context.store.read_json(f"waves/{wave}/certificate-sandbox", {}).get("checks", [])
    totals = [check for check in checks if check["name"].startswith(_TOTALS)]
    proved = error is None and state in PROVED
    equal = proved if not totals else all(check["passed"] for check in totals)
    page = dg.MetadataValue.url(f"/reports/{scope.name}/waves/{quote(wave)}/certificate-sandbox.html")
    verified = Gate(key, proved, state, _reason(scope, state, error), _shown(checks) | {"report": page})
    totals_equal = Gate(key, equal, state, _reason(scope, state), _shown(totals))
    return [verified.result("verified"), totals_equal.result("totals_equal")]


def approval_gate(scope: Scope, wave: str, error: Exception | None = None) -> dg.AssetCheckResult:
    """Return the check of a wave's promotion: open where the ledger has the wave standing in the target."""
    status = status_of(scope, wave)
    state = str(status.get("state", "planned"))
    is_open = error is None and state in STANDING
    gate = Gate(scope.wave_key(wave, "promotion"), is_open, state, _reason(scope, state, error), of_facts(status))
    return gate.result("approved")


def _reason(scope: Scope, state: str, error: Exception | None = None) -> str:
    if error is None:
        return scope.say("ledger_says", state=state)
    return str(error) if is_explained(error) else type(error).__name__


def _shown(checks: Sequence[Mapping[str, Any]]) -> Metadata:
    """Show the checks of a certificate, the failed ones first; rows are named by their keys."""
    first = sorted(checks, key=lambda check: check["passed"])[:MOST_ROWS]
    numbers = {"checks": len(checks), "checks failed": sum(not check["passed"] for check in checks)}
    if not first:
        return numbers
    rows = [
        {
            "check": check["name"],
            "passed": "yes" if check["passed"] else "NO",
            "expected": check["expected"],
            "found": check["found"],
            "first rows": "; ".join(check["rows"][:3]),
        }
        for check in first
    ]
    return {**numbers, "certificate": table_of(rows)}


def state_of(scope: Scope, wave: str) -> str:
    """Return the ledger's state of a wave; `planned` for one that it does not know."""
    return str(status_of(scope, wave).get("state", "planned"))


def status_of(scope: Scope, wave: str) -> Mapping[str, Any]:
    """Return what the ledger says of a wave; empty for one that it does not know."""
    statuses = scope.run(scope.stages.wave_status, scope.context)
    if isinstance(statuses, Mapping):
        statuses = statuses.get("waves", [])
    return next((dict(s) for s in statuses if s.get("wave", s.get("name")) == wave), {})
