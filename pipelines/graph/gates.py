"""Gates of waves as checks. The verdict is the ledger's, whichever run or terminal asks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import dagster as dg

from pipelines.graph.errors import is_explained
from pipelines.graph.metadata import of_facts
from pipelines.graph.scope import Scope

STANDING = ("promoted", "closed")
PROVED = ("verified", *STANDING)


@dataclass(frozen=True)
class Gate:
    """One gate of one wave: open or not, and why. `state` is the ledger's word."""

    key: dg.AssetKey
    is_open: bool
    state: str
    why: str = ""
    severity: dg.AssetCheckSeverity = dg.AssetCheckSeverity.ERROR
    facts: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def waiting(cls, scope: Scope, wave: str) -> Gate:
        """Make the gate of a wave that waits for a person: no error, and not open."""
        why = f"waits for a person: start the job 'promote' with wave {wave}, who and why"
        key = scope.wave_key(wave, "promotion")
        return cls(key, False, state_of(scope, wave), why, dg.AssetCheckSeverity.WARN)

    def result(self, check: str) -> dg.AssetCheckResult:
        """Return the gate as the result of a check."""
        return dg.AssetCheckResult(
            asset_key=self.key,
            check_name=check,
            passed=self.is_open,
            severity=self.severity,
            description=self.why or f"the ledger says: {self.state}",
            metadata={"state": self.state, **of_facts(self.facts)},
        )


def gate_of(scope: Scope, wave: str, error: Exception | None = None, *, standing: bool = False) -> Gate:
    """Return the gate of a wave's certificate, or with `standing` of its promotion, as the ledger has it."""
    status = status_of(scope, wave)
    state = str(status.get("state", "planned"))
    step = "promotion" if standing else "certificate"
    why = "" if error is None else (str(error) if is_explained(error) else type(error).__name__)
    is_open = error is None and state in (STANDING if standing else PROVED)
    return Gate(scope.wave_key(wave, step), is_open, state, why, facts=status)


def state_of(scope: Scope, wave: str) -> str:
    """Return the ledger's state of a wave; `planned` for one that it does not know."""
    return str(status_of(scope, wave).get("state", "planned"))


def status_of(scope: Scope, wave: str) -> Mapping[str, Any]:
    """Return what the ledger says of a wave; empty for one that it does not know."""
    statuses = scope.run(scope.stages.wave_status, scope.context)
    if isinstance(statuses, Mapping):
        statuses = statuses.get("waves", [])
    return next((dict(s) for s in statuses if s.get("wave", s.get("name")) == wave), {})
