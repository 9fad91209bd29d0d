import datetime as dt

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quality.errors import RuleError
from quality.findings.values import FINDINGS
from quality.freeze import FROZEN, FreezeRule, freeze_records, frozen_ids, report, thaw, undo_freeze

NOW = dt.datetime(2026, 6, 30, 9, 0)
EMPTY = FROZEN.empty_table()


def findings(*records, rule="dormant_customer"):
    rows = [dict.fromkeys(FINDINGS.names, "") | {"record_id": r, "rule": rule, "source": "crm"} for r in records]
    return pa.Table.from_pylist(rows, schema=FINDINGS)


def test_freezing_twice_changes_nothing_and_other_rules_freeze_nobody():
    once = freeze_records(EMPTY, findings("crm:1", "crm:2"), FreezeRule(), "Li", NOW)
    assert freeze_records(once, findings("crm:1", "crm:2"), FreezeRule(), "Li", NOW).equals(once)
    assert freeze_records(EMPTY, findings("crm:1", rule="full_width"), FreezeRule(), "Li", NOW).num_rows == 0


def test_who_was_thawed_by_a_person_stays_thawed():
    log = thaw(
        freeze_records(EMPTY, findings("crm:1"), FreezeRule(), "Li", NOW),
        ["crm:1"],
        "called, wants to stay",
        "Wang",
        NOW,
    )
    assert frozen_ids(log).to_pylist() == []
    assert freeze_records(log, findings("crm:1"), FreezeRule(), "Li", NOW).equals(log)
    assert report(log).to_pylist() == [{"rule": "dormant_customer", "frozen": 0, "thawed": 1, "undone": 0}]


def test_a_thaw_needs_a_name_a_reason_and_a_frozen_record():
    log = freeze_records(EMPTY, findings("crm:1"), FreezeRule(), "Li", NOW)
    for records, reason, who in ((["crm:1"], " ", "Li"), (["crm:1"], "why", ""), (["crm:9"], "why", "Li")):
        with pytest.raises(RuleError):
            thaw(log, records, reason, who, NOW)


def test_an_event_is_taken_back_once_and_an_undo_never():
    log = freeze_records(EMPTY, findings("crm:1"), FreezeRule(), "Li", NOW)
    log = undo_freeze(log, log["event"][0].as_py(), "Wang", NOW)
    assert report(log).to_pylist() == [{"rule": "dormant_customer", "frozen": 0, "thawed": 0, "undone": 1}]
    for event in [*log["event"].to_pylist(), "F99999999"]:
        with pytest.raises(RuleError):
            undo_freeze(log, event, "Wang", NOW)


steps = st.lists(st.tuples(st.sampled_from(["freeze", "thaw", "undo"]), st.integers(0, 4)), max_size=12)


@given(steps)
@settings(max_examples=50, deadline=None)
def test_undoing_the_last_event_gives_the_state_before_it(moves):
    log = EMPTY
    for kind, number in moves:
        before, record = log, f"crm:{number}"
        if kind == "freeze":
            log = freeze_records(log, findings(record), FreezeRule(), "Li", NOW)
        elif kind == "thaw" and record in frozen_ids(log).to_pylist():
            log = thaw(log, [record], "asked", "Li", NOW)
        if log.num_rows > before.num_rows:
            taken = undo_freeze(log, log["event"][-1].as_py(), "Li", NOW)
            assert frozen_ids(taken).equals(frozen_ids(before))
            assert taken.slice(0, log.num_rows).equals(log)
