"""Schedules: the re-audit, the emergency table, and tidying of old runs and delivered files."""

import shutil
from datetime import UTC, datetime, timedelta
from typing import Any

import dagster as dg

from pipelines.batches import batch_of
from pipelines.graph.scope import Scope

VALID = timedelta(days=7)  # how long an emergency table counts as current


def schedules(scope: Scope) -> list[Any]:
    """Make what the workspace names a time for, and the weekly tidying (off until switched on)."""
    watch, made = scope.context.workspace.watch, [_tidying(scope)]
    made += [_re_audit(scope)] if watch.re_audit else []
    return [*made, _offline(scope)] if watch.offline else made


def offline_job(scope: Scope) -> dg.JobDefinition:
    """Make the job that writes the encrypted emergency table anew: `<home>/offline/customers.xlsx`."""

    @dg.op(name="write_offline", out=dg.Out(dg.Nothing))
    def write_offline(context: dg.OpExecutionContext) -> None:
        out = scope.context.store.path("offline/customers.xlsx")
        scope.run(scope.stages.write_offline, scope.context, out, by="schedule", valid_for=VALID)
        context.add_output_metadata({"file": dg.MetadataValue.path(str(out)), "bytes": out.stat().st_size})

    return dg.GraphDefinition("offline", node_defs=[write_offline]).to_job(
        "offline", executor_def=dg.in_process_executor
    )


def tidy_job(scope: Scope) -> dg.JobDefinition:
    """Make the job that removes finished runs and delivered files older than `watch.keep`."""

    @dg.op(name="tidy", out=dg.Out(dg.Nothing))
    def tidy(context: dg.OpExecutionContext) -> None:
        before = datetime.now(UTC) - scope.context.workspace.watch.keep
        context.add_output_metadata({"runs": _forget(context, before), "batches": drop_batches(scope, before)})

    return dg.GraphDefinition("tidy_up", node_defs=[tidy]).to_job("tidy_up", executor_def=dg.in_process_executor)


def drop_batches(scope: Scope, before: datetime) -> int:
    """Remove the files of batches delivered before a time, the newest batch excepted; return how many."""
    current = scope.context.store.read_json("batches/current", {}).get("batch")
    old = [
        files
        for files in (scope.context.store.home / "batches").glob("*/files")
        if files.parent.name != current and files.stat().st_ctime < before.timestamp()
    ]
    for files in old:
        shutil.rmtree(files)
    return len(old)


def _forget(context: dg.OpExecutionContext, before: datetime) -> int:
    finished = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE, dg.DagsterRunStatus.CANCELED]
    records = context.instance.get_run_records(dg.RunsFilter(statuses=finished, created_before=before), limit=500)
    for record in records:
        context.instance.delete_run(record.dagster_run.run_id)
    return len(records)


def _re_audit(scope: Scope) -> dg.ScheduleDefinition:
    @dg.schedule(
        name="re_audit",
        job_name="audit",
        cron_schedule=scope.context.workspace.watch.re_audit,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description=scope.say("re_audit"),
    )
    def re_audit(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        batch = scope.context.store.read_json("batches/current", {}).get("batch") or batch_of(scope.context)
        context.instance.add_dynamic_partitions(scope.batches.name, [batch])
        return dg.RunRequest(partition_key=batch, tags={"mergepoint/by": "schedule"})

    return re_audit


def _tidying(scope: Scope) -> dg.ScheduleDefinition:
    return dg.ScheduleDefinition(
        name="tidy_weekly", job_name="tidy_up", cron_schedule="30 3 * * 0", description=scope.say("tidy")
    )


def _offline(scope: Scope) -> dg.ScheduleDefinition:
    return dg.ScheduleDefinition(
        name="offline_table",
        job_name="offline",
        cron_schedule=scope.context.workspace.watch.offline,
        default_status=dg.DefaultScheduleStatus.RUNNING,
        description=scope.say("offline"),
    )
