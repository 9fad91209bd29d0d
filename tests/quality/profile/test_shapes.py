import re

import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from quality.profile.shapes import shapes, shorten

letters = st.text(st.sampled_from("aZ09 -@中文é汉."), max_size=15)


@given(st.lists(letters, max_size=15))
@settings(max_examples=50, deadline=None)
def test_shapes_agree_with_replacing_character_by_character(values):
    def slow(text):
        classes = (("[0-9]", "9"), ("[A-Z]", "A"), ("[a-z]", "a"), ("[\u4e00-\u9fff]", "汉"), ("é", "ä"))
        for pattern, mark in classes:
            text = re.sub(pattern, mark, text)
        return text

    assert shapes(pa.array(values, pa.string())).to_pylist() == [slow(v) for v in values]


def test_runs_are_counted():
    assert shorten("A99999999999") == "A9{11}"
    assert shorten("99-9") == "99-9"
