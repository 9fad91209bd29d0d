"""Departments and clinics in names of institutions."""

import numpy as np
import pytest

from matching.compare.organisations import BRANCH, CORE, organisation_judge
from matching.features.organisation import split


@pytest.mark.parametrize(
    ("text", "core", "unit"),
    [
        ("Carnotte University - Department of Biology", "carnotte university", "department of biology"),
        ("Dept. of Biology, Carnotte Univ.", "carnotte university", "department of biology"),
        ("Memorial Hosp Radiology", "memorial hospital", "radiology"),
        ("Radiology at Memorial Hospital", "memorial hospital", "radiology"),
        ("Universität Bonn, Institut für Physik", "university bonn", "institute fur physik"),
        ("郑州理工大学图书馆", "理工大学", "图书馆"),
        ("中山大学附属第一医院", "大学", "附属第1医院"),
        ("Carnotte University", "carnotte university", ""),
        ("Massachusetts Institute of Technology", "massachusetts institute technology", ""),
        ("Mayo Clinic Hospital Rochester", "mayo clinic hospital rochester", ""),
        ("Lakeside School of Medicine", "lakeside school medicine", ""),
        ("哈尔滨工程学院", "工程学院", ""),
        ("Laboratory Supplies Ltd", "laboratory supplies", ""),
    ],
)
def test_a_unit_is_told_from_its_institution(text, core, unit):
    assert (split(text).core, split(text).branch) == (core, unit)


def test_a_unit_is_one_in_either_order_and_none_of_its_house_or_of_another():
    names = np.array(
        ["Carnotte University", "School of Medicine, Carnotte University", "Carnotte University - School of Medicine",
         "Carnotte University Library", "西安大学", "西安大学医学院"], dtype=object,
    )  # fmt: skip
    judge = organisation_judge(names)
    left, right = np.array([1, 0, 1, 4]), np.array([2, 1, 3, 5])
    assert judge(left, right).tolist() == [CORE, BRANCH, BRANCH, BRANCH]
