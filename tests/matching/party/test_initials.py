"""Initials that two persons of one house answer to."""

import numpy as np
import pyarrow as pa

from matching.features.build import build
from matching.party.initials import torn_between

COUPLE = [
    ("martin", "berg", "berg@gmx.de", "Ring 1"),
    ("maria", "berg", "berg@gmx.de", "Ring 1"),
]


def torn(*rows: tuple) -> list[bool]:
    given, surname, mail, address = zip(*rows, strict=True)
    table = {"record_id": [f"r{k}" for k in range(len(rows))], "given_name": given, "surname": surname}
    table |= {"email": pa.array([[m] if m else None for m in mail], pa.list_(pa.string())), "address": address}
    return torn_between(build(pa.table(table))).tolist()


def test_an_initial_at_a_couples_mailbox_is_nobodys():
    assert torn(*COUPLE, ("m", "berg", "berg@gmx.de", None)) == [False, False, True]
    assert not any(torn(*COUPLE, ("m", "berg", None, "Ring 1")))


def test_an_initial_of_one_of_them_is_that_ones():
    assert not any(torn(COUPLE[0], ("anna", "berg", "berg@gmx.de", "Ring 1"), ("m", "berg", "berg@gmx.de", None)))
    assert not any(torn(*COUPLE, ("m", "vogel", "berg@gmx.de", "Ring 1"), ("m", "berg", "other@gmx.de", None)))


def test_a_mailbox_of_ones_own_decides_before_the_house():
    own = ("martin", "berg", "martin@gmx.de", "Ring 1")
    assert not any(torn(own, COUPLE[1], ("m", "berg", "martin@gmx.de", "Ring 1")))


def test_a_slip_is_no_second_name_and_a_character_no_initial():
    assert not any(torn(COUPLE[0], ("martn", "berg", "berg@gmx.de", "Ring 1"), ("m", "berg", "berg@gmx.de", None)))
    assert not any(
        torn(("明", "王", "w@qq.com", None), ("明华", "王", "w@qq.com", None), ("明军", "王", "w@qq.com", None))
    )


def test_the_order_of_rows_says_nothing():
    rows = [*COUPLE, ("m", "berg", "berg@gmx.de", None), ("maria", "vogel", "v@gmx.de", "Ring 9")]
    found = np.array(torn(*rows))
    order = [2, 0, 3, 1]
    assert torn(*[rows[k] for k in order]) == found[order].tolist()
