"""Further names of one party: in columns of their own, and within the name."""

import numpy as np
import pyarrow as pa
import pytest

from matching.features.build import build
from matching.features.further import FULL, SHORT, mark_of, told


@pytest.mark.parametrize(
    ("text", "name", "further"),
    [
        ("上海恒达贸易有限公司（原上海新光贸易公司）", "上海恒达贸易有限公司", (FULL + "上海新光贸易公司",)),
        (
            "苏州博宇贸易有限公司(曾用名：苏州博明贸易有限公司)",
            "苏州博宇贸易有限公司",
            (FULL + "苏州博明贸易有限公司",),
        ),
        ("深圳华信科技有限公司（简称：华信）", "深圳华信科技有限公司", (SHORT + "华信",)),
        ("Acme GmbH (formerly Bolt AG)", "Acme GmbH", (FULL + "Bolt AG",)),
        ("Acme Inc, f/k/a Bolt Industries LLC", "Acme Inc", (FULL + "Bolt Industries LLC",)),
        ("Acme Ltd a.k.a. Acme Tools", "Acme Ltd", (FULL + "Acme Tools",)),
        ("Müller KG (vormals Schulz & Co)", "Müller KG", (FULL + "Schulz & Co",)),
    ],
)
def test_a_name_tells_what_the_firm_was_or_is_called_besides(text, name, further):
    assert told(text) == (name, further)


@pytest.mark.parametrize(
    "name",
    [
        "浙江华海药业（原料药分公司）",
        "山东原创设计有限公司",
        "太原名都酒店",
        "Aka Foods",
        "Exide (ex works)",
        "上海（原味）餐饮店",
    ],
)
def test_what_only_looks_like_a_further_name_stays(name):
    assert told(name) == (name, ())


@pytest.mark.parametrize(
    ("header", "mark"),
    [("曾用名", FULL), ("英文名称", FULL), ("公司英文名", FULL), ("Former Name", FULL), ("previous_company_name", FULL),
     ("客户简称", SHORT), ("Short Name", SHORT), ("AKA", FULL), ("ehemaliger Name", FULL), ("Household Name", ""),
     ("previous address", ""), ("former phone", ""), ("联系人英文名", ""), ("产品简称", ""), ("Kundennamen", "")],
)  # fmt: skip
def test_headers_of_further_names(header, mark):
    assert mark_of(f"other:{header}") == mark


def _table(**columns: list[str | None]) -> pa.Table:
    size = len(next(iter(columns.values())))
    return pa.table({"record_id": [f"r{k}" for k in range(size)], **columns})


def test_further_names_stand_behind_the_name_of_the_record():
    parts = build(
        _table(
            org_name=["上海恒达贸易有限公司", "上海新光贸易有限公司（原上海大明贸易有限公司）", None],
            **{"other:曾用名": ["上海新光贸易有限公司", None, "苏州无名贸易有限公司"]},
        )
    )
    held = np.append(parts["org"].values, [None])[parts["org"].codes]
    assert held[0].tolist()[0] == "上海恒达贸易有限公司"
    assert FULL + "上海新光贸易有限公司" in held[0]
    assert held[1].tolist()[0] == "上海新光贸易有限公司"
    assert FULL + "上海大明贸易有限公司" in held[1]
    assert held[2].tolist() == [None] * held.shape[1], "a further name alone names nobody"
    assert "other:曾用名" not in parts


def test_english_names_of_contacts_are_no_names_of_their_firms():
    parts = build(
        _table(
            org_name=["上海恒达贸易有限公司", "苏州博宇贸易有限公司"],
            contact=["王芳", "李娜"],
            **{"other:英文名": ["Lily", "Anna"]},
        )
    )
    assert parts["org"].codes.shape[1] == 1
