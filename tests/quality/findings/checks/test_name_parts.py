import random

import pyarrow as pa
import pytest

from quality.findings.checks.name_parts import swapped
from quality.findings.view import encode

SURNAMES = "Smith Johnson Brown Taylor Wilson Walker Clark Baker Turner Cooper Hughes Foster Kelly Scott James".split()
GIVEN = "James John Robert Mary Linda Susan Karen Emma Alice Helen Laura Sarah Taylor Scott Kelly".split()


def names(rows, flip):
    """Draw full names, some of which could stand either way round; swap the parts of a share of them."""
    draw = random.Random(11)  # noqa: S311 - made up
    pairs = [(draw.choice(SURNAMES), draw.choice(GIVEN)) for _ in range(rows)]
    flipped = {at for at in range(rows) if draw.random() < flip}
    return [pair[::-1] if at in flipped else pair for at, pair in enumerate(pairs)], flipped


def told(pairs):
    surname, given = zip(*pairs, strict=True)
    return set(swapped(encode("s", "surname", pa_texts(surname)), encode("g", "given_name", pa_texts(given))).tolist())


def pa_texts(texts):
    return pa.chunked_array([pa.array(texts, pa.string())])


@pytest.mark.parametrize("rows", [400, 4000])
def test_swapped_rows_are_told_by_where_their_names_usually_stand(rows):
    pairs, flipped = names(rows, 0.02)
    plain = {at for at in flipped if not {*pairs[at]} & {"Taylor", "Scott", "Kelly", "James"}}
    found = told(pairs)
    assert found <= flipped
    assert plain <= found


def test_names_that_may_stand_either_way_are_left_alone():
    pairs, _ = names(2000, 0.0)
    assert told(pairs) == set()
    assert told([("Taylor", "Scott"), ("Scott", "Taylor")] * 50) == set()


def test_pinyin_is_cut_into_syllables_that_exist():
    usual = [("Zhang", "Wei"), ("Li", "Xiaoming"), ("Chen", "Jianguo")] * 30
    assert told([*usual, ("Jianguo", "Li"), ("Zhoou", "Si")]) == {90}
