"""Wrong pairs are followed: each is counted once, at one step, and shown without its values."""

from itertools import combinations

import numpy as np
import pandas as pd
import pyarrow as pa
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.accuracy.losses import FALSE, LOST, calibration, masked, together, trace
from matching import judge


@given(st.lists(st.integers(-1, 4), max_size=30))
def test_pairs_of_a_label_are_those_a_plain_search_finds(label: list[int]) -> None:
    count = len(label)
    plain = [a * count + b for a, b in combinations(range(count), 2) if label[a] == label[b] >= 0]
    assert together(np.array(label, dtype=np.int64)).tolist() == plain


@given(st.text(), st.text())
def test_a_masked_value_keeps_no_word_and_no_number(one: str, other: str) -> None:
    for text, shown in zip((one, other), masked(one, other), strict=True):
        assert len(shown) == len(text)
        assert set("".join(c for c in shown if c.isdigit())) <= {"0", "1"}
        inner = [shown[k] for k in range(1, len(text)) if text[k].isalnum() and text[k - 1].isalnum()]
        assert set(inner) <= set("·x01")


def test_every_wrong_pair_has_one_step_and_the_rest_none() -> None:
    dice = np.random.default_rng(5)
    given_names, surnames = ["anna", "otto", "maria", "paul", "lena"], ["stein", "braun", "keller", "wolf", "haas"]
    rows = []
    for entity in range(80):
        person = {"given_name": dice.choice(given_names), "surname": dice.choice(surnames),
                  "phone": [f"+4930{dice.integers(10**6, 10**7)}"], "address": f"{entity % 9} am markt"}  # fmt: skip
        for copy in range(2):
            change = {"phone": None} if copy and dice.random() < 0.5 else {}
            rows.append(person | change | {"record_id": f"{entity:03}.{copy}", "source": "s"})
    table = pa.Table.from_pylist(rows)
    truth = pd.Series({row["record_id"]: row["record_id"][:3] for row in rows})
    traced = trace(table, truth, [("000.0", "000.1")])
    clusters = judge(table).clusters
    found = dict(zip(clusters["record_id"].to_pylist(), clusters["cluster"].to_pylist(), strict=True))
    ids = sorted(found)
    wrong = {(a, b) for a, b in combinations(ids, 2) if (truth[a] == truth[b]) != (found[a] == found[b])}
    shown = {(ids[p.left], ids[p.right]) for p in traced.pairs.itertuples()}
    assert wrong
    assert shown == wrong
    assert len(traced.pairs) == len(wrong)
    assert set(traced.pairs.loc[traced.pairs["wrong"] == "lost", "step"]) <= set(LOST)
    assert set(traced.pairs.loc[traced.pairs["wrong"] == "false", "step"]) <= set(FALSE)
    bands = calibration(traced)
    assert bands["pairs"].sum() == (~traced.found.scored.veto).sum()
    assert bands["true"].between(0, 1).all()
