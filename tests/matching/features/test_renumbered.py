"""China's numbers of 15 and 18 characters as one number."""

import numpy as np
import pyarrow as pa
from stdnum.cn import ric, uscc

from matching.features.build import build
from matching.features.renumbered import one_resident_number, one_tax_number


def _uscc(seed: np.random.Generator) -> str:
    core = "91" + "4401" + "06" + "".join(map(str, seed.integers(10, size=9)))
    return core + uscc.calc_check_digit(core)


def _resident(seed: np.random.Generator) -> str:
    year, month, day, order = seed.integers((1940, 1, 1, 0), (1980, 13, 29, 1000))
    digits = f"440106{year}{month:02d}{day:02d}{order:03d}"
    return digits + ric.calc_check_digit(digits)


def test_both_forms_of_a_firm_and_of_a_person_are_one_number_in_any_order():
    seed = np.random.default_rng(7)
    firms, people = [_uscc(seed) for _ in range(50)], [_resident(seed) for _ in range(50)]
    old = [n[2:17] for n in firms] + [n[:6] + n[8:17] for n in people]
    both = list(zip([*firms, *people, *old], [*firms, *people, *firms, *people], strict=True))
    seed.shuffle(both)
    assert one_tax_number([given for given, _ in both]) == [meant for _, meant in both]
    assert one_resident_number([n[:6] + n[8:17] for n in people] + people) == people * 2


def test_an_old_number_of_nobody_here_stays():
    seed = np.random.default_rng(8)
    here, elsewhere = _uscc(seed), _uscc(seed)[2:17]
    assert one_tax_number([here, elsewhere, None]) == [here, elsewhere, None]


def test_a_column_of_tax_numbers_gives_both_forms_one_code():
    seed = np.random.default_rng(9)
    first, second = _uscc(seed), _uscc(seed)
    numbers = [first, first[2:17], second, f"{second[2:8]} {second[8:17]}"]
    codes = build(pa.table({"tax_id": numbers, "name": ["甲"] * 4}))["tax_id"].flat
    assert codes[0] == codes[1] != codes[2] == codes[3]
