"""The stage functions that the graph calls, as one value: tests hand in their own."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Stage = Callable[..., Any]


def late(module: str, function: str) -> Stage:
    """Return a stage that is imported when it is called: the libraries behind it take seconds."""

    def stage(*args: Any, **options: Any) -> Any:
        return getattr(importlib.import_module(f"pipelines.stages.{module}"), function)(*args, **options)

    stage.__name__ = function
    return stage


@dataclass(frozen=True)
class Stages:
    """What each asset of the graph runs. Every stage takes a `Context`; wave stages a wave's name too."""

    read_exports: Stage
    audit_exports: Stage
    clean_exports: Stage
    match_customers: Stage
    build_load_tables: Stage
    plan_waves: Stage
    package_wave: Stage
    rehearse_wave: Stage
    verify_wave: Stage
    approve_wave: Stage
    promote_wave: Stage
    rollback_wave: Stage
    close_wave: Stage
    wave_status: Stage
    write_offline: Stage


STAGES = Stages(
    read_exports=late("exports", "read_exports"),
    audit_exports=late("audit", "audit_exports"),
    clean_exports=late("clean", "clean_exports"),
    match_customers=late("match", "match_customers"),
    build_load_tables=late("load", "build_load_tables"),
    plan_waves=late("waves", "plan_waves"),
    package_wave=late("waves", "package_wave"),
    rehearse_wave=late("waves", "rehearse_wave"),
    verify_wave=late("waves", "verify_wave"),
    approve_wave=late("waves", "approve_wave"),
    promote_wave=late("waves", "promote_wave"),
    rollback_wave=late("taking_back", "rollback_wave"),
    close_wave=late("waves", "close_wave"),
    wave_status=late("waves", "wave_status"),
    write_offline=late("emergency", "write_offline"),
)
