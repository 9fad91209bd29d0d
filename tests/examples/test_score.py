"""The judges: measures agree with a count of all pairs; the truth scores itself perfectly."""

from itertools import combinations
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from examples.generator.score import pairwise, read_truth, score_clusters
from examples.generator.score_accuracy import accuracy, normal
from examples.generator.score_findings import ACCEPTED, precision_by_rule, recall_by_kind

DEMO = Path(__file__).parents[2] / "examples" / "demo"
TRUTH = DEMO / "truth"


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), min_size=2, max_size=12))
def test_pairwise_counts_every_pair(labels):
    truth, found = (pd.Series(side) for side in zip(*labels, strict=True))
    same = [{p for p in combinations(range(len(labels)), 2) if side[p[0]] == side[p[1]]} for side in (truth, found)]
    both, got = len(same[0] & same[1]), pairwise(truth, found)
    assert got.precision == pytest.approx(both / len(same[1]) if same[1] else float("nan"), nan_ok=True)
    assert got.recall == pytest.approx(both / len(same[0]) if same[0] else float("nan"), nan_ok=True)


def test_the_truth_scores_itself_perfectly():
    entities = read_truth(TRUTH, "entities")
    clusters = entities.rename(columns={"customer_entity": "customer_id", "org_entity": "org_id"})
    result = score_clusters(TRUTH, clusters)
    assert result["customers_pairwise"] == {"precision": 1.0, "recall": 1.0, "f1": 1.0}
    assert result["forbidden"] == {}
    assert result["not_found"] == 0


def test_one_cluster_for_all_is_the_worst():
    entities = read_truth(TRUTH, "entities")
    result = score_clusters(TRUTH, entities.assign(customer_id="1", org_id="1")[["record_id", "customer_id", "org_id"]])
    assert result["customers_pairwise"]["precision"] < 0.01
    assert sum(result["forbidden"].values()) == len(read_truth(TRUTH, "forbidden"))


def test_every_planted_kind_has_a_rule_that_names_it():
    defects = read_truth(TRUTH, "defects")
    assert set(defects["kind"]) <= set(ACCEPTED)
    findings = defects.assign(rule=[ACCEPTED[kind][0] for kind in defects["kind"]])
    assert recall_by_kind(TRUTH, findings)["recall"].min() == 1.0
    assert precision_by_rule(TRUTH, findings)["precision"].min() == 1.0


def test_true_golden_records_are_right_and_the_exports_are_not():
    golden = read_truth(TRUTH, "golden")
    business = golden["org_entity"].notna()
    ours = golden.assign(
        customer_id=golden["customer_entity"],
        org_name=golden["org_name"],
        contact=golden["person_name"].where(business),
    )
    clusters = read_truth(TRUTH, "entities").rename(columns={"customer_entity": "customer_id"})
    table = accuracy(TRUTH, DEMO / "exports", clusters, ours).set_index("field")
    assert table["after"].min() == 1.0
    assert 0.4 < table.loc["all", "before"] < 0.9


@pytest.mark.parametrize(
    ("field", "one", "other"),
    [("phone", "+86 138-1234-5678", "13812345678"), ("phone", "(021)62345678转801", "+862162345678"),
     ("name", "上海 华通（集团）", "上海华通(集团)"), ("email", "A@B.com", "a@b.com; c@d.com")],
)  # fmt: skip
def test_spelling_is_not_an_error(field, one, other):
    assert normal(field, one) & normal(field, other)
