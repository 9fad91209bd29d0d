import numpy as np
import pyarrow as pa

from quality.findings.view import encode
from quality.profile import ColumnProfile


def profiles(values):
    streamed, whole = ColumnProfile(), ColumnProfile()
    array = pa.array(values, pa.string())
    for start in range(0, len(values), 7):
        streamed.add(array.slice(start, 7))
    column = encode("c", "other", array)
    whole.add_encoded(column.values, column.counts, column.kinds, len(values))
    return streamed.result(), whole.result()


def test_streaming_tells_the_same_as_the_whole_column():
    rng = np.random.default_rng(3)
    values = [None if i % 9 == 0 else f"A{rng.integers(0, 30):03d}" for i in range(200)]
    streamed, whole = profiles(values)
    assert streamed == whole
    assert whole["filled"] == sum(v is not None for v in values)
    assert whole["patterns"][0]["pattern"] == "A9{3}"
    assert sum(entry["count"] for entry in whole["patterns"]) == whole["filled"]


def test_numbers_dates_and_oddities_are_told():
    assert profiles(["1", "2.5", "¥3"])[0]["kind"] == "number"
    dates = profiles(["2024-01-05", "2023-12-31"])[0]
    assert (dates["kind"], dates["date"]) == ("date", {"min": "2023-12-31", "max": "2024-01-05"})
    assert profiles(["ＡＢ", " x", "a\x00b"])[0]["oddities"] == {"control": 1, "full_width": 1, "padded": 1}
    assert profiles([None, " "])[0]["kind"] == "empty"
