"""The fit: what a class may learn."""

import numpy as np
import pytest

from matching.score.classes import M, U
from matching.score.em import _bound


def test_no_lower_level_speaks_for_a_match_more_than_an_exact_agreement():
    """Two names exchanged are met in few strangers, and twice in each of them."""
    theta = np.tile(np.array([1.0, 0.6, 0.3, 0.1]), (5, 2, 1))
    theta[U, :, 1:] = [0.25, 0.01, 0.74]
    _bound(theta, np.array([True, False]))
    odds = theta[M] / theta[U]
    assert np.all(odds[0, 2:] <= odds[0, 1] + 1e-9)
    assert theta[U, 0, 1:].sum() == pytest.approx(1.0)
    assert odds[1, 2] == pytest.approx(30.0)
