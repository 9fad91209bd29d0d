"""No filler is taken for a plain value, whatever is skipped on the way."""

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quality.findings import standards
from quality.standardise.base import tidy
from quality.standardise.placeholder import is_placeholder

_RUNS = st.builds(
    lambda start, size, way: "".join(str((start + way * i) % 10) for i in range(size)),
    st.integers(0, 9),
    st.integers(1, 11),
    st.sampled_from([-1, 0, 1]),
)
numbers = st.builds(
    lambda parts, head, gap: head + gap.join(parts),
    st.lists(_RUNS | st.text("0123456789", max_size=4), min_size=1, max_size=3),
    st.sampled_from(["", "+86", "0", "13", "021-", "+49 "]),
    st.sampled_from(["", " ", "-"]),
)


@pytest.mark.parametrize("field", ["phone", "fax", "tax_id", "national_id"])
@settings(deadline=None)
@given(st.lists(numbers, min_size=1, max_size=20))
def test_every_filler_of_digits_is_looked_at(field, texts):
    flags = standards._may_be_filler(field, pa.array(texts))
    for text, asked in zip(texts, flags, strict=True):
        assert asked or not is_placeholder(tidy(text), field)


@settings(deadline=None, max_examples=40)
@given(st.lists(numbers, min_size=1, max_size=20, unique=True))
def test_plain_phones_are_what_their_standardiser_says(texts):
    whole = standards.standardise("phone", pa.array(texts), None, "CN")
    slow = standards._one_by_one("phone", pa.array(texts), None, ("CN", 0))
    assert [standards.STATES[state] for state in whole.states.tolist()] == slow.states
    assert whole.values.to_pylist() == slow.values
