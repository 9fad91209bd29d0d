"""Dates counted in eras are read where they are one day for certain, and left alone elsewhere."""

import datetime as dt

import pytest

from quality.standardise import dates
from quality.standardise.eras import era_date


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("昭和47年4月27日", "1972-04-27"),
        ("S47.4.27", "1972-04-27"),
        ("s47/04/27", "1972-04-27"),
        ("昭47.4.27", "1972-04-27"),
        ("平成元年1月8日", "1989-01-08"),
        ("H5.2.5", "1993-02-05"),
        ("R3.1.1", "2021-01-01"),
        ("大正15年12月24日", "1926-12-24"),
        ("民國72年1月2日", "1983-01-02"),
        ("中華民國113年2月29日", "2024-02-29"),
    ],
)
def test_a_day_of_an_era_is_an_iso_date(text, day):
    assert dates.format(text) == day
    assert era_date(text) == dt.date.fromisoformat(day)


@pytest.mark.parametrize("text", ["S70.1.1", "H31.5.1", "昭和64年1月8日", "S47.2.30", "R0.1.1", "Q3.1.1", "S4727"])
def test_what_lies_outside_its_era_is_no_date(text):
    assert era_date(text) is None
    assert dates.standardise([text]).states[0] == "invalid"


def test_eras_follow_each_other_day_by_day():
    assert era_date("S64.1.7") + dt.timedelta(1) == era_date("H1.1.8")
    assert era_date("H31.4.30") + dt.timedelta(1) == era_date("R1.5.1")
    assert era_date("M45.7.30") == era_date("T1.7.30")
