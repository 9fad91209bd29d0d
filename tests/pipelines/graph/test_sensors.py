"""What runs by itself: the inbox starts a run once, gates are told once, old files go."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import dagster as dg
import msoffcrypto
import pyarrow as pa
import pytest
from dagster._core.definitions.partitions.context import partition_loading_context

from pipelines.graph.build import build_definitions
from pipelines.graph.schedules import drop_batches
from pipelines.graph.scope import Scope
from pipelines.graph.stages import STAGES
from pipelines.stages.context import Context
from pipelines.workspace import load_workspace
from tests.pipelines.graph.fakes import FAKES, tiny_scope

pytestmark = [pytest.mark.dagster, pytest.mark.xdist_group("dagster")]
WATCH = """
watch:
  inbox: inbox
  re_audit: "0 6 * * *"
  offline: "0 5 * * *"
  fresh_within: 2 days
  alerts: [{shape: slack, to: "env:NO_HOOK"}]
"""


@pytest.fixture(autouse=True)
def partitions_of_the_instance(monkeypatch):
    """Let a tick ask for a new partition on an instance in memory: the daemon's is on disk and may."""
    monkeypatch.setattr(dg.SensorEvaluationContext, "caching_dynamic_partitions_loader", property(lambda c: c.instance))


@pytest.fixture
def scope(tmp_path):
    made = tiny_scope(tmp_path)
    path = tmp_path / "workspace.yaml"
    path.write_text(path.read_text(encoding="utf-8") + WATCH, encoding="utf-8")
    return Scope(Context(load_workspace(path), made.context.store), FAKES)


def tick(definitions, name, instance, cursor):
    repository = definitions.get_repository_def()
    context = dg.build_sensor_context(instance=instance, cursor=cursor, repository_def=repository)
    return repository.get_sensor_def(name).evaluate_tick(context)


def test_a_delivery_starts_one_run_of_its_batch_and_the_same_again_none(scope, instance, tmp_path):
    definitions = build_definitions(scope)
    inbox = tmp_path / "inbox"
    runs, cursor = [], None
    for step in range(6):
        if step in (0, 3):
            inbox.mkdir(exist_ok=True)
            (inbox / "crm.csv").write_text("id,phone\n1,5550000\n", encoding="utf-8")
        result = tick(definitions, "inbox", instance, cursor)
        runs.append([request.partition_key for request in result.run_requests or []])
        cursor = result.cursor
    batch = runs[1][0]
    assert runs == [[], [batch], [], [], [], []]
    assert scope.of_batch(batch).workspace.exports_folder == scope.context.store.home / "batches" / batch / "files"


def test_a_waiting_gate_is_told_until_somebody_heard_it(scope, instance, monkeypatch):
    scope.context.store.write_json("ledger", {"pilot-customers": "verified"})
    definitions, told = build_definitions(scope), []
    monkeypatch.setattr("pipelines.graph.sensors.send_all", lambda _, notice: told.append(notice) or ["slack: down"])
    cursor = tick(definitions, "alert_gates", instance, None).cursor
    monkeypatch.setattr("pipelines.graph.sensors.send_all", lambda _, notice: told.append(notice) or [])
    cursor = tick(definitions, "alert_gates", instance, cursor).cursor
    tick(definitions, "alert_gates", instance, cursor)
    assert [notice.event for notice in told] == ["gate_waiting", "gate_waiting"]
    assert json.loads(cursor) == ["pilot-customers:0:verified"]


def test_the_re_audit_takes_the_newest_batch(scope, tmp_path):
    repository = build_definitions(scope).get_repository_def()
    with dg.DagsterInstance.local_temp(str(tmp_path), overrides={"telemetry": {"enabled": False}}) as kept:
        context = dg.build_schedule_context(instance=kept, repository_def=repository)
        with partition_loading_context(dynamic_partitions_store=kept):
            request = repository.get_schedule_def("re_audit").evaluate_tick(context).run_requests[0]
        assert request.partition_key in kept.get_dynamic_partitions("batches")


def test_tidying_keeps_the_newest_batch(scope):
    home = scope.context.store.home / "batches"
    for name in ("old", "new"):
        (home / name / "files").mkdir(parents=True)
    scope.context.store.write_json("batches/current", {"batch": "new"})
    assert drop_batches(scope, datetime.now(UTC) + timedelta(days=1)) == 1
    assert (home / "new" / "files").is_dir()
    assert not (home / "old" / "files").exists()


def test_the_emergency_table_is_written_on_time(scope, instance):
    definitions = build_definitions(scope)
    assert definitions.get_repository_def().get_schedule_def("offline_table").cron_schedule == "0 5 * * *"
    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    definitions.resolve_job_def("offline").execute_in_process(instance=instance, run_config=quiet)
    assert (scope.context.store.home / "offline" / "customers.xlsx").read_text() == "schedule"


def test_the_emergency_table_on_time_is_an_encrypted_workbook(scope, instance, monkeypatch):
    monkeypatch.setenv("MERGEPOINT_OFFLINE_PASSWORD", "p" * 8)
    scope.context.store.write("load/customer", pa.table({"customer_id": ["C-1"], "name": ["Zhou Wei"]}))
    definitions = build_definitions(Scope(scope.context, replace(FAKES, write_offline=STAGES.write_offline)))
    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    definitions.resolve_job_def("offline").execute_in_process(instance=instance, run_config=quiet)
    file = scope.context.store.home / "offline" / "customers.xlsx"
    with file.open("rb") as closed:
        assert msoffcrypto.OfficeFile(closed).is_encrypted()
    assert b"Zhou" not in file.read_bytes()
