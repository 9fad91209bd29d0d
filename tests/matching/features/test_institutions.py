"""Schools, hospitals and the like: short forms written out, levels of school told apart."""

import numpy as np
import pyarrow as pa
import pytest

from matching.compare.organisations import CORE, NUMBER, SISTER, organisation_judge
from matching.features.build import build
from matching.features.institutions import count, level_of_school, written_out
from matching.features.organisation import split


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("MAIN HS", "Main High School"),
        ("Tucson M.S.", "Tucson Middle School"),
        ("Lake Jr. High", "Lake Middle School"),
        ("Pittsburgh Elementary", "Pittsburgh Elem. Sch."),
        ("PS107", "Public School 107"),
        ("P.S. 1", "Public School 1"),
        ("St. Mary's CofE Primary", "Saint Marys Church of England Primary School"),
        ("Mt. Carmel Med Ctr", "Mount Carmel Medical Centre"),
        ("Ft. Worth Reg'l Hosp.", "Fort Worth Regional Hospital"),
        ("Dept. of Health, Univ. of Utah", "Department of Health - University of Utah"),
        ("Goethe-Gym.", "Goethe Gymnasium"),
        ("Lyc. Jean Moulin", "Lycée Jean Moulin"),
        ("Univ. Jena", "Universität Jena"),
        ("南阳市一中", "南阳市第一中学"),
        ("长沙市十一中", "长沙市第11中学"),
        ("徐州医科大学附院", "徐州医科大学附属医院"),
        ("衡阳市二院", "衡阳市第二医院"),
        ("漳州市实小", "漳州市实验小学"),
    ],
)
def test_usual_short_forms_are_the_same_name(short, long):
    assert split(short).core == split(long).core
    assert split(short).numbers == split(long).numbers


@pytest.mark.parametrize(
    "name", ["HS Timber", "MS Industrie", "Primary Care Group", "CE Modellbau", "Elementary Robotics"]
)
def test_letters_that_open_a_name_are_left_alone(name):
    assert written_out(name.lower()) == name.lower()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Garfield High School", "Garfield M.S."),
        ("King Elem Sch", "King Middle School"),
        ("Grundschule Lindental", "Gymnasium Lindental"),
        ("红星镇中心小学", "红星镇中学"),
        ("南京市初级中学", "南京市高级中学"),
        ("Oakham Infant School", "Oakham Junior School"),
    ],
)
def test_two_levels_of_school_are_two_schools(one, other):
    assert not level_of_school(one) & level_of_school(other)
    judge = organisation_judge(np.array([one, other], dtype=object))
    assert judge(np.array([0]), np.array([1]))[0] >= SISTER


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Oakham Primary School", "Oakham Elementary School"),
        ("Oakham Infant School", "Oakham Primary School"),
        ("Lake Middle High School", "Lake High School"),
        ("红星中学", "红星高级中学"),
    ],
)
def test_levels_that_may_be_one_school_are_not_told_apart(one, other):
    assert level_of_school(one) & level_of_school(other)


def test_numbers_of_schools_are_read_in_characters():
    assert [count(n) for n in ("十", "十一", "二十", "三十二", "二一", "一百零一")] == [10, 11, 20, 32, 21, 101]
    judge = organisation_judge(np.array(["长沙市第一中学", "长沙市第十一中学", "长沙市11中"], dtype=object))
    assert judge(np.array([0, 1]), np.array([1, 2])).tolist() == [NUMBER, CORE]


def test_a_number_of_a_school_is_no_code_in_a_column_of_names():
    named = pa.table({"record_id": ["a", "b", "c"], "org_name": ["PS171", "ms-50", "C0171"]})
    org = build(named)["org"]
    assert np.append(org.values, [None])[org.flat].tolist() == ["PS171", "ms-50", None]
