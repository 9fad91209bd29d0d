import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest

from quality.accuracy import compare_accuracy, field_accuracy, sample_sheet, sampled_accuracy, wilson


@given(st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
@settings(max_examples=50, deadline=None)
def test_wilson_is_scipy_s(pair):
    right, checked = pair
    expected = binomtest(right, checked).proportion_ci(0.95, method="wilson")
    assert wilson(right, checked) == pytest.approx((expected.low, expected.high), abs=1e-9)


def test_accuracy_before_and_after_against_truth():
    ids = [f"crm:{i}" for i in range(100)]
    truth = pa.table({"record_id": ids, "name": [f"客户{i}" for i in range(100)], "email": pa.nulls(100, pa.string())})
    before = truth.set_column(1, "name", pa.array([f"客户{i}" if i % 2 else "無" for i in range(100)]))
    folded = truth.set_column(1, "name", pa.array([f" 客戶{i} " for i in range(100)]))
    first, second = (field_accuracy(table, truth, ["name", "email"]) for table in (before, folded))
    assert [line["accuracy"] for line in first] == [0.5, 1.0, 0.5]
    assert [line["accuracy"] for line in second] == [1.0, 1.0, 1.0]
    gained = compare_accuracy(first, second)[0]
    assert (gained["field"], gained["gain"], gained["sure"]) == ("name", 0.5, True)
    assert field_accuracy(before.slice(0, 0), truth, ["name"])[0]["checked"] == 0


def test_a_stratified_sample_is_unbiased_and_its_interval_holds_the_truth():
    rng = np.random.default_rng(2)
    group = rng.choice(["big", "small"], 5000, p=[0.9, 0.1])
    sound = np.where(group == "big", rng.random(5000) < 0.95, rng.random(5000) < 0.5)
    records = pa.table(
        {"record_id": [f"crm:{i}" for i in range(5000)], "source": group.tolist(), "phone": ["x"] * 5000}
    )
    sheet = sample_sheet(records, "source", ["phone"], 400, seed=1)
    assert abs(sum(sheet["weight"].to_pylist()) - 5000) < 1e-6
    places = [int(r.split(":")[1]) for r in sheet["record_id"].to_pylist()]
    verdicts = pa.array(["是" if sound[i] else "no" for i in places])
    line = sampled_accuracy(sheet.set_column(sheet.column_names.index("right"), "right", verdicts))[0]
    assert line["low"] <= sound.mean() <= line["high"]
    assert line["checked"] == sheet.num_rows
