"""Names with nothing in common: what strangers' names look like, and what is left of a worn record's."""

import numpy as np
import pyarrow as pa
import pytest

from matching.block.candidates import candidates
from matching.compare.evidence import evidence
from matching.compare.plan import plan
from matching.compare.words import DIFFERS, UNLIKE
from matching.features.build import build
from matching.passes import learn
from matching.prepare import prepare
from matching.score.classes import M, R, U
from matching.score.damage import MOST_LOST, as_found
from matching.settings import MatchSettings


def people() -> list[dict]:
    """Three hundred persons, a third twice: each third name is met once, and each second copy has lost its names."""
    draw = np.random.default_rng(5)
    word = lambda size: "".join(draw.choice(list("abcdefghijklmnoprstuvwz"), size))  # noqa: E731 - a name
    usual = [[word(6) for _ in range(25)] for _ in range(2)]
    rows = []
    for k in range(300):
        given, family = (word(7) if k % 3 == 0 else str(draw.choice(names)) for names in usual)
        born = f"19{50 + k % 45}-{k % 12 + 1:02}-{k % 28 + 1:02}"
        one = {"given_name": given, "surname": family, "birth_date": born, "phone": [f"+4930{7000000 + 7919 * k}"]}
        rows.append(one)
        if k % 3 == 1:
            rows.append(one | ({"given_name": word(7), "surname": word(7)} if k % 2 else {}))
    return [r | {"record_id": f"r{k:03}", "source": "s"} for k, r in enumerate(rows)]


@pytest.fixture(scope="module")
def theta() -> np.ndarray:
    parts = build(prepare(pa.Table.from_pylist(people())))
    settings, compared = MatchSettings(), plan(parts)
    found = candidates(parts, settings.budget(parts.rows))
    model = learn(compared, evidence(compared, found.left, found.right), found, settings, parts.rows)
    return model.theta[:, [c.name for c in compared].index("given")]


@pytest.mark.parametrize("kind", [U, M])
def test_no_class_learns_whether_a_strangers_name_is_met_elsewhere(theta: np.ndarray, kind: int):
    assert theta[kind, UNLIKE] / theta[kind, DIFFERS] == pytest.approx(theta[R, UNLIKE] / theta[R, DIFFERS], rel=0.01)


def test_the_share_of_lost_words_is_what_is_found_and_the_rest_keeps_its_proportions():
    rows = np.array([[0, 0.1, 0.2, 0.3, 0.1, 0.1, 0.1, 0.05, 0.05]])
    counts = np.array([[0, 100, 200, 300, 100, 100, 0, 300, 0]], dtype=float)
    before = rows.copy()
    as_found(rows, counts, before, np.array([UNLIKE]), 25)
    assert rows[0, UNLIKE] == pytest.approx(300 / 1100, abs=0.02)
    assert rows.sum() == pytest.approx(1)
    assert rows[0, 2] / rows[0, 1] == pytest.approx(2)


def test_words_lost_more_often_than_not_tell_nothing():
    rows, counts = np.full((1, 9), 0.125), np.zeros((1, 9))
    counts[0, UNLIKE] = 1e6
    as_found(rows, counts, rows.copy(), np.array([UNLIKE]), 25)
    assert rows[0, UNLIKE] == MOST_LOST
