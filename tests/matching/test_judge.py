"""The whole judgement: order of rows is immaterial, a steward's word holds, odd tables end sensibly."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from matching.errors import BadDecision, BadTable
from matching.judge import judge

GIVEN = "emma liam olivia noah ava james sophia lucas mia henry ella jack lily owen grace leo".split()
SURNAMES = "smith jones brown taylor wilson davies evans thomas johnson roberts walker wright hall green".split()


def people(entities=120, copies=2, seed=3):
    rng = np.random.default_rng(seed)
    rows = []
    for e in range(entities):
        person = {
            "given_name": rng.choice(GIVEN),
            "surname": rng.choice(SURNAMES),
            "birth_date": f"{rng.integers(1940, 2005)}-{rng.integers(1, 13):02}-{rng.integers(1, 29):02}",
            "phone": f"+4479{rng.integers(10**7, 10**8)}",
        }
        for c in range(copies):
            row = dict(person, record_id=f"{e:04}.{c}", entity=e)
            if c and rng.random() < 0.5:
                row["surname"] = row["surname"][:-1]
            if c and rng.random() < 0.3:
                row["phone"] = None
            rows.append(row)
    return pd.DataFrame(rows)


def groups(judged):
    return dict(zip(judged.clusters["record_id"].to_pylist(), judged.clusters["cluster"].to_pylist(), strict=True))


@pytest.fixture(scope="module")
def table():
    return people()


def test_duplicates_are_found(table):
    found = groups(judge(table.drop(columns="entity")))
    entity = dict(zip(table.record_id, table.entity, strict=True))
    joined = {(a, b) for a in found for b in found if a < b and found[a] == found[b]}
    true = {(a, b) for a in entity for b in entity if a < b and entity[a] == entity[b]}
    assert len(joined & true) / len(joined) > 0.98
    assert len(joined & true) / len(true) > 0.95


def test_the_order_of_rows_is_immaterial(table):
    plain = table.drop(columns="entity")
    shuffled = plain.sample(frac=1, random_state=1)
    assert judge(plain).clusters.equals(judge(shuffled).clusters)


def test_a_stewards_word_outranks_the_model(table):
    plain = table.drop(columns="entity")
    told = pa.table({"left": ["0000.0", "0001.0"], "right": ["0000.1", "0002.0"], "judgement": ["different", "same"]})
    found = groups(judge(plain, decisions=told))
    assert found["0000.0"] != found["0000.1"]
    assert found["0001.0"] == found["0002.0"]
    with pytest.raises(BadDecision, match="expected same, different or unsure"):
        judge(plain, decisions=pa.table({"left": ["0000.0"], "right": ["0000.1"], "judgement": ["maybe"]}))


def test_a_table_without_ids_is_refused():
    with pytest.raises(BadTable, match="record_id"):
        judge(pd.DataFrame({"name": ["a"]}))


ODD = {
    "no record": pd.DataFrame({"record_id": pd.Series([], dtype=object), "name": pd.Series([], dtype=object)}),
    "one record": pd.DataFrame({"record_id": ["a"], "name": ["Ann Lee"], "phone": ["+441"]}),
    "ids only": pd.DataFrame({"record_id": ["a", "b"]}),
    "all missing": pd.DataFrame({"record_id": ["a", "b"], "name": [None, None], "phone": [None, None]}),
    "one value": pd.DataFrame({"record_id": [f"r{k}" for k in range(50)], "city": ["x"] * 50}),
}


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_table_ends_sensibly_and_says_so(odd):
    judged = judge(ODD[odd])
    assert judged.clusters["cluster"].to_pylist() == judged.clusters["record_id"].to_pylist()
    assert judged.report["notes"]


def test_identical_records_are_one_customer_and_a_line_of_hundreds_is_no_evidence():
    same = pd.DataFrame({"record_id": [f"r{k}" for k in range(300)], "name": "王伟", "phone": "+8613800138000"})
    assert len(set(groups(judge(same)).values())) == 1
    crowd = people(300, copies=1).assign(phone="+8613800138000").drop(columns="entity")
    judged = judge(crowd)
    assert len(set(groups(judged).values())) > 280
    assert any("phone" in note for note in judged.report["notes"])


def test_enough_answers_are_a_lesson_and_the_report_says_what_became_of_it(table):
    plain = table.drop(columns="entity")
    same = [(f"{e:04}.0", f"{e:04}.1", "same") for e in range(40)]
    different = [(f"{e:04}.0", f"{e + 1:04}.0", "different") for e in range(0, 40)]
    decisions = pa.table(dict(zip(("left", "right", "judgement"), zip(*same, *different, strict=True), strict=True)))
    learned = judge(plain, decisions=decisions).report["learned"]
    assert learned["labels"] == 80
    assert learned["used"] in (True, False)
    assert "learned" not in judge(plain, decisions=decisions.slice(0, 20)).report
