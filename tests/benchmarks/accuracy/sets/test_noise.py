"""The mistakes are small, and repeat from the same seed."""

from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA

from benchmarks.accuracy.sets.noise import date_slip, number_slip, slip


@settings(max_examples=50, deadline=None)
@given(st.text("abcdefghij 0123", min_size=2, max_size=12), st.integers(0, 99))
def test_a_slip_is_one_edit(text, seed):
    made = slip(text, Random(seed))
    assert OSA.distance(text, made) <= 1
    assert made == slip(text, Random(seed))


@settings(max_examples=50, deadline=None)
@given(st.text("0123456789-", min_size=4, max_size=12), st.integers(0, 99))
def test_a_number_keeps_its_signs(text, seed):
    made = number_slip(text, Random(seed))
    assert [c == "-" for c in made] == [c == "-" for c in text]


@settings(max_examples=50, deadline=None)
@given(st.dates(), st.integers(0, 99))
def test_a_date_stays_a_date_in_shape(day, seed):
    year, month, number = date_slip(day.replace(year=max(day.year, 1100), day=1).isoformat(), Random(seed)).split("-")
    assert (len(year), len(month), len(number)) == (4, 2, 2)
