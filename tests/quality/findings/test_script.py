import unicodedata

import numpy as np
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from quality.bytes import han_letters
from quality.findings.numbers import parse
from quality.findings.script import traditional_letters
from quality.unicode import compatible

texts = st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("上海Ａ１：AB1 "), max_size=8)


@settings(deadline=None)
@given(st.lists(st.none() | texts))
def test_compatible_is_nfkc(values):
    expected = [value and unicodedata.normalize("NFKC", value) for value in values]
    assert compatible(pa.array(values, pa.string())).to_pylist() == expected


def test_traditional_letters_are_found_wherever_they_stand():
    values = pa.array(["興美", None, "a廣b", "简体", "😀興"], pa.string()).slice(1)
    assert traditional_letters(han_letters(values)) == {"廣": "广", "興": "兴"}


def test_what_looks_like_a_date_or_telephone_is_no_number():
    found = parse(pa.array(["021-5555", "2024/1/2", "12:30", "1-", "+5", "7.", "-3", "１２", "¥ 1,234.50"]))
    assert np.where(np.isnan(found), None, found).tolist() == [None, None, None, -1.0, 5.0, 7.0, -3.0, 12.0, 1234.5]
