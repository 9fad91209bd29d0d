"""Names of organisations taken apart."""

import numpy as np
import pytest

from matching.compare.organisations import organisation_judge
from matching.compare.settled import SHORTENED
from matching.features.organisation import split


@pytest.mark.parametrize(
    ("name", "core"),
    [
        ("SL plc", "sl"),
        ("DE Ltd", "de"),
        ("MT PLC", "mt"),
        ("ST Microelectronics NV", "st microelectronics"),
        ("AB & Co. KG", "ab"),
    ],
)
def test_initials_that_are_a_legal_form_too_name_the_firm(name, core):
    assert split(name).core == core


def test_a_legal_form_in_letters_takes_none_of_the_next_name():
    assert split("Mill Partners, L.L.C. H&R Block").core == split("Mill Partners LLC HR Block").core


def test_such_initials_are_short_for_the_whole_name():
    judge = organisation_judge(np.array(["SL plc", "Sterling Logistics Inc"], dtype=object))
    assert judge(np.array([0]), np.array([1]))[0] == SHORTENED
