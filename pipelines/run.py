"""The main job from a terminal: the same assets, in this process, on the instance that the UI shows."""

from __future__ import annotations

import logging
import socket
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from pipelines.processes import PROCESS, is_alive, this_process
from pipelines.stages.context import Context

if TYPE_CHECKING:
    import dagster as dg


@dataclass(frozen=True)
class RunOutcome:
    """What a run did. `facts` holds the metadata of each asset; `waiting` the waves that wait for a person."""

    run_id: str
    batch: str
    facts: dict[str, dict[str, Any]] = field(default_factory=dict)
    failed_checks: int = 0
    waiting: tuple[str, ...] = ()


def run_all(context: Context, *, by: str, why: str = "mergepoint run", instance: Any = None) -> RunOutcome:
    """Execute every asset of the workspace; `by` and `why` approve the waves.

    Without a name in `by` the waves wait before promotion. Progress goes to `context.progress`.

    Raises
    ------
    PipelineError, or an error of a library
        As the stage raised it.
    """
    from pipelines.graph.scope import Scope

    return execute(Scope.of(context), by=by, why=why, instance=instance)


def execute(scope: Any, *, by: str, why: str = "", instance: Any = None, job: str = "migrate") -> RunOutcome:
    """Execute a job of a scope in this process; see `run_all`."""
    from pipelines.batches import batch_of
    from pipelines.graph.build import build_definitions
    from pipelines.graph.waves import promotion_step

    promotions = {promotion_step(scope, wave): {"config": {"by": by, "why": why}} for wave in scope.waves}
    config = {
        "ops": promotions if job == "migrate" else {},
        "loggers": {"console": {"config": {"log_level": "CRITICAL"}}},
    }
    batch, tags = batch_of(scope.context), {"mergepoint/by": by or "nobody", PROCESS: this_process()}
    with _quiet(), _instance(scope.context, instance) as kept:
        mark_killed(kept)
        kept.add_dynamic_partitions(scope.batches.name, [batch])
        definition = build_definitions(scope).resolve_job_def(job)
        try:
            result = definition.execute_in_process(
                run_config=config,
                instance=kept,
                partition_key=batch,
                tags=tags,
            )
        except Exception as error:
            raise (scope.failures[-1] if scope.failures else error) from None
    return _outcome(scope, result, batch)


def mark_killed(instance: Any) -> int:
    """Mark runs of terminals on this machine whose process is gone as failed; return how many."""
    from dagster import DagsterRunStatus, RunsFilter

    under_way = RunsFilter(statuses=[DagsterRunStatus.STARTED, DagsterRunStatus.STARTING])
    found = 0
    for run in instance.get_runs(under_way):
        host, _, pid = run.tags.get(PROCESS, "").rpartition(":")
        if host == socket.gethostname() and not is_alive(int(pid)):
            instance.report_run_failed(run, "The process of this run was killed. Start it again: it goes on.")
            found += 1
    return found


@contextmanager
def _instance(context: Context, given: Any) -> Iterator[dg.DagsterInstance]:
    """Open the instance of DAGSTER_HOME without capturing what this terminal shows."""
    if given is not None:
        yield given
        return
    from dagster import DagsterInstance
    from dagster._core.instance.ref import InstanceRef

    from pipelines.instance import alone_in, prepare_instance

    home = prepare_instance(context.store)
    with alone_in(home):
        instance = DagsterInstance.from_ref(InstanceRef.from_dir(str(home), overrides=_for_terminal(home)))
    with instance as kept:
        yield kept


def _for_terminal(home: Path) -> dict[str, Any]:
    """What a run in this process does better: leave the terminal alone, keep connections to SQLite open."""
    settings: dict[str, Any] = {
        "compute_logs": {
            "module": "dagster._core.storage.noop_compute_log_manager",
            "class": "NoOpComputeLogManager",
        }
    }
    given = home / "dagster.yaml"
    chosen = yaml.safe_load(given.read_text(encoding="utf-8")) if given.exists() else {}
    if not any(key in (chosen or {}) for key in ("storage", "event_log_storage", "run_storage", "schedule_storage")):
        settings["event_log_storage"] = {
            "module": "pipelines.graph.event_log",
            "class": "KeptEventLog",
            "config": {"base_dir": str(home / "history" / "runs")},
        }
    return settings


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dagster's previews and nags off the terminal; our own warnings stay."""
    with warnings.catch_warnings():
        for module in (r"dagster.*", r"pipelines\.graph.*"):
            warnings.filterwarnings("ignore", module=module)
        plan = logging.getLogger("dagster._core.execution.plan.active")  # it remarks on steps that a gate skipped
        plan.addFilter(_refuse)
        try:
            yield
        finally:
            plan.removeFilter(_refuse)


def _refuse(_record: logging.LogRecord) -> bool:
    return False


def _outcome(scope: Any, result: Any, batch: str) -> RunOutcome:
    facts = {
        event.asset_key.to_user_string(): {name: value.value for name, value in event.materialization.metadata.items()}
        for event in result.get_asset_materialization_events()
    }
    checks = result.get_asset_check_evaluations()
    waiting = [c.asset_key.path[-2] for c in checks if c.check_name == "approved" and not c.passed]
    return RunOutcome(
        run_id=result.run_id,
        batch=batch,
        facts=facts,
        failed_checks=sum(not check.passed for check in checks),
        waiting=tuple(wave for wave, short in scope.waves.items() if short in waiting),
    )
