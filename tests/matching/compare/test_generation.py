"""Brothers share a character of their names; a slip of the pen keeps the sound or the shape."""

import numpy as np
import pytest

from matching.compare.generation import longer_name, two_names
from matching.features.coded import from_texts

NAMES = [a + b for a in "振晓文家国" for b in "华帅红萍静蓉杰辉晖民明末"]


def two(one: str, other: str, names: list[str], surname: list[str] | None = None) -> bool:
    given = from_texts([*names, one, other])
    judge = two_names(given, surname and from_texts(surname))
    at = {v: k for k, v in enumerate(given.values)}
    both = np.array([at[one]]), np.array([at[other]])
    assert judge(*both) == judge(*both[::-1])
    return bool(judge(*both)[0])


@pytest.mark.parametrize(("one", "other"), [("振华", "振帅"), ("晓红", "晓萍"), ("静蓉", "静杰"), ("华民", "帅民")])
def test_brothers_of_one_generation_are_two(one: str, other: str) -> None:
    assert two(one, other, NAMES)


@pytest.mark.parametrize(
    ("one", "other"),
    [("文辉", "文晖"), ("文民", "文明"), ("家末", "家未"), ("家华", "家戁"), ("文华", "文"), ("文华", "志文华")],
    ids=["one sound", "nearly one sound", "one shape", "no name", "one left out", "one before"],
)
def test_what_may_be_a_slip_is_not(one: str, other: str) -> None:
    assert not two(one, other, NAMES)


def test_the_japanese_write_one_sound_in_many_ways() -> None:
    names = [a + b for a in "和正健" for b in "夫男太一"]
    assert two("和夫", "和太", names, ["山田", "高橋"])
    assert not two("和夫", "和男", names, ["山田", "高橋"])
    assert two("和夫", "和男", names, ["王", "欧阳"])


def test_the_rest_of_a_surname_before_both_is_no_agreement() -> None:
    names = ["山" + a + b for a in "健綾明" for b in "一太香美"]
    assert two("山健一", "山健太", names)
    assert not two("山健一", "川健太", names)


def test_nobody_without_a_name_is_two() -> None:
    judge = two_names(from_texts([*NAMES, None]))
    nobody, everybody = np.full(len(NAMES), -1), np.arange(len(NAMES))
    assert not judge(nobody, everybody).any()
    assert not judge(nobody, nobody).any()


@pytest.mark.parametrize(
    ("one", "other", "two"),
    [
        ("辉", "辉毅", True),
        ("毅", "辉毅", True),
        ("辉", "文毅", False),
        ("文辉", "文辉", False),
        ("hui", "huiyi", False),
    ],
)
def test_a_name_of_one_character_is_a_name_beside_one_of_two(one: str, other: str, two: bool) -> None:
    given = from_texts([*NAMES, one, other])
    at = {v: k for k, v in enumerate(given.values)}
    pair = np.array([at[one]]), np.array([at[other]])
    assert bool(longer_name(given)(*pair)[0]) is two
    assert bool(longer_name(given)(*pair[::-1])[0]) is two
    assert not longer_name(given, from_texts(["山田", "高橋"]))(*pair).any()
