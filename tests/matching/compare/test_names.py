"""Names of organisations compared as sets."""

import numpy as np
import pyarrow as pa
import pytest

import matching
from matching.compare.organisations import ORG_LABELS
from matching.compare.plan import plan
from matching.features.build import build

OLD = "other:曾用名"
SHORT = "other:简称"


def level(one: dict, other: dict) -> str:
    names = dict.fromkeys((*one, *other))
    table = pa.table({"record_id": ["a", "b"]} | {n: pa.array([one.get(n), other.get(n)], pa.string()) for n in names})
    comparison = next(c for c in plan(build(table)) if c.name == "org")
    there, back = (comparison.grade(np.array([a]), np.array([1 - a]))[0][0] for a in (0, 1))
    assert there == back
    return ORG_LABELS[there - 1]


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (
            {"org_name": "上海恒达贸易有限公司", OLD: "苏州新光物流有限公司"},
            {"org_name": "苏州新光物流有限公司"},
            "same core",
        ),
        ({"org_name": "Acme GmbH (formerly Bolt Tools AG)"}, {"org_name": "Bolt Tools"}, "same core"),
        ({"org_name": "中国工商银行股份有限公司", SHORT: "工行"}, {"org_name": "工行"}, "contained"),
        (
            {"org_name": "上海恒达贸易有限公司", SHORT: "恒达"},
            {"org_name": "Hengda Co Ltd", SHORT: "恒达"},
            "contained",
        ),
    ],
)
def test_a_further_name_lifts_the_level(one, other, expected):
    assert level(one, other) == expected


def test_sisters_and_branches_stay_apart_though_they_share_a_short_name():
    one = {"org_name": "上海恒达贸易有限公司", SHORT: "恒达"}
    assert level(one, {"org_name": "上海恒达贸易有限公司苏州分公司", SHORT: "恒达"}) == "branch"


def test_what_two_firms_of_one_brand_are_called_in_short_says_nothing():
    one = {"org_name": "安徽万达贸易有限公司", SHORT: "万达"}
    other = {"org_name": "安徽万达房地产开发"}
    plain = level({"org_name": one["org_name"]}, other)
    assert level(one, other) == level(one, other | {SHORT: "万达"}) == plain


def test_a_renamed_firm_is_one_customer_and_its_names_stay_in_the_golden_record():
    rows = [
        ("上海恒达贸易有限公司", "上海新光贸易有限公司", "王芳", "13812345678"),
        ("上海新光贸易有限公司", None, "王芳", "13812345678"),
        ("苏州博宇机械有限公司", None, "李强", "13912345678"),
        ("杭州宏泰食品有限公司", "杭州嘉隆食品有限公司", "张敏", "13712345678"),
    ]  # fmt: skip
    columns = list(zip(*rows, strict=True))
    table = pa.table(
        {"record_id": [f"r{k}" for k in range(4)], "org_name": columns[0], OLD: columns[1], "contact": columns[2]}
        | {"phone": columns[3]}
    )
    found = matching.dedupe(table)
    ids = found.crosswalk["customer_id"].to_pylist()
    assert ids[0] == ids[1]
    assert len(set(ids)) == 3
    assert ["上海新光贸易有限公司"] in found.golden[OLD].to_pylist()
    assert "曾用名: 上海新光贸易有限公司" in matching.why(matching.Case.of(found), "r0", "r1").text
