"""The starting model: how far a class of matches may drift from what matches look like."""

import numpy as np
import pytest

from matching.compare.evidence import evidence
from matching.compare.plan import plan
from matching.features.build import Parts
from matching.features.coded import from_texts
from matching.score.start import random_pairs, start

ROWS = 200


def started(**columns: list[str]):
    parts = Parts(ROWS)
    for name, values in columns.items():
        parts.add(name.replace("other_", "other:"), from_texts((values * ROWS)[:ROWS]))
    made = plan(parts)
    pairs = evidence(made, *random_pairs(ROWS, 500, 7))
    model = start(made, pairs, pairs)
    return {c.name: (habit, worst) for c, habit, (_, worst) in zip(made, model.habit, model.worst, strict=True)}


REGISTER = {
    "given": ["anne", "karen", "hans"],
    "surname": ["jensen", "olsdatter"],
    "gender": ["f", "m"],
    "birth_year": [str(y) for y in range(1790, 1840)],
    "other_calling": ["cottar", "smith", "servant", "weaver"],
    "source": ["1834", "1845"],
}


def test_matches_of_a_register_are_held_to_what_matches_look_like():
    """Nothing in it is one person's own, so a class of age-mates in one parish is likelier than that of matches."""
    held = started(**REGISTER)
    assert held["given"] == pytest.approx((1.0, 0.1))
    assert held["gender"] == pytest.approx((1.0, 0.05))
    assert held["other:calling"][0] > held["source"][0]


def test_how_often_an_enumeration_repeats_a_person_is_learned():
    held = started(**REGISTER, other_census_year=["1851", "1861"])
    assert held["other:census_year"][0] == held["source"][0]


def test_birth_dates_mailboxes_and_houses_need_no_such_hold():
    dates = [f"{1900 + k % 90}0{1 + k % 9}1{k % 9}" for k in range(ROWS)]
    mailboxes = [f"a{k}@example.com" for k in range(ROWS)]
    assert started(**REGISTER, birth_date=dates)["given"] == pytest.approx((0.05, 0.45))
    assert started(**REGISTER, email=mailboxes)["given"] == pytest.approx((0.05, 0.45))
    houses = [f"{k} high street" for k in range(ROWS)]
    assert started(**REGISTER, address=houses)["given"] == pytest.approx((0.05, 0.45))
    assert started(**REGISTER, address=["the mill", "the green"])["given"] == pytest.approx((1.0, 0.1))


def test_probabilities_of_every_comparison_add_up():
    parts = Parts(4)
    parts.add("given", from_texts(["anna", "anna", "bert", "carl"]))
    parts.add("birth_year", from_texts(["1800", "1800", "1801", "1810"]))
    made = plan(parts)
    pairs = evidence(made, np.array([0, 1]), np.array([1, 2]))
    assert np.allclose(start(made, pairs, pairs).theta[:, :, 1:].sum(axis=2), 1.0)
