"""Who follows another in the premises keeps the address and the line, and is another customer all the same."""

import numpy as np
import pyarrow as pa
import pytest

from matching import judge
from matching.compare.evidence import Evidence, evidence
from matching.compare.organisations import DIFFERS
from matching.compare.plan import plan
from matching.features.build import build
from matching.party.successors import successor_veto

CHAINS = ("大参林药店", "美宜佳便利店", "麦当劳", "小米之家", "链家地产")
ROADS = ("解放", "复兴", "中山", "朝阳", "建设", "花园", "站前", "黄河")
CITIES = ("南京市", "西安市", "济南市", "厦门市", "佛山市", "大连市", "合肥市")


def shop(k: int, name: str, **more) -> dict:
    city, road = CITIES[k % 7], ROADS[k % 8]
    place = {"city": city, "address": f"{city}{road}路{k + 11}号创业大厦{k % 9 + 1}座{k + 101}室"}
    return {"org_name": f"{name}（{road}路店）", "phone": [f"+8625{83000000 + 7919 * k}"]} | place | more


def judged(rows: list[dict]) -> list[int]:
    """Customers of the rows, which stand before a hundred records of fifty shops."""
    known = [r for k in range(50) for r in (shop(k, CHAINS[k % 5]), shop(k, CHAINS[k % 5]))]
    table = pa.Table.from_pylist([r | {"record_id": f"r{k:03}", "source": "s"} for k, r in enumerate([*rows, *known])])
    return [c["cluster"] for c in judge(table).clusters.to_pylist()][: len(rows)]


def test_two_brands_in_one_room_on_one_line_are_two_customers():
    before, again, after = judged([shop(90, "瑞幸咖啡"), shop(90, "瑞幸咖啡"), shop(90, "安踏体育")])
    assert before == again != after


ONE = {"org_name": "瑞幸咖啡", "given_name": "兰香", "surname": "陈"}
OTHER = {"org_name": "安踏体育", "given_name": "文博", "surname": "赵"}


def vetoed(one: dict, other: dict) -> bool:
    table = pa.Table.from_pylist([one | {"record_id": "a"}, other | {"record_id": "b"}])
    parts, left, right = build(table), np.array([0]), np.array([1])
    comparisons = plan(parts)
    known = evidence(comparisons, left, right)
    return bool(successor_veto(parts)(left, right, known, comparisons)[0])


def test_names_with_nothing_in_common_are_a_veto():
    assert vetoed(ONE, OTHER)
    assert vetoed({"org_name": "Starbucks"}, {"org_name": "Foot Locker"})


CHEN, HERE = {"given_name": "兰香", "surname": "陈"}, {"address": "南京市解放路11号创业大厦3座201室"}


@pytest.mark.parametrize(
    "own",
    [
        {"website": "ruixing.cn"},
        {"tax_id": "91330205849436495X"},
        {"email": "chen@ruixing.cn"},
        {"email": "lan88@qq.com"},
        CHEN | HERE,
    ],
)
def test_what_a_firm_takes_along_when_it_changes_its_name_says_otherwise(own):
    assert not vetoed(ONE | own, OTHER | own)


@pytest.mark.parametrize("own", [{}, {"phone": "+8613699393782"}, {"email": "lan88@qq.com"}])
def test_one_who_acts_for_two_firms_makes_them_no_one_firm(own):
    assert vetoed(ONE | CHEN | own, OTHER | CHEN | own)


def test_a_name_in_the_place_of_the_contacts_is_no_successor():
    assert not vetoed(ONE, {"org_name": "陈兰香", "surname": "瑞", "given_name": "幸"})


def test_names_in_two_scripts_were_not_compared():
    assert not vetoed(ONE, OTHER | {"org_name": "Luckin Coffee"})


@pytest.mark.parametrize("other", ["Kroger (Magnolia Grove Ave)", "Krpger - Austin"])
def test_names_that_share_a_usual_word_have_something_in_common(other):
    assert not nothing_shared("Kroger #27072", other)
    assert nothing_shared("Kroger #27072", "Foot Locker - Austin")


def nothing_shared(one: str, other: str) -> bool:
    """Whether the veto holds where the level of the names says that they differ."""
    parts = build(pa.Table.from_pylist([{"record_id": n, "org_name": n} for n in (one, other)]))
    known = Evidence(np.array([[DIFFERS]], dtype=np.uint8), np.zeros((1, 4), dtype=np.float16))
    return bool(successor_veto(parts)(np.array([0]), np.array([1]), known, plan(parts))[0])
