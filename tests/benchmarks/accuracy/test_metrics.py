"""The scores against a brute force over all pairs and records."""

from itertools import combinations

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.accuracy.metrics import score

LABELS = st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=1, max_size=12)


@settings(max_examples=50, deadline=None)
@given(LABELS)
def test_score_agrees_with_brute_force(labels):
    ids = [f"r{i}" for i in range(len(labels))]
    predicted = pd.Series([a for a, _ in labels], index=ids)
    truth = pd.Series([b for _, b in labels], index=ids)
    claims = {p for p in combinations(ids, 2) if predicted[p[0]] == predicted[p[1]]}
    wanted = {p for p in combinations(ids, 2) if truth[p[0]] == truth[p[1]]}
    mates = {i: {j for j in ids if predicted[i] == predicted[j]} for i in ids}
    kin = {i: {j for j in ids if truth[i] == truth[j]} for i in ids}
    b3_precision = sum(len(mates[i] & kin[i]) / len(mates[i]) for i in ids) / len(ids)
    b3_recall = sum(len(mates[i] & kin[i]) / len(kin[i]) for i in ids) / len(ids)

    found = score(predicted, truth, [(a, b) for a, b in combinations(ids, 2) if truth[a] != truth[b]])

    assert found.precision == pytest.approx(len(claims & wanted) / len(claims) if claims else 1)
    assert found.recall == pytest.approx(len(claims & wanted) / len(wanted) if wanted else 1)
    assert found.b3_precision == pytest.approx(b3_precision)
    assert found.b3_recall == pytest.approx(b3_recall)
    assert found.forbidden == len(claims - wanted)


def test_a_record_left_out_stands_alone():
    truth = pd.Series({"a": 1, "b": 1, "c": 2})
    found = score(pd.Series({"a": "x", "z": "x"}), truth)
    assert (found.clusters, found.recall, found.precision) == (3, 0, 1)
