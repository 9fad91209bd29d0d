"""What runs by itself: the inbox, alerts of failures and gates."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dagster as dg

from pipelines.graph.alerts import Notice, send_all
from pipelines.graph.scope import Scope
from pipelines.inbox import look, take


def sensors(scope: Scope) -> list[Any]:
    """Make the sensors that the workspace asks for."""
    watch = scope.context.workspace.watch
    made: list[Any] = [_inbox(scope)] if watch.inbox else []
    if watch.alerts:
        made += [_failures(scope), *([_gates(scope)] if scope.waves else [])]
    return made


def inbox_folder(scope: Scope) -> Path:
    """Return the folder that exports are dropped into."""
    workspace = scope.context.workspace
    return (workspace.folder / Path(workspace.watch.inbox or "inbox").expanduser()).resolve()


def _inbox(scope: Scope) -> dg.SensorDefinition:
    @dg.sensor(
        name="inbox",
        job_name="migrate",
        minimum_interval_seconds=_every(scope),
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=scope.say("inbox", folder=inbox_folder(scope)),
    )
    def inbox(context: dg.SensorEvaluationContext) -> dg.SensorResult:
        folder = inbox_folder(scope)
        folder.mkdir(parents=True, exist_ok=True)
        expected = {source.read for source in scope.settings.values()}
        found = look(folder, expected, json.loads(context.cursor or "{}"))
        cursor = json.dumps(found.seen)
        if not found.complete or found.waiting:
            return dg.SensorResult(skip_reason=_told(scope, found.waiting, found.unknown), cursor=cursor)
        batch, is_new = take(scope.context, folder, found.complete)
        if not is_new:
            return dg.SensorResult(skip_reason=f"the same content came before as {batch}", cursor=cursor)
        request = dg.RunRequest(run_key=batch, partition_key=batch, tags={"mergepoint/by": "inbox"})
        return dg.SensorResult(
            run_requests=[request],
            dynamic_partitions_requests=[scope.batches.build_add_request([batch])],
            cursor=cursor,
        )

    return inbox


def _every(scope: Scope) -> int:
    return max(1, int(scope.context.workspace.watch.look_every.total_seconds()))


def _told(scope: Scope, waiting: tuple[str, ...], unknown: tuple[str, ...]) -> str:
    parts = [scope.say("still_arriving", count=len(waiting)) if waiting else scope.say("no_new_file")]
    if unknown:
        parts.append(scope.say("unknown_files", count=len(unknown)))
    return "; ".join(parts)


def _failures(scope: Scope) -> dg.SensorDefinition:
    @dg.run_failure_sensor(
        name="alert_failures",
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=scope.say("alert_failures"),
        monitor_all_code_locations=False,
    )
    def alert_failures(context: dg.RunFailureSensorContext) -> None:
        run, steps = context.dagster_run, [event.step_key for event in context.get_step_failure_events()]
        where = ", ".join(step for step in steps if step) or scope.say("before_first_step")
        name, job = scope.context.workspace.workspace, run.job_name
        title = scope.say("run_failed", name=name, job=job, where=where)
        notice = Notice("run_failed", name, title, scope.say("run_failed_next", job=job, where=where), run.run_id)
        for failed in send_all(scope.context.workspace.watch.alerts, notice):
            context.log.warning("an alert could not be sent (%s)", failed)

    return alert_failures


def _gates(scope: Scope) -> dg.SensorDefinition:
    @dg.sensor(
        name="alert_gates",
        minimum_interval_seconds=_every(scope),
        default_status=dg.DefaultSensorStatus.RUNNING,
        description=scope.say("alert_gates"),
    )
    def alert_gates(context: dg.SensorEvaluationContext) -> dg.SkipReason:
        told = set(json.loads(context.cursor or "[]"))
        news = {key: notice for key, notice in _gate_news(scope) if key not in told}
        for key, notice in news.items():
            if not send_all(scope.context.workspace.watch.alerts, notice):
                told.add(key)
        context.update_cursor(json.dumps(sorted(told)))
        return dg.SkipReason(scope.say("gates_told", count=len(news)) if news else scope.say("no_gate_changed"))

    return alert_gates


def _gate_news(scope: Scope) -> Iterator[tuple[str, Notice]]:
    name = scope.context.workspace.workspace
    for status in scope.run(scope.stages.wave_status, scope.context):
        wave, attempt = status["wave"], status.get("attempt", 0)
        if status["state"] == "verified":
            title = f"{name}: {scope.say('wave_waits', wave=wave)}"
            yield f"{wave}:{attempt}:verified", Notice("gate_waiting", name, title, scope.say("wave_waits_next"))
        if status.get("reminder"):
            title = f"{name}: {scope.say('window_closes', wave=wave)}"
            yield f"{wave}:{attempt}:window", Notice("window_closing", name, title, scope.say("window_closes_next"))
