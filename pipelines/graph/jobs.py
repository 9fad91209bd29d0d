"""Jobs: the whole path, its parts, and the decisions that only a person takes."""

from collections.abc import Callable
from typing import Any

import dagster as dg

from pipelines.errors import PipelineError
from pipelines.graph.gates import approval_gate, state_of
from pipelines.graph.lock import POOL, one_load_at_a_time
from pipelines.graph.metadata import of_facts
from pipelines.graph.scope import Scope
from pipelines.graph.waves import Approval, promote

LOADS = {"mergepoint/loads": "target"}  # dagster.yaml lets one run with this tag go at a time


class Yes(dg.Config):
    """Which wave, and who says yes to it; for waves that more than one person must approve."""

    wave: str
    who: str


class Decision(Yes):
    """Which wave, who decides, and why; kept in the ledger and in the UI."""

    why: str


class RollbackDecision(Decision):
    """A rollback only counts and shows unless `dry_run` is false.

    `live_edits` says what becomes of rows that users changed since: keep-theirs, restore-ours or stop.
    """

    dry_run: bool = True
    live_edits: str = "stop"


def jobs(scope: Scope) -> list[Any]:
    """Make the jobs of a workspace."""
    everything = dg.AssetSelection.all()
    health = dg.AssetSelection.groups("exports", "audit")
    merged = dg.AssetSelection.groups("exports", "audit", "clean", "match", "golden")
    executor = dg.in_process_executor
    made: list[Any] = [
        dg.define_asset_job("migrate", everything, tags=LOADS, executor_def=executor),
        dg.define_asset_job("audit", health, executor_def=executor),
        dg.define_asset_job("dedupe", merged, executor_def=executor),
    ]
    return [*made, *decisions(scope)] if scope.waves else made


def decisions(scope: Scope) -> list[dg.JobDefinition]:
    """Make the jobs promote, rollback and close_wave."""

    @dg.op(name="promote_wave", out=dg.Out(dg.Nothing), pool=POOL)
    def promote_wave(context: dg.OpExecutionContext, config: Decision) -> None:
        wave = _known(scope, config.wave)
        metadata = promote(scope, wave, Approval(by=config.who, why=config.why))
        key = scope.wave_key(wave, "promotion")
        context.log_event(dg.AssetMaterialization(key, metadata=metadata))
        _log_gate(context, scope, wave)

    @dg.op(name="rollback_wave", out=dg.Out(dg.Nothing), pool=POOL)
    def rollback_wave(context: dg.OpExecutionContext, config: RollbackDecision) -> None:
        from pipelines.stages.taking_back import TakeBack  # definitions load without the libraries

        wave = _known(scope, config.wave)
        said = TakeBack(config.who, config.why, config.dry_run, config.live_edits)
        _decide(context, scope, config, lambda: scope.stages.rollback_wave(scope.context, wave, said))

    @dg.op(name="close_wave", out=dg.Out(dg.Nothing), pool=POOL)
    def close_wave(context: dg.OpExecutionContext, config: Decision) -> None:
        wave = _known(scope, config.wave)
        options = {"by": config.who, "why": config.why}
        _decide(context, scope, config, lambda: scope.stages.close_wave(scope.context, wave, **options))

    @dg.op(name="approve_wave", out=dg.Out(dg.Nothing))
    def approve_wave(context: dg.OpExecutionContext, config: Yes) -> None:
        wave = _known(scope, config.wave)
        _decide(context, scope, config, lambda: scope.stages.approve_wave(scope.context, wave, by=config.who))

    ops = {"approve": approve_wave, "promote": promote_wave, "rollback": rollback_wave, "close": close_wave}
    return [_job(name, op) for name, op in ops.items()]


def _job(name: str, op: dg.OpDefinition) -> dg.JobDefinition:
    graph = dg.GraphDefinition(name=name, node_defs=[op])
    return graph.to_job(name=name, tags=LOADS, executor_def=dg.in_process_executor)


def _decide(context: dg.OpExecutionContext, scope: Scope, config: Yes, stage: Callable[[], Any]) -> None:
    """Run a decision and write what came of it, who took it and why, beside the wave's promotion."""
    wave = config.wave
    with one_load_at_a_time(scope.context.store):
        facts = scope.run(stage)
    said = of_facts({"decision": context.job_name, **config.model_dump()})
    metadata = of_facts(facts) | said | {"state": state_of(scope, wave)}
    context.log_event(dg.AssetObservation(scope.wave_key(wave, "promotion"), metadata=metadata))
    context.add_output_metadata(metadata)
    _log_gate(context, scope, wave)


def _log_gate(context: dg.OpExecutionContext, scope: Scope, wave: str) -> None:
    result = approval_gate(scope, wave)
    context.log_event(
        dg.AssetCheckEvaluation(
            asset_key=result.asset_key,
            check_name="approved",
            passed=result.passed,
            severity=result.severity,
            description=result.description,
            metadata=result.metadata,
        )
    )


def _known(scope: Scope, wave: str) -> str:
    if wave not in scope.waves:
        raise PipelineError(f"There is no wave '{wave}'. Expected one of: {', '.join(scope.waves)}.")
    return wave
