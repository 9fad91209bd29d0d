"""Decisions as jobs: who and why, refused where the ledger disagrees, a rollback dry unless told otherwise."""

import dagster as dg
import pytest

from pipelines.errors import PipelineError
from pipelines.graph.build import build_definitions
from pipelines.graph.lock import one_load_at_a_time
from pipelines.run import execute
from tests.pipelines.graph.fakes import tiny_scope

pytestmark = [pytest.mark.dagster, pytest.mark.xdist_group("dagster")]


@pytest.fixture(scope="module")
def waiting(tmp_path_factory, instance):
    scope = tiny_scope(tmp_path_factory.mktemp("waiting"))
    execute(scope, by="", instance=instance)
    return scope


def decide(scope, instance, job, **config):
    definition = build_definitions(scope).resolve_job_def(job)
    ops = {f"{job}_wave": {"config": {"wave": "pilot-customers", "who": "mo", **config}}}
    quiet = {"console": {"config": {"log_level": "CRITICAL"}}}
    return definition.execute_in_process(run_config={"ops": ops, "loggers": quiet}, instance=instance)


def state(scope):
    return scope.context.store.read_json("ledger")["pilot-customers"]


def test_a_wave_waits_is_promoted_rolled_back_in_two_steps(waiting, instance):
    assert state(waiting) == "verified"
    decide(waiting, instance, "approve")
    assert state(waiting) == "verified"
    decide(waiting, instance, "promote", why="pilot agreed")
    assert state(waiting) == "promoted"
    key = dg.AssetKey(["waves", "pilot_customers", "promotion"])
    event = instance.get_latest_materialization_event(key).asset_materialization
    assert (event.metadata["by"].value, event.metadata["why"].value) == ("mo", "pilot agreed")
    decide(waiting, instance, "rollback", why="wrong owner")
    assert state(waiting) == "promoted"
    decide(waiting, instance, "rollback", why="wrong owner", dry_run=False)
    assert state(waiting) == "rolled_back"
    found = instance.fetch_observations(key, limit=1).records[0].asset_observation.metadata
    said = [found[name].value for name in ("decision", "who", "why", "dry_run", "state")]
    assert said == ["rollback", "mo", "wrong owner", False, "rolled_back"]


def test_closing_is_refused_where_the_ledger_disagrees(tmp_path, instance):
    scope = tiny_scope(tmp_path)
    with pytest.raises(PipelineError, match="planned"):
        decide(scope, instance, "close", why="done")


def test_an_unknown_wave_is_named_with_the_known_ones(tmp_path, instance):
    with pytest.raises(PipelineError, match="pilot-customers, orders"):
        decide(tiny_scope(tmp_path), instance, "promote", why="x", wave="pilot")


def test_two_loads_never_meet(waiting, instance):
    with one_load_at_a_time(waiting.context.store), pytest.raises(PipelineError, match="another run"):
        decide(waiting, instance, "promote", why="again")
