"""Sorting says what numpy's own slower functions say."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from matching.sorting import among, distinct, stable_order

COLUMNS = arrays(np.int64, st.integers(0, 60), elements=st.integers(-4, 4))


@given(COLUMNS)
def test_the_order_is_numpys_stable_order(values):
    assert stable_order(values).tolist() == np.argsort(values, kind="stable").tolist()
    assert stable_order(values / 3).tolist() == np.argsort(values, kind="stable").tolist()


@given(COLUMNS)
def test_distinct_values_are_numpys(values):
    assert distinct(values).tolist() == np.unique(values).tolist()


@given(COLUMNS, COLUMNS)
def test_values_are_among_others_as_numpy_says(values, others):
    assert among(values, others).tolist() == np.isin(values, others).tolist()
