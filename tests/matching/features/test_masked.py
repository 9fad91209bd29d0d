"""Numbers with hidden parts: no equals of any number, but no fit for one whose seen digits differ."""

import numpy as np
import pyarrow as pa
import pytest

from matching.compare.numbers import MASK_LABELS
from matching.compare.plan import plan
from matching.features.build import build
from matching.features.person import split


def _table(**columns: list) -> pa.Table:
    size = len(next(iter(columns.values())))
    return pa.table({"record_id": [f"r{k}" for k in range(size)], **columns})


def _level(table: pa.Table, name: str) -> str:
    comparison = next(c for c in plan(build(table)) if c.name == name)
    there, back = (comparison.grade(np.array([a]), np.array([1 - a]))[0][0] for a in (0, 1))
    assert there == back
    return ("missing", *MASK_LABELS)[there]


def test_hidden_parts_are_no_value_and_whole_values_stay() -> None:
    table = _table(
        national_id=["XXX-XX-4136", "613-69-9254", "***-**-9254"],
        phone=pa.array([["+1202***0111"], ["+12025550111"], None], pa.list_(pa.string())),
        email=pa.array([["cat***@example.com"], ["Maxx@Example.com"], ["xxx@x.org"]], pa.list_(pa.string())),
    )
    parts = build(table)
    assert parts["national_id"].values.tolist() == ["613699254"]
    assert parts["phone"].values.tolist() == ["12025550111"]
    assert parts["email"].values.tolist() == ["maxx@example.com"]


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        ("+86138****1234", "+8613812341234", "fits"),
        ("+86138****1234", "13812341234", "fits"),
        ("138••••1234", "+86138****1234", "fits"),
        ("+86138****1234", "+8613912341234", "differs"),
        ("+86138****1234", "+86138****1235", "differs"),
        ("+86138****1234", "+86*********34", "missing"),
    ],
)
def test_hidden_numbers_are_compared_where_both_are_seen(one, other, level) -> None:
    column = pa.array([[one], [other]], pa.list_(pa.string()))
    assert _level(_table(phone=column), "phone_mask") == level


def test_hidden_ids_and_tax_numbers() -> None:
    assert _level(_table(national_id=["4401**********1234", "440103199001011234"]), "id_mask") == "fits"
    assert _level(_table(national_id=["4401**********1234", "440203199001011235"]), "id_mask") == "differs"
    firms = ["上海恒达贸易有限公司", "上海恒达"]
    assert _level(_table(org_name=firms, tax_id=["9131****MA1K3Y5X", "9131****MA1K3Y5X"]), "tax_mask") == "fits"


def test_two_whole_numbers_are_compared_as_numbers_only() -> None:
    numbers = ["+8613812341234", "+8613912341234", "+86138****1234"]
    parts = build(_table(phone=pa.array([[n] for n in numbers], pa.list_(pa.string()))))
    made = {c.name: c for c in plan(parts)}
    grade = {name: made[name].grade(np.array([0, 0, 0]), np.array([0, 1, 2]))[0].tolist() for name in made}
    assert grade["phone_mask"] == [0, 0, 1]
    assert grade["phone"] == [1, 2, 0]


@pytest.mark.parametrize(
    ("text", "surname", "given"),
    [
        ("张*", "张", ""),
        ("张**", "张", ""),
        ("王*明", "王", ""),
        ("*伟", "", ""),
        ("王明*", "王", "明"),
        ("王明", "王", "明"),
    ],
)
def test_of_a_hidden_name_the_surname_is_left(text, surname, given) -> None:
    name = split(text)
    assert (name.surname, name.given) == (surname, given)
