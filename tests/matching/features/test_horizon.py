"""Statistics speak of the rows within the horizon, whatever comes after them."""

import numpy as np

from matching.compare.plan import plan
from matching.compare.tokens import weighted
from matching.features.build import Parts
from matching.features.coded import from_texts
from matching.features.horizon import horizon

FIRST = ["ann", "ann", "bob", None, "cyd"]


def test_what_comes_after_changes_no_share():
    alone = from_texts(FIRST)
    with horizon(len(FIRST)):
        more = from_texts([*FIRST, "ann", "dan", "dan"])
    assert np.array_equal(more.share[: more.heard], alone.share)
    assert (more.known, more.heard, more.filled) == (5, 3, alone.filled)
    assert more.share[more.heard :].sum() == 0


def test_a_value_never_heard_is_as_rare_as_one_met_once():
    with horizon(len(FIRST)):
        parts = Parts(7)
        parts.add("given", from_texts([*FIRST, "dan", "dan"]))
    bits = plan(parts)[0].bits
    assert bits[3] == bits[1] == bits[2] > bits[0]


def test_a_view_of_some_rows_keeps_the_horizon():
    with horizon(len(FIRST)):
        parts = Parts(8)
        parts.add("given", from_texts([*FIRST, "ann", "dan", "dan"]))
    chosen = parts.view(["given"], np.array([0, 2, 4, 6, 7]))["given"]
    assert chosen.known == 3
    assert chosen.share.tolist() == [1 / 3, 1 / 3, 1 / 3, 0]


def test_words_are_as_rare_as_the_first_texts_make_them():
    first = [["high", "street"], ["low", "street"]]
    alone, more = weighted(first), weighted([*first, ["high", "road"]], 2)
    assert np.allclose(alone.toarray(), more.toarray()[:2, :3])
