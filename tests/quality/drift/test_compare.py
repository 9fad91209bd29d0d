import datetime as dt

from hypothesis import given, settings
from hypothesis import strategies as st

from quality.drift import compare
from quality.findings import AuditSettings, AuditSource, audit
from quality.report.page import render
from tests.quality.exports import records as exported


def audited(phones, previous=None):
    rows = len(phones)
    records = exported(
        id=[str(i) for i in range(rows)],
        phone=phones,
    )
    source = AuditSource(records, entity="customer", fields={"id": "id", "phone": "phone"})
    return audit({"crm": source}, settings=AuditSettings(as_of=dt.date(2026, 6, 30)), previous=previous)


GOOD = [f"1381234{i:04d}" for i in range(100, 140)]
shares = st.integers(0, 100)


def test_nothing_changed_is_no_drift():
    first = audited(GOOD)
    assert audited(GOOD, first.score).drift == {"changes": []}


def test_worse_rules_fill_and_volume_are_told_and_shown():
    first = audited(GOOD)
    second = audited(["12", "12", *GOOD[2:20], None, None], first.score)
    told = {(change["kind"], change["what"][0]) for change in second.drift["changes"] if change["worse"]}
    assert {("rule", "phone_invalid"), ("fill", "crm"), ("volume", "crm")} <= told
    assert "Since the last audit" in render(second, "en")
    better = audited(GOOD, second.score)
    assert not [c for c in better.drift["changes"] if c["worse"]]


@given(st.dictionaries(st.sampled_from(["a|s|x", "b|s|y"]), st.tuples(st.just(100), shares)), shares)
@settings(max_examples=30, deadline=None)
def test_drift_is_opposite_seen_from_the_other_side(rules, rows):
    before = {"rules": {}, "columns": {}, "rows": {"s": 100}}
    now = {"rules": {key: list(pair) for key, pair in rules.items()}, "columns": {}, "rows": {"s": 100 + rows // 10}}
    there, back = compare(before, now), compare(now, before)
    assert {(c["before"], c["after"], c["worse"]) for c in there if c["kind"] == "rule"} == {
        (c["after"], c["before"], not c["worse"]) for c in back if c["kind"] == "rule"
    }
