"""The end of a run in a few lines: what was found, merged and moved, and what to do next."""

from __future__ import annotations

import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipelines.stages.context import Context
from pipelines.stages.waves import wave_status

SEVERITIES = ("critical", "warning", "info")


@dataclass(frozen=True)
class Summary:
    """What a run came to. `waves` are the ledger's rows with their control totals."""

    findings: dict[str, int]
    score: float | None
    rows: dict[str, int]
    merged: dict[str, int]
    waves: tuple[dict[str, Any], ...]
    report: Path
    commands: dict[str, str]


def summarise(context: Context) -> Summary:
    """Gather the summary of the last run from the store and the ledger."""
    store = context.store
    audit, merged = store.read_json("audit/counts", {}), store.read_json("match/counts", {})
    rows = list(audit.get("rows", {}).values())
    waves = [row | {"totals": _totals(context, row["wave"])} for row in wave_status(context)]
    last = next((row["wave"] for row in reversed(waves) if row["state"] == "promoted"), None)
    return Summary(
        findings={name: audit.get("findings", {}).get(name, 0) for name in SEVERITIES},
        score=audit.get("score"),
        rows={key: sum(row[key] for row in rows) for key in ("read", "kept", "quarantined")},
        merged=merged,
        waves=tuple(waves),
        report=store.home / "audit" / "report.html",
        commands=_commands(context, last),
    )


def _totals(context: Context, wave: str) -> dict[str, dict[str, str]]:
    certificate = context.store.read_json(f"waves/{wave}/certificate-target", {})
    return {entity: sums for entity, sums in certificate.get("totals", {}).items() if sums}


def _commands(context: Context, last: str | None) -> dict[str, str]:
    path = context.workspace.path
    here = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
    option = "" if here == Path("workspace.yaml") else f" --workspace {shlex.quote(str(here))}"
    commands = {"ui": f"mergepoint ui{option}", "review": f"mergepoint review export --xlsx review.xlsx{option}"}
    if last is not None:
        commands["rollback"] = f"mergepoint wave rollback {shlex.quote(last)}{option}"
    return commands
