"""Votes on what names say: many ways to write one name stand together, and the best way survives."""

import pyarrow as pa
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from matching.survive import SurvivorshipPolicy, survive
from matching.survive.said import readable, say

WAYS = {
    "王建华": ["王建华", "王建華", "王建华先生", "王 建华", "Wang Jianhua"],
    "海恒纺织": ["上海海恒纺织有限公司", "海恒纺织", "海恒纺织有限公司(客户)", "海恆紡織有限公司"],
    "anna lee": ["Anna Lee", "ANNA LEE", "anna  lee", "Lee, Anna", "Ｍs Anna Lee"],
}
written = st.sampled_from([w for ways in WAYS.values() for w in ways])


def survivor(names, sources=None, trust=None, field="name"):
    """Return the golden value of records that are all one customer."""
    ids = [f"r{i}" for i in range(len(names))]
    sources = sources or ["s"] * len(names)
    table = pa.table({"record_id": ids, "source": sources, field: pa.array(names, pa.string())})
    crosswalk = pa.table({"record_id": ids, "customer_id": ["C"] * len(ids), "org_id": pa.nulls(len(ids), pa.string())})
    return survive(table, crosswalk, SurvivorshipPolicy(trust=trust or {})).records[field].to_pylist()[0]


@settings(max_examples=50, deadline=None)
@given(st.lists(written | st.text(min_size=1, max_size=6).filter(str.strip), min_size=1, max_size=7), st.randoms())
def test_the_winner_is_one_of_the_values_whatever_their_order(names, random):
    won = survivor(names)
    assert won in names
    random.shuffle(names)
    assert survivor(names) == won


@settings(max_examples=50, deadline=None)
@given(st.sampled_from(list(WAYS)), st.data(), written)
def test_a_majority_that_says_the_same_never_loses_to_one_odd_value(said, data, odd):
    assume(odd not in WAYS[said])
    ways = st.sampled_from([w for w in WAYS[said] if w != "Wang Jianhua"])
    names = data.draw(st.lists(ways, min_size=2, max_size=4))
    assert survivor([*names, odd]) in names


@pytest.mark.parametrize(
    ("names", "best"),
    [
        (["鐜嬩紵", "王伟"], "王伟"),
        (["ÍõÎ°Î°", "王伟"], "王伟"),
        (["MÃ¼ller GmbH", "Müller"], "Müller"),
        (["賀欣澤", "贺欣泽", "贺欣泽"], "贺欣泽"),
        (["賀欣澤", "賀欣澤", "贺欣泽"], "賀欣澤"),
        (["海恒纺织", "海恒纺织", "上海海恒纺织有限公司"], "上海海恒纺织有限公司"),
        (["海恒业货代", "海恒业国际货运代理有限公司"], "海恒业国际货运代理有限公司"),
        (["海恒纺织有限公司(客户)", "海恒纺织有限公司"], "海恒纺织有限公司"),
        (["华为技术有限公司(上海)", "华为技术"], "华为技术有限公司(上海)"),
        (["何志强经理", "何志强"], "何志强"),
        (["何先生", "何志强"], "何志强"),
        (["Wang Wei", "Wang Wei", "王伟"], "王伟"),
        (["Qingdao Hongrong Technology Co., Ltd.", "鸿荣(青岛)新能源股份有限公司"], "鸿荣(青岛)新能源股份有限公司"),
        (["ACME TOOLS LTD", "Acme Tools Ltd"], "Acme Tools Ltd"),
        (["Jose Garcia", "José García"], "José García"),
        (["隆峰物流", "隆祥物流", "隆祥 物流"], "隆祥物流"),
        (["\u200b王伟", "王伟"], "王伟"),
    ],
)
def test_of_two_ways_to_write_a_name_the_better_one_survives(names, best):
    assert survivor(names) == best


def test_trust_weighs_the_votes():
    names, sources = ["隆祥物流", "隆峰物流", "隆峰 物流"], ["a", "b", "b"]
    assert survivor(names, sources) == "隆峰物流"
    assert survivor(names, sources, {"a": 0.9, "b": 0.2}) == "隆祥物流"


def test_one_party_named_in_two_columns_has_one_name():
    ids = list("abcd")
    columns = {
        "record_id": ids,
        "source": ids,
        "org_name": ["海恒纺织", None, None, None],
        "name": [None, "上海海恒纺织有限公司", "赵莹林", None],
        "person_name": [None, None, None, "赵莹林"],
    }
    table = pa.table({n: pa.array(v, pa.string()) for n, v in columns.items()})
    crosswalk = pa.table({"record_id": ids, "customer_id": ["C"] * 4, "org_id": ["O"] * 4})
    golden = survive(table, crosswalk)
    row = golden.records.to_pylist()[0]
    assert (row["org_name"], row["name"], row["person_name"]) == (
        "上海海恒纺织有限公司",
        "上海海恒纺织有限公司",
        "赵莹林",
    )
    told = {p["field"]: p for p in golden.provenance.to_pylist()}
    assert (told["org_name"]["record_id"], told["org_name"]["beaten"]) == ("b", ["海恒纺织"])


def test_a_person_whose_names_stand_in_each_others_place():
    ids = ["a", "b"]
    table = pa.table({"record_id": ids, "source": ids, "given_name": ["赵", "莹林"], "surname": ["莹林", "赵"]})
    crosswalk = pa.table({"record_id": ids, "customer_id": ["C"] * 2, "org_id": pa.nulls(2, pa.string())})
    golden = survive(table, crosswalk).records.to_pylist()[0]
    assert (golden["surname"], golden["given_name"]) == ("赵", "莹林")


def test_ordinary_names_are_readable():
    for text in ("王伟", "中国联通", "José Müller", "Ångström", "Łódź", "北京嘉安纺织有限公司", "3M", "Ежи"):
        assert readable(text), text
    for text in ("锟斤拷", "王?伟", "a@b.cn", "13800138000", "M眉ller", "ä¸­å›½"):
        assert not readable(text), text
    assert say("欧阳娜娜").key == say("歐陽娜娜女士").key == "欧阳娜娜"
