"""Names and numbers on the way into the new system."""

import pyarrow as pa
import pytest

from pipelines.csv_out import neutralise
from pipelines.stages.entities import flatten, with_full_name


@pytest.mark.parametrize(
    ("row", "name"),
    [
        ({"surname": "李", "given_name": "静"}, "李静"),
        ({"surname": "Smith", "given_name": "Jane"}, "Jane Smith"),
        ({"surname": "Smith"}, "Smith"),
        ({"surname": "李", "org_name": "甲公司", "kind": "organisation"}, "甲公司"),
        ({"name": "王伟", "surname": "李", "given_name": "静"}, "王伟"),
        ({"contact": "王伟"}, "王伟"),
        ({"surname": None}, None),
    ],
)
def test_a_golden_record_has_one_name(row, name):
    table = pa.table({column: pa.array([value], pa.string()) for column, value in row.items()})
    assert with_full_name(table)["name"].to_pylist() == [name]


def test_a_list_gives_its_best_value():
    table = pa.table({"phone": pa.array([["1", "2"], [], None], pa.list_(pa.string()))})
    assert flatten(table)["phone"].to_pylist() == ["1", None, None]


def test_formulas_are_neutralised_and_numbers_are_not():
    cells = [
        "=1+1",
        "+cmd|' /C calc'!A0",
        "@x",
        "-2+3",
        "+8613812345678",
        "+8613812345678; +8602112345678;ext=12",
        "-12.50",
    ]
    safe = neutralise(pa.chunked_array([cells])).to_pylist()
    assert [cell.startswith("'") for cell in safe] == [True, True, True, True, False, False, False]
