"""The graph of the shipped demo, drawn without reading an export, and how names and checks map."""

from dataclasses import replace
from pathlib import Path

import dagster as dg
import pyarrow.compute as pc
import pytest

from pipelines.graph.build import build_definitions
from pipelines.graph.scope import Scope
from pipelines.run import execute
from pipelines.stages.context import Context
from pipelines.store import Store
from pipelines.workspace import load_workspace
from tests.pipelines.graph.fakes import tiny_scope

pytestmark = [pytest.mark.dagster, pytest.mark.xdist_group("dagster")]
ROOT = Path(__file__).resolve().parents[3]
SNAPSHOT = Path(__file__).with_name("demo_graph.txt")


def lines_of(definitions: dg.Definitions) -> list[str]:
    """One line an asset: key, group, what it depends on."""
    graph = definitions.resolve_asset_graph()
    for_each = []
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        parents = ", ".join(sorted(parent.to_user_string() for parent in node.parent_keys))
        for_each.append(f"{key.to_user_string()} [{node.group_name}] <- {parents}")
    return sorted(for_each)


def test_the_graph_of_the_demo_is_the_one_we_know(tmp_path):
    workspace = load_workspace(ROOT / "examples" / "demo" / "workspace.yaml", exports=tmp_path / "absent")
    lines = lines_of(build_definitions(Scope(Context(workspace, Store(tmp_path / "home")))))
    assert lines == SNAPSHOT.read_text(encoding="utf-8").splitlines(), (
        "The graph changed. If that is meant: tests/pipelines/graph/demo_graph.txt holds the lines above."
    )


def test_every_node_tells_what_it_is(tmp_path):
    definitions = build_definitions(tiny_scope(tmp_path))
    graph = definitions.resolve_asset_graph()
    for key in graph.get_all_asset_keys():
        node = graph.get(key)
        assert node.description, key
        assert node.owners, key
        assert node.kinds, key
        arrives = key.path[0] == "exports"
        assert bool(node.freshness_policy) == arrives, "a source turns stale, what is made from it does not"


def test_rules_become_checks_of_their_source_once_an_audit_has_run(tmp_path, instance):
    scope = tiny_scope(tmp_path)
    before = build_definitions(scope).resolve_asset_graph().asset_check_keys
    execute(scope, by="lead", instance=instance, job="audit")
    checks = build_definitions(tiny_scope(tmp_path)).resolve_asset_graph().asset_check_keys
    named = {f"{key.asset_key.to_user_string()}:{key.name}" for key in checks - before}
    assert named == {f"audit/{s}:phone_invalid__shou_ji" for s in ("crm", "xiao_shou_ke_hu", "orders")}


def test_a_rule_with_nothing_to_measure_this_time_passes_with_a_word(tmp_path, instance):
    execute(tiny_scope(tmp_path), by="lead", instance=instance, job="audit")
    scope = tiny_scope(tmp_path)

    def without_orders(context):
        facts = scope.stages.audit_exports(context)
        summary = context.store.read("audit/summary")
        context.store.write("audit/summary", summary.filter(pc.not_equal(summary["source"], "orders")))
        return facts

    quieter = replace(scope, stages=replace(scope.stages, audit_exports=without_orders))
    execute(quieter, by="lead", instance=instance, job="audit")
    key = dg.AssetCheckKey(dg.AssetKey(["audit", "orders"]), "phone_invalid__shou_ji")
    record = instance.event_log_storage.get_latest_asset_check_execution_by_key([key])[key]
    evaluation = record.event.dagster_event.asset_check_evaluation_data
    assert (evaluation.passed, evaluation.metadata["checked"].value) == (True, 0)


def test_the_first_audit_records_checks_that_the_graph_did_not_know_yet(tmp_path, instance):
    execute(tiny_scope(tmp_path), by="lead", instance=instance, job="audit")
    key = dg.AssetCheckKey(dg.AssetKey(["audit", "crm"]), "phone_invalid__shou_ji")
    record = instance.event_log_storage.get_latest_asset_check_execution_by_key([key])[key]
    evaluation = record.event.dagster_event.asset_check_evaluation_data
    rows = evaluation.metadata["rows"].records
    assert (evaluation.passed, evaluation.metadata["failed"].value, len(rows)) == (False, 1, 1)
    assert rows[0].data["record"] == "crm:0"
    assert "13987654321" not in str(evaluation)
