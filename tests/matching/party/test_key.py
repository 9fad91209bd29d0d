"""The customer key between contacts and organisations: one tax id is one organisation, one mobile one contact."""

from collections import Counter

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from matching import judge
from matching.party.key import joined_by_tax, tax_said

PLACES = ("广州市天河区中山路", "南京市鼓楼区湖南路", "成都市锦江区红星路", "武汉市江汉区解放大道")
BRANDS = (
    "盛达",
    "宏远",
    "金桥",
    "瑞丰",
    "恒安",
    "华美",
    "天成",
    "博睿",
    "永兴",
    "嘉禾",
    "德信",
    "同创",
    "顺通",
    "远航",
)
TRADES = ("机械设备", "食品", "电子科技", "建筑材料", "国际货运代理")


def market() -> list[dict]:
    """Return the records of seventy firms, each written twice with its contact, as Chinese exports have them."""
    rows = []
    for k in range(70):
        contact = "王李张刘陈杨赵"[k % 7] + "伟芳娜敏静"[k % 5] + "文志丽"[k % 3]
        firm = {"name": f"{BRANDS[k % 14]}{TRADES[k // 14]}有限公司", "contact": contact}
        firm |= {"phone": [f"+86138{k:04}{7 * k % 10000:04}"], "tax_id": f"91440101{k:09}X"}
        firm |= {"address": f"{PLACES[k % 4]}{k + 3}号"}
        rows += [firm, {**firm, "address": None}]
    return rows


def judged(more: list[dict], others: int = 140) -> tuple[dict[str, str], dict[str, str]]:
    """Return customer and organisation of each record by the number of its row in `more`."""
    rows = [*more, *market()[:others]]
    known = [r | {"record_id": f"r{k:04}", "source": "crm"} for k, r in enumerate(rows)]
    table = pa.Table.from_pylist(known)
    state = pa.array(["valid" if r.get("tax_id") else None for r in rows], pa.string())
    found = judge(table.append_column("tax_id__state", state)).clusters.to_pylist()
    by_row = {int(r["record_id"][1:]): r for r in found[: len(more)]}
    return {k: r["cluster"] for k, r in by_row.items()}, {k: r["org"] for k, r in by_row.items()}


def firm(**over: object) -> dict:
    whole = {
        "name": "苏州隆诚进出口贸易有限公司", "contact": "吴晓涛", "phone": ["+8615102912973"],
        "tax_id": "91320503MA1XNANE4P", "address": "苏州市姑苏区干将路898号",
    }  # fmt: skip
    return whole | over


def test_name_and_contact_in_each_others_column_are_read_where_they_belong():
    customers, orgs = judged([firm(), firm(name="吴晓涛", contact="苏州隆诚进出口贸易有限公司")])
    assert customers[0] == customers[1]
    assert orgs[0] == orgs[1] is not None


def test_records_of_one_tax_id_are_one_organisation_whatever_else_they_say():
    other = firm(name="鼎泰物业服务中心", contact="沈国栋", phone=["+8613766554433"], address="苏州市虎丘区狮山路7号")
    customers, orgs = judged([firm(), other])
    assert orgs[0] == orgs[1]
    assert customers[0] != customers[1]


def test_one_mobile_at_one_organisation_is_one_contact_but_an_office_line_is_not():
    slips = [firm(), firm(name="隆诚进出口", contact="吴涛", address="成都市锦江区红星路7号")]
    customers, _ = judged(slips, others=0)  # so few records teach a model nothing: the key holds
    assert customers[0] == customers[1]
    colleague = firm(contact="郑凯", phone=["+8651262143114"])
    customers, orgs = judged([firm(phone=["+8651262143114"]), colleague], others=0)
    assert orgs[0] == orgs[1]
    assert customers[0] != customers[1]


rows = st.lists(st.tuples(st.integers(0, 5), st.integers(-1, 3)), max_size=14)


@settings(max_examples=150, deadline=None)
@given(rows)
def test_clusters_join_by_the_tax_id_most_of_their_records_bear(drawn):
    clusters = [c for c, _ in drawn]
    label = np.array([clusters.index(c) for c in clusters], dtype=np.int64)
    tax = np.array([t for _, t in drawn], dtype=np.int64)
    says = {}
    for cluster in set(label.tolist()):
        borne = Counter(t for c, t in zip(label, tax, strict=True) if c == cluster and t >= 0)
        says[cluster] = min(borne, key=lambda t: (-borne[t], t)) if borne else None
    wanted = [
        min(c for c, t in says.items() if c == own or (t is not None and t == says[own])) for own in label.tolist()
    ]
    assert joined_by_tax(label, tax).tolist() == wanted


def test_a_short_tax_id_speaks_only_beside_the_name():
    said = tax_said(np.array([5, 5, 5, 5, -1]), np.array([True, True, False, False, False]), np.array([0, 1, 0, 1, 0]))
    assert said[0] == said[1] >= 0
    assert said[2] != said[3]
    assert said[4] == -1
