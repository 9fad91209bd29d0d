"""The queue asks each question once, the dearest first."""

import pyarrow as pa

from matching.review import queue

CROSSWALK = pa.table({"record_id": list("abcdef"), "customer_id": ["A", "A", "B", "B", "C", "D"]})


def make(*rows):
    names = ("left", "right", "probability", "verdict", "reason")
    return pa.table({n: [r[i] for r in rows] for i, n in enumerate(names)})


def test_one_question_for_two_customers_and_one_for_a_seam():
    pairs = make(
        ("a", "b", 0.9, "review", "model"),
        ("a", "c", 0.4, "different", "model"),
        ("b", "d", 0.6, "different", "model"),
        ("c", "d", 0.9999, "same", "model"),
        ("e", "f", 0.5, "different", "veto"),
        ("a", "e", 0.001, "different", "model"),
    )
    asked = queue(pairs, CROSSWALK).to_pylist()
    assert [(q["left"], q["right"], q["settles"]) for q in asked] == [("b", "d", 2), ("a", "b", 2)]
    assert [q["rank"] for q in asked] == [1, 2]


def test_money_moves_a_question_up_and_answers_take_it_out():
    pairs = make(("a", "c", 0.5, "review", "model"), ("e", "f", 0.5, "review", "model"))
    values = pa.table({"customer_id": ["D"], "amount": [1e9]})
    assert queue(pairs, CROSSWALK)["left"].to_pylist() == ["a", "e"]
    dear = queue(pairs, CROSSWALK, values)
    assert dear["left"].to_pylist() == ["e", "a"]
    assert dear["amount"].to_pylist() == [1e9, 0.0]
    answered = pa.table({"left": ["f"], "right": ["e"], "judgement": ["unsure"]})
    assert queue(pairs, CROSSWALK, answered=answered)["left"].to_pylist() == ["a"]


def test_a_strong_detour_makes_a_weak_pair_no_question():
    crosswalk = pa.table({"record_id": list("abc"), "customer_id": ["A"] * 3})
    pairs = make(
        ("a", "b", 0.7, "review", "model"), ("a", "c", 0.9999, "same", "model"), ("b", "c", 0.9999, "same", "model")
    )
    assert len(queue(pairs, crosswalk)) == 0


def test_nothing_to_ask():
    none = make(("a", "b", 0.5, "review", "model")).slice(0, 0)
    assert len(queue(none, CROSSWALK)) == 0
