"""One number under two names, and the ends of numbers beside whole ones."""

import numpy as np
import pyarrow as pa

from matching.compare.numbers import CODE_LABELS
from matching.compare.plan import plan
from matching.features.build import build

DNI = ["04603325J", "21997466J", "24356752M", "72670521C"]
DIFFERS = len(CODE_LABELS)


def records(**columns):
    size = len(next(iter(columns.values())))
    return pa.table({"record_id": [f"r{k}" for k in range(size)], "source": ["s"] * size} | columns)


def levels(table, name, pairs):
    comparison = next(c for c in plan(build(table)) if c.name == name)
    left, right = np.array(pairs).T
    return comparison.grade(left, right)[0].tolist()


def test_a_persons_tax_number_is_compared_with_the_national_number_of_the_next_source():
    names = [f"Ana Gil{k}" for k in range(8)]
    table = records(person_name=names, tax_id=DNI + [None] * 4, national_id=[None] * 4 + DNI)
    assert levels(table, "national_id", [(0, 4), (1, 5), (0, 5)]) == [1, 1, DIFFERS]


def test_the_number_of_a_firm_stays_its_own():
    table = records(
        org_name=["Tornillos Norte SL"] * 4 + ["Viajes Sur SL"] * 4, tax_id=DNI * 2, national_id=[None] * 4 + DNI
    )
    parts = build(table)
    assert (parts["tax_id"].flat[:4] >= 0).all()
    assert (parts["national_id"].flat[:4] < 0).all()


def ended(ends, numbers):
    size = len(numbers)
    return records(
        person_name=[f"Ann {chr(65 + k % 26)}orris" for k in range(2 * size)],
        id_tail=ends + [None] * size,
        national_id=[None] * size + numbers,
    )


def test_an_end_is_held_against_whole_numbers_and_whole_numbers_are_not_compared_by_it():
    numbers = [f"3109276{k:02d}" for k in range(20)]
    ends = [n[-4:] for n in numbers]
    ends[3] = "0042"
    table = ended([e.lstrip("0") for e in ends], numbers)
    assert levels(table, "id_tail", [(0, 20), (3, 23), (20, 21), (0, 0)]) == [1, DIFFERS, 0, 1]


def test_ends_in_the_column_of_whole_numbers_are_told_apart_from_them():
    numbers = [f"3109276{k:02d}" for k in range(20)]
    table = records(person_name=[f"Ann {k}x" for k in range(40)], national_id=[n[-4:] for n in numbers] + numbers)
    assert levels(table, "id_tail", [(0, 20), (0, 39)]) == [1, DIFFERS]
    assert levels(table, "national_id", [(0, 20), (20, 39)])[0] == 0
