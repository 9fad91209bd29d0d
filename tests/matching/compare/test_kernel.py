"""Each distinct pair of values is judged once, by whichever way it is found."""

import numpy as np
import pytest

from matching.compare import kernel


@pytest.mark.parametrize("few", [0, 100])
def test_a_table_and_a_sort_give_the_same_levels(monkeypatch, few):
    monkeypatch.setattr(kernel, "FEW_VALUES", few)
    draw = np.random.default_rng(5)
    a, b = draw.integers(-1, 9, 300), draw.integers(-1, 9, 300)
    asked = []

    def judge(left, right):
        asked.extend(zip(left.tolist(), right.tolist(), strict=True))
        return ((left + right) % 5 + 2).astype(np.uint8)

    level = kernel.graded(a, b, 9, judge)
    expected = np.where((a < 0) | (b < 0), 0, np.where(a == b, 1, (a + b) % 5 + 2))
    assert level.tolist() == expected.tolist()
    assert len(asked) == len(set(asked))
