import datetime as dt

import numpy as np
import pytest

from quality.findings import AuditSettings, AuditSource, audit
from quality.rules import parse_rules
from quality.rules.catalog import built_in
from quality.rules.expectations import kind_of
from tests.quality.exports import records as exported

RULES = [
    {"field": "状态", "must": "be_one_of", "values": ["有效", "停用"]},
    {"field": "编号", "must": "match", "pattern": r"C\d{4}", "severity": "critical", "at_least": "99%"},
    {"field": "邮箱", "must": "be_present"},
    {"field": "电话", "must": "be_unique"},
    {"field": "额度", "must": "be_between", "min": 0, "max": 1000},
]


@pytest.fixture(scope="module")
def found():
    rng = np.random.default_rng(11)
    rows = 300
    records = exported(
        编号=[f"C{i:04d}" if i % 50 else "C0050" for i in range(rows)],
        名称=[f"客户{i}有限公司" if i % 9 else None for i in range(rows)],
        电话=[f"138{n:08d}" if n % 7 else "12" for n in rng.integers(0, 10**8, rows)],
        邮箱=[f"a{i}@example.org" if i % 4 else " " for i in range(rows)],
        状态=rng.choice(["有效", "停用", "?"], rows, p=[0.7, 0.25, 0.05]).tolist(),
        额度=[str(n) for n in rng.integers(-50, 1100, rows)],
    )
    fields = {"id": "编号", "org_name": "名称", "phone": "电话", "email": "邮箱", "status": "状态"}
    settings = AuditSettings(as_of=dt.date(2026, 6, 30), rules=parse_rules(RULES), expectations=True)
    return audit({"crm": AuditSource(records, entity="customer", fields=fields)}, settings=settings)


def test_great_expectations_and_the_engine_agree_on_every_rule(found):
    by_rule = {(v["rule"], v["column"]): v for v in found.expectations}
    summary = [row for row in found.summary.to_pylist() if row["field"] and row["checked"]]
    assert len(by_rule) >= 12
    for row in summary:
        verdict = by_rule[row["rule"], row["field"]]
        assert verdict["agrees"], verdict
        assert (verdict["unexpected"], verdict["success"]) == (row["failed"], row["passed"]), verdict
    kinds = {v["expectation"] for v in found.expectations}
    assert {"expect_column_values_to_not_be_null", "expect_column_values_to_be_unique"} <= kinds


def test_every_built_in_rule_has_an_expectation():
    assert all(kind_of(rule).startswith("expect_") for rule in built_in().values())
