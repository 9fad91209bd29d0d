"""Waves taken back: one, or all that were promoted after a point; or what that would do."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import migration
from pipelines.stages.context import Context
from pipelines.stages.target import target_url
from pipelines.stages.wave_plan import known_wave, settings_of


@dataclass(frozen=True)
class TakeBack:
    """Who takes back and why, what becomes of rows that users changed since, and whether it is only told.

    `live_edits`: `keep-theirs` (as without a word), `restore-ours` or `stop`.
    """

    by: str
    why: str = ""
    dry_run: bool = False
    live_edits: str | None = None

    def options(self, context: Context) -> dict[str, Any]:
        """What the library is told."""
        who = migration.Who(self.by, self.why)
        return {"by": who, "dry_run": self.dry_run, "live_edits": self.live_edits, "settings": settings_of(context)}


def rollback_wave(context: Context, wave: str, said: TakeBack) -> dict[str, Any]:
    """Take a promoted wave back, or say what that would do."""
    return asdict(migration.rollback(known_wave(context, wave), target_url(context), **said.options(context)))


def rollback_waves_after(context: Context, wave: str, said: TakeBack) -> list[dict[str, Any]]:
    """Take back every wave promoted after `wave`, the latest first, or say what that would do; `wave` itself stays.

    Raises
    ------
    migration.Refused
        `wave` was never promoted, or the window of a later one has closed.
    """
    reports = migration.rollback_to(known_wave(context, wave), target_url(context), **said.options(context))
    return [asdict(report) for report in reports]
