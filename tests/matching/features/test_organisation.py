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


@pytest.mark.parametrize(
    ("written", "short"),
    [
        ("Unilever Naamloze Vennootschap", "Unilever N.V."),
        ("Naamlooze Vennootschap DSM", "N.V. DSM"),
        ("Bayer Aktiengesellschaft", "Bayer AG"),
        ("Schmidt Gesellschaft mit beschränkter Haftung", "Schmidt GmbH"),
        ("Toyota Jidosha Kabushiki Kaisha", "Toyota Jidosha K.K."),
        ("Acme Limited Liability Company", "Acme LLC"),
        ("Unilever N.V., NL", "Unilever N.V."),
        ("Koninklijke Philips Electronics N.V. (KPENV)", "Koninklijke Philips Electronics N.V."),
    ],
)
def test_legal_forms_in_full_countries_behind_them_and_own_initials_are_no_part_of_a_core(written, short):
    assert split(written).core == split(short).core
    assert not split(written).branch


def test_initials_of_others_and_sites_behind_a_legal_form_stay():
    assert "abc" in split("Delta Handels GmbH (ABC)").core
    assert split("Henschel Gartenbau KG NL Bonn").branch == "nl bonn"
