"""Look-alike letters and invisible ones do not hide a name; another script stays what it is."""

import numpy as np
import pytest

from matching.compare.numbers import date_judge
from matching.features.build import _date
from matching.features.fold import plain


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Brid\u200dgwa\ufeffter", "bridgwater"),
        ("\u0421HRISTIANSEN", "christiansen"),
        ("Mead\u043ew L\u03b1ne", "meadow lane"),
        ("ООО Ромашка LLC", "ооо ромашка llc"),
        ("Αθήνα", "αθηνα"),
    ],
)
def test_look_alikes_inside_a_latin_word_are_read_as_latin(written, meant):
    assert plain(written) == meant


def test_a_date_with_day_and_month_in_doubt_is_compared_both_ways():
    values = np.array([_date(v) for v in ("06-05-1995", "1995-05-06", "1995-06-05", "1995-19-11", "1995-11-19")])
    judge = date_judge(values)
    assert values[0] == values[1]
    assert judge(np.array([0, 3]), np.array([2, 4])).tolist() == [2, 2]
