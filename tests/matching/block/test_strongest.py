"""Of many candidates those stay that share most, whatever the order of the rows."""

import numpy as np

from matching.block import keys
from matching.block.groups import union
from matching.block.strongest import agreement, strongest
from matching.features.build import Parts
from matching.features.coded import from_texts

ROWS = 400


def _parts(order: np.ndarray) -> Parts:
    dice = np.random.default_rng(11)
    people = dice.integers(0, 150, ROWS)
    given, born, towns = dice.integers(0, 30, 150), dice.integers(0, 90, 150), dice.integers(0, 4, ROWS)
    parts = Parts(ROWS)
    parts.add("given", from_texts([f"name{chr(97 + given[p])}" for p in people[order]]))
    parts.add("birth_date", from_texts([f"19{born[p]:02d}0101" for p in people[order]]))
    parts.add("city", from_texts([f"town{t}" for t in towns[order]]))
    parts.add("phone", from_texts([f"{5550000000 + p}" for p in people[order]]))
    return parts


def _every_pair() -> np.ndarray:
    left, right = np.triu_indices(ROWS, 1)
    return left * ROWS + right


def test_pairs_of_one_person_outrank_strangers():
    parts = _parts(np.arange(ROWS))
    codes = _every_pair()
    phone = parts["phone"].flat
    same = phone[codes // ROWS] == phone[codes % ROWS]
    kept = strongest(parts, keys.atoms(parts), codes, int(same.sum()))
    assert np.isin(codes[same], kept).all()
    assert len(kept) <= 1.5 * same.sum()


def test_each_family_counts_once_and_a_missing_value_for_nothing():
    parts = Parts(3)
    parts.add("birth_date", from_texts(["19800102", "19800102", None]))
    parts.add("city", from_texts([None, None, None]))
    scores = agreement(parts, keys.atoms(parts), np.array([1, 2, 5]))
    assert scores[0] == np.float32(np.log2(3 / 2))
    assert scores[1] == scores[2] == 0


def test_the_order_of_rows_does_not_matter():
    order = np.random.default_rng(4).permutation(ROWS)
    codes = _every_pair()
    plain = strongest(_parts(np.arange(ROWS)), keys.atoms(_parts(np.arange(ROWS))), codes, 900)
    shuffled = strongest(_parts(order), keys.atoms(_parts(order)), codes, 900)
    left, right = order[shuffled // ROWS], order[shuffled % ROWS]
    assert np.array_equal(union([np.minimum(left, right) * ROWS + np.maximum(left, right)]), plain)
