"""The whole graph of one workspace as Dagster definitions."""

from __future__ import annotations

import warnings

import dagster as dg

from pipelines.graph.audit import audit_assets
from pipelines.graph.exports import export_assets
from pipelines.graph.jobs import jobs
from pipelines.graph.merge import merge_assets
from pipelines.graph.schedules import offline_job, schedules, tidy_job
from pipelines.graph.scope import Scope
from pipelines.graph.sensors import sensors
from pipelines.graph.waves import wave_assets


def build_definitions(scope: Scope) -> dg.Definitions:
    """Make assets, checks and jobs; reads the workspace and the last audit's summary, no export."""
    if not scope.sources:
        return dg.Definitions()
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", category=dg.PreviewWarning)  # checks by batch; our tests hold it to its word
        return _build(scope)


def _build(scope: Scope) -> dg.Definitions:
    return dg.Definitions(
        assets=[export_assets(scope), audit_assets(scope), *merge_assets(scope), *wave_assets(scope)],
        jobs=[*jobs(scope), tidy_job(scope), offline_job(scope)],
        sensors=sensors(scope),
        schedules=schedules(scope),
        executor=dg.in_process_executor,
    )
