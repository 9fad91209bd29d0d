"""A check digit proves a number, where the column's numbers have one."""

import numpy as np
import pytest
from stdnum.gb import nhs
from stdnum.iso7064 import mod_11_2

from matching.features.checked import FEWEST, checked
from matching.features.coded import from_texts

RESIDENTS = [n + mod_11_2.calc_check_digit(n) for n in (f"11010119{50 + k}0307{k:03d}" for k in range(40))]
PATIENTS = [n for n in (f"{943476500 + k}{d}" for k in range(60) for d in range(10)) if nhs.checksum(n) == 0]


@pytest.mark.parametrize("numbers", [RESIDENTS, PATIENTS], ids=["resident", "nhs"])
def test_right_numbers_are_proven_and_slips_are_not(numbers: list[str]) -> None:
    slip = numbers[0][:5] + str((int(numbers[0][5]) + 1) % 10) + numbers[0][6:]
    assert checked(from_texts([*numbers, slip, None])).tolist() == [*(True for _ in numbers), False, False]


def test_numbers_of_another_kind_are_right_by_chance_only() -> None:
    plain = [f"{4000000000 + 7919 * k}" for k in range(400)]
    assert any(map(nhs.is_valid, plain))
    assert not checked(from_texts(plain)).any()


def test_few_numbers_prove_nothing_of_a_column() -> None:
    assert not checked(from_texts(PATIENTS[: FEWEST - 1])).any()
    assert checked(from_texts(PATIENTS[:FEWEST]))[:-1].all()
    assert not checked(from_texts(["X1234", "４４５", None])).any()
    assert checked(from_texts(np.array([None], dtype=object))).tolist() == [False]
