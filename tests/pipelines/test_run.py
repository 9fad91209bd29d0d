"""The main job from a terminal, on small stages."""

from dataclasses import replace

import pytest

from pipelines.errors import GateClosed
from pipelines.run import execute
from tests.pipelines.graph.fakes import CANARY_PHONE, FAKES, tiny_scope

pytestmark = [pytest.mark.dagster, pytest.mark.xdist_group("dagster")]


def test_run_promotes_every_wave_and_can_be_repeated(tmp_path, instance, capfd):
    scope = tiny_scope(tmp_path)
    first = execute(scope, by="lead", instance=instance)
    again = execute(scope, by="lead", instance=instance)
    assert first.batch == again.batch
    assert first.waiting == again.waiting == ()
    assert first.facts["waves/orders/promotion"]["state"] == "promoted"
    assert first.facts["exports/xiao_shou_ke_hu"]["dagster/row_count"] == 1
    assert first.failed_checks == again.failed_checks == 1
    assert capfd.readouterr() == ("", "")


def test_without_a_name_the_first_wave_waits_and_nothing_after_it_starts(tmp_path, instance):
    scope = tiny_scope(tmp_path)
    outcome = execute(scope, by="", instance=instance)
    assert outcome.waiting == ("pilot-customers",)
    assert "waves/orders/package" not in outcome.facts
    assert scope.context.store.read_json("ledger") == {"pilot-customers": "verified"}


def test_an_error_of_a_stage_arrives_as_it_was_raised_and_masked_in_the_events(tmp_path, instance):
    def broken(_context):
        raise ValueError(f"cannot parse {CANARY_PHONE}")

    scope = tiny_scope(tmp_path, replace(FAKES, match_customers=broken))
    with pytest.raises(ValueError, match=CANARY_PHONE):
        execute(scope, by="lead", instance=instance)
    run = instance.get_run_records(limit=1)[0].dagster_run
    events = "".join(str(entry) for entry in instance.all_logs(run.run_id))
    assert "match_customers" in events
    assert CANARY_PHONE not in events


def test_a_closed_gate_of_a_wave_stops_the_run(tmp_path, instance):
    def refuse(_context, wave):
        raise GateClosed("totals", f"{wave}: 3 rows differ")

    scope = tiny_scope(tmp_path, replace(FAKES, verify_wave=refuse))
    with pytest.raises(GateClosed, match="3 rows differ"):
        execute(scope, by="lead", instance=instance)
    checks = _last_checks(instance)
    assert checks[("waves/pilot_customers/certificate", "verified")] is False


def _last_checks(instance):
    run = instance.get_run_records(limit=1)[0].dagster_run
    found = {}
    for entry in instance.all_logs(run.run_id):
        if entry.is_dagster_event and entry.dagster_event.event_type_value == "ASSET_CHECK_EVALUATION":
            data = entry.dagster_event.asset_check_evaluation_data
            found[(data.asset_key.to_user_string(), data.check_name)] = data.passed
    return found
