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

    read_exports: Stage = late("exports", "read_exports")
    audit_exports: Stage = late("audit", "audit_exports")
    clean_exports: Stage = late("clean", "clean_exports")
    match_customers: Stage = late("match", "match_customers")
    build_load_tables: Stage = late("load", "build_load_tables")
    plan_waves: Stage = late("waves", "plan_waves")
    package_wave: Stage = late("waves", "package_wave")
    rehearse_wave: Stage = late("waves", "rehearse_wave")
    verify_wave: Stage = late("waves", "verify_wave")
    promote_wave: Stage = late("waves", "promote_wave")
    rollback_wave: Stage = late("waves", "rollback_wave")
    close_wave: Stage = late("waves", "close_wave")
    wave_status: Stage = late("waves", "wave_status")
