"""Years of birth, and genders in many languages."""

import pytest

from quality.standardise import dates, genders
from quality.standardise.category import core


def test_a_year_of_birth_is_no_serial_of_a_spreadsheet():
    found = dates.standardise(["1950", "1982.0", "1977年", "2003"], birth=True, year=2025)
    assert found.values == ["1950", "1982", "1977", "2003"]
    assert set(found.states) == {"valid"}


def test_among_whole_dates_too():
    assert dates.standardise(["1950", "1982-03-04"], birth=True).values == ["1950", "1982-03-04"]


def test_serials_of_births_stay_serials():
    assert dates.standardise(["32874", "30000", "9999"], birth=True).values[:2] == ["1990-01-01", "1982-02-18"]
    assert dates.standardise(["1950", "2002"]).values == ["1905-05-03", "1905-06-24"]


@pytest.mark.parametrize(
    ("word", "kind"),
    [("Männlich", "male"), ("ذكر", "male"), ("Nữ", "female"), ("KADIN", "female"), ("여", "female"), ("保密", "open")],
)
def test_words_for_a_gender(word, kind):
    assert genders.kind(word) == kind
    assert core(word, "gender") == kind or kind == "open"
