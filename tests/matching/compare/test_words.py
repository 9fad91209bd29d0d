"""Levels of single words: what is cut short, and what is another name."""

import numpy as np
import pytest

from matching.compare.words import DIFFERS, PARTIAL, word_judge


@pytest.mark.parametrize(
    ("short", "long", "level"),
    [
        ("ma", "maria", PARTIAL), ("ch", "charles", PARTIAL), ("m", "maria", PARTIAL), ("al", "alexander", PARTIAL),
        ("li", "liang", DIFFERS), ("wu", "wudi", PARTIAL), ("jo", "mary", DIFFERS), ("ma", "amalia", DIFFERS),
        ("le", "le clerc", PARTIAL), ("이수", "이수연아", DIFFERS),
    ],
)  # fmt: skip
def test_a_word_cut_to_its_opening_letters_is_a_part_of_it(short: str, long: str, level: int) -> None:
    judge = word_judge(np.array([short, long], dtype=object))
    at = np.array([0]), np.array([1])
    assert [int(judge(*at)[0]), int(judge(*at[::-1])[0])] == [level, level]
