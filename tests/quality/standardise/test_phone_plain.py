"""What is told of phones a column at a time is what is told of each."""

import random

import pyarrow as pa
import pytest

from quality.standardise import phone, phone_plain
from quality.standardise.base import INVALID, VALID

CODES = {"US": "1", "GB": "44", "DE": "49", "FR": "33", "JP": "81", "CN": "86", "RU": "7", "AU": "61", "SG": "65"}
TAILS = ("", "", " x12", " ext. 345", "转8", " X0123456", "x", "-12", " x1 ", "  ext7", " #5")
BREAKS = ("", "", "-", " ", ".", ") ", " (")


def texts(region, count=1500):
    """Numbers of a country and of others, written in many ways."""
    dice = random.Random(region)  # noqa: S311 - no secret
    for _ in range(count):
        head = dice.choice(["+", "+", "+", "00", ""]) + dice.choice([CODES[region]] * 4 + [*CODES.values(), "0", ""])
        body = "".join(
            dice.choice("0123456789") + (dice.choice(BREAKS) if dice.random() < 0.15 else "")
            for _ in range(dice.choice([5, 7, 8, 9, 9, 10, 10, 10, 11, 12]))
        )
        yield head + dice.choice(["", "-", " "]) + body + dice.choice(TAILS)


@pytest.mark.parametrize("region", CODES)
def test_a_column_says_what_each_number_says(region):
    numbers = [*dict.fromkeys(texts(region)), "+1-729-555-0146 x62", "+44 20 7946 0958 x1"]
    said = phone.standardise(numbers, [region] * len(numbers))
    column = pa.array(numbers)
    for found, state in (
        (phone_plain.extended(column, region), VALID),
        (phone_plain.unassigned(column, region), INVALID),
    ):
        for text, value, full, sort, rule in zip(
            numbers, found.to_pylist(), said.values, said.states, said.rules, strict=True
        ):
            if value is not None:
                assert (text, value, state) == (text, full, sort)
                assert rule == ("phone/invalid" if state == INVALID else "phone/e164")


def test_most_plain_numbers_need_no_second_look():
    column = pa.array(["+1-803-555-0178 x5079", "+1 (803) 555-0178 ext. 5", "+1-729-555-0146 x62"])
    assert phone_plain.extended(column, "US").to_pylist() == ["+18035550178;ext=5079", "+18035550178;ext=5", None]
    assert phone_plain.unassigned(column, "US").to_pylist()[2] == "+17295550146;ext=62"
    assert phone_plain.unassigned(column, "CN").to_pylist() == [None] * 3
