import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quality.findings.numbers import parse, weighted_quantiles


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1,234.50", 1234.5),
        ("1.234,50", 1234.5),
        ("12,5", 12.5),
        ("¥ 1,234,567", 1234567),
        ("(12.50)", -12.5),
        ("12.50-", -12.5),
        ("１２３", 123),
        ("+5", 5),
        ("1e3", 1000),
        ("3.", 3),
    ],
)
def test_written_amounts(text, number):
    assert parse(pa.array([text]))[0] == number


@pytest.mark.parametrize("text", ["", "abc", "12 apples", "1.2.3", "--5", "2021-01-01"])
def test_what_is_no_amount(text):
    assert np.isnan(parse(pa.array([text]))[0])


@given(st.lists(st.decimals(-(10**9), 10**9, places=2), min_size=1, max_size=20))
@settings(max_examples=50, deadline=None)
def test_plain_and_grouped_decimals_read_as_they_are(numbers):
    for form in ("{:f}", "{:,.2f}"):
        read = parse(pa.array([form.format(n) for n in numbers]))
        assert read.tolist() == [float(n) for n in numbers]


@given(st.lists(st.tuples(st.floats(1e-300, 1e300), st.integers(1, 5)), min_size=1), st.floats(0.01, 1))
def test_weighted_quantiles_are_those_of_the_numbers_written_out(numbers, share):
    sizes, counts = (np.array(side) for side in zip(*numbers, strict=True))
    spread = np.sort(np.repeat(sizes, counts))
    wanted = spread[np.searchsorted(np.arange(1, len(spread) + 1), share * len(spread))]
    assert weighted_quantiles(sizes, counts, [share]) == [wanted]
