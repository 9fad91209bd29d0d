"""Nothing is dropped on the way into a type without a word: the row is refused."""

import datetime as dt
from decimal import Decimal

import pyarrow as pa
import pytest

from migration import fit

NOON, DAY = dt.datetime(2024, 1, 1, 12), dt.datetime(2024, 1, 2)


@pytest.mark.parametrize(
    ("values", "kind", "lost"),
    [
        (pa.array([DAY, NOON, None]), pa.date32(), [1]),
        (pa.array([DAY, NOON], pa.timestamp("us", "UTC")), pa.date32(), [1]),
        (pa.array([1, 0, 2, -1, None]), pa.bool_(), [2, 3]),
        (pa.array([1.0, 0.5]), pa.bool_(), [1]),
        (pa.array([Decimal("9007199254740993.01"), Decimal("-12345678.90"), None]), pa.float64(), [0]),
        (pa.array(["12345678901234567.89", "116.40739500000001", "1e400", "inf", "1e300"]), pa.float64(), [0, 2]),
    ],
)
def test_what_a_type_would_drop_is_found(values, kind, lost):
    made, bad = fit.cast(pa.chunked_array([values]), kind)
    assert [place for place, wrong in enumerate(bad) if wrong] == lost
    assert made.filter(pa.array(bad)).null_count == len(lost)
