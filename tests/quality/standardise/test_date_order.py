"""The order of day, month and year is the column's, and what nothing proves stays open."""

import datetime as dt

import pytest

from quality.standardise import dates

DAYS = [dt.date(2016, 1, 1) + dt.timedelta(days=97 * k) for k in range(36)]


def read(texts, **seen):
    return dates.standardise(texts, year=2026, **seen)


@pytest.mark.parametrize("shape", ["%y/%m/%d", "%d.%m.%y", "%m/%d/%y", "%y-%m-%d", "%y.%m.%d", "%d/%m/%y"])
def test_two_digit_years_are_read_in_the_order_that_the_column_proves(shape):
    assert read([day.strftime(shape) for day in DAYS]).values == [day.isoformat() for day in DAYS]


@pytest.mark.parametrize("shape", ["%d/%m/%y", "%m/%d/%y"])
def test_births_before_the_century_prove_that_the_year_is_last(shape):
    days = [day.replace(year=day.year - 50) for day in DAYS]
    assert read([day.strftime(shape) for day in days], birth=True).values == [day.isoformat() for day in days]


def test_a_few_short_years_follow_the_full_ones_of_their_column():
    full = [day.isoformat() for day in DAYS]
    assert read([*full, "16/06/29", "21/09/19", "16/6/9"]).values[-3:] == ["2016-06-29", "2021-09-19", "2016-06-09"]
    last = [day.strftime("%d.%m.%Y") for day in DAYS]
    assert read([*last, "16.06.18", "09.05.21"]).values[-2:] == ["2018-06-16", "2021-05-09"]


@pytest.mark.parametrize("text", ["25/06/16", "16.06.29", "01/02/03"])
def test_what_nothing_proves_is_ambiguous_and_keeps_its_text(text):
    found = read([text])
    assert (found.values, found.states, found.rules) == ([text], ["invalid"], ["date/ambiguous"])


def test_orders_that_contradict_each_other_settle_only_what_reads_one_way():
    found = read([*(day.strftime("%y/%m/%d") for day in DAYS), *(day.strftime("%d/%m/%y") for day in DAYS), "31/12/98"])
    assert found.values[-1] == "1998-12-31"
    assert found.rules.count("date/ambiguous") > len(DAYS)


def test_a_year_mark_and_a_given_order_settle_a_text_alone():
    assert read(["16年6月29日"]).values == ["2016-06-29"]
    assert dates.standardise(["16/06/29"], "ymd", year=2026).values == ["2016-06-29"]
    assert dates.standardise(["16/06/29"], "dmy", year=2026).values == ["2029-06-16"]


def test_years_of_the_republic_are_read_where_the_column_counts_in_them():
    texts = [f"{day.year - 1911}/{day.month:02}/{day.day:02}" for day in DAYS]
    assert read([*texts, "99/12/31", "099/1/5"]).values == [
        *(day.isoformat() for day in DAYS), "2010-12-31", "2010-01-05"
    ]  # fmt: skip
    assert read(["110/09/09", *(day.isoformat() for day in DAYS)]).rules[0] == "date/unreadable"
    assert read(["16/06/29", "110/09/09", "21/09/19"]).rules[1] == "date/unreadable"
