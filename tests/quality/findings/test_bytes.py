import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from quality.findings.bytes import CONTROL, DOUBLE_SPACE, EDGE_SPACE, NON_ASCII, kinds

texts = st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), max_size=20)


@given(texts)
@settings(max_examples=50, deadline=None)
def test_kinds_agree_with_looking_at_each_text(values):
    found = kinds(pa.array(values, pa.string()))
    for text, flags in zip(values, found, strict=True):
        assert bool(flags & NON_ASCII) == (not text.isascii())
        assert bool(flags & CONTROL) == any((ord(c) < 32 and c not in "\t\n\r") or ord(c) == 127 for c in text)
        assert bool(flags & EDGE_SPACE) == (text[:1] in set("\t\n\r ") or text[-1:] in set("\t\n\r "))
        assert bool(flags & DOUBLE_SPACE) == ("  " in text)


def test_a_slice_is_read_from_its_own_start():
    values = pa.array(["  ", "a", "中"]).slice(1)
    assert [int(f & NON_ASCII) for f in kinds(values)] == [0, NON_ASCII]
