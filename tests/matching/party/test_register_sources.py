"""Sources that were found to name a person once, as a census does."""

from types import SimpleNamespace

import numpy as np
import pytest

from matching.features.coded import from_texts
from matching.party.sources import registers
from matching.score.classes import M, R
from matching.scorer import Rules


def asked(within: float, habit: float = 1.0, rules: Rules | None = None) -> Rules:
    """Return the rules of a file of two sources, of whose matches `within` lie in one source."""
    source = SimpleNamespace(name="source", column=from_texts(["1834", "1834", "1845", "1845"]))
    given = SimpleNamespace(name="given", column=from_texts(["karen", "anna", "karen", "anna"]))
    theta = np.full((5, 2, 3), 0.5)
    theta[M, 1, 1], theta[R, 1, 1] = within, 0.5
    model = SimpleNamespace(theta=theta, names=np.array([True, False]), habit=np.array([habit, 0.03]))
    return registers(rules or Rules(), model, [given, source])


def test_sources_without_matches_of_their_own_keep_their_records_apart():
    rules = asked(within=0.02)
    assert rules.apart.tolist() == [0, 0, 1, 1]
    pairs = np.array([0, 0]), np.array([1, 2])
    assert rules.vetoes["duplicate_free"](*pairs).tolist() == [True, False]


@pytest.mark.parametrize(("within", "habit"), [(0.3, 1.0), (0.02, 0.05)])
def test_sources_that_repeat_persons_and_files_with_numbers_of_their_own_are_left_as_they_are(within, habit):
    assert asked(within, habit).apart is None


def test_what_was_declared_goes_before():
    declared = Rules(apart=np.array([-1, -1, 0, 0]))
    assert asked(0.02, rules=declared) is declared
