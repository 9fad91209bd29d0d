"""The truth as steward: pairs asked come back with what the truth says of them."""

import pandas as pd
import pyarrow as pa

from benchmarks.accuracy.labels import answers_of


def test_the_truth_answers_each_pair():
    truth = pd.Series(["x", "x", "y"], index=["a", "b", "c"])
    asked = pa.table({"left": ["a", "a", "b"], "right": ["b", "c", "c"]})
    assert answers_of(asked, truth)["judgement"].to_pylist() == ["same", "different", "different"]
