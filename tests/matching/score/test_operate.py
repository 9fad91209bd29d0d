"""The operating point."""

import numpy as np
import pytest

from matching.score.operate import LEAST, MARGIN, best_cut, expected_precision, precise_cut, probability


def test_merging_stops_where_a_pair_more_is_more_often_wrong_than_worth_it():
    odds = np.concatenate([np.full(100, 1.5), np.full(20, -0.5), np.full(1000, -6.0)])
    assert best_cut(odds) == pytest.approx(1.5)
    assert best_cut(odds, missed=200.0) == pytest.approx(-0.5)


def test_pairs_that_a_rule_left_to_a_steward_do_not_move_the_cut():
    """A bound is no estimate: ninety thousand pairs at one in five would ask for sixteen thousand matches more."""
    odds = np.concatenate([np.full(100, 3.0), np.full(100, -1.0)])
    assert best_cut(np.concatenate([odds, np.full(90_000, LEAST)])) == best_cut(odds)


def odds(p: np.ndarray) -> np.ndarray:
    return np.log(p / (1 - p))


@pytest.mark.parametrize("promised", [0.9, 0.99, 0.999])
def test_no_merged_pair_is_far_less_sure_than_was_promised(promised: float) -> None:
    p = np.concatenate([np.full(9000, 0.99999), np.linspace(0.5, 0.9995, 300)])
    cut = precise_cut(odds(p), promised)
    merged = p[odds(p) > cut]
    assert expected_precision(odds(p), cut) >= promised
    assert merged.min() >= 1 - MARGIN * (1 - promised)


def test_where_nothing_is_sure_nothing_is_merged() -> None:
    assert not (odds(np.full(20, 0.9)) > precise_cut(odds(np.full(20, 0.9)), 0.999)).any()


def test_the_mean_holds_where_the_margin_would_let_more_in() -> None:
    p = np.concatenate([np.full(10, 0.999), np.full(90, 0.95)])
    merged = probability(odds(p)) > probability(np.array([precise_cut(odds(p), 0.99)]))
    assert merged.sum() == 10
