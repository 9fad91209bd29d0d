"""Judgements are superseded, never erased; they find their records again under new names."""

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matching.decide import Judgement, current, judgements, rehome
from matching.decide.judgement import JudgementError
from matching.identity import fingerprint

RANK = {"model": 0, "rule": 1, "steward": 2}
words = st.lists(
    st.builds(
        lambda pair, judgement, origin: Judgement(*pair, judgement, origin, "kim", "2026-01-01T00:00:00"),
        st.sampled_from([("a", "b"), ("b", "a"), ("a", "c")]),
        st.sampled_from(["same", "different", "unsure"]),
        st.sampled_from(list(RANK)),
    ),
    max_size=12,
)


@given(words)
def test_the_last_word_of_the_highest_origin_holds(said):
    log = judgements(said)
    assert len(log) == len(said)
    expected = {}
    for word in said:
        pair = tuple(sorted((word.left, word.right)))
        if pair not in expected or RANK[word.origin] >= RANK[expected[pair].origin]:
            expected[pair] = word
    now = {(j["left"], j["right"]): (j["judgement"], j["origin"]) for j in current(log).to_pylist()}
    assert now == {p: (w.judgement, w.origin) for p, w in expected.items()}


def test_judgements_follow_their_records_to_a_renamed_source():
    table = pa.table({"record_id": ["crm:1", "crm:2", "crm:3"], "source": ["crm"] * 3, "name": ["a", "b", "c"]})
    prints = fingerprint(table).full.tolist()
    said = [
        Judgement("crm:1", "crm:2", "different", "steward", "kim", "t", left_print=prints[0], right_print=prints[1]),
        Judgement("crm:1", "gone:9", "same", "steward", "kim", "t"),
    ]
    renamed = table.set_column(0, "record_id", pa.array(["z:1", "a:2", "a:3"]))
    kept, lost = rehome(judgements(said), renamed)
    assert [(k["left"], k["right"], k["judgement"]) for k in kept.to_pylist()] == [("a:2", "z:1", "different")]
    assert [(k["left"], k["right"]) for k in lost.to_pylist()] == [("crm:1", "gone:9")]


@pytest.mark.parametrize(
    "bad", [{"judgement": "maybe"}, {"origin": "cat"}, {"right": "a"}, {"who": ""}], ids=lambda b: next(iter(b))
)
def test_words_that_mean_nothing_are_refused(bad):
    good = {"left": "a", "right": "b", "judgement": "same", "origin": "steward", "who": "kim", "at": "t"}
    with pytest.raises(JudgementError, match=next(iter(bad))):
        Judgement(**(good | bad))
