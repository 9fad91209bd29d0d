import numpy as np
import pyarrow as pa

from quality.profile.sketches import Distinct, Frequent, Quantiles


def test_distinct_is_exact_while_small_and_close_when_large():
    small, large = Distinct(), Distinct()
    small.add(pa.array([f"v{i}" for i in range(3000)]))
    small.add(pa.array([f"v{i}" for i in range(1000, 3500)]))
    assert (small.exact, small.count()) == (True, 3500)
    for start in range(0, 100_000, 20_000):
        large.add(pa.array([f"C{i:07d}" for i in range(start, start + 30_000)]))
    assert not large.exact
    assert abs(large.count() - 110_000) < 0.05 * 110_000


def test_the_frequent_are_kept():
    kept = Frequent(size=100)
    for start in range(0, 5000, 500):
        kept.add(pa.array([f"rare{i}" for i in range(start, start + 500)] + ["often"]), np.array([1] * 500 + [40]))
    assert kept.top(1) == [("often", 400)]


def test_quantiles_are_within_three_percent():
    values = np.random.default_rng(5).lognormal(4, 2, 20_000)
    sketch = Quantiles()
    sketch.add(np.append(values, np.nan), np.ones(20_001, np.int64))
    for share in (0.05, 0.5, 0.95):
        true = np.quantile(values, share)
        assert abs(sketch.at(share) - true) < 0.06 * true
    assert sketch.at(0.0) == values.min() or sketch.at(0.0) < 1.03 * values.min()
    assert sketch.count == 20_000


def test_quantiles_know_signs_and_zero():
    sketch = Quantiles()
    sketch.add(np.array([-10.0, 0.0, 10.0]), np.array([1, 1, 1]))
    assert -10.3 <= sketch.at(0.1) <= -9.7
    assert sketch.at(0.5) == 0.0
    assert 9.7 <= sketch.at(1.0) <= 10.0
