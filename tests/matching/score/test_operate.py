"""The operating point."""

import numpy as np
import pytest

from matching.score.operate import LEAST, best_cut


def test_merging_stops_where_a_pair_more_is_more_often_wrong_than_worth_it():
    odds = np.concatenate([np.full(100, 1.5), np.full(20, -0.5), np.full(1000, -6.0)])
    assert best_cut(odds) == pytest.approx(1.5)
    assert best_cut(odds, missed=200.0) == pytest.approx(-0.5)


def test_pairs_that_a_rule_left_to_a_steward_do_not_move_the_cut():
    """A bound is no estimate: ninety thousand pairs at one in five would ask for sixteen thousand matches more."""
    odds = np.concatenate([np.full(100, 3.0), np.full(100, -1.0)])
    assert best_cut(np.concatenate([odds, np.full(90_000, LEAST)])) == best_cut(odds)
